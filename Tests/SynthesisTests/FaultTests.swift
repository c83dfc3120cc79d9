import Decompression
import Domain
import Problems
import Testing

@testable import Synthesis

@Suite struct Faults {
    private static func plan(faults: Bool) -> SynthesisPlan {
        SynthesisPlan(
            seed: 21, orders: 400, sellers: 30, days: 200, faults: faults, faultsPerMillion: 40_000, filesPerKind: 1)
    }
    private static let spoilt = Result {
        let made = try Collected(plan(faults: true))
        return (made, made.tables())
    }
    private let made: Collected
    private let tables: [Table]

    init() throws { (made, tables) = try Faults.spoilt.get() }

    @Test func everyReasonOccurs() throws {
        #expect(Set(made.summary.faults.map(\.reason)) == Set(FaultReason.allCases))
        #expect(try made.note("faults.csv").count == made.summary.faults.count + 1)
        for kind in DumpKind.allCases { #expect(made.summary.faults.contains { $0.kind == kind.name }, "\(kind.name)") }
    }

    /// Without the planted records, at the lines that are given, every file is what it is without faults, but for the order of rows.
    @Test func faultsComeOnTop() throws {
        let clean = try Collected(Faults.plan(faults: false))
        let lines = Dictionary(grouping: made.summary.faults) { "\($0.partition)/\($0.file)" }.mapValues { Set($0.compactMap(\.line)) }
        let cleanRows = Dictionary(uniqueKeysWithValues: clean.tables().map { ("\($0.partition)/\($0.name)", rows($0, without: [])) })
        #expect(tables.count == cleanRows.count)
        for table in tables {
            let planted = lines["\(table.partition)/\(table.name)"] ?? []
            #expect(planted.isSubset(of: Set(table.records.map(\.line))))
            #expect(rows(table, without: planted) == cleanRows["\(table.partition)/\(table.name)"], "\(table.name)")
        }
    }

    private func rows(_ table: Table, without lines: Set<Int>) -> [String] {
        let kept = table.records.filter { !lines.contains($0.line) }
        let strange = table.header.indices.filter { ["remark", "source_row"].contains(table.header[$0]) }
        return kept.map { record in
            record.fields.indices.filter { !strange.contains($0) }.map { record.fields[$0].text }.joined(separator: "|")
        }.sorted()
    }

    /// What is wrong can be seen at the place that is given.
    @Test func faultsAreWhatTheySay() throws {
        let tables = Dictionary(uniqueKeysWithValues: self.tables.map { ("\($0.partition)/\($0.name)", $0) })
        for fault in made.summary.faults where fault.reason != .fileDamaged {
            let table = try #require(tables["\(fault.partition)/\(fault.file)"])
            let record = try #require(table.records.first { $0.line == fault.line })
            let place = table.header.firstIndex(of: fault.column)
            #expect(
                isAsSaid(fault, record, place.map { record.fields.indices.contains($0) ? record.fields[$0] : Field() }, table), "\(fault)")
        }
    }

    private func isAsSaid(_ fault: PlantedFault, _ record: Record, _ field: Field?, _ table: Table) -> Bool {
        switch fault.reason {
        case .columnCount: return record.fields.count != table.header.count
        case .valueMissing: return field?.bytes.isEmpty ?? false
        case .tooLong: return (field?.bytes.count ?? 0) > 256
        case .notUTF8: return field.map { String(validating: $0.bytes, as: UTF8.self) == nil } ?? false
        case .quote: return field?.isBroken ?? false
        case .notAnInstant: return field.map { !isInstant($0.text) } ?? false
        case .fromTheFuture: return (field.flatMap { seconds($0.text) } ?? 0) > (fault.partition + 2).start.seconds
        case .orphan: return field?.text.hasPrefix("NEVER-") ?? false
        case .notADecimal: return field.map { Double($0.text) == nil || $0.text.contains("e") } ?? false
        case .notACode, .outOfRange, .overflow: return !(field?.bytes.isEmpty ?? true)
        case .tooLate: return fault.partition >= Day(20_454) + 180
        case .fileDamaged: return true
        }
    }

    private func isInstant(_ text: String) -> Bool {
        guard let at = seconds(text) else { return false }
        return Instant(at).day >= Day(0) && text.contains("T")
    }

    /// Damaged files are gzip or zstd to look at, and their readers refuse them.
    @Test func damagedFilesBreak() throws {
        let damaged = made.files.filter { $0.name.contains("damaged") }
        #expect(Set(damaged.map { Array($0.content.prefix(2)) }) == [[0x1F, 0x8B], [0x28, 0xB5]])
        #expect(damaged.allSatisfy { $0.container == .plain })
        #expect(Damage.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    }

    @Test func withoutFaultsNoneArePlanted() throws {
        let made = try Collected(SynthesisPlan(seed: 21, orders: 100, days: 10))
        #expect(made.summary.faults.isEmpty && !made.files.contains { $0.name == "faults.csv" || $0.name.contains("damaged") })
    }
}
