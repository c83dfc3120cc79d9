import Domain

private let day: Int64 = 86_400

extension OrderFacts {
    /// The instant (seconds since 1970) behind which time alone changes nothing that the order adds to any of its sellers: its rows given,
    /// `contribute(to:end:_:)` is the same for every later `end`.
    ///
    /// The latest of all deadlines (handover + 30 days, delivery + 30 days), of maturity (of sellers whose lines are all cancelled, too), and,
    /// without a handover, of the instant at which the used share of the promised window reaches its cap of 4.
    public var settledAt: Int64 {
        var latest = orderedAt + 30 * day
        var settled = Int64.min
        let lines = lines.span
        for i in lines.indices {
            if lines[i].status.isCancelled { latest = max(latest, lines[i].statusAt) }
            if let shipBy = lines[i].shipBy {
                latest = max(latest, shipBy)
                settled = max(settled, shipBy + 30 * day)
                if movement.handedOverAt == nil { settled = max(settled, orderedAt + 4 * (shipBy - orderedAt)) }
            }
            if let deliverBy = lines[i].deliverBy {
                latest = max(latest, deliverBy)
                settled = max(settled, deliverBy + 30 * day)
            }
        }
        return max(settled, latest + 60 * day)
    }
}
