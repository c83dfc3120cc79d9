import Bytes
import Records

/// Rows in one run of memory, each behind its head, and in what sequence they are looked at.
struct RowRegion: ~Copyable {
    /// For each row half a hash of its order's id, then where it begins in `bytes`: as they were appended, or order by order.
    var words = PlainArray<UInt64>()
    private(set) var bytes = ByteBuffer()

    mutating func removeAll() {
        words.removeAll()
        bytes.removeAll()
    }

    /// Makes room for about so many rows.
    mutating func reserve(_ rows: Int, bytes count: Int) {
        words.reserve(rows + rows / 8)
        let withHeads = count + rows * RowHead.size
        bytes.reserve(withHeads + withHeads / 8)
    }

    /// Appends a row whose encoding is in `range` of `source`.
    @inline(__always)
    mutating func append(_ head: RowHead, hash: UInt64, _ source: borrowing RawSpan, _ range: Range<Int>) {
        words.append(hash &<< 32 | UInt64(truncatingIfNeeded: UInt32(bytes.count &+ RowHead.size)))
        bytes.append(head.first, head.second, source, range)
        words.prefetchEnd()
        bytes.prefetchEnd()
    }
}

/// What stands before a row's encoding in memory: its extent and a mark of its key, its number, length and kind. One look-up then brings in
/// what is asked of a row and the row itself.
struct RowHead {
    static var size: Int { 16 }
    /// Extent, key mark; 4 bytes each.
    let first: UInt64
    /// Number, 4 bytes; length, 2; kind.
    let second: UInt64

    @inline(__always)
    init(_ bytes: borrowing RawSpan, _ range: Range<Int>, extent: Int, number: Int, kind: UInt8) {
        // Half a hash of the key's last bytes: in these most keys differ.
        let key = RowDecoder.key(bytes, at: range.lowerBound)
        let end = key.count >= 8 ? bytes.word(at: key.upperBound &- 8) : bytes.packed(key)
        first = UInt64(UInt32(truncatingIfNeeded: extent)) | (end &* 0x9E37_79B9_7F4A_7C15) & 0xFFFF_FFFF_0000_0000
        // A row has at most 8192 bytes.
        second = UInt64(UInt32(truncatingIfNeeded: number)) | UInt64(UInt16(range.count)) &<< 32 | UInt64(kind) &<< 48
    }

    @inline(__always)
    static func extent(_ bytes: borrowing RawSpan, of row: Int) -> Int { Int(bytes.halfWord(at: row &- 16)) }

    @inline(__always)
    static func keyMark(_ bytes: borrowing RawSpan, of row: Int) -> UInt32 { bytes.halfWord(at: row &- 12) }

    @inline(__always)
    static func number(_ bytes: borrowing RawSpan, of row: Int) -> Int { Int(bytes.halfWord(at: row &- 8)) }

    @inline(__always)
    static func length(_ bytes: borrowing RawSpan, of row: Int) -> Int { Int(bytes.halfWord(at: row &- 4) & 0xFFFF) }

    @inline(__always)
    static func kind(_ bytes: borrowing RawSpan, of row: Int) -> UInt8 { bytes.byte(at: row &- 2) }
}
