import Foundation

/// The executables that were built beside the tests.
enum Programs {
    /// Where this repository lies.
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path

    /// Their folder; nil where they are missing.
    static let folder: String? = {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        let folder = URL(fileURLWithPath: bundle).deletingLastPathComponent()
        let all = ["bench", "silkrate"].map { folder.appending(path: $0).path }
        return all.allSatisfy(FileManager.default.isExecutableFile) ? folder.path : nil
    }()

    static let hasValgrind = (try? output(of: "valgrind", ["--version"]).status) == 0

    /// Runs a program to its end; what it says on both outputs.
    static func output(of program: String, _ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
