import CZlib

/// Raw deflate by zlib.
@safe
final class ZlibInflater: Inflater {
    // SAFETY: allocated in `init`, freed in `deinit`, never handed out; zlib checks that its stream does not move, so it is
    // no stored struct. The buffer pointers in it are set anew in every step and not used after it.
    private let stream: UnsafeMutablePointer<z_stream>

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // Negative window bits: raw deflate, no header and no trailer.
        let status = unsafe inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot start (status \(status)): out of memory, or another version than the headers")
    }

    deinit {
        // SAFETY: the last use of the stream.
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    var isJudge: Bool { true }

    func restart() {
        // SAFETY: the stream was initialized in `init`.
        let status = unsafe inflateReset(stream)
        precondition(status == Z_OK, "zlib lost its stream (status \(status))")
    }

    func step(_ input: RawSpan, into output: inout MutableRawSpan, in range: Range<Int>) -> InflateStep {
        // SAFETY: both spans outlive the call; the engine keeps no pointer after it.
        unsafe input.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target in
                unsafe step(source, UnsafeMutableRawBufferPointer(rebasing: target[range]))
            }
        }
    }

    private func step(_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer) -> InflateStep {
        let given = UInt32(clamping: source.count)
        let room = UInt32(clamping: target.count)
        // SAFETY: both buffers live for the whole call and have at least as many bytes as are stated; zlib only reads from
        // next_in, which C of its age does not say in the type.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = given
        unsafe stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = room
        let status = unsafe inflate(stream, Z_NO_FLUSH)
        let consumed = unsafe Int(given - stream.pointee.avail_in)
        let produced = unsafe Int(room - stream.pointee.avail_out)
        switch status {
        case Z_STREAM_END: return InflateStep(consumed: consumed, produced: produced, outcome: .finished)
        // Z_BUF_ERROR: no progress was possible, with an empty input or a full output.
        case Z_OK, Z_BUF_ERROR: return InflateStep(consumed: consumed, produced: produced, outcome: .more)
        case Z_DATA_ERROR, Z_NEED_DICT: return InflateStep(consumed: consumed, produced: produced, outcome: .broken)
        default: preconditionFailure("zlib's inflate failed with status \(status): out of memory, or a broken stream of our own")
        }
    }
}
