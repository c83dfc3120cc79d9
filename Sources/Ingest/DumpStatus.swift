public import Bytes
public import Problems

/// What the system tells of a path among the dumps; failing to tell is never "there is none".
/// - Throws: `.inputOutput` with the path.
public func onDumps<T>(_ body: () throws(SystemFailure) -> T) throws(Problem) -> T {
    do throws(SystemFailure) { return try body() } catch {
        throw Problem(
            .inputOutput, at: Position(source: error.path), "it cannot be told what this is",
            remedy: "check the rights, the links and the disk or mount that it lies on, then run again", cause: "\(error)")
    }
}
