import Domain

extension Cell {
    /// Appends the cell as bytes that `init(_:_:)` reads.
    public func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(0)
        case .integer(let value): Cell.append(1, UInt64(bitPattern: value), to: &bytes)
        case .real(let value): Cell.append(2, value.bitPattern, to: &bytes)
        case .text(let text):
            Cell.append(3, UInt64(text.count), to: &bytes)
            bytes += text
        case .day(let day): Cell.append(4, UInt64(UInt32(bitPattern: day.number)), to: &bytes)
        }
    }

    /// Reads the cell at the front of the bytes and takes it off.
    public init(_ bytes: inout ArraySlice<UInt8>) {
        let tag = bytes.removeFirst()
        var word: UInt64 = 0
        if tag != 0 {
            for (place, byte) in bytes.prefix(8).enumerated() { word |= UInt64(byte) << UInt64(place * 8) }
            bytes.removeFirst(8)
        }
        switch tag {
        case 0: self = .null
        case 1: self = .integer(Int64(bitPattern: word))
        case 2: self = .real(Double(bitPattern: word))
        case 3:
            self = .text(Array(bytes.prefix(Int(word))))
            bytes.removeFirst(Int(word))
        case 4: self = .day(Day(Int32(truncatingIfNeeded: word)))
        default: preconditionFailure("a cell's bytes have no known tag")
        }
    }

    private static func append(_ tag: UInt8, _ word: UInt64, to bytes: inout [UInt8]) {
        bytes.append(tag)
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(place * 8))) }
    }
}
