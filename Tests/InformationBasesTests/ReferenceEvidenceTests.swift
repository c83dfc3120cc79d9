import TestSupport
import Testing

/// Invoices against orders: whose, within what tolerance, in which currency.
struct ReferenceMatchTests {
    private func result(asOf day: String = "2024-12-31", _ describe: (inout ReferenceWorld) -> Void) -> [Int64?] {
        let counters = ReferenceWorld(describe).seller(asOf: day)
        return ["invoice_due", "invoice_matched", "invoice_missing"].map { counters[$0] }
    }

    @Test(arguments: [
        // Of 10.00 the tolerance is 1.00; of 1000.00 it is 5.00 (0.5 %).
        ("10.00", "11.00", 1), ("10.00", "11.01", 0), ("10.00", "9.00", 1), ("10.00", "8.99", 0),
        ("1000.00", "1005.00", 1), ("1000.00", "1005.01", 0), ("1000.00", "995.00", 1), ("1000.00", "994.99", 0),
    ])
    func `Within 1.00 or 0.5 % of the total`(_ price: String, _ gross: String, _ matched: Int64) {
        #expect(
            result {
                $0.line(price: price)
                $0.invoice(gross: gross)
            } == [1, matched, 0])
    }

    @Test func `One unit of the currency, not a hundred minor units`() {
        // 1.00 is 1 yen and 1000 fils.
        #expect(
            result {
                $0.line(price: "100", currency: "JPY")
                $0.invoice(currency: "JPY", gross: "101")
            } == [1, 1, 0])
        #expect(
            result {
                $0.line(price: "100", currency: "JPY")
                $0.invoice(currency: "JPY", gross: "102")
            } == [1, 0, 0])
        #expect(
            result {
                $0.line(price: "9", currency: "KWD")
                $0.invoice(currency: "KWD", gross: "10")
            } == [1, 1, 0])
        #expect(
            result {
                $0.line(price: "9", currency: "KWD")
                $0.invoice(currency: "KWD", gross: "10.001")
            } == [1, 0, 0])
    }

    @Test func `With or without the credit notes`() {
        func notes(_ credited: String) -> [Int64?] {
            result {
                $0.line(price: "10.00")
                $0.invoice("I1", gross: "15.00")
                $0.invoice("C1", kind: "CREDIT_NOTE", gross: credited)
            }
        }
        // 15.00 alone misses 10.00; 15.00 − 5.00 is it; 15.00 − 2.00 is not.
        #expect(notes("5.00") == [1, 1, 0])
        #expect(notes("2.00") == [1, 0, 0])
        // The invoice alone matches although a credit note took all of it back.
        let refunded = result {
            $0.line(price: "10.00")
            $0.invoice("I1", gross: "10.00")
            $0.invoice("C1", kind: "CREDIT_NOTE", gross: "10.00")
        }
        #expect(refunded == [1, 1, 0])
    }

    @Test func `A voided invoice counts nowhere, nor does its currency`() {
        let voided = result {
            $0.line(price: "10.00")
            $0.invoice("I1", gross: "10.00")
            $0.invoice("I1", in: "2024-01-02", kind: "VOID", gross: "10.00")
        }
        // The void is the later version of the only invoice: none is left.
        #expect(voided == [1, 0, 1])
        let foreign = result {
            $0.line(price: "10.00")
            $0.invoice("I1", gross: "10.00")
            $0.invoice("I2", kind: "VOID", currency: "USD", gross: "99.00")
        }
        // Without a rate a dollar would spoil the match; a void one does not.
        #expect(foreign == [1, 1, 0])
        // An order of 0.50 is within 1.00 of nothing invoiced, and is not matched all the same.
        #expect(result { $0.line(price: "0.50") } == [1, 0, 1])
        #expect(
            result {
                $0.line(price: "0.50")
                $0.invoice(kind: "VOID", gross: "0.50")
            } == [1, 0, 1])
    }

    @Test func `Of one issue time the greater kind wins`() {
        let tied = result {
            $0.line(price: "10.00")
            $0.invoice("I1", kind: "VOID", gross: "10.00")
            $0.invoice("I1", kind: "CREDIT_NOTE", gross: "99.00")
            $0.invoice("I1", kind: "INVOICE", gross: "10.00")
        }
        #expect(tied == [1, 0, 1])
    }

    @Test func `Cancelled lines are no part of the total; an order of nothing else is not due`() {
        let partly = result {
            $0.line("O1", "1", price: "10.00")
            $0.line("O1", "2", price: "50.00", status: "CANCELLED_BY_BUYER")
            $0.invoice(gross: "10.00")
        }
        #expect(partly == [1, 1, 0])
        #expect(
            result {
                $0.line(status: "CANCELLED")
                $0.invoice(gross: "10.00")
            } == [0, 0, 0])
    }

    @Test func `Several sellers: by their own invoices, or all invoices by the whole total`() {
        let story = ReferenceWorld {
            $0.line("O1", "1", seller: "S1", price: "10.00")
            $0.line("O1", "2", seller: "S2", price: "20.00")
            $0.line("O1", "3", seller: "S3", price: "40.00")
            // S1 bills its own 10.00; S2 bills the 60.00 that S3 and itself are owed: 70.00 in all, the whole total.
            $0.invoice("I1", seller: "S1", gross: "10.00")
            $0.invoice("I2", seller: "S2", gross: "60.00")
        }
        #expect(["S1", "S2", "S3"].map { story.seller($0)["invoice_matched"] } == [1, 1, 1])
        #expect(["S1", "S2", "S3"].map { story.seller($0)["orders"] } == [1, 1, 1])
        var short = story
        // 5.00 more from somebody who has no line in the order spoil the whole, not S1's own.
        short.invoice("I3", seller: "S9", gross: "5.00")
        #expect(["S1", "S2", "S3"].map { short.seller($0)["invoice_matched"] } == [1, 0, 0])
        // S3 has no document of its own; S2 has one that does not fit.
        #expect(["S1", "S2", "S3"].map { short.seller($0)["invoice_missing"] } == [0, 0, 1])
        #expect(short.seller("S9").isEmpty)
    }

    @Test(arguments: [
        // 100.00 EUR: tolerance max(1.00, 0.50) + 2.00 = 3.00. At 2 USD per EUR 206.00 USD are 103.00 EUR.
        // 206.01 USD are (20601 × 10⁶ + 10⁶) div (2 × 10⁶) = 103.01, 193.99 USD are 97.00, 193.98 USD 96.99.
        ("206.00", 1), ("206.01", 0), ("193.99", 1), ("193.98", 0),
    ])
    func `Two currencies meet in euros with 2 % more`(_ gross: String, _ matched: Int64) {
        let counters = result {
            $0.line(price: "100.00")
            $0.invoice(currency: "USD", gross: gross)
            $0.rate("2024-01-01", "USD", "2.0")
        }
        #expect(counters == [1, matched, 0])
    }

    @Test func `Without a rate for one of them there is no match, at the order's day of booking`() {
        #expect(
            result {
                $0.line(price: "10.00")
                $0.invoice(currency: "USD", gross: "10.00")
            } == [1, 0, 0])
        // A rate of the day after the booking is of no use, one of the day is, whenever the invoice was issued.
        for (date, matched) in [("2024-01-02", Int64(0)), ("2024-01-01", 1)] {
            let counters = result {
                $0.line(price: "10.00")
                $0.invoice(in: "2024-01-20", currency: "USD", gross: "20.00")
                $0.rate(date, "USD", "2")
            }
            #expect(counters == [1, matched, 0])
        }
    }

    @Test func `Lines and invoices that share a foreign currency need no rate; lines of two currencies do`() {
        #expect(
            result {
                $0.line(price: "10", currency: "USD")
                $0.invoice(currency: "USD", gross: "10.00")
            } == [1, 1, 0])
        func mixed(_ rate: String?) -> [Int64?] {
            result { world in
                world.line("O1", "1", price: "10.00", currency: "USD")
                world.line("O1", "2", price: "10.00", currency: "EUR")
                world.invoice(currency: "EUR", gross: "15.00")
                if let rate { world.rate("2024-01-01", "USD", rate) }
            }
        }
        // 10 USD at 2 per EUR are 5.00, and 10.00: 15.00 in all.
        #expect(mixed("2") == [1, 1, 0])
        #expect(mixed("1") == [1, 0, 0])
        #expect(mixed(nil) == [1, 0, 0])
    }
}

/// Amounts and reference rates.
struct ReferenceMoneyTests {
    @Test(arguments: [
        // 3 × 1.115 = 3.345, half up 3.35; − 3.345 half up − 3.34; freight comes before rounding: 0.0025 + 0.0025 = 0.005.
        ("3", "1.115", "", "EUR", Int64(335)), ("3", "-1.115", "", "EUR", -334), ("0.5", "0.005", "0.0025", "EUR", 1),
        ("2", "10.00", "1.50", "EUR", 2150), ("0.333333", "0.03", "", "EUR", 1), ("0.000001", "0.000001", "", "EUR", 0),
        // 100 JPY at 160 per EUR: (100 × 10⁸ + 80 × 10⁶) div (160 × 10⁶) = 63. 1.0005 KWD are 1001 fils, at 0.33 per EUR 3.03.
        ("1", "100", "", "JPY", 63), ("1", "1.0005", "", "KWD", 303),
        // 1.00 USD at 1.1 per EUR: (100 × 10⁶ + 550,000) div 1,100,000 = 91; − 1.00: (− 10⁸ + 550,000) ÷ 1.1 × 10⁶ = − 90.4, down − 91.
        ("1", "1.00", "", "USD", 91), ("1", "-1.00", "", "USD", -91),
    ])
    func `A line's amount is rounded once, half up, and once more in euros`(
        _ quantity: String, _ price: String, _ freight: String, _ currency: String, _ cents: Int64
    ) {
        let story = ReferenceWorld {
            $0.line(quantity: quantity, price: price, freight: freight, currency: currency)
            $0.rate("2024-01-01", "JPY", "160")
            $0.rate("2024-01-01", "KWD", "0.33")
            $0.rate("2024-01-01", "USD", "1.1")
        }
        #expect(story.seller()["gross_minor"] == cents)
    }

    @Test func `Cancelled lines are in the gross amount and among the lines`() {
        let counters = ReferenceWorld {
            $0.line("O1", "1", price: "1.00", status: "CANCELLED")
            $0.line("O1", "2", price: "2.00")
        }.seller()
        #expect(counters["gross_minor"] == 300 && counters["lines"] == 2 && counters["cancelled"] == 0)
    }

    @Test func `The last rate on or before the booking counts for 45 days`() {
        // 2024-01-01 − 45 days = 2023-11-17.
        for (date, cents, unconverted) in [("2023-11-17", Int64(500), 0), ("2023-11-16", 0, 1), ("2024-01-02", 0, 1)] {
            let evidence = ReferenceWorld {
                $0.line(price: "10.00", currency: "USD")
                $0.rate(date, "USD", "2")
            }.evidence()
            #expect(evidence.sellers["S1"]?["gross_minor"] == cents)
            #expect(evidence.linesUnconverted == unconverted)
        }
    }

    @Test func `The European table of rates says the same as one row per rate`() {
        var story = ReferenceWorld { $0.line(price: "10.00", currency: "USD") }
        story.rates = ["Date,USD,JPY,\n2024-01-02,9,9,\n2024-01-01,N/A,1,\n2023-12-31,2,1,\n2023-12-30,4,1,\n"]
        // The 1st has no rate: the last one before it is 2.
        #expect(story.seller()["gross_minor"] == 500)
        // Rates of the dumps win over those that came without a partition.
        story.rate("2023-12-31", "USD", "5")
        #expect(story.seller()["gross_minor"] == 200)
    }

    @Test func `Rates have versions: the later partition wins, a duplicate is without effect, the future is not known`() {
        let story = ReferenceWorld {
            $0.line(in: "2024-01-10", orderedAt: "2024-01-10T00:00:00Z", price: "10.00", currency: "USD")
            $0.rate("2024-01-01", "USD", "2", in: "2024-01-01")
            $0.rate("2024-01-01", "USD", "5", in: "2024-01-02")
            $0.rate("2024-01-01", "USD", "2.0", in: "2024-01-03")
            // 2024-01-06 is later than 24 hours after the end of 2024-01-03.
            $0.rate("2024-01-06", "USD", "10", in: "2024-01-03")
        }
        #expect(story.seller()["gross_minor"] == 200)
        let outcome = story.evidence().outcomes["2024-01-03/rates.csv"]
        #expect(outcome?.duplicate == 1 && outcome?.quarantined == [.fromTheFuture: 1])
    }
}
