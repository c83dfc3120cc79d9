import Bytes
import Domain
import Records
import Segments

/// The rows of one bucket, of all partitions known, in memory.
///
/// Rows stand in order of partition, source and place: "the earlier row" is the lesser index, whatever the order in which
/// files were read. Of orders the rows of one region are at hand at a time.
struct BucketRows: ~Copyable {
    private(set) var bytes = ByteBuffer(capacity: 1 << 16)
    private(set) var rows = PlainArray<Row>()
    private(set) var extents = PlainArray<LoadedExtent>()
    private let regions = OrderRegions()
    /// For each row of the open region half a hash of its order's id, then the row's number: ascending by some of its bits, order by order.
    private var words = PlainArray<UInt64>()
    private var others = PlainArray<UInt64>()
    private var radix = RadixSort()
    private var fetched: UInt64 = 0
    /// For each row of orders where it begins in what was read for its extent.
    private(set) var loadedStarts = PlainArray<UInt32>()
    /// For each row of orders where it stands in its source.
    private var places = PlainArray<Place>()

    struct Row: BitwiseCopyable {
        /// Where the row's encoding lies in `bytes`.
        var start: UInt32
        var extent: UInt32
        /// Differs only where keys differ.
        var keyMark: UInt32
        /// Among the rows as they were loaded.
        var number: UInt32
        /// The lower half of a hash of the order's id.
        var halfHash: UInt32
        /// A row has at most 8192 bytes.
        var length: UInt16
        var kind: UInt8

        @inline(__always)
        init(_ bytes: borrowing RawSpan, _ range: Range<Int>, extent: Int, number: Int, hash: UInt64, kind: UInt8) {
            start = UInt32(range.lowerBound)
            self.extent = UInt32(truncatingIfNeeded: extent)
            self.number = UInt32(truncatingIfNeeded: number)
            halfHash = UInt32(truncatingIfNeeded: hash)
            length = UInt16(range.count)
            self.kind = kind
            // Half a hash of the key's last bytes: in these most keys differ.
            let key = RowDecoder.key(bytes, at: range.lowerBound)
            let end = bytes.packed(max(key.lowerBound, key.upperBound &- 8)..<key.upperBound)
            keyMark = UInt32(truncatingIfNeeded: (end &* 0x9E37_79B9_7F4A_7C15) &>> 32)
        }
    }

    /// A place in a source.
    struct Place: BitwiseCopyable {
        var line: Int
        var byte: Int
    }

    struct LoadedExtent: BitwiseCopyable {
        /// As a day's number.
        var partition: Int32
        var kind: UInt8
        /// The source's place among all sources of the run.
        var source: Int
        /// Where the rows begin in `bytes`; of orders in what is read of `outer`.
        var start: Int
        var extent: Extent
        /// The file's extent in which these rows lie, and the file: a segment's place, or −1 for the checkpoint.
        var outer: Extent
        var file: Int
        /// How many of the rows are among those loaded: of several passes each has a share.
        var rows = 0
    }

    /// Loads the rows of the kinds that `wanted` holds.
    mutating func load(_ bucket: Int, of input: borrowing BaseInput, wanted: (Kind) -> Bool) throws(SystemFailure) {
        try load(bucket, input, .registers, wanted, Pass(), byOrder: false)
    }

    /// Loads the rows of orders into regions; of several passes only the rows of pass `pass`.
    mutating func loadOrders(_ bucket: Int, of input: borrowing BaseInput, pass: Pass) throws(SystemFailure) {
        regions.removeAll(expecting: input.rows(ofBucket: bucket) / pass.count, bytes: input.bytes(ofBucket: bucket) / pass.count)
        loadedStarts.removeAll()
        places.removeAll()
        try load(bucket, input, .orders, { $0.isOrderBound }, pass, byOrder: true)
    }

    /// Reads anew what the extents of orders were loaded from: it was not kept, since few ask for it again.
    static func read(_ loaded: LoadedExtent, of input: borrowing BaseInput, into buffer: inout ByteBuffer) throws(SystemFailure) {
        buffer.removeAll()
        guard let file = loaded.file < 0 ? input.checkpoint?.sealed.file : input.segments[loaded.file].file else {
            preconditionFailure("rows were carried by no checkpoint")
        }
        try ExtentFile.read(loaded.outer, of: file, into: &buffer)
    }

    /// Puts the rows of a region at hand, order by order, until `close` puts them back: each region keeps its memory.
    mutating func open(_ region: Int) {
        exchange(region)
        words.removeAll()
        for row in rows.indices { words.append(UInt64(rows[row].halfHash) &<< 32 | UInt64(truncatingIfNeeded: row)) }
        radix.sort(&words)
        fetched &+= BucketRows.fetch(bytes)
    }

    mutating func close(_ region: Int) { exchange(region) }

    private mutating func exchange(_ region: Int) {
        swap(&rows, &regions.regions[region].rows)
        swap(&bytes, &regions.regions[region].bytes)
    }

    /// Reads through the bytes of a region front to back, as processors do fast: in the sequence of orders each line would be waited for.
    /// - Returns: a sum of what was read, to be kept so that reading is not optimised away.
    private static func fetch(_ buffer: borrowing ByteBuffer) -> UInt64 {
        let bytes = buffer.bytes
        var sum: UInt64 = 0
        for at in stride(from: 0, to: bytes.byteCount, by: 64) { sum &+= UInt64(bytes.byte(at: at)) }
        return sum
    }

    /// The number of rows in the open region.
    var orderRowCount: Int { words.count }

    /// The row at a place in the sequence of orders. The rows of an order stand together, in their own sequence.
    @inline(__always)
    func orderRow(_ place: Int) -> Int { Int(truncatingIfNeeded: words[place] & 0xFFFF_FFFF) }

    /// Where the rows of the order that begins at place `first` end.
    mutating func endOfOrder(at first: Int) -> Int {
        let (end, isOne) = endOfBits(at: first)
        return isOne ? end : separateOrder(first..<end)
    }

    /// Where the rows that share their bits with the one at place `first` end, and whether they are of one order.
    private func endOfBits(at first: Int) -> (end: Int, isOne: Bool) {
        let bytes = bytes.bytes
        let bits = words[first] & radix.mask
        let id = RowDecoder.firstText(bytes, at: start(of: orderRow(first)))
        var isOne = true
        var end = first &+ 1
        while end < words.count && words[end] & radix.mask == bits {
            isOne = bytes.equals(id, RowDecoder.firstText(bytes, at: start(of: orderRow(end))), in: bytes) && isOne
            end &+= 1
        }
        return (end, isOne)
    }

    /// Ids that differ share their bits: moves the rows of the first of them before the others.
    @inline(never)
    private mutating func separateOrder(_ places: Range<Int>) -> Int {
        let first = orderRow(places.lowerBound)
        others.removeAll()
        var end = places.lowerBound
        for place in places {
            if sameOrder(orderRow(place), first) {
                words[end] = words[place]
                end += 1
            } else {
                others.append(words[place])
            }
        }
        for i in others.indices { words[end + i] = others[i] }
        return end
    }

    private func sameOrder(_ a: Int, _ b: Int) -> Bool {
        let bytes = bytes.bytes
        return bytes.equals(RowDecoder.firstText(bytes, at: start(of: a)), RowDecoder.firstText(bytes, at: start(of: b)), in: bytes)
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
                // Rows of orders are copied into their regions at once: one extent after the other passes through the same memory.
                if byOrder { bytes.removeAll() }
                let start = bytes.count
                try ExtentFile.read(extent, of: segment.file, into: &bytes)
                let loaded = LoadedExtent(
                    partition: segment.partition.number, kind: segment.sources[extent.source].kind.rawValue,
                    source: input.firstSource[index] + extent.source, start: start, extent: extent, outer: extent, file: index)
                add(loaded, pass, byOrder)
            }
        }
    }

    /// Loads the rows that the checkpoint carries: they come before those of the segments.
    private mutating func loadCarried(
        _ bucket: Int, _ input: borrowing BaseInput, _ section: Checkpoint.Section, _ wanted: (Kind) -> Bool, _ pass: Pass, _ byOrder: Bool
    ) throws(SystemFailure) {
        guard let checkpoint = input.checkpoint else { return }
        for extent in checkpoint.extents(section, of: bucket) {
            if byOrder { bytes.removeAll() }
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
                    extent: block, outer: extent, file: -1)
                add(loaded, pass, byOrder)
            }
        }
    }

    /// Adds an extent's rows, those of the pass.
    private mutating func add(_ loaded: LoadedExtent, _ pass: Pass, _ byOrder: Bool) {
        var loaded = loaded
        let before = rows.count + loadedStarts.count
        if byOrder {
            BucketRows.addOrderRows(loaded, extent: extents.count, pass, bytes, &regions.regions, &loadedStarts, &places)
        } else {
            BucketRows.addRows(loaded, extent: extents.count, bytes, &rows)
        }
        loaded.rows = rows.count + loadedStarts.count - before
        if loaded.rows > 0 { extents.append(loaded) }
    }

    /// The buffer is passed beside the rest: a span of a member would keep all of self borrowed.
    private static func addRows(_ loaded: LoadedExtent, extent: Int, _ buffer: borrowing ByteBuffer, _ rows: inout PlainArray<Row>) {
        var cursor = RowCursor(loaded.extent, at: loaded.start)
        let bytes = buffer.bytes
        while let range = cursor.next(bytes) {
            rows.append(Row(bytes, range, extent: extent, number: rows.count, hash: 0, kind: loaded.kind))
        }
    }

    private static func addOrderRows(
        _ loaded: LoadedExtent, extent: Int, _ pass: Pass, _ buffer: borrowing ByteBuffer,
        _ regions: inout InlineArray<32, OrderRegion>, _ starts: inout PlainArray<UInt32>, _ places: inout PlainArray<Place>
    ) {
        var cursor = RowCursor(loaded.extent, at: loaded.start)
        let bytes = buffer.bytes
        while let range = cursor.next(bytes) {
            let hash = bytes.hash(RowDecoder.firstText(bytes, at: range.lowerBound))
            if pass.count > 1 && !pass.takes(hash) { continue }
            let row = Row(bytes, range, extent: extent, number: starts.count, hash: hash, kind: loaded.kind)
            regions[OrderRegion.of(hash)].append(row, bytes, range)
            starts.append(UInt32(range.lowerBound))
            places.append(Place(line: cursor.line, byte: cursor.byte))
        }
    }

    @inline(__always)
    func kind(of row: Int) -> Kind { Kind(rawValue: rows[row].kind) ?? .transactions }

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

    /// The number of a row of an order among all that were loaded.
    func loadedNumber(of row: Int) -> Int { Int(rows[row].number) }

    /// The place in its source of a row of an order.
    func place(of row: Int) -> Place { places[loadedNumber(of: row)] }
}

/// A share of a bucket: what does not fit into memory at once is read in several passes, by further bits of the hash.
struct Pass {
    var index = 0
    var count = 1

    func takes(_ hash: UInt64) -> Bool { Int(hash &>> 40 & 0xFFFF) % count == index }
}
