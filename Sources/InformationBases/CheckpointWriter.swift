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
        settled = try ExtentFile(path: "\(folder)/\(day).settled.part", headerLength: SealedFile.headerLength)
    }

    func append(_ bytes: borrowing RawSpan, _ section: Checkpoint.Section, of bucket: Int, rows: Int) throws(SystemFailure) {
        guard bytes.byteCount > 0 else { return }
        try body.appendWhole(bytes, bucket: bucket, section: section.rawValue, rows: rows)
    }

    /// Gives the files their final names: the list of settled orders first, since the checkpoint names it.
    /// - Parameter notes: without this checkpoint's own list.
    public func complete(_ notes: CheckpointNotes) throws(SystemFailure) {
        var notes = notes
        if let list = try completeList() { notes.settledLists.append(list) }
        var buffer = ByteBuffer()
        notes.write(into: &buffer)
        try SealedFile.seal(body, magic: Checkpoint.magic, hashKey, notes: buffer)
        try body.file.sync()
        try FileSystem.rename("\(folder)/\(day).ckp.part", to: Checkpoint.path(folder, day))
        try FileSystem.syncFolder(folder)
    }

    /// Completes the list of the orders that this checkpoint settles; its name, or nil where there are none.
    ///
    /// A list is never written over: another checkpoint may name it, one of the same day that this one goes on from among them. What no
    /// checkpoint names is removed when the folder is next tidied.
    private func completeList() throws(SystemFailure) -> String? {
        let part = "\(folder)/\(day).settled.part"
        guard settled.end > SealedFile.headerLength else {
            try FileSystem.remove(part)
            return nil
        }
        let known = Set(try FileSystem.names(in: folder).map { Array($0.utf8) })
        var list = "\(day).settled"
        var number = 1
        while known.contains(Array(list.utf8)) {
            number += 1
            list = "\(day)-\(number).settled"
        }
        try SealedFile.seal(settled, magic: SettledOrders.magic, hashKey, notes: ByteBuffer())
        try settled.file.sync()
        try FileSystem.rename(part, to: "\(folder)/\(list)")
        return list
    }
}
