import ArgumentParser
import Nightly
import Problems

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Which ratings differ between two runs, in which characteristics, and what moved them.",
        discussion: """
            A partition's part is the score less the score with that partition alone taken back; the rest is named: time (with model or
            reruns where they changed), interaction. Model and rates are those of the job.
            """)

    @Argument(help: "The earlier run: its run_id, or its number in the table runs.")
    var runA: String

    @Argument(help: "The later run.")
    var runB: String

    @Flag(inversion: .prefixedNo, help: "Find what moved the scores: joins the store once for each partition taken in between.")
    var parts = true

    @OptionGroup var settings: JobOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            let progress = ProgressLine(isQuiet: common.quiet)
            let context = runContext(isJSON: common.logFormat == .json, isQuiet: common.quiet, progress)
            let changes = try diff(try settings.merged(), context, from: runA, to: runB, explains: parts)
            for explained in changes { for line in explained.lines { print(line) } }
            print("\(changes.count) enterprises differ")
        }
    }
}

extension ExplainedChange {
    /// The change in words, a line each.
    var lines: [String] {
        let score = { (hundredths: Int64?) in hundredths.map { silkrate.hundredths($0) } ?? "-" }
        let grade = { (name: String) in name.isEmpty ? "-" : name }
        var lines = [
            "\(change.enterpriseID): \(grade(change.gradeBefore)) -> \(grade(change.gradeAfter)), score \(score(change.scoreBefore)) -> \(score(change.scoreAfter))"
        ]
        lines += change.points.map { "    \($0.characteristic)  \(score($0.before)) -> \(score($0.after))" }
        lines += parts.map { "    by \($0.name): \($0.hundredths > 0 ? "+" : "")\(score($0.hundredths))" }
        return lines
    }
}
