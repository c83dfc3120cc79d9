import Bytes
import RatingsDatabase
import Synchronization

/// Packed rows of enterprises in a file, from when they are made, on any thread, until they are written in order: memory holds where they lie.
final class RowSpool: Sendable {
    private let file: RandomAccessFile
    private let end = Mutex(0)

    /// - Parameter folder: where the file lies without a name, so that a run that is killed leaves nothing behind.
    init(folder: String) throws(SystemFailure) {
        try FileSystem.createFolder(folder)
        file = try RandomAccessFile(path: "\(folder)/rows", mode: .create)
        try FileSystem.remove(file.path)
    }

    /// Puts rows aside; where they lie.
    func append(_ rows: borrowing PackedRows) throws(SystemFailure) -> Range<Int> {
        let count = rows.bytes.byteCount
        let start = end.withLock { end in
            defer { end += count }
            return end
        }
        try file.write(rows.bytes, at: start)
        return start..<start + count
    }

    /// The rows that lie in these places, joined.
    func rows(at places: some Sequence<Range<Int>>) throws(SystemFailure) -> PackedRows {
        var buffer = ByteBuffer()
        for place in places { try file.read(place.count, at: place.lowerBound, into: &buffer) }
        return PackedRows(bytes: buffer)
    }
}
