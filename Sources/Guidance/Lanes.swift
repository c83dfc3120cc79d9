internal import Domain
internal import Problems
internal import RatingsDatabase

/// Where pages of countries and categories lie.
enum Lane {
    /// A country's page is named by its code; what is no code of two capitals, by a hash.
    static func countryPlace(_ code: Text) -> String {
        let isCode = code.utf8.count == 2 && code.utf8.allSatisfy { (0x41...0x5A).contains($0) }
        return "country/\(isCode ? code.description : PagePlace(code.utf8).digits).html"
    }

    /// A category's page is named by a hash: its name is any text.
    static func categoryPlace(_ name: Text) -> String { "category/\(PagePlace(name.utf8).digits).html" }

    /// Fewer than this many, and shares of them say little.
    static let smallCount = 10
}

extension Site {
    /// Writes the pages of countries and categories and their lists.
    func writeLanes(_ tally: SiteTally, _ folder: SiteFolder) throws(Problem) {
        let countries = tally.countries.sorted { $0.key < $1.key }
        for (code, country) in countries {
            let main = templates.lane.render(countryFields(code, country, tally))
            try folder.put(Lane.countryPlace(code), page("\(code)", depth: 1, main: main))
        }
        let categories = tally.shownCategories.compactMap { name in tally.categories[name].map { (name, $0) } }
        for (name, category) in categories {
            let main = templates.lane.render(categoryFields(name, category))
            try folder.put(Lane.categoryPlace(name), page("\(name)", depth: 1, main: main))
        }
        let countryRows = countries.map { code, country in
            row(Lane.countryPlace(code), .country(code), country.grades.values.reduce(0, +))
        }
        try writeList(
            "countries.html", "Countries · 国家/地区", .both("Countries of enterprises", "企业所在国家/地区"), .both("Enterprises", "企业数"), countryRows,
            folder)
        let categoryRows = categories.map { name, category in row(Lane.categoryPlace(name), .name(name), category.products) }
        try writeList(
            "categories.html", "Categories · 品类", .both("Categories of products", "商品品类"), .both("Products", "商品数"), categoryRows, folder)
    }

    func row(_ place: String, _ name: Markup, _ count: Int) -> Fields {
        var row = Fields()
        row.set("place", Markup(place))
        row.set("name", name)
        row.set("count", Figures.count(Int64(count)))
        return row
    }

    /// - Parameter name: the page's name in the window's title.
    func writeList(
        _ file: String, _ name: Markup, _ title: Markup, _ counted: Markup, _ rows: [Fields], _ folder: SiteFolder
    ) throws(Problem) {
        var fields = Fields()
        fields.set("title", title)
        fields.set("counted", counted)
        fields.set("rows", rows)
        fields.set("isEmpty", when: rows.isEmpty)
        try folder.put(file, page(name, depth: 0, main: templates.lanes.render(fields)))
    }

    private func countryFields(_ code: Text, _ country: SiteTally.Country, _ tally: SiteTally) -> Fields {
        let total = country.grades.values.reduce(0, +)
        let rated = total - (country.grades[.nr] ?? 0)
        var fields = placeFields(country)
        fields.set("title", .country(code))
        let (all, some) = (Figures.count(Int64(total)), Figures.count(Int64(rated)))
        fields.set(
            "lead",
            .both(
                "\(all) enterprises are known here, \(some) of them rated\(country.withheldClause.english).",
                "这里已知 \(all) 家企业，其中 \(some) 家已评级\(country.withheldClause.chinese)。"))
        let lanes = tally.lanes(from: code)
        fields.set("hasLanes", when: !lanes.isEmpty)
        fields.set("lanes", lanes.map { row(Lane.place(from: code, to: $0.destination), .country($0.destination), $0.enterprises) })
        return fields
    }

    /// What pages of countries and lanes have in common.
    func placeFields(_ country: SiteTally.Country) -> Fields {
        let rated = country.grades.values.reduce(0, +) - (country.grades[.nr] ?? 0)
        var fields = Fields()
        fields.set("isSmall", when: rated < Lane.smallCount)
        fields.set("hasDays", when: false)
        fields.set("hasLanes", when: false)
        fields.set("chart", Charts.distribution(country.grades))
        fields.set("chartHeading", .both("How many have which grade", "各等级企业数"))
        fields.set("rows", distributionRows(country.grades, withheld: country.withheld))
        fields.set("hasBest", when: !country.best.isEmpty)
        fields.set("best", country.best.map { listed($0.enterprise) })
        fields.set("hasFaults", when: !country.faults.isEmpty)
        fields.set("faults", country.faults.map(listed))
        fields.set("hasWorst", when: false)
        return fields
    }

    func listed(_ enterprise: ListedEnterprise) -> Fields {
        var fields = Fields()
        fields.set("hasDays", when: false)
        fields.set("place", Markup(enterprise.place.path))
        fields.set("name", .name(enterprise.name ?? enterprise.id))
        fields.set("isCautioned", when: enterprise.isCautioned)
        fields.set("grade", Markup(enterprise.grade.name))
        fields.set("tone", Markup(Tone(enterprise.grade).rawValue))
        fields.set("pd", enterprise.grade == .d ? "–" : enterprise.pd.map(Figures.perThousand) ?? "–")
        return fields
    }

    private func categoryFields(_ name: Text, _ category: SiteTally.Category) -> Fields {
        var category = category
        category.cut()
        var fields = Fields()
        fields.set("title", .name(name))
        let (products, orders) = (Figures.count(Int64(category.products)), Figures.count(category.orders))
        let share = Figures.percent(category.defects, of: category.orders)
        fields.set(
            "lead",
            .both(
                "\(products) products in \(orders) orders; \(share) of the orders came back, were refunded or led to an upheld claim.",
                "\(products) 种商品，\(orders) 笔订单；其中 \(share) 退货、退款或索赔成立。"))
        fields.set("isSmall", when: category.orders < EnterprisePage.smallCount)
        fields.set("chart", Charts.defects(category.bands, small: category.small))
        fields.set("chartHeading", .both("Products by share of orders with a defect", "按缺陷订单占比划分的商品数"))
        var rows = zip(DefectBand.all, category.bands).map { band, count in
            defectRow(Markup(rendered: band.label.html.replacing("tspan", with: "span")), band.tone, count)
        }
        rows.append(defectRow(.both("fewer than 30 orders: too few to say", "少于 30 笔订单：不足以判断"), .unknown, category.small))
        fields.set("rows", rows)
        fields.set("hasBest", when: false)
        fields.set("hasDays", when: false)
        fields.set("hasLanes", when: false)
        fields.set("hasFaults", when: false)
        fields.set("hasWorst", when: !category.worst.isEmpty)
        fields.set("worst", category.worst.map(listed))
        return fields
    }

    private func defectRow(_ label: Markup, _ tone: Tone, _ count: Int) -> Fields {
        var row = Fields()
        row.set("grade", label)
        row.set("tone", Markup(tone.rawValue))
        row.set("meaning", "")
        row.set("count", Figures.count(Int64(count)))
        return row
    }

    private func listed(_ product: ProductGuidance) -> Fields {
        var fields = Fields()
        fields.set("name", .name(product.name ?? product.productID))
        fields.set("id", .name(product.productID))
        fields.set("percent", Figures.percent(product.defects, of: product.orders))
        fields.set("part", Figures.count(product.defects))
        fields.set("whole", Figures.count(product.orders))
        fields.set("quality", Markup(product.qualityGrade ?? ""))
        fields.set("hasQuality", when: product.qualityGrade != nil)
        return fields
    }
}

extension SiteTally.Country {
    /// What a sentence on how many are rated says of those whose rating is withheld; nothing where there are none.
    var withheldClause: (english: Markup, chinese: Markup) {
        guard withheld > 0 else { return ("", "") }
        let number = Figures.count(Int64(withheld))
        return ("; of \(number) the rating is withheld", "，\(number) 家暂停评级")
    }
}

extension Charts {
    /// Products by their share of defects: a bar for each band, and those of too few orders apart.
    static func defects(_ counts: [Int], small: Int) -> Markup {
        let top = max(1, counts.max() ?? 1)
        var svg = open(500, 200, "distribution")
        svg += "<line class=\"axis\" x1=\"4\" y1=\"170\" x2=\"496\" y2=\"170\"/>"
        func add(_ index: Int, _ kind: Markup, _ tone: Tone, _ label: Markup, _ count: Int) {
            let left = 8 + 82 * Double(index)
            let height = count == 0 ? 0 : min(138, max(2, 138 * Double(count) / Double(top)))
            let middle = Figures.length(left + 36)
            svg += "<rect class=\"\(kind) tone-\(tone.rawValue)\" x=\"\(Figures.length(left))\" y=\"\(Figures.length(170 - height))\" "
            svg += "width=\"72\" height=\"\(Figures.length(height))\" rx=\"3\"/>"
            svg += "<text class=\"label\" x=\"\(middle)\" y=\"190\" text-anchor=\"middle\">\(label)</text>"
            svg += "<text class=\"value\" x=\"\(middle)\" y=\"\(Figures.length(163 - height))\" text-anchor=\"middle\">"
            svg += "\(Figures.count(Int64(count)))</text>"
        }
        for (index, band) in DefectBand.all.enumerated() { add(index, "bar", band.tone, band.label, counts[index]) }
        add(DefectBand.all.count, "apart", .unknown, .bothInDrawing("few orders", "订单较少"), small)
        return svg + "</svg>"
    }
}
