import Bytes
import Domain
import Foundation
import Ingest
import Problems
import RatingsDatabase

/// What a run tells the outside world of itself.
struct RunOutcome {
    var report: RunReport
    var startedAt: Instant
    var finishedAt: Instant
    /// nil: it published.
    var problem: Problem?
    /// When the last run that published ended; nil: none has, as far as is known.
    var lastSuccess: Instant?
}

/// The metrics of a run in the Prometheus text format 0.0.4, for the node exporter's textfile collector.
func metricsText(_ outcome: RunOutcome) -> String {
    var page = MetricsPage()
    let report = outcome.report
    page.add(
        "silkrate_run_exit_code", "Exit code of the last run, 0 when it published.", [([], Double(outcome.problem?.kind.rawValue ?? 0))])
    page.add("silkrate_run_finished_timestamp_seconds", "When the last run ended.", [([], Double(outcome.finishedAt.seconds))])
    if let success = outcome.lastSuccess {
        page.add("silkrate_run_last_success_timestamp_seconds", "When the last run that published ended.", [([], Double(success.seconds))])
    }
    page.add(
        "silkrate_run_duration_seconds", "Wall time of the last run, by stage.", report.stages.map { ([("stage", $0.name)], $0.seconds) })
    page.add(
        "silkrate_rows", "Rows known by the day that is rated, by kind and outcome.",
        report.rowsByKind.flatMap { kind in
            [
                ("accepted", kind.rows.accepted), ("duplicate", kind.rows.duplicate), ("superseded", kind.rows.superseded),
                ("quarantined", kind.rows.quarantined),
            ].map { ([("kind", kind.kind), ("outcome", $0.0)], Double($0.1)) }
        })
    page.add(
        "silkrate_enterprises", "Enterprises by grade.", report.grades.map { ([("grade", $0.grade.name)], Double($0.enterprises)) })
    page.add("silkrate_partitions", "Partitions that the ratings rest on.", [([], Double(report.partitions))])
    page.add("silkrate_new_partitions", "Partitions that the last run took for the first time.", [([], Double(report.newPartitions))])
    page.add("silkrate_read_bytes", "Bytes of dumps that the last run read.", [([], Double(report.bytesRead))])
    page.add("silkrate_peak_memory_bytes", "Peak resident memory of the last run.", [([], Double(report.peakMemoryBytes))])
    page.add(
        "silkrate_gate_findings", "Rules of the publish gate that the last run broke.",
        [(true, "refuse"), (false, "warn")].map { refuses, name in
            ([("severity", name)], Double(report.gate.count { $0.refuses == refuses }))
        })
    return page.text
}

/// A page of metrics, all gauges.
private struct MetricsPage {
    var text = ""

    mutating func add(_ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: Double)]) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
            text += "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)\n"
        }
    }

    private func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "\n", with: "\\n")
    }
}

/// When the metrics at `path` say that the last run that published ended.
func lastSuccess(inMetrics path: String) -> Instant? {
    guard let text = try? readText(path, what: "metrics") else { return nil }
    let name = "silkrate_run_last_success_timestamp_seconds "
    let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(name) }
    return line.flatMap { Double($0.dropFirst(name.count)) }.flatMap { Int64(exactly: $0.rounded()) }.map { Instant($0) }
}
