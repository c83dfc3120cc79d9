import Bytes
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
    var findings: [String] = []
    for day in try Preparation.partitions(in: store) {
        do throws(SystemFailure) {
            let segment = try SegmentFile(path: store.segment(day), partition: day)
            var buffer = ByteBuffer()
            for extent in segment.extents {
                buffer.removeAll()
                try ExtentFile.read(extent, of: segment.file, into: &buffer)
            }
        } catch {
            findings.append(
                "\(store.segment(day)): \(error). Fix: delete the file and run again; the partition's dumps are then read anew.")
        }
    }
    return findings
}
