import Bytes
import CurrencyGuidance
public import Domain
import Ingest
public import Problems
import Settings

/// Writes `currency.csv`, `currency.ndjson` and `currency.schema.json`: what paying in which currency costs, by method.
///
/// - Parameters:
///   - rates: a table of reference rates; those later than `asOf` are not looked at.
///   - fees: a fee table; nil: the one that is built in.
///   - asOf: nil: the latest day of the table.
/// - Returns: the files' paths.
public func exportCurrency(rates: String, fees: String?, asOf: Day?, to folder: String) throws(Problem) -> [String] {
    let table = try feeTable(fees)
    let quotes = try readQuotes(path: rates)
    let days = quotes.filter { $0.base == Currency.euro }.map(\.day)
    guard let first = days.min(), let last = days.max() else {
        throw Problem(
            .noInput, at: Position(source: rates), "there is no rate against the euro",
            remedy: "name a table of rates such as the ECB's eurofxref-hist.csv")
    }
    let day = asOf ?? last
    guard day >= first else {
        throw Problem(
            .noInput, at: Position(source: rates), "the first rate is of \(first), after \(day)", remedy: "give a later --as-of")
    }
    let pairs = guidance(quotes: quotes, fees: table, asOf: day)
    guard pairs.contains(where: { !$0.methods.isEmpty }) else {
        throw Problem(
            .configuration, at: Position(source: fees ?? "fees.yaml (built in)"), "no fee is in force on \(day)",
            remedy: "add entries for that day, or give another --as-of")
    }
    let result = GuidanceTable(pairs, fees: table, asOf: day)
    let files = [
        (path: "\(folder)/currency.csv", text: result.csv), (path: "\(folder)/currency.ndjson", text: result.ndjson),
        (path: "\(folder)/currency.schema.json", text: GuidanceTable.schema),
    ]
    try makeFolder(folder)
    for file in files { try onDisk { () throws(SystemFailure) in try FileSystem.writeWhole(file.text, to: file.path) } }
    return files.map(\.path)
}

/// A fee table; nil: the one that is built in.
func feeTable(_ path: String?) throws(Problem) -> FeeTable {
    guard let path else { return try embeddedFees() }
    return try loadFees(yaml: try readSettings(path, what: "fee table"), source: path)
}
