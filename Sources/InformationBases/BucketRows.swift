import Bytes
import Domain
import Records
import Segments

/// The rows of one bucket, of all partitions known, in memory.
///
/// Rows stand in order of partition, source and place: "the earlier row" is the lesser index, whatever the order in which
/// files were read.
struct BucketRows: ~Copyable {
    private(set) var bytes = ByteBuffer(capacity: 1 << 16)
    private(set) var rows = PlainArray<Row>()
    private(set) var extents = PlainArray<LoadedExtent>()
    /// The ids of orders whose rows were loaded by `loadOrders`.
    private(set) var orders = IdentifierTable()

    struct Row: BitwiseCopyable {
        /// Where the row's encoding lies in `bytes`.
        var start: UInt32
        var length: UInt32
        var extent: UInt32
        /// The place of the row's order in `orders`, where it was asked for.
        var order: UInt32
    }

    struct LoadedExtent: BitwiseCopyable {
        /// As a day's number.
        var partition: Int32
        var kind: UInt8
        /// The source's place among all sources of the run.
        var source: Int
        var start: Int
        var extent: Extent
    }

    /// Loads the rows of the kinds that `wanted` holds.
    mutating func load(_ bucket: Int, of input: borrowing BaseInput, wanted: (Kind) -> Bool) throws(SystemFailure) {
        try load(bucket, input, .registers, wanted, Pass(), byOrder: false)
    }

    /// Loads the rows of orders and tells them apart by order; of several passes only the rows of pass `pass`.
    mutating func loadOrders(_ bucket: Int, of input: borrowing BaseInput, pass: Pass) throws(SystemFailure) {
        orders.removeAll()
        try load(bucket, input, .orders, { $0.isOrderBound }, pass, byOrder: true)
    }

    private mutating func load(
        _ bucket: Int, _ input: borrowing BaseInput, _ section: Checkpoint.Section, _ wanted: (Kind) -> Bool, _ pass: Pass, byOrder: Bool
    ) throws(SystemFailure) {
        bytes.removeAll()
        rows.removeAll()
        extents.removeAll()
        try loadCarried(bucket, input, section, wanted, pass, byOrder)
        for (index, segment) in input.segments.enumerated() {
            for extent in segment.extents(of: bucket) where wanted(segment.sources[extent.source].kind) {
                let start = bytes.count
                try ExtentFile.read(extent, of: segment.file, into: &bytes)
                let loaded = LoadedExtent(
                    partition: segment.partition.number, kind: segment.sources[extent.source].kind.rawValue,
                    source: input.firstSource[index] + extent.source, start: start, extent: extent)
                if !add(loaded, pass, byOrder) { bytes.truncate(to: start) }
            }
        }
    }

    /// Loads the rows that the checkpoint carries: they come before those of the segments.
    private mutating func loadCarried(
        _ bucket: Int, _ input: borrowing BaseInput, _ section: Checkpoint.Section, _ wanted: (Kind) -> Bool, _ pass: Pass, _ byOrder: Bool
    ) throws(SystemFailure) {
        guard let checkpoint = input.checkpoint else { return }
        for extent in checkpoint.extents(section, of: bucket) {
            let start = bytes.count
            try ExtentFile.read(extent, of: checkpoint.sealed.file, into: &bytes)
            var at = start
            while at < start + extent.length {
                let (block, rowsAt) = CarriedRows.block(bytes, at: at, bucket: bucket)
                at = rowsAt + block.length
                let source = input.sources[block.source]
                guard wanted(source.record.kind) else { continue }
                let loaded = LoadedExtent(
                    partition: source.partition.number, kind: source.record.kind.rawValue, source: block.source, start: rowsAt,
                    extent: block)
                _ = add(loaded, pass, byOrder)
            }
        }
    }

    /// Adds an extent's rows; false where it has none of the pass.
    private mutating func add(_ loaded: LoadedExtent, _ pass: Pass, _ byOrder: Bool) -> Bool {
        let before = rows.count
        if byOrder {
            BucketRows.addOrderRows(loaded.extent, at: loaded.start, place: extents.count, pass, bytes, &orders, &rows)
        } else {
            addRows(loaded.extent, at: loaded.start)
        }
        guard rows.count > before else { return false }
        extents.append(loaded)
        return true
    }

    private mutating func addRows(_ extent: Extent, at start: Int) {
        var cursor = RowCursor(extent, at: start)
        let place = UInt32(extents.count)
        while let range = cursor.nextRange(bytes.bytes) {
            rows.append(Row(start: UInt32(range.lowerBound), length: UInt32(range.count), extent: place, order: 0))
        }
    }

    /// The buffer is passed beside the rest: a span of a member would keep all of self borrowed.
    private static func addOrderRows(
        _ extent: Extent, at start: Int, place: Int, _ pass: Pass, _ buffer: borrowing ByteBuffer, _ orders: inout IdentifierTable,
        _ rows: inout PlainArray<Row>
    ) {
        var cursor = RowCursor(extent, at: start)
        let bytes = buffer.bytes
        while let range = cursor.nextRange(bytes) {
            let id = RowDecoder.firstText(bytes, at: range.lowerBound)
            let hash = bytes.hash(id)
            if pass.count > 1 && !pass.takes(hash) { continue }
            let order = orders.index(bytes, id, hash: hash)
            rows.append(
                Row(
                    start: UInt32(range.lowerBound), length: UInt32(range.count), extent: UInt32(truncatingIfNeeded: place),
                    order: UInt32(truncatingIfNeeded: order)))
        }
    }

    func kind(of row: Int) -> Kind { Kind(rawValue: extents[Int(rows[row].extent)].kind) ?? .transactions }

    /// The partition in which a row was delivered.
    func partition(of row: Int) -> Day { Day(extents[Int(rows[row].extent)].partition) }

    /// The row's source among all sources of the run.
    func source(of row: Int) -> Int { extents[Int(rows[row].extent)].source }

    /// Where a row's encoding begins.
    func start(of row: Int) -> Int { Int(rows[row].start) }

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
