import Domain

/// A line of a counted order with its amounts.
struct Line {
    var row: Row
    var seller: Text
    var product: Text
    var currency: Text
    var status: Text
    /// quantity × unit_price + freight in minor units of the currency.
    var amount: Int128
    /// The amount in euro cents, nil where there is no rate.
    var cents: Int128?

    var isCancelled: Bool { ["CANCELLED", "CANCELLED_BY_BUYER", "CANCELLED_BY_SELLER"].contains(status) }
    var isRefunded: Bool { ["REFUNDED", "RETURNED"].contains(status) }
}

/// An invoice or credit note of a counted order; void ones count nowhere.
struct Bill {
    var seller: Text
    var isCreditNote: Bool
    var issuedAt: Instant
    var currency: Text
    var amount: Int128
    var cents: Int128?
}

/// An order booked in the last 730 days, with everything that is known of it.
struct Order {
    var placed: ReferenceOrder
    var lines: [Line]
    var bills: [Bill]
    var events: [Row]

    /// The order of one seller: its lines and its own bills. Tracking events belong to all sellers of the order.
    func part(of seller: Text) -> Order {
        Order(placed: placed, lines: lines.filter { $0.seller == seller }, bills: bills.filter { $0.seller == seller }, events: events)
    }
}

/// Feedback on a counted order, and whose it is.
struct Feedback {
    var row: Row
    /// Nil where it is nobody's.
    var seller: Text?
    var product: Text?

    var isReview: Bool { row.text("kind") == "REVIEW" }
    var isUpheldClaim: Bool { !isReview && row.optionalText("outcome") == "UPHELD" }
    /// The score of a review; 0 where it has none.
    var score: Int64 { isReview ? Int64((row.optionalMillionths("score") ?? 0) / 1_000_000) : 0 }
}

/// The counted orders as of a day, and the counters made of them.
struct Book {
    let asOf: Day
    var orders: [Order] = []
    var feedback: [Feedback] = []

    init(ledger: Ledger, reference: [[UInt8]], asOf: Day) {
        self.asOf = asOf
        let rates = Rates(rows: Book.rateRows(reference) + ledger.accepted("rates"))
        let bills = Dictionary(grouping: ledger.accepted("invoices")) { $0.text("order_id") }
        let events = Dictionary(grouping: ledger.accepted("logistics")) { $0.text("order_id") }
        let said = Dictionary(grouping: ledger.accepted("feedback")) { $0.text("order_id") }
        for (id, rows) in Dictionary(grouping: ledger.accepted("transactions"), by: { $0.text("order_id") }) {
            guard let placed = ledger.orders[id], placed.bookedOn > asOf - 730 else { continue }
            let day = placed.bookedOn
            let order = Order(
                placed: placed,
                lines: rows.map { Book.line($0, rates, day) },
                bills: (bills[id] ?? []).filter { $0.text("kind") != "VOID" }.map { Book.bill($0, rates, day) },
                events: events[id] ?? [])
            orders.append(order)
            feedback += (said[id] ?? []).map { Book.attribute($0, to: order) }
        }
    }

    /// Rates without a partition, those of a later document instead of those of an earlier, in force before any partition's.
    private static func rateRows(_ documents: [[UInt8]]) -> [Row] {
        let rows = documents.enumerated().flatMap { index, document in
            Rates.rows(of: document, partition: Day(index - 1_000_000), file: "")
        }
        return Dictionary(grouping: rows, by: \.key).values.compactMap { versions in
            versions.max { $0.isSuperseded(by: $1) }
        }
    }

    private static func line(_ row: Row, _ rates: Rates, _ day: Day) -> Line {
        let exact = row.millionths("quantity") * row.millionths("unit_price") + (row.optionalMillionths("freight") ?? 0) * 1_000_000
        let currency = row.text("currency")
        let amount = Money.minorUnits(trillionths: exact, currency: currency)
        return Line(
            row: row, seller: row.text("seller_id"), product: row.text("product_id"), currency: currency, status: row.text("status"),
            amount: amount, cents: rates.euroCents(amount, currency, on: day))
    }

    private static func bill(_ row: Row, _ rates: Rates, _ day: Day) -> Bill {
        let currency = row.text("currency")
        let amount = Money.minorUnits(trillionths: row.millionths("gross") * 1_000_000, currency: currency)
        return Bill(
            seller: row.text("seller_id"), isCreditNote: row.text("kind") == "CREDIT_NOTE", issuedAt: row.instant("issued_at"),
            currency: currency, amount: amount, cents: rates.euroCents(amount, currency, on: day))
    }

    /// The seller and the product that feedback names, else its line's, else the order's only one.
    private static func attribute(_ row: Row, to order: Order) -> Feedback {
        let number = row.optionalMillionths("line_no")
        let line = order.lines.first { $0.row.optionalMillionths("line_no") == number }
        let sellers = Set(order.lines.map(\.seller))
        let products = Set(order.lines.map(\.product))
        return Feedback(
            row: row,
            seller: row.optionalText("seller_id") ?? line?.seller ?? (sellers.count == 1 ? sellers.first : nil),
            product: row.optionalText("product_id") ?? line?.product ?? (products.count == 1 ? products.first : nil))
    }
}

extension Book {
    /// The counters of every seller with a line in a counted order.
    var sellerEvidence: [Text: [String: Int64]] {
        var orders: [Text: [SellerOrder]] = [:]
        for order in self.orders {
            for seller in Set(order.lines.map(\.seller)) {
                orders[seller, default: []].append(SellerOrder(own: order.part(of: seller), whole: order, asOf: asOf))
            }
        }
        let said = Dictionary(grouping: feedback, by: \.seller)
        var evidence: [Text: [String: Int64]] = [:]
        for (seller, its) in orders {
            var counters = its.map(\.counters).reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
            counters.merge(feedbackCounters(said[seller] ?? [])) { _, new in new }
            let near = its.filter { $0.own.placed.bookedOn > asOf - 180 }.flatMap(\.own.lines)
            counters["buyers"] = distinct("buyer_id", near)
            counters["products"] = distinct("product_id", near)
            counters["destinations"] = distinct("destination", near)
            evidence[seller] = counters
        }
        return evidence
    }

    /// The counters of every product with a line in a counted order.
    var productEvidence: [Text: [String: Int64]] {
        let lines = Dictionary(grouping: orders.flatMap(\.lines), by: \.product)
        let said = Dictionary(grouping: feedback, by: \.product)
        var evidence: [Text: [String: Int64]] = [:]
        for (product, its) in lines {
            var counters = feedbackCounters(said[product] ?? [])
            counters["lines"] = Int64(its.count)
            counters["refunded"] = Int64(its.count(where: \.isRefunded))
            evidence[product] = counters
        }
        return evidence
    }

    private func feedbackCounters(_ feedback: [Feedback]) -> [String: Int64] {
        [
            "claims_upheld": Int64(Set(feedback.filter(\.isUpheldClaim).map { $0.row.text("order_id") }).count),
            "reviews": Int64(feedback.count(where: \.isReview)),
            "review_sum": feedback.map(\.score).reduce(0, +),
        ]
    }

    private func distinct(_ column: String, _ lines: [Line]) -> Int64 {
        Int64(Set(lines.compactMap { $0.row.optionalText(column) }).count)
    }
}
