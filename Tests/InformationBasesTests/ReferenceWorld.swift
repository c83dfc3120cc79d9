import Domain
import TestSupport

/// A small world of dumps for one case: rows named by what matters, everything else plain.
///
/// Unless said otherwise a line is one piece of P1 sold by S1 to B1 for 10.00 EUR, ordered on 2024-01-01 at noon, in the
/// partition of that day, not promised anything, PLACED, and its version time is the noon of its partition's day.
struct ReferenceWorld {
    private var documents: [(partition: String, kind: String, file: String, header: String, rows: [String])] = []
    /// Documents of rates that came without a partition.
    var rates: [String] = []

    /// A world described by a few statements: `ReferenceWorld { $0.line() }`.
    init(_ describe: (inout ReferenceWorld) -> Void) { describe(&self) }

    /// The counters of a seller as of a day: an empty table where the seller has no row.
    func seller(_ id: String = "S1", asOf day: String = "2024-12-31") -> [String: Int64] { evidence(asOf: day).sellers[id] ?? [:] }

    func product(_ id: String = "P1", asOf day: String = "2024-12-31") -> [String: Int64] { evidence(asOf: day).products[id] ?? [:] }

    /// The world's files.
    var dumps: [ReferenceDump] {
        documents.map { document in
            let text = ([document.header] + document.rows).joined(separator: "\n")
            return ReferenceDump(
                partition: Day(document.partition) ?? Day(0), kind: document.kind, file: document.file, csv: Array(text.utf8))
        }
    }

    func evidence(asOf day: String = "2024-12-31") -> ReferenceEvidence {
        ReferenceEvidence(dumps: dumps, rates: rates.map { Array($0.utf8) }, asOf: Day(day) ?? Day(0))
    }

    mutating func line(
        _ order: String = "O1", _ number: String = "1", in partition: String = "2024-01-01", orderedAt: String = "2024-01-01T12:00:00Z",
        seller: String = "S1", buyer: String = "B1", product: String = "P1", quantity: String = "1", unit: String = "",
        price: String = "10.00", freight: String = "", currency: String = "EUR", destination: String = "", shipBy: String = "",
        deliverBy: String = "", status: String = "PLACED", statusAt: String? = nil, model: String = "", origin: String = "",
        file: String = "transactions.csv"
    ) {
        let header = """
            order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit,unit_price,freight,currency,destination,\
            ship_by,deliver_by,status,status_at,trade_model,origin
            """
        let row = [
            order, number, orderedAt, seller, buyer, product, quantity, unit, price, freight, currency, destination, shipBy, deliverBy,
            status, statusAt ?? "\(partition)T12:00:00Z", model, origin,
        ]
        add("transactions", header, row, partition, file)
    }

    mutating func invoice(
        _ id: String = "I1", _ order: String = "O1", in partition: String = "2024-01-01", seller: String = "S1", kind: String = "INVOICE",
        at issuedAt: String? = nil, currency: String = "EUR", gross: String, file: String = "invoices.csv"
    ) {
        let row = [id, order, seller, kind, issuedAt ?? "\(partition)T12:00:00Z", currency, gross]
        add("invoices", "invoice_id,order_id,seller_id,kind,issued_at,currency,gross", row, partition, file)
    }

    mutating func event(
        _ code: String, _ occurredAt: String, _ order: String = "O1", in partition: String? = nil, shipment: String = "H1",
        carrier: String = ""
    ) {
        let day = partition ?? String(occurredAt.prefix(10))
        let row = [shipment, order, carrier, code, occurredAt]
        add("logistics", "shipment_id,order_id,carrier,event,occurred_at", row, day, "logistics.csv")
    }

    mutating func feedback(
        _ id: String = "F1", _ order: String = "O1", in partition: String = "2024-01-10", line: String = "", seller: String = "",
        product: String = "", kind: String = "REVIEW", reason: String = "", score: String = "", outcome: String = "", outcomeAt: String = ""
    ) {
        let row = [id, order, line, seller, product, kind, reason, score, "\(partition)T12:00:00Z", outcome, outcomeAt]
        add(
            "feedback", "feedback_id,order_id,line_no,seller_id,product_id,kind,reason,score,occurred_at,outcome,outcome_at", row,
            partition,
            "feedback.csv")
    }

    mutating func declaration(
        _ id: String = "D1", _ order: String = "O1", in partition: String = "2024-01-10", seller: String = "", value: String = "10.00",
        outcome: String = "RELEASED", reason: String = ""
    ) {
        let row = [id, order, seller, value, "EUR", "2024-01-09T12:00:00Z", outcome, "\(partition)T12:00:00Z", reason]
        add(
            "customs", "declaration_id,order_id,seller_id,declared_value,currency,declared_at,outcome,outcome_at,reason", row, partition,
            "customs.csv")
    }

    mutating func rate(_ date: String, _ currency: String, _ rate: String, in partition: String = "2024-01-01") {
        add("rates", "date,currency,rate", [date, currency, rate], partition, "rates.csv")
    }

    private mutating func add(_ kind: String, _ header: String, _ row: [String], _ partition: String, _ file: String) {
        let text = row.joined(separator: ",")
        if let index = documents.firstIndex(where: { $0.partition == partition && $0.file == file }) {
            documents[index].rows.append(text)
        } else {
            documents.append((partition, kind, file, header, [text]))
        }
    }
}
