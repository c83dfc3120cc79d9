public import Bytes
import Records

/// What a sealed file's notes say of sources, as bytes.
public enum SourceNotes {
    /// Writes sources with all that is known of them.
    public static func write(_ sources: [SourceRecord], into buffer: inout ByteBuffer) {
        buffer.appendVarint(UInt64(sources.count))
        for source in sources {
            write(source.name, into: &buffer)
            buffer.append(source.kind.rawValue)
            buffer.appendVarint(UInt64(source.bytes))
            buffer.appendZigzag(source.modifiedNanoseconds)
            write(source.sha256, into: &buffer)
            buffer.appendVarint(UInt64(source.rowsRead))
            buffer.appendVarint(UInt64(source.withdrawnCodes))
            buffer.append(source.isSetAside ? 1 : 0)
            buffer.appendVarint(UInt64(source.wallMilliseconds))
            write(source.runID, into: &buffer)
            buffer.appendVarint(UInt64(source.unknownColumns.count))
            for name in source.unknownColumns { write(name, into: &buffer) }
            write(source.quarantined, into: &buffer)
        }
    }

    /// Writes how many rows were quarantined for which reasons.
    public static func write(_ counts: [QuarantineCount], into buffer: inout ByteBuffer) {
        buffer.appendVarint(UInt64(counts.count))
        for count in counts {
            write(count.reason.rawValue, into: &buffer)
            buffer.appendVarint(UInt64(count.rows))
            buffer.appendVarint(UInt64(count.firstLine))
            buffer.appendVarint(UInt64(count.firstByte))
            write(count.column, into: &buffer)
            buffer.appendVarint(UInt64(count.example.count))
            buffer.append(count.example)
        }
    }

    /// Reads what `write` wrote.
    public static func readCounts(_ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) -> [QuarantineCount] {
        var counts: [QuarantineCount] = []
        for _ in 0..<Int(cursor.varint(bytes)) {
            let reason = QuarantineReason(rawValue: text(bytes, &cursor)) ?? .columnCount
            let rows = Int(cursor.varint(bytes))
            let line = Int(cursor.varint(bytes))
            let byte = Int(cursor.varint(bytes))
            let column = text(bytes, &cursor)
            counts.append(
                QuarantineCount(
                    reason: reason, rows: rows, firstLine: line, firstByte: byte, column: column, example: raw(bytes, &cursor)))
        }
        return counts
    }

    /// Reads what `write` wrote.
    public static func readSources(_ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) -> [SourceRecord] {
        let count = Int(cursor.varint(bytes))
        var sources: [SourceRecord] = []
        for _ in 0..<count {
            let name = text(bytes, &cursor)
            let kind = Kind(rawValue: cursor.byte(bytes)) ?? .transactions
            let size = Int(cursor.varint(bytes))
            let modified = cursor.zigzag(bytes)
            var source = SourceRecord(name: name, kind: kind, bytes: size, sha256: text(bytes, &cursor))
            source.modifiedNanoseconds = modified
            source.rowsRead = Int(cursor.varint(bytes))
            source.withdrawnCodes = Int(cursor.varint(bytes))
            source.isSetAside = cursor.byte(bytes) == 1
            source.wallMilliseconds = Int(cursor.varint(bytes))
            source.runID = text(bytes, &cursor)
            for _ in 0..<Int(cursor.varint(bytes)) { source.unknownColumns.append(text(bytes, &cursor)) }
            source.quarantined = readCounts(bytes, &cursor)
            sources.append(source)
        }
        return sources
    }

    /// Writes a text with its length.
    public static func write(_ text: String, into buffer: inout ByteBuffer) {
        buffer.appendVarint(UInt64(text.utf8.count))
        buffer.append(text.utf8)
    }

    /// Reads a text with its length.
    public static func text(_ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) -> String {
        String(decoding: raw(bytes, &cursor), as: UTF8.self)
    }

    private static func raw(_ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) -> [UInt8] {
        let length = Int(cursor.varint(bytes))
        defer { cursor.at += length }
        return bytes.array(cursor.at..<cursor.at + length)
    }
}
