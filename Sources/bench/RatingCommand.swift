import ArgumentParser
import Domain
import Scoring
import Settings

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Rates enterprises from counters: the core alone, on one core, without a file or a database.
struct RatingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rating", abstract: "Rate enterprises of random counters on one core with the built-in model.",
        discussion: """
            Only rating is timed, by the processor's time, so that other work on the machine counts little; making the counters and
            hashing the ratings is not. The same seed gives the same hash on every
            machine, for the same model. Under callgrind, --toggle-collect='*rateBatch*' counts the instructions of the rating alone.
            """)

    @Option(help: ArgumentHelp("Enterprises.", valueName: "n"))
    var enterprises = 1_000_000

    @Option(help: ArgumentHelp("The same seed gives the same counters.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Enterprises whose counters are in memory at a time; changes no result.", valueName: "n"))
    var batch = 1_000

    func validate() throws {
        guard enterprises > 0, batch > 0 else { throw ValidationError("--enterprises and --batch must be at least 1.") }
    }

    func run() throws {
        let model = try embeddedModel()
        var tally = RatingTally()
        var ticks = 0
        var evidence: [EnterpriseEvidence] = []
        var ratings: [Rating] = []
        evidence.reserveCapacity(batch)
        ratings.reserveCapacity(batch)
        for first in stride(from: 0, to: enterprises, by: batch) {
            evidence.removeAll(keepingCapacity: true)
            ratings.removeAll(keepingCapacity: true)
            for number in first..<min(first + batch, enterprises) {
                evidence.append(RandomEnterprise.evidence(seed: seed, number: number))
            }
            let start = clock()
            rateBatch(evidence, model, into: &ratings)
            ticks += clock() - start
            for index in evidence.indices { tally.add(ratings[index], of: evidence[index]) }
        }
        // POSIX: a million ticks a second, on every machine.
        report(tally, seconds: Double(ticks) / 1_000_000)
    }

    /// `name: value` lines, which `Jobs/bench` reads.
    private func report(_ tally: RatingTally, seconds: Double) {
        let perEnterprise = tenths(Double(tally.cells) / Double(enterprises))
        print("enterprises: \(enterprises) (\(tally.rated) rated, \(tally.notRated) NR, \(tally.defaulted) D)")
        print("day cells per enterprise: \(perEnterprise)")
        print("seconds: \(Double(Int(seconds * 1000)) / 1000)")
        print("enterprises per second and core: \(seconds > 0 ? Int(Double(enterprises) / seconds) : 0)")
        print("hash: \(tally.hash.hexadecimal)")
    }

    private func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// Rates a batch. A function of its own, never inlined, so that callgrind can count it alone by its name.
@inline(never)
func rateBatch(_ evidence: [EnterpriseEvidence], _ model: Model, into ratings: inout [Rating]) {
    for enterprise in evidence { ratings.append(rate(enterprise, asOf: RandomEnterprise.asOf, model: model)) }
}

/// What the ratings came to. The hash depends on every number of every rating, so that none can be optimised away.
struct RatingTally {
    var rated = 0
    var notRated = 0
    var defaulted = 0
    var cells = 0
    private(set) var hash: UInt64 = 0

    mutating func add(_ rating: Rating, of evidence: EnterpriseEvidence) {
        cells += evidence.cells.count
        switch rating.status {
        case .rated: rated += 1
        case .notRated: notRated += 1
        case .defaulted: defaulted += 1
        }
        take(UInt64(rating.grade.rawValue))
        take(rating.scoreHundredths ?? .min)
        for value in [rating.pd, rating.pdLow, rating.pdHigh, rating.effectiveOrders] { take((value ?? -1).bitPattern) }
        take(rating.orders)
        take(rating.lift?.orders ?? -1)
        for points in rating.points {
            take(points.pointsHundredths)
            take((points.value ?? -1).bitPattern)
        }
        for reason in rating.reasons {
            take(reason.shortfallHundredths ?? -1)
            for byte in reason.code.utf8 { take(UInt64(byte)) }
        }
    }

    private mutating func take(_ value: Int) { take(UInt64(bitPattern: Int64(value))) }
    private mutating func take(_ value: UInt64) { hash = SplitMix64.mix(hash &* 0x0000_0100_0000_01B3 ^ value) }
}

extension UInt64 {
    /// Sixteen hexadecimal digits.
    fileprivate var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
