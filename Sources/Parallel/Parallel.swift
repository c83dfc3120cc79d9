import Dispatch
import Synchronization

// Parallel: ordered, bounded parallel work. The only Dispatch.

/// Runs `body` for the indices 0 ..< `count` on up to `threads` threads and returns the results in order of index.
///
/// Each thread makes its own state once (buffers, tables) and keeps it over all indices that it takes. Indices are handed
/// out ascending. After an error no further index is handed out; of several errors that of the lowest index is thrown, so
/// that what a user sees does not depend on threads.
public func parallelMap<State: ~Copyable, Result: Sendable, Failure: Error>(
    count: Int, threads: Int, state makeState: @Sendable () -> State,
    _ body: @Sendable (inout State, Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
    try parallelMap(count: count, threads: threads, state: makeState, finish: { (_: inout State) throws(Failure) in }, body)
}

/// The same; each thread that met no error calls `finish` when no index is left.
public func parallelMap<State: ~Copyable, Result: Sendable, Failure: Error>(
    count: Int, threads: Int, state makeState: @Sendable () -> State, finish: @Sendable (inout State) throws(Failure) -> Void,
    _ body: @Sendable (inout State, Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
    let shared = Mutex(Progress<Result, Failure>(results: Array(repeating: nil, count: count)))
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
        var state = makeState()
        while let index = shared.withLock({ $0.take() }) {
            do throws(Failure) {
                let result = try body(&state, index)
                shared.withLock { $0.results[index] = result }
            } catch {
                return shared.withLock { $0.fail(index, error) }
            }
        }
        do throws(Failure) { try finish(&state) } catch { shared.withLock { $0.fail(count, error) } }
    }
    let progress = shared.withLock { $0 }
    if let failure = progress.failure { throw failure.error }
    return progress.results.map { result in
        guard let result else { preconditionFailure("an index was handed out and left no result") }
        return result
    }
}

/// Runs two pieces of work, at the same time where there are two threads; returns once both have ended.
///
/// `here` runs on this thread, so that it may use what is fit for one thread only. Where both fail, its error is thrown.
public func inParallel<Failure: Error>(
    threads: Int, _ here: () throws(Failure) -> Void, elsewhere: @escaping @Sendable () throws(Failure) -> Void
) throws(Failure) {
    guard threads > 1 else {
        try here()
        return try elsewhere()
    }
    let outcome = Outcome<Failure>()
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
        do throws(Failure) { try elsewhere() } catch { outcome.failure.withLock { $0 = error } }
    }
    var failure: Failure?
    do throws(Failure) { try here() } catch { failure = error }
    group.wait()
    if let failure = failure ?? outcome.failure.withLock({ $0 }) { throw failure }
}

/// Lets go of a value on another thread. Where nobody else holds it, it ends there: closing a large file waits for the disk.
public func letGo(_ value: consuming some Sendable) {
    let held = Held(value)
    DispatchQueue.global().async { held.end() }
}

/// Holds a value until the other thread lets go of it: were it part of the work, the thread that hands this over could be the last to hold it.
private final class Held<Value: Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: consuming Value) { self.value = Mutex(value) }

    func end() { _ = value.withLock { $0.take() } }
}

private final class Outcome<Failure: Error>: Sendable {
    let failure = Mutex<Failure?>(nil)
}

private struct Progress<Result: Sendable, Failure: Error>: Sendable {
    var results: [Result?]
    var next = 0
    var failure: (index: Int, error: Failure)?

    mutating func take() -> Int? {
        guard failure == nil, next < results.count else { return nil }
        next += 1
        return next - 1
    }

    mutating func fail(_ index: Int, _ error: Failure) {
        if let known = failure, known.index < index { return }
        failure = (index, error)
    }
}
