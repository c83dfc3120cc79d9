import Foundation

/// Runs a program of the machine to its end.
/// - Parameter environment: what differs from the tests' own.
/// - Returns: its status and what it wrote, both streams; nil where it cannot be started.
public func output(
    of program: String, _ arguments: [String], environment: [String: String] = [:]
) -> (status: Int32, text: String)? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}
