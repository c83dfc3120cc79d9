import CZlib

#if ISAL
    import CISAL
#endif

/// The CRC-32 of gzip (RFC 1952 section 8; polynomial 0xEDB88320, reflected) of `bytes`, continued from `seed`.
///
/// `crc32(b, crc32(a))` is the checksum of a followed by b; the seed 0 starts one; the checksum of no bytes is the seed.
///
/// - Parameter engine: ISA-L's (over 10 GB/s) or zlib's; the values are the same.
/// - Complexity: O(n).
public func crc32(_ bytes: RawSpan, _ seed: UInt32 = 0, engine: InflateEngine = .best) -> UInt32 {
    unsafe bytes.withUnsafeBytes { buffer in
        guard let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return seed }
        #if ISAL
            if engine.resolved == .isal {
                // SAFETY: `start` has `buffer.count` readable bytes for the length of the call.
                let checksum = unsafe crc32_gzip_refl(seed, start, UInt64(buffer.count))
                cisal_end()
                return checksum
            }
        #endif
        // SAFETY: as above.
        return unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(seed), start, buffer.count))
    }
}
