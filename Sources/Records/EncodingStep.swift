import Bytes
import Domain

/// What one column asks of its field, flat: nothing in it is counted or owned.
struct EncodingStep: BitwiseCopyable {
    enum Shape: UInt8, BitwiseCopyable { case text, instant, decimal, whole, code, word, hsCode, place }

    var shape: Shape
    var isRequired: Bool
    /// What brings the hash's best bits down to a place in the column's table.
    var tableShift: UInt8 = 0
    /// Of words: what makes their hash perfect.
    var tableFactor: UInt64 = 0
    private let columnPlace: UInt8
    private let fieldPlace: Int32
    /// What an empty field stands for; 0: for nothing.
    var defaultCode: UInt32
    /// Where the column's table begins in `EncodingTables`, and of codes its length less one.
    var table: UInt32 = 0
    var tableMask: UInt32 = 0
    /// 0 where a row never lacks the column.
    var presenceBit: UInt32 = 0
    /// The bounds of a number; of an instant only the least, in seconds since 1970.
    var least = Int64.min
    var greatest = Int64.max

    var column: Int { Int(columnPlace) }
    /// The field that feeds the column, or −1.
    var field: Int { Int(fieldPlace) }

    /// The most bytes that the column takes in a row.
    var bytesMax: Int {
        switch shape {
        case .text, .hsCode, .place: 257
        case .instant, .decimal, .whole: 10
        case .code: 3
        case .word: 1
        }
    }

    /// The most bytes that the column takes beyond those of its field and the comma behind it.
    var growth: Int {
        switch shape {
        case .text, .hsCode, .place, .instant, .word: 0
        case .decimal, .whole: 8
        case .code: defaultCode == 0 ? 1 : field < 0 ? 3 : 2
        }
    }

    init(_ schema: Schema, column: Int, field: Int) {
        columnPlace = UInt8(column)
        fieldPlace = Int32(field)
        isRequired = schema.columns[column].isRequired
        defaultCode = schema.columns[column].defaultCode ?? 0
        switch schema.columns[column].type {
        case .text: shape = .text
        case .instant:
            shape = .instant
            least = schema.columns[column].earliest
        case .decimal(let bounds):
            shape = .decimal
            (least, greatest) = (bounds.lowerBound, bounds.upperBound)
        case .whole(let bounds):
            shape = .whole
            (least, greatest) = (bounds.lowerBound, bounds.upperBound)
        case .code: shape = .code
        case .word: shape = .word
        case .hsCode: shape = .hsCode
        case .place: shape = .place
        }
    }
}

/// The tables that a kind's columns look codes and words up in, side by side, and the days last read.
struct EncodingTables: ~Copyable {
    /// Packed codes, 0 where nothing stands; withdrawn ones with `withdrawn` set.
    private var codes = PlainArray<UInt32>()
    private var words = PlainArray<WordTable.Slot>()
    var instants = InstantReader()
    /// Places that were found good, as `written` below has them: a dump's places are few. At first what none is.
    private var places = PlainArray<UInt64>(repeating: .max, count: 512)
    /// Fields with a withdrawn code: of the row in hand, and of all rows taken.
    private(set) var withdrawnInRow = 0
    private(set) var withdrawnCodes = 0

    /// Above the four bytes of ASCII of any code.
    private static let withdrawn: UInt32 = 1 &<< 31

    /// Counts the fields of the row in hand for good.
    mutating func takeRow() {
        withdrawnCodes += withdrawnInRow
        withdrawnInRow = 0
    }

    /// Forgets those of a row that is not taken, or not this way.
    mutating func dropRow() { withdrawnInRow = 0 }

    /// Enters the table of a column's type and tells the step where it stands.
    mutating func add(_ type: FieldType, for step: inout EncodingStep) {
        switch type {
        case .code(let list): add(list, for: &step)
        case .place: add(Country.list, for: &step)
        case .word(let table):
            step.table = UInt32(words.count)
            step.tableShift = UInt8(table.hash.shift)
            step.tableFactor = table.hash.factor
            for slot in table.slots { words.append(slot) }
        case .text, .decimal, .whole, .instant, .hsCode: return
        }
    }

    private mutating func add(_ list: CodeList, for step: inout EncodingStep) {
        var bits: UInt8 = 4
        while 1 << bits < list.count * 4 { bits += 1 }
        step.table = UInt32(codes.count)
        step.tableMask = (1 << UInt32(bits)) - 1
        step.tableShift = 32 - bits
        codes.append(repeating: 0, count: 1 << Int(bits))
        // Those in force first: nearly all of them then stand where they are sought first.
        for isWithdrawn in [false, true] {
            for index in 0..<list.count where list.isWithdrawn(index) == isWithdrawn {
                let code = list.packedCode(at: index)
                precondition(code & EncodingTables.withdrawn == 0, "a code is ASCII")
                var slot = EncodingTables.slot(code, step)
                while codes[Int(step.table &+ slot)] != 0 { slot = (slot + 1) & step.tableMask }
                codes[Int(step.table &+ slot)] = isWithdrawn ? code | EncodingTables.withdrawn : code
            }
        }
    }

    /// Fibonacci hashing: the top bits of the product with 2³² ÷ φ.
    @inline(__always)
    private static func slot(_ packed: UInt32, _ step: EncodingStep) -> UInt32 {
        (packed &* 0x9E37_79B1) &>> UInt32(truncatingIfNeeded: step.tableShift)
    }

    /// Whether the step's list holds a packed code, in force or withdrawn; withdrawn ones are counted in the row in hand.
    @inline(__always)
    mutating func holdsCode(_ packed: UInt32, _ step: EncodingStep) -> Bool {
        guard packed != 0 else { return false }
        let slot = EncodingTables.slot(packed, step)
        return _fastPath(codes[Int(step.table &+ slot)] == packed) || holdsRareCode(packed, slot, table: step.table, mask: step.tableMask)
    }

    /// The same for a code that is not where it is sought first.
    @inline(never)
    private mutating func holdsRareCode(_ packed: UInt32, _ first: UInt32, table: UInt32, mask: UInt32) -> Bool {
        var slot = first
        while true {
            let known = codes[Int(table &+ slot)]
            if known == 0 { return false }
            if known == packed { return true }
            if known == packed | EncodingTables.withdrawn {
                withdrawnInRow += 1
                return true
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// Whether a place was found good before; `written` is its number of bytes, at most seven, less one in the lowest byte, and the bytes
    /// behind it.
    @inline(__always)
    mutating func isKnownPlace(_ written: UInt64) -> Bool { places[EncodingTables.slot(ofPlace: written)] == written }

    /// Whether a place is a country of the step's list, or a UN/LOCODE by form; then it is remembered, unless its country was withdrawn:
    /// such a one is counted each time.
    mutating func isPlace(_ written: UInt64, _ step: EncodingStep) -> Bool {
        let count = written & 0xFF &+ 1
        let counted = withdrawnInRow
        guard count == 2 || count == 5 && FieldWords.isPlaceName(written &>> 24),
            holdsCode(UInt32(truncatingIfNeeded: written &>> 8 & 0xFFFF), step)
        else { return false }
        if withdrawnInRow == counted { places[EncodingTables.slot(ofPlace: written)] = written }
        return true
    }

    @inline(__always)
    private static func slot(ofPlace written: UInt64) -> Int { Int(truncatingIfNeeded: (written &* 0x9E37_79B9_7F4A_7C15) &>> 55) }

    /// The place in the step's vocabulary of a word of `count` bytes in three words, absent bytes 0; or nil.
    @inline(__always)
    func place(_ step: EncodingStep, _ first: UInt64, _ second: UInt64, _ third: UInt64, count: Int) -> Int? {
        let slot = WordTable.Hash(shift: UInt64(step.tableShift), factor: step.tableFactor).slot(first, second, third)
        let known = words[Int(step.table) &+ slot]
        // The length tells a word from the same with NULs behind it.
        return known.first == first && Int(known.length) == count && (count <= 8 || known.second == second && known.third == third)
            ? Int(known.place) : nil
    }

    /// The place of a word in the step's vocabulary, or nil.
    func place(_ step: EncodingStep, _ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int? {
        guard range.count <= 24 else { return nil }
        let start = range.lowerBound
        let end = range.upperBound
        let first = bytes.packed(start..<min(start &+ 8, end))
        let second = range.count > 8 ? bytes.packed(start &+ 8..<min(start &+ 16, end)) : 0
        let third = range.count > 16 ? bytes.packed(start &+ 16..<end) : 0
        return place(step, first, second, third, count: range.count)
    }
}
