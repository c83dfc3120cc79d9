/// Which field of a file's rows feeds which column of the schema.
public struct HeaderPlan: Sendable {
    public var schema: Schema
    /// Fields in a row of the file.
    public var fieldCount: Int
    /// For each column of the schema the field that feeds it, or −1.
    public var fieldOfColumn: [Int]
    /// Names of columns that are no column of the kind.
    public var unknown: [String]

    /// What keeps a header from being one of the kind's.
    public enum Refusal: Error, Equatable, Sendable {
        case missing([String])
        case repeated([String])
    }

    /// - Parameter names: the header's fields.
    public init(schema: Schema, names: [String]) throws(Refusal) {
        self.schema = schema
        fieldCount = names.count
        fieldOfColumn = schema.columns.map { column in names.firstIndex(of: column.name) ?? -1 }
        unknown = names.filter { schema.index(of: $0) == nil }
        let repeated = schema.columns.map(\.name).filter { name in names.filter { $0 == name }.count > 1 }
        if !repeated.isEmpty { throw .repeated(repeated) }
        let missing = schema.columns.indices.filter { schema.columns[$0].isRequired && fieldOfColumn[$0] < 0 }
        if !missing.isEmpty { throw .missing(missing.map { schema.columns[$0].name }) }
    }
}
