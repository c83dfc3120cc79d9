import RatingsDatabase
import TestSupport
import Testing

/// Rows that wait until they are written.
@Suite struct PackedRowsTests {
    private let reason = RatingReasonRow(
        enterpriseID: "E", rank: 1, code: "R1", characteristic: nil, shortfallHundredths: nil, text: "text", chineseText: "文")

    @Test("points are read again from the rows they were packed in", arguments: UInt64(0)..<8)
    func points(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...40, using: &random)
        let layout = SheetLayout(
            characteristics: (0..<count).map { CharacteristicLayout(id: "c\($0)", bins: [], referencePointsHundredths: []) }, metrics: [],
            currency: "EUR")
        let entries = (0..<count).map { place in
            let isMissing = place == 0 || Bool.random(using: &random)
            return RatingSheetRow.Entry(
                value: isMissing ? nil : Double.random(in: -1...1, using: &random),
                numerator: isMissing ? nil : Int64.random(in: 0...1 << 40, using: &random),
                denominator: Bool.random(using: &random) && place > 0 ? Int64.random(in: 0...1 << 60, using: &random) : nil,
                bin: Int.random(in: 0...63, using: &random), pointsHundredths: Int64.random(in: -100_000...100_000, using: &random))
        }
        var rows = PackedRows()
        #expect(rows.pointsHundredths(layout) == [])
        rows.append(RatingSheetRow(enterpriseID: Text("E\(seed)"), entries: entries), layout)
        rows.append([reason])
        #expect(rows.pointsHundredths(layout) == entries.map(\.pointsHundredths))
    }

    @Test func anEnterpriseWithoutPointsHasNone() {
        var rows = PackedRows()
        rows.append([reason])
        #expect(rows.pointsHundredths(Sample.layout) == [])
    }
}
