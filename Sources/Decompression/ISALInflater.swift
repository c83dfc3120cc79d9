#if ISAL
    import CISAL

    /// Raw deflate by ISA-L.
    @safe
    final class ISALInflater: Inflater {
        // SAFETY: allocated in `init`, freed in `deinit`, never handed out. 90 KB: too large for a stored struct, and ISA-L
        // keeps pointers to parts of it. The buffer pointers in it are set anew in every step and not used after it.
        private let state: UnsafeMutablePointer<inflate_state>

        init() {
            // SAFETY: a C struct of integers and pointers, for which all zeros is a valid value. isal_inflate_init sets only
            // what it needs; the tables must not hold another's bytes.
            let memory = unsafe UnsafeMutableRawPointer.allocate(
                byteCount: MemoryLayout<inflate_state>.size, alignment: MemoryLayout<inflate_state>.alignment)
            unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<inflate_state>.size)
            unsafe state = memory.bindMemory(to: inflate_state.self, capacity: 1)
            unsafe isal_inflate_init(state)
            unsafe state.pointee.crc_flag = UInt32(ISAL_DEFLATE)
        }

        deinit {
            // SAFETY: the last use of the state.
            unsafe state.deallocate()
        }

        var isJudge: Bool { false }

        func restart() {
            // SAFETY: the state was initialized in `init`.
            unsafe isal_inflate_reset(state)
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
            // SAFETY: both buffers live for the whole call and have at least as many bytes as are stated; ISA-L only reads
            // from next_in, which its header does not say in the type.
            unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
            unsafe state.pointee.avail_in = given
            unsafe state.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
            unsafe state.pointee.avail_out = room
            let status = unsafe isal_inflate(state)
            cisal_end()
            var consumed = unsafe Int(given) - Int(state.pointee.avail_in)
            let produced = unsafe Int(room) - Int(state.pointee.avail_out)
            guard status == ISAL_DECOMP_OK else {
                return InflateStep(consumed: consumed, produced: produced, outcome: .broken)
            }
            guard unsafe state.pointee.block_state == ISAL_BLOCK_FINISH else {
                // Neither consumed nor produced though both were possible: no second call would do better.
                let isStuck = consumed == 0 && produced == 0 && given > 0 && room > 0
                if isStuck { return InflateStep(consumed: 0, produced: 0, outcome: .broken) }
                return InflateStep(consumed: consumed, produced: produced, outcome: .more)
            }
            // ISA-L reads up to 64 bits ahead: what it holds beyond the stream's last byte belongs to the trailer.
            consumed -= unsafe Int(state.pointee.read_in_length) / 8
            return InflateStep(consumed: consumed, produced: produced, outcome: .finished)
        }
    }
#endif
