public import Domain

/// Further orders beyond which a lift is not stated: no answer is better than one that nobody can act on.
public let liftOrdersMax = 100_000

extension Model {
    /// The least number of further good orders that gives a better grade: four times as many until it does, then halving. Each number
    /// is tried by rating the changed evidence, so that what is stated is proved.
    func lift(of measurement: borrowing Measurement, grade: Grade) -> Lift? {
        guard grade > .aaa, let last = measurement.window.lastMatured else { return nil }
        var high = 1
        while grade <= gradeWith(high, of: measurement, on: last) {
            if high == liftOrdersMax { return nil }
            high = min(high * 4, liftOrdersMax)
        }
        var low = high / 4
        while high - low > 1 {
            let middle = (low + high) / 2
            if gradeWith(middle, of: measurement, on: last) < grade { high = middle } else { low = middle }
        }
        return Lift(grade: gradeWith(high, of: measurement, on: last), orders: high)
    }

    /// The grade of the score with so many further good orders.
    private func gradeWith(_ orders: Int, of measurement: borrowing Measurement, on day: Day) -> Grade {
        let changed = Measurement(measurement, adding: orders, on: day, model: self)
        return Grade.of(scoreHundredths: points(of: changed).reduce(0) { $0 + $1.pointsHundredths })
    }
}

extension EnterpriseEvidence {
    /// The cells of so many more orders that are all that an order should be: invoiced, handed over in half of the promised time,
    /// delivered, matured. Spread evenly over the six blocks of 30 days up to `day`, so that they are no burst. Ascending.
    static func goodOrders(_ count: Int, on day: Day, of group: PeerGroup) -> [DayCell] {
        var cells: [DayCell] = []
        for block in (0..<6).reversed() {
            let share = Int64(count * (block + 1) / 6 - count * block / 6)
            guard share > 0 else { continue }
            var counters = Counters()
            for counter: Counter in [
                .orders, .lines, .invoiceDue, .invoiceMatched, .handoverDue, .handedOver, .handoverShareOrders, .deliveryDue, .delivered,
                .matured, .soleHandoverDue, .soleHandoverShareOrders, .overdueHandoverDue, .soleHandedOver, .invoiceTimed, group.counter,
            ] { counters[counter] = share }
            counters[.soleHandoverShareSum] = 500 * share
            cells.append(DayCell(day: day - 30 * block, corroboration: .both, counters: counters))
        }
        return cells
    }

    /// The evidence with so many more orders of that kind, each of a buyer of its own.
    ///
    /// - Parameters:
    ///   - day: the booking day of the last of them.
    ///   - group: their trade model and border.
    public func adding(goodOrders count: Int, on day: Day, of group: PeerGroup) -> EnterpriseEvidence {
        var changed = self
        for cell in EnterpriseEvidence.goodOrders(count, on: day, of: group) { changed.insert(cell) }
        changed.addBuyers(count)
        return changed
    }

    /// Orders of the last 180 days, each of a new buyer.
    mutating func addBuyers(_ count: Int) {
        buyers += count
        recentOrders += count
    }

    /// Adds a cell at its place, or to the one that is there.
    private mutating func insert(_ cell: DayCell) {
        let place = cells.firstIndex { ($0.day, $0.corroboration.rawValue) >= (cell.day, cell.corroboration.rawValue) } ?? cells.count
        if place < cells.count, cells[place].day == cell.day, cells[place].corroboration == cell.corroboration {
            cells[place].counters += cell.counters
        } else {
            cells.insert(cell, at: place)
        }
    }
}
