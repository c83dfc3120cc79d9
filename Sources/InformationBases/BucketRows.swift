import Bytes
import Domain
import Records
import Segments

/// The rows of one bucket, of all partitions known, in memory.
///
/// A row is known by where its encoding begins in `bytes`; what else is known of it stands right before that. Rows stand in order of
/// partition, source and place: "the earlier row" is the lesser number, whatever the order in which files were read. Of orders the rows of
/// one region are at hand at a time.
struct BucketRows: ~Copyable {
    /// The rows at hand.
    private(set) var hand = RowRegion()
    private(set) var extents = PlainArray<LoadedExtent>()
    private let regions = OrderRegions()
    /// Where the rows of each order of the open region end in their sequence.
    private(set) var orderEnds = PlainArray<Int>()
    private var others = PlainArray<UInt64>()
    private var sort = CountingSort()
    private var fetched: UInt64 = 0
    /// What was read of an extent: its rows are copied from here.
    private var buffer = ByteBuffer(capacity: 1 << 16)
    private(set) var origins = Origins()
    /// The store's.
    private var hashKey = HashKey.ofProcess

    struct LoadedExtent: BitwiseCopyable {
        /// As a day's number.
        var partition: Int32
        var kind: UInt8
        /// The source's place among all sources of the run.
        var source: Int
        /// Where the rows begin in what is read of `outer`.
        var start: Int
        var extent: Extent
        /// The file's extent in which these rows lie, and the file: a segment's place, or −1 for the checkpoint.
        var outer: Extent
        var file: Int
        /// How many of the rows are among those loaded: of several passes each has a share.
        var rows = 0
    }

    /// The bytes of the rows at hand.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get { hand.bytes.bytes }
    }

    /// Loads the rows of the kinds that `wanted` holds.
    mutating func load(_ bucket: Int, of input: borrowing BaseInput, wanted: (Kind) -> Bool) throws(SystemFailure) {
        hand.removeAll()
        try load(bucket, input, .registers, wanted, nil)
    }

    /// Loads the rows of orders into regions; of several passes only the rows of pass `pass`.
    mutating func loadOrders(_ bucket: Int, of input: borrowing BaseInput, pass: Pass) throws(SystemFailure) {
        regions.removeAll(
            expecting: try input.rows(ofBucket: bucket) / pass.count, bytes: try input.bytes(ofBucket: bucket) / pass.count)
        try load(bucket, input, .orders, { $0.isOrderBound }, pass)
    }

    /// Reads anew what an extent was loaded from: it was not kept, since few ask for it again.
    static func read(_ loaded: LoadedExtent, of input: borrowing BaseInput, into buffer: inout ByteBuffer) throws(SystemFailure) {
        buffer.removeAll()
        guard let file = loaded.file < 0 ? input.checkpoint?.sealed.file : input.segments[loaded.file].file else {
            preconditionFailure("rows were carried by no checkpoint")
        }
        try ExtentFile.read(loaded.outer, of: file, into: &buffer)
    }

    /// Puts the rows of a region at hand, order by order, until `close` puts them back: each region keeps its memory.
    mutating func open(_ region: Int) {
        swap(&hand, &regions.regions[region])
        sort.sort(&hand.words)
        fetched &+= BucketRows.fetch(hand.bytes)
        orderEnds.removeAll()
        var first = 0
        while first < hand.words.count {
            let (end, isOne) = endOfBits(at: first)
            first = isOne ? end : separateOrder(first..<end)
            orderEnds.append(first)
        }
    }

    mutating func close(_ region: Int) { swap(&hand, &regions.regions[region]) }

    /// Reads through the bytes of a region front to back, as processors do fast: in the sequence of orders each line would be waited for.
    /// - Returns: a sum of what was read, to be kept so that reading is not optimised away.
    private static func fetch(_ buffer: borrowing ByteBuffer) -> UInt64 {
        let bytes = buffer.bytes
        var sum: UInt64 = 0
        for at in stride(from: 0, to: bytes.byteCount, by: 64) { sum &+= UInt64(bytes.byte(at: at)) }
        return sum
    }

    /// The number of rows at hand.
    var count: Int { hand.words.count }

    /// The row at a place in the sequence of rows at hand: as they were loaded, or order by order. The rows of an order stand together, in
    /// their own sequence.
    @inline(__always)
    func row(at place: Int) -> Int { Int(truncatingIfNeeded: hand.words[place] & 0xFFFF_FFFF) }

    /// Where the rows that share their bits with the one at place `first` end, and whether they are of one order.
    private func endOfBits(at first: Int) -> (end: Int, isOne: Bool) {
        let bytes = bytes
        let bits = hand.words[first] & sort.mask
        let id = RowDecoder.firstText(bytes, at: row(at: first))
        var isOne = true
        var end = first &+ 1
        while end < hand.words.count && hand.words[end] & sort.mask == bits {
            isOne = bytes.equals(id, RowDecoder.firstText(bytes, at: row(at: end)), in: bytes) && isOne
            end &+= 1
        }
        return (end, isOne)
    }

    /// Ids that differ share their bits: moves the rows of the first of them before the others.
    @inline(never)
    private mutating func separateOrder(_ places: Range<Int>) -> Int {
        let first = row(at: places.lowerBound)
        others.removeAll()
        var end = places.lowerBound
        for place in places {
            if sameOrder(row(at: place), first) {
                hand.words[end] = hand.words[place]
                end += 1
            } else {
                others.append(hand.words[place])
            }
        }
        for i in others.indices { hand.words[end + i] = others[i] }
        return end
    }

    private func sameOrder(_ a: Int, _ b: Int) -> Bool {
        let bytes = bytes
        return bytes.equals(RowDecoder.firstText(bytes, at: a), RowDecoder.firstText(bytes, at: b), in: bytes)
    }

    /// - Parameter pass: of rows of orders, which go to their regions; nil: rows are put at hand as they come.
    private mutating func load(
        _ bucket: Int, _ input: borrowing BaseInput, _ section: Checkpoint.Section, _ wanted: (Kind) -> Bool, _ pass: Pass?
    ) throws(SystemFailure) {
        extents.removeAll()
        origins.removeAll()
        hashKey = input.hashKey
        try loadCarried(bucket, input, section, wanted, pass)
        for (index, segment) in input.segments.enumerated() {
            for extent in try segment.extents.extents(of: bucket)
            where wanted(segment.sources[extent.source].kind) && pass?.mayTake(extent) ?? true {
                buffer.removeAll()
                try ExtentFile.read(extent, of: segment.file, into: &buffer)
                let loaded = LoadedExtent(
                    partition: segment.partition.number, kind: segment.sources[extent.source].kind.rawValue,
                    source: input.firstSource[index] + extent.source, start: 0, extent: extent, outer: extent, file: index)
                add(loaded, pass)
            }
        }
    }

    /// Loads the rows that the checkpoint carries: they come before those of the segments.
    private mutating func loadCarried(
        _ bucket: Int, _ input: borrowing BaseInput, _ section: Checkpoint.Section, _ wanted: (Kind) -> Bool, _ pass: Pass?
    ) throws(SystemFailure) {
        guard let checkpoint = input.checkpoint else { return }
        for extent in try checkpoint.extents(section, of: bucket) {
            buffer.removeAll()
            try ExtentFile.read(extent, of: checkpoint.sealed.file, into: &buffer)
            var at = 0
            while at < extent.length {
                let (block, rowsAt) = CarriedRows.block(buffer, at: at, bucket: bucket)
                at = rowsAt + block.length
                let source = input.sources[block.source]
                guard wanted(source.record.kind) else { continue }
                let loaded = LoadedExtent(
                    partition: source.partition.number, kind: source.record.kind.rawValue, source: block.source, start: rowsAt,
                    extent: block, outer: extent, file: -1)
                add(loaded, pass)
            }
        }
    }

    /// Adds an extent's rows, those of the pass.
    private mutating func add(_ loaded: LoadedExtent, _ pass: Pass?) {
        var loaded = loaded
        let before = origins.count
        if let pass {
            BucketRows.addOrderRows(loaded, extent: extents.count, pass, hashKey, buffer, &regions.regions, &origins)
        } else {
            BucketRows.addRows(loaded, extent: extents.count, buffer, &hand, &origins)
        }
        loaded.rows = origins.count - before
        if loaded.rows > 0 { extents.append(loaded) }
    }

    /// The buffer is passed beside the rest: a span of a member would keep all of self borrowed.
    private static func addRows(
        _ loaded: LoadedExtent, extent: Int, _ buffer: borrowing ByteBuffer, _ region: inout RowRegion, _ origins: inout Origins
    ) {
        var cursor = RowCursor(loaded.extent, at: loaded.start)
        let bytes = buffer.bytes
        while let range = cursor.next(bytes) {
            region.append(RowHead(bytes, range, extent: extent, number: origins.count, kind: loaded.kind), hash: 0, bytes, range)
            origins.append(cursor, start: range.lowerBound, in: loaded.extent)
        }
    }

    private static func addOrderRows(
        _ loaded: LoadedExtent, extent: Int, _ pass: Pass, _ hashKey: HashKey, _ buffer: borrowing ByteBuffer,
        _ regions: inout InlineArray<32, RowRegion>,
        _ origins: inout Origins
    ) {
        var cursor = RowCursor(loaded.extent, at: loaded.start)
        let bytes = buffer.bytes
        while let range = cursor.next(bytes) {
            let hash = bytes.hash(RowDecoder.firstText(bytes, at: range.lowerBound), hashKey)
            if pass.count > 1 && !pass.takes(hash) { continue }
            let head = RowHead(bytes, range, extent: extent, number: origins.count, kind: loaded.kind)
            regions[OrderRegions.place(of: hash)].append(head, hash: hash, bytes, range)
            origins.append(cursor, start: range.lowerBound, in: loaded.extent)
        }
    }

    @inline(__always)
    func kind(of row: Int) -> Kind { Kind(rawValue: RowHead.kind(bytes, of: row)) ?? .transactions }

    /// The partition in which a row was delivered.
    func partition(of row: Int) -> Day { Day(extents[RowHead.extent(bytes, of: row)].partition) }

    /// The row's source among all sources of the run.
    func source(of row: Int) -> Int { extents[RowHead.extent(bytes, of: row)].source }

    /// The range of a row's encoding.
    func range(of row: Int) -> Range<Int> { row..<row &+ RowHead.length(bytes, of: row) }

    /// Differs only where keys differ.
    @inline(__always)
    func keyMark(of row: Int) -> UInt32 { RowHead.keyMark(bytes, of: row) }

    /// The number of a row among all that were loaded.
    func number(of row: Int) -> Int { RowHead.number(bytes, of: row) }

    /// Where a row begins in its source.
    func place(of row: Int) -> ScatterSlab.Place {
        origins.place(of: number(of: row), in: extents[RowHead.extent(bytes, of: row)].extent)
    }
}

/// A share of a bucket: what does not fit into memory at once is read in several passes, by further bits of the hash.
struct Pass {
    var index = 0
    var count = 1

    /// Whether a row whose order's id has this hash belongs to the pass.
    func takes(_ hash: UInt64) -> Bool { pass(of: hash) == index }

    /// Whether there may be such a row in the extent: a quarter is of hashes that lie side by side, and so is a pass.
    func mayTake(_ extent: Extent) -> Bool {
        guard let quarter = extent.quarter else { return true }
        let first = UInt64(quarter) &<< 54
        return pass(of: first)...pass(of: first | 0x3F_FFFF_FFFF_FFFF) ~= index
    }

    /// By the bits behind those of the bucket.
    private func pass(of hash: UInt64) -> Int { (Int(hash &>> 40 & 0xFFFF) &* count) &>> 16 }
}
