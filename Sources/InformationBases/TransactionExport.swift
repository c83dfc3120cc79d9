internal import Bytes
import Domain
import Records
import Scoring
import Segments
import Tables

/// Base 3 as rows, an order of a seller each.
struct TransactionExport: OrderSink, ~Copyable {
    static let wantsOrders = true
    static let table = TableShape(
        name: "transactions",
        summary: "An order of a seller, joined with its invoices, payments, tracking events, feedback and customs declarations.",
        columns: columns)
    private(set) var rows: [[Cell]] = []

    private static let classes = ["NONE", "INVOICE", "MOVEMENT", "BOTH"]
    private static let columns: [TableColumn] =
        [
            TableColumn("order_id", .text), TableColumn("seller_id", .text), TableColumn("ordered_at", .instant),
            TableColumn("first_partition", .day), TableColumn("booked", .day), TableColumn("closing_day", .day),
            TableColumn("match", .text, words: TransactionMatch.allCases.map(\.rawValue)),
            TableColumn("corroboration", .text, words: classes), TableColumn("lines", .integer),
            // Without a rate for one of its currencies an order has no amount, never 0.
            TableColumn("gross_minor", .integer, isNullable: true),
            TableColumn("currency", .text),
        ]
        + ["cancelled", "invoices", "payments", "events", "feedback", "declarations"].map { TableColumn($0, .integer) }
        + ["handed_over_at", "delivered_at"].map { TableColumn($0, .instant, isNullable: true) }
        + ["handover_late", "delivery_late", "claims_upheld", "reviews", "matured", "credit_event"].map { TableColumn($0, .integer) }

    mutating func add(order: JoinedOrder, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        let (birth, counters) = (order.birth, order.counters)
        var row: [Cell] = [
            .text(bytes.array(order.order)), .text(bytes.array(order.seller)), .text("\(Instant(birth.orderedAt))"),
            .day(birth.firstPartition), .day(birth.booked), .day(birth.closing), .text(order.match.rawValue),
            .text(TransactionExport.classes[order.corroboration.weighedPlace]),
        ]
        let isConverted = counters[.unconvertedLines] == 0
        let gross: Cell = isConverted ? Int64(exactly: order.grossMinor).map { .integer($0) } ?? .null : .null
        row += [
            .integer(counters[.lines]), gross, .text("EUR"), .integer(counters[.cancelled]),
            .integer(Int64(order.invoices)), .integer(Int64(order.payments)), .integer(Int64(order.events)),
            .integer(Int64(order.feedback)), .integer(Int64(order.declarations)),
        ]
        row += [order.handedOverAt, order.deliveredAt].map { $0.map { .text("\(Instant($0))") } ?? .null }
        row += [
            .integer(counters[.handoverLate]), .integer(counters[.deliveryLate]), .integer(counters[.claimsUpheld]),
            .integer(counters[.reviews]), .integer(counters[.matured]), .integer(counters[.creditEvents]),
        ]
        rows.append(row)
    }

    mutating func begin(isSettled: Bool, booked: Day) {}
    mutating func removeAll() { rows.removeAll(keepingCapacity: true) }
    mutating func addFormer(_ seller: SellerPlace, _ bytes: borrowing RawSpan, booked: Day) throws(SystemFailure) {}
    mutating func add(seenIn partition: Day, _ seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
    mutating func add(
        _ contribution: borrowing Contribution, near: borrowing PlainArray<NearLine>, to seller: SellerPlace, _ bytes: borrowing RawSpan,
        booked: Day, span: OrderSpan
    ) throws(SystemFailure) {}
    mutating func add(inspectionOn day: Day, isFailed: Bool, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
    mutating func add(review: GuardedReview, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
    mutating func add(fault: SubjectEvent, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
    mutating func add(lapses: Lapses, of buyer: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
    mutating func add(trade lines: borrowing PlainArray<TradeLine>, of seller: SellerPlace, _ bytes: borrowing RawSpan)
        throws(SystemFailure)
    {}
    mutating func add(product: ProductDelta, to id: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
}
