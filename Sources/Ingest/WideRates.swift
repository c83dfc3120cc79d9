import Bytes
import Domain
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

    /// Appends the record's rates in the long layout to `long`, a line each.
    func transcribe(_ record: borrowing Tokenizer, _ window: borrowing RawSpan, into long: inout ByteBuffer) {
        guard record.fieldCount > 0 else { return }
        for field in 1..<max(1, min(record.fieldCount, currencies.count)) {
            guard let currency = currencies[field] else { continue }
            let range = record.field(field).range
            if range.isEmpty || (range.count == 3 && window.packed(range) == 0x41_2F4E) { continue }
            long.append(window, record.field(0).range)
            long.append(0x2C)
            long.append(currency.utf8)
            long.append(0x2C)
            long.append(window, range)
            long.append(0x0A)
        }
    }
}
