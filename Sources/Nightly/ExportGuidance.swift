public import Guidance
public import Problems
import Scoring
public import Settings

/// Makes the site for consumers of the job's ratings database and puts it in the place of the former one.
///
/// - Parameters:
///   - out: the link that leads to the site.
///   - contact: whom to ask for a correction; nil: nobody is named.
public func exportGuidance(
    _ job: Job, to out: String, contact: String?, progress: @escaping @Sendable (String) -> Void
) throws(Problem) -> GuidanceReport {
    let model = try RunModel(job)
    return try exportGuidanceSite(
        GuidanceRequest(
            database: job.database, model: model.model.content, modelSHA256: model.sha256, out: out, contact: contact,
            threads: job.threadCount), progress: progress)
}
