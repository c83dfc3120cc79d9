public import Domain

/// Small worlds for law 1, uglier than `MessyDumps`: what a checkpoint or a prune might forget is asked for again later.
///
/// Register rows lose and come again, in ties of version time among them; rates have instants, several a day; rows come for orders that
/// have closed, and months before their orders; feedback of a buyer stands in several orders; some partitions are first delivered wrong. The
/// gaps between partitions let orders settle. The same seed gives the same world.
public struct UglyWorld {
    /// A file of a partition.
    public struct File: Sendable {
        public var name: String
        public var text: String
    }

    /// Ascending.
    public private(set) var days: [Day] = []
    /// By partition its files.
    public private(set) var files: [Day: [File]] = [:]
    /// What some partitions are first delivered as.
    public private(set) var drafts: [Day: [File]] = [:]

    private typealias Row = [String: String]
    private var random: SeededGenerator
    private var rows: [Day: [String: [Row]]] = [:]
    private let sellers = ["S1", "S2", "S, \"3\"", "s\u{E9}ller"]
    private let buyers = ["B1", "B2", "B3"]
    private let products = ["P1", "P2", "P\n3", "P4"]
    private let currencies = ["EUR", "USD", "JPY", "SEK"]

    public init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        var day = Day(18_628) + pick([0, 3, 40])
        for _ in 0..<Int.random(in: 7...13, using: &random) {
            days.append(day)
            day = day + pick([1, 1, 2, 9, 30, 75, 130, 190, 320])
        }
        addFirstOrder()
        for number in 1...pick([4, 9, 14]) { addOrder("O\(number)") }
        for subject in sellers + ["PLATFORM"] { addSubject(subject) }
        for product in products { addProduct(product) }
        for number in 1...3 { addRegisters(number) }
        addRates()
        for day in days {
            files[day] = written(rows[day] ?? [:])
            guard day != days[0], chance(0.4) else { continue }
            let kept = (rows[day] ?? [:]).mapValues { its in its.filter { _ in chance(0.6) } }
            drafts[day] = written(kept)
        }
    }

    private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &random)] }
    private mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &random) < probability }

    private mutating func put(_ kind: String, _ day: Day, _ row: Row) { rows[day, default: [:]][kind, default: []].append(row) }

    /// A row, and the same again in later partitions; another version of it, and that again.
    private mutating func put(_ kind: String, _ day: Day, _ row: Row, changing change: Row) {
        put(kind, day, row)
        while chance(0.35) { put(kind, pick(days.filter { $0 >= day }), row) }
        guard chance(0.5) else { return }
        let other = row.merging(change) { _, new in new }
        repeat { put(kind, pick(days.filter { $0 >= day }), other) } while chance(0.4)
    }

    private mutating func instant(_ day: Day) -> String {
        let start = day.start.description
        return "\(start.prefix(11))\(pick(["00:00:00Z", "10:15:00Z", "15:00:00+08:00", "23:59:30Z"]))"
    }

    /// A partition on or after a day, most often the next.
    private mutating func partition(from day: Day) -> Day {
        let later = days.filter { $0 >= day }
        guard let next = later.first else { return days[days.count - 1] }
        return chance(0.6) ? next : pick(later)
    }

    private mutating func addFirstOrder() {
        let day = days[0]
        put("transactions", day, line("O0", 1, day, day, "EUR"))
        put("invoices", day, invoice("O0", 1, day, "EUR"))
        put("logistics", day, event("O0", day))
    }

    private mutating func addOrder(_ order: String) {
        let first = pick(days)
        let ordered = first - pick([-1, 0, 0, 1, 3, 45, 200])
        let currency = pick(currencies)
        for number in 1...pick([1, 1, 2, 3]) {
            put("transactions", first, line(order, number, ordered, first, currency))
            for _ in 0..<pick([0, 1, 3]) {
                let day = partition(from: first)
                let change = ["status": pick(statuses), "buyer_id": pick(buyers), "seller_id": pick(sellers), "product_id": pick(products)]
                put("transactions", day, line(order, number, ordered, day, currency), changing: change)
            }
        }
        for _ in 0..<pick([0, 1, 3]) {
            let day = near(first)
            put(
                "invoices", day, invoice(order, pick([1, 2]), day, currency),
                changing: ["kind": pick(["VOID", "CREDIT_NOTE"]), "net": "1"])
        }
        for _ in 0..<pick([1, 2, 4]) {
            let day = near(first)
            put("logistics", day, event(order, pick([first, first + 2, first + 40])), changing: ["carrier": "z"])
        }
        for _ in 0..<pick([0, 2, 4]) {
            let day = near(first)
            put("feedback", day, feedback(order, day), changing: ["outcome": pick(["UPHELD", "REJECTED"]), "score": "2"])
        }
        if chance(0.5) { addPaymentAndDeclaration(order, first, currency) }
    }

    /// A partition for a document of an order: most often soon, sometimes before the order or long behind it.
    private mutating func near(_ first: Day) -> Day {
        if chance(0.2) { return pick(days) }
        return partition(from: first)
    }

    private let statuses = ["PLACED", "COMPLETED", "CANCELLED_BY_SELLER", "CANCELLED_BY_BUYER", "CANCELLED", "RETURNED", "REFUNDED"]

    private mutating func line(_ order: String, _ number: Int, _ ordered: Day, _ day: Day, _ currency: String) -> Row {
        [
            "order_id": order, "line_no": "\(number)", "ordered_at": instant(ordered), "seller_id": pick(sellers),
            "buyer_id": pick(buyers), "product_id": pick(products), "hs_code": pick(["", "610910", "090210"]),
            "quantity": pick(["1", "2", "0.5"]), "unit_price": pick(["10", "10.00", "12.5", "333.33"]), "freight": pick(["", "4.75"]),
            "currency": chance(0.1) ? pick(currencies) : currency, "trade_model": pick(["", "B2B", "B2C"]),
            "origin": pick(["CN", "DE", ""]), "destination": pick(["DE", "US", ""]),
            "payment_method": pick(["", "CARD", "A wallet, \"W\""]), "ship_by": pick(["", instant(ordered + 2), instant(ordered + 9)]),
            "deliver_by": pick(["", "", instant(ordered + 12), instant(ordered + 100), instant(ordered + 300)]), "status": pick(statuses),
            "status_at": instant(pick([ordered, day, day + 1, day])),
        ]
    }

    private mutating func invoice(_ order: String, _ number: Int, _ day: Day, _ currency: String) -> Row {
        [
            "invoice_id": "I\(number)", "order_id": order, "seller_id": pick(sellers), "kind": pick(["INVOICE", "INVOICE", "CREDIT_NOTE"]),
            "issued_at": instant(day), "currency": currency, "net": "", "gross": pick(["10", "10.00", "12.5", "20"]),
        ]
    }

    private mutating func event(_ order: String, _ day: Day) -> Row {
        [
            "shipment_id": pick(["H1", "RB123456785GB", "RB123456784GB"]), "order_id": order, "carrier": pick(["", "c"]),
            "event": pick(["EMA", "EMA", "EMC", "EMI", "EMH"]), "occurred_at": instant(day), "location": pick(["", "DE"]),
        ]
    }

    private mutating func feedback(_ order: String, _ day: Day) -> Row {
        let isReview = chance(0.5)
        return [
            "feedback_id": "F\(pick([1, 2, 3]))", "order_id": order, "line_no": pick(["", "1", "2"]),
            "seller_id": pick(["", pick(sellers), "S9"]),
            "product_id": pick(["", pick(products), "P9"]), "kind": isReview ? "REVIEW" : pick(["COMPLAINT", "CLAIM", "CHARGEBACK"]),
            "score": isReview ? pick(["1", "3", "5"]) : "", "reason": isReview ? "" : pick(["COUNTERFEIT", "NOT_RECEIVED", "OTHER"]),
            "occurred_at": instant(day), "outcome": isReview ? "" : pick(["OPEN", "UPHELD", "REJECTED"]),
            "outcome_at": pick(["", instant(day), instant(day + 1)]),
        ]
    }

    private mutating func addPaymentAndDeclaration(_ order: String, _ first: Day, _ currency: String) {
        let day = near(first)
        let payment = [
            "payment_id": "Y\(pick([1, 2]))", "order_id": order, "payer": pick(["", "BUYER", "THIRD_PARTY"]),
            "amount": pick(["10", "12.5"]),
            "currency": currency, "status": "CAPTURED", "paid_at": instant(day),
        ]
        put("payments", day, payment, changing: ["status": "REFUNDED"])
        let declaration = [
            "declaration_id": "D\(pick([1, 2]))", "order_id": order, "seller_id": pick(["", pick(sellers)]),
            "declared_value": pick(["1", "10"]),
            "currency": currency, "declared_at": instant(day), "outcome": pick(["RELEASED", "INSPECTED"]),
            "outcome_at": pick(["", instant(day)]),
        ]
        put("customs", day, declaration, changing: ["outcome": "SEIZED", "reason": pick(["FRAUD", "UNDERVALUED"])])
    }

    /// Versions of a register row of few version times, each delivered again and again.
    private mutating func addVersions(_ kind: String, _ row: Row, time: String, changing changes: [Row]) {
        let first = pick(days)
        let times = [instant(first), instant(first), instant(first + pick([0, 1]))]
        for change in changes {
            var version = row.merging(change) { _, new in new }
            version[time] = pick(times)
            repeat { put(kind, pick(days.filter { $0 >= first }), version) } while chance(0.6)
        }
    }

    private mutating func addSubject(_ subject: String) {
        let row = ["subject_id": subject, "role": subject == "PLATFORM" ? "PLATFORM" : "SELLER", "country": "CN"]
        let changes = [
            ["name": "Alpha", "licence_until": "2020-12-31", "customs_grade": "DISCREDITED"],
            ["name": "Beta", "licence_until": "2035-01-01", "customs_grade": "CERTIFIED", "registration_no": "91110000100003962T"],
            ["name": "Gamma", "country": "DE", "vat_no": "DE136695976"],
        ]
        addVersions("subjects", row, time: "updated_at", changing: changes)
    }

    private mutating func addProduct(_ product: String) {
        let changes = [["category": "tea", "name": "one"], ["category": "toys", "gtin": "4006381333931"], ["hs_code": "610910"]]
        addVersions("products", ["product_id": product], time: "updated_at", changing: changes)
    }

    private mutating func addRegisters(_ number: Int) {
        let seller = pick(sellers)
        addVersions(
            "penalties", ["penalty_id": "N\(number)", "subject_id": seller], time: "decided_on",
            changing: [
                ["severity": "BLACKLIST"], ["severity": "WARNING"], ["severity": "FINE", "kind": "SANCTION", "subject_id": pick(sellers)],
            ])
        addVersions(
            "inspections", ["inspection_id": "X\(number)", "product_id": pick(products)], time: "occurred_at",
            changing: [["result": "PASS", "seller_id": seller], ["result": "COUNTERFEIT", "seller_id": seller], ["result": "FAIL"]])
        addVersions(
            "traces", ["event_id": "T\(number)", "product_id": pick(products)], time: "occurred_at",
            changing: [["biz_step": "shipping"], ["biz_step": "retail_selling", "location": "DE"]])
        addVersions(
            "deposits", ["entry_id": "E\(number)", "subject_id": seller, "currency": "EUR"], time: "occurred_at",
            changing: [["kind": "DEPOSIT", "amount": "100"], ["kind": "DRAW", "amount": "50"]])
        addVersions(
            "seal_keys", ["key_id": "K\(number)", "subject_id": seller, "algorithm": "Ed25519"], time: "valid_from",
            changing: [["public_key": "AAAA"], ["public_key": "BBBB"]])
    }

    /// Rates are first delivered within hundred days: what a prune settles is booked before these.
    private mutating func addRates() {
        for day in days { for currency in currencies.dropFirst() where chance(0.8) { addRates(of: currency, day) } }
    }

    /// One to three of a day, and these again.
    private mutating func addRates(of currency: String, _ day: Day) {
        let date = day - pick([0, 1, 5, 20, 90])
        for _ in 0..<pick([1, 2, 3]) {
            let rate = ["date": instant(date), "currency": currency, "rate": pick(["0.5", "1.1", "7.123456", "160"])]
            put("rates", day, rate)
            while chance(0.3) { put("rates", pick(days.filter { $0 >= day }), rate) }
        }
    }

    private mutating func written(_ kinds: [String: [Row]]) -> [File] {
        var files: [File] = []
        for (kind, its) in kinds.sorted(by: { $0.key < $1.key }) where !its.isEmpty {
            let columns = its.reduce(into: Set<String>()) { $0.formUnion($1.keys) }.sorted().shuffled(using: &random)
            let lines = its.shuffled(using: &random).map { row in columns.map { quoted(row[$0] ?? "") }.joined(separator: ",") }
            let cut = Int.random(in: 0...lines.count, using: &random)
            for (name, part) in [(kind, lines[..<cut]), ("\(kind)-b", lines[cut...])] where !part.isEmpty {
                let text = ([columns.joined(separator: ",")] + part).map { "\($0)\n" }.joined()
                files.append(File(name: "\(name).csv", text: text))
            }
        }
        return files
    }

    private func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { "\",\n\r".utf8.contains($0) }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
