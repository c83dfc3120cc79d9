import Bytes
import Segments

/// The ids of the orders that one checkpoint settled: they take no rows any more, and nothing of them is read again. A sealed file;
/// an extent holds ids of one bucket:
///
///     the ids' hashes, ascending, 8 bytes each
///     where each id ends, 4 bytes each
///     the ids, one after the other
///
/// Hashes are spread evenly, so an id's place follows from its hash, and a look-up reads a few hundred bytes however many ids
/// there are: what a night costs does not grow with the orders of the past.
final class SettledOrders: Sendable {
    /// "SILKSET4"
    static let magic: UInt64 = 0x3454_4553_4B4C_4953
    let sealed: SealedFile

    /// By bucket; at hand, since every new order asks for them.
    private let extents: [[Extent]]

    init(path: String) throws(SystemFailure) {
        sealed = try SealedFile(path: path, magic: SettledOrders.magic)
        var extents: [[Extent]] = []
        for bucket in 0..<bucketCount { extents.append(try sealed.extents.extents(of: bucket)) }
        self.extents = extents
    }

    /// Whether the order with the id in `range` of `bytes`, whose hash is `hash`, is among them.
    func contains(
        _ bytes: borrowing RawSpan, _ range: Range<Int>, hash: UInt64, _ buffer: inout ByteBuffer
    ) throws(SystemFailure) -> Bool {
        for extent in extents[bucket(ofHash: hash)] {
            guard var place = try place(of: hash, in: extent, &buffer) else { continue }
            while let found = try id(place, hash, extent, &buffer) {
                if bytes.equals(range, 0..<found, in: buffer.bytes) { return true }
                place += 1
            }
        }
        return false
    }

    /// The place of the first id with this hash, or nil.
    private func place(of hash: UInt64, in extent: Extent, _ buffer: inout ByteBuffer) throws(SystemFailure) -> Int? {
        let count = extent.rows
        // All hashes of a bucket begin with the same eight bits. Four standard deviations either side nearly always suffice.
        let expected = Int((hash &<< 8).multipliedFullWidth(by: UInt64(count)).high)
        let reach = 64 + 2 * Int(Double(count).squareRoot())
        var window = max(0, expected - reach)..<min(count, expected + reach)
        try read(window, extent, &buffer)
        let first = buffer.bytes.word(at: 0)
        let last = buffer.bytes.word(at: buffer.count - 8)
        if (hash <= first && window.lowerBound > 0) || (hash > last && window.upperBound < count) {
            window = 0..<count
            try read(window, extent, &buffer)
        }
        var low = 0
        var high = window.count
        while low < high {
            let middle = (low + high) / 2
            if buffer.bytes.word(at: middle * 8) < hash { low = middle + 1 } else { high = middle }
        }
        guard low < window.count, buffer.bytes.word(at: low * 8) == hash else { return nil }
        return window.lowerBound + low
    }

    private func read(_ places: Range<Int>, _ extent: Extent, _ buffer: inout ByteBuffer) throws(SystemFailure) {
        buffer.removeAll()
        try sealed.file.read(places.count * 8, at: extent.offset + places.lowerBound * 8, into: &buffer)
    }

    /// Reads the id at `place` to the buffer's front and returns its length; nil where its hash is another.
    private func id(_ place: Int, _ hash: UInt64, _ extent: Extent, _ buffer: inout ByteBuffer) throws(SystemFailure) -> Int? {
        guard place < extent.rows else { return nil }
        try read(place..<place + 1, extent, &buffer)
        guard buffer.bytes.word(at: 0) == hash else { return nil }
        let ends = extent.offset + extent.rows * 8
        buffer.removeAll()
        buffer.append(0, width: place == 0 ? 4 : 0)
        try sealed.file.read(place == 0 ? 4 : 8, at: ends + max(0, place - 1) * 4, into: &buffer)
        let start = Int(buffer.bytes.halfWord(at: 0))
        let end = Int(buffer.bytes.halfWord(at: 4))
        buffer.removeAll()
        try sealed.file.read(end - start, at: ends + extent.rows * 4 + start, into: &buffer)
        return end - start
    }
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
        var buffer = ByteBuffer(capacity: entries.count * 32)
        for entry in entries { buffer.append(entry.hash, width: 8) }
        var end = 0
        for entry in entries {
            end += entry.count
            buffer.append(UInt64(end), width: 4)
        }
        for entry in entries { buffer.append(arena.bytes, entry.start..<entry.start + entry.count) }
        try file.appendWhole(buffer.bytes, bucket: bucket, section: 0, rows: entries.count)
        removeAll()
    }
}
