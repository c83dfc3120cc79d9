import Domain
import InformationBases
import Scoring
import Testing

/// The counters that serve the rating alone: tracking, invoices, customs, defects, inspections, bursts.
struct RatingCounterTests {
    private func seller(_ describe: (inout ReferenceWorld) -> Void) throws -> SubjectRecord {
        let bases = try JoinHarness(ReferenceWorld(describe).dumps).joined(asOf: Day("2024-12-31") ?? Day(0)).bases
        return try #require(bases.subjects.first { $0.id == Array("S1".utf8) })
    }

    private func counters(_ names: [Counter], _ describe: (inout ReferenceWorld) -> Void) throws -> [Int64] {
        let totals = try #require(try seller(describe).totals)
        return names.map { totals[$0] }
    }

    @Test func `Tracking cannot be true with a number that fails its check, or delivered before handed over`() throws {
        let found = try counters([.soleHandedOver, .soleTrackingInvalid, .soleAttemptFailed]) {
            // UPU's own example passes; the next digit fails; a number of another form says nothing.
            for (order, shipment) in [("O1", "RB123456785GB"), ("O2", "RB123456784GB"), ("O3", "123456784")] {
                $0.line(order)
                $0.event("EMA", "2024-01-02T00:00:00Z", order, shipment: shipment)
                $0.event("EMH", "2024-01-09T00:00:00Z", order, shipment: shipment)
            }
            $0.line("O4")
            $0.event("EMI", "2024-01-02T00:00:00Z", "O4")
            $0.event("EMA", "2024-01-03T00:00:00Z", "O4")
            // Never handed over; shared with another seller: neither counts.
            $0.line("O5")
            $0.line("O6")
            $0.line("O6", "2", seller: "S2")
            $0.event("EMA", "2024-01-02T00:00:00Z", "O6", shipment: "RB123456784GB")
        }
        #expect(found == [4, 2, 3])
    }

    @Test func `Invoices are late a day after handover, and reversed where nothing was returned`() throws {
        let found = try counters([.invoiceDue, .invoiceTimed, .invoiceLate, .invoiceReversed]) {
            for (order, issued) in [("O1", "2024-01-03T00:00:00Z"), ("O2", "2024-01-03T00:00:01Z")] {
                $0.line(order)
                $0.event("EMA", "2024-01-02T00:00:00Z", order)
                $0.invoice("I1", order, in: "2024-01-03", at: issued, gross: "10.00")
            }
            // The first invoice counts; a credit note and a void one reverse; not handed over: no time is measured.
            $0.line("O3")
            $0.event("EMA", "2024-01-02T00:00:00Z", "O3")
            $0.invoice("I2", "O3", in: "2024-02-01", at: "2024-02-01T00:00:00Z", gross: "10.00")
            $0.invoice("I1", "O3", in: "2024-01-01", at: "2024-01-01T00:00:00Z", gross: "10.00")
            $0.invoice("I3", "O3", in: "2024-02-02", kind: "CREDIT_NOTE", at: "2024-02-02T00:00:00Z", gross: "10.00")
            $0.line("O4")
            $0.invoice("I1", "O4", in: "2024-01-02", kind: "VOID", at: "2024-01-02T00:00:00Z", gross: "10.00")
            $0.line("O5", status: "RETURNED")
            $0.invoice("I1", "O5", in: "2024-01-02", kind: "CREDIT_NOTE", at: "2024-01-02T00:00:00Z", gross: "10.00")
        }
        #expect(found == [5, 3, 1, 2])
    }

    @Test func `Declarations differ beyond a tenth of what was ordered`() throws {
        let found = try counters([.declared, .declaredOtherwise, .customsInspected, .customsAmended]) {
            for (order, value, outcome) in [
                ("O1", "90.00", "RELEASED"), ("O2", "89.99", "INSPECTED"), ("O3", "110.00", "AMENDED"), ("O4", "110.01", "RETURNED"),
            ] {
                $0.line(order, price: "100.00")
                $0.declaration("D1", order, value: value, outcome: outcome)
            }
            // Two declarations add up; without one nothing is said.
            $0.line("O5", price: "100.00")
            $0.declaration("D1", "O5", value: "50.00")
            $0.declaration("D2", "O5", value: "50.00")
            $0.line("O6", price: "100.00")
        }
        #expect(found == [5, 2, 1, 2])
    }

    @Test func `An order is defective once, by a claim or by a guarded review`() throws {
        let found = try counters([.defectOrders, .guardedDefects, .upheldAuthenticity, .upheldQuality]) {
            for (order, buyer) in [("O1", "B1"), ("O2", "B2"), ("O3", "B3"), ("O4", "B4"), ("O5", "B5")] {
                $0.line(order, buyer: buyer)
                $0.event("EMA", "2024-01-02T00:00:00Z", order)
            }
            $0.feedback("F1", "O1", kind: "CLAIM", reason: "COUNTERFEIT", outcome: "UPHELD")
            $0.feedback("F2", "O1", score: "1")
            $0.feedback("F1", "O2", score: "2")
            $0.feedback("F1", "O3", score: "3")
            $0.feedback("F1", "O4", kind: "CHARGEBACK", outcome: "OPEN")
            $0.feedback("F2", "O4", kind: "CLAIM", reason: "DEFECTIVE", outcome: "UPHELD")
            $0.feedback("F1", "O5", kind: "CHARGEBACK", outcome: "REJECTED")
        }
        #expect(found == [2, 1, 1, 1])
    }

    @Test func `Three orders for each buyer within an hour are a burst; the largest buyer is counted`() throws {
        let found = try seller {
            for number in 1...3 { $0.line("A\(number)", in: "2024-12-01", orderedAt: "2024-12-01T10:0\(number):00Z", buyer: "B1") }
            for number in 1...3 {
                $0.line("C\(number)", in: "2024-12-01", orderedAt: "2024-12-01T11:0\(number):00Z", buyer: number == 1 ? "B1" : "B2")
            }
            $0.line("D1", in: "2024-12-02", orderedAt: "2024-12-02T10:00:00Z", buyer: "B2")
            // Two lines are one order; an order of long ago is none of late.
            $0.line("D2", in: "2024-12-03", orderedAt: "2024-12-03T10:00:00Z", buyer: "B3")
            $0.line("D2", "2", in: "2024-12-03", orderedAt: "2024-12-03T10:00:00Z", buyer: "B3")
            $0.line("E1", in: "2024-02-01", orderedAt: "2024-02-01T10:00:00Z", buyer: "B1")
        }
        #expect(found.evidence.recentOrders == 8)
        #expect(found.evidence.burstOrders == 3)
        #expect(found.evidence.largestBuyerOrders == 4)
    }
}
