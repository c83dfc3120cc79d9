import Domain

/// Whole money in a currency's minor unit, and its worth in euros.
enum Money {
    /// Decimals of a currency after ISO 4217: the exceptions from two.
    static func minorDigits(of currency: Text) -> Int {
        switch currency {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF": 0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        case "CLF", "UYW": 4
        default: 2
        }
    }

    /// An exact amount in units of 10⁻¹² of the currency, rounded once, half up, to minor units.
    static func minorUnits(trillionths: Int128, currency: Text) -> Int128 {
        let unit = powerOfTen(12 - minorDigits(of: currency))
        return floorDivide(trillionths + unit / 2, unit)
    }

    static func powerOfTen(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(Int128(1)) { power, _ in power * 10 }
    }

    /// The quotient rounded down, for negative numbers too.
    static func floorDivide(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// Reference rates per currency and day, in millionths of the currency's units per euro.
struct Rates {
    private var rates: [Text: [Day: Int128]] = [:]

    /// - Parameter rows: rows of `rates`, one per day and currency.
    init(rows: [Row]) {
        for row in rows {
            precondition(row.text("base") == "EUR", "the twin converts rates per euro only")
            rates[row.text("currency"), default: [:]][row.instant("date").day] = row.millionths("rate")
        }
    }

    /// An amount of minor units in euro cents at the last rate on or before a day, nil where that is older than 45 days.
    ///
    /// (amount × 10^(8 − digits) + r div 2) div r.
    func euroCents(_ amount: Int128, _ currency: Text, on day: Day) -> Int128? {
        if currency == "EUR" { return amount }
        guard let rate = (0...45).lazy.compactMap({ rates[currency]?[day - $0] }).first else { return nil }
        let scaled = amount * Money.powerOfTen(8 - Money.minorDigits(of: currency))
        return Money.floorDivide(scaled + rate / 2, rate)
    }

    /// The rows of a rates document: one row per rate, or the European Central Bank's table of a column per currency.
    static func rows(of document: [UInt8], partition: Day, file: Text) -> [Row] {
        let records = ReferenceCSV.records(of: document)
        guard let header = records.first?.fields.map(\.text) else { return [] }
        if header.contains("rate") { return Row.rows(of: document, kind: "rates", partition: partition, file: file) }
        return records.dropFirst().flatMap { record in
            zip(header, record.fields).dropFirst().compactMap { currency, rate in
                let name = currency.filter { $0 != " " }
                if name.isEmpty || ["", "N/A"].contains(rate.text) { return nil }
                let values = zip(Schema.rates.columns, [record.fields[0].bytes, Array(name.utf8), rate.bytes, Array("EUR".utf8)])
                    .map { column, field in column.type.value(of: field) }
                return Row(schema: .rates, values: values, partition: partition, file: file, line: record.line)
            }
        }
    }
}
