import Bytes
import Records
import Segments

/// The blocks in which a checkpoint carries rows: those of one source after the other, each with its own place.
///
///     source (its place among all sources), rows, first line, first byte, length: varints
///     the rows, framed as in segments
enum CarriedRows {
    /// Reads the head of the block at `at`: as an extent, and where its rows begin.
    static func block(_ buffer: borrowing ByteBuffer, at: Int, bucket: Int) -> (block: Extent, rowsAt: Int) {
        let bytes = buffer.bytes
        var cursor = ByteCursor(at: at)
        var block = Extent(bucket: bucket, source: 0)
        block.source = Int(cursor.varint(bytes))
        block.rows = Int(cursor.varint(bytes))
        block.firstLine = Int(cursor.varint(bytes))
        block.firstByte = Int(cursor.varint(bytes))
        block.length = Int(cursor.varint(bytes))
        return (block, cursor.at)
    }

    /// Appends the bucket's rows of which `isKept` says so, in their order.
    /// - Parameter isKept: 1 for each row to keep, by the row's number among those loaded.
    /// - Returns: how many they are.
    static func write(
        _ bucket: borrowing BucketRows, of input: borrowing BaseInput, isKept: borrowing PlainArray<UInt8>, into target: inout ByteBuffer
    ) throws(SystemFailure) -> Int {
        var pen = BlockPen()
        var buffer = ByteBuffer(capacity: 1 << 13)
        for place in bucket.extents.indices {
            let loaded = bucket.extents[place]
            // Blocks of one extent stand side by side: it is read once.
            let isAtHand =
                place > 0 && bucket.extents[place - 1].file == loaded.file && bucket.extents[place - 1].outer.offset == loaded.outer.offset
            if !isAtHand { try BucketRows.read(loaded, of: input, into: &buffer) }
            pen.write(loaded, bucket.origins, buffer, isKept, into: &target)
        }
        return pen.kept
    }

    /// Writes the kept rows of one extent after the other.
    private struct BlockPen: ~Copyable {
        private(set) var kept = 0
        /// Among all rows loaded: the first one of the next extent.
        private var row = 0
        private var rows = ByteBuffer(capacity: 1 << 12)

        mutating func write(
            _ loaded: BucketRows.LoadedExtent, _ origins: borrowing Origins, _ buffer: borrowing ByteBuffer,
            _ isKept: borrowing PlainArray<UInt8>, into target: inout ByteBuffer
        ) {
            var block = BlockPlace()
            rows.removeAll()
            let end = row + loaded.rows
            var cursor = RowCursor(loaded.extent, at: loaded.start)
            let bytes = buffer.bytes
            while row < end, let range = cursor.next(bytes) {
                // Rows of other passes are in the extent and not among the rows.
                guard origins.start(of: row) == range.lowerBound else { continue }
                defer { row += 1 }
                guard isKept[row] == 1 else { continue }
                block.step(to: cursor.line, cursor.byte)
                rows.appendRow(bytes, range, lines: block.lineStep, bytes: block.byteStep)
            }
            guard block.rows > 0 else { return }
            kept += block.rows
            for value in [loaded.source, block.rows, block.firstLine, block.firstByte, rows.count] { target.appendVarint(UInt64(value)) }
            target.append(rows)
        }
    }

    /// Appends those rows of the bucket that a checkpoint carries of one kind.
    static func write(
        _ bucket: borrowing BucketRows, of input: borrowing BaseInput, _ versions: borrowing Versions, into target: inout ByteBuffer
    ) throws(SystemFailure) -> Int {
        var isKept = PlainArray<UInt8>()
        isKept.reset(to: 0, count: bucket.count)
        keep(versions, bucket, &isKept)
        return try write(bucket, of: input, isKept: isKept, into: &target)
    }

    /// Marks the winning rows of a kind, and those that tie with them.
    static func keep(_ versions: borrowing Versions, _ bucket: borrowing BucketRows, _ isKept: inout PlainArray<UInt8>) {
        for i in versions.rows.indices { isKept[bucket.number(of: versions.rows[i])] = 1 }
        for i in versions.tied.indices { isKept[bucket.number(of: versions.tied[i])] = 1 }
    }

    /// Where a block's rows stand in their source.
    private struct BlockPlace {
        var rows = 0
        var firstLine = 0
        var firstByte = 0
        var lineStep = 0
        var byteStep = 0
        private var line = 0
        private var byte = 0

        mutating func step(to line: Int, _ byte: Int) {
            if rows == 0 {
                (firstLine, firstByte) = (line, byte)
                (self.line, self.byte) = (line, byte)
            }
            lineStep = line - self.line
            byteStep = byte - self.byte
            (self.line, self.byte) = (line, byte)
            rows += 1
        }
    }
}
