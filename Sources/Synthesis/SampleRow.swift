import Domain

/// A valid row of each kind with a fresh key, for the planter to spoil.
enum SampleRow {
    static func values(_ kind: DumpKind, key: String, anchor: Anchor, day: Day) -> [String] {
        let at = Instant(day.start.seconds + 10 * hourSeconds).description
        let due = Instant(day.start.seconds + 9 * daySeconds).description
        let (order, seller) = (anchor.order, anchor.seller)
        switch kind {
        case .transactions:
            return [
                "NEVER-\(key)", "1", at, "PF-ALPHA", seller, "B00000001", "P00000001", "610910", "2", "C62", "10.00", "1.50", "EUR", "B2C",
                "CN", "DE", "card", due, due, "PLACED", at, "", "", "",
            ]
        case .invoices: return ["XI-\(key)", order, seller, "INVOICE", at, "EUR", "100.00", "19.00", "119.00", "", ""]
        case .payments: return ["XP-\(key)", order, "BUYER", "card", "119.00", "EUR", "CAPTURED", at]
        case .logistics: return ["XS\(key)", order, "DHL", "EMH", at, "DE", "250"]
        case .feedback: return ["XF-\(key)", order, "1", seller, "P00000001", "REVIEW", "", "1", at, "", "", "", ""]
        case .subjects:
            return [
                "X-\(key)", "Nobody & Sons", "SELLER", "DE", "", "Ulm", "", "", "", "2020-02-02", "", "REGULAR", "N. N.", "Weg 1", "", "",
                at,
            ]
        case .products: return ["XP-\(key)", "", "thing", "home", "", "610910", "CN", "250", at]
        case .inspections: return ["XN-\(key)", "P00000001", seller, "LOT-1", "BAuA", "FAIL", at]
        case .traces: return ["XT-\(key)", "P00000001", "LOT-1", "shipping", "in_transit", "DEHAM", at]
        case .customs: return ["XC-\(key)", order, seller, "9610", "610910", "90.00", "EUR", "2", "C62", at, "SEIZED", "", "FRAUD"]
        case .penalties: return ["XQ-\(key)", seller, "SAMR", "SANCTION", "BLACKLIST", "\(day)", "", "gazette"]
        case .deposits: return ["XD-\(key)", seller, "DRAW", "500.00", "EUR", at, ""]
        case .rates: return ["2001-01-02", "ISK", "79.9", "EUR"]
        case .sealKeys: return ["XK-\(key)", seller, "Ed25519", "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=", at, "", ""]
        }
    }
}
