import Foundation

/// A folder of its own for a test, removed when the test lets go of it.
public final class TemporaryFolder: Sendable {
    /// Its path, without a slash at the end.
    public let path: String

    public init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "silkrate-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path(percentEncoded: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Puts bytes on the disk as they are, in folders that are made for them.
    /// - Parameter name: a path below the folder.
    /// - Returns: the file's path.
    @discardableResult
    public func put(_ bytes: [UInt8], as name: String) throws -> String {
        let url = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path(percentEncoded: false)
    }

    /// The bytes of a file below the folder.
    public func bytes(of name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: "\(path)/\(name)"))) }
}
