import ArgumentParser
import Bytes

/// The command line: arguments, printing, exit codes. What is done is in Nightly.
@main
struct Silkrate: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "silkrate",
        abstract: "Rates the enterprises of cross-border e-commerce from dumps of their trade.",
        discussion: """
            Exit codes: 0 done, 64 usage, 65 input refused, 66 no input, 70 our own fault, 73 cannot create output,
            74 input/output error, 75 another run holds the store, 78 job or model file is wrong, 79 publishing refused.
            """,
        version: version,
        subcommands: [
            RunCommand.self, PlanCommand.self, RerunCommand.self, DiffCommand.self, PruneCommand.self, CheckCommand.self,
            ExplainCommand.self,
            ExportCommand.self,
            SynthCommand.self, VerifyCommand.self,
        ])

    static func main() {
        FileSystem.giveBackLargeMemory()
        FileSystem.raiseOpenFilesLimit()
        main(nil)
    }
}
