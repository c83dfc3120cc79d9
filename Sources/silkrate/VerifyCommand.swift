import ArgumentParser
import Nightly
import Problems
import RatingsDatabase

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a store and a ratings database against themselves.",
        discussion: "Ends with 65 where something is wrong.")

    @Option(help: ArgumentHelp("The store.", valueName: "dir"))
    var store = "store"

    @Option(help: ArgumentHelp("The ratings database.", valueName: "file"))
    var database = "ratings.sqlite"

    @Flag(help: "Print the SHA-256 of the contract tables alone: the same for the same rows, however they came.")
    var contractHash = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        var findings: [String] = []
        try exiting { () throws(Problem) in
            if contractHash {
                print(try contractSHA256(database: database))
                return
            }
            findings = try verifyStore(path: store)
            findings += try RatingsDatabase.verify(path: database).map { "\(database): \($0)" }
            for finding in findings { print(finding) }
            if findings.isEmpty { print("\(store) and \(database) are whole") }
        }
        if !findings.isEmpty { throw ExitCode(ProblemKind.inputRefused.rawValue) }
    }
}
