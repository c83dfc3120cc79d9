internal import Domain

/// Drawings: plain SVG with classes, coloured by the style sheet. Each stands beside a text that says the same, and is hidden from
/// screen readers.
enum Charts {
    static func open(_ width: Int, _ height: Int, _ name: Markup) -> Markup {
        "<svg class=\"chart \(name)\" viewBox=\"0 0 \(width) \(height)\" aria-hidden=\"true\" focusable=\"false\">"
    }

    /// The scale of grades with the expected share on it and its interval.
    static func scale(pd: Double, low: Double, high: Double) -> Markup {
        let width = 48.0
        func x(_ pd: Double) -> Double { 4 + width * GradeWords.place(pd: pd) }
        var svg = open(440, 74, "scale")
        for (index, grade) in GradeWords.bands.enumerated() {
            let left = 4 + width * Double(index)
            svg +=
                "<rect class=\"band tone-\(Tone(grade).rawValue)\" x=\"\(Figures.length(left))\" y=\"28\" width=\"46\" height=\"14\" rx=\"2\"/>"
            svg += "<text class=\"label\" x=\"\(Figures.length(left + 23))\" y=\"62\" text-anchor=\"middle\">\(grade.name)</text>"
        }
        svg += "<rect class=\"interval\" x=\"\(Figures.length(x(low)))\" y=\"31\" width=\"\(Figures.length(max(2, x(high) - x(low))))\" "
        svg += "height=\"8\" rx=\"4\"/>"
        let middle = x(pd)
        svg += "<path class=\"pointer\" d=\"M\(Figures.length(middle)) 26l-7-12h14z\"/>"
        svg += "<line class=\"pointer\" x1=\"\(Figures.length(middle))\" y1=\"24\" x2=\"\(Figures.length(middle))\" y2=\"46\"/>"
        return svg + "</svg>"
    }

    /// How many have which grade: a bar each; D and NR apart, for they are no band.
    static func distribution(_ counts: [Grade: Int]) -> Markup {
        // NR is no band, and may be nearly all: the others are not measured against it.
        let top = max(1, counts.filter { $0.key != .nr }.values.max() ?? 1)
        var svg = open(500, 200, "distribution")
        svg += "<line class=\"axis\" x1=\"4\" y1=\"170\" x2=\"496\" y2=\"170\"/>"
        for (index, grade) in Grade.allCases.enumerated() {
            let count = counts[grade] ?? 0
            let left = 8 + 43 * Double(index) + (index > 8 ? 16 : 0)
            let height = count == 0 ? 0 : min(138, max(2, 138 * Double(count) / Double(top)))
            let kind: Markup = grade == .nr ? "apart" : "bar"
            svg += "<rect class=\"\(kind) tone-\(Tone(grade).rawValue)\" x=\"\(Figures.length(left))\" "
            svg += "y=\"\(Figures.length(170 - height))\" "
            svg += "width=\"36\" height=\"\(Figures.length(height))\" rx=\"3\"/>"
            svg += "<text class=\"label\" x=\"\(Figures.length(left + 18))\" y=\"190\" text-anchor=\"middle\">\(grade.name)</text>"
            svg += "<text class=\"value\" x=\"\(Figures.length(left + 18))\" y=\"\(Figures.length(163 - height))\" text-anchor=\"middle\">"
            svg += "\(Figures.count(Int64(count)))</text>"
        }
        return svg + "</svg>"
    }

    /// A share as a bar of a hundred.
    static func share(_ part: Int64, of whole: Int64, tone: Tone) -> Markup {
        let length = whole > 0 ? min(100, 100 * Double(part) / Double(whole)) : 0
        return """
            <svg class="chart share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">\
            <rect class="track" width="100" height="6"/>\
            <rect class="bar tone-\(tone.rawValue)" width="\(Figures.length(part > 0 ? max(1, length) : 0))" height="6"/></svg>
            """
    }

    /// The ratings of the past as steps over time, best grade at the top; a gap while there was none.
    static func trend(_ points: [EnterprisePage.TrendPoint]) -> Markup {
        let (left, right, top, row) = (44.0, 454.0, 6.0, 18.0)
        guard let first = points.first?.day, let last = points.last?.day else { return "" }
        let rows = points.contains { $0.grade == .d } ? 10 : 9
        let bottom = top + row * Double(rows)
        let span = Double(max(1, last - first))
        func x(_ day: Day) -> Double { left + (right - left - 24) * Double(day - first) / span }
        var svg = open(460, Int(bottom) + 24, "trend")
        for (index, grade) in (GradeWords.bands + [.d]).prefix(rows).enumerated() {
            let y = top + row * Double(index)
            svg += "<rect class=\"lane tone-\(Tone(grade).rawValue)\" x=\"\(Figures.length(left))\" y=\"\(Figures.length(y))\" "
            svg += "width=\"\(Figures.length(right - left))\" height=\"17\"/>"
            svg += "<text class=\"label\" x=\"38\" y=\"\(Figures.length(y + 13))\" text-anchor=\"end\">\(grade.name)</text>"
        }
        svg += "<path class=\"line\" d=\"\(steps(points, x, end: right) { top + row * $0 })\"/>"
        for point in points {
            guard let place = point.place else { continue }
            svg += "<circle class=\"dot\" cx=\"\(Figures.length(x(point.day)))\" cy=\"\(Figures.length(top + row * place))\" r=\"3.5\"/>"
        }
        let under = Figures.length(bottom + 18)
        svg += "<text class=\"label\" x=\"\(Figures.length(left))\" y=\"\(under)\">\(Figures.monthInDrawing(first))</text>"
        if last != first {
            svg += "<text class=\"label\" x=\"\(Figures.length(right))\" y=\"\(under)\" text-anchor=\"end\">"
            svg += "\(Figures.monthInDrawing(last))</text>"
        }
        return svg + "</svg>"
    }

    private static func steps(
        _ points: [EnterprisePage.TrendPoint], _ x: (Day) -> Double, end: Double, _ y: (Double) -> Double
    ) -> Markup {
        var path: Markup = ""
        var isOpen = false
        for point in points {
            let at = Figures.length(x(point.day))
            if isOpen { path += "H\(at)" }
            guard let place = point.place else {
                isOpen = false
                continue
            }
            path += isOpen ? "V\(Figures.length(y(place)))" : "M\(at) \(Figures.length(y(place)))"
            isOpen = true
        }
        return isOpen ? path + "H\(Figures.length(end))" : path
    }
}
