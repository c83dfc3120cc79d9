import Bytes
import Domain
import InformationBases
import Ingest
public import Problems
import Segments

/// Checks a store against itself: every segment file complete, every extent's checksum right.
///
/// - Returns: what is wrong, with the remedy; empty where all is well.
public func verifyStore(path: String) throws(Problem) -> [String] {
    let store = StoreLayout(path: path)
    guard FileSystem.isFolder(path) else {
        throw Problem(.noInput, at: Position(source: path), "there is no store", remedy: "name it with --store, or run first")
    }
    try store.checkFormat()
    let contents = try StoreContents(store)
    var findings: [String] = contents.damaged.map {
        "\(store.segment($0)): not a whole segment file. Fix: run again; the partition's dumps are then read anew."
    }
    for day in contents.days where contents.hasSegment(day) {
        do throws(SystemFailure) {
            let segment = try SegmentFile(path: store.segment(day), partition: day)
            try check(segment.extents, of: segment.file)
        } catch {
            findings.append("\(store.segment(day)): \(error). Fix: silkrate rerun --partition \(day); its dumps are then read anew.")
        }
    }
    for day in contents.checkpoints {
        do throws(SystemFailure) {
            for file in try Checkpoint(folder: store.checkpoints, day: day).files { try check(file.extents, of: file.file) }
        } catch {
            let remedy =
                contents.base?.day == day ? "restore it from a copy: what it was made from is gone" : "delete the file and run again"
            findings.append("\(Checkpoint.path(store.checkpoints, day)): \(error). Fix: \(remedy).")
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
