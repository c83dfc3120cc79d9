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
    var grossMinor: Int64 = 0
    var unconverted: Int64 = 0
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

    init(_ lines: Span<LineFact>, _ seller: Int) {
        var least = Int64.max
        for i in lines.indices where lines[i].seller == seller { add(lines[i], &least) }
    }

    private mutating func add(_ line: LineFact, _ least: inout Int64) {
        count += 1
        if let minor = line.amount.reportingMinor { grossMinor &+= minor } else { unconverted += 1 }
        latestShipBy = later(latestShipBy, line.shipBy)
        latestDeliverBy = later(latestDeliverBy, line.deliverBy)
        if line.status.isCancelled {
            cancelledAt = max(cancelledAt, line.statusAt)
            isCancelledBySeller = isCancelledBySeller || line.status == .cancelledBySeller
            isCancelledByNobody = isCancelledByNobody && line.status == .cancelled
        } else {
            isCancelled = false
            isFulfilled = isFulfilled || line.status != .placed
            shipBy = later(shipBy, line.shipBy)
            deliverBy = later(deliverBy, line.deliverBy)
        }
        isRefunded = isRefunded || line.status == .refunded || line.status == .returned
        if line.lineNo < least {
            least = line.lineNo
            tradeModel = line.tradeModel
            isDomestic = line.isDomestic
        }
    }
}

private func later(_ a: Int64?, _ b: Int64?) -> Int64? {
    guard let a, let b else { return a ?? b }
    return max(a, b)
}
