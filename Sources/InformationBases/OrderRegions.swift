import Bytes

/// Puts a bucket's rows and their encodings in the sequence of orders, so that the rows of an order lie side by side.
///
/// Taken from where they were loaded, far apart, each row would cost a wait for memory (measured: 110 ns). So they go in two steps: front to
/// back into regions by five bits of the order's hash, and then order by order, region by region; a region stays in the second cache.
struct OrderRegions: ~Copyable {
    private var rows = PlainArray<BucketRows.Row>()
    private var bytes = PlacedBytes()
    /// For each region where its next row and its next byte go.
    private var ends = PlainArray<End>()
    private static let regionBits: UInt64 = 5

    private struct End: BitwiseCopyable {
        var row = 0
        var byte = 0
    }

    @inline(__always)
    private static func region(_ word: UInt64) -> Int { Int(truncatingIfNeeded: word &>> (64 &- regionBits)) }

    /// Copies the rows into regions.
    /// - Parameter words: for each row half a hash of its order's id, then its number; afterwards its number here, in order of regions.
    mutating func fill(
        _ loaded: borrowing PlainArray<BucketRows.Row>, _ buffer: borrowing ByteBuffer, _ words: inout PlainArray<UInt64>
    ) {
        findRegions(loaded, words)
        rows.reset(to: BucketRows.Row(start: 0, extent: 0, keyMark: 0, number: 0, length: 0, kind: 0), count: loaded.count)
        let source = buffer.bytes
        for i in loaded.indices {
            var row = loaded[i]
            let region = OrderRegions.region(words[i])
            let end = ends[region]
            bytes.store(source, Int(row.start)..<Int(row.start) &+ Int(row.length), at: end.byte)
            row.start = UInt32(truncatingIfNeeded: end.byte)
            rows[end.row] = row
            words[i] = words[i] & 0xFFFF_FFFF_0000_0000 | UInt64(truncatingIfNeeded: end.row)
            ends[region] = End(row: end.row &+ 1, byte: end.byte &+ Int(row.length))
        }
    }

    private mutating func findRegions(_ loaded: borrowing PlainArray<BucketRows.Row>, _ words: borrowing PlainArray<UInt64>) {
        ends.reset(to: End(), count: 1 << Int(OrderRegions.regionBits))
        for i in loaded.indices {
            let region = OrderRegions.region(words[i])
            ends[region].row &+= 1
            ends[region].byte &+= Int(loaded[i].length)
        }
        var next = End()
        for region in ends.indices {
            let own = ends[region]
            ends[region] = next
            next = End(row: next.row + own.row, byte: next.byte + own.byte)
        }
        bytes.reset(count: next.byte)
    }

    /// Appends the rows and their encodings in the sequence of `words`, which hold their numbers here.
    func gather(_ words: borrowing PlainArray<UInt64>, _ target: inout PlainArray<BucketRows.Row>, _ buffer: inout ByteBuffer) {
        let source = bytes.bytes
        target.reserve(words.count)
        buffer.reserve(source.byteCount)
        for i in words.indices {
            var row = rows[Int(truncatingIfNeeded: words[i] & 0xFFFF_FFFF)]
            let start = Int(row.start)
            row.start = UInt32(truncatingIfNeeded: buffer.count)
            target.append(row)
            buffer.append(source, start..<start &+ Int(row.length))
        }
    }
}
