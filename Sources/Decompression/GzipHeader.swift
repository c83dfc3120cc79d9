import Bytes

/// Reads one gzip member header (RFC 1952 section 2.3), a byte at a time, of any length, in no memory.
struct GzipHeader {
    /// What is wrong with the byte just given.
    enum Fault: Error, Equatable {
        /// One of the first two bytes: this is not gzip at all.
        case magic
        /// A compression method other than 8, deflate.
        case method(UInt8)
        /// Bits that the standard reserves: a newer format that nobody here can read.
        case reservedFlags(UInt8)
        /// The header's own checksum (FHCRC) does not agree.
        case checksum
    }

    private enum Field {
        case fixed(index: Int)
        case extraLength(low: UInt8?)
        case extra(left: Int)
        case text(Flag)
        case checksum(low: UInt8?)
        case done
    }

    private enum Flag: UInt8 {
        case checksum = 0x02
        case extra = 0x04
        case name = 0x08
        case comment = 0x10
        /// Bits 5 to 7. Bit 0 (FTEXT) is a hint that nothing depends on.
        case reserved = 0xE0
    }

    private static let fixedSizeBytes = 10

    private var field = Field.fixed(index: 0)
    private var flags: UInt8 = 0
    private var checksum: UInt32 = 0

    /// Takes the header's next byte; true when it was the last one.
    mutating func accept(_ byte: UInt8) throws(Fault) -> Bool {
        let checksumBefore = checksum
        checksum = Self.extend(checksum, by: byte)
        switch field {
        case .fixed(let index):
            try check(byte, at: index)
            field = index + 1 < Self.fixedSizeBytes ? .fixed(index: index + 1) : afterFixed
        case .extraLength(nil):
            field = .extraLength(low: byte)
        case .extraLength(let low?):
            let length = Int(low) + Int(byte) << 8
            field = length > 0 ? .extra(left: length) : afterExtra
        case .extra(let left):
            field = left > 1 ? .extra(left: left - 1) : afterExtra
        case .text(let flag):
            if byte == 0 { field = flag == .name ? afterName : afterComment }
        case .checksum(nil):
            // The checksum covers all bytes before its own two.
            checksum = checksumBefore
            field = .checksum(low: byte)
        case .checksum(let low?):
            guard UInt16(low) + UInt16(byte) << 8 == UInt16(truncatingIfNeeded: checksumBefore) else { throw .checksum }
            field = .done
        case .done:
            preconditionFailure("a byte after the header's last")
        }
        if case .done = field { return true }
        return false
    }

    private mutating func check(_ byte: UInt8, at index: Int) throws(Fault) {
        switch index {
        case 0 where byte != 0x1F, 1 where byte != 0x8B: throw .magic
        case 2 where byte != 8: throw .method(byte)
        case 3:
            flags = byte
            if has(.reserved) { throw .reservedFlags(byte) }
        default: break
        }
    }

    private var afterFixed: Field { has(.extra) ? .extraLength(low: nil) : afterExtra }
    private var afterExtra: Field { has(.name) ? .text(.name) : afterName }
    private var afterName: Field { has(.comment) ? .text(.comment) : afterComment }
    private var afterComment: Field { has(.checksum) ? .checksum(low: nil) : .done }

    private func has(_ flag: Flag) -> Bool { flags & flag.rawValue != 0 }

    private static func extend(_ checksum: UInt32, by byte: UInt8) -> UInt32 {
        let one: InlineArray<1, UInt8> = [byte]
        return crc32(one.span.rawBytes, checksum)
    }
}
