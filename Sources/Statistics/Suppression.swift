/// Which cells stay hidden: those that tell of one enterprise, and as many others as it takes that no hidden one follows from what is
/// shown.
///
/// Cells stand in equations: a flow's total is the sum of the members of each dimension; a quarter that of its months, a year that of its
/// quarters. In every equation either nothing is hidden, or at least two cells are, and the hidden parts of a shown total do not tell of
/// one enterprise together. Cells are taken the least value first; where no part is left, the total goes.
struct Suppression {
    private let cells: [(key: TradeKey, total: TradeTotal)]
    private var equations: [Equation] = []
    /// For each cell.
    private(set) var isHidden: [Bool]

    private struct Equation {
        var total: Int
        var parts: [Int]
    }

    /// - Parameter cells: in a fixed order: of equal values the first is taken first.
    init(_ cells: [(key: TradeKey, total: TradeTotal)]) {
        self.cells = cells
        isHidden = cells.map(\.total.tellsOfOne)
        makeEquations()
        var isChanged = true
        while isChanged {
            isChanged = false
            for equation in equations { while let cell = missing(in: equation) { hide(cell, &isChanged) } }
        }
    }

    private mutating func hide(_ cell: Int, _ isChanged: inout Bool) {
        isHidden[cell] = true
        isChanged = true
    }

    private mutating func makeEquations() {
        var places: [TradeKey: Int] = [:]
        for (place, cell) in cells.enumerated() { places[cell.key] = place }
        var parts: [Int: [TradeDimension: [Int]]] = [:]
        var times: [Int: [Int]] = [:]
        for (place, cell) in cells.enumerated() {
            if cell.key.dimension.addsUp {
                var whole = cell.key
                (whole.dimension, whole.member) = (.all, allMember)
                if let total = places[whole] { parts[total, default: [:]][cell.key.dimension, default: []].append(place) }
            }
            if let longer = cell.key.period.length.next {
                var whole = cell.key
                whole.period = TradePeriod(of: whole.period.firstMonth, length: longer)
                if let total = places[whole] { times[total, default: []].append(place) }
            }
        }
        for total in parts.keys.sorted() {
            for dimension in TradeDimension.allCases {
                if let members = parts[total]?[dimension] { equations.append(Equation(total: total, parts: members)) }
            }
        }
        for total in times.keys.sorted() { equations.append(Equation(total: total, parts: times[total] ?? [])) }
    }

    /// A cell that must be hidden too; nil where the equation is safe.
    private func missing(in equation: Equation) -> Int? {
        let hidden = equation.parts.filter { isHidden[$0] }
        guard !hidden.isEmpty || isHidden[equation.total] else { return nil }
        if isHidden[equation.total] {
            if !hidden.isEmpty { return nil }
        } else if hidden.count > 1 {
            var together = TradeTotal()
            for part in hidden { together.merge(cells[part].total) }
            if !together.tellsOfOne { return nil }
        }
        let shown = equation.parts.filter { !isHidden[$0] }
        return shown.min { cells[$0].total.valueMinor < cells[$1].total.valueMinor } ?? equation.total
    }
}

extension TradePeriod.Length {
    fileprivate var next: TradePeriod.Length? {
        switch self {
        case .month: .quarter
        case .quarter: .year
        case .year: nil
        }
    }
}

/// The member of the dimension `all`.
public let allMember = "ALL"
