import CZstd
import Problems

/// A zstd file (RFC 8878): frames one after the other, skippable frames skipped, checksums verified where there are any.
///
/// The library is fed exactly what it asks for (a frame header, a block with the next block's header), so that the place of
/// damage is known to the block and does not depend on the size of reads.
struct ZstdStream: ContentStream {
    private let decoder = ZstdDecoder()
    private let windowLogMax: Int
    /// Where the unit that the library asked for begins in the file, and how much of it is still to be fed.
    private var unitStart = 0
    private var unitLeft = ZstdDecoder.firstUnitSizeBytes
    private var isInFrame = false
    private var hasFrames = false
    /// Whether content may wait inside the library: the last step filled the output.
    private var mayHoldContent = false
    private var producedBytes = 0

    init(windowLogMax: Int) {
        self.windowLogMax = windowLogMax
        decoder.limitWindow(log: windowLogMax)
    }

    mutating func read(
        from input: inout RawInput, into output: inout MutableRawSpan, in range: Range<Int>
    ) throws(Problem) -> Int {
        var produced = 0
        while produced < range.count {
            if input.isEmpty, !mayHoldContent {
                guard try input.refill() else {
                    try checkEnd(input)
                    break
                }
            }
            produced += try step(&input, into: &output, in: range.dropFirst(produced))
        }
        return produced
    }

    private mutating func step(
        _ input: inout RawInput, into output: inout MutableRawSpan, in range: Range<Int>
    ) throws(Problem) -> Int {
        if !hasFrames { try checkMagic(&input) }
        let given = min(unitLeft, input.unread.byteCount)
        let step = decoder.step(input.unread.extracting(first: given), into: &output, in: range)
        if let fault = step.fault { throw refused(fault, input) }
        input.advance(by: step.consumed)
        producedBytes += step.produced
        mayHoldContent = step.produced == range.count
        unitLeft -= step.consumed
        if step.wanted == 0 {
            isInFrame = false
            hasFrames = true
            unitLeft = ZstdDecoder.firstUnitSizeBytes
            unitStart = input.position
        } else {
            isInFrame = isInFrame || step.consumed > 0
            if unitLeft == 0 {
                unitLeft = step.wanted
                unitStart = input.position
            }
        }
        return step.produced
    }

    private func checkMagic(_ input: inout RawInput) throws(Problem) {
        guard input.position == 0 else { return }
        try input.fill(atLeast: Container.magicSizeBytes)
        guard input.unread.byteCount >= Container.magicSizeBytes else { return }
        let isFrame = Container.revealed(by: input.unread) == .zstd
        // RFC 8878 section 3.1.2: 0x184D2A50 to 0x184D2A5F, least byte first.
        let start = input.unread
        let isSkippable = start[0] & 0xF0 == 0x50 && start[1] == 0x2A && start[2] == 0x4D && start[3] == 0x18
        if isFrame || isSkippable { return }
        if Container.revealed(by: input.unread) == .gzip {
            throw input.misnamed("the file's name ends in .zst, its content is gzip", remedy: "name it .gz in place of .zst")
        }
        throw input.misnamed(
            "the file's name ends in .zst, its content is not zstd",
            remedy: "compress it with zstd, or take .zst off its name if it is plain text")
    }

    private func checkEnd(_ input: borrowing RawInput) throws(Problem) {
        if hasFrames, !isInFrame { return }
        let place = input.position == 0 ? "before its first byte" : "in the middle of a frame"
        throw input.damaged(
            at: input.position,
            "the zstd stream ends \(place), after \(input.position) compressed and \(producedBytes) decompressed bytes")
    }

    private func refused(_ fault: ZstdDecoder.Fault, _ input: borrowing RawInput) -> Problem {
        let place = Position(source: input.source, byte: unitStart)
        switch fault.kind {
        case .damage: return input.damaged(at: unitStart, "the zstd data is damaged in the block that begins here", cause: fault.text)
        case .window:
            return Problem(
                .inputRefused, at: place,
                "the zstd frame needs a window of more than the \((1 << windowLogMax) >> 20) MiB of memory that are allowed for one file",
                remedy: "compress it without --long and --ultra, or give the run more memory", cause: fault.text)
        case .dictionary:
            return Problem(
                .inputRefused, at: place, "the zstd frame was compressed with a dictionary, which is not at hand",
                remedy: "compress it without a dictionary; the same file again will not help", cause: fault.text)
        }
    }
}

/// libzstd's streaming decoder.
@safe
final class ZstdDecoder {
    struct Fault {
        var text: String
        var kind: Kind

        enum Kind { case damage, window, dictionary }

        /// - Parameter code: the library's.
        init(text: String, code: Int) {
            self.text = text
            kind = code == ZstdDecoder.windowTooLarge ? .window : code == ZstdDecoder.dictionaryWrong ? .dictionary : .damage
        }
    }

    struct Step {
        var consumed = 0
        var produced = 0
        /// What the library asks for next, in bytes; 0 when a frame is complete and all its content handed out.
        var wanted = 0
        var fault: Fault?
    }

    /// What it asks for at the start of a frame: the shortest frame header (ZSTD_FRAMEHEADERSIZE_MIN).
    static let firstUnitSizeBytes = 5
    /// ZSTD_error_frameParameter_windowTooLarge, stable since 1.3.1.
    private static let windowTooLarge = 16
    /// ZSTD_error_dictionary_wrong: the frame names a dictionary.
    private static let dictionaryWrong = 32

    // SAFETY: made in `init`, freed in `deinit`, never handed out.
    private let context: OpaquePointer

    init() {
        guard let made = unsafe ZSTD_createDStream() else { preconditionFailure("libzstd cannot start: out of memory") }
        unsafe context = made
    }

    deinit {
        // SAFETY: the last use of the context.
        unsafe ZSTD_freeDStream(context)
    }

    /// Refuses frames that refer back further than 2^log bytes: that much memory would be needed.
    func limitWindow(log: Int) {
        // SAFETY: the context was made in `init`.
        let status = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(log))
        precondition(ZSTD_isError(status) == 0, "libzstd takes no window of 2^\(log) bytes")
    }

    func step(_ input: RawSpan, into output: inout MutableRawSpan, in range: Range<Int>) -> Step {
        unsafe input.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target in
                // SAFETY: both buffers live for the whole call and have as many bytes as are stated: the slice traps if not.
                let target = unsafe UnsafeMutableRawBufferPointer(rebasing: target[range])
                var given = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                var room = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                let status = unsafe ZSTD_decompressStream(context, &room, &given)
                guard ZSTD_isError(status) == 0 else {
                    // SAFETY: the name is a constant of the library.
                    let name = unsafe String(cString: ZSTD_getErrorName(status))
                    return Step(fault: Fault(text: name, code: 0 &- status))
                }
                return unsafe Step(consumed: given.pos, produced: room.pos, wanted: status)
            }
        }
    }
}
