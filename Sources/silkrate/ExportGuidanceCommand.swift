import ArgumentParser
import Guidance
import Nightly
import Problems
import Settings

struct ExportGuidance: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guidance", abstract: "A static site for consumers: a page per enterprise, countries, categories, search, method.",
        discussion: """
            The site needs no server: it works from a folder and over any web server. --out is a symbolic link that leads to a new \
            folder beside it once that is complete; what did not change since the former export is linked, not written.
            """)

    @Option(help: ArgumentHelp("What to write: site.", valueName: "format"))
    var format = GuidanceFormat.site

    @Option(help: ArgumentHelp("The ratings database.", valueName: "file"))
    var database = "ratings.sqlite"

    @Option(help: ArgumentHelp("The link that leads to the site; made where it is not there.", valueName: "dir"))
    var out: String

    @Option(help: ArgumentHelp("The model file that rated the database (default: the built-in expert card).", valueName: "file"))
    var model: String?

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
            if let threads {
                guard (1...256).contains(threads) else {
                    throw Problem(.usage, "--threads \(threads) is out of range", remedy: "give 1 to 256 threads")
                }
                job.threads = threads
            }
            let progress = ProgressLine(isQuiet: common.quiet)
            let report = try Nightly.exportGuidance(job, to: out, contact: contact) { progress.show($0) }
            progress.clear()
            print("\(out) -> \(report.folder)")
            print("\(report.enterprises) enterprises, \(report.files) files of \(report.bytes) bytes")
            print("written anew: \(report.filesWritten) files of \(report.bytesWritten) bytes; the others are the former site's")
        }
    }
}

enum GuidanceFormat: String, ExpressibleByArgument, CaseIterable {
    case site
}
