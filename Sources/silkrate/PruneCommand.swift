import ArgumentParser
import Nightly
import Problems

struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove rows of old partitions from the store; later results stay the same.",
        discussion: """
            A checkpoint takes their place. Days before it can no longer be reproduced with --as-of, its partitions no longer be
            rerun, and orders settled by then are no longer in export bases.
            """)

    @Option(help: ArgumentHelp("Keep the rows of the last so many days (default: 730).", valueName: "days"))
    var keep = 730

    @OptionGroup var settings: JobOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            guard keep >= 1 else { throw Problem(.usage, "--keep \(keep) keeps nothing", remedy: "give 1 day or more") }
            let progress = ProgressLine(isQuiet: common.quiet)
            let report = try prune(
                try settings.merged(), runContext(isJSON: common.logFormat == .json, isQuiet: common.quiet, progress), keepDays: keep)
            print("\(report.partitions) partitions up to \(report.base) are pruned, \(report.bytes) bytes freed")
        }
    }
}
