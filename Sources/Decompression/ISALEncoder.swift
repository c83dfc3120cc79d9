#if ISAL
    import CISAL

    /// gzip by ISA-L: several times as fast as zlib, a little larger; its bytes depend on the processor.
    @safe
    final class ISALEncoder: Encoder {
        // SAFETY: both allocated in `init`, freed in `deinit`, never handed out. ISA-L keeps a pointer to the second.
        private let stream: UnsafeMutablePointer<isal_zstream>
        private let workspace: UnsafeMutableRawBufferPointer

        init(level: Int) {
            // SAFETY: a C struct of integers and pointers, for which all zeros is a valid value.
            let memory = unsafe UnsafeMutableRawPointer.allocate(
                byteCount: MemoryLayout<isal_zstream>.size, alignment: MemoryLayout<isal_zstream>.alignment)
            unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<isal_zstream>.size)
            unsafe stream = memory.bindMemory(to: isal_zstream.self, capacity: 1)
            // More than the largest workspace of any level (ISAL_DEF_LVL3_EXTRA_LARGE, 596 KiB, a macro that C alone can read).
            unsafe workspace = .allocate(byteCount: 1 << 20, alignment: 64)
            unsafe isal_deflate_init(stream)
            unsafe stream.pointee.gzip_flag = UInt16(IGZIP_GZIP)
            unsafe stream.pointee.level = UInt32(level)
            unsafe stream.pointee.level_buf = workspace.baseAddress?.assumingMemoryBound(to: UInt8.self)
            unsafe stream.pointee.level_buf_size = UInt32(workspace.count)
        }

        deinit {
            // SAFETY: the last use of both.
            unsafe stream.deallocate()
            unsafe workspace.deallocate()
        }

        func encode(_ content: RawSpan, isLast: Bool, into output: inout [UInt8]) {
            unsafe content.withUnsafeBytes { source in
                // SAFETY: the source lives for the whole call, during which ISA-L uses it up; it only reads from next_in.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
                unsafe stream.pointee.avail_in = UInt32(source.count)
                unsafe stream.pointee.end_of_stream = isLast ? 1 : 0
                unsafe output.appendPortions { target in
                    // SAFETY: the target lives for the closure and has as many bytes as are stated.
                    unsafe stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    unsafe stream.pointee.avail_out = UInt32(target.count)
                    let status = unsafe isal_deflate(stream)
                    cisal_end()
                    precondition(status == COMP_OK, "ISA-L cannot compress (status \(status))")
                    let left = unsafe Int(stream.pointee.avail_out)
                    return (target.count - left, left == 0)
                }
            }
        }
    }
#endif
