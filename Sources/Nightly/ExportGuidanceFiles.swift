public import Guidance
public import Problems
public import Settings

/// Writes what the pages for consumers say as files for machines; no model is needed.
///
/// - Parameters:
///   - out: the folder, or with JSON the link that leads to it.
///   - contact: whom to ask for a correction; nil: nobody is named.
public func exportGuidanceFiles(
    _ job: Job, as format: GuidanceFileFormat, to out: String, contact: String?, progress: @escaping @Sendable (String) -> Void
) throws(Problem) -> GuidanceReport {
    try exportGuidanceFiles(
        database: job.database, as: format, to: out, contact: contact, threads: job.threadCount, program: programSHA256(),
        progress: progress)
}
