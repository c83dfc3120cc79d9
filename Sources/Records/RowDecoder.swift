public import Bytes

/// Reads canonical encodings again.
///
/// `decode` leaves the row's values by column in the contract's order: numbers as they are (instants in seconds since 1970,
/// decimals in millionths, codes as their packed bytes, words as their place), texts as a range of the bytes.
///
/// It has one owner and its values are never copied: it is as long-lived as its thread's work.
public struct RowDecoder: ~Copyable {
    public let kind: Kind
    private var steps: PlainArray<Step>
    private let presenceBytes: Int
    /// By column; `RowEncoder.absent` where missing, or not asked for.
    @usableFromInline var values: PlainArray<Int64>

    enum Shape: UInt8, BitwiseCopyable { case text, number, instant, code, word, passedText, passedNumber, presence }

    struct Step: BitwiseCopyable {
        var column: UInt8
        var shape: Shape
        var isOptional: Bool
    }

    public var schema: Schema { Schema.of(kind) }

    /// - Parameter wanted: decodes these columns alone; nil: all.
    public init(_ kind: Kind, only wanted: [Int]? = nil) {
        self.kind = kind
        let schema = Schema.of(kind)
        presenceBytes = schema.presenceBytes
        values = PlainArray(repeating: RowEncoder.absent, count: schema.columns.count)
        steps = PlainArray(capacity: 32)
        var left = wanted?.count ?? schema.columns.count
        for (place, index) in schema.layout.enumerated() where left > 0 {
            if place == schema.key.count { steps.append(Step(column: 0, shape: .presence, isOptional: false)) }
            let isWanted = wanted?.contains(index) ?? true
            if isWanted { left -= 1 }
            let shape: Shape =
                switch schema.columns[index].type {
                case .text, .hsCode, .place: isWanted ? .text : .passedText
                case .decimal, .whole: isWanted ? .number : .passedNumber
                case .instant: isWanted ? .instant : .passedNumber
                case .code: .code
                case .word: .word
                }
            steps.append(Step(column: UInt8(index), shape: shape, isOptional: schema.isOptional(index)))
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
        for i in steps.indices {
            let step = steps[i]
            let column = Int(step.column)
            if step.isOptional {
                let isPresent = presence & 1 == 1
                presence &>>= 1
                guard isPresent else {
                    values[column] = RowEncoder.absent
                    continue
                }
            }
            switch step.shape {
            case .text:
                let length = Int(cursor.byte(bytes)) &+ 1
                values[column] = Int64(cursor.at &<< 16 | length)
                cursor.at &+= length
            case .passedText: cursor.at &+= Int(bytes.byte(at: cursor.at)) &+ 2
            case .number: values[column] = cursor.zigzag(bytes)
            case .passedNumber: cursor.skipVarint(bytes)
            case .instant: values[column] = cursor.zigzag(bytes) &+ RowEncoder.epoch
            case .code:
                values[column] = Int64(bytes.packed(cursor.at..<cursor.at &+ 3))
                cursor.at &+= 3
            case .word: values[column] = Int64(cursor.byte(bytes))
            case .presence:
                presence = bytes.packed(cursor.at..<cursor.at &+ presenceBytes)
                cursor.at &+= presenceBytes
            }
        }
    }

    /// The same for a row in a buffer.
    public mutating func decode(_ buffer: borrowing ByteBuffer, at start: Int) { decode(buffer.bytes, at: start) }

    /// The value of a column that a row never lacks; `RowEncoder.absent` where it is missing all the same.
    @inlinable @inline(__always)
    public func value(_ column: Int) -> Int64 { values[column] }

    /// Whether the column has a value.
    @inlinable @inline(__always)
    public func has(_ column: Int) -> Bool { values[column] != RowEncoder.absent }

    /// The number in a column, or nil.
    @inlinable @inline(__always)
    public func number(_ column: Int) -> Int64? { has(column) ? values[column] : nil }

    /// The range of a text column's bytes; empty where missing.
    @inlinable @inline(__always)
    public func text(_ column: Int) -> Range<Int> { RowDecoder.range(values[column]) }

    /// The range in a text column's value; empty where missing.
    @inlinable @inline(__always)
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
    public var rank: Int64 {
        guard let column = schema.rank else { return 0 }
        return values[column]
    }

    /// Whether this row's canonical encoding is less than `other`'s: the first column, in the contract's order, in which
    /// they differ decides; texts and codes by bytes, numbers and instants by value, missing least. Both rows lie in `bytes`.
    public func isLess(than other: borrowing RowDecoder, in bytes: borrowing RawSpan) -> Bool {
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
