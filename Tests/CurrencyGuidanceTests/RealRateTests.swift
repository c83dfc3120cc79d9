import CurrencyGuidance
import Domain
import Foundation
import Nightly
import Problems
import Settings
import TestSupport
import Testing

/// The ECB's rates since 1999, where they are.
@Suite(.enabled(if: ReferenceData.folder("rates") != nil, "the shared data are not there: no test on the ECB's rates"))
struct RealRateTests {
    private var path: String { (ReferenceData.folder("rates")?.path ?? "") + "/eurofxref-hist.csv.gz" }

    private func find(_ pairs: [PairGuidance], _ listed: String, _ paid: String) -> PairGuidance? {
        pairs.first { $0.listed == code(listed) && $0.paid == code(paid) }
    }

    private func day(_ text: String) throws -> Day { try #require(Day(text)) }

    @Test func laterRatesChangeNothing() throws {
        let quotes = try readQuotes(path: path)
        let fees = try embeddedFees()
        for text in ["2020-12-31", "2022-03-10", "2025-06-30"] {
            let asOf = try day(text)
            let known = quotes.filter { $0.day <= asOf }
            #expect(known.count < quotes.count)
            let whole = GuidanceTable(guidance(quotes: quotes, fees: fees, asOf: asOf), fees: fees, asOf: asOf)
            let cut = GuidanceTable(guidance(quotes: known, fees: fees, asOf: asOf), fees: fees, asOf: asOf)
            #expect(whole.csv == cut.csv)
        }
    }

    /// None of some four hundred and fifty pairs at each of twenty-three dates, a year apart and at the end of the data.
    @Test func noPairOfTheECBsBeatsTheRandomWalk() throws {
        let quotes = try readQuotes(path: path)
        var tried = 0
        var below = 0
        var alone = 0
        var published: [String] = []
        for text in (2004...2025).map({ "\($0)-12-31" }) + ["2026-04-13"] {
            let pairs = guidance(quotes: quotes, fees: try someFees(), asOf: try day(text))
            for pair in pairs where isBefore(pair) && !pair.tests.isEmpty {
                tried += 1
                if let best = pair.tests.min(by: { $0.theilU < $1.theilU }), best.theilU < 1 {
                    below += 1
                    if best.dieboldMariano > 1.645 { alone += 1 }
                }
                if let forecast = pair.forecast {
                    published.append(
                        "\(text) \(pair.name) \(forecast.candidate.rawValue) U \(forecast.theilU) DM \(forecast.dieboldMariano)")
                }
            }
        }
        // As the README tells it; U below 1 is common and means nothing by itself, nor does one test among thousands.
        #expect(tried == 10_377 && below == 3126 && alone == 106, "\(tried) \(below) \(alone)")
        #expect(published.isEmpty, "\(published)")
    }

    private func isBefore(_ pair: PairGuidance) -> Bool { pair.listed.byteSwapped < pair.paid.byteSwapped }

    @Test func pegsAreFound() throws {
        let quotes = try readQuotes(path: path)
        func pegs(_ text: String) throws -> [String] {
            guidance(quotes: quotes, fees: try someFees(), asOf: try day(text)).filter { $0.status == .peg && isBefore($0) }.map(\.name)
        }
        #expect(try pegs("2026-04-13") == ["DKK/EUR", "HKD/USD"])
        let before = try pegs("2021-12-31")
        for pair in ["BGN/EUR", "BGN/DKK", "DKK/EUR", "HKD/USD"] { #expect(before.contains(pair), "\(before)") }
        for pair in ["EUR/USD", "CNY/USD", "EUR/GBP", "TRY/USD"] { #expect(!before.contains(pair)) }
        // The Swiss franc's floor of 1.20 looked like a peg until the day on which it fell.
        #expect(try pegs("2015-01-15").contains("CHF/EUR") == false)
    }

    @Test func theRoubleIsStaleSinceItsLastRate() throws {
        let quotes = try readQuotes(path: path)
        let fees = try someFees()
        let last = guidance(quotes: quotes, fees: fees, asOf: try day("2022-03-08"))
        #expect(find(last, "RUB", "EUR")?.status == .ok && find(last, "RUB", "EUR")?.rateDay == Day("2022-03-01"))
        for text in ["2022-03-09", "2026-04-13"] {
            let pair = try #require(find(guidance(quotes: quotes, fees: fees, asOf: try day(text)), "RUB", "EUR"))
            #expect(pair.status == .stale && pair.mid == nil && pair.rateDay == Day("2022-03-01"))
        }
        // Holidays make no currency stale: the longest gap of the ECB's rates is five days.
        let easter = guidance(quotes: quotes, fees: fees, asOf: try day("2025-04-21"))
        #expect(find(easter, "USD", "EUR")?.status == .ok)
    }

    @Test func theFilesAreWrittenAndTheSameTwice() throws {
        let folder = try TemporaryFolder()
        let asOf = try day("2026-04-13")
        let paths = try exportCurrency(rates: path, fees: nil, asOf: nil, to: "\(folder.path)/a")
        _ = try exportCurrency(rates: path, fees: nil, asOf: asOf, to: "\(folder.path)/b")
        #expect(paths.map { $0.dropFirst(folder.path.count) } == ["/a/currency.csv", "/a/currency.ndjson", "/a/currency.schema.json"])
        for name in ["currency.csv", "currency.ndjson", "currency.schema.json"] {
            #expect(try folder.bytes(of: "a/\(name)") == folder.bytes(of: "b/\(name)"))
        }
        let lines = try folder.bytes(of: "a/currency.ndjson").split(separator: 0x0A)
        #expect(lines.count == 2790)
        let names = try requiredNames(folder.bytes(of: "a/currency.schema.json"))
        for line in lines {
            let object = try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            #expect(Set(object.keys) == names)
        }
        let early = try #require(throws: Problem.self) {
            try exportCurrency(rates: path, fees: nil, asOf: try day("1998-12-31"), to: "\(folder.path)/c")
        }
        #expect(early.message == "the first rate is of 1999-01-04, after 1998-12-31")
        let unpriced = try #require(throws: Problem.self) {
            try exportCurrency(rates: path, fees: nil, asOf: try day("2016-12-30"), to: "\(folder.path)/c")
        }
        #expect(unpriced.description.hasPrefix("fees.yaml (built in): no fee is in force on 2016-12-30. Fix: add entries for that day"))
    }

    private func requiredNames(_ schema: [UInt8]) throws -> Set<String> {
        let object = try #require(JSONSerialization.jsonObject(with: Data(schema)) as? [String: Any])
        return Set(try #require(object["required"] as? [String]))
    }
}

extension PairGuidance {
    fileprivate var name: String { "\(CodeList.unpack(listed))/\(CodeList.unpack(paid))" }
}
