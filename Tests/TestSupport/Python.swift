import Foundation

/// The machine's python3, with the packages that `Jobs/test` puts into `.build-python`.
public enum Python {
    /// Runs a process of python3 to its end.
    /// - Returns: its status and what it wrote, both streams; nil where it cannot be started.
    public static func run(_ arguments: [String]) -> (status: Int32, text: String)? {
        let packages = tests.deletingLastPathComponent().appending(path: ".build-python").path
        let paths = [packages, ProcessInfo.processInfo.environment["PYTHONPATH"]].compactMap { $0 }.joined(separator: ":")
        return output(of: "python3", arguments, environment: ["PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"])
    }

    /// The folder of all tests.
    static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
}
