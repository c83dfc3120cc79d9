import Bytes
import Domain

/// What one column asks of its field, flat and short: nothing in it is counted or owned.
struct EncodingStep: BitwiseCopyable {
    enum Shape: UInt8, BitwiseCopyable { case text, instant, decimal, whole, code, word, hsCode, place }

    /// The field that feeds the column, or −1.
    var field: Int32
    /// 0 where a row never lacks the column.
    var presenceBit: UInt32 = 0
    var column: UInt8
    var shape: Shape
    var isRequired: Bool
    /// An empty field stands for a code.
    var hasDefault: Bool
}

/// What a column with bounds or a table asks besides.
struct EncodingDetail: BitwiseCopyable {
    /// The bounds of a number.
    var least = Int64.min
    var greatest = Int64.max
    /// Where the column's table begins in `EncodingTables`, its length less one, and the hash's shift.
    var table = 0
    var tableMask = 0
    var tableShift: UInt64 = 0
    /// What an empty field stands for; 0: for nothing.
    var defaultCode: UInt32 = 0

    init(_ column: Column) {
        defaultCode = column.defaultCode ?? 0
        switch column.type {
        case .decimal(let bounds), .whole(let bounds): (least, greatest) = (bounds.lowerBound, bounds.upperBound)
        case .text, .instant, .code, .word, .hsCode, .place: return
        }
    }
}

extension EncodingStep {
    init(_ schema: Schema, column: Int, field: Int) {
        let shape: Shape =
            switch schema.columns[column].type {
            case .text: .text
            case .instant: .instant
            case .decimal: .decimal
            case .whole: .whole
            case .code: .code
            case .word: .word
            case .hsCode: .hsCode
            case .place: .place
            }
        self.init(
            field: Int32(field), column: UInt8(column), shape: shape, isRequired: schema.columns[column].isRequired,
            hasDefault: schema.columns[column].defaultCode != nil)
    }
}

/// The tables that a kind's columns look codes and words up in, side by side, and the days last read.
struct EncodingTables: ~Copyable {
    /// Packed codes, 0 where nothing stands.
    private var codes = PlainArray<UInt32>()
    private var words = PlainArray<WordTable.Slot>()
    var instants = InstantReader()

    /// Enters the table of a column's type and tells the step where it stands.
    mutating func add(_ type: FieldType, for step: inout EncodingDetail) {
        switch type {
        case .code(let list): add(list, for: &step)
        case .place: add(Country.list, for: &step)
        case .word(let table):
            step.table = words.count
            step.tableMask = table.slots.count - 1
            step.tableShift = table.shift
            for slot in table.slots { words.append(slot) }
        case .text, .decimal, .whole, .instant, .hsCode: return
        }
    }

    private mutating func add(_ list: CodeList, for step: inout EncodingDetail) {
        var bits: UInt64 = 4
        while 1 << bits < list.count * 4 { bits += 1 }
        step.table = codes.count
        step.tableMask = (1 << Int(bits)) - 1
        step.tableShift = 32 - bits
        codes.append(repeating: 0, count: 1 << Int(bits))
        for index in 0..<list.count {
            let code = list.packedCode(at: index)
            var slot = EncodingTables.slot(code, step)
            while codes[step.table + slot] != 0 { slot = (slot + 1) & step.tableMask }
            codes[step.table + slot] = code
        }
    }

    /// Fibonacci hashing: the top bits of the product with 2³² ÷ φ.
    @inline(__always)
    private static func slot(_ packed: UInt32, _ step: EncodingDetail) -> Int {
        Int(truncatingIfNeeded: (packed &* 0x9E37_79B1) &>> UInt32(truncatingIfNeeded: step.tableShift))
    }

    /// Whether the step's list holds a packed code, in force or withdrawn.
    @inline(__always)
    func holdsCode(_ packed: UInt32, _ step: EncodingDetail) -> Bool {
        guard packed != 0 else { return false }
        var slot = EncodingTables.slot(packed, step)
        while true {
            let known = codes[step.table &+ slot]
            if known == packed { return true }
            if known == 0 { return false }
            slot = (slot &+ 1) & step.tableMask
        }
    }

    /// The place of a word in the step's vocabulary, or nil.
    @inline(__always)
    func place(_ step: borrowing EncodingDetail, _ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int? {
        // A NUL behind a word would be packed as that word.
        guard range.count <= 24, bytes.byte(at: range.upperBound &- 1) != 0 else { return nil }
        let start = range.lowerBound
        let end = range.upperBound
        let first = bytes.packed(start..<min(start &+ 8, end))
        let second = range.count > 8 ? bytes.packed(start &+ 8..<min(start &+ 16, end)) : 0
        let third = range.count > 16 ? bytes.packed(start &+ 16..<end) : 0
        var slot = WordTable.slot(first, second, third, step.tableShift)
        while true {
            let known = words[step.table &+ slot]
            if known.place < 0 { return nil }
            if known.first == first && known.second == second && known.third == third { return Int(known.place) }
            slot = (slot &+ 1) & step.tableMask
        }
    }
}
