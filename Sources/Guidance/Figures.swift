internal import Domain

/// Numbers and dates as both languages write them.
enum Figures {
    /// With a comma between thousands: English and Chinese agree.
    static func count(_ number: Int64) -> Markup {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "−" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return Markup(text)
    }

    /// A share as so many per thousand: one decimal below ten, none from there on.
    static func perThousand(_ share: Double) -> Markup {
        let tenths = Int64((share * 10_000).rounded())
        return tenths < 100 ? "\(Int(tenths / 10)).\(Int(tenths % 10))" : count(Int64((share * 1000).rounded()))
    }

    /// A share in per cent: one decimal below ten, none from there on.
    static func percent(_ part: Int64, of whole: Int64) -> Markup {
        guard whole > 0 else { return "–" }
        let tenths = (part * 2000 + whole) / (2 * whole)
        return tenths < 100 ? "\(Int(tenths / 10)).\(Int(tenths % 10)) %" : "\(Int((tenths + 5) / 10)) %"
    }

    /// The mean of reviews: one decimal.
    static func stars(_ sum: Int64, of reviews: Int64) -> Markup {
        let tenths = (sum * 20 + reviews) / (2 * reviews)
        return "\(Int(tenths / 10)).\(Int(tenths % 10))"
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    /// `3 May 2026`, `2026年5月3日`.
    static func date(_ day: Day) -> Markup {
        let (year, month, date) = day.civil
        return
            "<time datetime=\"\(day.description)\">\(Markup.both("\(date) \(months[month - 1]) \(year)", "\(year)年\(month)月\(date)日"))</time>"
    }

    /// `May 2026`, `2026年5月`.
    static func month(_ day: Day) -> Markup {
        let (year, month, _) = day.civil
        return .both("\(months[month - 1]) \(year)", "\(year)年\(month)月")
    }

    /// `May 2026` inside a drawing.
    static func monthInDrawing(_ day: Day) -> Markup {
        let (year, month, _) = day.civil
        return .bothInDrawing("\(String(months[month - 1].prefix(3))) \(year)", "\(year)年\(month)月")
    }

    /// A length in a drawing: one decimal.
    static func length(_ value: Double) -> Markup {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? Markup(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
