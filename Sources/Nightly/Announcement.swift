import Bytes
import Domain
import Foundation
import Ingest
import Logging
import Problems
import Settings

/// Tells the outside world of a run, where the job says so: lineage events and metrics. What cannot be told is logged; it costs no run.
struct Announcement {
    let job: Job
    let context: RunContext

    func begin(_ report: RunReport) { tell("START", report, nil) }

    func end(_ report: RunReport, _ problem: Problem?) {
        tell(problem == nil ? "COMPLETE" : "FAIL", report, problem)
        guard let path = job.metrics else { return }
        let now = context.now()
        let success = problem == nil ? now : lastSuccess(inMetrics: path)
        let outcome = RunOutcome(report: report, startedAt: context.startedAt, finishedAt: now, problem: problem, lastSuccess: success)
        // A link of that name stays: what it leads to is replaced.
        write(metricsText(outcome), to: (try? FileSystem.followingLinks(path)) ?? path)
    }

    private func tell(_ type: String, _ report: RunReport, _ problem: Problem?) {
        guard let folder = job.lineage else { return }
        guard let event = lineageEvent(type, at: context.now(), report, dumps: job.dumps, problem: problem) else { return }
        let name = report.runID.map { $0 == "/" || $0 == ":" ? "-" : $0 }
        do throws(SystemFailure) { try FileSystem.createFolder(folder) } catch { context.log.warning("\(error)") }
        write(escapingControls(String(decoding: event, as: UTF8.self)) + "\n", to: "\(folder)/\(String(name))-\(type.lowercased()).json")
    }

    private func write(_ text: String, to path: String) {
        do throws(SystemFailure) { try FileSystem.writeWhole(text, to: path) } catch { context.log.warning("\(error)") }
    }
}
