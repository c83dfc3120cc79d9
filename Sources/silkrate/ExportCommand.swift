import ArgumentParser
import Logging
import Nightly
import Problems
import Tables

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write evidence, ratings, the three bases, currency guidance or guidance for consumers as files.",
        subcommands: [ExportEvidence.self, ExportRatings.self, ExportBases.self, ExportCurrency.self, ExportGuidance.self])
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

struct ExportRatings: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ratings",
        abstract: "The published ratings with points and reasons, evidence, subjects, products, and the runs: a file per table.",
        discussion: "Beside each file stands the JSON Schema of its rows.")

    @Option(help: ArgumentHelp("The ratings database.", valueName: "file"))
    var database = "ratings.sqlite"

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @Option(help: "What the files are.")
    var format = FormatOption.csv

    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            for path in try exportRatings(database: database, to: out, as: format.table) { print(path) }
        }
    }
}

struct ExportBases: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bases",
        abstract: "subjects, products and transactions: the three bases, joined from the store.",
        discussion: """
            Beside each file stands the JSON Schema of its rows. Without --rates amounts are converted at the reference rates that the
            store's last run used. An order without a rate for a currency of its own has no amount.
            """)

    @OptionGroup var settings: JobOptions

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @Option(help: "What the files are.")
    var format = FormatOption.csv

    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            let export = try exportBases(try settings.merged(), to: out, as: format.table)
            let log = standardLog(isJSON: common.logFormat == .json, isQuiet: common.quiet)
            if let warning = export.warning { log.warning("\(warning)") }
            for path in export.paths { print(path) }
        }
    }
}

/// What files an export writes.
enum FormatOption: String, ExpressibleByArgument, CaseIterable {
    case csv, ndjson, parquet

    /// The same in the words of the tables.
    var table: TableFormat {
        switch self {
        case .csv: .csv
        case .ndjson: .ndjson
        case .parquet: .parquet
        }
    }
}
