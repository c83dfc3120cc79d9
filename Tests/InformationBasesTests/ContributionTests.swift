import Domain
import InformationBases
import Scoring
import TestSupport
import Testing

/// What single orders add to their sellers beyond the evidence: credit events, maturity, sole sellers, peers (DESIGN 4).
///
/// Each case is an order of a seller of its own in one world, joined once as of 2024-12-31. Unless a case says otherwise the
/// order was placed on 2024-01-01 at noon and promised to be handed over by 2024-01-05 and delivered by 2024-01-20 (00:00 UTC),
/// so that it matured on 2024-03-31 (ordered_at + 30 days + 60 days).
struct ContributionTests {
    struct Case: Sendable {
        var why: String
        /// Counters that must have these values; the credit events and their kinds are 0 where they are not named.
        var expected: [Counter: Int64]
        /// Adds the order's rows to the world.
        var rows: @Sendable (inout ReferenceWorld, Order) -> Void

        init(_ why: String, _ expected: [Counter: Int64], _ rows: @escaping @Sendable (inout ReferenceWorld, Order) -> Void) {
            self.why = why
            self.expected = expected
            self.rows = rows
        }
    }

    /// The names that belong to a case, and its plain rows.
    struct Order {
        var number: Int
        var id: String { "O\(number)" }
        var seller: String { "S\(number)" }

        func line(
            _ world: inout ReferenceWorld, _ line: String = "1", at: String = "2024-01-01T12:00:00Z", seller: String? = nil,
            shipBy: String = "2024-01-05", deliverBy: String = "2024-01-20", model: String = "", origin: String = "",
            to destination: String = ""
        ) {
            let partition = String(at.prefix(10))
            world.line(
                id, line, in: partition, orderedAt: at, seller: seller ?? self.seller, destination: destination, shipBy: shipBy,
                deliverBy: deliverBy, model: model, origin: origin)
        }

        /// A later version of a line, with the same promises.
        func status(
            _ world: inout ReferenceWorld, _ status: String, at: String, line: String = "1", seller: String? = nil,
            shipBy: String = "2024-01-05",
            deliverBy: String = "2024-01-20"
        ) {
            world.line(
                id, line, in: String(at.prefix(10)), seller: seller ?? self.seller, shipBy: shipBy, deliverBy: deliverBy, status: status,
                statusAt: at)
        }

        func handOver(_ world: inout ReferenceWorld, _ at: String) { world.event("EMA", at, id) }
    }

    private static let none: [Counter: Int64] = [.orders: 1, .matured: 1]
    private static let e1: [Counter: Int64] = [.orders: 1, .matured: 1, .cancelled: 1, .creditEvents: 1, .eventsCancelled: 1]
    private static let e2: [Counter: Int64] = [
        .matured: 1, .creditEvents: 1, .eventsNotHandedOver: 1, .overdueHandoverDue: 1, .overdueHandoverMissing: 1,
    ]
    private static let e3: [Counter: Int64] = [.matured: 1, .claimsUpheld: 1, .creditEvents: 1, .eventsUpheld: 1]
    private static let e4: [Counter: Int64] = [.matured: 1, .creditEvents: 1, .eventsSeized: 1]

    static let cancellations: [Case] = [
        Case("handed over and delivered in time: nothing to hold against it", none.merging([.overdueHandoverDue: 1, .delivered: 1]) { $1 })
        {
            $1.line(&$0)
            $1.handOver(&$0, "2024-01-04T10:00:00Z")
            $0.event("EMI", "2024-01-15T10:00:00Z", $1.id)
        },
        Case("the seller cancelled, and early: E1 whatever the time", e1.merging([.cancelledBySeller: 1]) { $1 }) {
            $1.line(&$0)
            $1.status(&$0, "CANCELLED_BY_SELLER", at: "2024-01-02T00:00:00Z")
        },
        Case("the buyer cancelled before ship_by: no fault of the seller's", none.merging([.cancelled: 1]) { $1 }) {
            $1.line(&$0)
            $1.status(&$0, "CANCELLED_BY_BUYER", at: "2024-01-05T00:00:00Z")
        },
        Case("the buyer cancelled after ship_by and nothing had been handed over: E1", e1) {
            $1.line(&$0)
            $1.status(&$0, "CANCELLED_BY_BUYER", at: "2024-01-05T00:00:01Z")
        },
        Case("somebody cancelled after ship_by, and the handover came only after that: E1", e1) {
            $1.line(&$0)
            $1.status(&$0, "CANCELLED", at: "2024-01-06T00:00:00Z")
            $1.handOver(&$0, "2024-01-06T00:00:01Z")
        },
        Case("cancelled after ship_by, but handed over by then, though late: no E1", none.merging([.cancelled: 1]) { $1 }) {
            $1.line(&$0)
            $1.status(&$0, "CANCELLED", at: "2024-01-07T00:00:00Z")
            $1.handOver(&$0, "2024-01-07T00:00:00Z")
        },
        Case("cancelled by the buyer where no handover was promised: nothing was late", none.merging([.cancelled: 1]) { $1 }) {
            $1.line(&$0, shipBy: "")
            $1.status(&$0, "CANCELLED_BY_BUYER", at: "2024-02-06T00:00:00Z", shipBy: "")
        },
        Case("one line of two cancelled by the seller: the order is not cancelled", none.merging([.cancelled: 0, .lines: 2]) { $1 }) {
            $1.line(&$0, "1")
            $1.line(&$0, "2")
            $1.status(&$0, "CANCELLED_BY_SELLER", at: "2024-01-02T00:00:00Z")
            $1.handOver(&$0, "2024-01-03T00:00:00Z")
        },
        Case(
            "one line cancelled by the seller, the other by the buyer: cancelled, and with a line of the seller's: E1",
            e1.merging([.cancelledBySeller: 1]) { $1 }
        ) {
            $1.line(&$0, "1")
            $1.line(&$0, "2")
            $1.status(&$0, "CANCELLED_BY_SELLER", at: "2024-01-02T00:00:00Z")
            $1.status(&$0, "CANCELLED_BY_BUYER", at: "2024-01-02T00:00:00Z", line: "2")
        },
        Case(
            "cancelled before the latest ship_by of its lines: deadlines are the latest over all lines, cancelled too",
            none.merging([.cancelled: 1]) { $1 }
        ) {
            $1.line(&$0, "1")
            $1.line(&$0, "2", shipBy: "2024-01-10")
            $1.status(&$0, "CANCELLED", at: "2024-01-06T00:00:00Z")
            $1.status(&$0, "CANCELLED", at: "2024-01-06T00:00:00Z", line: "2", shipBy: "2024-01-10")
        },
    ]

    static let handovers: [Case] = [
        Case("never handed over: E2 once ship_by + 30 days has passed", e2.merging([.soleHandoverDue: 1, .soleHandoverLate: 1]) { $1 }) {
            $1.line(&$0)
        },
        Case("handed over a second after ship_by + 30 days: E2", e2.merging([.handedOver: 1]) { $1 }) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-02-04T00:00:01Z")
        },
        Case(
            "handed over on ship_by + 30 days to the second: late, and no event",
            none.merging([.overdueHandoverDue: 1, .soleHandoverLate: 1]) { $1 }
        ) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-02-04T00:00:00Z")
        },
        Case("not promised: no handover can be overdue", none.merging([.overdueHandoverDue: 0, .soleHandoverDue: 0]) { $1 }) {
            $1.line(&$0, shipBy: "")
        },
        Case(
            "cancelled on ship_by + 30 days to the second: E1, and handover is not owed any more",
            e1.merging([.overdueHandoverDue: 0]) { $1 }
        ) {
            $1.line(&$0)
            $1.status(&$0, "CANCELLED_BY_BUYER", at: "2024-02-04T00:00:00Z")
        },
        Case("cancelled later: E1 and E2, one credit event", e1.merging(e2) { $1 }) {
            $1.line(&$0)
            $1.status(&$0, "CANCELLED_BY_BUYER", at: "2024-02-04T00:00:01Z")
        },
    ]

    static let claims: [Case] = [
        Case("an upheld complaint: E3", e3) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-01-04T00:00:00Z")
            $0.feedback("F1", $1.id, kind: "COMPLAINT", reason: "NOT_AS_DESCRIBED", outcome: "UPHELD")
        },
        Case("two upheld chargebacks and claims: still one order with claims, one event", e3) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-01-04T00:00:00Z")
            $0.feedback("F1", $1.id, kind: "CHARGEBACK", outcome: "UPHELD")
            $0.feedback("F2", $1.id, kind: "CLAIM", reason: "DEFECTIVE", outcome: "UPHELD")
        },
        Case(
            "not received after handover on ship_by to the second: the carrier's loss, shown and not scored",
            none.merging([.claimsUpheld: 1]) { $1 }
        ) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-01-05T00:00:00Z")
            $0.feedback("F1", $1.id, kind: "CLAIM", reason: "NOT_RECEIVED", outcome: "UPHELD")
        },
        Case("not received after late handover: E3", e3.merging([.soleHandoverLate: 1]) { $1 }) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-01-05T00:00:01Z")
            $0.feedback("F1", $1.id, kind: "CLAIM", reason: "NOT_RECEIVED", outcome: "UPHELD")
        },
        Case("not received and never handed over: E3, and E2 too", e3.merging(e2) { $1 }) {
            $1.line(&$0)
            $0.feedback("F1", $1.id, kind: "CLAIM", reason: "NOT_RECEIVED", outcome: "UPHELD")
        },
        Case("not received, handed over, and no handover promised: it cannot have been late", none.merging([.claimsUpheld: 1]) { $1 }) {
            $1.line(&$0, shipBy: "")
            $1.handOver(&$0, "2024-01-19T00:00:00Z")
            $0.feedback("F1", $1.id, kind: "CLAIM", reason: "NOT_RECEIVED", outcome: "UPHELD")
        },
        Case(
            "open, rejected and withdrawn claims, and a review that calls itself upheld: none is",
            none.merging([.claimsUpheld: 0, .reviews: 1]) { $1 }
        ) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-01-04T00:00:00Z")
            for (id, outcome) in [("F1", "OPEN"), ("F2", "REJECTED"), ("F3", "WITHDRAWN"), ("F4", "")] {
                $0.feedback(id, $1.id, kind: "CLAIM", outcome: outcome)
            }
            $0.feedback("F5", $1.id, kind: "REVIEW", score: "1", outcome: "UPHELD")
        },
        Case("upheld once and rejected on appeal: the latest version counts", none.merging([.claimsUpheld: 0]) { $1 }) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-01-04T00:00:00Z")
            $0.feedback("F1", $1.id, in: "2024-01-20", kind: "CLAIM", outcome: "UPHELD", outcomeAt: "2024-01-20T00:00:00Z")
            $0.feedback("F1", $1.id, in: "2024-02-20", kind: "CLAIM", outcome: "REJECTED", outcomeAt: "2024-02-20T00:00:00Z")
        },
        Case("a declaration seized, naming the seller: E4", e4) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-01-04T00:00:00Z")
            $0.declaration("D1", $1.id, seller: $1.seller, outcome: "SEIZED", reason: "PROHIBITED")
        },
        Case("a declaration seized, naming nobody: the order's only seller's", e4) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-01-04T00:00:00Z")
            $0.declaration("D1", $1.id, outcome: "SEIZED")
        },
        Case("seized and released in the end, or seized for another's account: no event", none) {
            $1.line(&$0)
            $1.handOver(&$0, "2024-01-04T00:00:00Z")
            $0.declaration("D1", $1.id, in: "2024-01-10", outcome: "SEIZED")
            $0.declaration("D1", $1.id, in: "2024-01-12", outcome: "RELEASED")
            $0.declaration("D2", $1.id, seller: "SOMEBODY", outcome: "SEIZED")
        },
    ]

    static let maturities: [Case] = [
        Case("ordered_at + 90 days is the end of D: not yet matured, and not judged", [.orders: 1, .matured: 0, .cancelledBySeller: 1]) {
            $0.line($1.id, in: "2024-10-03", orderedAt: "2024-10-03T00:00:00Z", seller: $1.seller, status: "CANCELLED_BY_SELLER")
        },
        Case("a second earlier: matured, and judged", [.orders: 1, .matured: 1, .creditEvents: 1, .eventsCancelled: 1]) {
            $0.line($1.id, in: "2024-10-03", orderedAt: "2024-10-02T23:59:59Z", seller: $1.seller, status: "CANCELLED_BY_SELLER")
        },
        Case("deliver_by + 60 days lies ahead: not matured", [.orders: 1, .matured: 0]) {
            $1.line(&$0, shipBy: "", deliverBy: "2024-11-02")
        },
        Case(
            "cancelled whatever was promised: matured 60 days after the cancellation, and the seller's fault",
            e1.merging([.cancelledBySeller: 1]) { $1 }
        ) {
            for line in ["1", "2"] {
                $1.line(&$0, line, at: "2024-07-01T00:00:00Z", shipBy: "2025-06-30", deliverBy: "2025-06-30")
                $0.line(
                    $1.id, line, in: "2024-11-01", orderedAt: "2024-07-01T00:00:00Z", seller: $1.seller, shipBy: "2025-06-30",
                    deliverBy: "2025-06-30", status: line == "1" ? "CANCELLED_BY_SELLER" : "CANCELLED_BY_BUYER",
                    statusAt: line == "1" ? "2024-11-01T23:59:59Z" : "2024-10-01T00:00:00Z")
            }
        },
        Case("cancelled 60 days before the end of D to the second: not yet matured", [.orders: 1, .matured: 0, .cancelledBySeller: 1]) {
            $1.line(&$0, at: "2024-07-01T00:00:00Z", shipBy: "", deliverBy: "2024-07-02")
            $0.line(
                $1.id, in: "2024-11-02", orderedAt: "2024-07-01T00:00:00Z", seller: $1.seller, deliverBy: "2024-07-02",
                status: "CANCELLED_BY_SELLER", statusAt: "2024-11-02T00:00:00Z")
        },
        Case("promises for the year 9999 are none: neither late nor overdue, and the order matures", none) {
            $1.line(&$0, shipBy: "9999-12-31", deliverBy: "9999-12-31T23:59:59Z")
        },
        Case("cancelled by the buyer where the far handover is no promise: nothing was late", none.merging([.cancelled: 1]) { $1 }) {
            $1.line(&$0, shipBy: "2025-12-31")
            $1.status(&$0, "CANCELLED_BY_BUYER", at: "2024-02-06T00:00:00Z", shipBy: "2025-12-31")
        },
        Case("of a cancelled line too", [.orders: 1, .matured: 0]) {
            $1.line(&$0, "1", shipBy: "")
            $1.line(&$0, "2", shipBy: "", deliverBy: "2024-11-02")
            $1.status(&$0, "CANCELLED_BY_BUYER", at: "2024-01-03T00:00:00Z", line: "2", shipBy: "", deliverBy: "2024-11-02")
        },
        Case(
            "ship_by + 30 days has passed before the order matures: overdue is counted, the event waits",
            [
                .matured: 0, .overdueHandoverDue: 1, .overdueHandoverMissing: 1,
            ]
        ) {
            $1.line(&$0, shipBy: "2024-11-30", deliverBy: "")
        },
        Case("placed without a trade model and a way: B2C across a border", none.merging([.maturedB2CCrossBorder: 1]) { $1 }) {
            $1.line(&$0, shipBy: "")
        },
        Case("origin and destination are one country: domestic", none.merging([.maturedB2BDomestic: 1, .maturedB2BCrossBorder: 0]) { $1 }) {
            $1.line(&$0, shipBy: "", model: "B2B", origin: "CN", to: "CN")
        },
        Case(
            "the line with the least number speaks for the order", none.merging([.maturedC2CCrossBorder: 1, .maturedB2BDomestic: 0]) { $1 }
        ) {
            $1.line(&$0, "10", shipBy: "", model: "B2B", origin: "CN", to: "CN")
            $1.line(&$0, "9", shipBy: "", model: "C2C", origin: "CN", to: "BR")
        },
    ]

    static let shared: [Case] = [
        Case(
            "two sellers, nothing handed over: whose fault cannot be told: due and late, not of a sole seller, no E2",
            [
                .matured: 1, .handoverDue: 1, .handoverLate: 1, .soleHandoverDue: 0, .soleHandoverLate: 0, .soleHandoverShareOrders: 0,
                .overdueHandoverDue: 0,
            ]
        ) {
            $1.line(&$0)
            $1.line(&$0, "2", seller: "OTHER")
        },
        Case("of two sellers one's lines are cancelled late by the buyer: no E1", none.merging([.cancelled: 1]) { $1 }) {
            $1.line(&$0)
            $1.line(&$0, "2", seller: "OTHER")
            $1.status(&$0, "CANCELLED_BY_BUYER", at: "2024-01-20T00:00:00Z")
        },
        Case("of two sellers one cancels: its own E1", e1.merging([.cancelledBySeller: 1]) { $1 }) {
            $1.line(&$0)
            $1.line(&$0, "2", seller: "OTHER")
            $1.status(&$0, "CANCELLED_BY_SELLER", at: "2024-01-02T00:00:00Z")
        },
        Case("a claim by line is that line's seller's", e3) {
            $1.line(&$0)
            $1.line(&$0, "2", seller: "OTHER")
            $1.handOver(&$0, "2024-01-04T00:00:00Z")
            $0.feedback("F1", $1.id, line: "1", kind: "CLAIM", outcome: "UPHELD")
        },
        Case("a claim without a line or a seller, a seizure that names nobody: nobody's", none.merging([.claimsUpheld: 0]) { $1 }) {
            $1.line(&$0)
            $1.line(&$0, "2", seller: "OTHER")
            $1.handOver(&$0, "2024-01-04T00:00:00Z")
            $0.feedback("F1", $1.id, kind: "CLAIM", outcome: "UPHELD")
            $0.declaration("D1", $1.id, outcome: "SEIZED")
        },
        Case(
            "a sole seller's handover counts twice: in the evidence and for the rating",
            none.merging([
                .handoverDue: 1, .soleHandoverDue: 1, .soleHandoverShareOrders: 1, .handoverShareSum: 500, .soleHandoverShareSum: 500,
            ]) { $1 }
        ) {
            $1.line(&$0, shipBy: "2024-01-05T12:00:00Z")
            $1.handOver(&$0, "2024-01-03T12:00:00Z")
        },
        Case(
            "invoiced otherwise than ordered: mismatched, not missing",
            none.merging([.invoiceMismatched: 1, .invoiceMissing: 0, .invoiceMatched: 0]) { $1 }
        ) {
            $1.line(&$0, shipBy: "")
            $0.invoice("I1", $1.id, seller: $1.seller, gross: "50.00")
        },
    ]

    private static let events: [Counter] = [.creditEvents, .eventsCancelled, .eventsNotHandedOver, .eventsUpheld, .eventsSeized]

    @Test func `Orders made by hand`() throws {
        let cases = Self.cancellations + Self.handovers + Self.claims + Self.maturities + Self.shared
        let world = ReferenceWorld { world in
            for (number, one) in cases.enumerated() { one.rows(&world, Order(number: number)) }
        }
        let bases = try JoinHarness(world.dumps, threads: 2).joined(asOf: Day("2024-12-31") ?? Day(0)).bases
        let totals = Dictionary(uniqueKeysWithValues: bases.subjects.map { (String(decoding: $0.id, as: UTF8.self), $0.totals) })
        for (number, one) in cases.enumerated() {
            let found = try #require(totals[Order(number: number).seller] ?? nil)
            for counter in Set(one.expected.keys).union(Self.events) {
                #expect(found[counter] == one.expected[counter] ?? 0, "\(counter.name): \(one.why)")
            }
        }
    }

    @Test(arguments: [
        (false, false, Corroboration.none), (true, false, .invoiceOnly), (false, true, .movementOnly), (true, true, .both),
    ])
    func `Who stands behind an order beside the seller`(_ isInvoiced: Bool, _ isMoved: Bool, _ expected: Corroboration) throws {
        let world = ReferenceWorld {
            $0.line()
            if isInvoiced { $0.invoice(gross: "10.00") }
            if isMoved { $0.event("EMI", "2024-01-09T00:00:00Z") }
        }
        let bases = try JoinHarness(world.dumps).joined(asOf: Day("2024-12-31") ?? Day(0)).bases
        #expect(bases.subjects.first?.evidence.cells.map(\.corroboration) == [expected])
        #expect(bases.subjects.first?.evidence.cells.map(\.day) == [Day("2024-01-01") ?? Day(0)])
    }
}
