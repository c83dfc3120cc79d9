import Bytes
import Domain
import InformationBases
import Ingest
public import Problems
import Segments

/// Checks a store against its manifest and itself: every file that the ratings rest on there, complete and the one listed, and every
/// extent's checksum right.
///
/// - Returns: what is wrong, with the remedy; empty where all is well.
/// - Throws: `.noInput` where there is no store, `.inputOutput` where something cannot be read.
public func verifyStore(path: String) throws(Problem) -> [String] {
    let store = StoreLayout(path: path)
    guard try onDisk({ () throws(SystemFailure) in try FileSystem.isFolder(path) }) else {
        throw Problem(.noInput, at: Position(source: path), "there is no store", remedy: "name it with --store, or run first")
    }
    try store.checkFormat()
    let contents: StoreContents
    do throws(Problem) { contents = try StoreContents(store) } catch {
        // What is missing or damaged for good is told; all else depends on it.
        guard error.kind == .inputRefused else { throw error }
        return ["\(error)"]
    }
    var findings = contents.damaged.map {
        "\(store.segment($0)): not there, not whole, or not the file that the manifest lists. "
            + "Fix: run again with the partition's dumps in their folder; they are then read anew."
    }
    for day in contents.days where contents.hasSegment(day) {
        do throws(SystemFailure) {
            let segment = try SegmentFile(path: store.segment(day), partition: day)
            try check(segment.extents, of: segment.file)
        } catch {
            guard error.isDamage else { throw storeProblem(error) }
            findings.append("\(error.path): \(error). Fix: silkrate rerun --partition \(day); its dumps are then read anew.")
        }
    }
    for day in contents.checkpoints {
        let remedy =
            contents.base?.day == day
            ? "restore it from a copy of the store: what it was made from was pruned; or take all dumps into a new store with --store"
            : "delete the checkpoint \(Checkpoint.path(store.checkpoints, day)) and run again"
        do throws(SystemFailure) {
            for file in try Checkpoint(folder: store.checkpoints, day: day).files { try check(file.extents, of: file.file) }
        } catch {
            guard error.isDamage || error.isAbsence else { throw storeProblem(error) }
            findings.append("\(error.path): \(error). Fix: \(remedy).")
        }
    }
    do throws(Problem) { _ = try RememberedRates(store).read() } catch { findings.append("\(error)") }
    return findings
}

private func check(_ extents: ExtentDirectory, of file: RandomAccessFile) throws(SystemFailure) {
    var buffer = ByteBuffer()
    for extent in try extents.all() {
        buffer.removeAll()
        try ExtentFile.read(extent, of: file, into: &buffer)
    }
}
