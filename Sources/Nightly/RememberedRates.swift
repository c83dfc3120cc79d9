import Bytes
import Domain
import InformationBases
import Ingest
import Problems
import Segments
import Settings

/// The reference rates that came with no partition: of the job's table, if it names one.
///
/// - Parameter orRemembered: else those that the store's last run used; a run itself takes what its job says.
func referenceRates(_ job: Job, _ store: StoreLayout, asOf: Day, orRemembered: Bool) throws(Problem) -> RateTable {
    if let path = job.rates { return try readRates(path: path, asOf: asOf) }
    return orRemembered ? try RememberedRates(store).read() : RateTable()
}

/// The store's copy of the reference rates of its last run: what is exported or pruned later takes the same ones without being told.
///
/// A sealed file without extents; its notes hold the number of rates, and of each the day, the currency and the millionths.
struct RememberedRates {
    let path: String
    /// "SILKRTS1"
    private static let magic: UInt64 = 0x3153_5452_4B4C_4953

    init(_ store: StoreLayout) { path = store.rates }

    /// Puts the rates in the place of those of the run before; a run without any leaves none.
    func keep(_ table: RateTable) throws(Problem) {
        let rows = table.rows
        try onDisk { () throws(SystemFailure) in
            guard !rows.isEmpty else { return try FileSystem.remove(path) }
            var notes = ByteBuffer()
            notes.appendVarint(UInt64(rows.count))
            for row in rows {
                notes.appendZigzag(Int64(row.day.number))
                notes.appendVarint(UInt64(row.currency))
                notes.appendZigzag(row.millionths)
            }
            let body = try ExtentFile(path: "\(path).part", headerLength: SealedFile.headerLength)
            try SealedFile.seal(body, magic: RememberedRates.magic, .ofProcess, notes: notes)
            try body.file.sync()
            try FileSystem.rename("\(path).part", to: path)
        }
    }

    /// The rates of the last run; none where it had none.
    /// - Throws: `.inputOutput` where the copy cannot be read or trusted.
    func read() throws(Problem) -> RateTable {
        let notes: [UInt8]
        do throws(SystemFailure) {
            notes = try SealedFile(path: path, magic: RememberedRates.magic).notes
        } catch {
            guard !error.isAbsence else { return RateTable() }
            throw Problem(
                .inputOutput, at: Position(source: path), "the reference rates of the store's last run cannot be read",
                remedy: "name their table with --rates, or run again", cause: "\(error)")
        }
        var buffer = ByteBuffer(capacity: notes.count)
        buffer.append(notes)
        let bytes = buffer.bytes
        var cursor = ByteCursor()
        var rows: [(day: Day, currency: UInt32, millionths: Int64)] = []
        for _ in 0..<Int(cursor.varint(bytes)) {
            let day = Day(Int32(truncatingIfNeeded: cursor.zigzag(bytes)))
            let currency = UInt32(truncatingIfNeeded: cursor.varint(bytes))
            rows.append((day, currency, cursor.zigzag(bytes)))
        }
        var table = RateTable()
        table.add(rows)
        return table
    }
}
