import Domain
import Testing

/// Days at the bounds of what can be told: nothing traps.
@Suite struct DayTests {
    @Test func stepsBeyondTheBoundsEndAtThem() {
        let day = Day(20_000 as Int32)
        for (days, first, last) in [(1, 19_999, 20_001), (Int(Int32.max), Int(-2_147_463_647), Int(Int32.max))] {
            #expect((day - days).number == Int32(first) && (day + days).number == Int32(last))
        }
        for days in [Int(Int32.max) + 1_000_000, .max] {
            #expect((day + days).number == .max && (day - days).number == .min)
            #expect((day + -days).number == .min && (day - -days).number == .max)
        }
        #expect((day + .min).number == .min && (day - .min).number == .max)
        #expect(Day(Int32.max) - Day(Int32.min) == Int(UInt32.max))
    }

    @Test func instantsBeyondTheBoundsAreOnTheLastDay() {
        #expect(Instant(.max).day.number == .max && Instant(.min).day.number == .min)
        for (seconds, number) in [(-86_401, -2), (-86_400, -1), (-1, -1), (0, 0), (86_399, 0), (86_400, 1)] as [(Int64, Int32)] {
            #expect(Instant(seconds).day.number == number)
        }
    }

    @Test func everyDayHasAName() {
        for (number, name) in [(Int32.max, "5881580-07-11"), (.min, "-5877641-06-23"), (-719_529, "-0001-12-31"), (-719_528, "0000-01-01")]
        {
            #expect("\(Day(number))" == name)
        }
        #expect(Day("0000-01-01")?.number == -719_528)
    }
}
