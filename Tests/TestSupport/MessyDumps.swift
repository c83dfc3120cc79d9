public import Domain

/// Small worlds of valid rows in which everything happens that the rules of CONTRACT 1 are made for.
///
/// Versions, ties, duplicates in other spellings, rows from the future, too late or without an order, orders of several
/// sellers, mixed currencies, voided invoices, feedback that names nobody; columns in any order, quoted ids, foreign offsets.
/// The same seed gives the same world. Meant for comparing the fast path with `ReferenceEvidence`:
///
/// ```swift
/// let world = MessyDumps(seed: 7)
/// let expected = ReferenceEvidence(dumps: world.dumps, asOf: world.asOf)
/// ```
public struct MessyDumps {
    /// One to three files per partition and kind, rates among them.
    public private(set) var dumps: [ReferenceDump] = []
    /// A day on or after the first partition; later partitions may exist.
    public private(set) var asOf: Day

    private typealias Row = [String: String]
    private var random: SeededGenerator
    private var partitions: [Day]
    private var files: [String: (partition: Day, kind: String, file: String, rows: [Row])] = [:]
    private let sellers = ["S1", "S2", "S, \"3\"", "S4"]
    private let products = ["P1", "P2", "P3", "P\n4", "P5"]
    private let currencies = ["EUR", "USD", "JPY", "KWD", "BRL"]

    /// - Parameter seed: every third world spans years, the others months.
    public init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let span = seed % 3 == 0 ? 900 : 150
        let numbers = Set((0..<Int.random(in: 4...14, using: &random)).map { _ in Int.random(in: 0..<span, using: &random) })
        partitions = numbers.sorted().map { Day(19_723) + $0 }
        asOf = partitions[Int.random(in: partitions.indices, using: &random)]
        self.random = random
        asOf = asOf + pick([0, 0, 1, 30, 200])
        for number in 1...pick([3, 8, 14]) { addOrder("O\(number)") }
        for product in products where chance(0.7) { addProduct(product) }
        addRates()
        dumps = files.sorted { $0.key < $1.key }.map { written($1) }
    }

    private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &random)] }
    private mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &random) < probability }

    private mutating func put(_ kind: String, _ partition: Day, _ row: Row) {
        let file = kind + pick(["", "", "-b"]) + ".csv"
        files["\(partition)/\(file)", default: (partition, kind, file, [])].rows.append(row)
    }

    /// A row, and perhaps the same again, and perhaps another version of it.
    private mutating func put(_ kind: String, _ partition: Day, _ row: Row, changing change: Row) {
        put(kind, partition, row)
        while chance(0.25) { put(kind, pick(partitions), row) }
        if chance(0.3) { put(kind, pick([partition, pick(partitions)]), row.merging(change) { _, new in new }) }
    }

    private mutating func instant(_ day: Day) -> String {
        let seconds = day.start.seconds + (chance(0.1) ? 0 : Int64.random(in: 0..<86_400, using: &random))
        let offset: (name: String, seconds: Int64) = pick([("Z", 0), (".999Z", 0), ("+00:00", 0), ("+08:00", 28_800), ("-03:00", -10_800)])
        return Instant(seconds + offset.seconds).description.dropLast() + offset.name
    }

    private mutating func decimal(_ whole: Int) -> String {
        let number = Int.random(in: 0..<whole, using: &random)
        return pick(["\(number)", "\(number).5", "\(number).50", "\(number).125", "\(number).005000", "\(number).333333"])
    }

    private mutating func near(_ day: Day) -> Day {
        chance(0.8) ? pick(partitions.filter { $0 >= day }) : pick(partitions)
    }

    private mutating func addOrder(_ order: String) {
        let first = pick(partitions)
        let ordered = first - pick([0, 0, 1, 3, 40])
        let orderedAt = instant(ordered)
        let currency = pick(currencies)
        for line in 1...pick([1, 2, 3]) {
            for version in 0..<pick([1, 2, 3]) {
                let partition = version == 0 ? first : near(first)
                var row = transaction(order, line, ordered, partition)
                row["currency"] = chance(0.15) ? pick(currencies) : currency
                if chance(0.8) { row["ordered_at"] = orderedAt }
                // Some promises are none. Which ones is no matter of chance, so that all else stays as it was.
                if line == 3 && first.number % 3 == 0 { row.merge(["ship_by": "9999-12-31", "deliver_by": "\(ordered + 367)"]) { $1 } }
                let change = ["status": pick(statuses), "buyer_id": pick(["b", "B9"]), "freight": pick(["", "9", "10.0"]), "unit": "C62"]
                put("transactions", partition, row, changing: chance(0.5) ? ["status": pick(statuses)] : change)
            }
        }
        for _ in 0..<pick([0, 2, 5]) { addInvoice(chance(0.05) ? "GHOST" : order, first, currency) }
        for _ in 0..<pick([0, 2, 4]) { addEvent(chance(0.05) ? "GHOST" : order, first) }
        for _ in 0..<pick([0, 1, 3]) { addFeedback(chance(0.05) ? "GHOST" : order, first) }
        for _ in 0..<pick([0, 0, 2]) { addPaymentAndDeclaration(order, first, currency) }
    }

    private let statuses = ["PLACED", "COMPLETED", "CANCELLED_BY_SELLER", "CANCELLED_BY_BUYER", "CANCELLED", "RETURNED", "REFUNDED"]

    private mutating func transaction(_ order: String, _ line: Int, _ ordered: Day, _ partition: Day) -> Row {
        [
            "order_id": order, "line_no": "\(line)", "ordered_at": instant(ordered + pick([-1, 0, 1])), "seller_id": pick(sellers),
            "buyer_id": pick(["B1", "B2", "B3"]), "product_id": pick(products),
            "quantity": pick(["1", "1.0", "1", "1.000000", "2", "0.5"]),
            "unit": pick(["", "C62", "KGM"]), "unit_price": pick(["10", "10.00", "12.5", decimal(60)]),
            "freight": pick(["", "", "0", "0.00", "4.75"]),
            "destination": pick(["", "BR", "DE", "US"]), "origin": pick(["", "BR", "DE"]),
            "hs_code": pick(["", "610910", "0902101234"]),
            "trade_model": pick(["", "B2B", "B2C"]), "payment_method": pick(["", "CARD", "Wallet, \"W\""]),
            "ship_by": pick(["", instant(ordered + 2), instant(ordered + 5)]),
            "deliver_by": pick(["", instant(ordered + 9), instant(ordered + 30), instant(ordered + 150)]), "status": pick(statuses),
            "status_at": instant(chance(0.1) ? partition + 2 : pick([partition, ordered, partition + 1])),
        ]
    }

    /// Most invoices repeat the unit price of one of the order's lines, so that many are within tolerance and many are not.
    private mutating func addInvoice(_ order: String, _ first: Day, _ currency: String) {
        let partition = near(first)
        let lines = files.values.filter { $0.kind == "transactions" }.flatMap(\.rows).filter { $0["order_id"] == order }
            .sorted { ($0["line_no"] ?? "", $0["unit_price"] ?? "") < ($1["line_no"] ?? "", $1["unit_price"] ?? "") }
        let price = lines.isEmpty ? decimal(60) : pick(lines.map { $0["unit_price"] ?? "1" })
        let row = [
            "invoice_id": "I\(pick([1, 2, 3]))", "order_id": order, "seller_id": pick(sellers + ["S9"]),
            "kind": pick(["INVOICE", "INVOICE", "INVOICE", "INVOICE", "CREDIT_NOTE", "VOID"]),
            "issued_at": instant(pick([partition, first, first, partition + 1])),
            "currency": chance(0.15) ? pick(currencies) : currency, "net": "", "gross": chance(0.8) ? price : decimal(90),
        ]
        put("invoices", partition, row, changing: ["kind": pick(["INVOICE", "CREDIT_NOTE", "VOID"]), "net": pick(["", "1", "1.0"])])
    }

    private mutating func addEvent(_ order: String, _ first: Day) {
        let occurred = first + pick([-1, 0, 1, 4, 12, 40])
        let partition = chance(0.8) ? partitions.first { $0 >= occurred } ?? first : near(first)
        let row = [
            "shipment_id": pick(["H1", "H2", "RB123456785GB", "RB123456784GB"]), "order_id": order, "carrier": pick(["", "c", "d"]),
            "event": pick(["EMA", "EMC", "EMI", "EMI", "EME", "EMH", "EMD"]),
            "occurred_at": instant(chance(0.1) ? partition + 2 : occurred),
            "location": pick(["", "BR"]),
        ]
        put("logistics", partition, row, changing: ["carrier": "z"])
    }

    private mutating func addFeedback(_ order: String, _ first: Day) {
        let partition = near(first)
        let isReview = chance(0.5)
        let row = [
            "feedback_id": "F\(pick([1, 2, 3, 4]))", "order_id": order, "line_no": pick(["", "1", "2", "7"]),
            "seller_id": pick(["", "", pick(sellers), "S9"]), "product_id": pick(["", "", pick(products), "P9"]),
            "kind": isReview ? "REVIEW" : pick(["COMPLAINT", "CLAIM", "CHARGEBACK"]), "score": isReview ? "\(pick([1, 2, 3, 4, 5]))" : "",
            "occurred_at": instant(pick([first, partition])),
            "outcome": isReview ? "" : pick(["", "OPEN", "UPHELD", "UPHELD", "REJECTED"]),
            "reason": isReview ? "" : pick(["", "COUNTERFEIT", "NOT_RECEIVED", "DEFECTIVE", "IP_INFRINGEMENT"]),
            "outcome_at": pick(["", "", instant(partition), instant(partition + 1)]),
        ]
        put("feedback", partition, row, changing: isReview ? ["score": "3"] : ["outcome": pick(["UPHELD", "OPEN"])])
    }

    private mutating func addPaymentAndDeclaration(_ order: String, _ first: Day, _ currency: String) {
        let partition = near(first)
        let payment = [
            "payment_id": "Y\(pick([1, 2]))", "order_id": order, "payer": pick(["", "BUYER", "THIRD_PARTY"]), "amount": decimal(90),
            "currency": currency, "status": pick(["AUTHORISED", "CAPTURED"]), "paid_at": instant(partition),
        ]
        put("payments", partition, payment, changing: ["status": "REFUNDED"])
        let declaration = [
            "declaration_id": "D\(pick([1, 2]))", "order_id": order, "seller_id": pick(["", pick(sellers)]), "declared_value": decimal(90),
            "currency": currency, "declared_at": instant(partition), "outcome": pick(["RELEASED", "INSPECTED"]),
            "outcome_at": pick(["", instant(partition + 1)]),
        ]
        put("customs", partition, declaration, changing: ["outcome": "SEIZED", "reason": "FRAUD"])
    }

    private mutating func addProduct(_ product: String) {
        let partition = pick(partitions)
        let row = ["product_id": product, "category": pick(["", "tea", "toys"]), "updated_at": instant(partition)]
        put("products", partition, row, changing: ["category": pick(["tea", "shoes"]), "updated_at": instant(partition + 1)])
    }

    /// One to three rates per currency and date, delivered when its day has come: a sparse history with gaps longer than 45 days.
    private mutating func addRates() {
        let step = pick([7, 30, 70])
        for currency in currencies.dropFirst() {
            for day in stride(from: Int(partitions[0].number) - 60, through: Int(asOf.number), by: step) {
                guard let partition = partitions.first(where: { $0 >= Day(day) }) else { continue }
                for _ in 0..<pick([1, 1, 1, 3]) {
                    let date = Day(day).description + pick(["", "", "T09:00:00Z", "T23:59:30Z"])
                    let rate = ["date": date, "currency": currency, "rate": pick(["0.5", "1.1", "7.123456", "160"])]
                    files["\(partition)/rates.csv", default: (partition, "rates", "rates.csv", [])].rows.append(rate)
                }
            }
        }
    }

    private mutating func written(_ file: (partition: Day, kind: String, file: String, rows: [Row])) -> ReferenceDump {
        let columns = (file.rows.reduce(into: Set<String>()) { $0.formUnion($1.keys) }.sorted() + ["note"]).shuffled(using: &random)
        let lines = file.rows.shuffled(using: &random).map { row in columns.map { quoted(row[$0] ?? "") }.joined(separator: ",") }
        let end = pick(["\n", "\r\n"])
        let text = ([columns.joined(separator: ",")] + lines).map { $0 + end }.joined()
        return ReferenceDump(partition: file.partition, kind: file.kind, file: file.file, csv: Array(text.utf8))
    }

    private func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { "\",\n\r".utf8.contains($0) }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
