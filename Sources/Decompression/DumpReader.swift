public import Bytes
public import Problems

/// Reads one dump: opens it, undoes its container, checks all checksums, and shows every byte of the file to an observer.
///
///     let reader = try DumpReader(path: "logistics.csv.gz") { bytes in digest.update(bytes) }
///     var chunk = [UInt8](repeating: 0, count: 1 << 20)
///     while true {
///         let count = try reader.read(into: &chunk, at: 0, atMost: chunk.count)
///         if count == 0 { break }
///         …
///     }
///
/// A reader belongs to one thread at a time; any number of readers work side by side. Memory: the read size, 90 KB for the
/// engine (zstd: the frame's window), whatever the file's size. A read that throws takes back all reads before it: the file
/// is damaged, and part of what was handed out may be wrong. Memory that cannot be had traps.
public final class DumpReader {
    /// Bytes of the file that one read takes. Measured with ISA-L, MB of content per CPU second, a 42 MB .csv.gz of 206 MB in
    /// the page cache, median of 7, ±5 %:
    ///
    ///     read size              64 KiB   128 KiB   256 KiB   512 KiB    1 MiB
    ///     into 128 KiB             1234      1186      1193      1153     1152
    ///     into 256 KiB             1160      1166      1169      1134     1215
    ///     into 512 KiB             1160      1212      1157      1163     1193
    ///     into 1 MiB               1214      1168      1209      1187     1154
    ///     into 4 MiB               1074      1142      1126      1093      973
    ///
    /// Any size will do as long as input and output stay in the second-level cache; the system calls no longer count. The
    /// same loop in C: 1120 against 1084 here, medians of 15 taken in turns, bests 1256 and 1274; zlib 382; `gzip -dc` 219.
    public static let readSizeBytesDefault = 256 << 10

    /// The largest zstd window taken by default, as a power of two: the 8 MiB that RFC 8878 section 3.1.1.1.2 asks of every
    /// decoder, and what `zstd -19` stays within.
    public static let zstdWindowLogMaxDefault = 23

    /// The container that the file is read as.
    public let container: Container
    private var input: RawInput
    private var stream: any ContentStream
    private var failure: Problem?

    /// Content handed out so far, in bytes.
    public private(set) var contentBytes = 0

    /// Opens a file. What it holds is looked at by the first read.
    ///
    /// - Parameters:
    ///   - container: nil: what the path's ending says.
    ///   - source: the name in messages; nil: the path's text.
    ///   - readSizeBytes: bytes of the file per read, at least 1.
    ///   - zstdWindowLogMax: frames that need a window over 2^this bytes are refused; 10 to 31.
    ///   - onRaw: is shown every byte of the file once, in order, as it is read: at the end of content, the whole file.
    /// - Throws: `noInput` if the file cannot be opened or is no regular file; `inputOutput` if the system cannot tell.
    public init(
        file path: FilePath, container: Container? = nil, engine: InflateEngine = .best, source: String? = nil,
        readSizeBytes: Int = DumpReader.readSizeBytesDefault, zstdWindowLogMax: Int = DumpReader.zstdWindowLogMaxDefault,
        onRaw: ((RawSpan) -> Void)? = nil
    ) throws(Problem) {
        let container = container ?? Container(fileName: path.text)
        self.container = container
        input = try RawInput(path: path, source: source ?? path.text, readSizeBytes: readSizeBytes, onRaw: onRaw)
        stream =
            switch container {
            case .plain: PlainStream()
            case .gzip: GzipStream(engine: engine)
            case .zstd: ZstdStream(windowLogMax: zstdWindowLogMax)
            }
    }

    /// Opens a file by its path in text.
    public convenience init(
        path: String, container: Container? = nil, engine: InflateEngine = .best, source: String? = nil,
        readSizeBytes: Int = DumpReader.readSizeBytesDefault, zstdWindowLogMax: Int = DumpReader.zstdWindowLogMaxDefault,
        onRaw: ((RawSpan) -> Void)? = nil
    ) throws(Problem) {
        try self.init(
            file: FilePath(path), container: container, engine: engine, source: source, readSizeBytes: readSizeBytes,
            zstdWindowLogMax: zstdWindowLogMax, onRaw: onRaw)
    }

    /// Writes the next bytes of content to `storage[offset..<offset + count]`.
    ///
    /// - Returns: how many: `count`, fewer when the content ends here, 0 only at its end.
    /// - Throws: `inputRefused` for damaged or misnamed content or a file that changes while it is read, with the byte of
    ///   the *file* where it broke (a truncated file: its length); `inputOutput` if the file cannot be read. Every later read
    ///   throws the same.
    public func read(into storage: inout [UInt8], at offset: Int, atMost count: Int) throws(Problem) -> Int {
        precondition(offset >= 0 && count > 0 && count <= storage.count - offset, "a read beyond the storage, or of nothing")
        var whole = storage.mutableSpan
        var bytes = whole.mutableRawBytes
        return try read(into: &bytes, in: offset..<offset + count)
    }

    /// Writes the next bytes of content to the start of `output`, which has room for at least one. Returns and throws as the other `read`.
    public func read(into output: inout MutableRawSpan) throws(Problem) -> Int {
        precondition(output.byteCount > 0, "a read of nothing")
        return try read(into: &output, in: 0..<output.byteCount)
    }

    private func read(into output: inout MutableRawSpan, in range: Range<Int>) throws(Problem) -> Int {
        if let failure { throw failure }
        do {
            let produced = try stream.read(from: &input, into: &output, in: range)
            contentBytes += produced
            return produced
        } catch {
            failure = error
            throw error
        }
    }

    /// Shows the observer the rest of the file, without looking at its content: the whole of a damaged file can be named by
    /// its checksum. Ends the reading: content is not to be read after it.
    ///
    /// - Throws: `inputOutput` if the file cannot be read, `inputRefused` if it changed while it was read.
    public func observeRest() throws(Problem) {
        if failure == nil {
            failure = Problem(.internalFault, "content was read after the file's rest was skipped", remedy: "report this")
        }
        try input.observeRest()
    }
}
