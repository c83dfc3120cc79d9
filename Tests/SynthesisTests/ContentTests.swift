import Domain
import Problems
import Testing

@testable import Synthesis

/// What the dumps without faults must hold; one synthesis for all.
@Suite struct Content {
    private static let plan = SynthesisPlan(seed: 11, orders: 900, sellers: 60, days: 36)
    private static let made = Result {
        let made = try Collected(plan)
        return (made, made.tables())
    }
    private let made: Collected
    private let tables: [Table]

    init() throws { (made, tables) = try Content.made.get() }

    @Test func everyKindIsThere() {
        #expect(made.summary.rowsByKind.map(\.kind) == DumpKind.allCases.map(\.name))
        #expect(Set(tables.map(\.kind)) == Set(DumpKind.allCases.map(\.name)))
    }

    @Test func rowsAreCounted() {
        for (kind, rows) in made.summary.rowsByKind {
            #expect(tables.filter { $0.kind == kind }.reduce(0) { $0 + $1.records.count } == rows, "\(kind)")
        }
        #expect(made.summary.files == made.files.count - 1)
        #expect(made.summary.orders > 800)
    }

    @Test func everyFileIsWhole() {
        for table in tables {
            let known = DumpKind.allCases.first { $0.name == table.kind }?.columns ?? []
            let missing = Set(known).subtracting(table.header)
            #expect(missing.isSubset(of: ["seal_key", "seal"]), "\(table.name)")
            for record in table.records {
                #expect(
                    record.fields.count == table.header.count && !record.fields.contains { $0.isBroken }, "\(table.name):\(record.line)")
            }
        }
    }

    @Test func dialectsAreMixed() {
        let contents = made.files.map(\.content)
        #expect(contents.contains { $0.starts(with: [0xEF, 0xBB, 0xBF]) })
        #expect(contents.contains { $0.suffix(2) == [0x0D, 0x0A] })
        #expect(contents.contains { $0.last != 0x0A })
        #expect(tables.contains { $0.header.contains("remark") })
        #expect(tables.contains { $0.kind == "logistics" && $0.header.first != "shipment_id" })
        let texts = tables.filter { $0.kind == "subjects" }.flatMap { $0.records.flatMap(\.fields) }.map(\.text)
        #expect(texts.contains { $0.contains("\n") } && texts.contains { $0.contains("\"") } && texts.contains { $0.contains("🛋️") })
        #expect(made.files.contains { $0.name == "stocktake-hgh.csv" })
    }

    /// No version time is later than 24 hours after the end of its partition's day, and some are later than its day.
    @Test func nothingIsFromTheFuture() throws {
        let times = ["transactions": "status_at", "invoices": "issued_at", "logistics": "occurred_at", "payments": "paid_at"]
        var ahead = 0
        for table in tables {
            guard let column = times[table.kind] else { continue }
            for row in table.rows {
                let at = try #require(seconds(row[column] ?? ""))
                #expect(at <= (table.partition + 2).start.seconds)
                if at >= (table.partition + 1).start.seconds { ahead += 1 }
            }
        }
        #expect(ahead > 50)
    }

    /// Whatever names an order comes with a row of its lines somewhere, not past its closing day; some come before it.
    @Test func everyOrderIsThere() throws {
        var first: [String: Day] = [:]
        for table in tables where table.kind == "transactions" {
            for row in table.rows { first[row["order_id"] ?? ""] = min(first[row["order_id"] ?? ""] ?? table.partition, table.partition) }
        }
        var early = 0
        for table in tables where table.header.contains("order_id") {
            for row in table.rows {
                let known = try #require(first[row["order_id"] ?? ""])
                #expect(table.partition <= known + 120 && known <= table.partition + 120)
                if table.partition < known { early += 1 }
            }
        }
        #expect(early > 50)
    }

    @Test func versionsAndDuplicatesOccur() {
        var statuses: [String: Set<String>] = [:]
        var sellers: [String: Set<String>] = [:]
        var whole: [[String: String]: Int] = [:]
        for table in tables where table.kind == "transactions" {
            for row in table.rows {
                statuses["\(row["order_id"] ?? "")|\(row["line_no"] ?? "")", default: []].insert(row["status"] ?? "")
                sellers[row["order_id"] ?? "", default: []].insert(row["seller_id"] ?? "")
                whole[row.filter { DumpKind.transactions.columns.contains($0.key) }, default: 0] += 1
            }
        }
        let seen = statuses.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        #expect(seen == Set(TransactionStatus.allCases.map(\.name)))
        #expect(statuses.values.contains { $0.count > 2 })
        #expect(whole.values.contains { $0 > 1 })
        let several = sellers.values.count { $0.count > 1 }
        #expect(several > sellers.count / 100 && several < sellers.count / 10)
    }

    /// Many buyers and products, and sellers of very uneven size.
    @Test func tradeIsSpread() {
        let rows = tables.filter { $0.kind == "transactions" && $0.partition <= Day(20_454) + 40 }.flatMap(\.rows)
        #expect(Set(rows.compactMap { $0["buyer_id"] }).count > 200)
        #expect(Set(rows.compactMap { $0["product_id"] }).count > 200)
        let sizes = made.summary.truth.map(\.orders).sorted()
        #expect(sizes[sizes.count - 1] > 5 * max(1, sizes[sizes.count / 2]))
        #expect(Set(rows.compactMap { $0["currency"] }).count > 8)
    }

    @Test func invoicesAreOfAllSorts() {
        let rows = tables.filter { $0.kind == "invoices" }.flatMap(\.rows)
        #expect(Set(rows.compactMap { $0["kind"] }) == ["INVOICE", "CREDIT_NOTE", "VOID"])
        let currencies = Set(rows.compactMap { $0["currency"] })
        #expect(currencies.isSuperset(of: ["EUR", "JPY", "KWD"]))
        let digits = rows.filter { $0["currency"] == "JPY" }.map { ($0["gross"] ?? "").contains(".") }
        #expect(digits.contains(false))
    }
}

@Suite struct Truth {
    @Test func coversEverySellerAndOrdersTheClasses() throws {
        let made = try Collected(SynthesisPlan(seed: 4, orders: 800, sellers: 400, days: 6))
        let lines = try made.note("truth.csv")
        #expect(lines.count == 401)
        #expect(Set(lines.dropFirst().map { $0[0] }).count == 400)
        let named = Set(made.tables().filter { $0.kind == "transactions" }.flatMap { $0.rows.compactMap { $0["seller_id"] } })
        #expect(named.isSubset(of: Set(made.summary.truth.map(\.sellerID))))
        var means: [Int] = []
        for quality in SellerQuality.allCases {
            let rates = made.summary.truth.filter { $0.quality == quality }.map(\.creditEventPerMillion)
            #expect(!rates.isEmpty && rates.allSatisfy { (1..<1_000_000).contains($0) })
            means.append(rates.reduce(0, +) / max(1, rates.count))
        }
        #expect(means == means.sorted() && means[0] * 5 < means[2])
    }

    /// The dumps behave as the truth says: orders cancelled by the seller, within five standard deviations.
    @Test func cancellationsFollowTheTruth() throws {
        let made = try Collected(SynthesisPlan(seed: 9, orders: 1_500, sellers: 30, days: 24, orderDays: 12))
        var cancelled: Set<String> = []
        for table in made.tables() where table.kind == "transactions" {
            for row in table.rows where row["status"] == "CANCELLED_BY_SELLER" {
                cancelled.insert("\(row["order_id"] ?? "")|\(row["seller_id"] ?? "")")
            }
        }
        let expected = made.summary.truth.reduce(0.0) { $0 + Double($1.orders * $1.cancelledBySellerPerMillion) / 1_000_000 }
        let deviation = expected.squareRoot()
        #expect(expected > 10 && abs(Double(cancelled.count) - expected) < 5 * deviation + 1)
    }

    /// 1 − (1 − 0.1)(1 − 0.2) of the orders kept (0.7), and the cancelled ones (0.2).
    @Test func creditEventsAddUp() {
        var random = RandomStream(seed: 1, .seller, 1)
        var rates = SellerRates(.good, &random)
        (rates.cancelledBySeller, rates.cancelledLate, rates.cancelledByBuyer) = (150_000, 50_000, 100_000)
        (rates.neverHandedOver, rates.upheldClaim, rates.seized) = (100_000, 200_000, 0)
        #expect(rates.creditEvent == 200_000 + 196_000)
        rates.handedOverLate = 500_000
        #expect(rates.lateHandover == 550_000)
    }
}
