internal import Bytes

/// Writes structures in Thrift's compact protocol: a field's header holds the distance from the field before and the type;
/// numbers are varints of their zigzag form.
///
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
struct CompactThrift: ~Copyable {
    /// The types that Parquet's structures need, as the protocol numbers them.
    enum Kind: UInt8 {
        case `true` = 1
        case i16 = 4
        case i32 = 5
        case i64 = 6
        case binary = 8
        case list = 9
        case structure = 12
    }

    private(set) var bytes = ByteBuffer()
    /// The field written last in the structure under way; ids ascend within one.
    private var lastField = 0

    /// What was written.
    consuming func finish() -> ByteBuffer { bytes }

    /// A structure: its fields, and the end mark. The file's outermost ones and the elements of lists; fields go by `field`.
    mutating func structure(_ fields: (inout CompactThrift) -> Void) {
        let outer = lastField
        lastField = 0
        fields(&self)
        bytes.append(0)
        lastField = outer
    }

    mutating func field(_ id: Int, i16 value: Int16) {
        header(id, .i16)
        bytes.appendLEB128(Varint.zigzag(Int64(value)))
    }

    mutating func field(_ id: Int, i32 value: Int32) {
        header(id, .i32)
        bytes.appendLEB128(Varint.zigzag(Int64(value)))
    }

    mutating func field(_ id: Int, i64 value: Int64) {
        header(id, .i64)
        bytes.appendLEB128(Varint.zigzag(value))
    }

    mutating func field(_ id: Int, binary value: [UInt8]) {
        header(id, .binary)
        append(binary: value)
    }

    mutating func field(_ id: Int, _ fields: (inout CompactThrift) -> Void) {
        header(id, .structure)
        structure(fields)
    }

    /// A list: `element` writes one after the other.
    mutating func field<Items: Collection>(
        _ id: Int, listOf kind: Kind, _ items: Items, _ element: (inout CompactThrift, Items.Element) -> Void
    ) {
        header(id, .list)
        if items.count < 15 {
            bytes.append(UInt8(items.count) << 4 | kind.rawValue)
        } else {
            bytes.append(0xF0 | kind.rawValue)
            bytes.appendLEB128(UInt64(items.count))
        }
        for item in items { element(&self, item) }
    }

    /// An element of a list of i32.
    mutating func append(i32 value: Int32) { bytes.appendLEB128(Varint.zigzag(Int64(value))) }

    /// An element of a list of binaries: its length and its bytes.
    mutating func append(binary value: [UInt8]) {
        bytes.appendLEB128(UInt64(value.count))
        bytes.append(value)
    }

    private mutating func header(_ id: Int, _ kind: Kind) {
        let distance = id - lastField
        precondition(distance > 0, "the fields of a structure ascend")
        if distance <= 15 {
            bytes.append(UInt8(distance) << 4 | kind.rawValue)
        } else {
            bytes.append(kind.rawValue)
            bytes.appendLEB128(Varint.zigzag(Int64(id)))
        }
        lastField = id
    }
}
