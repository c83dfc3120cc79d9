import Domain
import InformationBases
import Scoring
import Testing

/// The sabotage guard: of a buyer's reviews of a seller in a block of 90 days one counts, and only where goods moved.
struct GuardedReviewTests {
    /// reviews, review_sum, and the two that are guarded.
    private func sums(_ describe: (inout ReferenceWorld) -> Void) throws -> [Int64?] {
        let bases = try JoinHarness(ReferenceWorld(describe).dumps).joined(asOf: Day("2024-12-31") ?? Day(0)).bases
        let totals = bases.subjects.first { $0.id == Array("S1".utf8) }?.totals
        return [Counter.reviews, .reviewSum, .guardedReviews, .guardedReviewSum].map { totals?[$0] }
    }

    /// An order of a buyer's, handed over, with a review of it.
    private func order(
        _ world: inout ReferenceWorld, _ id: String, buyer: String = "B1", on day: String, score: String, feedback: String = "F1"
    ) {
        world.line(id, buyer: buyer)
        world.event("EMC", "2024-01-02T00:00:00Z", id)
        world.feedback(feedback, id, in: day, score: score)
    }

    @Test func `The latest of a buyer's reviews in a block counts`() throws {
        let found = try sums {
            order(&$0, "O1", on: "2024-01-20", score: "1")
            order(&$0, "O2", on: "2024-02-20", score: "4")
            order(&$0, "O3", on: "2024-02-19", score: "2")
        }
        #expect(found == [3, 7, 1, 4])
    }

    @Test func `Blocks are fixed from 1970-01-01: the 220th ends with 2024-03-17`() throws {
        // 2024-03-18 is day 19,800 = 220 × 90.
        let found = try sums {
            order(&$0, "O1", on: "2024-03-17", score: "1")
            order(&$0, "O2", on: "2024-03-18", score: "5")
        }
        #expect(found == [2, 6, 2, 6])
    }

    @Test func `Of one instant the greater id counts, by bytes`() throws {
        for ids in [("F9", "F10"), ("f", "F")] {
            let found = try sums {
                order(&$0, "O1", on: "2024-01-20", score: "2", feedback: ids.0)
                order(&$0, "O2", on: "2024-01-20", score: "5", feedback: ids.1)
            }
            #expect(found == [2, 7, 1, 2])
        }
    }

    @Test func `Each buyer counts for itself; two reviews of one order are of one buyer`() throws {
        let found = try sums {
            order(&$0, "O1", buyer: "B1", on: "2024-01-20", score: "1")
            order(&$0, "O2", buyer: "B2", on: "2024-01-20", score: "2")
            $0.feedback("F2", "O2", in: "2024-01-21", score: "3")
        }
        #expect(found == [3, 6, 2, 4])
    }

    @Test func `Reviews of goods that never moved, without a score, or of one without a line in the order, do not count`() throws {
        let found = try sums {
            $0.line("O1", buyer: "B1")
            $0.feedback("F1", "O1", score: "1")
            $0.line("O2", buyer: "B2")
            $0.event("EMI", "2024-01-09T00:00:00Z", "O2")
            $0.feedback("F1", "O2", score: "")
            // S2 sells O3 and names S1 in its feedback: S1 gets the review, the guard does not count it.
            $0.line("O3", seller: "S2", buyer: "B3")
            $0.event("EMA", "2024-01-09T00:00:00Z", "O3")
            $0.feedback("F1", "O3", seller: "S1", score: "5")
        }
        #expect(found == [3, 6, 0, 0])
    }

    @Test func `The review of an order of several sellers is its line's seller's, or nobody's; the buyer is that of the least line`() throws
    {
        let found = try sums {
            $0.line("O1", "2", buyer: "B2")
            $0.line("O1", "1", buyer: "B1")
            $0.line("O1", "3", seller: "S2", buyer: "B1")
            $0.event("EMA", "2024-01-02T00:00:00Z", "O1")
            $0.feedback("F1", "O1", line: "2", score: "4")
            $0.feedback("F2", "O1", score: "1")
            order(&$0, "O2", buyer: "B1", on: "2024-01-11", score: "5")
        }
        // The review by line 2 is taken as B1's, who reviews again a day later.
        #expect(found == [2, 9, 1, 5])
    }
}
