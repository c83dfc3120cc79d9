import Domain

extension Book {
    /// What marketplaces' standards count, by seller: orders shipped, deliveries due with a scan, for each day and set of lapses the
    /// orders, and for each lapse its distinct buyers. Lapses are those of the last 430 days of booking.
    var standardEvidence: [Text: [String: Int64]] {
        let said = Dictionary(grouping: feedback) { $0.row.text("order_id") }
        var evidence: [Text: [String: Int64]] = [:]
        var buyers: [Text: [String: Set<Text>]] = [:]
        for order in orders {
            for seller in Set(order.lines.map(\.seller)) {
                let own = SellerOrder(own: order.part(of: seller), whole: order, asOf: asOf)
                let its = (said[order.lines[0].row.text("order_id")] ?? []).filter { $0.seller == seller }
                if own.isShipped { evidence[seller, default: [:]]["shipped", default: 0] += 1 }
                if own.isTrackedDue { evidence[seller, default: [:]]["tracked_delivery_due", default: 0] += 1 }
                let lapses = own.lapses(its)
                guard !lapses.isEmpty, order.placed.bookedOn > asOf - 430 else { continue }
                let name = "\(order.placed.bookedOn) " + lapses.sorted().joined(separator: ",")
                evidence[seller, default: [:]][name, default: 0] += 1
                for lapse in lapses { buyers[seller, default: [:]][lapse, default: []].insert(own.buyer) }
            }
        }
        for (seller, lapses) in buyers {
            for (lapse, names) in lapses { evidence[seller, default: [:]]["buyers of \(lapse)"] = Int64(names.count) }
        }
        return evidence
    }
}

extension SellerOrder {
    /// The buyer of the line with the least number.
    fileprivate var buyer: Text {
        let first = own.lines.min { ($0.row.optionalMillionths("line_no") ?? 0) < ($1.row.optionalMillionths("line_no") ?? 0) }
        return first?.row.text("buyer_id") ?? ""
    }

    private var isScanned: Bool { scan != nil || delivery != nil }
    private var scan: Instant? { first(["EMA", "EMC"]) }
    private var delivery: Instant? { first(["EMI"]) }
    private func first(_ codes: Set<Text>) -> Instant? {
        own.events.filter { codes.contains($0.text("event")) }.map { $0.instant("occurred_at") }.min()
    }
    private var isWithdrawn: Bool { own.lines.allSatisfy(\.isCancelled) }

    fileprivate var isShipped: Bool {
        !isWithdrawn && (isScanned || own.lines.contains { !$0.isCancelled && $0.status != "PLACED" })
    }

    fileprivate var isTrackedDue: Bool { counters["delivery_due"] == 1 && isScanned }

    /// The names of the order's lapses, each by its sentence in the file of standards.
    fileprivate func lapses(_ said: [Feedback]) -> Set<String> {
        var lapses = lapsesOf(said)
        if isWithdrawn {
            let cancelledAt = own.lines.map { $0.row.instant("status_at") }.max() ?? Instant(0)
            let wasUnmoved = scan.map { $0 > cancelledAt } ?? true
            let isBySeller = own.lines.contains { $0.status == "CANCELLED_BY_SELLER" }
            if isBySeller { lapses.insert("cancelled_by_seller") }
            if isBySeller && wasUnmoved { lapses.insert("cancelled_before_shipment") }
            let isByNobody = own.lines.allSatisfy { $0.status == "CANCELLED" }
            lapses.insert(isBySeller || isByNobody && wasUnmoved ? "unfulfilled" : "withdrawn")
            return lapses
        }
        if own.lines.contains(where: \.isRefunded) { lapses.insert("unfulfilled") }
        if isShipped && (!isScanned || hasBadNumber) { lapses.insert("untracked") }
        if counters["invoice_missing"] == 1 || isInvoicedLate { lapses.insert("invoice_defect") }
        if isTrackedDue && (delivery == nil || counters["delivery_late"] == 1) { lapses.insert("delivered_late") }
        if counters["delivery_late"] == 1 && counters["handover_late"] == 1 { lapses.insert("shipped_late") }
        return lapses
    }

    private func lapsesOf(_ said: [Feedback]) -> Set<String> {
        var lapses: Set<String> = []
        for feedback in said {
            let outcome = feedback.row.optionalText("outcome")
            let mayStand = outcome != "REJECTED" && outcome != "WITHDRAWN"
            if feedback.isReview {
                if feedback.row.optionalMillionths("score").map({ $0 <= 2_000_000 }) ?? false { lapses.insert("order_defect") }
                continue
            }
            if feedback.isUpheldClaim { lapses.formUnion(["order_defect", "unresolved_case"]) }
            if feedback.row.text("kind") == "CHARGEBACK" && mayStand { lapses.insert("order_defect") }
            guard mayStand, let reason = feedback.row.optionalText("reason") else { continue }
            let complaint: [Text: String] = [
                "COUNTERFEIT": "counterfeit_complaint", "IP_INFRINGEMENT": "property_complaint",
                "NOT_AS_DESCRIBED": "condition_complaint", "DEFECTIVE": "condition_complaint",
            ]
            if let name = complaint[reason] { lapses.insert(name) }
        }
        return lapses
    }

    /// A shipment number of the form of UPU S10 whose check digit is wrong, accepted or departed.
    private var hasBadNumber: Bool {
        own.events.contains { ["EMA", "EMC"].contains($0.text("event")) && isBad($0.text("shipment_id").description) }
    }

    private func isBad(_ number: String) -> Bool {
        let letters = Array(number.utf8)
        func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
        guard letters.count == 13, letters[..<2].allSatisfy(isLetter), letters[11...].allSatisfy(isLetter),
            letters[2..<11].allSatisfy({ (48...57).contains($0) })
        else { return false }
        let digits = letters[2..<11].map { Int($0) - 48 }
        let sum = zip(digits, [8, 6, 4, 2, 3, 5, 9, 7]).reduce(0) { $0 + $1.0 * $1.1 }
        let check = 11 - sum % 11
        return digits[8] != (check == 10 ? 0 : check == 11 ? 5 : check)
    }

    /// The first INVOICE of the seller's own was issued more than 24 hours after the first scan.
    private var isInvoicedLate: Bool {
        guard let scan, let issued = own.bills.filter({ !$0.isCreditNote }).map(\.issuedAt).min() else { return false }
        return issued.seconds > scan.seconds + 86_400
    }
}
