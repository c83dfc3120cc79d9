import Bytes
import Ingest
import Problems

/// The store's format: its segments, checkpoints and journal. Another number is another format.
private let storeVersion = "silkrate store 3\n"

extension StoreLayout {
    /// Refuses a store of another format.
    /// - Throws: `.inputRefused` with what to do.
    func checkFormat() throws(Problem) {
        guard FileSystem.isFolder(segments) else { return }
        let text = FileSystem.size(of: format) == nil ? "" : String(decoding: try readText(format, what: "store's format"), as: UTF8.self)
        guard text != storeVersion else { return }
        let found = text.isEmpty ? "an earlier format" : "format \"\(text.prefix { $0 != "\n" })\""
        throw Problem(
            .inputRefused, at: Position(source: path), "the store has \(found), this program writes \"\(storeVersion.dropLast())\"",
            remedy: "name a new folder with --store and run over all dumps; the result is the same")
    }

    /// Makes the store ready for a run that holds it: what a killed run left undone is completed or removed.
    func makeReady() throws(Problem) {
        try checkFormat()
        try onDisk { () throws(SystemFailure) in
            try FileSystem.createFolder(path)
            if FileSystem.size(of: format) == nil { try FileSystem.writeWhole(storeVersion, to: format) }
        }
        try Staging(self).recover()
        try onDisk { () throws(SystemFailure) in
            try FileSystem.removeTree(temporary)
            for folder in [segments, checkpoints] {
                try FileSystem.createFolder(folder)
                for name in try FileSystem.names(in: folder) where name.hasSuffix(".part") { try FileSystem.remove("\(folder)/\(name)") }
            }
        }
        try removePruned(self)
    }
}
