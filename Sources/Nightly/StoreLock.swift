import Bytes
import Ingest
import Problems

extension StoreLayout {
    /// Takes the store for one run. Its own path may be a link; the folders in it may not.
    /// - Throws: `.storeBusy` where another run holds it, with what that run wrote of itself.
    func lock(_ holder: String) throws(Problem) -> FileLock {
        try onDisk { () throws(SystemFailure) in try FileSystem.createFolder(path) }
        do throws(SystemFailure) {
            return try FileLock(path: lock, holder: holder)
        } catch {
            guard error.operation == "lock" else { throw storeProblem(error) }
            throw Problem(
                .storeBusy, at: Position(source: path), "another run holds the store (\(FileLock.holder(of: lock)))",
                remedy: "wait until it is done, then run again")
        }
    }

    /// Refuses folders of the store that are links, before anything is read of them: a decision that stands behind a link in `staging` is
    /// nobody's of this store.
    /// - Throws: `.cannotCreate` with the link.
    func refuseLinks() throws(Problem) {
        try onDisk { () throws(SystemFailure) in
            for folder in [segments, checkpoints, quarantine, unjoined, staging.path, temporary, ChangeRecord.folder(self)] {
                _ = try FileSystem.isOwnFolder(folder)
            }
        }
    }
}
