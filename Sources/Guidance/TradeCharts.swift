internal import Domain

extension Charts {
    /// A month of a flow on its drawing.
    struct TradeMonth {
        var period: String
        /// nil: no trade, or withheld.
        var valueMinor: Int64?
        var isWithheld: Bool
        var isComplete: Bool
    }

    /// Values by month: a bar each, dashed outlines where the figure is withheld, an outline where the month lasts.
    static func months(_ months: [TradeMonth], currency: String) -> Markup {
        let (left, right, bottom, height) = (4.0, 556.0, 132.0, 104.0)
        let top = months.compactMap(\.valueMinor).max() ?? 0
        let step = (right - left) / Double(max(12, months.count))
        var svg = open(560, 156, "months tone-trade")
        svg += "<path class=\"axis\" d=\"M4 28H556M4 132H556\"/>"
        if top > 0 { svg += "<text class=\"value\" x=\"4\" y=\"20\">\(currency) \(Figures.amount(top, currency))</text>" }
        for (index, month) in months.enumerated() {
            let x = left + step * Double(index)
            let share = top > 0 ? max(0, Double(month.valueMinor ?? 0) / Double(top)) : 0
            let tall = month.isWithheld ? 14 : share > 0 ? max(1.5, height * share) : 0
            let kind: Markup = month.isWithheld ? "apart" : month.isComplete ? "bar" : "unfinished"
            if tall > 0 {
                svg += "<rect class=\"\(kind)\" x=\"\(Figures.length(x + 1))\" y=\"\(Figures.length(bottom - tall))\" "
                svg += "width=\"\(Figures.length(step - 2))\" height=\"\(Figures.length(tall))\" rx=\"1.5\"/>"
            }
            if index == 0 || month.period.hasSuffix("-01") {
                svg += "<line class=\"tick\" x1=\"\(Figures.length(x))\" y1=\"132\" x2=\"\(Figures.length(x))\" y2=\"140\"/>"
            }
            if month.period.hasSuffix("-01") || (index == 0 && months.count < 12) || (index == 0 && !isNearJanuary(month.period)) {
                svg += "<text class=\"label\" x=\"\(Figures.length(x + 3))\" y=\"151\">\(String(month.period.prefix(4)))</text>"
            }
        }
        return svg + "</svg>"
    }

    /// So late in the year that the next year's label would stand on this one's.
    private static func isNearJanuary(_ period: String) -> Bool { period.suffix(2) >= "09" }

    /// A change in time, as a share; nil: there is none, or it is withheld.
    struct Change {
        var label: String
        var share: Double?
    }

    /// The scale of changes ends here.
    private static let changesMax = 2.0

    /// Changes as bars up and down from a line, the first one at the left.
    static func changes(_ changes: [Change]) -> Markup {
        let (left, right, middle, height) = (4.0, 556.0, 70.0, 46.0)
        let greatest = changes.compactMap { $0.share?.magnitude }.filter(\.isFinite).max() ?? 0
        // Growth from next to nothing would press all else flat: its bar ends at the edge, its figure stands in the table.
        let top = min(greatest, changesMax)
        let step = (right - left) / Double(max(8, changes.count))
        var svg = open(560, 156, "months tone-trade")
        svg += "<line class=\"axis\" x1=\"4\" y1=\"70\" x2=\"556\" y2=\"70\"/>"
        if top > 0 { svg += "<text class=\"value\" x=\"4\" y=\"16\">\(greatest > top ? "≥" : "±") \(Figures.percent(top))</text>" }
        for (index, change) in changes.enumerated() {
            let x = left + step * Double(index)
            if let share = change.share, share.isFinite, top > 0 {
                let tall = max(1.5, height * min(1, share.magnitude / top))
                let kind: Markup = share < 0 ? "bar fall" : "bar"
                svg += "<rect class=\"\(kind)\" x=\"\(Figures.length(x + 1))\" y=\"\(Figures.length(share < 0 ? middle : middle - tall))\" "
                svg += "width=\"\(Figures.length(step - 2))\" height=\"\(Figures.length(tall))\" rx=\"1.5\"/>"
            }
            guard !change.label.isEmpty else { continue }
            svg += "<line class=\"tick\" x1=\"\(Figures.length(x))\" y1=\"126\" x2=\"\(Figures.length(x))\" y2=\"134\"/>"
            svg += "<text class=\"label\" x=\"\(Figures.length(x + 3))\" y=\"147\">\(change.label)</text>"
        }
        return svg + "</svg>"
    }

    /// A value as a bar against the greatest beside it.
    static func value<Value: BinaryInteger>(_ value: Value, of top: Value) -> Markup {
        let length = top > 0 ? min(100, max(0, 100 * Double(value) / Double(top))) : 0
        return """
            <svg class="chart share tone-trade" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">\
            <rect class="track" width="100" height="6"/>\
            <rect class="bar" width="\(Figures.length(value > 0 ? max(0.5, length) : 0))" height="6"/></svg>
            """
    }

    /// Exports and imports as the parts of one bar.
    static func balance(exportShare: Double) -> Markup {
        let length = min(100, max(0, exportShare.isFinite ? 100 * exportShare : 0))
        return """
            <svg class="chart share balance" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">\
            <rect class="exports" width="\(Figures.length(max(0, length - 0.3)))" height="6"/>\
            <rect class="imports" x="\(Figures.length(min(100, length + 0.3)))" width="\(Figures.length(max(0, 99.7 - length)))" \
            height="6"/></svg>
            """
    }
}
