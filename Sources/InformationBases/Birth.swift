import Domain

/// What the first partition with an order says of it (CONTRACT 1, until when an order takes rows).
struct Birth {
    var firstPartition: Day
    /// Seconds since 1970; the earliest there.
    var orderedAt: Int64
    /// Rows of later partitions are too late.
    var closing: Day
    /// The day on which all that the order adds is booked.
    var booked: Day

    /// So many days an order takes rows behind its promise, and rows wait for their order.
    static let waitingDays = 120

    /// - Parameters:
    ///   - orderedAt: the earliest in the first partition with the order.
    ///   - promise: the latest deliver_by there that is a promise.
    init(firstPartition first: Day, orderedAt: Int64, promise: Int64?) {
        firstPartition = first
        self.orderedAt = orderedAt
        let orderedOn = Instant(orderedAt).day
        closing = max(first, orderedOn + 60, promise.map { Instant($0).day } ?? first) + Birth.waitingDays
        booked = min(orderedOn, first)
    }

    /// Whether any row of partitions from `earliest` to `latest` could be too late or too early.
    func mayRefuse(earliest: Day, latest: Day) -> Bool { latest > closing || firstPartition > earliest + Birth.waitingDays }
}
