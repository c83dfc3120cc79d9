internal import Domain
internal import RatingsDatabase

/// What the pages of a site's frame need of all enterprises and products, gathered in one pass. Tallies of stretches add up in any order:
/// ties are broken by bytes.
struct SiteTally: Sendable {
    /// An enterprise in a list.
    struct Ranked: Sendable {
        var enterprise: ListedEnterprise
        var scoreHundredths: Int64
        /// How long its deliveries on a lane take.
        var deliveries: EnterpriseMarkets.Deliveries?
    }

    /// What is known of a country, or of a lane.
    struct Country: Sendable {
        var grades: [Grade: Int] = [:]
        /// Of those that are NR: a rule withholds the rating.
        var withheld = 0
        /// The best of those that are RATED, with more than few orders behind it: never one below the evidence rule.
        var best: [Ranked] = []
        /// Those with a proven fault, by id: a list, no ranking.
        var faults: [ListedEnterprise] = []
    }

    /// What is known of a category of products.
    struct Category: Sendable {
        var products = 0
        var orders: Int64 = 0
        var defects: Int64 = 0
        /// Products with enough orders, by how many of a thousand of them had a defect.
        var bands = [Int](repeating: 0, count: DefectBand.all.count)
        /// Products with too few orders to say.
        var small = 0
        /// Those with most defects, of enough orders.
        var worst: [ProductGuidance] = []
    }

    static let bestMax = 25
    static let faultsMax = 100
    static let worstMax = 25
    static let categoriesMax = 500

    private(set) var enterprises = 0
    private(set) var products = 0
    private(set) var grades: [Grade: Int] = [:]
    /// Of those that are NR: a rule withholds the rating.
    private(set) var withheld = 0
    private(set) var countries: [Text: Country] = [:]
    var lanes: [TradeLane: Country] = [:]
    private(set) var categories: [Text: Category] = [:]
    /// As they are found, in the order in which they were added.
    private(set) var named: [NamedEnterprise] = []
    /// Grades by the place of the page: search results show them, the index does not hold them.
    private(set) var gradesByPlace: [(place: PagePlace, grade: Grade)] = []

    /// An enterprise, whose page lies at a place.
    mutating func add(_ enterprise: EnterpriseGuidance, _ place: PagePlace) {
        enterprises += 1
        grades[enterprise.grade, default: 0] += 1
        if enterprise.isWithheld { withheld += 1 }
        gradesByPlace.append((place, enterprise.grade))
        named.append(NamedEnterprise(enterprise, place))
        guard let code = enterprise.country else { return }
        countries[code, default: Country()].add(enterprise, place)
        addLanes(of: enterprise, place)
    }

    mutating func add(_ product: ProductGuidance) {
        products += 1
        guard let name = product.category else { return }
        categories[name, default: Category()].add(product)
    }

    /// The categories that have a page: the greatest by orders, so that hostile dumps cannot make pages without end.
    var shownCategories: [Text] {
        categories.sorted { ($1.value.orders, $0.key) < ($0.value.orders, $1.key) }.prefix(Self.categoriesMax).map(\.key).sorted()
    }

    mutating func add(_ other: SiteTally) {
        enterprises += other.enterprises
        products += other.products
        grades.merge(other.grades, uniquingKeysWith: +)
        withheld += other.withheld
        named += other.named
        gradesByPlace += other.gradesByPlace
        for (code, country) in other.countries { countries[code, default: Country()].add(country) }
        for (lane, country) in other.lanes { lanes[lane, default: Country()].add(country) }
    }
}

/// What a search result tells of a product: too little for a page of its own.
struct ProductFacts: Sendable {
    let place: PagePlace
    let orders: Int64
    let defects: Int64
    let category: Text?
    /// The quality grade and the state of its trace, where they were assessed.
    let assessment: Text?

    init(_ product: ProductGuidance) {
        place = PagePlace(product.productID.utf8)
        orders = product.orders
        defects = product.defects
        category = product.category
        let words = [product.qualityGrade, product.traceStatus].compactMap(\.self)
        assessment = words.isEmpty ? nil : Text(words.joined(separator: " · "))
    }

    /// An array of JSON: orders, defects, the page of its category if that has one, the assessment if there is one.
    ///
    /// - Parameter categories: those that have a page.
    func json(_ categories: Set<Text>) -> String {
        let page = category.flatMap { categories.contains($0) ? Lane.categoryPlace($0) : nil } ?? ""
        var text = Array("[\(orders),\(defects),\"\(page)\"".utf8)
        if let assessment {
            text.append(0x2C)
            appendJSON(assessment, to: &text)
        }
        text.append(0x5D)
        return String(decoding: text, as: UTF8.self)
    }
}

/// An enterprise in a list.
struct ListedEnterprise: Sendable {
    var id: Text
    var name: Text?
    var grade: Grade
    var pd: Double?
    var place: PagePlace
    /// Its page names something to take care of though its grade is good.
    var isCautioned: Bool
}

extension SiteTally.Country {
    mutating func add(_ enterprise: EnterpriseGuidance, _ place: PagePlace, deliveries: EnterpriseMarkets.Deliveries? = nil) {
        grades[enterprise.grade, default: 0] += 1
        if enterprise.isWithheld { withheld += 1 }
        let listed = ListedEnterprise(
            id: enterprise.enterpriseID, name: enterprise.name, grade: enterprise.grade, pd: enterprise.pd, place: place,
            isCautioned: !enterprise.cautions.isEmpty)
        if enterprise.status == .rated, enterprise.confidence != .low, enterprise.grade < .ccc, let score = enterprise.scoreHundredths {
            best.append(SiteTally.Ranked(enterprise: listed, scoreHundredths: score, deliveries: deliveries))
            if best.count >= 4 * SiteTally.bestMax { cut() }
        } else if enterprise.status == .defaulted {
            faults.append(listed)
        }
    }

    fileprivate mutating func add(_ other: Self) {
        grades.merge(other.grades, uniquingKeysWith: +)
        withheld += other.withheld
        best += other.best
        faults += other.faults
        cut()
    }

    private mutating func cut() {
        best.sort { a, b in
            (a.enterprise.grade.rawValue, -a.scoreHundredths) != (b.enterprise.grade.rawValue, -b.scoreHundredths)
                ? (a.enterprise.grade.rawValue, -a.scoreHundredths) < (b.enterprise.grade.rawValue, -b.scoreHundredths)
                : a.enterprise.id < b.enterprise.id
        }
        best = Array(best.prefix(SiteTally.bestMax))
        faults.sort { $0.id < $1.id }
        faults = Array(faults.prefix(SiteTally.faultsMax))
    }
}

/// A band of the share of a product's orders that had a defect.
struct DefectBand {
    let below: Int64
    let label: Markup
    let tone: Tone

    static let ordersMin: Int64 = 30
    static let all = [
        DefectBand(below: 10, label: .bothInDrawing("under 1 %", "低于 1 %"), tone: .good),
        DefectBand(below: 30, label: .bothInDrawing("1 to 3 %", "1 至 3 %"), tone: .fair),
        DefectBand(below: 60, label: .bothInDrawing("3 to 6 %", "3 至 6 %"), tone: .caution),
        DefectBand(below: 120, label: .bothInDrawing("6 to 12 %", "6 至 12 %"), tone: .avoid),
        DefectBand(below: .max, label: .bothInDrawing("12 % or more", "12 % 及以上"), tone: .fault),
    ]
}

extension SiteTally.Category {
    fileprivate mutating func add(_ product: ProductGuidance) {
        products += 1
        orders += product.orders
        defects += product.defects
        guard product.orders >= DefectBand.ordersMin else {
            small += 1
            return
        }
        let thousandths = product.defects * 1000 / product.orders
        bands[DefectBand.all.firstIndex { thousandths < $0.below } ?? 0] += 1
        guard thousandths >= 60 else { return }
        worst.append(product)
        if worst.count >= 4 * SiteTally.worstMax { cut() }
    }

    /// The worst alone, the worst first.
    mutating func cut() {
        worst.sort { a, b in
            let (left, right) = (Int128(a.defects) * Int128(b.orders), Int128(b.defects) * Int128(a.orders))
            return left != right ? left > right : a.productID < b.productID
        }
        worst = Array(worst.prefix(SiteTally.worstMax))
    }
}
