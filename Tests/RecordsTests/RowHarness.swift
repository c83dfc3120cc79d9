import Bytes
import Domain
import Records
import Testing

/// A typed value as the contract means it: texts, codes and words are bytes; decimals are millionths, instants seconds.
enum TypedValue: Hashable, Comparable {
    case missing
    case number(Int64)
    case bytes([UInt8])

    init(_ text: String) { self = .bytes(Array(text.utf8)) }

    /// Missing is least; a column holds numbers or bytes, never both.
    static func < (a: TypedValue, b: TypedValue) -> Bool {
        switch (a, b) {
        case (_, .missing): false
        case (.missing, _): true
        case (.number(let a), .number(let b)): a < b
        case (.bytes(let a), .bytes(let b)): a.lexicographicallyPrecedes(b)
        case (.number, .bytes), (.bytes, .number): preconditionFailure("a number was compared with bytes")
        }
    }
}

/// What becomes of a record.
enum Judged: Equatable {
    case row([UInt8], hash: UInt64)
    case fault(QuarantineReason, column: String?, field: [UInt8])

    /// The canonical encoding of a good row.
    var encoding: [UInt8]? { if case .row(let bytes, _) = self { bytes } else { nil } }
    var reason: QuarantineReason? { if case .fault(let reason, _, _) = self { reason } else { nil } }

    static func fault(_ reason: QuarantineReason, column: String? = nil, field: String = "") -> Judged {
        .fault(reason, column: column, field: Array(field.utf8))
    }
}

/// The last instant of the year 9999: nothing is from the future.
let endOfTime = Instant(253_402_300_799)

/// Each record of a document behind its header, encoded.
func judged(_ kind: Kind, _ document: [UInt8], latest: Instant = endOfTime) throws -> [Judged] {
    let buffer = bufferOf(document)
    var tokenizer = Tokenizer()
    guard tokenizer.next(buffer.bytes, isLast: true) == .record else { return [] }
    var names: [String] = []
    for i in 0..<tokenizer.fieldCount { names.append(String(decoding: buffer.bytes.array(tokenizer.field(i).range), as: UTF8.self)) }
    var encoder = RowEncoder(plan: try HeaderPlan(schema: Schema.of(kind), names: names), latest: latest)
    var result: [Judged] = []
    while tokenizer.next(buffer.bytes, isLast: true) == .record {
        if let fault = encoder.encode(tokenizer, buffer.bytes) {
            let column = fault.column.map { Schema.of(kind).columns[$0].name }
            result.append(.fault(fault.reason, column: column, field: encoder.field(of: fault, tokenizer, buffer.bytes)))
        } else {
            result.append(.row(encoder.row.bytes(encoder.rowLength).array(0..<encoder.rowLength), hash: encoder.bucketHash))
        }
    }
    return result
}

/// The same for a document in text.
func judged(_ kind: Kind, _ document: String, latest: Instant = endOfTime) throws -> [Judged] {
    try judged(kind, Array(document.utf8), latest: latest)
}

/// The values of an encoded row by column, in the contract's order.
func typedValues(_ kind: Kind, _ row: [UInt8]) -> [TypedValue] {
    let buffer = bufferOf(row)
    var decoder = RowDecoder(kind)
    decoder.decode(buffer, at: 0)
    return typedValues(decoder, buffer)
}

/// The values of the row in the decoder's hands.
func typedValues(_ decoder: RowDecoder, _ buffer: borrowing ByteBuffer) -> [TypedValue] {
    var values: [TypedValue] = []
    for index in decoder.schema.columns.indices {
        guard let number = decoder.number(index) else {
            values.append(.missing)
            continue
        }
        switch decoder.schema.columns[index].type {
        case .text, .hsCode, .place: values.append(.bytes(buffer.bytes.array(decoder.text(index))))
        case .code: values.append(TypedValue(CodeList.unpack(UInt32(number))))
        case .word(let table): values.append(TypedValue(table.words[Int(number)]))
        case .decimal, .whole, .instant: values.append(.number(number))
        }
    }
    return values
}

/// A field as it stands in a file: in quotes where it must be, or where `isQuoted` says so.
func written(_ field: [UInt8], isQuoted: Bool = false) -> [UInt8] {
    let isMark = field.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D } || field.starts(with: [0xEF, 0xBB, 0xBF])
    guard isQuoted || isMark else { return field }
    return [0x22] + field.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
}

/// The least valid row of a kind: its required columns, each with the plainest value, by name.
func plainRow(_ kind: Kind) -> [String: String] {
    var row: [String: String] = [:]
    for column in Schema.of(kind).columns where column.isRequired {
        row[column.name] =
            switch column.type {
            case .text: "x"
            case .decimal, .whole: "1"
            case .instant: "2026-01-01"
            case .code(let list): list.code(at: list.count - 1)
            case .word(let table): table.words[0]
            case .hsCode: "010121"
            case .place: "CN"
            }
    }
    return row
}

/// A document with a header in the contract's order and one record for each dictionary of fields; missing ones are empty.
func document(_ kind: Kind, _ rows: [[String: String]]) -> String {
    let names = Schema.of(kind).columns.map(\.name)
    let lines = [names] + rows.map { row in names.map { String(decoding: written(Array((row[$0] ?? "").utf8)), as: UTF8.self) } }
    return lines.map { $0.joined(separator: ",") + "\n" }.joined()
}

/// The plain row of a kind with one field in place of its own, for each of `fields`.
func judged(_ kind: Kind, _ column: String, _ fields: [String], latest: Instant = endOfTime) throws -> [Judged] {
    try judged(kind, document(kind, fields.map { field in plainRow(kind).merging([column: field]) { _, new in new } }), latest: latest)
}
