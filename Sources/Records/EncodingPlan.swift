import Bytes
import Domain

/// What a file's header and its kind's schema ask of every record, and the tables that this takes.
struct EncodingPlan: ~Copyable {
    /// By column, in the schema's layout.
    let steps: PlainArray<EncodingStep>
    let keyCount: Int
    let presenceBytes: Int
    let fieldCount: Int
    /// The last instant that is not from the future, in seconds since 1970.
    let latest: Int64
    /// The places of the columns that hold the version time: the first one, and the one that stands in where that is missing.
    private let versionPlaces: (first: Int, second: Int)
    let kind: Kind
    /// What the rows' buckets follow from.
    let hashKey: HashKey
    /// A row has at most so many bytes more than its record, and at most so many at all.
    private let growth: Int
    private let rowBytesMax: Int
    var tables: EncodingTables
    /// The record's numbers by their column's place in the layout: those that `rowFault` asks for, at least. On the heap: within the plan each
    /// access would move them all. What asks for them is mutating though it changes nothing: else the plan is copied first.
    var numbers = PlainArray<Int64>(repeating: RowEncoder.absent, count: 24)

    init(_ plan: HeaderPlan, latest: Instant, _ hashKey: HashKey) {
        self.hashKey = hashKey
        let schema = plan.schema
        precondition(
            schema.kind != .transactions || schema.layout == Array(schema.columns.indices), "lines are not laid out as the contract says")
        self.latest = latest.seconds
        keyCount = schema.key.count
        presenceBytes = schema.presenceBytes
        fieldCount = plan.fieldCount
        let version = schema.version.compactMap { schema.layout.firstIndex(of: $0) }
        precondition((1...2).contains(version.count), "a version time stands in one column or two")
        versionPlaces = (version[0], version[version.count - 1])
        kind = schema.kind
        tables = EncodingTables()
        var steps = PlainArray<EncodingStep>(capacity: schema.layout.count)
        var bit: UInt32 = 1
        var (growth, rowBytesMax) = (3 + schema.presenceBytes, 2 + schema.presenceBytes)
        for index in schema.layout {
            var step = EncodingStep(schema, column: index, field: plan.fieldOfColumn[index])
            tables.add(schema.columns[index].type, for: &step)
            if schema.isOptional(index) {
                step.presenceBit = bit
                bit <<= 1
            }
            steps.append(step)
            growth += step.growth
            rowBytesMax += step.bytesMax
        }
        self.steps = steps
        self.growth = growth
        self.rowBytesMax = rowBytesMax
    }

    /// The most bytes that a record of `length` bytes may take as a row.
    @inline(__always)
    func rowLimit(_ length: Int) -> Int { min(length &+ growth, rowBytesMax) }

    /// The place in the layout of the record's version time.
    var versionPlace: Int {
        mutating get { numbers[versionPlaces.first] != RowEncoder.absent ? versionPlaces.first : versionPlaces.second }
    }

    /// What only the whole row shows: a version time from the future, an amount beyond 64 bits of minor units.
    @inline(__always)
    mutating func rowFault() -> RowFault? {
        let place = versionPlace
        if numbers[place] > latest { return RowFault(.fromTheFuture, column: steps[place].column) }
        return kind == .transactions ? amountFault() : nil
    }

    /// The fault of a line's amount; lines are laid out in the contract's order.
    @inline(never)
    mutating func amountFault() -> RowFault? {
        let quantity = numbers[TransactionColumn.quantity]
        let price = numbers[TransactionColumn.unitPrice]
        let freight = numbers[TransactionColumn.freight] == RowEncoder.absent ? 0 : numbers[TransactionColumn.freight]
        // Below these the amount fits whatever the currency's digits: (2⁶³ + 2⁶³) / 10⁶.
        if !quantity.multipliedReportingOverflow(by: price).overflow && freight.magnitude < 1 << 43 { return nil }
        let index = Currency.list.index(of: UInt32(truncatingIfNeeded: numbers[TransactionColumn.currency])) ?? 0
        let amount = Money.amountMinor(
            quantityMicros: quantity, unitPriceMicros: price, freightMicros: freight, digits: Currency.minorDigits(index))
        return amount == nil ? RowFault(.overflow, column: TransactionColumn.unitPrice) : nil
    }
}
