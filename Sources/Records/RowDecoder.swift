public import Bytes

/// Reads canonical encodings again.
///
/// `decode` leaves the row's values by column in the contract's order: numbers as they are (instants in seconds since 1970,
/// decimals in millionths, codes as their packed bytes, words as their place), texts as a range of the bytes.
public struct RowDecoder: Sendable {
    public let kind: Kind
    private var steps = InlineArray<24, Step>(repeating: Step())
    private var stepCount = 0
    private let keyCount: Int
    private let presenceBytes: Int
    /// By column; `RowEncoder.absent` where missing.
    public private(set) var values = InlineArray<24, Int64>(repeating: RowEncoder.absent)

    private enum Shape: UInt8, Sendable { case text, number, instant, code, word }

    private struct Step: Sendable {
        var column: UInt8 = 0
        var shape = Shape.text
        var isOptional = false
    }

    public var schema: Schema { Schema.of(kind) }

    /// - Parameter last: decodes no column behind this one in the kind's layout; nil: all columns.
    public init(_ kind: Kind, through last: Int? = nil) {
        self.kind = kind
        let schema = Schema.of(kind)
        keyCount = schema.key.count
        presenceBytes = schema.presenceBytes
        for index in schema.layout {
            let shape: Shape =
                switch schema.columns[index].type {
                case .text, .hsCode, .place: .text
                case .decimal, .whole: .number
                case .instant: .instant
                case .code: .code
                case .word: .word
                }
            steps[stepCount] = Step(column: UInt8(index), shape: shape, isOptional: schema.isOptional(index))
            stepCount += 1
            if index == last { break }
        }
    }

    /// The range of the key's columns of the row at `start`.
    @inlinable @inline(__always)
    public static func key(_ bytes: borrowing RawSpan, at start: Int) -> Range<Int> {
        let length = Int(bytes.byte(at: start)) | Int(bytes.byte(at: start &+ 1)) &<< 8
        return start &+ 2..<start &+ 2 &+ length
    }

    /// The range of the bytes of the text that stands first in the key (the order's id, or the own one).
    @inlinable @inline(__always)
    public static func firstText(_ bytes: borrowing RawSpan, at start: Int) -> Range<Int> {
        let length = Int(bytes.byte(at: start &+ 2)) &+ 1
        return start &+ 3..<start &+ 3 &+ length
    }

    /// Decodes the row at `start` into `values`.
    public mutating func decode(_ bytes: borrowing RawSpan, at start: Int) {
        var cursor = ByteCursor(at: start &+ 2)
        var presence: UInt64 = 0
        for i in 0..<stepCount {
            let step = steps[i]
            let column = Int(step.column)
            if i == keyCount {
                presence = bytes.packed(cursor.at..<cursor.at &+ presenceBytes)
                cursor.at &+= presenceBytes
            }
            if step.isOptional {
                defer { presence &>>= 1 }
                guard presence & 1 == 1 else {
                    values[column] = RowEncoder.absent
                    continue
                }
            }
            switch step.shape {
            case .text:
                let length = Int(cursor.byte(bytes)) &+ 1
                values[column] = Int64(cursor.at &<< 16 | length)
                cursor.at &+= length
            case .number: values[column] = cursor.zigzag(bytes)
            case .instant: values[column] = cursor.instant(bytes)
            case .code:
                values[column] = Int64(bytes.packed(cursor.at..<cursor.at &+ 3))
                cursor.at &+= 3
            case .word: values[column] = Int64(cursor.byte(bytes))
            }
        }
    }

    /// The same for a row in a buffer.
    public mutating func decode(_ buffer: borrowing ByteBuffer, at start: Int) { decode(buffer.bytes, at: start) }

    /// Whether the column has a value.
    public func has(_ column: Int) -> Bool { values[column] != RowEncoder.absent }

    /// The number in a column, or nil.
    public func number(_ column: Int) -> Int64? { has(column) ? values[column] : nil }

    /// The range of a text column's bytes; empty where missing.
    public func text(_ column: Int) -> Range<Int> { RowDecoder.range(values[column]) }

    /// The range in a text column's value; empty where missing.
    public static func range(_ value: Int64) -> Range<Int> {
        guard value != RowEncoder.absent else { return 0..<0 }
        let start = Int(value &>> 16)
        return start..<start &+ Int(value & 0xFFFF)
    }

    /// The version time in seconds since 1970.
    public var versionTime: Int64 {
        for column in schema.version where has(column) { return values[column] }
        return RowEncoder.absent
    }

    /// The rank among versions of one time; 0 where the kind ranks none.
    public var rank: Int64 { schema.rank.map { values[$0] } ?? 0 }

    /// Whether this row's canonical encoding is less than `other`'s: the first column, in the contract's order, in which
    /// they differ decides; texts and codes by bytes, numbers and instants by value, missing least. Both rows lie in `bytes`.
    public func isLess(than other: RowDecoder, in bytes: borrowing RawSpan) -> Bool {
        let columns = schema.columns
        for i in columns.indices {
            let (a, b) = (values[i], other.values[i])
            if a == b { continue }
            if a == RowEncoder.absent { return true }
            if b == RowEncoder.absent { return false }
            switch columns[i].type {
            case .text, .hsCode, .place:
                let (left, right) = (RowDecoder.range(a), RowDecoder.range(b))
                if bytes.equals(left, right, in: bytes) { continue }
                return bytes.precedes(left, right, in: bytes)
            case .code: return UInt32(truncatingIfNeeded: a).byteSwapped < UInt32(truncatingIfNeeded: b).byteSwapped
            case .word(let table): return table.byteRank[Int(a)] < table.byteRank[Int(b)]
            case .decimal, .whole, .instant: return a < b
            }
        }
        return false
    }
}
