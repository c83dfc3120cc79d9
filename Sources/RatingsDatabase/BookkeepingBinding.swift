internal import Domain

extension RowTotals {
    static let columns = ["rows_read", "rows_accepted", "rows_duplicate", "rows_superseded", "rows_quarantined"]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(read)
        row.append(accepted)
        row.append(duplicate)
        row.append(superseded)
        row.append(quarantined)
    }
}

extension RunRow: TableRow {
    static let table = "runs"
    static let columns =
        [
            "run_id", "as_of", "started_at", "finished_at", "status", "version", "model_id", "model_sha256", "partitions",
            "sources",
        ] + RowTotals.columns + [
            "enterprises", "rated", "nr", "d", "wall_seconds", "peak_memory_bytes", "bytes_read", "note",
        ]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(runID)
        row.append(asOf)
        row.append(startedAt)
        row.append(finishedAt)
        row.append(status)
        row.append(version)
        row.append(modelID)
        row.append(modelSHA256)
        row.append(partitions)
        row.append(sources)
        rows.bind(to: &row)
        row.append(enterprises)
        row.append(rated)
        row.append(notRated)
        row.append(defaulted)
        row.append(wallSeconds)
        row.append(peakMemoryBytes)
        row.append(bytesRead)
        row.append(note)
    }
}

extension PartitionRow: TableRow {
    static let table = "partitions"
    static let columns = ["partition", "sources", "bytes"] + RowTotals.columns + ["first_run_id"]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(partition)
        row.append(sources)
        row.append(bytes)
        rows.bind(to: &row)
        row.append(firstRunID)
    }
}

extension SourceRow: TableRow {
    static let table = "sources"
    static let columns =
        ["source", "partition", "kind", "sha256", "bytes"] + RowTotals.columns
        + ["withdrawn_codes", "outcome", "note", "run_id", "wall_seconds"]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(source)
        row.append(partition)
        row.append(kind)
        row.append(sha256)
        row.append(bytes)
        rows.bind(to: &row)
        row.append(withdrawnCodes)
        row.append(outcome)
        row.append(note)
        row.append(runID)
        row.append(wallSeconds)
    }
}

extension QuarantineRow: TableRow {
    static let table = "quarantine"
    static let columns = ["run_id", "source", "reason", "rows", "first_line", "first_byte", "example", "remedy"]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(runID)
        row.append(source)
        row.append(reason)
        row.append(rows)
        row.append(firstLine)
        row.append(firstByte)
        row.append(example)
        row.append(remedy)
    }
}
