import CZlib
import CZstd

/// Content → the bytes of a container.
protocol Encoder: AnyObject {
    /// Compresses `content` and adds what comes out to `output`; with `isLast` it also ends the stream.
    func encode(_ content: RawSpan, isLast: Bool, into output: inout [UInt8])
}

/// The bytes as they are.
final class PlainEncoder: Encoder {
    func encode(_ content: RawSpan, isLast: Bool, into output: inout [UInt8]) {
        unsafe content.withUnsafeBytes { bytes in
            // SAFETY: the buffer lives for the call, and append copies it.
            unsafe output.append(contentsOf: bytes)
        }
    }
}

extension [UInt8] {
    /// Adds bytes in portions: `produce` writes to the start of a buffer and returns how many and whether there is more.
    mutating func appendPortions(_ produce: (UnsafeMutableRawBufferPointer) -> (count: Int, isMore: Bool)) {
        var portion = [UInt8](repeating: 0, count: 64 << 10)
        var isMore = true
        while isMore {
            // SAFETY: `produce` writes within the buffer that it is given, which lives for the call.
            let produced = unsafe portion.withUnsafeMutableBytes(produce)
            append(contentsOf: portion[..<produced.count])
            isMore = produced.isMore
        }
    }
}

/// gzip by zlib: no name, no time, the system byte of Unix.
@safe
final class ZlibEncoder: Encoder {
    // SAFETY: allocated in `init`, freed in `deinit`, never handed out; zlib checks that its stream does not move.
    private let stream: UnsafeMutablePointer<z_stream>

    init(level: Int) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 16 more than the window bits: a gzip header and trailer. 8: zlib's standard memory level.
        let status = unsafe deflateInit2_(
            stream, Int32(level), Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot start (status \(status)): out of memory, or another version than the headers")
    }

    deinit {
        // SAFETY: the last use of the stream.
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    func encode(_ content: RawSpan, isLast: Bool, into output: inout [UInt8]) {
        unsafe content.withUnsafeBytes { source in
            // SAFETY: the source lives for the whole call, during which zlib uses it up; it only reads from next_in.
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
            unsafe stream.pointee.avail_in = UInt32(source.count)
            unsafe output.appendPortions { target in
                // SAFETY: the target lives for the closure and has as many bytes as are stated.
                unsafe stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_out = UInt32(target.count)
                let status = unsafe deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                precondition(status != Z_STREAM_ERROR, "zlib lost its stream")
                let left = unsafe Int(stream.pointee.avail_out)
                return (target.count - left, left == 0)
            }
        }
    }
}

/// zstd by libzstd, with the content's checksum.
@safe
final class ZstdEncoder: Encoder {
    // SAFETY: made in `init`, freed in `deinit`, never handed out.
    private let context: OpaquePointer

    init(level: Int) {
        guard let made = unsafe ZSTD_createCCtx() else { preconditionFailure("libzstd cannot start: out of memory") }
        unsafe context = made
        for (parameter, value) in [(ZSTD_c_compressionLevel, level), (ZSTD_c_checksumFlag, 1)] {
            let status = unsafe ZSTD_CCtx_setParameter(context, parameter, Int32(value))
            precondition(ZSTD_isError(status) == 0, "libzstd takes no value \(value)")
        }
    }

    deinit {
        // SAFETY: the last use of the context.
        unsafe ZSTD_freeCCtx(context)
    }

    func encode(_ content: RawSpan, isLast: Bool, into output: inout [UInt8]) {
        unsafe content.withUnsafeBytes { source in
            var given = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            unsafe output.appendPortions { target in
                // SAFETY: source and target live for the call and have as many bytes as are stated.
                var room = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                let left = unsafe ZSTD_compressStream2(context, &room, &given, isLast ? ZSTD_e_end : ZSTD_e_continue)
                precondition(ZSTD_isError(left) == 0, "libzstd cannot compress: out of memory")
                return unsafe (room.pos, isLast ? left > 0 : given.pos < given.size)
            }
        }
    }
}
