import Domain
import Foundation
import Scoring
import Settings
import Testing

/// The enterprises of `Fixtures/golden-enterprises.json`: made by hand, each with the grades that it may have, the reasons that must be among
/// its own in this order, and a sentence that says why.
@Suite struct GoldenEnterpriseTests {
    struct Golden: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var why: String
        /// Days from the first order.
        var tenure: Int
        var buyers: Int
        /// Orders of 180 days, those in bursts, those of the largest buyer; left out: as many as the buyers, none, one.
        var recent: Int?
        var bursts: Int?
        var largest: Int?
        var standing: Facts?
        var events: [Event]?
        var blocks: [Block]
        var grades: [String]
        var reasons: [String]
        var testDescription: String { name }
    }

    struct Facts: Decodable, Sendable {
        var registration: String?
        var customsGrade: String?
        /// Days until the licence ends.
        var licenceDays: Int?
    }

    struct Event: Decodable, Sendable {
        var kind: String
        /// Days ago, as is `until`.
        var ago: Int
        var until: Int?
    }

    /// Cells of good orders with faults, one every so many days backwards.
    struct Block: Decodable, Sendable {
        var ago: Int
        var every: Int
        var times: Int
        var orders: Int64
        var `class`: String?
        /// Thousandths of the promised window used; 500 where left out.
        var share: Int64?
        /// Orders of several sellers: nothing of the handover is the seller's alone.
        var shared: Bool?
        var faults: [String: Int64]?
    }

    static let all: [Golden] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Fixtures/golden-enterprises.json")
        guard let data = try? Data(contentsOf: path), let all = try? JSONDecoder().decode([Golden].self, from: data) else { return [] }
        return all
    }()

    @Test func thereAreEnough() {
        #expect(GoldenEnterpriseTests.all.count >= 25)
        #expect(Set(GoldenEnterpriseTests.all.map(\.name)).count == GoldenEnterpriseTests.all.count)
        let reached = Set(GoldenEnterpriseTests.all.flatMap(\.grades))
        for grade in Grade.allCases { #expect(reached.contains(grade.name), "\(grade.name)") }
    }

    @Test(arguments: all)
    func hasItsGradeAndReasons(_ golden: Golden) throws {
        let rating = rate(try evidence(golden), asOf: someDay, model: try embeddedModel())
        let codes = rating.reasons.map(\.code)
        let story = "\(rating.grade.name) \(rating.scoreHundredths ?? 0) \(codes): \(golden.why)"
        #expect(golden.grades.contains(rating.grade.name), "\(story)")
        #expect(codes.filter { golden.reasons.contains($0) } == golden.reasons, "\(story)")
        if golden.reasons.isEmpty { #expect(rating.reasons.allSatisfy { ($0.shortfallHundredths ?? .max) <= 300 }, "\(story)") }
    }

    private func evidence(_ golden: Golden) throws -> EnterpriseEvidence {
        var cells: [WholeCell] = []
        for block in golden.blocks {
            let kind = try #require(["none", "invoice_only", "movement_only", "both"].firstIndex(of: block.class ?? "both"))
            for place in 0..<block.times {
                let corroboration = Corroboration(rawValue: UInt8(kind))
                cells.append(
                    WholeCell(day: someDay - block.ago - place * block.every, corroboration: corroboration, counters: try counters(block)))
            }
        }
        var evidence = enterprise(cells)
        evidence.buyers = golden.buyers
        evidence.recentOrders = golden.recent ?? golden.buyers
        evidence.burstOrders = golden.bursts ?? 0
        evidence.largestBuyerOrders = golden.largest ?? min(1, golden.buyers)
        evidence.firstBooked = someDay - golden.tenure
        if let facts = golden.standing {
            var standing = Standing()
            if facts.registration == "VALID" { standing.registration = .valid }
            standing.customsGrade = CustomsGrade.allCases.first { $0.name == facts.customsGrade }
            standing.licenceUntil = facts.licenceDays.map { someDay + $0 }
            evidence.standing = standing
        }
        evidence.events = try (golden.events ?? []).map { event in
            let kind = try #require(SubjectEvent.Kind.allCases.first { $0.name == event.kind })
            return SubjectEvent(kind: kind, day: someDay - event.ago, until: event.until.map { someDay - $0 })
        }
        return evidence
    }

    private func counters(_ block: Block) throws -> Counters {
        var counters = goodOrders(block.orders)
        counters[.soleHandedOver] = block.orders
        counters[.invoiceTimed] = block.orders
        counters[.soleHandoverShareSum] = (block.share ?? 500) * block.orders
        if block.shared == true {
            for counter: Counter in [
                .soleHandoverDue, .soleHandoverShareOrders, .soleHandoverShareSum, .overdueHandoverDue, .soleHandedOver,
            ] { counters[counter] = 0 }
        }
        for (name, count) in block.faults ?? [:] {
            let counter = try #require(Counter.allCases.first { $0.name == name }, "there is no counter \(name)")
            counters[counter] += count
        }
        return counters
    }
}
