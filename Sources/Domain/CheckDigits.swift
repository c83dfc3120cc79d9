/// The arithmetic that check digits have in common. All expect digits at the places that they read.
extension IdentifierText {
    /// Σ weight · digit over the places from `start` on.
    func sum<let n: Int>(_ weights: InlineArray<n, Int>, from start: Int = 0) -> Int {
        var sum = 0
        for place in 0..<n { sum += weights[place] * digit(start + place) }
        return sum
    }

    /// Luhn's sum (ISO/IEC 7812-1, annex B): every other digit doubled, and the digits of what is above 9 added up. With a check digit
    /// at the last place it is 0 mod 10; without one, `doublesLast`, and the check digit is what is missing from the next ten.
    func luhnSum(_ places: Range<Int>, doublesLast: Bool = false) -> Int {
        var sum = 0
        for place in places {
            let isDoubled = (places.upperBound - place) % 2 == (doublesLast ? 1 : 0)
            let weighted = digit(place) * (isDoubled ? 2 : 1)
            sum += weighted > 9 ? weighted - 9 : weighted
        }
        return sum
    }

    /// Whether the last of the digits at these places is Luhn's check digit of the others.
    func passesLuhn(_ places: Range<Int>) -> Bool { luhnSum(places) % 10 == 0 }

    /// Whether the digits at all places pass ISO/IEC 7064 MOD 11,10.
    var passesMod11And10: Bool {
        var product = 10
        for place in 0..<(count - 1) {
            let sum = (product + digit(place)) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return (product + digit(count - 1)) % 10 == 1
    }

    /// The remainder mod 97 of the text read as a number, a letter as 10–35 (ISO/IEC 7064 MOD 97-10: valid where it is 1), or nil where
    /// a byte is neither digit nor letter A–Z. A running remainder: no number is ever larger than 9,700.
    func remainderMod97(startingWith start: Int = 0) -> Int? {
        var remainder = start
        for place in 0..<count {
            if isLetter(place) {
                remainder = (remainder * 100 + letter(place) + 10) % 97
            } else if 0...9 ~= digit(place) {
                remainder = (remainder * 10 + digit(place)) % 97
            } else {
                return nil
            }
        }
        return remainder
    }

    /// GS1's sum: weights 3 and 1 alternating from the right, the check digit 1; valid where it is 0 mod 10.
    var gs1Sum: Int {
        var sum = 0
        for place in 0..<count { sum += digit(place) * ((count - place) % 2 == 0 ? 3 : 1) }
        return sum
    }
}
