import Bytes
import Domain
import Foundation
import Ingest
import Problems

/// An OpenLineage run event (spec 2-0-2, RunEvent) as a JSON object. The dumps are one data set, of which a facet names the partitions
/// read: an input for each partition would make events grow with the history (OpenLineage #3306). Data sets are named by their absolute
/// paths without links (OpenLineage's naming of local files), so that two jobs that use one file say so.
func lineageEvent(_ type: String, at instant: Instant, _ report: RunReport, dumps: String, problem: Problem?) -> Data? {
    let spec = "https://openlineage.io/spec"
    let producer = "https://github.com/silkrate"
    let facet = { (schema: String, content: [String: Any]) -> [String: Any] in
        content.merging(["_producer": producer, "_schemaURL": "\(spec)/facets/\(schema)"]) { $1 }
    }
    var run: [String: Any] = ["runId": lineageID(report.runID)]
    var facets: [String: Any] = [
        "nominalTime": facet("1-0-1/NominalTimeRunFacet.json#/$defs/NominalTimeRunFacet", ["nominalStartTime": "\(report.asOf.start)"]),
        "processing_engine": facet(
            "1-1-1/ProcessingEngineRunFacet.json#/$defs/ProcessingEngineRunFacet", ["name": "silkrate", "version": report.version]),
    ]
    if let problem {
        facets["errorMessage"] = facet(
            "1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet", ["message": "\(problem)", "programmingLanguage": "Swift"])
    }
    run["facets"] = facets
    let partitions = report.takenPartitions.map { ["identifier": "\($0)", "dimensions": ["partition": "\($0)"]] as [String: Any] }
    let input: [String: Any] = [
        "namespace": "file", "name": FileSystem.absolutePath(dumps),
        "inputFacets": [
            "subset": facet(
                "1-0-0/BaseSubsetDatasetFacet.json#/$defs/InputSubsetInputDatasetFacet",
                ["inputCondition": ["type": "partition", "partitions": partitions] as [String: Any]]),
            "inputStatistics": facet(
                "1-0-0/InputStatisticsInputDatasetFacet.json#/$defs/InputStatisticsInputDatasetFacet",
                ["size": report.bytesRead, "fileCount": report.filesRead]),
        ],
    ]
    let output: [String: Any] = [
        "namespace": "file", "name": FileSystem.absolutePath(report.database),
        "outputFacets": [
            "outputStatistics": facet(
                "1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet",
                ["rowCount": report.grades.reduce(0) { $0 + $1.enterprises }])
        ],
    ]
    let event: [String: Any] = [
        "eventType": type, "eventTime": "\(instant)", "producer": producer, "schemaURL": "\(spec)/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": run, "job": ["namespace": "silkrate", "name": "nightly"], "inputs": [input], "outputs": [output],
    ]
    return try? JSONSerialization.data(withJSONObject: event, options: [.sortedKeys, .withoutEscapingSlashes])
}

/// A UUID (version 8 form of RFC 9562) that follows from the run's id.
private func lineageID(_ runID: String) -> String {
    let digits = Array(sha256(of: Array(runID.utf8)))
    let parts = [digits[0..<8], digits[8..<12], "8" + digits[13..<16], "8" + digits[17..<20], digits[20..<32]]
    return parts.map { String($0) }.joined(separator: "-")
}
