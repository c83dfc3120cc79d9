import CZstd

/// Bytes → one zstd frame, in one step: for formats that bring their own blocks, as Parquet's pages.
///
/// The frame has the content's size and no checksum. Its bytes depend on nothing but the content, the level and the version of
/// libzstd.
@safe
public final class ZstdCompressor {
    // SAFETY: made in `init`, freed in `deinit`, never handed out.
    private let context: OpaquePointer

    /// - Parameter level: 1–19.
    public init(level: Int = 3) {
        precondition((1...19).contains(level), "zstd's levels are 1 to 19")
        guard let made = unsafe ZSTD_createCCtx() else { preconditionFailure("libzstd cannot start: out of memory") }
        unsafe context = made
        let status = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
        precondition(ZSTD_isError(status) == 0, "libzstd takes no level \(level)")
    }

    deinit {
        // SAFETY: the last use of the context.
        unsafe ZSTD_freeCCtx(context)
    }

    /// The frame that holds `content`.
    public func compress(_ content: RawSpan) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(content.byteCount)) { target, count in
            unsafe content.withUnsafeBytes { source in
                // SAFETY: both buffers live for the call and have as many bytes as are stated; the library says how many it wrote.
                let size = unsafe ZSTD_compress2(context, target.baseAddress, target.count, source.baseAddress, source.count)
                precondition(ZSTD_isError(size) == 0, "libzstd cannot compress: out of memory")
                count = size
            }
        }
    }
}
