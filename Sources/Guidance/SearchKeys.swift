internal import RatingsDatabase

/// How a text is looked up: words of small letters and digits, accents and separators aside. `search.js` does the same to what a reader
/// types, with the same table.
enum SearchText {
    /// Letters with accents and what they are looked up as, in pairs.
    static let folds =
        "àaáaâaãaäaåaāaăaąaçcćcčcđdďdèeéeêeëeēeęeěeğgìiíiîiïiīiıiłlńnñnňnòoóoôoõoöoøoōoőořrśsşsšsșsţtťtțtùuúuûuüuūuůuűuųuýyÿyźzżzžzßsæaœo"

    private static let foldTable: [UInt32: UInt8] = {
        let scalars = Array(folds.unicodeScalars)
        return Dictionary(
            stride(from: 0, to: scalars.count - 1, by: 2).map { (scalars[$0].value, UInt8(truncatingIfNeeded: scalars[$0 + 1].value)) },
            uniquingKeysWith: { first, _ in first })
    }()

    /// The words of a text with one blank between, and where each begins; every character of a script without blanks begins one.
    static func words(_ text: Text) -> (bytes: [UInt8], starts: [Int]) {
        var bytes: [UInt8] = []
        var starts: [Int] = []
        var isInside = false
        for scalar in String(decoding: text.utf8, as: UTF8.self).unicodeScalars {
            if (0x300...0x36F).contains(scalar.value) { continue }
            guard isWordLetter(scalar) else {
                isInside = false
                continue
            }
            if !isInside, !bytes.isEmpty { bytes.append(0x20) }
            if !isInside || isWithoutBlanks(scalar) { starts.append(bytes.count) }
            isInside = true
            append(scalar, to: &bytes)
        }
        return (bytes, starts)
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        if scalar.isASCII {
            let byte = UInt8(scalar.value)
            bytes.append((0x41...0x5A).contains(byte) ? byte + 0x20 : byte)
            return
        }
        for small in scalar.properties.lowercaseMapping.unicodeScalars where !(0x300...0x36F).contains(small.value) {
            if let folded = foldTable[small.value] { bytes.append(folded) } else { bytes += String(small).utf8 }
        }
    }

    private static func isWordLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            let byte = UInt8(scalar.value) | 0x20
            return (0x61...0x7A).contains(byte) || (0x30...0x39).contains(scalar.value)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        case .decimalNumber, .letterNumber, .otherNumber: return true
        default: return false
        }
    }

    /// Chinese characters, kana and hangul.
    private static func isWithoutBlanks(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }
}

/// The first bytes of a text from the beginning of one of its words: 24 at most, as three numbers that compare as the bytes do.
struct SearchKey: Hashable, Comparable, Sendable {
    static let bytesMax = 24

    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    let count: UInt8

    init(_ bytes: ArraySlice<UInt8>) {
        var end = bytes.startIndex + min(bytes.count, Self.bytesMax)
        // No half of a character: what follows the cut begins one.
        while end > bytes.startIndex, end < bytes.endIndex, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        let bytes = bytes[..<end]
        count = UInt8(bytes.count)
        for (place, byte) in bytes.enumerated() {
            let shifted = UInt64(byte) << UInt64(56 - 8 * (place % 8))
            switch place / 8 {
            case 0: first |= shifted
            case 1: second |= shifted
            default: third |= shifted
            }
        }
    }

    /// The byte at a place; 0 behind the end.
    subscript(place: Int) -> UInt8 {
        let word = place < 8 ? first : place < 16 ? second : third
        return UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (place % 8)))
    }

    /// How many bytes two keys begin with alike.
    func common(_ other: SearchKey) -> Int {
        let end = Int(min(count, other.count))
        return (0..<end).first { self[$0] != other[$0] } ?? end
    }

    /// The first `length` bytes in hexadecimal: names the shard.
    func hexadecimal(_ length: Int) -> String {
        let hex = Array("0123456789abcdef".utf8)
        return String(decoding: (0..<length).flatMap { [hex[Int(self[$0] >> 4)], hex[Int(self[$0] & 15)]] }, as: UTF8.self)
    }

    static func < (a: SearchKey, b: SearchKey) -> Bool {
        if a.first != b.first { return a.first < b.first }
        if a.second != b.second { return a.second < b.second }
        return a.third != b.third ? a.third < b.third : a.count < b.count
    }
}

/// Appends the text as a JSON string, which is a string of JavaScript, too.
func appendJSON(_ text: Text, to json: inout [UInt8]) {
    let hex = Array("0123456789abcdef".utf8)
    json.append(0x22)
    for byte in text.utf8 {
        switch byte {
        case 0x22, 0x5C: json += [0x5C, byte]
        case 0..<0x20, 0x7F, UInt8(ascii: "<"):
            json += "\\u00".utf8
            json += [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        default: json.append(byte)
        }
    }
    json.append(0x22)
}
