import Bytes
import Ingest
public import Problems
import Settings

/// The text of a job, model or fee file.
/// - Throws: `.configuration` where it cannot be read, is larger than any such file, or is not UTF-8.
public func readSettings(_ path: String, what: String) throws(Problem) -> String {
    let place = Position(source: path)
    if let size = try onDisk({ () throws(SystemFailure) in try FileSystem.size(of: path) }), size > settingsBytesMax {
        throw Problem(
            .configuration, at: place, "the \(what) has \(size) bytes, and none is taken that has more than \(settingsBytesMax)",
            remedy: "name the right file")
    }
    let bytes = try readText(path, what: what)
    guard let text = String(validating: bytes, as: UTF8.self) else {
        let repaired = Array(String(decoding: bytes, as: UTF8.self).utf8)
        // Both are the same up to the first byte that is none of UTF-8.
        let sound = zip(bytes, repaired).prefix { $0 == $1 }
        let line = 1 + sound.count { $0.0 == 0x0A }
        throw Problem(
            .configuration, at: Position(source: path, line: line), "the \(what) is not UTF-8", remedy: "save it as UTF-8")
    }
    return text
}
