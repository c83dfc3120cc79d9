internal import Domain
internal import Problems
internal import RatingsDatabase

/// From an enterprise's country to one that it ships to.
struct TradeLane: Hashable, Comparable, Sendable {
    var origin: Text
    var destination: Text

    static func < (a: TradeLane, b: TradeLane) -> Bool {
        a.origin == b.origin ? a.destination < b.destination : a.origin < b.origin
    }

    /// What is between the two names.
    var title: Markup { "\(Markup.country(origin)) → \(Markup.country(destination))" }
}

extension Lane {
    /// A lane's page is named by the codes of both countries; what are no codes of two capitals, by a hash.
    static func place(from origin: Text, to destination: Text) -> String {
        func isCode(_ code: Text) -> Bool { code.utf8.count == 2 && code.utf8.allSatisfy { (0x41...0x5A).contains($0) } }
        guard isCode(origin), isCode(destination) else {
            return "lane/\(PagePlace(origin.utf8 + [0] + destination.utf8).digits).html"
        }
        return "lane/\(origin)-\(destination).html"
    }
}

extension SiteTally {
    /// Adds an enterprise to the lanes on which it ships most.
    mutating func addLanes(of enterprise: EnterpriseGuidance, _ place: PagePlace) {
        guard let origin = enterprise.country else { return }
        for member in enterprise.markets.destinations.members where member.name != "UNKNOWN" {
            lanes[TradeLane(origin: origin, destination: member.name), default: Country()].add(
                enterprise, place, deliveries: member.deliveries)
        }
    }
}

extension SiteTally {
    /// So many lanes stand on the page of a country.
    static let lanesMax = 12

    /// The lanes that start in a country: those of most enterprises, then by destination.
    func lanes(from origin: Text) -> [(destination: Text, enterprises: Int)] {
        let own = lanes.filter { $0.key.origin == origin }.map { ($0.key.destination, $0.value.grades.values.reduce(0, +)) }
        return Array(own.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(Self.lanesMax))
    }
}

extension Site {
    /// Writes the pages of lanes and their list.
    func writeTradeLanes(_ tally: SiteTally, _ folder: SiteFolder) throws(Problem) {
        let lanes = tally.lanes.sorted { $0.key < $1.key }
        for (lane, tallied) in lanes {
            let main = templates.lane.render(laneFields(lane, tallied))
            try folder.put(
                Lane.place(from: lane.origin, to: lane.destination), page("\(lane.origin) → \(lane.destination)", depth: 1, main: main))
        }
        let rows = lanes.map { lane, tallied in
            row(Lane.place(from: lane.origin, to: lane.destination), lane.title, tallied.grades.values.reduce(0, +))
        }
        try writeList(
            "lanes.html", "Lanes · 线路", .both("Lanes: from enterprises’ countries to buyers’", "线路：从企业所在地到买家所在地"),
            .both("Enterprises", "企业数"), rows, folder)
    }

    func laneFields(_ lane: TradeLane, _ tallied: SiteTally.Country) -> Fields {
        let total = tallied.grades.values.reduce(0, +)
        let rated = total - (tallied.grades[.nr] ?? 0)
        let (all, some) = (Figures.count(Int64(total)), Figures.count(Int64(rated)))
        var fields = placeFields(tallied)
        fields.set("title", lane.title)
        fields.set(
            "lead",
            .both(
                "\(all) enterprises shipped on this lane in the last half year, as one of their main destinations; \(some) of them are rated\(tallied.withheldClause.english).",
                "近半年有 \(all) 家企业以此为主要发货线路之一，其中 \(some) 家已评级\(tallied.withheldClause.chinese)。"))
        fields.set("hasDays", when: true)
        fields.set(
            "best",
            tallied.best.map { ranked in
                var row = listed(ranked.enterprise)
                let known = ranked.deliveries
                let isFew = (known?.orders ?? 0) < EnterprisePage.deliveriesMin
                row.set("hasDays", when: true)
                row.set("isFew", when: isFew)
                row.set("half", Figures.days(isFew ? nil : known?.medianDays))
                row.set("ninety", Figures.days(isFew ? nil : known?.p90Days))
                return row
            })
        return fields
    }
}
