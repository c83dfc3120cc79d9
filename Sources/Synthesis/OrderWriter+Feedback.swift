import Domain

extension OrderWriter {
    /// A complaint, claim or chargeback that a row of feedback says or settles.
    private struct Dispute {
        var id: String
        var line: Int
        var kind: FeedbackKind
        var reason: FeedbackReason?
        var score: Int?
        var occurredAt: Int64
        var outcome: FeedbackOutcome?
        var outcomeAt: Int64?
        var isPriced = false
    }

    mutating func writeFeedback() {
        guard let handed = order.handedOverAt else { return writeNotReceived(since: order.orderedAt + 25 * daySeconds) }
        let arrived = order.deliveredAt ?? handed + 20 * daySeconds
        for (index, line) in order.lines.enumerated() where !line.isCancelled {
            if random.chance(380_000) { writeReview(line: index, arrived: arrived) }
            let share = order.shares.first { $0.seller == line.seller }
            let isFirst = order.lines.firstIndex { $0.seller == line.seller } == index
            guard isFirst, let share else { continue }
            if share.isUpheld {
                writeDispute(
                    line: index, since: arrived, outcome: .upheld, reasons: [.counterfeit, .notAsDescribed, .defective, .ipInfringement])
            } else if random.chance(line.product.isDefective ? 60_000 : 8_000) {
                let outcome: FeedbackOutcome? = random.pick([.rejected, .rejected, .withdrawn, nil])
                writeDispute(line: index, since: arrived, outcome: outcome, reasons: [.notAsDescribed, .defective, .other])
            }
        }
        // Lost by the carrier after timely handover: upheld, and not the seller's fault.
        if order.deliveredAt == nil, random.chance(600_000) { writeNotReceived(since: handed + 30 * daySeconds) }
    }

    private mutating func writeNotReceived(since: Int64) {
        guard order.shares.contains(where: { $0.fate == .neverHandedOver || $0.fate == .completes }), random.chance(500_000) else { return }
        writeDispute(line: 0, since: since, outcome: random.chance(800_000) ? .upheld : .rejected, reasons: [.notReceived])
    }

    private mutating func writeReview(line: Int, arrived: Int64) {
        let quality = market.sellers[order.lines[line].seller].quality
        let weights: [Int] =
            switch quality {
            case .good: [2, 2, 6, 25, 65]
            case .average: [6, 6, 13, 30, 45]
            case .poor: [22, 14, 18, 22, 24]
            case .fraudulent: [30, 5, 5, 5, 55]
            }
        var review = Dispute(
            id: "F\(padded(order.number, 9))-\(line)", line: line, kind: .review, score: 1 + random.weighted(weights),
            occurredAt: arrived + Int64(random.below(8 * 86_400)))
        write(review)
        guard random.chance(10_000) else { return }
        // Thought better of it: a later version.
        review.score = 1 + random.below(5)
        review.occurredAt += Int64(random.below(4 * 86_400))
        write(review)
    }

    private mutating func writeDispute(line: Int, since: Int64, outcome: FeedbackOutcome?, reasons: [FeedbackReason]) {
        var dispute = Dispute(
            id: "D\(padded(order.number, 9))-\(line)", line: line, kind: random.pick([.complaint, .claim, .claim, .chargeback]),
            reason: random.pick(reasons), occurredAt: since + Int64(random.skewed(15 * 86_400)), outcome: .open)
        dispute.isPriced = dispute.kind != .complaint
        let opens = outcome == nil || random.chance(800_000)
        if opens { write(dispute) }
        guard let outcome else { return }
        dispute.outcome = outcome
        // Some are settled at once: the same time, and a later partition or the encoding decides.
        dispute.outcomeAt = dispute.occurredAt + (random.chance(40_000) ? 0 : 2 * daySeconds + Int64(random.below(23 * 86_400)))
        write(dispute)
    }

    /// Feedback names seller and product, or only its line, or only the seller, or nothing; alike in all versions.
    private mutating func write(_ dispute: Dispute) {
        let line = order.lines[dispute.line]
        let naming = (order.number / 3 + dispute.line) % 20
        begin()
        fields.add(dispute.id)
        fields.add(order.id)
        switch naming {
        case ..<13: fields.add(naming < 5 ? String(line.number) : "")
        case ..<16: fields.add(String(line.number))
        case 16: fields.add("999")
        default: fields.blank()
        }
        fields.add(naming < 13 || naming == 17 ? market.sellers[line.seller].id : "")
        fields.add(naming < 13 ? line.product.id : "")
        fields.add(dispute.kind.name)
        fields.add(dispute.reason?.name ?? "")
        fields.add(dispute.score.map(String.init) ?? "")
        fields.add(instant: dispute.occurredAt)
        fields.add(dispute.outcome?.name ?? "")
        fields.add(instant: dispute.outcomeAt)
        fields.add(minor: dispute.isPriced ? line.amountMinor : nil, digits: TradeCurrency.all[line.currency].digits)
        fields.add(dispute.isPriced ? TradeCurrency.all[line.currency].code : "")
        deliver(.feedback, day: known(dispute.outcomeAt ?? dispute.occurredAt))
    }
}
