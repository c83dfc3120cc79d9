import Domain
import Glibc
import Testing

@Suite struct GradeTests {
    private func pd(scoreHundredths: Int) -> Double { 1 / (1 + exp((Double(scoreHundredths) / 100 - 487.12288) / 28.8539)) }

    private func gradeByFormula(_ pd: Double) -> Grade {
        switch pd {
        case ..<0.001: .aaa
        case ..<0.003: .aa
        case ..<0.007: .a
        case ..<0.015: .bbb
        case ..<0.03: .bb
        case ..<0.08: .b
        case ..<0.15: .ccc
        case ..<0.3: .cc
        default: .c
        }
    }

    /// Every hundredth from far below the scale to far above it: the edges among them.
    @Test func integersAgreeWithTheFormula() {
        var wrong: [Int] = []
        for score in 30_000...90_000 where Grade.of(scoreHundredths: score) != gradeByFormula(pd(scoreHundredths: score)) {
            wrong.append(score)
        }
        #expect(wrong == [])
        #expect(Grade.of(scoreHundredths: .max) == .aaa)
        #expect(Grade.of(scoreHundredths: .min) == .c)
    }

    /// The published edges, rounded to the nearest hundredth, are less than one hundredth from ours.
    @Test func edgesAreThePublishedOnes() {
        let published = [68_641, 65_465, 63_009, 60_786, 58_742, 55_759, 53_717, 51_157]
        for (band, edge) in published.enumerated() {
            #expect(Int(Grade.of(scoreHundredths: edge + 1).rawValue) == band)
            #expect(Int(Grade.of(scoreHundredths: edge - 1).rawValue) == band + 1)
        }
    }

    @Test func bandsAreClosedBelowAndOpenAbove() {
        let bands = Grade.allCases.compactMap(\.pdBand)
        #expect(bands.count == 9)
        #expect(bands.first?.from == 0 && bands.last?.below == 1)
        for (band, next) in zip(bands, bands.dropFirst()) { #expect(band.below == next.from) }
        for (grade, band) in zip(Grade.allCases, bands) { #expect(gradeByFormula(band.from) == grade) }
        #expect(Grade.d.pdBand == nil && Grade.nr.pdBand == nil)
    }
}
