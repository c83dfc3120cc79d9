import Domain

/// Which cells count and from which day they age, so that silence never improves a rating (DESIGN 4).
struct EvidenceWindow {
    /// L: the booking day of the last matured order; nil where none has matured.
    var lastMatured: Day?
    /// The day that ages count back from: L, or the first cell's day where nothing has matured (then nothing ages).
    var anchor: Day
    /// The day that D is measured from: L, or the last order's booking day where nothing has matured.
    var last: Day
    /// The cells booked after anchor − window.
    var cells: Range<Int>

    /// nil where no cell holds an order.
    init?(_ evidence: borrowing EnterpriseEvidence, windowDays: Int) {
        var booked: (first: Day, last: Day)?
        var lastMatured: Day?
        for index in evidence.cells.indices {
            if evidence.cells[index].counters[.orders] > 0 {
                booked = (booked?.first ?? evidence.cells[index].day, evidence.cells[index].day)
            }
            if evidence.cells[index].counters[.matured] > 0 { lastMatured = evidence.cells[index].day }
        }
        guard let booked else { return nil }
        self.lastMatured = lastMatured
        anchor = lastMatured ?? booked.first
        last = lastMatured ?? booked.last
        var start = 0
        while start < evidence.cells.count, anchor - evidence.cells[start].day >= windowDays { start += 1 }
        cells = start..<evidence.cells.count
    }
}
