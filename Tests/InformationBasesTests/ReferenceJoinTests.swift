import Domain
import TestSupport
import Testing

/// Which rows count as of a day: versions, duplicates, and the three reasons for which a valid row has no effect.
struct ReferenceVersionTests {
    @Test func `The latest version time wins, whichever partition brought it`() {
        // The cancellation happened on the 3rd; the completion, delivered later, happened on the 2nd.
        let evidence = ReferenceWorld {
            $0.line(status: "PLACED")
            $0.line(in: "2024-01-03", status: "CANCELLED")
            $0.line(in: "2024-01-05", status: "COMPLETED", statusAt: "2024-01-02T00:00:00Z")
        }.evidence()
        #expect(evidence.sellers["S1"]?["cancelled"] == 1)
        #expect(evidence.sellers["S1"]?["lines"] == 1)
        #expect(evidence.outcomes["2024-01-03/transactions.csv"]?.accepted == 1)
        #expect(evidence.outcomes["2024-01-05/transactions.csv"]?.superseded == 1)
    }

    @Test func `Of one version time the later partition wins, even with the lesser status`() {
        let late = ReferenceWorld {
            $0.line(status: "CANCELLED_BY_SELLER", statusAt: "2024-01-01T10:00:00Z")
            $0.line(in: "2024-01-02", status: "COMPLETED", statusAt: "2024-01-01T10:00:00Z")
        }
        #expect(late.seller()["cancelled"] == 0)
    }

    @Test(arguments: [
        ("PLACED", "COMPLETED"), ("COMPLETED", "RETURNED"), ("RETURNED", "REFUNDED"), ("REFUNDED", "CANCELLED"),
        ("CANCELLED", "CANCELLED_BY_BUYER"), ("CANCELLED_BY_BUYER", "CANCELLED_BY_SELLER"),
    ])
    func `Of one partition the greater status wins, in either order of rows`(_ lesser: String, _ greater: String) {
        // The price tells which version won: 20.00 EUR are the greater status's, although its encoding is the lesser.
        for statuses in [[lesser, greater], [greater, lesser]] {
            let tied = ReferenceWorld { world in
                for status in statuses { world.line(price: status == greater ? "20.00" : "90.00", status: status) }
            }
            #expect(tied.seller()["gross_minor"] == 2000)
        }
    }

    @Test func `Of one status the greater canonical encoding wins: numbers by value, missing least, the first difference decides`() {
        // unit_price: as text "9.00" > "10.00", as a number 10 > 9.
        let byValue = ReferenceWorld {
            $0.line(price: "9.00")
            $0.line(price: "10.00")
        }
        #expect(byValue.seller()["gross_minor"] == 1000)
        // No freight is less than a freight of nothing, and than a negative one.
        let missingLeast = ReferenceWorld {
            $0.line(freight: "-1.00")
            $0.line(freight: "")
        }
        #expect(missingLeast.seller()["gross_minor"] == 900)
        // buyer_id comes before unit_price: B2 wins although its price is less. By bytes "b" > "B2".
        let firstDifference = ReferenceWorld {
            $0.line(buyer: "B1", price: "90.00")
            $0.line(buyer: "B2", price: "20.00")
        }
        #expect(firstDifference.seller()["gross_minor"] == 2000)
        let bytes = ReferenceWorld {
            $0.line(buyer: "b", price: "20.00")
            $0.line(buyer: "B2", price: "90.00")
        }
        #expect(bytes.seller()["gross_minor"] == 2000)
    }

    @Test func `Rows that are equal typed are duplicates: decimals by value, instants by the second in UTC, the unit's default`() {
        let outcome = ReferenceWorld {
            $0.line(quantity: "1", unit: "", price: "10.00")
            $0.line(quantity: "1.000", unit: "C62", price: "10", statusAt: "2024-01-01T20:00:00.75+08:00")
            $0.line("O1", "01", quantity: "+1.0", unit: "C62", price: "010.0")
            $0.line(quantity: "1", unit: "KGM", price: "10.00")
        }.evidence().outcomes["2024-01-01/transactions.csv"]
        // KGM > C62 wins; the first row is superseded; the second and third are the first again.
        #expect(outcome?.read == 4 && outcome?.duplicate == 2 && outcome?.superseded == 1 && outcome?.accepted == 1)
    }

    @Test func `A duplicate is without effect: it does not bring its row to a later partition`() {
        // 10.00 of the 1st, then 20.00 of the 2nd with the same version time; 10.00 delivered again on the 3rd changes nothing.
        let again = ReferenceWorld {
            $0.line(price: "10.00", statusAt: "2024-01-01T12:00:00Z")
            $0.line(in: "2024-01-02", price: "20.00", statusAt: "2024-01-01T12:00:00Z")
            $0.line(in: "2024-01-03", price: "10.00", statusAt: "2024-01-01T12:00:00Z")
        }
        #expect(again.seller()["gross_minor"] == 2000)
        #expect(again.evidence().outcomes["2024-01-03/transactions.csv"]?.duplicate == 1)
        #expect(again.evidence().outcomes["2024-01-01/transactions.csv"]?.superseded == 1)
    }

    @Test func `Of identical rows in one partition that of the lesser file name is the row`() {
        let outcomes = ReferenceWorld {
            $0.line(file: "transactions-b.csv")
            $0.line(file: "transactions-a.csv")
        }.evidence().outcomes
        #expect(outcomes["2024-01-01/transactions-a.csv"]?.accepted == 1)
        #expect(outcomes["2024-01-01/transactions-b.csv"]?.duplicate == 1)
    }

    @Test func `Keys: an invoice number may be used by two sellers; an event may happen twice`() {
        let counters = ReferenceWorld {
            $0.line()
            $0.invoice("I1", seller: "S1", gross: "4.00")
            $0.invoice("I1", seller: "S2", gross: "6.00")
            $0.event("EMH", "2024-01-02T10:00:00Z")
            $0.event("EMH", "2024-01-03T10:00:00Z")
            $0.event("EMH", "2024-01-03T10:00:00Z", shipment: "H2")
            $0.event("EMH", "2024-01-03T10:00:00Z", carrier: "told twice")
        }.seller()
        // Both invoices together make the order's 10.00; three attempts failed, one of them told in two versions.
        #expect(counters["invoice_matched"] == 1)
        #expect(counters["failed_attempts"] == 3)
    }
}

/// What is known when, and until when an order takes rows.
struct ReferenceTimeTests {
    @Test func `A version time up to 24 hours after the end of its partition's day is ordinary; a second more is the future`() {
        // The day of 2024-01-01 ends at 00:00 of the 2nd; 24 hours later is 00:00 of the 3rd.
        let evidence = ReferenceWorld {
            $0.line("O1", statusAt: "2024-01-03T00:00:00Z")
            $0.line("O2", statusAt: "2024-01-03T00:00:01Z")
        }.evidence()
        #expect(evidence.sellers["S1"]?["orders"] == 1)
        #expect(evidence.outcomes["2024-01-01/transactions.csv"]?.quarantined == [.fromTheFuture: 1])
        #expect(evidence.orders["O2"] == nil)
    }

    @Test func `A row from the future is neither the first of its order nor there already`() {
        // Quarantined on the 1st; delivered again on the 9th it is ordinary, accepted, and the order's first partition.
        let evidence = ReferenceWorld {
            $0.line(orderedAt: "2024-01-08T12:00:00Z", statusAt: "2024-01-08T12:00:00Z")
            $0.line(in: "2024-01-09", orderedAt: "2024-01-08T12:00:00Z", statusAt: "2024-01-08T12:00:00Z")
        }.evidence()
        #expect(evidence.outcomes["2024-01-09/transactions.csv"]?.accepted == 1)
        #expect(evidence.orders["O1"]?.firstPartition.description == "2024-01-09")
        #expect(evidence.orders["O1"]?.bookedOn.description == "2024-01-08")
    }

    @Test(arguments: [
        // 2024-01-01 + 60 days = 2024-03-01 (a leap year), + 120 = 2024-06-29.
        ("2024-01-01", "2024-01-01T12:00:00Z", "", "2024-06-29"),
        // A promise of 2024-05-01, later than ordered_at + 60: + 120 = 2024-08-29.
        ("2024-01-01", "2024-01-01T12:00:00Z", "2024-05-01T23:59:59Z", "2024-08-29"),
        // 23:00 on 30 April in New York is 1 May in UTC.
        ("2024-01-01", "2024-01-01T12:00:00Z", "2024-04-30T23:00:00-04:00", "2024-08-29"),
        // A promise 365 days behind the order to the second is one, + 120; a second later it is none, nor is "no date".
        ("2024-01-01", "2024-01-01T12:00:00Z", "2024-12-31T12:00:00Z", "2025-04-30"),
        ("2024-01-01", "2024-01-01T12:00:00Z", "2024-12-31T12:00:01Z", "2024-06-29"),
        ("2024-01-01", "2024-01-01T12:00:00Z", "9999-12-31", "2024-06-29"),
        // Delivered 100 days after it was placed: the partition of 2024-04-10 + 120 = 2024-08-08.
        ("2024-04-10", "2024-01-01T12:00:00Z", "", "2024-08-08"),
    ])
    func `An order's closing day is the latest of three days, plus 120`(
        _ partition: String, _ orderedAt: String, _ deliverBy: String, _ closing: String
    ) {
        let evidence = ReferenceWorld { $0.line(in: partition, orderedAt: orderedAt, deliverBy: deliverBy) }.evidence()
        #expect(evidence.orders["O1"]?.closingDay.description == closing)
    }

    @Test func `Rows on the closing day count, rows of later partitions are too late`() {
        let evidence = ReferenceWorld {
            $0.line()
            $0.event("EMA", "2024-06-01T00:00:00Z", in: "2024-06-29")
            $0.event("EMI", "2024-06-01T00:00:00Z", in: "2024-06-30")
            $0.line(in: "2024-06-30", status: "CANCELLED")
        }.evidence()
        #expect(evidence.sellers["S1"]?["handed_over"] == 1)
        #expect(evidence.sellers["S1"]?["delivered"] == 0)
        #expect(evidence.sellers["S1"]?["cancelled"] == 0)
        #expect(evidence.outcomes["2024-06-30/logistics.csv"]?.quarantined == [.tooLate: 1])
        #expect(evidence.outcomes["2024-06-30/transactions.csv"]?.quarantined == [.tooLate: 1])
    }

    @Test func `Only the first partition fixes ordered_at and the promise; there the earliest and the latest of any version`() {
        let order = ReferenceWorld {
            $0.line("O1", "1", orderedAt: "2024-01-01T12:00:00Z", deliverBy: "2024-04-01T00:00:00Z")
            $0.line("O1", "2", orderedAt: "2023-12-30T12:00:00Z", deliverBy: "2024-03-20T00:00:00Z")
            // A superseded version says it too.
            $0.line("O1", "1", orderedAt: "2023-12-31T12:00:00Z", deliverBy: "2024-04-10T00:00:00Z", statusAt: "2024-01-01T01:00:00Z")
            $0.line("O1", "3", in: "2024-01-02", orderedAt: "2023-12-01T00:00:00Z", deliverBy: "2024-12-01T00:00:00Z")
        }.evidence().orders["O1"]
        #expect(order?.orderedAt.description == "2023-12-30T12:00:00Z")
        // 2024-04-10 + 120 days.
        #expect(order?.closingDay.description == "2024-08-08")
        #expect(order?.bookedOn.description == "2023-12-30")
    }

    @Test func `A row that comes before its order waits for 120 days`() {
        // 2024-01-01 + 120 days = 2024-04-30.
        let inTime = ReferenceWorld {
            $0.event("EMA", "2024-01-01T00:00:00Z")
            $0.line(in: "2024-04-30")
        }
        #expect(inTime.seller()["handed_over"] == 1)
        #expect(inTime.evidence(asOf: "2024-04-29").outcomes["2024-01-01/logistics.csv"]?.quarantined == [.orphan: 1])
        let tooEarly = ReferenceWorld {
            $0.event("EMA", "2024-01-01T00:00:00Z")
            $0.line(in: "2024-05-01")
        }
        #expect(tooEarly.seller()["handed_over"] == 0)
        #expect(tooEarly.evidence().outcomes["2024-01-01/logistics.csv"]?.quarantined == [.orphan: 1])
    }

    @Test func `Invoices, events and feedback without an order are orphans and count nowhere`() {
        let evidence = ReferenceWorld {
            $0.line()
            $0.invoice("I1", "NONE", gross: "10.00")
            $0.event("EMA", "2024-01-01T10:00:00Z", "NONE")
            $0.feedback("F1", "NONE", seller: "S1", score: "5")
        }.evidence()
        let reasons = ["2024-01-01/invoices.csv", "2024-01-01/logistics.csv", "2024-01-10/feedback.csv"]
            .map { evidence.outcomes[$0]?.quarantined }
        #expect(reasons == [[.orphan: 1], [.orphan: 1], [.orphan: 1]])
        #expect(evidence.sellers["S1"]?["reviews"] == 0)
        #expect(evidence.sellers["S1"]?["invoice_missing"] == 1)
    }

    @Test func `Partitions after the day are not known`() {
        let story = ReferenceWorld {
            $0.line()
            $0.line(in: "2024-01-05", status: "CANCELLED")
        }
        #expect(story.seller(asOf: "2024-01-04")["cancelled"] == 0)
        #expect(story.seller(asOf: "2024-01-05")["cancelled"] == 1)
        #expect(story.evidence(asOf: "2024-01-04").outcomes.count == 1)
    }

    @Test func `Orders count for 730 days of booking, distinct ones for 180, counted from the earlier of two days`() {
        let story = ReferenceWorld {
            $0.line("O1", in: "2024-01-03", orderedAt: "2024-01-01T23:59:59Z", buyer: "B1", product: "P1", destination: "DE")
            $0.line("O2", in: "2024-01-01", orderedAt: "2024-01-02T00:00:00Z", buyer: "B2", product: "P1", destination: "")
        }
        // Both are booked on 2024-01-01. 2024-01-01 + 180 = 2024-06-29, + 730 = 2025-12-31 (one of the years has 366 days).
        let near = story.seller(asOf: "2024-06-28")
        #expect(near["buyers"] == 2 && near["products"] == 1 && near["destinations"] == 1)
        let far = story.seller(asOf: "2024-06-29")
        #expect(far["orders"] == 2 && far["buyers"] == 0 && far["products"] == 0 && far["destinations"] == 0)
        #expect(story.seller(asOf: "2025-12-30")["orders"] == 2)
        #expect(story.evidence(asOf: "2025-12-31").sellers.isEmpty)
        #expect(story.evidence(asOf: "2025-12-31").products.isEmpty)
    }
}
