import ArgumentParser
import Decompression
import Domain
import Nightly
import Problems
import Synthesis

struct SynthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synth", abstract: "Realistic dumps of any size from a seed.",
        discussion: "Writes <out>/<partition>/<kind>….csv[.gz|.zst]; the truth and the planted faults stand beside them in <out>.notes.")

    @Option(help: ArgumentHelp("The folder for the partitions.", valueName: "dir"))
    var out: String

    @Option(help: ArgumentHelp("The same seed gives the same bytes.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Orders.", valueName: "n"))
    var orders = 10_000

    @Option(help: ArgumentHelp("Sellers.", valueName: "n"))
    var sellers = 200

    @Option(help: ArgumentHelp("Days (partitions).", valueName: "n"))
    var days = 120

    @Option(help: ArgumentHelp("The first day.", valueName: "date"))
    var firstDate = "2026-01-01"

    @Option(help: ArgumentHelp("Compress all files alike: plain, gzip or zstd (default: a mix).", valueName: "container"))
    var container: ContainerOption?

    @Option(help: ArgumentHelp("How many sellers of a thousand are good, average, poor and fraudulent.", valueName: "n,n,n,n"))
    var mix = SellerQuality.usualMix.map(String.init).joined(separator: ",")

    @Flag(help: "Plant faults, and write down which.")
    var faults = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            guard let first = Day(firstDate) else {
                throw Problem(.usage, "\"\(firstDate)\" is no day", remedy: "give --first-date as YYYY-MM-DD")
            }
            guard orders > 0, sellers > 0, days > 0 else {
                throw Problem(.usage, "orders, sellers and days must be positive", remedy: "give at least 1 of each")
            }
            var plan = SynthesisPlan(seed: seed, orders: orders, sellers: sellers, days: days, firstDay: first, faults: faults)
            let shares = mix.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            guard shares.count == SellerQuality.allCases.count, !shares.contains(nil) else {
                throw Problem(.usage, "\"\(mix)\" is no mix", remedy: "give --mix as four whole numbers, e.g. 550,300,120,30")
            }
            plan.mix = shares.compactMap { $0 }
            if let container { plan.containers = [container.container] }
            let directory = DumpDirectory(dumps: out, notes: "\(out).notes") { path throws(Problem) in try makeFolder(path) }
            let summary = try synthesise(plan) { (file) throws(Problem) in try directory.write(file) }
            print(
                "\(out): \(summary.orders) orders, \(summary.files) files of \(summary.partitions.count) partitions, \(summary.sizeBytes) bytes"
            )
            for kind in summary.rowsByKind { print("  \(padded(kind.kind, 14))\(right("\(kind.rows)", 10)) rows") }
            print("\(out).notes: the sellers' true quality\(faults ? ", and \(summary.faults.count) planted faults" : "")")
        }
    }
}

enum ContainerOption: String, ExpressibleByArgument, CaseIterable {
    case plain, gzip, zstd

    var container: Container {
        switch self {
        case .plain: .plain
        case .gzip: .gzip
        case .zstd: .zstd
        }
    }
}
