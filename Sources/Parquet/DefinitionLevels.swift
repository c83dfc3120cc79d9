internal import Bytes

/// Which values of a page are there: a level of one bit per row, 1 where there is a value.
///
/// The hybrid of the format: a run is `count << 1` as a varint and the level as a byte; packed bits are `groups << 1 | 1` as a
/// varint and a byte for each group of eight levels, the first one lowest. The last group is filled up with 0.
/// https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
enum DefinitionLevels {
    /// The shortest run that is written as one. One group of packed bits takes a byte, the change to a run and back three.
    private static let runMin = 32

    /// Appends the levels, without their length.
    static func append(_ levels: [Bool], to bytes: inout ByteBuffer) {
        var start = 0
        while start < levels.count {
            let run = runLength(levels, from: start)
            if run >= runMin || start + run == levels.count {
                bytes.appendLEB128(UInt64(run) << 1)
                bytes.append(levels[start] ? 1 : 0)
                start += run
            } else {
                start = appendPacked(levels, from: start, to: &bytes)
            }
        }
    }

    /// Appends groups of eight until a long run begins with a group, or all is written; returns where that is.
    private static func appendPacked(_ levels: [Bool], from start: Int, to bytes: inout ByteBuffer) -> Int {
        var packed: [UInt8] = []
        var next = start
        while next < levels.count {
            if next > start, runLength(levels, from: next, atMost: runMin) == runMin { break }
            var group: UInt8 = 0
            for bit in 0..<min(8, levels.count - next) where levels[next + bit] { group |= 1 << UInt8(bit) }
            packed.append(group)
            next += 8
        }
        bytes.appendLEB128(UInt64(packed.count) << 1 | 1)
        bytes.append(packed)
        return min(next, levels.count)
    }

    private static func runLength(_ levels: [Bool], from start: Int, atMost limit: Int = .max) -> Int {
        var end = start
        while end < levels.count, end - start < limit, levels[end] == levels[start] { end += 1 }
        return end - start
    }
}
