import Domain

@testable import Synthesis

/// One field as read: its text, and whether it broke the rules of quoting.
struct Field {
    var bytes: [UInt8] = []
    var isQuoted = false
    var isBroken = false
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// One record and the physical line on which it begins.
struct Record {
    let line: Int
    var fields: [Field]
}

/// A slow reader of RFC 4180, written for these tests alone: one byte after the other.
struct CommaSeparated {
    private(set) var records: [Record] = []

    init(_ content: [UInt8]) {
        let bytes = content.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(content.dropFirst(3)) : content
        var line = 1
        var record = Record(line: 1, fields: [])
        var field = Field()
        var isInside = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0A { line += 1 }
            if isInside {
                if byte != 0x22 {
                    field.bytes.append(byte)
                } else if index + 1 < bytes.count, bytes[index + 1] == 0x22 {
                    field.bytes.append(byte)
                    index += 1
                } else {
                    isInside = false
                }
            } else if byte == 0x22 {
                if field.bytes.isEmpty, !field.isQuoted { isInside = true } else { field.isBroken = true }
                field.isQuoted = true
            } else if byte == 0x2C || byte == 0x0A {
                record.fields.append(field)
                field = Field()
                if byte == 0x0A {
                    records.append(record)
                    record = Record(line: line, fields: [])
                }
            } else if byte != 0x0D || index + 1 == bytes.count || bytes[index + 1] != 0x0A {
                if field.isQuoted { field.isBroken = true }
                field.bytes.append(byte)
            }
            index += 1
        }
        guard !record.fields.isEmpty || !field.bytes.isEmpty || field.isQuoted else { return }
        record.fields.append(field)
        records.append(record)
    }
}

/// A dump's file as read: its kind, and its rows by line and by column name.
struct Table {
    let partition: Day
    let name: String
    let kind: String
    let header: [String]
    let records: [Record]

    /// Nil where the file's name is no kind of the contract's.
    init?(_ file: SynthesisFile) {
        let word = String(file.name.prefix { $0 != "-" && $0 != "." })
        guard let partition = file.partition, DumpKind.allCases.contains(where: { $0.name == word }) else { return nil }
        self.partition = partition
        name = file.name
        kind = word
        let all = CommaSeparated(file.content).records
        header = all[0].fields.map(\.text)
        records = Array(all.dropFirst())
    }

    var rows: [[String: String]] { records.map(row) }

    func row(_ record: Record) -> [String: String] {
        Dictionary(zip(header, record.fields.map(\.text)), uniquingKeysWith: { first, _ in first })
    }
}

/// The seconds since 1970 of an RFC 3339 instant or a date, or nil where the text is neither.
func seconds(_ text: String) -> Int64? {
    guard let day = Day(String(text.prefix(10))) else { return nil }
    let rest = Array(text.dropFirst(10).utf8)
    if rest.isEmpty { return day.start.seconds }
    func two(_ at: Int) -> Int64 { Int64(rest[at] - 0x30) * 10 + Int64(rest[at + 1] - 0x30) }
    guard rest.count >= 10, rest[0] == 0x54 else { return nil }
    let time = day.start.seconds + two(1) * 3600 + two(4) * 60 + two(7)
    let zone = Array(rest.dropFirst(9).drop { $0 == 0x2E || (0x30...0x39).contains($0) })
    if zone == [0x5A] { return time }
    guard zone.count == 6 else { return nil }
    let offset = Int64(zone[1] - 0x30) * 36_000 + Int64(zone[2] - 0x30) * 3600 + Int64(zone[4] - 0x30) * 600 + Int64(zone[5] - 0x30) * 60
    return zone[0] == 0x2D ? time + offset : time - offset
}
