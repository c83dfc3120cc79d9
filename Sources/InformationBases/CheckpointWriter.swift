public import Bytes
public import Domain
import Segments

/// A checkpoint in the making: threads append to it bucket by bucket.
public final class CheckpointWriter: Sendable {
    public let day: Day
    private let folder: String
    private let hashKey: HashKey
    private let body: ExtentFile
    let settled: ExtentFile

    /// - Parameters:
    ///   - folder: the store's folder of checkpoints; it exists.
    ///   - hashKey: the store's.
    public init(folder: String, day: Day, _ hashKey: HashKey) throws(SystemFailure) {
        self.folder = folder
        self.hashKey = hashKey
        self.day = day
        body = try ExtentFile(path: "\(folder)/\(day).ckp.part", headerLength: SealedFile.headerLength)
        settled = try ExtentFile(path: "\(folder)/\(CheckpointWriter.listName(day)).part", headerLength: SealedFile.headerLength)
    }

    private static func listName(_ day: Day) -> String { "\(day).settled" }

    func append(_ bytes: borrowing RawSpan, _ section: Checkpoint.Section, of bucket: Int, rows: Int) throws(SystemFailure) {
        guard bytes.byteCount > 0 else { return }
        try body.appendWhole(bytes, bucket: bucket, section: section.rawValue, rows: rows)
    }

    /// Gives the files their final names: the list of settled orders first, since the checkpoint names it.
    /// - Parameter notes: without this checkpoint's own list.
    public func complete(_ notes: CheckpointNotes) throws(SystemFailure) {
        var notes = notes
        let list = CheckpointWriter.listName(day)
        try SealedFile.seal(settled, magic: SettledOrders.magic, hashKey, notes: ByteBuffer())
        try settled.file.sync()
        try FileSystem.rename("\(folder)/\(list).part", to: "\(folder)/\(list)")
        notes.settledLists = notes.settledLists.filter { $0 != list } + [list]
        var buffer = ByteBuffer()
        notes.write(into: &buffer)
        try SealedFile.seal(body, magic: Checkpoint.magic, hashKey, notes: buffer)
        try body.file.sync()
        try FileSystem.rename("\(folder)/\(day).ckp.part", to: Checkpoint.path(folder, day))
        try FileSystem.syncFolder(folder)
    }
}
