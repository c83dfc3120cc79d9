import Domain
import Foundation
import Nightly
import RatingsDatabase
import Settings
import Tables
import TestSupport
import Testing

/// Accounts that declare one `enterprise_id` are one enterprise.
@Suite struct EnterpriseTests {
    private static let subjects = "subject_id,name,role,country,licence_until,customs_grade,enterprise_id,updated_at\n"

    @Test func anEnterpriseIsRatedAsOneAccountWithAllItsTradeWouldBe() throws {
        for seed in 0..<(TestEffort.isThorough ? 4 : 1) {
            let world = World(enterprises: TestEffort.isThorough ? 1000 : 200, seed: UInt64(seed))
            let (shared, merged, apart) = (try Workshop(), try Workshop(), try Workshop())
            try world.write(to: shared, .declared)
            try world.write(to: merged, .merged)
            try world.write(to: apart, .apart)
            for workshop in [shared, merged, apart] { #expect(try workshop.run().quarantined.isEmpty) }
            for table in [
                "ratings", "rating_points", "rating_reasons", "marketplace_metrics", "enterprise_markets", "enterprise_deliveries",
            ] {
                let (ours, theirs) = (try shared.contractLines(of: table), try merged.contractLines(of: table))
                let differing = zip(ours, theirs).first { $0 != $1 }.map { "\($0)\n\($1)" }
                #expect(ours.count == theirs.count && ours.count > 1 && differing == nil, "\(table) of seed \(seed)")
            }
            // What each account did by itself stands as if it were alone.
            #expect(try shared.contractLines(of: "seller_evidence") == apart.contractLines(of: "seller_evidence"))
            #expect(try shared.contractLines(of: "statistics") == apart.contractLines(of: "statistics"))
            let found = try shared.enterprises()
            let misnamed = found.filter { world.names[$0.key] != $0.value }.map {
                "\($0.key): \($0.value), not \(world.names[$0.key] ?? "")"
            }
            #expect(misnamed.sorted().first == nil)
            #expect(found.count == world.names.count)
        }
    }

    @Test(arguments: [1, 7])
    func nightsWithMergesAndSplitsComeToTheSameAsOneRun(_ checkpointEvery: Int) throws {
        let world = World(enterprises: 40, seed: 9)
        let (once, nights) = (try Workshop(), try Workshop())
        for workshop in [once, nights] {
            try world.write(to: workshop, .declared)
            try world.writeMoves(to: workshop)
            // A version that loses names an account that nothing else names before its own first line.
            try workshop.write(World.lineHeader + World.line("L1", "S999", "2026-01-01", at: "01"), "2026-01-01", "transactions-9.csv")
            try workshop.write(World.lineHeader + World.line("L1", "S998", "2026-01-01", at: "02"), "2026-01-02", "transactions-9.csv")
            try workshop.write(World.lineHeader + World.line("L2", "S999", "2026-04-01", at: "01"), "2026-04-01", "transactions-9.csv")
            let declared = "S999,,SELLER,CN,,,late,2026-04-02\nS998,,SELLER,CN,,,late,2026-04-02\n"
            try workshop.write(Self.subjects + declared, "2026-04-02", "subjects-9.csv")
        }
        try once.run { $0.asOf = World.last }
        for days in stride(from: 0, through: World.last - World.first, by: 9) {
            try nights.run {
                $0.asOf = World.first + days
                $0.checkpointEvery = checkpointEvery
            }
        }
        try nights.run { $0.asOf = World.last }
        #expect(try nights.hash() == once.hash())
        // Of two that declare "late" the one that a lost version named a day earlier.
        #expect(try once.enterprises()["S998"] == "S999")
        _ = try prune(nights.job, .quiet, keepDays: 0)
        try nights.run { $0.asOf = World.last }
        #expect(try nights.hash() == once.hash())
        // The log: first each night's, at last nothing; of one run all that is.
        let log = try nights.log()
        #expect(log.contains { $0.hasSuffix("-> ") } && log.contains { $0.contains(" -> S") })
        let moved = try once.enterprises().filter { $0.key != $0.value }
        #expect(try once.log().sorted() == moved.map { "\($0.key):  -> \($0.value)" }.sorted())
    }

    @Test func valuesThatNameNobodyJoinNobody() throws {
        let workshop = try Workshop()
        try workshop.writeAnOrder()
        let rows = [
            "A1,,SELLER,CN,,,n/a,2026-01-01", "A2,,SELLER,CN,,,n/a,2026-01-01",
            "B1,,SELLER,CN,,, unknown ,2026-01-01", "B2,,SELLER,CN,,,UNKNOWN,2026-01-01",
            "C1,,SELLER,CN,,, E 7,2026-01-01", "C2,,SELLER,CN,,,E 7 ,2026-01-01", "C3,,SELLER,CN,,,e 7,2026-01-01",
            "D1,,SELLER,CN,,,P,2026-01-01", "D2,,PLATFORM,CN,,,P,2026-01-01",
            "E1,,SELLER,CN,,,Q,2026-01-01", "E2,,SELLER,CN,,,Q,2026-01-01", "E2,,SELLER,CN,,,R,2026-01-02",
        ]
        let crowd = (0...1000).map { "X\($0),,SELLER,CN,,,crowd,2026-01-01" }
        try workshop.write(Self.subjects + (rows + crowd).joined(separator: "\n") + "\n", "2026-01-02", "subjects.csv")
        let report = try workshop.run()
        let shared = try workshop.enterprises().filter { $0.key != $0.value }
        // "n/a" is no placeholder of the list: with a stroke in it, it is a value.
        #expect(shared == ["A2": "A1", "C2": "C1"])
        #expect(report.sharedEnterprises == 2 && report.crowdedEnterpriseIDs == 1)
    }

    @Test func theStandingIsTheWorstAndTheNameTheEarliestAccounts() throws {
        let workshop = try Workshop()
        try workshop.writeAnOrder()
        try workshop.write(Self.subjects + "Z,Zed,SELLER,CN,2027-01-01,CERTIFIED,E,2026-01-01\n", "2026-01-01", "subjects.csv")
        try workshop.write(
            Self.subjects + "A,Aye,SELLER,DE,2026-01-15,DISCREDITED,E,2026-01-02\n", "2026-01-02", "subjects.csv")
        try workshop.write(
            "penalty_id,subject_id,severity,decided_on,expires_on\nN,A,BLACKLIST,2026-01-02,\n", "2026-01-02", "penalties.csv")
        try workshop.run { $0.asOf = Day("2026-02-01") }
        let ratings = try workshop.contractLines(of: "ratings").filter { !$0.hasPrefix("'S0\t") }.dropFirst()
        #expect(ratings.count == 1 && ratings.first?.hasPrefix("'Z\t'Zed\t'CN\t") == true)
        #expect(ratings.first?.contains("'D\t") == true)
        let reader = try RatingsReader(path: workshop.database)
        #expect(try reader.explain("A")?.rating.enterpriseID == "Z")
    }
}

/// Enterprises of 1 to 5 accounts that trade for 120 days.
private struct World {
    static let first = Day("2026-01-01") ?? Day(0)
    static let last = Day("2026-06-10") ?? Day(0)
    static let lineHeader =
        "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,destination,hs_code,status,status_at\n"

    /// What the dumps say of the accounts.
    enum Form {
        /// That they are one enterprise.
        case declared
        /// The enterprise's id in the place of theirs.
        case merged
        /// Nothing.
        case apart
    }

    private struct Order {
        var number: Int
        var seller: String
        var buyer: String
        var day: Day
        var partition: Day
        var isCancelled: Bool
        var score: Int?
    }

    private struct Account {
        var id: String
        var enterprise: Int
        var day: Day
    }

    private var accounts: [Account] = []
    private var orders: [Order] = []
    /// By account the one by whose id its enterprise goes.
    private(set) var names: [String: String] = [:]

    init(enterprises: Int, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var ids = Array(100..<100 + enterprises * 5).shuffled(using: &random)
        var orders: [Order] = []
        for enterprise in 0..<enterprises {
            var own: [Account] = []
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let day = World.first + Int.random(in: 0..<60, using: &random)
                own.append(Account(id: "S\(ids.removeLast())", enterprise: enterprise, day: day))
            }
            for account in own {
                for _ in 0..<Int.random(in: 0...30, using: &random) {
                    let day = World.first + Int.random(in: 0..<120, using: &random)
                    let number = orders.count
                    // Reviews are of buyers of their own: those of one buyer are guarded account by account.
                    let score = Bool.random(using: &random) ? Int.random(in: 1...5, using: &random) : nil
                    let buyer = score == nil ? "B\(Int.random(in: 0..<40, using: &random))" : "R\(number)"
                    orders.append(
                        Order(
                            number: number, seller: account.id, buyer: buyer, day: day,
                            partition: day + (Int.random(in: 0..<4, using: &random) == 0 ? Int.random(in: 1...5, using: &random) : 0),
                            isCancelled: Int.random(in: 0..<12, using: &random) == 0, score: score))
                }
            }
            func seen(_ account: Account) -> Day {
                orders.filter { $0.seller == account.id }.map(\.partition).reduce(account.day, min)
            }
            let name = own.min { (seen($0).number, $0.id) < (seen($1).number, $1.id) }
            for account in own { names[account.id] = name?.id }
            accounts += own
        }
        self.orders = orders
    }

    static func line(_ order: String, _ seller: String, _ day: String, at hour: String) -> String {
        "\(order),1,\(day)T08:00:00Z,\(seller),B,P,1,10.00,EUR,DE,610910,COMPLETED,\(day)T\(hour):00:00Z\n"
    }

    func write(to workshop: Workshop, _ form: Form) throws {
        func id(_ account: String) -> String { form == .merged ? names[account] ?? "" : account }
        var rows: [Day: [String: String]] = [:]
        for account in accounts where form != .merged || names[account.id] == account.id {
            let value = form == .declared ? "E\(account.enterprise)" : ""
            rows[account.day, default: [:]]["subjects", default: ""] += "\(account.id),N\(account.id),SELLER,CN,,,\(value),\(account.day)\n"
        }
        for order in orders {
            let hour = 7 + order.number % 3
            let at = "\(order.day)T0\(hour):10:00Z"
            rows[order.partition, default: [:]]["transactions", default: ""] +=
                "O\(order.number),1,\(at),\(id(order.seller)),\(order.buyer),P\(order.number % 50),1,\(order.number % 90 + 10).50,EUR,"
                + "\(["DE", "FR", "US"][order.number % 3]),\(order.number % 2 == 0 ? "610910" : "850440"),"
                + "\(order.isCancelled ? "CANCELLED_BY_SELLER" : "COMPLETED"),\(order.day)T23:00:00Z\n"
            if order.number % 7 > 0 {
                rows[order.partition, default: [:]]["invoices", default: ""] +=
                    "I\(order.number),O\(order.number),\(id(order.seller)),INVOICE,\(at),EUR,\(order.number % 90 + 10).50\n"
            }
            let arrival = order.day + Int(3 + order.number % 20)
            rows[order.partition, default: [:]]["logistics", default: ""] +=
                "X\(order.number),O\(order.number),EMA,\(order.day)T22:00:00Z\n"
            rows[max(arrival, order.partition), default: [:]]["logistics", default: ""] +=
                "X\(order.number),O\(order.number),EMI,\(arrival)T12:00:00Z\n"
            if let score = order.score {
                rows[arrival + 5, default: [:]]["feedback", default: ""] +=
                    "F\(order.number),O\(order.number),\(id(order.seller)),REVIEW,\(score),\(arrival + 1)T12:00:00Z\n"
            }
        }
        let headers = [
            "subjects": "subject_id,name,role,country,licence_until,customs_grade,enterprise_id,updated_at\n",
            "transactions": World.lineHeader, "invoices": "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n",
            "logistics": "shipment_id,order_id,event,occurred_at\n",
            "feedback": "feedback_id,order_id,seller_id,kind,score,occurred_at\n",
        ]
        for (day, kinds) in rows { for (kind, text) in kinds { try workshop.write((headers[kind] ?? "") + text, "\(day)", "\(kind).csv") } }
    }

    /// Accounts that leave their enterprise, and others that go to another one.
    func writeMoves(to workshop: Workshop) throws {
        for (number, account) in accounts.enumerated() where number % 4 == 0 {
            let day = World.first + Int(70 + number % 60)
            let value = number % 8 == 0 ? "" : "E\((account.enterprise + 1) % 40)"
            try workshop.write(
                "subject_id,name,role,country,enterprise_id,updated_at\n\(account.id),M,SELLER,CN,\(value),\(day)\n", "\(day)",
                "subjects-\(number).csv")
        }
    }
}

extension Workshop {
    /// What a store cannot be without.
    fileprivate func writeAnOrder() throws {
        try write(World.lineHeader + World.line("L0", "S0", "2026-01-01", at: "01"), "2026-01-01", "transactions.csv")
        try write("invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n", "2026-01-01", "invoices.csv")
        try write("shipment_id,order_id,event,occurred_at\n", "2026-01-01", "logistics.csv")
    }

    /// The lines of a contract table as law 1 speaks of it, its columns first.
    fileprivate func contractLines(of table: String) throws -> [String] {
        var lines: [String] = []
        var isOpen = false
        try RatingsReader(path: database).contractDump { line in
            var bytes: [UInt8] = []
            for index in line.indices { bytes.append(line[index]) }
            let text = String(decoding: bytes, as: UTF8.self)
            if !text.hasPrefix("'") { isOpen = text.hasPrefix("\(table)\t") }
            if isOpen { lines.append(text) }
        }
        return lines
    }

    /// By account its enterprise.
    fileprivate func enterprises() throws -> [String: String] {
        let rows = try contractLines(of: "subjects").dropFirst().map { $0.components(separatedBy: "\t") }
        return Dictionary(uniqueKeysWithValues: rows.map { (String($0[0].dropFirst()), String($0[1].dropFirst())) })
    }

    /// What the log of enterprises has, ascending by account.
    fileprivate func log() throws -> [String] {
        let reader = try RatingsReader(path: database)
        let shape = try #require(try reader.tables().first { $0.name == "enterprise_log" })
        var lines: [String] = []
        try reader.forEachRow(of: shape) { cells in
            let texts = cells.map { cell in if case .text(let bytes) = cell { String(decoding: bytes, as: UTF8.self) } else { "" } }
            lines.append("\(texts[1]): \(texts[2]) -> \(texts[3])")
        }
        return lines
    }
}
