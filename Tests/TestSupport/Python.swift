import Foundation

/// The machine's python3, with the packages that `Jobs/test` puts into `.build-python`.
public enum Python {
    /// Runs a process of python3 to its end.
    /// - Returns: its status and what it wrote, both streams; nil where it cannot be started.
    public static func run(_ arguments: [String]) -> (status: Int32, text: String)? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        var environment = ProcessInfo.processInfo.environment
        let packages = tests.deletingLastPathComponent().appending(path: ".build-python").path
        environment["PYTHONPATH"] = [packages, environment["PYTHONPATH"]].compactMap { $0 }.joined(separator: ":")
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        guard (try? process.run()) != nil else { return nil }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// The folder of all tests.
    static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
}
