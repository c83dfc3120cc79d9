/// One flow in one year: a table of members and periods in every dimension, whose margins are known. Equations never lead out of it.
struct YearOfTrade {
    /// Of a year's periods: twelve months, four quarters, the year.
    static let periodCount = 17

    /// The cells of one member, by the places of their periods; −1 where there is none.
    struct Line {
        var member: String
        var cells: [Int] = Array(repeating: -1, count: periodCount)
    }

    /// The flow's own totals.
    var whole = Line(member: allMember)
    /// Members in order of their texts, by dimension.
    var lines: [TradeDimension: [Line]] = [:]

    /// The place of a period in its year.
    static func place(of period: TradePeriod) -> Int {
        let month = Int(period.firstMonth % 12)
        switch period.length {
        case .month: return month
        case .quarter: return 12 + month / 3
        case .year: return 16
        }
    }

    /// Hidden cells that follow from what is shown, each with the dimension in which it does: there is no way for it to differ.
    ///
    /// A member's figures can differ in any way that keeps its sums over time and leaves what is shown as it is, as long as the other
    /// members of the dimension make up for it, or the flow's own hidden total.
    func determined(_ isHidden: [Bool]) -> [(cell: Int, place: Int, dimension: TradeDimension)] {
        var spaces: [[Bool]: Subspace] = [:]
        func space(_ line: Line) -> Subspace {
            let pattern = line.cells.map { $0 >= 0 && isHidden[$0] }
            if let known = spaces[pattern] { return known }
            let space = YearOfTrade.consistent.within(pattern)
            spaces[pattern] = space
            return space
        }
        let dimensions = TradeDimension.allCases.filter { $0.addsUp && lines[$0] != nil }
        let sums = dimensions.map { (lines[$0] ?? []).reduce(Subspace()) { $0.sum(space($1)) } }
        let own = space(whole)
        var found: [(cell: Int, place: Int, dimension: TradeDimension)] = []
        // Unconverted amounts have no total: nothing but their own sums over time tells of them.
        for line in lines[.unconverted] ?? [] { found += stuck(line, space(line), .unconverted, isHidden) }
        for (index, dimension) in dimensions.enumerated() {
            var elsewhere = own
            for other in dimensions.indices where other != index { elsewhere = elsewhere.intersection(sums[other]) }
            let freeWhole = elsewhere.intersection(sums[index])
            for place in 0..<Self.periodCount where whole.cells[place] >= 0 && isHidden[whole.cells[place]] && !freeWhole.moves(place) {
                if !own.intersection(sums[index]).moves(place) || !elsewhere.moves(place) {
                    found.append((whole.cells[place], place, dimension))
                }
            }
            found += determined(lines[dimension] ?? [], dimension, elsewhere, isHidden, space)
        }
        return found
    }

    private func determined(
        _ lines: [Line], _ dimension: TradeDimension, _ elsewhere: Subspace, _ isHidden: [Bool], _ space: (Line) -> Subspace
    ) -> [(cell: Int, place: Int, dimension: TradeDimension)] {
        let own = lines.map(space)
        var behind = Array(repeating: elsewhere, count: lines.count + 1)
        for index in lines.indices.reversed() { behind[index] = behind[index + 1].sum(own[index]) }
        var before = Subspace()
        var found: [(cell: Int, place: Int, dimension: TradeDimension)] = []
        for (index, line) in lines.enumerated() {
            let others = before.sum(behind[index + 1])
            let free = others.dimension == YearOfTrade.consistent.dimension ? own[index] : own[index].intersection(others)
            found += stuck(line, free, dimension, isHidden)
            before = before.sum(own[index])
        }
        return found
    }

    /// A line's hidden cells that no vector of `free` moves.
    private func stuck(
        _ line: Line, _ free: Subspace, _ dimension: TradeDimension, _ isHidden: [Bool]
    ) -> [(cell: Int, place: Int, dimension: TradeDimension)] {
        (0..<Self.periodCount).filter { line.cells[$0] >= 0 && isHidden[line.cells[$0]] && !free.moves($0) }.map {
            (line.cells[$0], $0, dimension)
        }
    }

    /// All figures of a member whose quarters are the sums of their months, and whose year is that of its quarters.
    private static let consistent = Subspace(
        (0..<12).map { month in
            var vector = Subspace.Vector(repeating: 0, count: periodCount)
            for place in [month, 12 + month / 3, 16] { vector[place] = 1 }
            return vector
        })
}
