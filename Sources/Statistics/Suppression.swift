/// Which cells stay hidden: those that tell of one enterprise, and as many others as it takes that no hidden one follows from what is
/// shown.
///
/// Cells stand in equations: a flow's total is the sum of the members of each dimension; a quarter that of its months, a year that of its
/// quarters. First, in every equation either nothing is hidden, or at least two cells are, and the hidden parts of a shown total do not
/// tell of one enterprise together. Then, as long as the equations together leave a hidden cell one value only (`YearOfTrade`), another
/// one is hidden beside it. Cells are taken the least value first; where no part is left, the total goes.
struct Suppression {
    private let cells: [(key: TradeKey, total: TradeTotal)]
    private var equations: [Equation] = []
    private var years: [YearOfTrade] = []
    /// For each cell.
    private(set) var isHidden: [Bool]

    private struct Equation {
        var total: Int
        var parts: [Int]
    }

    /// - Parameter cells: ascending by key: of equal values the first is taken first.
    init(_ cells: [(key: TradeKey, total: TradeTotal)]) {
        self.cells = cells
        isHidden = cells.map(\.total.tellsOfOne)
        makeEquations()
        makeYears()
        repeat { hideInEquations() } while hideDetermined()
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

    /// The tables by flow and year.
    private mutating func makeYears() {
        var tables: [[Int32]: YearOfTrade] = [:]
        var places: [[Int32]: [TradeDimension: [[UInt8]: Int]]] = [:]
        for (cell, entry) in cells.enumerated() {
            let key = entry.key
            let table = [Int32(key.flow.rawValue), key.period.firstMonth / 12]
            let period = YearOfTrade.place(of: key.period)
            guard key.dimension != .all else {
                tables[table, default: YearOfTrade()].whole.cells[period] = cell
                continue
            }
            let member = Array(key.member.utf8)
            let known = places[table]?[key.dimension]?[member]
            let line = known ?? tables[table]?.lines[key.dimension]?.count ?? 0
            if known == nil {
                places[table, default: [:]][key.dimension, default: [:]][member] = line
                tables[table, default: YearOfTrade()].lines[key.dimension, default: []].append(YearOfTrade.Line(member: key.member))
            }
            tables[table]?.lines[key.dimension]?[line].cells[period] = cell
        }
        years = tables.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { tables[$0] }
    }

    private mutating func hideInEquations() {
        var isChanged = true
        while isChanged {
            isChanged = false
            for equation in equations {
                while let cell = missing(in: equation) {
                    isHidden[cell] = true
                    isChanged = true
                }
            }
        }
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
        return least(equation.parts.filter { !isHidden[$0] }) ?? equation.total
    }

    /// Hides a cell beside each that follows from what is shown; whether there was one.
    private mutating func hideDetermined() -> Bool {
        var isChanged = false
        for year in years {
            for found in year.determined(isHidden) {
                let isAlone = found.dimension == .unconverted
                let members = isAlone ? [] : (year.lines[found.dimension] ?? []).map { $0.cells[found.place] }
                let line = ([year.whole] + (year.lines[found.dimension] ?? [])).first { $0.cells[found.place] == found.cell }
                let candidates = [members, line?.cells ?? [], isAlone ? [] : year.whole.cells]
                let shown = candidates.map { $0.filter { $0 >= 0 && !isHidden[$0] } }.first { !$0.isEmpty }.flatMap(least)
                guard let shown else { continue }
                isHidden[shown] = true
                isChanged = true
            }
        }
        return isChanged
    }

    /// The cell of least value.
    private func least(_ places: [Int]) -> Int? { places.min { cells[$0].total.valueMinor < cells[$1].total.valueMinor } }
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
