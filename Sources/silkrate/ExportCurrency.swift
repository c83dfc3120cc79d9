import ArgumentParser
import Domain
import Nightly
import Problems

struct ExportCurrency: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "currency",
        abstract: "currency.csv, currency.ndjson and their schema: what paying in which currency costs, by method.")

    @Option(help: ArgumentHelp("Reference exchange rates, e.g. the ECB's eurofxref-hist.csv.", valueName: "file"))
    var rates: String

    @Option(help: ArgumentHelp("What payment methods cost (default: the built-in table).", valueName: "file"))
    var fees: String?

    @Option(help: ArgumentHelp("The day that plays today (default: the latest of the rates).", valueName: "date"))
    var asOf: String?

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            var day: Day?
            if let asOf {
                guard let given = Day(asOf) else {
                    throw Problem(.usage, "\"\(asOf)\" is no day", remedy: "give --as-of as YYYY-MM-DD")
                }
                day = given
            }
            for path in try Nightly.exportCurrency(rates: rates, fees: fees, asOf: day, to: out) { print(path) }
        }
    }
}
