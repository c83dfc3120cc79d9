import Bytes
import Domain
import Ingest
import Problems
import RatingsDatabase

extension ChangeRecord {
    /// Reads the record of a run; nil where the store has none.
    /// - Throws: `.inputOutput` where it is there and cannot be read.
    init?(_ store: StoreLayout, _ run: String) throws(Problem) {
        let path = ChangeRecord.path(store, run)
        guard let bytes = try onDisk({ () throws(SystemFailure) in try FileSystem.contents(of: path) }) else { return nil }
        for line in bytes.split(separator: 0x0A) {
            var fields = line.split(separator: 0x2C, maxSplits: 1, omittingEmptySubsequences: false)
            guard fields.count == 2 else { continue }
            let value = String(decoding: fields.removeLast(), as: UTF8.self)
            switch String(decoding: fields[0], as: UTF8.self) {
            case "run": self.run = value
            case "former": former = value
            case "as_of": asOf = Day(value) ?? asOf
            case "model": model = value
            case "new": if let day = Day(value) { new.append(day) }
            case "replaced": if let day = Day(value) { replaced.append(day) }
            case "enterprise": enterprises.append(EnterpriseChange(line: value))
            default: addPoints(value)
            }
        }
    }

    private mutating func addPoints(_ line: String) {
        let parts = line.split(separator: ",")
        guard parts.count == 3, let before = score(parts[1]), let after = score(parts[2]), !enterprises.isEmpty else { return }
        enterprises[enterprises.count - 1].points.append(
            EnterpriseChange.PointChange(characteristic: String(parts[0]), before: before, after: after))
    }
}

extension EnterpriseChange {
    /// `ID,grade,grade,score,score`; the id may be quoted, and may hold commas then.
    fileprivate init(line: String) {
        let parts = line.split(separator: ",", omittingEmptySubsequences: false)
        let id = parts.dropLast(4).joined(separator: ",")
        let plain =
            id.hasPrefix("\"")
            ? id.dropFirst().dropLast().split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"") : id
        let tail = parts.suffix(4).map(String.init)
        self.init(
            enterpriseID: Text(plain), gradeBefore: tail[0], gradeAfter: tail[1], scoreBefore: score(tail[2]), scoreAfter: score(tail[3]))
    }
}

/// Hundredths of a point; nil where the text is none. Points have far fewer than 32 bits, so that differences and sums of them are safe.
private func score(_ text: some StringProtocol) -> Int64? { Int32(text).map(Int64.init) }
