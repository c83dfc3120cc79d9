import ArgumentParser
import Domain
import Problems
import RatingsDatabase

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Why this grade: points per characteristic, reasons, evidence, changes.")

    @Argument(help: "An enterprise's id, or that of one of its accounts.")
    var enterprise: String

    @Option(help: ArgumentHelp("The ratings database (default: ratings.sqlite).", valueName: "file"))
    var database = "ratings.sqlite"

    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            guard let found = try RatingsReader(path: database).explain(Text(enterprise)) else {
                throw Problem(
                    .noInput, at: Position(source: database), "there is no enterprise \"\(enterprise)\"",
                    remedy: "give an enterprise_id of the table ratings, or a subject_id of the table subjects")
            }
            for line in found.lines { print(line) }
        }
    }
}

extension Explanation {
    /// The explanation as lines.
    var lines: [String] {
        var lines = ["\(rating.enterpriseID)\(rating.name.map { "  \($0)" } ?? "")\(rating.country.map { "  (\($0))" } ?? "")"]
        lines.append(
            "as of \(rating.asOf): grade \(rating.grade.name), status \(rating.status.rawValue), model \(rating.modelID), run \(runID)")
        if let score = rating.scoreHundredths, let pd = rating.pd, let low = rating.pdLow, let high = rating.pdHigh {
            lines.append(
                "score \(hundredths(score)); of 100 orders \(hundredths(Int64((pd * 10_000).rounded()))) are expected to have a credit event "
                    + "(95 % interval \(percent(low)) to \(percent(high))), confidence \(rating.confidence?.rawValue ?? "-")")
        }
        lines.append("\(rating.orders) orders in the evidence window, \(rating.buyers) distinct buyers in 180 days")
        if let overlay = rating.overlay {
            lines.append("decided by \(overlay); the score alone earns \(rating.scoreGrade?.name ?? "none")")
        }
        if let grade = rating.liftGrade, let orders = rating.liftOrders {
            lines.append("\(orders) further matured orders without an event would lift it to \(grade.name)")
        }
        lines += ["", "Reasons"] + reasons.map { "  \($0.rank). \($0.code): \($0.text)" }
        if !points.isEmpty {
            lines += ["", "Points\(String(repeating: " ", count: 20))points   reference       value  bad / counted   bin"]
            lines += points.map(line)
            lines.append("  \(padded("score", 23))\(right(rating.scoreHundredths.map { hundredths($0) } ?? "-", 9))")
        }
        if subjects.count > 1 {
            lines += ["", "Accounts", "  \(subjects.map { "\($0.subjectID)" }.joined(separator: ", "))"]
        }
        lines += moves.map { "  \($0.runID): \($0.subjectID) came from \($0.before ?? $0.subjectID) to \($0.after ?? $0.subjectID)" }
        for account in evidence {
            lines += ["", "Evidence of account \(account.sellerID)"]
            lines += zip(SellerEvidenceRow.counters, account.values).map { "  \(padded($0, 24))\(right($1.map { "\($0)" } ?? "-", 14))" }
        }
        if !changes.isEmpty {
            lines += ["", "Changes"]
            lines += changes.map { "  \($0.runID): \($0.change.rawValue) \($0.gradeBefore?.name ?? "-") -> \($0.gradeAfter?.name ?? "-")" }
        }
        return lines
    }

    private func line(_ row: RatingPointRow) -> String {
        let value = row.value.map { tenThousandths($0) } ?? "-"
        let counted = row.numerator.flatMap { n in row.denominator.map { "\(n) / \($0)" } } ?? ""
        return
            "  \(padded(row.characteristic, 23))\(right(hundredths(row.pointsHundredths), 9))\(right(hundredths(row.referencePointsHundredths), 12))"
            + "\(right(value, 12))  \(padded(counted, 18))  \(row.bin)"
    }
}
