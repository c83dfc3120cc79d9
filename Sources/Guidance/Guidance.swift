internal import Domain
public import Problems
internal import RatingsDatabase
public import Scoring

// Guidance: what consumers read. A folder of static pages made from a published ratings database and its model: no server, no
// outside resource, the same over a web server and from a disk.
//
// A page is a pure function of the rows that it shows: no page carries the day of the run (one shared script, run.js, does), so that a
// night rewrites what changed and links the rest. Everything is rendered every time and compared with what stands there: a page can
// never be stale because a template or a word changed.
//
// The way of a page: RatingsReader (a stretch of enterprises) → EnterprisePage (words, figures, charts) → Template → SiteFolder.

/// What a site is made from and where it goes.
public struct GuidanceRequest: Sendable {
    /// The ratings database.
    public var database: String
    /// The model that rated it, for the page on method, and the hash of its file.
    public var model: ModelContent
    public var modelSHA256: String
    /// A symbolic link that is put in place: it leads to the folder with the site, beside it.
    public var out: String
    /// Whom to ask for a correction: a mail address or an https address; nil: the publisher of the site.
    public var contact: String?
    public var threads: Int

    public init(database: String, model: ModelContent, modelSHA256: String, out: String, contact: String? = nil, threads: Int = 1) {
        self.database = database
        self.model = model
        self.modelSHA256 = modelSHA256
        self.out = out
        self.contact = contact
        self.threads = threads
    }
}

/// What an export wrote.
public struct GuidanceReport: Sendable, Equatable {
    public var enterprises = 0
    /// All files of the site; of these, written anew (the others are links to the former site's).
    public var files = 0
    public var filesWritten = 0
    public var bytes = 0
    public var bytesWritten = 0
    /// The folder that the link leads to now.
    public var folder = ""
}

/// Makes the site of a published database and puts it in the place of the former one, whole or not at all.
///
/// - Throws: `Problem`: `.configuration` where the model is not the one that rated; `.cannotCreate` where `out` is something else than a
///   link of ours; `.storeBusy` where another export is at it.
public func exportGuidanceSite(
    _ request: GuidanceRequest, progress: @Sendable (String) -> Void = { _ in }
) throws(Problem) -> GuidanceReport {
    let contact = try Contact(request.contact)
    let readers = try ReaderPool(path: request.database, count: request.threads)
    guard readers.run.modelSHA256 == request.modelSHA256 else {
        throw Problem(
            .configuration, at: Position(source: request.database),
            "the database was rated by another model than \(request.model.id) \(request.model.version)",
            remedy: "name the model file that rated it with --model")
    }
    let site = Site(model: request.model, contact: contact)
    let folder = try SiteFolder(link: request.out)
    let bounds = try readers.first.enterpriseBounds(every: Site.enterprisesAtOnce)
    let tallies = try site.writeEnterprises(bounds, readers, folder, threads: request.threads, progress: progress)
    var tally = SiteTally()
    for other in tallies { tally.add(other) }
    try readers.first.forEachProduct { tally.add($0) }
    progress("pages of countries, lanes, categories and method")
    try site.writeFacts(tally, folder)
    try site.writeLanes(tally, folder)
    try site.writeTradeLanes(tally, folder)
    try site.writeFrame(tally, readers.run, folder)
    try site.writeStatistics(readers.first.tradeGuidance(membersMax: StatisticsPage.membersMax), tally, folder)
    progress("search index")
    try writeSearchIndex(tally.entries, folder, threads: request.threads)
    let count = folder.count
    let path = try folder.publish()
    return GuidanceReport(
        enterprises: tally.enterprises, files: count.files, filesWritten: count.filesWritten, bytes: count.bytes,
        bytesWritten: count.bytesWritten, folder: path)
}
