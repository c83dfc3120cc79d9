import ArgumentParser
import Guidance
import Logging
import Nightly
import Problems
import Settings

struct ExportGuidance: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guidance", abstract: "Guidance for consumers: a static site, or the content of its pages as files for machines.",
        discussion: """
            The site needs no server: it works from a folder and over any web server. --out is a symbolic link that leads to a new \
            folder beside it once that is complete; what did not change since the former export is linked, not made. Where reference \
            rates are known (--rates, or deliveries to --store), it tells what paying in which currency costs.

            csv and ndjson write one file into the folder --out, json a file per enterprise behind a link as the site is; \
            guidance.schema.json beside them says what they hold.
            """)

    @Option(help: ArgumentHelp("What to write: site, csv, ndjson or json.", valueName: "format"))
    var format = GuidanceFormat.site

    @Option(help: ArgumentHelp("The ratings database.", valueName: "file"))
    var database = "ratings.sqlite"

    @Option(
        help: ArgumentHelp(
            "The link that leads to the site (or to the json files), or the folder of csv and ndjson; made where it is not there.",
            valueName: "dir"))
    var out: String

    @Option(help: ArgumentHelp("The model file that rated the database (default: the built-in expert card).", valueName: "file"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "The store, whose reference rates the site's pages on currencies are made from (default: store).", valueName: "dir"))
    var store: String?

    @Option(help: ArgumentHelp("Reference exchange rates for the same, beside those of the store.", valueName: "file"))
    var rates: String?

    @Option(help: ArgumentHelp("What payment methods cost (default: the built-in table).", valueName: "file"))
    var fees: String?

    @Option(help: ArgumentHelp("Whom enterprises ask for a correction: a mail address or an https address.", valueName: "address"))
    var contact: String?

    @Option(help: ArgumentHelp("Threads (default: one per processor).", valueName: "n"))
    var threads: Int?

    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            var job = Job()
            job.database = database
            job.model = model
            if let store { job.store = store }
            job.rates = rates
            if let threads {
                guard (1...256).contains(threads) else {
                    throw Problem(.usage, "--threads \(threads) is out of range", remedy: "give 1 to 256 threads")
                }
                job.threads = threads
            }
            let progress = ProgressLine(isQuiet: common.quiet)
            let log = standardLog(isJSON: common.logFormat == .json, isQuiet: common.quiet)
            let report =
                if let files = format.files {
                    try Nightly.exportGuidanceFiles(job, as: files, to: out, contact: contact) { progress.show($0) }
                } else {
                    try Nightly.exportGuidance(
                        job, to: out, contact: contact, fees: fees, isStoreNamed: store != nil, log: { log.warning("\($0)") },
                        progress: { progress.show($0) })
                }
            progress.clear()
            print("\(out) -> \(report.folder)")
            print("\(report.enterprises) enterprises, \(report.files) files of \(report.bytes) bytes")
            print("made: \(report.filesMade) files; written: \(report.filesWritten) of \(report.bytesWritten) bytes")
        }
    }
}

enum GuidanceFormat: String, ExpressibleByArgument, CaseIterable {
    case site, csv, ndjson, json

    /// The format of the files; nil: the site.
    var files: GuidanceFileFormat? { GuidanceFileFormat(rawValue: rawValue) }
}
