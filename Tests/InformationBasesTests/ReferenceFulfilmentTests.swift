import TestSupport
import Testing

/// Handover, delivery, cancellation: what was promised, what was done, and what was due by the day.
struct ReferenceFulfilmentTests {
    private func counters(asOf day: String = "2024-12-31", _ names: String..., describe: (inout ReferenceWorld) -> Void) -> [Int64?] {
        let counters = ReferenceWorld(describe).seller(asOf: day)
        return names.map { counters[$0] }
    }

    @Test func `A deadline at the end of the day has not passed by the day; a second before it has`() {
        for (shipBy, due) in [("2024-01-06T00:00:00Z", Int64(0)), ("2024-01-05T23:59:59Z", 1)] {
            let found = counters(asOf: "2024-01-05", "handover_due", "handover_late") { $0.line(shipBy: shipBy) }
            #expect(found == [due, due])
        }
    }

    @Test func `A promise more than 365 days behind its line's order is none`() {
        for (far, due) in [("2024-12-31T12:00:00Z", Int64(1)), ("2024-12-31T12:00:01Z", 0), ("9999-12-31", 0)] {
            let names = ["handover_due", "handover_late", "handover_share_orders", "delivery_due", "undelivered"]
            let found = ReferenceWorld { $0.line(shipBy: far, deliverBy: far) }.seller(asOf: "2025-06-30")
            #expect(names.map { found[$0] } == names.map { _ in due }, "\(far)")
        }
        // The other line's promise counts; each is measured from its own line's ordered_at.
        let found = counters(asOf: "2025-06-30", "handover_due", "handover_share_sum") {
            $0.line("O1", "1", orderedAt: "2024-01-01T12:00:00Z", shipBy: "2025-01-02T12:00:00Z")
            $0.line("O1", "2", orderedAt: "2024-01-01T13:00:00Z", shipBy: "2024-01-02T12:00:00Z")
            $0.event("EMA", "2024-01-02T00:00:00Z")
        }
        #expect(found == [1, 500])
    }

    @Test func `Late is the first handover after ship_by, or none; at the second it is in time`() {
        func late(_ events: (String, String)...) -> [Int64?] {
            counters("handover_late", "handed_over", "handover_seconds") { world in
                world.line(shipBy: "2024-01-02T12:00:00Z")
                for (code, time) in events { world.event(code, time) }
            }
        }
        #expect(late(("EMC", "2024-01-02T12:00:00Z")) == [0, 1, 86_400])
        #expect(late(("EMC", "2024-01-02T12:00:01Z")) == [1, 1, 86_401])
        // The first of EMA and EMC counts; other events are no handover.
        #expect(late(("EMC", "2024-01-05T00:00:00Z"), ("EMA", "2024-01-01T12:00:10Z")) == [0, 1, 10])
        #expect(late(("EMI", "2024-01-02T00:00:00Z")) == [1, 0, 0])
        // Handed over before it was ordered: no time, not negative time.
        #expect(late(("EMA", "2024-01-01T11:00:00Z")) == [0, 1, 0])
    }

    @Test(arguments: [
        // The promised window is 100,000 s long. 33,333 s are 333.33 thousandths, rounded down; before the order none; 4000 at most.
        ("2024-01-01T21:15:33Z", Int64(333)), ("2024-01-01T11:00:00Z", 0), ("2024-01-02T15:46:40Z", 1000), ("2024-01-09T00:00:00Z", 4000),
    ])
    func `The share of the promised window that was used`(_ handedOver: String, _ share: Int64) {
        let found = counters("handover_share_orders", "handover_share_sum") {
            $0.line(shipBy: "2024-01-02T15:46:40Z")
            $0.event("EMA", handedOver)
        }
        #expect(found == [1, share])
    }

    @Test func `Without a handover the window is used up to the end of the day; a promise not after the order has no window`() {
        // From noon to the next noon was promised; 2024-01-02 ends 36 hours after the order.
        let open = counters(asOf: "2024-01-02", "handover_share_orders", "handover_share_sum") { $0.line(shipBy: "2024-01-02T12:00:00Z") }
        #expect(open == [1, 1500])
        let none = counters("handover_due", "handover_share_orders", "handover_share_sum") { $0.line(shipBy: "2024-01-01T12:00:00Z") }
        #expect(none == [1, 0, 0])
    }

    @Test func `Delivery is late after the promise; not delivered is undelivered 30 days later`() {
        func found(asOf day: String, deliveredAt: String?) -> [Int64?] {
            counters(asOf: day, "delivery_due", "delivery_late", "delivered", "undelivered") { world in
                world.line(deliverBy: "2024-02-01T12:00:00Z")
                if let deliveredAt { world.event("EMI", deliveredAt) }
            }
        }
        #expect(found(asOf: "2024-03-01", deliveredAt: "2024-02-01T12:00:00Z") == [1, 0, 1, 0])
        #expect(found(asOf: "2024-03-03", deliveredAt: "2024-02-01T12:00:01Z") == [1, 1, 1, 0])
        #expect(found(asOf: "2024-01-31", deliveredAt: nil) == [0, 0, 0, 0])
        // 2024-02-01 + 30 days = 2024-03-02. Not delivered is never late: there is no first EMI.
        #expect(found(asOf: "2024-03-01", deliveredAt: nil) == [1, 0, 0, 0])
        #expect(found(asOf: "2024-03-02", deliveredAt: nil) == [1, 0, 0, 1])
    }

    @Test func `Deadlines are the latest among the seller's lines that are not cancelled`() {
        let found = counters(asOf: "2024-01-05", "handover_due", "delivery_due") {
            $0.line("O1", "1", shipBy: "2024-01-02T00:00:00Z", deliverBy: "2024-01-03T00:00:00Z")
            $0.line("O1", "2", deliverBy: "2024-01-09T00:00:00Z")
            $0.line("O1", "3", shipBy: "2024-01-09T00:00:00Z", status: "CANCELLED")
            $0.line("O1", "4", seller: "S2", shipBy: "2024-01-09T00:00:00Z")
        }
        // ship_by: the 2nd (line 2 says none, line 3 is cancelled, line 4 is another's). deliver_by: the 9th of line 2.
        #expect(found == [1, 0])
    }

    @Test func `A cancelled order is due for nothing, but what moved, moved`() {
        let found = counters(
            "orders", "cancelled", "cancelled_by_seller", "handover_due", "delivery_due", "undelivered", "invoice_due", "handed_over",
            "handover_seconds", "delivered", "held", "failed_attempts"
        ) {
            $0.line("O1", "1", shipBy: "2024-01-02T00:00:00Z", deliverBy: "2024-01-03T00:00:00Z", status: "CANCELLED")
            $0.line("O1", "2", status: "CANCELLED_BY_SELLER")
            $0.event("EMA", "2024-01-01T13:00:00Z")
            $0.event("EME", "2024-01-02T12:00:00Z")
            $0.event("EME", "2024-01-03T12:00:00Z")
            $0.event("EMH", "2024-01-04T12:00:00Z")
            $0.event("EMI", "2024-01-05T12:00:00Z")
        }
        #expect(found == [1, 1, 1, 0, 0, 0, 0, 1, 3600, 1, 1, 1])
    }

    @Test func `Cancelled by the seller is an order all of whose lines are cancelled`() {
        let found = counters("cancelled", "cancelled_by_seller", "refunded") {
            $0.line("O1", "1", status: "CANCELLED_BY_SELLER")
            $0.line("O1", "2", status: "RETURNED")
            $0.line("O2", "1", status: "CANCELLED_BY_BUYER")
            $0.line("O3", "1", status: "REFUNDED")
            $0.line("O3", "2", status: "REFUNDED")
        }
        #expect(found == [1, 0, 2])
    }

    @Test func `Tracking belongs to every seller of the order`() {
        let story = ReferenceWorld {
            $0.line("O1", "1", seller: "S1")
            $0.line("O1", "2", seller: "S2")
            $0.event("EMA", "2024-01-01T13:00:00Z")
            $0.event("EMH", "2024-01-02T13:00:00Z")
        }
        #expect(["S1", "S2"].map { story.seller($0)["handed_over"] } == [1, 1])
        #expect(["S1", "S2"].map { story.seller($0)["failed_attempts"] } == [1, 1])
    }
}

/// Whose feedback is.
struct ReferenceFeedbackTests {
    /// Order O1 of two sellers and two products; O2 of one.
    private func trade(_ describe: (inout ReferenceWorld) -> Void) -> ReferenceWorld {
        ReferenceWorld {
            $0.line("O1", "1", seller: "S1", product: "P1")
            $0.line("O1", "2", seller: "S2", product: "P2")
            $0.line("O2", "1", seller: "S1", product: "P1")
            $0.line("O2", "2", seller: "S1", product: "P2")
            describe(&$0)
        }
    }

    private func reviews(_ world: ReferenceWorld) -> [Int64?] {
        ["S1", "S2"].map { world.seller($0)["reviews"] } + ["P1", "P2"].map { world.product($0)["reviews"] }
    }

    @Test func `What it names, else its line's, else the order's only one, else nobody's; seller and product each for itself`() {
        // Named, against its line.
        #expect(reviews(trade { $0.feedback(line: "1", seller: "S2", product: "P2", score: "5") }) == [0, 1, 0, 1])
        // The seller named, the product its line's.
        #expect(reviews(trade { $0.feedback(line: "1", seller: "S2", score: "5") }) == [0, 1, 1, 0])
        #expect(reviews(trade { $0.feedback(line: "2", score: "5") }) == [0, 1, 0, 1])
        // Line 7 does not exist; two sellers, two products: nobody's.
        let nobody = trade { $0.feedback(line: "7", score: "5") }
        #expect(reviews(nobody) == [0, 0, 0, 0])
        #expect(nobody.evidence().feedbackOfNoSeller == 1)
        // O2 has one seller and two products.
        #expect(reviews(trade { $0.feedback("F1", "O2", score: "5") }) == [1, 0, 0, 0])
    }

    @Test func `A seller named without a line in the order has it, if the seller has a row at all`() {
        let named = trade { $0.feedback("F1", "O2", seller: "S2", product: "P9", score: "4") }
        #expect(reviews(named) == [0, 1, 0, 0])
        let stranger = trade { $0.feedback("F1", "O2", seller: "S9", score: "4") }
        #expect(reviews(stranger) == [0, 0, 0, 0])
        #expect(stranger.seller("S9").isEmpty)
    }

    @Test func `Reviews are counted and summed; upheld claims are counted by order`() {
        let story = trade {
            $0.feedback("F1", "O2", score: "5")
            $0.feedback("F2", "O2", score: "2")
            $0.feedback("F3", "O2", line: "1", kind: "COMPLAINT", outcome: "UPHELD")
            $0.feedback("F4", "O2", line: "2", kind: "CHARGEBACK", outcome: "UPHELD")
            $0.feedback("F5", "O1", line: "1", kind: "CLAIM", outcome: "REJECTED")
            $0.feedback("F6", "O1", line: "1", kind: "CLAIM")
            $0.feedback("F7", "O1", line: "2", score: "1", outcome: "UPHELD")
        }
        let names = ["reviews", "review_sum", "claims_upheld"]
        // F3 and F4 are of one order: one for S1, one for each of their products. F7 is a review, upheld or not.
        #expect(names.map { story.seller("S1")[$0] } == [2, 7, 1])
        #expect(names.map { story.seller("S2")[$0] } == [1, 1, 0])
        #expect(names.map { story.product("P1")[$0] } == [0, 0, 1])
        #expect(names.map { story.product("P2")[$0] } == [1, 1, 1])
    }

    @Test func `The version time of feedback is its outcome's`() {
        // Withdrawn on the 20th; a later partition delivers what was upheld on the 15th.
        let story = trade {
            $0.feedback("F1", "O2", in: "2024-01-20", kind: "CLAIM", outcome: "WITHDRAWN", outcomeAt: "2024-01-20T00:00:00Z")
            $0.feedback("F1", "O2", in: "2024-01-25", kind: "CLAIM", outcome: "UPHELD", outcomeAt: "2024-01-15T00:00:00Z")
        }
        #expect(story.seller("S1")["claims_upheld"] == 0)
    }

    @Test func `Products count their lines, cancelled ones too, and those refunded or returned`() {
        let story = ReferenceWorld {
            $0.line("O1", "1", status: "RETURNED")
            $0.line("O1", "2", status: "REFUNDED")
            $0.line("O1", "3", status: "CANCELLED")
            $0.line("O2", "1", product: "P2")
        }
        #expect(story.product("P1") == ["lines": 3, "refunded": 2, "claims_upheld": 0, "reviews": 0, "review_sum": 0])
        #expect(story.product("P2")["lines"] == 1)
    }
}

/// The whole of a small world, and the real one where it is at hand.
struct ReferenceEvidenceTests {
    @Test func `Every row of every file has one fate, and every seller every counter`() {
        let evidence = ReferenceWorld {
            $0.line(status: "PLACED")
            $0.line(status: "PLACED")
            $0.line(status: "COMPLETED")
            $0.line("O2", statusAt: "2024-02-01T00:00:00Z")
            $0.event("EMA", "2024-01-01T13:00:00Z")
            $0.event("EMA", "2024-01-01T13:00:00Z", "NONE")
        }.evidence()
        for (file, outcome) in evidence.outcomes {
            let fates = outcome.accepted + outcome.duplicate + outcome.superseded + outcome.quarantined.values.reduce(0, +)
            #expect(outcome.read == fates, "\(file)")
        }
        #expect(evidence.outcomes["2024-01-01/transactions.csv"]?.read == 4)
        let names = """
            orders lines gross_minor cancelled cancelled_by_seller refunded invoice_due invoice_missing invoice_matched handover_due \
            handover_late handed_over handover_seconds handover_share_orders handover_share_sum delivery_due delivered delivery_late \
            undelivered held failed_attempts claims_upheld reviews review_sum buyers products destinations
            """
        #expect(evidence.sellers["S1"].map { Set($0.keys) } == Set(names.split(separator: " ").map(String.init)))
    }

    @Test func `The order of files does not matter`() {
        let versions = (1...4).map { day in { (world: inout ReferenceWorld) in world.line(in: "2024-01-0\(day)", price: "\(day).00") } }
        let forward = ReferenceWorld { world in for add in versions { add(&world) } }.evidence()
        let backward = ReferenceWorld { world in for add in versions.reversed() { add(&world) } }.evidence()
        #expect(forward.sellers == backward.sellers && forward.outcomes == backward.outcomes)
    }
}
