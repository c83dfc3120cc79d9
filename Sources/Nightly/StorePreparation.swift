import Bytes
import InformationBases
import Ingest
import Problems

/// The store's format: its segments, checkpoints, manifest and journal. Another number is another format; another fingerprint, other columns
/// or counters. From 3 on a store has a manifest.
private let storeVersion = "silkrate store 4, layout \(String(storeFingerprint, radix: 16))\n"

extension StoreLayout {
    /// Refuses a store of another format, or one whose folders are links.
    /// - Throws: `.inputRefused` with what to do.
    func checkFormat() throws(Problem) {
        try refuseLinks()
        let (written, hasSegments) = try onDisk { () throws(SystemFailure) in
            (try FileSystem.contents(of: format), try FileSystem.isFolder(segments))
        }
        guard written != nil || hasSegments else { return }
        let text = String(decoding: written ?? [], as: UTF8.self)
        guard text != storeVersion else { return }
        let found = text.isEmpty ? "an earlier format" : "format \"\(text.prefix { $0 != "\n" })\""
        throw Problem(
            .inputRefused, at: Position(source: path), "the store has \(found), this program writes \"\(storeVersion.dropLast())\"",
            remedy: "name a new folder with --store and run over all dumps; the result is the same")
    }

    /// Makes the store ready for a run that holds it: what a killed run left undone is completed or removed.
    func makeReady() throws(Problem) {
        try checkFormat()
        let isNew = try onDisk { () throws(SystemFailure) in
            try FileSystem.createFolder(path)
            return try FileSystem.size(of: format) == nil
        }
        if isNew {
            // In this order: a store that has a format has a manifest.
            let isListed = try onDisk { () throws(SystemFailure) in try FileSystem.size(of: manifest) != nil }
            if !isListed { try StoreManifest(.random()).write(self) }
            try onDisk { () throws(SystemFailure) in try FileSystem.writeWhole(storeVersion, to: format) }
        }
        try Staging(self).recover()
        try onDisk { () throws(SystemFailure) in
            try FileSystem.removeTree(temporary)
            for folder in [segments, checkpoints] {
                try FileSystem.createOwnFolder(folder)
                for name in try FileSystem.names(in: folder) where name.hasSuffix(".part") { try FileSystem.remove("\(folder)/\(name)") }
            }
        }
        let contents = try StoreContents(self)
        try StoreManifest.list(contents.unlisted, of: self)
        try removePruned(contents)
    }
}
