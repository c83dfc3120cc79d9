import Bytes
import Ingest
import Problems

extension StoreLayout {
    /// Takes the store for one run.
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
}
