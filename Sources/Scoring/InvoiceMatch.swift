import Domain

/// Whether invoices match what was ordered (bench evidence, `invoice_matched`).
struct InvoiceMatch {
    var isMatched = false
    /// The currencies of lines and invoices are not one and the same.
    var currencyDiffers = false

    /// Matches what was ordered against what was invoiced.
    ///
    /// What was ordered is within tolerance of Σ invoices, or of Σ invoices − Σ credit notes. Tolerance: max(1.00 of the currency, 0.5 %);
    /// across currencies, in the reporting currency, 2 % more.
    init(_ ordered: AmountSum, _ billed: Bills) {
        guard ordered.count > 0, billed.count > 0 else { return }
        let (all, credited) = (billed.all, billed.credited)
        if !ordered.isMixed && !all.isMixed && ordered.currency == all.currency {
            let gap = InvoiceMatch.gap(ordered.minor, all.minor, credited.minor)
            isMatched = gap <= Int128(Money.powerOfTen(ordered.digits)) || gap * 200 <= ordered.minor
            return
        }
        currencyDiffers = true
        guard ordered.isConverted, all.isConverted else { return }
        let gap = InvoiceMatch.gap(ordered.reporting, all.reporting, credited.reporting)
        isMatched = gap * 50 <= ordered.reporting + 5000 || gap * 40 <= ordered.reporting
    }

    private static func gap(_ ordered: Int128, _ billed: Int128, _ credited: Int128) -> Int128 {
        let toInvoices = ordered - (billed - credited)
        return min(abs(toInvoices), abs(toInvoices + credited))
    }
}

/// What invoices and credit notes come to.
struct Bills {
    private(set) var all = AmountSum()
    /// Credit notes alone.
    private(set) var credited = AmountSum()

    var count: Int { all.count }

    /// Adds an invoice that is not void.
    @inline(__always)
    mutating func add(_ invoice: InvoiceFact) {
        all.add(invoice.amount)
        if invoice.kind == .creditNote { credited.add(invoice.amount) }
    }
}

/// A sum of amounts, in their currency as long as it is one, and in the reporting currency. 128 bits: sums do not overflow.
struct AmountSum {
    private(set) var count = 0
    private(set) var currency: UInt32 = 0
    private(set) var digits = 2
    private(set) var isMixed = false
    private(set) var minor: Int128 = 0
    private(set) var reporting: Int128 = 0
    private(set) var isConverted = true

    @inline(__always)
    mutating func add(_ amount: Amount) {
        if count > 0 && amount.currency != currency { isMixed = true }
        count += 1
        currency = amount.currency
        digits = amount.digits
        minor += Int128(amount.minor)
        if let value = amount.reportingMinor { reporting += Int128(value) } else { isConverted = false }
    }
}

extension OrderFacts {
    /// Whether all the order's invoices match all its lines that are not cancelled.
    var isMatchedWhole: Bool {
        var ordered = AmountSum()
        for i in lines.indices where !lines[i].status.isCancelled { ordered.add(lines[i].amount) }
        var billed = Bills()
        for i in invoices.indices where invoices[i].kind != .void { billed.add(invoices[i]) }
        return InvoiceMatch(ordered, billed).isMatched
    }

    /// Whether what was declared to customs for a seller's goods is more than a tenth away from what was ordered (12 % across currencies);
    /// false where one of them is unknown. The tolerance is expert: declared values may or may not hold freight.
    func isDeclaredOtherwise(_ ordered: AmountSum, _ seller: Int) -> Bool {
        var declared = AmountSum()
        for i in declarations.places(of: seller) where declarations[i].seller == seller { declared.add(declarations[i].amount) }
        guard ordered.count > 0, declared.count > 0 else { return false }
        if !ordered.isMixed && !declared.isMixed && ordered.currency == declared.currency {
            return abs(ordered.minor - declared.minor) * 10 > ordered.minor
        }
        guard ordered.isConverted, declared.isConverted else { return false }
        return abs(ordered.reporting - declared.reporting) * 100 > ordered.reporting * 12
    }
}
