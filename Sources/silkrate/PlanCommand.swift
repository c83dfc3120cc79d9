import ArgumentParser
import Bytes
import Domain
import Nightly
import Problems

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what run or rerun would do with the same arguments, and why; change nothing.")

    @Flag(help: "As run --changed: take known partitions whose files changed anew, too.")
    var changed = false

    @Option(help: ArgumentHelp("As rerun --partition: A or A..B.", valueName: "days"))
    var partition: String?

    @OptionGroup var settings: JobOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            var request: Request = changed ? .newAndChanged : .new
            if let partition { request = .rerun(try days(partition)) }
            let plan = try Nightly.plan(try settings.merged(), request: request, now: Instant(FileSystem.clockSeconds()))
            for line in plan.lines { print(line) }
            print(plan.joinLine)
            if !plan.ignored.isEmpty { print("ignored, no dumps of ours: \(plan.ignored.joined(separator: ", "))") }
        }
    }
}
