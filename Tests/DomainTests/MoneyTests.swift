import Domain
import Testing

@Suite struct MoneyTests {
    /// Micros of every size, near zero and near the limits too.
    private func micros(_ generator: inout SeededGenerator) -> Int64 {
        let value = Int64.random(in: .min ... .max, using: &generator) >> Int64.random(in: 0...63, using: &generator)
        // Round values are what halves are made of.
        return Bool.random(using: &generator) ? value : value / 5000 * 5000
    }

    @Test func lineAmountsEqualTheNaiveOnes() {
        var generator = SeededGenerator(seed: 7)
        var overflows = 0
        for _ in 0..<4000 {
            let (quantity, price, freight) = (micros(&generator), micros(&generator), micros(&generator))
            let digits = Int.random(in: 0...6, using: &generator)
            let exact = BigDecimal(quantity) * BigDecimal(price) + BigDecimal(freight) * .powerOfTen(6)
            // ⌊x / 10^k + 1/2⌋ = ⌊(2x + 10^k) / (2 · 10^k)⌋
            let unit = BigDecimal.powerOfTen(12 - digits)
            let expected = (exact * BigDecimal(2) + unit).floorDivided(by: unit * BigDecimal(2)).int64
            let amount = Money.amountMinor(quantityMicros: quantity, unitPriceMicros: price, freightMicros: freight, digits: digits)
            #expect(amount == expected, "\(quantity) × \(price) + \(freight), \(digits) digits")
            overflows += expected == nil ? 1 : 0
        }
        #expect(overflows > 100 && overflows < 2000)
    }

    @Test func plainAmountsEqualTheNaiveOnes() {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<4000 {
            let value = micros(&generator)
            let digits = Int.random(in: 0...6, using: &generator)
            let unit = BigDecimal.powerOfTen(6 - digits)
            let expected = (BigDecimal(value) * BigDecimal(2) + unit).floorDivided(by: unit * BigDecimal(2)).int64
            #expect(Money.amountMinor(micros: value, digits: digits) == expected, "\(value), \(digits) digits")
        }
    }

    @Test func eurosEqualTheNaiveOnes() {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<4000 {
            let amount = micros(&generator)
            let rate = max(1, Int64.random(in: 1 ... .max, using: &generator) >> Int64.random(in: 0...62, using: &generator))
            let digits = Int.random(in: 0...4, using: &generator)
            let dividend = BigDecimal(amount) * .powerOfTen(8 - digits) + BigDecimal(rate / 2)
            let expected = dividend.floorDivided(by: BigDecimal(rate)).int64
            #expect(
                Money.euroMinor(amountMinor: amount, digits: digits, rateMillionths: rate) == expected,
                "\(amount) at \(rate), \(digits) digits")
        }
    }

    private func line(_ quantity: Int64, _ price: Int64, _ freight: Int64, _ digits: Int) -> Int64? {
        Money.amountMinor(quantityMicros: quantity, unitPriceMicros: price, freightMicros: freight, digits: digits)
    }

    @Test func halvesGoUp() {
        #expect(Money.amountMinor(micros: 5_000, digits: 2) == 1)
        #expect(Money.amountMinor(micros: 4_999, digits: 2) == 0)
        #expect(Money.amountMinor(micros: -5_000, digits: 2) == 0)
        #expect(Money.amountMinor(micros: -5_001, digits: 2) == -1)
        #expect(Money.amountMinor(micros: -15_000, digits: 2) == -1)
        #expect(Money.amountMinor(micros: 500_000, digits: 0) == 1)
        #expect(Money.amountMinor(micros: 1_234_567, digits: 6) == 1_234_567)
        #expect(line(3_000_000, 19_995_000, 4_990_000, 2) == 6498)
        #expect(line(1_000_000, 5_000, 0, 2) == 1)
        #expect(line(1_000_000, -5_000, 0, 2) == 0)
        // Rounded once: 0.005 + 0.004 is 0.009, not 0.01 + 0.00; and 0.004 + 0.001 is a half although neither is.
        #expect(line(1_000_000, 4_000, 1_000, 2) == 1)
        #expect(line(1_000_000, 4_000, 4_000, 2) == 1)
        #expect(line(1_000_000, 499_999, 0, 0) == 0)
        #expect(line(2_000_000, 1_234_500, 0, 3) == 2469)
    }

    @Test func limits() {
        #expect(Money.amountMinor(micros: .max, digits: 0) == 9_223_372_036_855)
        #expect(Money.amountMinor(micros: .min, digits: 2) == -922_337_203_685_478)
        #expect(line(.max, .max, .max, 2) == nil)
        #expect(line(.min, .min, .max, 0) == nil)
        #expect(line(.min, .max, .min, 6) == nil)
        // The last amounts that fit: 92,233,720,368,547,758.07 and the half below it.
        #expect(line(9_223_372_036_854_775_807, 10_000, 0, 2) == 9_223_372_036_855)
        #expect(line(9_223_372_036_854_775_807, 10_000_000_000, 0, 2) == .max)
        #expect(line(9_223_372_036_854_775_807, 10_000_000_000, 5_000, 2) == nil)
        #expect(line(9_223_372_036_854_775_807, 10_000_000_000, 4_999, 2) == .max)
        #expect(Money.euroMinor(amountMinor: .max, digits: 2, rateMillionths: 1_000_000) == .max)
        #expect(Money.euroMinor(amountMinor: .min, digits: 2, rateMillionths: 1_000_000) == .min)
        #expect(Money.euroMinor(amountMinor: .max, digits: 2, rateMillionths: 999_999) == nil)
        #expect(Money.euroMinor(amountMinor: 0, digits: 2, rateMillionths: .max) == 0)
        for digits in [-1, 7] {
            #expect(line(1, 1, 1, digits) == nil)
            #expect(Money.amountMinor(micros: 1, digits: digits) == nil)
            #expect(Money.euroMinor(amountMinor: 1, digits: digits, rateMillionths: 1) == nil)
        }
        for rate: Int64 in [0, -1, .min] { #expect(Money.euroMinor(amountMinor: 1, digits: 2, rateMillionths: rate) == nil) }
    }

    @Test func conversions() {
        #expect(Money.euroMinor(amountMinor: 10_000, digits: 2, rateMillionths: 1_083_700) == 9228)
        #expect(Money.euroMinor(amountMinor: 16_350, digits: 0, rateMillionths: 163_500_000) == 10_000)
        #expect(Money.euroMinor(amountMinor: 1, digits: 2, rateMillionths: 2_000_000) == 1)
        #expect(Money.euroMinor(amountMinor: -1, digits: 2, rateMillionths: 2_000_000) == 0)
        #expect(Money.euroMinor(amountMinor: -3, digits: 2, rateMillionths: 2_000_000) == -1)
        #expect(Money.euroMinor(amountMinor: 12_345, digits: 3, rateMillionths: 333_000) == 3707)
    }
}
