import Domain

/// What a seller's own lines in an order come to.
struct OwnLines: ~Copyable {
    var count: Int64 = 0
    var isCancelled = true
    var isCancelledBySeller = false
    /// Nobody is named as having cancelled.
    var isCancelledByNobody = true
    var isRefunded = false
    /// A line is completed, or was and came back.
    var isFulfilled = false
    /// Exact: the lines of one order may come to more than 64 bits.
    var grossMinor: Int128 = 0
    var unconverted: Int64 = 0
    /// What the lines that are not cancelled come to.
    var ordered = AmountSum()
    /// The latest among lines that are not cancelled.
    var shipBy: Int64?
    var deliverBy: Int64?
    /// The latest over all lines, cancelled ones too.
    var latestShipBy: Int64?
    var latestDeliverBy: Int64?
    /// The latest change of a cancelled line.
    var cancelledAt: Int64 = .min
    /// Of the line with the least number.
    var tradeModel: TradeModel?
    var isDomestic = false

    /// - Parameter places: where the seller's lines are, with others' between them.
    init(_ lines: Span<LineFact>, _ places: Range<Int>, _ seller: Int) {
        var least = Int64.max
        for i in places where lines[i].seller == seller { add(lines, i, &least) }
    }

    /// Not inlined, and given a line by its place: a line is large, and most orders have one.
    @inline(never)
    private mutating func add(_ lines: Span<LineFact>, _ i: Int, _ least: inout Int64) {
        count += 1
        if let minor = lines[i].amount.reportingMinor { grossMinor &+= Int128(minor) } else { unconverted += 1 }
        latestShipBy = later(latestShipBy, lines[i].shipBy)
        latestDeliverBy = later(latestDeliverBy, lines[i].deliverBy)
        let status = lines[i].status
        if status.isCancelled {
            cancelledAt = max(cancelledAt, lines[i].statusAt)
            isCancelledBySeller = isCancelledBySeller || status == .cancelledBySeller
            isCancelledByNobody = isCancelledByNobody && status == .cancelled
        } else {
            isCancelled = false
            ordered.add(lines[i].amount)
            isFulfilled = isFulfilled || status != .placed
            shipBy = later(shipBy, lines[i].shipBy)
            deliverBy = later(deliverBy, lines[i].deliverBy)
        }
        isRefunded = isRefunded || status == .refunded || status == .returned
        if lines[i].lineNo < least {
            least = lines[i].lineNo
            tradeModel = lines[i].tradeModel
            isDomestic = lines[i].isDomestic
        }
    }
}

private func later(_ a: Int64?, _ b: Int64?) -> Int64? {
    guard let a, let b else { return a ?? b }
    return max(a, b)
}
