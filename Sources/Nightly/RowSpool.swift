import Bytes
import RatingsDatabase
import Synchronization

/// Packed rows of enterprises in a file, from when they are made, on any thread, until they are written in order: memory holds where they lie.
final class RowSpool: Sendable {
    private let file: RandomAccessFile
    private let waiting = Mutex(Waiting())

    /// Rows that are not yet in the file, and where they will begin there.
    private struct Waiting: ~Copyable {
        var start = 0
        var rows = ByteBuffer(capacity: 2 * RowSpool.writeBytes)
    }

    /// A write for each enterprise would cost a tenth of rating it.
    private static let writeBytes = 1 << 16

    /// - Parameter folder: where the file lies without a name.
    init(folder: String) throws(SystemFailure) {
        try FileSystem.createOwnFolder(folder)
        file = try RandomAccessFile(unnamedIn: folder, as: "rows")
    }

    /// Puts rows aside; where they lie.
    func append(_ rows: borrowing PackedRows) throws(SystemFailure) -> Range<Int> {
        let count = rows.bytes.byteCount
        var start = 0
        let full: Waiting? = waiting.withLock { waiting in
            start = waiting.start + waiting.rows.count
            waiting.rows.append(rows.bytes, 0..<count)
            return waiting.rows.count >= RowSpool.writeBytes ? RowSpool.takeOut(&waiting) : nil
        }
        if let full { try write(full) }
        return start..<start + count
    }

    /// Puts the rows that lie in these places, joined, in the place of others.
    func read(_ places: some Sequence<Range<Int>>, into rows: inout PackedRows) throws(SystemFailure) {
        let last: Waiting? = waiting.withLock { $0.rows.count > 0 ? RowSpool.takeOut(&$0) : nil }
        if let last { try write(last) }
        rows.removeAll()
        for place in places { try rows.append(place, of: file) }
    }

    private static func takeOut(_ waiting: inout Waiting) -> Waiting {
        var taken = Waiting()
        swap(&taken, &waiting)
        waiting.start = taken.start + taken.rows.count
        return taken
    }

    private func write(_ rows: borrowing Waiting) throws(SystemFailure) { try file.write(rows.rows.bytes, at: rows.start) }
}
