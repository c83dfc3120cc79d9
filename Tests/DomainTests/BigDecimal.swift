/// A whole number of any size by schoolbook arithmetic on decimal digits: slow, and plainly right.
struct BigDecimal: CustomStringConvertible {
    /// The least digit first, without leading zeros at the end; empty for 0.
    private var digits: [Int] = []
    private var isNegative = false

    init(_ value: Int64) {
        digits = String(value.magnitude).reversed().compactMap(\.wholeNumberValue)
        isNegative = value < 0
        trim()
    }

    /// 10^n.
    static func powerOfTen(_ n: Int) -> BigDecimal {
        var power = BigDecimal(1)
        power.digits = [Int](repeating: 0, count: n) + [1]
        return power
    }

    private mutating func trim() {
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { isNegative = false }
    }

    private static func isLess(_ a: [Int], _ b: [Int]) -> Bool {
        a.count != b.count ? a.count < b.count : a.reversed().lexicographicallyPrecedes(b.reversed())
    }

    private static func subtracted(_ a: [Int], _ b: [Int]) -> [Int] {
        var result = a
        for place in result.indices {
            result[place] -= place < b.count ? b[place] : 0
            if result[place] < 0 {
                result[place] += 10
                result[place + 1] -= 1
            }
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    static func * (a: BigDecimal, b: BigDecimal) -> BigDecimal {
        var product = BigDecimal(0)
        product.digits = [Int](repeating: 0, count: a.digits.count + b.digits.count)
        for (i, x) in a.digits.enumerated() {
            for (j, y) in b.digits.enumerated() { product.digits[i + j] += x * y }
        }
        for place in product.digits.indices.dropLast() {
            product.digits[place + 1] += product.digits[place] / 10
            product.digits[place] %= 10
        }
        product.isNegative = a.isNegative != b.isNegative
        product.trim()
        return product
    }

    static func + (a: BigDecimal, b: BigDecimal) -> BigDecimal {
        var sum = a
        if a.isNegative != b.isNegative {
            let isLess = isLess(a.digits, b.digits)
            sum.digits = isLess ? subtracted(b.digits, a.digits) : subtracted(a.digits, b.digits)
            sum.isNegative = isLess ? b.isNegative : a.isNegative
        } else {
            let count = max(a.digits.count, b.digits.count) + 1
            sum.digits = (0..<count).map { ($0 < a.digits.count ? a.digits[$0] : 0) + ($0 < b.digits.count ? b.digits[$0] : 0) }
            for place in 0..<(count - 1) where sum.digits[place] > 9 {
                sum.digits[place] -= 10
                sum.digits[place + 1] += 1
            }
        }
        sum.trim()
        return sum
    }

    /// ⌊self / divisor⌋ for a divisor > 0, by long division.
    func floorDivided(by divisor: BigDecimal) -> BigDecimal {
        var quotient = BigDecimal(0)
        var rest: [Int] = []
        for digit in digits.reversed() {
            rest.insert(digit, at: 0)
            while rest.last == 0 { rest.removeLast() }
            var times = 0
            while !BigDecimal.isLess(rest, divisor.digits) {
                rest = BigDecimal.subtracted(rest, divisor.digits)
                times += 1
            }
            quotient.digits.insert(times, at: 0)
        }
        quotient.isNegative = isNegative
        quotient.trim()
        return isNegative && !rest.isEmpty ? quotient + BigDecimal(-1) : quotient
    }

    var description: String { (isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits.reversed().map(String.init).joined()) }

    /// The value, or nil where it does not fit.
    var int64: Int64? { Int64(description) }
}
