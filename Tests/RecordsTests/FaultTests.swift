import Domain
import Records
import Testing

/// Each reason of the quarantine arises from a minimal bad row, with the column at fault.
struct FaultTests {
    @Test(arguments: Kind.allCases)
    func `A required column must be filled; the plain row is good`(_ kind: Kind) throws {
        #expect(try judged(kind, document(kind, [plainRow(kind)])).map(\.reason) == [nil])
        for column in Schema.of(kind).columns where column.isRequired {
            #expect(try judged(kind, column.name, [""]) == [.fault(.valueMissing, column: column.name)])
        }
    }

    @Test(arguments: Kind.allCases)
    func `Each column names itself and shows what stands in it`(_ kind: Kind) throws {
        for column in Schema.of(kind).columns {
            let (field, reason): (String, QuarantineReason) =
                switch column.type {
                case .text: (String(repeating: "é", count: 129), .tooLong)
                case .decimal, .whole: ("1,5", .notADecimal)
                case .instant: ("soon", .notAnInstant)
                case .code, .word, .hsCode, .place: ("¿", .notACode)
                }
            #expect(try judged(kind, column.name, [field]) == [.fault(reason, column: column.name, field: field)])
        }
    }

    private func invoices(_ rows: String) throws -> [Judged] {
        try judged(.invoices, "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n" + rows)
    }

    @Test func `Records of a wrong form have no column`() throws {
        let good = "I1,O1,S1,INVOICE,2026-01-01,EUR,1\n"
        #expect(try invoices("I1,O1\n" + good).map(\.reason) == [.columnCount, nil])
        #expect(try invoices("I1,O1,S1,INVOICE,2026-01-01,EUR,1,5\n")[0] == .fault(.columnCount))
        #expect(try invoices("I\"1,O1,S1,INVOICE,2026-01-01,EUR,1\n")[0] == .fault(.quote))
        #expect(try invoices("\"I1\"x,O1,S1,INVOICE,2026-01-01,EUR,1\n")[0] == .fault(.quote))
        #expect(try invoices("\"I1,O1,S1,INVOICE,2026-01-01,EUR,1\n" + good).map(\.reason) == [.quoteUnterminated, nil])
        let long = String(repeating: "x", count: 65_536)
        #expect(try invoices("\(long),O1,S1,INVOICE,2026-01-01,EUR,1\n" + good).map(\.reason) == [.recordTooLong, nil])
    }

    @Test func `Text must be UTF-8`() throws {
        let bytes = Array("penalty_id,subject_id,severity,decided_on\nx,".utf8) + [0x53, 0xFF] + Array(",FINE,2026-01-01\n".utf8)
        #expect(try judged(.penalties, bytes) == [.fault(.notUTF8, column: "subject_id", field: [0x53, 0xFF])])
    }

    @Test func `A version time later than 24 hours after the end of its partition's day is from the future`() throws {
        let partition = Day("2026-11-20") ?? Day(0)
        func reason(_ kind: Kind, _ column: String, _ field: String) throws -> Judged? {
            try judged(kind, column, [field], latest: (partition + 2).start).first
        }
        for (kind, column) in [
            (Kind.transactions, "status_at"), (.invoices, "issued_at"), (.logistics, "occurred_at"), (.subjects, "updated_at"),
        ] {
            #expect(try reason(kind, column, "2026-11-22T00:00:00Z")?.reason == nil)
            #expect(
                try reason(kind, column, "2026-11-22T08:00:01+08:00")
                    == .fault(.fromTheFuture, column: column, field: "2026-11-22T08:00:01+08:00"))
        }
        // Other instants may lie ahead, and of two version columns the first that is there decides.
        #expect(try reason(.transactions, "deliver_by", "2027-01-01")?.reason == nil)
        #expect(try reason(.feedback, "outcome_at", "2026-11-23") == .fault(.fromTheFuture, column: "outcome_at", field: "2026-11-23"))
        let told = plainRow(.feedback).merging(["occurred_at": "2027-01-01", "outcome_at": "2026-11-20"]) { _, new in new }
        #expect(try judged(.feedback, document(.feedback, [told]), latest: (partition + 2).start).map(\.reason) == [nil])
    }

    @Test func `An amount beyond 64 bits of minor units overflows; the greatest does not`() throws {
        func reason(_ quantity: String, _ price: String, _ freight: String, _ currency: String) throws -> Judged? {
            let fields = ["quantity": quantity, "unit_price": price, "freight": freight, "currency": currency]
            return try judged(.transactions, document(.transactions, [plainRow(.transactions).merging(fields) { _, new in new }])).first
        }
        // 2^63 − 1 cents are 92,233,720,368,547,758.07.
        #expect(try reason("10000000", "9223372036.854775", "", "EUR")?.reason == nil)
        #expect(
            try reason("10000000", "9223372036.854776", "", "EUR") == .fault(.overflow, column: "unit_price", field: "9223372036.854776"))
        #expect(try reason("9223372036854.775807", "10000", "0.07", "JPY")?.reason == nil)
        #expect(try reason("9223372036854.775807", "10000", "0.004999", "EUR")?.reason == nil)
        #expect(try reason("9223372036854.775807", "10000", "0.005", "EUR")?.reason == .overflow)
        #expect(try reason("9223372036854.775807", "10001", "", "EUR")?.reason == .overflow)
        #expect(try reason("9223372036854.775807", "-10001", "", "EUR")?.reason == .overflow)
        #expect(try reason("9223372036854.775807", "9223372036854.775807", "9223372036854.775807", "KWD")?.reason == .overflow)
    }

    @Test func `Faults of fields come in the layout's order, key first, and before faults of the row`() throws {
        func first(_ fields: [String: String]) throws -> Judged? {
            let row = plainRow(.invoices).merging(fields) { _, new in new }
            return try judged(.invoices, document(.invoices, [row]), latest: Instant(0)).first
        }
        #expect(try first([:])?.reason == .fromTheFuture)
        #expect(try first(["gross": "x"])?.reason == .notADecimal)
        #expect(try first(["gross": "x", "kind": "x"]) == .fault(.notACode, column: "kind", field: "x"))
        #expect(try first(["invoice_id": "", "seller_id": "", "kind": "x"]) == .fault(.valueMissing, column: "seller_id"))
    }

    @Test func `A column that the file does not have is missing`() throws {
        let found = try judged(
            .transactions,
            "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at\n"
                + "O1,1,2026-01-01,S1,B1,P1,1,10,EUR,PLACED,2026-01-01\n")
        let values = found.compactMap(\.encoding).map { typedValues(.transactions, $0) }
        #expect(values.first?[TransactionColumn.destination] == .missing)
        #expect(values.first?[9] == TypedValue("C62"))
    }

    @Test(arguments: [
        (Kind.transactions, "currency", "use a code of ISO 4217, in its case"),
        (.transactions, "origin", "use a code of ISO 3166-1, in its case"),
        (.transactions, "unit", "use a code of UN/ECE Rec 20, in its case"), (.transactions, "trade_model", "use one of B2B, B2C, C2C"),
        (.inspections, "result", "use one of PASS, FAIL, COUNTERFEIT, RECALL"),
        (.logistics, "event", "use a word of UPU EMSEVT, in its case, e.g. EMA"),
        (.traces, "biz_step", "use a word of GS1 CBV (business steps), in its case, e.g. accepting"),
        (.logistics, "location", "use a UN/LOCODE (five characters, without a space) or a code of ISO 3166-1, in capitals"),
        (.products, "hs_code", "write the HS code as 6 to 10 digits, without points"),
    ])
    func `The remedy names the list, or the words that are allowed`(_ kind: Kind, _ column: String, _ remedy: String) {
        #expect(QuarantineReason.notACode.remedy(in: column, of: kind) == remedy)
    }

    @Test func `The remedy names the range`() {
        #expect(QuarantineReason.outOfRange.remedy(in: "score", of: .feedback) == "use a whole number from 1 to 5")
        #expect(QuarantineReason.outOfRange.remedy(in: "quantity", of: .transactions) == "use a number greater than 0")
        #expect(QuarantineReason.outOfRange.remedy(in: "paid_at", of: .payments) == "give the true time: nothing was traded before 1995")
        #expect(QuarantineReason.notADecimal.remedy(in: "line_no", of: .transactions) == "write a whole number in plain digits")
        #expect(QuarantineReason.tooLong.remedy(in: "order_id", of: .transactions) == QuarantineReason.tooLong.remedy)
        #expect(QuarantineReason.notACode.remedy(in: "", of: .transactions) == QuarantineReason.notACode.remedy)
    }

    @Test func `Every reason has a remedy, and a word of its own`() {
        #expect(Set(QuarantineReason.allCases.map(\.rawValue)).count == 17)
        #expect(QuarantineReason.allCases.allSatisfy { !$0.remedy.isEmpty && !$0.remedy.hasSuffix(".") })
    }
}
