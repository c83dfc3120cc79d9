import Bytes
import Domain
import Records
import Segments

/// The rows of one bucket, of all partitions known, in memory.
///
/// Rows stand in order of partition, source and place: "the earlier row" is the lesser index, whatever the order in which
/// files were read.
struct BucketRows: ~Copyable {
    var bytes = ByteBuffer(capacity: 1 << 16)
    private(set) var rows: [Row] = []
    private(set) var extents: [LoadedExtent] = []

    struct Row {
        /// Where the row's encoding lies in `bytes`.
        var start: UInt32
        var length: UInt32
        var extent: UInt32
        var kind: Kind
    }

    struct LoadedExtent {
        var partition: Day
        /// The source's place among all sources of the run.
        var source: Int
        var start: Int
        var extent: Extent
    }

    /// Loads the rows of the kinds that `wanted` holds; of several passes only the rows of pass `pass`.
    mutating func load(_ bucket: Int, of input: borrowing BaseInput, wanted: (Kind) -> Bool, pass: Pass) throws(SystemFailure) {
        bytes.removeAll()
        rows.removeAll(keepingCapacity: true)
        extents.removeAll(keepingCapacity: true)
        for (index, segment) in input.segments.enumerated() {
            for extent in segment.extents(of: bucket) where wanted(segment.sources[extent.source].kind) {
                let start = bytes.count
                try ExtentFile.read(extent, of: segment.file, into: &bytes)
                let kind = segment.sources[extent.source].kind
                let before = rows.count
                addRows(extent, at: start, kind: kind, pass)
                if rows.count == before {
                    bytes.truncate(to: start)
                    continue
                }
                extents.append(
                    LoadedExtent(
                        partition: segment.partition, source: input.firstSource[index] + extent.source, start: start, extent: extent))
            }
        }
    }

    private mutating func addRows(_ extent: Extent, at start: Int, kind: Kind, _ pass: Pass) {
        var cursor = RowCursor(extent, at: start)
        let place = UInt32(extents.count)
        rows.reserveCapacity(rows.count + extent.rows)
        while let range = cursor.next(bytes.bytes) {
            if pass.count > 1 {
                let hash = bytes.bytes.hash(RowDecoder.firstText(bytes.bytes, at: range.lowerBound))
                guard pass.takes(hash) else { continue }
            }
            rows.append(Row(start: UInt32(range.lowerBound), length: UInt32(range.count), extent: place, kind: kind))
        }
    }

    /// The partition in which a row was delivered.
    func partition(of row: Int) -> Day { extents[Int(rows[row].extent)].partition }

    /// The range of a row's encoding.
    func range(of row: Int) -> Range<Int> {
        let start = Int(rows[row].start)
        return start..<start &+ Int(rows[row].length)
    }

    /// The row's place in its source. Walks its extent: for rows that cannot be used.
    func place(of row: Int) -> (line: Int, byte: Int) {
        let extent = extents[Int(rows[row].extent)]
        var cursor = RowCursor(extent.extent, at: extent.start)
        while let range = cursor.next(bytes.bytes), range.lowerBound < Int(rows[row].start) {}
        return (cursor.line, cursor.byte)
    }
}

/// A share of a bucket: what does not fit into memory at once is read in several passes, by further bits of the hash.
struct Pass {
    var index = 0
    var count = 1

    func takes(_ hash: UInt64) -> Bool { Int(hash &>> 40 & 0xFFFF) % count == index }
}
