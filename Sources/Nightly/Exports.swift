import Bytes
import InformationBases
import Ingest
public import Problems
import RatingsDatabase
public import Settings
public import Tables

/// Writes `sellers.csv` and `products.csv`: the published evidence.
///
/// - Returns: the files' paths.
public func exportEvidence(database: String, to folder: String) throws(Problem) -> [String] {
    let reader = try RatingsReader(path: database)
    try onDisk { () throws(SystemFailure) in try FileSystem.createFolder(folder) }
    let paths = ["\(folder)/sellers.csv", "\(folder)/products.csv"]
    var sellers = try TextFile(path: paths[0])
    try reader.forEachSellerEvidence { (line) throws(Problem) in try sellers.append(line) }
    try sellers.finish()
    var products = try TextFile(path: paths[1])
    try reader.forEachProductEvidence { (line) throws(Problem) in try products.append(line) }
    try products.finish()
    return paths
}

/// What an export of the bases wrote.
public struct BasesExport: Sendable {
    /// Of the files, each table's and its schema's.
    public var paths: [String] = []
    /// Orders of sellers in base 3; of these, those without an amount for want of a reference rate.
    public var orders = 0
    public var withoutAmount = 0
    /// A rate of some currency is known.
    public var knowsRates = true

    /// What the missing rates cost, and how to have them; nil if none is missing.
    public var warning: String? {
        guard withoutAmount > 0 else { return nil }
        let cause =
            knowsRates
            ? "no reference rate of the \(RateTable.staleAfterDays) days before their booking is known for a currency of theirs"
            : "no reference rates are known, and they are in other currencies than EUR"
        return "\(withoutAmount) of \(orders) orders have no amount (gross_minor): \(cause). "
            + "Fix: name a table of rates with --rates, or deliver rates with the dumps."
    }
}

/// Writes the three bases, joined from the store, and the JSON Schema of each. Amounts are converted at the rates of the store and of the
/// job's table, else of that which the store's last run used.
public func exportBases(_ job: Job, to folder: String, as format: TableFormat = .csv) throws(Problem) -> BasesExport {
    let store = StoreLayout(path: job.store)
    try store.checkFormat()
    let contents = try StoreContents(store)
    guard let last = contents.days.last, let first = contents.days.first, first <= job.asOf ?? last else {
        throw Problem(
            .noInput, at: Position(source: store.path), "the store knows no partition", remedy: "name the store with --store, or run first")
    }
    let input = try allRows(contents, job, asOf: job.asOf ?? last)
    return try onDisk { () throws(SystemFailure) in
        try FileSystem.createFolder(folder)
        var export = BasesExport()
        export.knowsRates = !input.rates.rows.isEmpty
        for base in Base.allCases {
            let amount = base.table.columns.firstIndex { $0.name == "gross_minor" }
            var file = try TableFile(base.table, as: format, in: folder)
            try base.forEachRow(of: input) { (row) throws(SystemFailure) in
                if let amount {
                    export.orders += 1
                    export.withoutAmount += row[amount] == .null ? 1 : 0
                }
                try file.append(row)
            }
            export.paths += try file.finish()
        }
        return export
    }
}

/// Writes the contract's tables of ratings, evidence, subjects and products, and the JSON Schema of each.
///
/// - Returns: the files' paths.
public func exportRatings(database: String, to folder: String, as format: TableFormat) throws(Problem) -> [String] {
    let reader = try RatingsReader(path: database)
    let tables = try reader.tables()
    try makeFolder(folder)
    var paths: [String] = []
    for table in tables {
        var file = try onDisk { () throws(SystemFailure) in try TableFile(table, as: format, in: folder) }
        try reader.forEachRow(of: table) { (row) throws(Problem) in
            do throws(SystemFailure) { try file.append(row) } catch { throw storeProblem(error) }
        }
        do throws(SystemFailure) { paths += try file.finish() } catch { throw storeProblem(error) }
    }
    return paths
}

/// The SHA-256, in hexadecimal, of the contract tables without the bookkeeping (CONTRACT 3): law 1 in one line.
///
/// Each line of the dump is followed by another end of line: so it was from the first, and hashes of former programs can be compared.
public func contractSHA256(database: String) throws(Problem) -> String {
    let reader = try RatingsReader(path: database)
    return try sha256 { (append) throws(Problem) in
        try reader.contractDump { line in
            append(line)
            append([0x0A].span)
        }
    }
}

/// A text file written front to back under a temporary name; `finish` gives it its own. What is not finished is removed.
private struct TextFile: ~Copyable {
    private let path: String
    private let file: RandomAccessFile
    private var buffer = ByteBuffer(capacity: 1 << 16)
    private var end = 0
    private var isFinished = false

    init(path: String) throws(Problem) {
        self.path = path
        file = try onDisk { () throws(SystemFailure) in try RandomAccessFile(beside: path) }
    }

    deinit {
        if !isFinished { try? FileSystem.remove(file.path) }
    }

    /// Appends a line and its end.
    mutating func append(_ line: String) throws(Problem) {
        buffer.append(line.utf8)
        if line.utf8.last != 0x0A { buffer.append(0x0A) }
        if buffer.count > 1 << 16 { try write() }
    }

    /// Writes what is left, brings the file to the disk and gives it its name.
    mutating func finish() throws(Problem) {
        try write()
        try onDisk { [file, path] () throws(SystemFailure) in
            try file.sync()
            try FileSystem.rename(file.path, to: path)
        }
        isFinished = true
    }

    private mutating func write() throws(Problem) {
        do throws(SystemFailure) { try file.write(buffer.bytes, at: end) } catch { throw storeProblem(error) }
        end += buffer.count
        buffer.removeAll()
    }
}

/// Creates a folder and those above it.
public func makeFolder(_ path: String) throws(Problem) {
    try onDisk { () throws(SystemFailure) in try FileSystem.createFolder(path) }
}
