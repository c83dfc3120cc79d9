public import Domain

/// How many enterprises went from one grade to another between two published runs: a row of `migration`.
public struct MigrationRow: Hashable, Sendable {
    public var before: Grade
    public var after: Grade
    public var enterprises: Int64

    public init(before: Grade, after: Grade, enterprises: Int64) {
        self.before = before
        self.after = after
        self.enterprises = enterprises
    }
}

/// How far today's data are from what they were measured against: a row of `drift`, key `measure`.
public struct DriftRow: Hashable, Sendable {
    /// The name of the stability index of the scores.
    public static let scorePSI = "score_psi"

    public var measure: String
    public var value: Double
    public var reference: Double
    /// Enterprises that it rests on.
    public var enterprises: Int64

    public init(measure: String, value: Double, reference: Double, enterprises: Int64) {
        self.measure = measure
        self.value = value
        self.reference = reference
        self.enterprises = enterprises
    }
}

extension MigrationRow: TableRow {
    static let table = "migration"
    static let columns = ["grade_before", "grade_after", "enterprises"]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(before.name)
        row.append(after.name)
        row.append(enterprises)
    }
}

extension DriftRow: TableRow {
    static let table = "drift"
    static let columns = ["measure", "value", "reference", "enterprises"]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(measure)
        row.append(value)
        row.append(reference)
        row.append(enterprises)
    }
}
