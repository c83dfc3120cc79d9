import Bytes
import Domain
import Segments

extension CheckpointNotes {
    /// The notes as bytes.
    func write(into buffer: inout ByteBuffer) {
        for value in [day, earliest, ratesThrough] { buffer.appendZigzag(Int64(value.number)) }
        buffer.append(isBase ? 1 : 0)
        buffer.appendVarint(UInt64(windowDays))
        buffer.append(ratesHash, width: 8)
        buffer.appendVarint(UInt64(homeCountry))
        buffer.appendVarint(UInt64(partitions.count))
        for entry in partitions {
            buffer.appendZigzag(Int64(entry.partition.number))
            buffer.append(entry.identity, width: 8)
        }
        buffer.appendVarint(UInt64(sources.count))
        for source in sources { buffer.appendZigzag(Int64(source.partition.number)) }
        SourceNotes.write(sources.map(\.record), into: &buffer)
        buffer.appendVarint(UInt64(outcomes.count))
        for (source, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
            for value in [source, outcome.duplicate, outcome.superseded] { buffer.appendVarint(UInt64(value)) }
        }
        buffer.appendVarint(UInt64(refused.count))
        for (source, counts) in refused.sorted(by: { $0.key < $1.key }) {
            buffer.appendVarint(UInt64(source))
            SourceNotes.write(counts, into: &buffer)
        }
        buffer.appendVarint(UInt64(settledLists.count))
        for name in settledLists { SourceNotes.write(name, into: &buffer) }
    }

    /// Reads what `write` wrote; the bytes are trusted, since the file's directory was checked.
    init(day: Day, _ bytes: [UInt8]) {
        var buffer = ByteBuffer(capacity: bytes.count)
        buffer.append(bytes)
        let span = buffer.bytes
        var cursor = ByteCursor()
        _ = cursor.zigzag(span)
        let earliest = CheckpointNotes.day(&cursor, span)
        let ratesThrough = CheckpointNotes.day(&cursor, span)
        let isBase = cursor.byte(span) == 1
        self.init(day: day, earliest: earliest, windowDays: Int(cursor.varint(span)), ratesThrough: ratesThrough)
        self.isBase = isBase
        ratesHash = span.word(at: cursor.at)
        cursor.at += 8
        homeCountry = UInt32(truncatingIfNeeded: cursor.varint(span))
        for _ in 0..<Int(cursor.varint(span)) {
            let partition = CheckpointNotes.day(&cursor, span)
            partitions.append(PartitionIdentity(partition: partition, identity: span.word(at: cursor.at)))
            cursor.at += 8
        }
        readSources(span, &cursor)
        for _ in 0..<Int(cursor.varint(span)) {
            let source = Int(cursor.varint(span))
            outcomes[source] = SourceOutcome(duplicate: Int(cursor.varint(span)), superseded: Int(cursor.varint(span)))
        }
        for _ in 0..<Int(cursor.varint(span)) {
            let source = Int(cursor.varint(span))
            refused[source] = SourceNotes.readCounts(span, &cursor)
        }
        for _ in 0..<Int(cursor.varint(span)) { settledLists.append(SourceNotes.text(span, &cursor)) }
    }

    private mutating func readSources(_ span: borrowing RawSpan, _ cursor: inout ByteCursor) {
        var days: [Day] = []
        for _ in 0..<Int(cursor.varint(span)) { days.append(CheckpointNotes.day(&cursor, span)) }
        let records = SourceNotes.readSources(span, &cursor)
        sources = zip(days, records).map { KnownSource(partition: $0, record: $1) }
    }

    private static func day(_ cursor: inout ByteCursor, _ span: borrowing RawSpan) -> Day {
        Day(Int32(truncatingIfNeeded: cursor.zigzag(span)))
    }
}
