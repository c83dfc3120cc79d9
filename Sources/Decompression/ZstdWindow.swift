public import Bytes
public import Problems

/// What a zstd file's first frame says of the memory that reading it takes.
public enum ZstdWindow {
    /// The base-2 logarithm, rounded up, of the window that the file's first frame needs; nil where the file has no frame.
    ///
    /// RFC 8878, 3.1.1.1: a frame of a single segment needs its content's size, another one what its window descriptor says.
    /// - Throws: `.noInput` or `.inputOutput` where the file cannot be read.
    public static func log(of file: FilePath) throws(Problem) -> Int? {
        // The magic number, the descriptor, a dictionary's number and the content's size.
        var header = [UInt8](repeating: 0, count: 4 + 1 + 4 + 8)
        var input = try RawInput(path: file, source: file.text, readSizeBytes: 1 << 12, onRaw: nil)
        while true {
            var count = 0
            while count < 8, let byte = try input.next() {
                header[count] = byte
                count += 1
            }
            guard count == 8, header[1...3].elementsEqual([0x2A, 0x4D, 0x18]), header[0] & 0xF0 == 0x50 else { break }
            // A skippable frame (3.1.2): its length stands behind the magic number.
            for _ in 0..<number(header[4..<8]) where try input.next() == nil { return nil }
        }
        guard header[..<4].elementsEqual([0x28, 0xB5, 0x2F, 0xFD]) else { return nil }
        for at in 8..<header.count { header[at] = try input.next() ?? 0 }
        return log(ofHeader: header[4...])
    }

    /// - Parameter header: from the frame header's descriptor on.
    private static func log(ofHeader header: ArraySlice<UInt8>) -> Int {
        let descriptor = header[header.startIndex]
        guard descriptor & 0x20 != 0 else {
            let window = Int(header[header.startIndex + 1])
            return 10 + window >> 3 + (window & 7 == 0 ? 0 : 1)
        }
        let idLength = [0, 1, 2, 4][Int(descriptor & 3)]
        let length = [1, 2, 4, 8][Int(descriptor >> 6)]
        let start = header.startIndex + 1 + idLength
        // A size beyond what fits is beyond every limit, too.
        let size = number(header[start..<min(start + length, header.endIndex)]) + (length == 2 ? 256 : 0)
        return size <= 1 ? 0 : Int.bitWidth - (size - 1).leadingZeroBitCount
    }

    /// A number, least byte first; its sign bit is dropped.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        Int(truncatingIfNeeded: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } & UInt64(Int.max))
    }
}
