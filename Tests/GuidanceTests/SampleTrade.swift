import Domain
import RatingsDatabase

/// Made-up statistics of four years, of which the last one lasts: hostile names, withheld cells.
struct SampleTrade {
    /// The value of a withheld cell's neighbours; no withheld cell has one.
    var flows = ["EXPORT", "IMPORT", "UNKNOWN"]
    /// How many categories besides the hostile ones.
    var categories = 3
    /// What became known late of last year's exports.
    var lateMinor: Int64 = 0
    /// Whether the exports of last year are withheld.
    var isWithheld = false

    static let hostileCategory: Text = "<img src=x onerror=alert(1)> \"' & {{{root}}}"
    static let hostilePayment: Text = "</td><script>alert(2)</script>"
    static let withheldCategory: Text = "Withheld silk"

    func write(to builder: RatingsDatabaseBuilder, asOf: Day) throws {
        let rows = (years + quarters + months + members).sorted { a, b in
            let (left, right) = ([a.period, a.flow, a.dimension], [b.period, b.flow, b.dimension])
            return left == right ? a.member < b.member : left.lexicographicallyPrecedes(right)
        }
        try builder.writeStatistics(rows, asOf: asOf.description)
        guard flows.contains("IMPORT") else { return }
        try builder.writeTradeBalance(
            ["2023", "2025", "2026"].map { period in
                TradeBalanceRow(
                    period: period, exportsMinor: 300_000_00, importsMinor: 100_000_00, totalMinor: 400_000_00, currency: "EUR", ratio: 3,
                    exportShare: 0.75, importShare: 0.25)
            })
    }

    /// A row; without a value it is withheld.
    private func row(
        _ period: String, _ flow: String, _ dimension: String, _ member: Text, _ value: Int64?, growth: Double? = nil, share: Double? = nil
    ) -> StatisticRow {
        StatisticRow(
            period: period, flow: flow, dimension: dimension, member: member, orders: value.map { $0 / 1000 }, valueMinor: value,
            currency: "EUR", sellers: value.map { _ in 40 }, growth: value == nil ? nil : growth, growthOnPrevious: nil,
            share: value == nil ? nil : share, concentration: value.map { _ in 0.1 },
            isComplete: period.prefix(4) != "2026" || period == "2026-01")
    }

    private var years: [StatisticRow] {
        flows.flatMap { flow in
            [
                row("2023", flow, "ALL", "ALL", 800_000_00, share: 0.5),
                // The imports of one year are withheld.
                row("2024", flow, "ALL", "ALL", flow == "IMPORT" ? nil : 1_000_000_00, growth: 0.25, share: 0.5),
                row(
                    "2025", flow, "ALL", "ALL", flow == "EXPORT" && isWithheld ? nil : 937_500_49 + (flow == "EXPORT" ? lateMinor : 0),
                    growth: -0.0625, share: 0.5),
                row("2026", flow, "ALL", "ALL", 412_345_50, share: 0.5),
            ]
        }
    }

    private var months: [StatisticRow] {
        flows.flatMap { flow in
            (0..<41).map { number in
                let period = "\(2023 + number / 12)-\(number % 12 < 9 ? "0" : "")\(number % 12 + 1)"
                let isWithheld = flow == "IMPORT" && (number == 14 || number == 15)
                return row(period, flow, "ALL", "ALL", isWithheld ? nil : Int64(60_000_00 + number * 733_17 % 40_000_00), growth: 0.031)
            }
        }
    }

    private var quarters: [StatisticRow] {
        flows.flatMap { flow in
            (0..<12).map { number in
                let isWithheld = flow == "IMPORT" && number == 5
                var row = row(
                    "\(2023 + number / 4)-Q\(number % 4 + 1)", flow, "ALL", "ALL", isWithheld ? nil : 200_000_00,
                    growth: number < 4 ? nil : 0.01 * Double(number - 7))
                if !isWithheld, number > 0 { row.growthOnPrevious = 0.021 }
                return row
            }
        }
    }

    private var members: [StatisticRow] {
        flows.flatMap { flow in
            [
                row("2026", flow, "TRADE_MODEL", "B2B", 300_000_00, share: 0.73),
                row("2026", flow, "TRADE_MODEL", "B2C", 112_345_50, share: 0.27),
                row("2026", flow, "CATEGORY", Self.hostileCategory, 200_000_00, growth: 0.5, share: 0.485),
                row("2026", flow, "CATEGORY", "UNKNOWN", 12_345_50, share: 0.03),
                row("2026", flow, "CATEGORY", "Scarves 1", 90_000_00, share: 0.218),
                row("2026", flow, "CATEGORY", Self.withheldCategory, nil), row("2026", flow, "CATEGORY", "Withheld tea", nil),
                row("2026", flow, "PARTNER", "DE", 250_000_00, share: 0.606), row("2026", flow, "PARTNER", "BR", 162_345_50, share: 0.394),
                row("2026", flow, "PAYMENT_METHOD", Self.hostilePayment, 400_000_00, share: 0.97),
                row("2026", flow, "PAYMENT_METHOD", "card", 12_345_50, share: 0.03),
                row("2026", flow, "HS2", "61", 300_000_00, share: 0.73), row("2026", flow, "HS2", "50", nil),
                row("2026", flow, "CURRENCY", "EUR", 400_000_00, share: 0.97), row("2026", flow, "UNCONVERTED", "XAU", 7_000_00),
            ] + (0..<categories).map { row("2026", flow, "CATEGORY", Text("Kind \($0)"), Int64(1_000_00 + $0)) }
        }
    }
}
