import Domain

/// A valid row of a dump, typed, with its place.
struct Row {
    var schema: Schema
    /// One per column of the schema, in the contract's order, defaults filled in: the canonical encoding.
    var values: [Value]
    var partition: Day
    /// The file's name inside its partition.
    var file: Text
    /// The physical line in the file, from 1.
    var line: Int

    subscript(column: String) -> Value {
        guard let index = schema.columns.firstIndex(where: { $0.name == column }) else {
            preconditionFailure("\(schema.kind) has no column \(column)")
        }
        return values[index]
    }

    /// The text of a column, nil where it is missing.
    func optionalText(_ column: String) -> Text? {
        if case .text(let text) = self[column] { text } else { nil }
    }

    /// The instant of a column, nil where it is missing.
    func optionalInstant(_ column: String) -> Instant? {
        if case .instant(let instant) = self[column] { instant } else { nil }
    }

    /// A promise of a line (`ship_by`, `deliver_by`): one more than 365 days behind its `ordered_at` is none.
    func promise(_ column: String) -> Instant? {
        optionalInstant(column).flatMap { $0.seconds <= instant("ordered_at").seconds + 365 * 86_400 ? $0 : nil }
    }

    /// The number of a column in millionths, nil where it is missing.
    func optionalMillionths(_ column: String) -> Int128? {
        if case .number(let number) = self[column] { number } else { nil }
    }

    func text(_ column: String) -> Text { required(column, optionalText(column)) }
    func instant(_ column: String) -> Instant { required(column, optionalInstant(column)) }
    func millionths(_ column: String) -> Int128 { required(column, optionalMillionths(column)) }

    private func required<T>(_ column: String, _ value: T?) -> T {
        guard let value else {
            preconditionFailure("the twin takes valid rows only: \(schema.kind), \(file):\(line): \(column) is missing")
        }
        return value
    }

    /// Rates are of a day, whenever on it they were fixed.
    var key: [Value] { schema.key.map { schema.kind == "rates" && $0 == "date" ? .instant(instant($0).day.start) : self[$0] } }

    var versionTime: Instant {
        required(schema.versionTime.joined(separator: " or "), schema.versionTime.lazy.compactMap(optionalInstant).first)
    }

    /// The place of the status or kind among those of its column; 0 where the kind of dump has no ranks.
    private var rank: Int {
        guard let rank = schema.rank else { return 0 }
        guard let place = rank.values.firstIndex(of: text(rank.column)) else {
            preconditionFailure("the twin takes valid rows only: \(schema.kind), \(file):\(line): unknown \(rank.column)")
        }
        return place
    }

    /// Whether another version of the same key wins: by version time, then partition, then rank, then canonical encoding.
    func isSuperseded(by other: Row) -> Bool {
        if versionTime != other.versionTime { return versionTime < other.versionTime }
        if partition != other.partition { return partition < other.partition }
        if rank != other.rank { return rank < other.rank }
        return values.lexicographicallyPrecedes(other.values)
    }

    /// Whether the row came before another: by partition, then file name, then line.
    func cameBefore(_ other: Row) -> Bool {
        if partition != other.partition { return partition < other.partition }
        if file != other.file { return file < other.file }
        return line < other.line
    }
}

extension Row {
    /// The rows of a document whose first record is a header with columns in any order; unknown columns are ignored.
    static func rows(of document: [UInt8], kind: String, partition: Day, file: Text) -> [Row] {
        let schema = Schema.of(kind)
        let records = ReferenceCSV.records(of: document)
        guard let header = records.first?.fields.map(\.text) else { return [] }
        let places = schema.columns.map { header.firstIndex(of: $0.name) }
        return records.dropFirst().map { record in
            precondition(
                record.fields.count == header.count,
                "the twin takes valid rows only: \(file):\(record.line) has \(record.fields.count) fields, not \(header.count)")
            let values = zip(schema.columns, places).map { column, place in
                let value = place.map { column.type.value(of: record.fields[$0].bytes) } ?? .missing
                return value == .missing ? column.defaultValue : value
            }
            return Row(schema: schema, values: values, partition: partition, file: file, line: record.line)
        }
    }
}
