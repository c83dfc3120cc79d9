import Bytes
import Segments

/// The ids of the orders that one checkpoint settled: they take no rows any more, and nothing of them is read again. A sealed file;
/// an extent holds ids of one bucket, ascending by hash, in blocks of about 64:
///
///     of each block where it ends behind this table, and its checksum, 8 bytes each
///     the blocks: of each id its hash, 8 bytes, its length, 4 bytes, and its bytes
///
/// A block holds the hashes that begin with the same bits, so an id's block follows from its hash. A look-up reads one entry of the
/// table and one block however many ids there are: what a night costs does not grow with the orders of the past.
final class SettledOrders: Sendable {
    /// "SILKSET5"
    static let magic: UInt64 = 0x3554_4553_4B4C_4953
    fileprivate static let entryLength = 16
    fileprivate static let headLength = 12
    let sealed: SealedFile

    /// By bucket; at hand, since every new order asks for them.
    private let extents: [[Extent]]

    init(path: String) throws(SystemFailure) {
        sealed = try SealedFile(path: path, magic: SettledOrders.magic)
        var extents: [[Extent]] = []
        for bucket in 0..<bucketCount { extents.append(try sealed.extents.extents(of: bucket)) }
        self.extents = extents
    }

    /// The blocks of an extent of so many ids: a power of two.
    fileprivate static func blockCount(ids: Int) -> Int { 1 << max(0, Int.bitWidth - (ids / 64).leadingZeroBitCount) }

    /// The block of a hash. All hashes of a bucket begin with the same eight bits.
    fileprivate static func block(of hash: UInt64, among count: Int) -> Int {
        Int((hash &<< 8).multipliedFullWidth(by: UInt64(count)).high)
    }

    /// Whether the order with the id in `range` of `bytes`, whose hash is `hash`, is among them.
    /// - Throws: `SystemFailure`; a damage where what the answer rests on differs from its checksum.
    func contains(
        _ bytes: borrowing RawSpan, _ range: Range<Int>, hash: UInt64, _ buffer: inout ByteBuffer
    ) throws(SystemFailure) -> Bool {
        for extent in extents[bucket(ofHash: hash)] {
            try readBlock(of: hash, extent, &buffer)
            var at = 0
            while at < buffer.count {
                let start = at + SettledOrders.headLength
                let end = start + Int(buffer.bytes.halfWord(at: at + 8))
                if buffer.bytes.word(at: at) == hash, bytes.equals(range, start..<end, in: buffer.bytes) { return true }
                at = end
            }
        }
        return false
    }

    private func readBlock(of hash: UInt64, _ extent: Extent, _ buffer: inout ByteBuffer) throws(SystemFailure) {
        let count = SettledOrders.blockCount(ids: extent.rows)
        let block = SettledOrders.block(of: hash, among: count)
        let blocks = count * SettledOrders.entryLength
        buffer.removeAll()
        // The first block begins where the table ends; another where the one before it does.
        buffer.append(0, width: block == 0 ? 8 : 0)
        buffer.append(0, width: block == 0 ? 8 : 0)
        let first = max(0, block - 1)
        let length = (block - first + 1) * SettledOrders.entryLength
        try sealed.file.read(length, at: extent.offset + first * SettledOrders.entryLength, into: &buffer)
        let start = buffer.bytes.word(at: 0)
        let end = buffer.bytes.word(at: SettledOrders.entryLength)
        let checksum = buffer.bytes.word(at: SettledOrders.entryLength + 8)
        buffer.removeAll()
        guard start <= end, end <= UInt64(extent.length - blocks) else { throw damage }
        try sealed.file.read(Int(end - start), at: extent.offset + blocks + Int(start), into: &buffer)
        guard buffer.bytes.checksum(0..<buffer.count) == checksum else { throw damage }
    }

    private var damage: SystemFailure { SystemFailure.damage(sealed.file.path, "its checksum is wrong") }
}

/// The ids that one thread's join of a bucket settles.
struct SettledIDs: ~Copyable {
    private var entries: [Entry] = []
    private var arena = ByteBuffer()

    private struct Entry {
        var hash: UInt64
        var start: Int
        var count: Int
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        arena.removeAll()
    }

    mutating func add(_ bytes: borrowing RawSpan, _ range: Range<Int>, hash: UInt64) {
        entries.append(Entry(hash: hash, start: arena.count, count: range.count))
        arena.append(bytes, range)
    }

    /// Writes the ids as an extent of the bucket.
    mutating func write(_ bucket: Int, to file: ExtentFile) throws(SystemFailure) {
        guard !entries.isEmpty else { return }
        entries.sort { $0.hash < $1.hash }
        let count = SettledOrders.blockCount(ids: entries.count)
        var blocks = ByteBuffer(capacity: arena.count + entries.count * SettledOrders.headLength)
        for entry in entries {
            blocks.append(entry.hash, width: 8)
            blocks.append(UInt64(entry.count), width: 4)
            blocks.append(arena.bytes, entry.start..<entry.start + entry.count)
        }
        var buffer = ByteBuffer(capacity: count * SettledOrders.entryLength + blocks.count)
        var (next, start, end) = (0, 0, 0)
        for block in 0..<count {
            while next < entries.count, SettledOrders.block(of: entries[next].hash, among: count) == block {
                end += SettledOrders.headLength + entries[next].count
                next += 1
            }
            buffer.append(UInt64(end), width: 8)
            buffer.append(blocks.bytes.checksum(start..<end), width: 8)
            start = end
        }
        buffer.append(blocks)
        try file.appendWhole(buffer.bytes, bucket: bucket, section: 0, rows: entries.count)
        removeAll()
    }
}
