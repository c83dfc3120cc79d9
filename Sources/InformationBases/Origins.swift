import Bytes
import Segments

/// Where the rows that were loaded came from, by their number.
///
/// Every row has one and few are asked for. A place in a source is kept as steps from the first row of the row's extent: half the bytes of
/// places, which all pass through the caches (0.07 of 12 CPU seconds of 4,000,000 orders).
struct Origins: ~Copyable {
    private var rows = PlainArray<Row>()
    /// Places that lie too far from their extent's first, by number.
    private var far: [Int: ScatterSlab.Place] = [:]

    private struct Row: BitwiseCopyable {
        var lines: UInt32
        /// The greatest number: the place is among those that lie too far.
        var bytes: UInt32
        /// Where the row begins in what was read for its extent.
        var start: UInt32
    }

    var count: Int { rows.count }

    mutating func removeAll() {
        rows.removeAll()
        far.removeAll()
    }

    /// Appends the row that `cursor` is at.
    @inline(__always)
    mutating func append(_ cursor: RowCursor, start: Int, in extent: Extent) {
        let (lines, bytes) = (cursor.line &- extent.firstLine, cursor.byte &- extent.firstByte)
        guard UInt(bitPattern: lines | bytes) < UInt(UInt32.max) else { return appendFar(cursor, start: start) }
        rows.append(
            Row(
                lines: UInt32(truncatingIfNeeded: lines), bytes: UInt32(truncatingIfNeeded: bytes),
                start: UInt32(truncatingIfNeeded: start)))
    }

    @inline(never)
    private mutating func appendFar(_ cursor: RowCursor, start: Int) {
        far[rows.count] = ScatterSlab.Place(line: cursor.line, byte: cursor.byte)
        rows.append(Row(lines: 0, bytes: .max, start: UInt32(start)))
    }

    /// Where row `number`, which was loaded from `extent`, begins in its source.
    func place(of number: Int, in extent: Extent) -> ScatterSlab.Place {
        let row = rows[number]
        if row.bytes == .max, let place = far[number] { return place }
        return ScatterSlab.Place(line: extent.firstLine + Int(row.lines), byte: extent.firstByte + Int(row.bytes))
    }

    /// Where row `number` begins in what was read for its extent.
    func start(of number: Int) -> Int { Int(rows[number].start) }
}
