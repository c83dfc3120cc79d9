public import Foundation

/// The real data that tests may use where it is present; it is no part of the repository.
public enum ReferenceData {
    /// The folder `name` of the shared data, or nil where this machine has none: then a test skips, and says so.
    ///
    ///     @Test(.enabled(if: ReferenceData.folder("olist/dumps") != nil, "needs the shared Olist dumps"))
    ///
    /// It is looked for as `shared/data/<name>` beside the repository, then beside each folder above it.
    /// - Parameter name: a path below the data folder; empty for the data folder itself.
    public static func folder(_ name: String = "") -> URL? {
        let support = URL(filePath: #filePath).deletingLastPathComponent()
        var place = support.deletingLastPathComponent().deletingLastPathComponent()
        while place.path != "/" {
            place.deleteLastPathComponent()
            let candidate = place.appending(path: "shared/data/\(name)")
            if isFolder(candidate) { return candidate }
        }
        return nil
    }

    private static func isFolder(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
    }
}
