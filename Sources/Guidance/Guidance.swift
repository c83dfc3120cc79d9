public import Problems
internal import RatingsDatabase
public import Scoring

// Guidance: what consumers read. A folder of static pages made from a published ratings database and its model: no server, no
// outside resource, the same over a web server and from a disk.
//
// A page is a pure function of the rows that it shows: no page carries the day of the run (one shared script, run.js, does), so that a
// night rewrites what changed and links the rest. What a page was made from is remembered beside the site (`SiteLedger`): the bytes of its
// rows, and for all pages alike the program, which holds templates and words, the model and the address. A page made from the same is
// linked unseen; where anything common to all changed, all are made.
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
    /// What paying in which currency costs is told from these; nil: it is not told.
    public var currency: CurrencyRates?
    /// Tells this program from every other version of it; nil: not known, and every page is made.
    public var program: String?

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
    /// All files of the site; of these, those that were made, and those that were written (the others are links to the former site's).
    public var files = 0
    public var filesMade = 0
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
    let currency = request.currency.flatMap { CurrencyPages($0, asOf: readers.run.asOf) }
    let site = Site(model: request.model, contact: contact, hasCurrency: currency != nil)
    let frame = request.program.map { program in
        SiteContent.site.frame([program, request.modelSHA256, request.contact ?? "", currency == nil ? "" : "currency"])
    }
    let folder = try SiteFolder(link: request.out, for: .site, frame: frame)
    let bounds = try readers.first.enterpriseBounds(every: Site.enterprisesAtOnce)
    let tallies = try site.writeEnterprises(bounds, readers, folder, threads: request.threads, progress: progress)
    var tally = SiteTally()
    var inputs = SearchInputs()
    for other in tallies { tally.add(other) }
    for enterprise in tally.named { inputs.add(enterprise) }
    try readers.first.forEachProduct { product in
        tally.add(product)
        inputs.add(product)
    }
    progress("pages of countries, lanes, categories, statistics and method")
    try site.writeGrades(tally, folder)
    try site.writeLanes(tally, folder)
    try site.writeTradeLanes(tally, folder)
    try site.writeFrame(tally, readers.run, folder)
    try site.writeStatistics(readers.first.tradeGuidance(membersMax: StatisticsPage.membersMax), tally, folder)
    if let currency { try site.writeCurrency(currency, folder) }
    progress("search index")
    try site.writeSearch(tally, inputs, readers.first, folder, threads: request.threads)
    return GuidanceReport(enterprises: tally.enterprises, of: folder.count, in: try folder.publish())
}

extension GuidanceReport {
    init(enterprises: Int, of count: SiteFolder.Count, in folder: String) {
        self.init(
            enterprises: enterprises, files: count.files, filesMade: count.filesMade, filesWritten: count.filesWritten, bytes: count.bytes,
            bytesWritten: count.bytesWritten, folder: folder)
    }
}
