import Domain

extension OrderWriter {
    /// The tracking events of the order's shipment, and of a second one for some orders of several lines.
    mutating func writeLogistics() {
        guard let handed = order.handedOverAt else { return }
        track(shipment: shipment(0), from: handed, to: order.deliveredAt)
        guard order.lines.count > 1, random.chance(200_000) else { return }
        let lag = Int64(random.between(0, 2 * 86_400))
        track(shipment: shipment(1), from: handed + lag, to: order.deliveredAt.map { $0 + lag })
    }

    /// A postal number or a courier's own; bad sellers' check digits are often wrong.
    private func shipment(_ part: Int) -> String {
        let quality = market.sellers[order.shares[0].seller].quality
        let isValid = !(quality == .fraudulent && order.number % 3 == 0) && !(quality == .poor && order.number % 20 == 0)
        let serial = order.number * 2 + part
        guard order.number % 4 > 0 else { return "1Z\(padded(serial, 12))" }
        return Identifiers.postalShipment(serial: serial, country: order.origin, isValid: isValid)
    }

    private mutating func track(shipment: String, from handed: Int64, to delivered: Int64?) {
        let quality = market.sellers[order.shares[0].seller].quality
        let isDomestic = order.origin == order.destination
        let end = delivered ?? handed + 15 * daySeconds
        let here = order.origin == "CN" ? ["CNSHA", "CNSZX", "CNYIW", "CNHGH"][order.number % 4] : order.origin
        let there = order.destination
        // A few parcels have no acceptance: departure from the office of exchange is the first that is heard of them.
        event(shipment, random.chance(30_000) && !isDomestic ? "EMC" : "EMA", at: handed, here)
        // Empty boxes: accepted and delivered, nothing between.
        let isFake = quality == .fraudulent && random.chance(500_000)
        if !isFake { writeTransit(shipment, from: handed, to: end, here: here, there: there, isDomestic: isDomestic) }
        if let delivered {
            event(shipment, "EMI", at: delivered, there)
            // Two carriers report the same event: one key, two rows.
            if random.chance(4_000) { event(shipment, "EMI", at: delivered, "") }
        }
    }

    private mutating func writeTransit(_ shipment: String, from handed: Int64, to end: Int64, here: String, there: String, isDomestic: Bool)
    {
        let span = max(60, end - handed)
        // Place along the way in thousandths, and how many of a thousand parcels show the event.
        let stations: [(event: String, place: Int64, perMille: Int, isAbroad: Bool)] =
            isDomestic
            ? [("EMG", 700, 700, true), ("EDG", 900, 300, true)]
            : [
                ("EXA", 60, 300, false), ("EMB", 90, 250, false), ("EMC", 160, 950, false), ("EMD", 420, 940, true),
                ("EDB", 470, 400, true),
                ("EMF", 640, 620, true), ("EMG", 800, 740, true), ("EDG", 930, 400, true),
            ]
        for station in stations where random.below(1000) < station.perMille {
            event(shipment, station.event, at: handed + span * station.place / 1000, station.isAbroad ? there : here)
        }
        if !isDomestic, random.chance(35_000) { event(shipment, "EME", at: handed + span * 500 / 1000, there) }
        var attempt: Int64 = 0
        while random.chance(60_000), attempt < 4 {
            event(shipment, "EMH", at: handed + span * (940 + attempt * 12) / 1000, there)
            attempt += 1
        }
    }

    private mutating func event(_ shipment: String, _ code: String, at: Int64, _ location: String) {
        begin()
        fields.add(shipment)
        fields.add(order.id)
        fields.add(optional(Market.carriers[order.number % Market.carriers.count], blankEvery: 25, phase: 7))
        fields.add(code)
        fields.add(instant: at)
        fields.add(location)
        if code == "EMA", order.number % 2 == 0 {
            fields.add(integer: order.lines.reduce(0) { $0 + $1.product.weightGrams })
        } else {
            fields.blank()
        }
        deliver(.logistics, day: known(at))
    }
}
