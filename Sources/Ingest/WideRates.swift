import Bytes
import Domain
import Problems
import Records

/// The ECB's `eurofxref-hist.csv`: a row per day, a column per currency, `N/A` for none, a comma at the end of each line.
/// Each cell with a rate becomes a row of the long layout (date, currency, rate).
struct WideRates: Sendable {
    static let longHeader = ["date", "currency", "rate"]
    /// The currency of each field, where it is one.
    private let currencies: [String?]
    /// Columns that are neither the date nor a currency.
    let unknown: [String]

    /// nil where the header is of another layout.
    init?(header: [String]) {
        let names = header.map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
        guard names.first == "Date", !names.contains("rate") else { return nil }
        let known = names.map { name in CodeList.pack(name).flatMap { Currency.list.index(of: $0) } == nil ? nil : name }
        currencies = known
        unknown = names.indices.dropFirst().filter { known[$0] == nil && !names[$0].isEmpty }.map { names[$0] }
    }

    /// Refuses the Bank's daily file, whose only record begins with a date such as `13 April 2026`.
    func refuseDaily(_ file: DumpFile, _ record: borrowing Tokenizer, _ window: borrowing RawSpan) throws(Problem) {
        guard record.flaw == nil, record.fieldCount > 0 else { return }
        let date = String(decoding: WideRates.field(0, record, window), as: UTF8.self)
        let words = date.split(separator: " ")
        guard words.count == 3, Int(words[0]) != nil, words[1].allSatisfy(\.isLetter), Int(words[2]) != nil else { return }
        throw Problem(
            .inputRefused, at: Position(source: file.path, line: record.line),
            "this is the European Central Bank's daily file (eurofxref.csv): its date is \"\(date)\"",
            remedy: "deliver the history, eurofxref-hist.csv, from https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip")
    }

    /// Appends the record's rates in the long layout to `long`, a line each; nil, or what is wrong with the record as a whole.
    func transcribe(_ record: borrowing Tokenizer, _ window: borrowing RawSpan, into long: inout ByteBuffer) -> RowFault? {
        if let flaw = record.flaw { return RowFault(flaw) }
        guard record.fieldCount == currencies.count else { return RowFault(.columnCount) }
        let date = WideRates.field(0, record, window)
        for index in currencies.indices.dropFirst() {
            guard let currency = currencies[index] else { continue }
            let rate = WideRates.field(index, record, window)
            if rate.isEmpty || rate == Array("N/A".utf8) { continue }
            var line: [UInt8] = []
            RowText.appendQuoted(date, to: &line)
            line += ",\(currency),".utf8
            RowText.appendQuoted(rate, to: &line)
            line.append(0x0A)
            long.append(line)
        }
        return nil
    }

    private static func field(_ index: Int, _ record: borrowing Tokenizer, _ window: borrowing RawSpan) -> [UInt8] {
        let field = record.field(index)
        return field.isUnescaped ? record.unescaped.bytes.array(field.range) : window.array(field.range)
    }
}
