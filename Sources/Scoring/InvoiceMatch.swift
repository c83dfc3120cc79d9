import Domain

/// Whether invoices match what was ordered (bench evidence, `invoice_matched`).
struct InvoiceMatch {
    var isMatched = false
    /// The currencies of lines and invoices are not one and the same.
    var currencyDiffers = false
}

extension OrderFacts {
    /// Matches the invoices of one seller against its lines, or with nil all the order's against all its lines.
    ///
    /// The total (lines not cancelled) is within tolerance of Σ invoices, or of Σ invoices − Σ credit notes. Tolerance:
    /// max(1.00 of the currency, 0.5 % of the total); across currencies in the reporting currency plus 2 % of the total.
    func invoiceMatch(of seller: Int?) -> InvoiceMatch {
        let ordered = ordered(of: seller)
        var invoiced = Sum()
        var credited = Sum()
        var billed = Sum()
        let invoices = invoices.span
        for i in invoices.indices where invoices[i].kind != .void && (seller == nil || invoices[i].seller == seller) {
            billed.add(invoices[i].amount)
            if invoices[i].kind == .creditNote { credited.add(invoices[i].amount) } else { invoiced.add(invoices[i].amount) }
        }
        guard ordered.count > 0, billed.count > 0 else { return InvoiceMatch() }
        var result = InvoiceMatch()
        if !ordered.isMixed && !billed.isMixed && ordered.currency == billed.currency {
            let gap = min(abs(ordered.minor - invoiced.minor), abs(ordered.minor - invoiced.minor + credited.minor))
            result.isMatched = gap * 1000 <= max(1000 * power(10, ordered.digits), ordered.minor * 5)
            return result
        }
        result.currencyDiffers = true
        guard ordered.isConverted, billed.isConverted else { return result }
        let gap = min(abs(ordered.reporting - invoiced.reporting), abs(ordered.reporting - invoiced.reporting + credited.reporting))
        result.isMatched = gap * 1000 <= max(100_000, ordered.reporting * 5) + ordered.reporting * 20
        return result
    }
}

extension OrderFacts {
    /// What a seller's lines that are not cancelled come to; with nil all lines.
    private func ordered(of seller: Int?) -> Sum {
        var ordered = Sum()
        let lines = lines.span
        for i in lines.indices where !lines[i].status.isCancelled && (seller == nil || lines[i].seller == seller) {
            ordered.add(lines[i].amount)
        }
        return ordered
    }

    /// Whether what was declared to customs for a seller's goods is more than a tenth away from what was ordered (12 % across currencies);
    /// false where one of them is unknown. The tolerance is expert: declared values may or may not hold freight.
    func isDeclaredOtherwise(_ seller: Int) -> Bool {
        let ordered = ordered(of: seller)
        var declared = Sum()
        for i in declarations.indices where declarations[i].seller == seller { declared.add(declarations[i].amount) }
        guard ordered.count > 0, declared.count > 0 else { return false }
        if !ordered.isMixed && !declared.isMixed && ordered.currency == declared.currency {
            return abs(ordered.minor - declared.minor) * 10 > ordered.minor
        }
        guard ordered.isConverted, declared.isConverted else { return false }
        return abs(ordered.reporting - declared.reporting) * 100 > ordered.reporting * 12
    }
}

/// A sum of amounts, in their currency as long as it is one, and in the reporting currency. 128 bits: sums do not overflow.
private struct Sum {
    var count = 0
    var currency: UInt32 = 0
    var digits = 2
    var isMixed = false
    var minor: Int128 = 0
    var reporting: Int128 = 0
    var isConverted = true

    mutating func add(_ amount: Amount) {
        if count > 0 && amount.currency != currency { isMixed = true }
        count += 1
        currency = amount.currency
        digits = amount.digits
        minor += Int128(amount.minor)
        if let value = amount.reportingMinor { reporting += Int128(value) } else { isConverted = false }
    }
}

private func power(_ base: Int128, _ exponent: Int) -> Int128 {
    var result: Int128 = 1
    for _ in 0..<exponent { result *= base }
    return result
}
