import Bytes
import Domain
import InformationBases
import Ingest
import Logging
import Parallel
import Problems
import RatingsDatabase
import Records
import Scoring
import Segments
import Settings

/// Writes the ratings database and publishes it.
func publish(
    _ bases: Bases, _ judges: Judges, _ ledger: Ledger, _ mandate: Mandate, _ job: Job, _ context: RunContext, _ journal: RunJournal,
    _ report: inout RunReport
) throws(Problem) {
    let model = mandate.model
    let builder = try RatingsDatabaseBuilder(target: job.database, runID: report.runID, layout: judges.layout)
    do throws(Problem) {
        let (sheets, asOf, runID) = (builder.sheets, report.asOf, report.runID)
        try inParallel(threads: job.threadCount) { () throws(Problem) in
            try writeRatings(bases, model, asOf, builder)
            try writeBases(bases, builder)
            report.unpublished = judges.unpublished
            report.unpublished.add(try writeStatistics(bases, job.reportingCurrency, asOf, builder))
            for column in report.unpublished.columns {
                context.log.warning("\(column.name) takes more than 64 bits in \(column.rows) rows: published as null")
            }
            try writeLedger(ledger, runID, builder)
            try builder.writeQuarantine(report.unpublished.quarantineRows(runID))
            let ratings = bases.subjects.map(\.rated)
            let drift = Drift(bases, ratings, judges.outcomes, builder.former, model.model)
            try builder.writeMigration(drift.migration)
            try builder.writeDrift(drift.measures)
            report.drift = drift.measures
            report.overlays = overlayCounts(ratings)
            try keepChanges(bases, judges, builder.former, mandate, job, context, report)
            let note = try passGate(bases, ratings, builder.former, mandate, job, context, &report)
            try builder.writeUnpublishedRuns(journal.rows(without: builder.former.runIDs))
            try builder.writeRun(runRow(ratings, ledger, model, context, note, &report))
            try builder.finishRows()
        } elsewhere: { () throws(Problem) in
            var rows = PackedRows()
            try inBatches(bases.subjects.flatMap(\.rows)) { (places) throws(Problem) in
                try onDisk { () throws(SystemFailure) in try judges.spool.read(places, into: &rows) }
                try sheets.write(rows, of: places.count)
            }
            try sheets.finish()
        }
        report.changes = builder.changes
        try builder.publish(threads: job.threadCount)
    } catch {
        builder.discard()
        throw error
    }
}

/// Judges the run by the job's gate.
///
/// - Returns: what the ledger notes of rules that were broken and accepted.
/// - Throws: `.publishRefused` where a rule refuses and nobody accepts it.
private func passGate(
    _ bases: Bases, _ ratings: [RatedEnterprise?], _ former: FormerRatings, _ mandate: Mandate, _ job: Job, _ context: RunContext,
    _ report: inout RunReport
) throws(Problem) -> String? {
    guard let gate = job.gate else { return nil }
    let grades = zip(bases.subjects, ratings).compactMap { subject, rating in rating.map { (Text(utf8: subject.id), $0.rating.grade) } }
    report.gate = judge(GateMeasures(report, grades, former), by: gate)
    for finding in report.gate { context.log.warning("gate: \(finding.description)") }
    let refusals = report.gate.filter(\.refuses).map(\.description)
    guard !refusals.isEmpty else { return nil }
    if let reason = mandate.accept { return "accepted, \(reason): \(refusals.joined(separator: "; "))" }
    throw Problem(
        .publishRefused, at: Position(source: job.database),
        "the gate refuses these ratings: \(refusals.joined(separator: "; ")); the former ones stand",
        remedy: "look at the deliveries, mend them and rerun; or publish all the same with --accept REASON")
}

private func writeRatings(_ bases: Bases, _ model: RunModel, _ asOf: Day, _ builder: RatingsDatabaseBuilder) throws(Problem) {
    try inBatches(bases.subjects) { (subjects) throws(Problem) in
        try builder.writeRatings(rows(of: subjects) { subject in subject.rated.map { ratingRow(subject, $0, model, asOf) } })
    }
}

/// So many rows are made at a time: they are then written while they are in the cache, and never all in memory.
private let batchCount = 1024

/// Hands over a batch of elements at a time.
func inBatches<Elements: RandomAccessCollection>(
    _ elements: Elements, _ body: (Elements.SubSequence) throws(Problem) -> Void
) throws(Problem) where Elements.Index == Int {
    for start in stride(from: 0, to: elements.count, by: batchCount) { try body(elements[start..<min(start + batchCount, elements.count)]) }
}

/// The rows of those subjects that have one.
private func rows<Row>(of subjects: ArraySlice<SubjectRecord>, _ row: (SubjectRecord) -> Row?) -> [Row] {
    var rows: [Row] = []
    rows.reserveCapacity(subjects.count)
    for subject in subjects { if let row = row(subject) { rows.append(row) } }
    return rows
}

extension Model {
    /// What is the same for every enterprise, of `base` and of each characteristic.
    var layout: [CharacteristicLayout] {
        let base = CharacteristicLayout(
            id: RatingPointRow.base, bins: PeerGroup.allCases.map(\.name),
            referencePointsHundredths: content.peerGroups.map { Int64($0.baseHundredths) })
        return [base]
            + content.characteristics.enumerated().map { place, characteristic in
                CharacteristicLayout(
                    id: characteristic.id, bins: characteristic.bins.map(\.label) + [CharacteristicPoints.missing],
                    referencePointsHundredths: PeerGroup.allCases.map { Int64(referencePoints[Int($0.rawValue)][place]) })
            }
    }
}

/// A seller's counters, as the database has them; nil without a counted order.
func sellerEvidenceRow(_ id: Text, _ trade: SubjectTrade) -> SellerEvidenceRow? {
    guard let totals = trade.totals else { return nil }
    let distinct = [trade.evidence.buyers, trade.evidence.products, trade.evidence.destinations].map(Int64.init)
    let counted = Counter.evidence.map { $0 == .grossMinor ? Int64(exactly: trade.grossMinor) : totals[$0] }
    return SellerEvidenceRow(sellerID: id, values: counted + distinct)
}

/// An enterprise's points, as the database has them.
func sheetRow(_ id: Text, _ rating: Rating) -> RatingSheetRow {
    RatingSheetRow(
        enterpriseID: id,
        entries: rating.points.map { points in
            RatingSheetRow.Entry(
                value: points.value, numerator: points.numerator, denominator: points.denominator, bin: points.binPlace,
                pointsHundredths: Int64(points.pointsHundredths))
        })
}

/// An enterprise's reasons, as the database has them.
func reasonRows(_ id: Text, _ rating: Rating) -> [RatingReasonRow] {
    rating.reasons.map { reason in
        RatingReasonRow(
            enterpriseID: id, rank: Int64(reason.rank), code: reason.code, characteristic: reason.characteristic,
            shortfallHundredths: reason.shortfallHundredths.map(Int64.init), text: reason.text, chineseText: reason.chineseText)
    }
}

private func ratingRow(_ subject: SubjectRecord, _ rated: RatedEnterprise, _ model: RunModel, _ asOf: Day) -> RatingRow {
    let rating = rated.rating
    let status: RatingRow.Status =
        switch rating.status {
        case .rated: .rated
        case .notRated: .notRated
        case .defaulted: .defaulted
        }
    let confidence: RatingRow.Confidence =
        switch rating.confidence {
        case .high: .high
        case .medium: .medium
        case .low: .low
        }
    return RatingRow(
        enterpriseID: Text(utf8: subject.id), name: text(subject.row?.name), country: text(subject.row.map { Array($0.country.utf8) }),
        asOf: asOf, status: status, grade: rating.grade, scoreHundredths: rating.scoreHundredths.map(Int64.init),
        scoreGrade: rating.scoreGrade,
        overlay: rating.overlays.isEmpty ? nil : rating.overlays.joined(separator: "; "), liftGrade: rating.lift?.grade,
        liftOrders: rating.lift.map { Int64($0.orders) }, pd: rating.pd,
        pdLow: rating.pdLow, pdHigh: rating.pdHigh, confidence: rating.pd == nil ? nil : confidence,
        orders: rated.orders, evidenceFrom: rating.evidenceFrom, evidenceTo: rating.evidenceTo,
        modelID: model.model.content.id, effectiveOrders: rating.effectiveOrders, buyers: Int64(rated.buyers),
        tenureDays: rated.firstBooked.map { Int64(asOf - $0) })
}

private func writeBases(_ bases: Bases, _ builder: RatingsDatabaseBuilder) throws(Problem) {
    try inBatches(bases.subjects) { (subjects) throws(Problem) in
        try builder.writeSubjects(rows(of: subjects, subjectRow))
    }
    var products = try onDisk { () throws(SystemFailure) in try bases.products.merged() }
    var pack = PackedRows()
    while try fill(&pack, from: &products) { try builder.writeProducts(pack) }
}

/// Puts the next products in the place of others; false behind the last.
private func fill(_ rows: inout PackedRows, from products: inout ProductMerge) throws(Problem) -> Bool {
    rows.removeAll()
    do throws(SystemFailure) {
        return try products.next(batchCount) { bytes, product in
            let texts = product.row.map { row in InlineArray<4, Range<Int>> { row[$0 + 1] } }
            let gtin = product.row.map { bytes.array($0[0]) } ?? []
            rows.append(
                product: product.id, texts: texts, in: bytes,
                gtin: IdentifierScheme.gtin.verification(of: gtin), counters: product.counters)
        } > 0
    } catch {
        throw storeProblem(error)
    }
}

private func subjectRow(_ subject: SubjectRecord) -> SubjectRow {
    let standing = subject.row?.standing
    return SubjectRow(
        subjectID: Text(utf8: subject.id), enterpriseID: Text(utf8: subject.enterpriseID), name: text(subject.row?.name),
        role: subject.row?.role,
        country: text(subject.row.map { Array($0.country.utf8) }), registration: standing?.registration ?? .unknown,
        lei: standing?.lei ?? .unknown, vat: standing?.vat ?? .unknown, registeredOn: standing?.registeredOn,
        licenceUntil: standing?.licenceUntil, customsGrade: standing?.customsGrade, orders: subject.orders,
        firstBooked: subject.firstBooked)
}

private func text(_ bytes: [UInt8]?) -> Text? {
    guard let bytes, !bytes.isEmpty else { return nil }
    return Text(utf8: bytes)
}

private func writeLedger(_ ledger: Ledger, _ runID: String, _ builder: RatingsDatabaseBuilder) throws(Problem) {
    var partitions: [PartitionRow] = []
    for entry in ledger.sources {
        if partitions.last?.partition != entry.partition {
            partitions.append(
                PartitionRow(partition: entry.partition, sources: 0, bytes: 0, rows: RowTotals(), firstRunID: entry.record.runID))
        }
        partitions[partitions.count - 1].sources += 1
        partitions[partitions.count - 1].bytes += Int64(entry.record.bytes)
        partitions[partitions.count - 1].rows += entry.rows
    }
    try builder.writePartitions(partitions)
    try builder.writeSources(
        ledger.sources.map { entry in
            SourceRow(
                source: Text(entry.path), partition: entry.partition, kind: entry.record.kind.name, sha256: entry.record.sha256,
                bytes: Int64(entry.record.bytes), rows: entry.rows, withdrawnCodes: Int64(entry.record.withdrawnCodes),
                outcome: entry.record.isSetAside ? .setAside : .ok,
                note: entry.record.isSetAside ? String(decoding: entry.quarantined.first?.example ?? [], as: UTF8.self) : nil,
                runID: entry.record.runID, wallSeconds: Double(entry.record.wallMilliseconds) / 1000)
        })
    try builder.writeQuarantine(
        ledger.sources.flatMap { entry in
            entry.quarantined.map { count in
                QuarantineRow(
                    runID: entry.record.runID, source: Text(entry.path), reason: count.reason.rawValue, rows: Int64(count.rows),
                    firstLine: count.firstLine == 0 ? nil : Int64(count.firstLine), firstByte: Int64(count.firstByte),
                    example: Text(String(decoding: count.example, as: UTF8.self)),
                    remedy: count.reason.remedy(in: count.column, of: entry.record.kind))
            }
        })
}

private func runRow(
    _ ratings: [RatedEnterprise?], _ ledger: Ledger, _ model: RunModel, _ context: RunContext, _ note: String?, _ report: inout RunReport
) -> RunRow {
    let grades = ratings.compactMap { $0?.rating.grade }
    let statuses = ratings.compactMap { $0?.rating.status }
    report.grades = Grade.allCases.map { grade in (grade, grades.count { $0 == grade }) }
    return RunRow(
        runID: report.runID, asOf: report.asOf, startedAt: context.startedAt, finishedAt: context.now(), status: "PUBLISHED",
        version: context.version, modelID: model.model.content.id, modelSHA256: model.sha256, partitions: Int64(report.partitions),
        sources: Int64(report.sources), rows: ledger.totals, enterprises: Int64(statuses.count),
        rated: Int64(statuses.count { $0 == .rated }), notRated: Int64(statuses.count { $0 == .notRated }),
        defaulted: Int64(statuses.count { $0 == .defaulted }), wallSeconds: report.wallSeconds,
        peakMemoryBytes: Int64(FileSystem.peakMemoryBytes()), bytesRead: report.bytesRead, note: note)
}
