import ArgumentParser
import Nightly
import Problems

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write evidence, the three information bases, or guidance for consumers.",
        subcommands: [ExportEvidence.self, ExportBases.self, ExportGuidance.self])
}

struct ExportEvidence: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "sellers.csv and products.csv: the raw integer counters of the published run.")

    @Option(help: ArgumentHelp("The ratings database.", valueName: "file"))
    var database = "ratings.sqlite"

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            for path in try exportEvidence(database: database, to: out) { print(path) }
        }
    }
}

struct ExportBases: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bases",
        abstract: "subjects.csv, products.csv and transactions.csv: the three bases, joined from the store.")

    @OptionGroup var settings: JobOptions

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            for path in try exportBases(try settings.merged(), to: out) { print(path) }
        }
    }
}
