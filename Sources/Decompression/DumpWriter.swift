import Bytes
public import Problems

/// Writes one dump in any container: the counterpart of `DumpReader`, for made data and tests.
///
/// The bytes of the file depend on nothing but the content, the container, the level, the engine and the libraries' versions:
/// gzip gets no name and no time. (ISA-L's also depend on the processor.) zstd gets a checksum.
///
/// A file that was not finished is not whole: `finish` is what ends the stream.
public final class DumpWriter {
    private let path: String
    private var file: FileDescriptor?
    private let encoder: any Encoder
    /// Content that is not compressed yet: the encoder gets it in blocks of one size, however it came.
    private var content: [UInt8] = []
    private var compressed: [UInt8] = []

    private static let blockSizeBytes = 256 << 10

    /// Creates the file, or empties the one that is there.
    ///
    /// - Parameters:
    ///   - container: nil: what the path's ending says.
    ///   - level: gzip 0–9, default 6 (ISA-L: 0–3, default 1); zstd 1–19, default 3; plain: none.
    ///   - engine: what compresses gzip; zlib unless ISA-L is asked for.
    /// - Throws: `cannotCreate` if the file cannot be created; `usage` for a level that the container does not have.
    public init(
        path: String, container: Container? = nil, level: Int? = nil, engine: InflateEngine = .zlib
    ) throws(Problem) {
        self.path = path
        let container = container ?? Container(fileName: path)
        encoder = try Self.encoder(for: container, level: level, engine: engine, path: path)
        do throws(FileDescriptor.Failure) {
            file = try FileDescriptor(creating: path)
        } catch {
            throw Problem(
                .cannotCreate, at: Position(source: path), "the file cannot be created",
                remedy: "check that its directory is there and that this user may write to it", cause: error.text)
        }
    }

    /// Adds content.
    ///
    /// - Throws: `inputOutput` if the file cannot be written, a full disk above all.
    public func write(_ bytes: [UInt8]) throws(Problem) {
        try write(bytes.span.rawBytes)
    }

    /// Adds content. Throws as the other `write`.
    public func write(_ bytes: RawSpan) throws(Problem) {
        precondition(file != nil, "a write to a dump that is finished")
        var done = 0
        while done < bytes.byteCount {
            let count = min(Self.blockSizeBytes - content.count, bytes.byteCount - done)
            unsafe bytes.extracting(done..<done + count).withUnsafeBytes { part in
                // SAFETY: the buffer lives for the call, and append copies it.
                unsafe content.append(contentsOf: part)
            }
            done += count
            if content.count == Self.blockSizeBytes { try encode(isLast: false) }
        }
    }

    /// Ends the stream and closes the file; nothing can be written after it.
    ///
    /// - Throws: `inputOutput` if the file cannot be written.
    public func finish() throws(Problem) {
        precondition(file != nil, "an end to a dump that is finished")
        try encode(isLast: true)
        do throws(FileDescriptor.Failure) {
            try file.take()?.finish()
        } catch {
            throw unwritable(error)
        }
    }

    private func encode(isLast: Bool) throws(Problem) {
        encoder.encode(content.span.rawBytes, isLast: isLast, into: &compressed)
        content.removeAll(keepingCapacity: true)
        do throws(FileDescriptor.Failure) {
            try file?.write(compressed.span.rawBytes)
        } catch {
            throw unwritable(error)
        }
        compressed.removeAll(keepingCapacity: true)
    }

    private func unwritable(_ failure: FileDescriptor.Failure) -> Problem {
        Problem(
            .inputOutput, at: Position(source: path), "the file cannot be written",
            remedy: failure.isFull ? "make room on the disk, then run again" : "check the disk or network behind it, then run again",
            cause: failure.text)
    }

    private static func encoder(
        for container: Container, level: Int?, engine: InflateEngine, path: String
    ) throws(Problem) -> any Encoder {
        let levels: ClosedRange<Int>
        let standard: Int
        let make: (Int) -> any Encoder
        switch container {
        case .plain:
            return PlainEncoder()
        case .zstd:
            (levels, standard, make) = (1...19, 3, { ZstdEncoder(level: $0) })
        case .gzip:
            (levels, standard, make) = (0...9, 6, { ZlibEncoder(level: $0) })
            #if ISAL
                if engine == .isal {
                    return try encoder(level ?? 1, of: 0...3, path) { ISALEncoder(level: $0) }
                }
            #endif
        }
        return try encoder(level ?? standard, of: levels, path, make)
    }

    private static func encoder(
        _ level: Int, of levels: ClosedRange<Int>, _ path: String, _ make: (Int) -> any Encoder
    ) throws(Problem) -> any Encoder {
        guard levels.contains(level) else {
            throw Problem(
                .usage, at: Position(source: path), "the compression level \(level) does not exist",
                remedy: "choose \(levels.lowerBound) to \(levels.upperBound)")
        }
        return make(level)
    }
}
