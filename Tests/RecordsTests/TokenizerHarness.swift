import Bytes
import Records
import TestSupport
import Testing

/// A record as either tokeniser reads it: what they must agree on.
struct ReadRecord: Equatable, CustomStringConvertible {
    /// None where the record is malformed.
    var fields: [[UInt8]]
    var line: Int
    /// Of the record's first byte in the document.
    var offset: Int
    /// At most the first 65,536 bytes of the record.
    var raw: [UInt8]
    var malformation: String?

    var description: String { "\(line)@\(offset) \(malformation ?? "") \(shown(raw)) \(fields.map(shown))" }
}

/// Bytes for a message: cut where they are long.
func shown(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(200), as: UTF8.self).debugDescription
    return bytes.count > 200 ? "\(text)… (\(bytes.count) bytes)" : text
}

/// How a document comes: after step i the window reaches up to `ends[i]`; the last step says that nothing follows.
struct Feeding: CustomStringConvertible {
    var ends: [Int]
    /// Whether the bytes before the record in hand are dropped between steps.
    var drops = true

    var description: String { ends.count > 8 ? "\(ends.count) steps, drops: \(drops)" : "\(ends), drops: \(drops)" }

    static func whole(_ count: Int) -> Feeding { Feeding(ends: [count]) }

    /// Chunks of one size; the end is known only after the last of them.
    static func chunks(of size: Int, _ count: Int) -> Feeding {
        Feeding(ends: Array(stride(from: 0, to: count, by: size)) + [count, count])
    }
}

/// What the twin reads.
func readByTwin(_ document: [UInt8]) -> [ReadRecord] {
    ReferenceCSV.records(of: document).map { record in
        ReadRecord(
            fields: record.fields.map(\.bytes), line: record.line, offset: record.offset,
            raw: Array(record.raw.prefix(ReferenceCSV.recordBytesMax)), malformation: record.malformation?.rawValue)
    }
}

/// What the tokeniser reads, fed as it is told.
func readByTokenizer(_ document: borrowing ByteBuffer, _ feeding: Feeding) -> [ReadRecord] {
    var tokenizer = Tokenizer()
    var records: [ReadRecord] = []
    var step = 0
    var dropped = 0
    while records.count <= document.count {
        let window = document.bytes.extracting(dropped..<feeding.ends[step])
        let isLast = step == feeding.ends.count - 1
        switch tokenizer.next(window, isLast: isLast) {
        case .record: records.append(record(tokenizer, window))
        case .end: return records
        case .needMore:
            if isLast {
                Issue.record("the tokeniser wants more than the document")
                return records
            }
            step += 1
            guard feeding.drops else { continue }
            dropped += tokenizer.start
            tokenizer.rebase()
        }
    }
    Issue.record("the tokeniser finds more records than the document has bytes")
    return records
}

private func record(_ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan) -> ReadRecord {
    var fields: [[UInt8]] = []
    if tokenizer.flaw == nil {
        for i in 0..<tokenizer.fieldCount {
            let field = tokenizer.field(i)
            fields.append(field.isUnescaped ? tokenizer.unescaped.bytes.array(field.range) : window.array(field.range))
        }
    }
    return ReadRecord(
        fields: fields, line: tokenizer.line, offset: tokenizer.byte, raw: window.array(tokenizer.start..<tokenizer.end),
        malformation: tokenizer.flaw?.rawValue)
}

/// Compares the tokeniser with the twin, fed in each of the ways; reports the first difference and says whether there was none.
@discardableResult
func agrees(_ document: [UInt8], fed feedings: [Feeding]) -> Bool {
    let expected = readByTwin(document)
    var buffer = ByteBuffer(capacity: document.count)
    buffer.append(document)
    for feeding in feedings {
        let found = readByTokenizer(buffer, feeding)
        if found == expected { continue }
        let place = zip(found, expected).prefix { $0 == $1 }.count
        let (ours, twins) = (found.dropFirst(place).first, expected.dropFirst(place).first)
        Issue.record(
            "\(shown(document)) fed \(feeding): record \(place) is \(ours.map(\.description) ?? "missing"), the twin has \(twins.map(\.description) ?? "none")"
        )
        return false
    }
    return true
}

/// The bytes in a buffer.
func bufferOf(_ bytes: [UInt8]) -> ByteBuffer {
    var buffer = ByteBuffer(capacity: bytes.count)
    buffer.append(bytes)
    return buffer
}
