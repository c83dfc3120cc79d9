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
        let tenths = nearest(share * 10_000)
        return tenths < 100 ? "\(Int(tenths / 10)).\(Int(tenths % 10))" : count(nearest(share * 1000))
    }

    /// A share in per cent: one decimal below ten, none from there on; a dash where the whole is nothing or less.
    ///
    /// Both are of 64 bits, or sums of few such: of any size and sign, and the part may be greater than the whole.
    static func percent<Number: BinaryInteger>(_ part: Number, of whole: Number) -> Markup {
        guard whole > 0 else { return "–" }
        let whole = Int128(whole)
        let tenths = (Int128(part.magnitude) * 2000 + whole) / (2 * whole)
        let sign: Markup = part < 0 && tenths > 0 ? "−" : ""
        return tenths < 100 ? "\(sign)\(Int(tenths / 10)).\(Int(tenths % 10)) %" : "\(sign)\(String((tenths + 5) / 10)) %"
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

    /// The nearest integer, of what could be written at all: 10¹⁵ where it is more, 0 where it is no number.
    static func nearest(_ value: Double) -> Int64 {
        value.isNaN ? 0 : Int64(min(1e15, max(-1e15, value.rounded())))
    }

    /// A length in a drawing: one decimal.
    static func length(_ value: Double) -> Markup {
        let tenths = Int(nearest(value * 10))
        return tenths % 10 == 0 ? Markup(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
