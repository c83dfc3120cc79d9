internal import Bytes
internal import Domain
internal import Parallel
internal import Problems
internal import RatingsDatabase
internal import Scoring

/// A site: its templates, and what is the same on all its pages.
struct Site: Sendable {
    /// How many enterprises are read and written at a time by a thread: bounds what is in memory.
    static let enterprisesAtOnce = 500

    let model: ModelContent
    let contact: Contact
    /// Whether there are pages on what paying in which currency costs.
    let hasCurrency: Bool
    let templates = Templates()

    /// A whole page around its main part.
    ///
    /// - Parameter depth: how many folders below the top it lies.
    func page(_ title: Markup, depth: Int, isFront: Bool = false, main: String) -> String {
        var fields = Fields()
        fields.set("title", title)
        fields.set("root", depth == 0 ? "./" : Markup(String(repeating: "../", count: depth)))
        fields.set("isFront", when: isFront)
        fields.set("hasCurrency", when: hasCurrency)
        fields.set("main", Markup(rendered: main))
        return templates.frame.render(fields)
    }

    /// Writes the pages of all enterprises.
    ///
    /// - Parameter bounds: the first id of each stretch, ascending.
    /// - Returns: a tally of each stretch, in order.
    func writeEnterprises(
        _ bounds: [Text], _ readers: ReaderPool, _ folder: SiteFolder, threads: Int, progress: @Sendable (String) -> Void
    ) throws(Problem) -> [SiteTally] {
        try parallelMap(count: bounds.count, threads: threads, state: { () }) { (_, index) throws(Problem) in
            let below = index + 1 < bounds.count ? bounds[index + 1] : nil
            let stretch = try readers.using { (reader) throws(Problem) in try reader.guidance(from: bounds[index], below: below) }
            var tally = SiteTally()
            for enterprise in stretch {
                let place = PagePlace(enterprise.enterpriseID.utf8)
                try folder.put(place.path, from: enterprise.inputs) { enterprisePage(enterprise) }
                tally.add(enterprise, place)
            }
            progress("enterprises \(index * Site.enterprisesAtOnce + stretch.count)")
            return tally
        }
    }

    private func enterprisePage(_ enterprise: EnterpriseGuidance) -> String {
        let page = EnterprisePage(enterprise: enterprise, contact: contact)
        return self.page(
            "\(page.title) · \(enterprise.grade.name)", depth: 2, main: templates.enterprise.render(page.fields()))
    }

    /// Writes the scripts with the grades beside the pages of each shard: search results show them, and they move every night.
    func writeGrades(_ tally: SiteTally, _ folder: SiteFolder) throws(Problem) {
        var grades = ShardFacts()
        for (place, grade) in tally.gradesByPlace { grades.add("\"\(grade.name)\"", at: place) }
        try grades.write("grades", folder) { "e/\($0)/grades.js" }
    }

    /// Writes the search index, and what its results tell of products; each only where what it is made from has changed.
    ///
    /// - Parameter inputs: of all enterprises and products.
    func writeSearch(
        _ tally: SiteTally, _ inputs: SearchInputs, _ reader: RatingsReader, _ folder: SiteFolder, threads: Int
    ) throws(Problem) {
        let categories = tally.shownCategories
        let hasFacts = try folder.carryOver("products", from: inputs.facts(categories))
        let hasIndex = try folder.carryOver("search", from: inputs.index)
        guard !hasFacts || !hasIndex else { return }
        var entries = SearchEntries()
        if !hasIndex { for enterprise in tally.named { entries.append(SearchEntry(enterprise)) } }
        var facts = ShardFacts()
        let shown = Set(categories)
        try reader.forEachProduct { product in
            if !hasFacts {
                let fact = ProductFacts(product)
                facts.add(fact.json(shown), at: fact.place)
            }
            if !hasIndex { entries.append(SearchEntry(product)) }
        }
        if !hasFacts {
            try facts.write("products", folder) { "products/\($0).js" }
            folder.remember("products", from: inputs.facts(categories))
        }
        if !hasIndex {
            try writeSearchIndex(consume entries, folder, threads: threads)
            folder.remember("search", from: inputs.index)
        }
    }

    /// Writes front page, method, style and scripts.
    func writeFrame(_ tally: SiteTally, _ run: PublishedRun, _ folder: SiteFolder) throws(Problem) {
        let script = String(decoding: PackageResources.search_js, as: UTF8.self).replacing("FOLDS", with: SearchText.folds)
        try folder.put("assets/site.css", String(decoding: PackageResources.site_css, as: UTF8.self))
        try folder.put("assets/site.js", String(decoding: PackageResources.site_js, as: UTF8.self))
        try folder.put("assets/search.js", script)
        try folder.put("assets/icon.svg", String(decoding: PackageResources.icon_svg, as: UTF8.self))
        // The only file that carries the day of the run.
        try folder.put("run.js", "silkrate.run(\"\(run.asOf)\");\n")
        var front = Fields()
        front.set("enterprises", Figures.count(Int64(tally.enterprises)))
        front.set("products", Figures.count(Int64(tally.products)))
        front.set("chart", Charts.distribution(tally.grades))
        front.set("rows", distributionRows(tally.grades, withheld: tally.withheld))
        try folder.put(
            "index.html", page("Guidance · 购物指南", depth: 0, isFront: true, main: templates.front.render(front)))
        try folder.put("method.html", page("Method · 方法", depth: 0, main: templates.method.render(methodFields)))
    }

    /// Writes the page on trade.
    func writeStatistics(_ trade: TradeGuidance, _ tally: SiteTally, _ folder: SiteFolder) throws(Problem) {
        let statistics = StatisticsPage(trade: trade, categories: Set(tally.shownCategories))
        let main = templates.statistics.render(statistics.fields())
        try folder.put("statistics.html", page("Statistics · 统计", depth: 0, main: main))
    }

    /// The numbers of a distribution as a table: what the drawing shows, for everybody.
    ///
    /// - Parameter withheld: of those that are NR: a rule withholds the rating, which is something else than too little evidence.
    func distributionRows(_ counts: [Grade: Int], withheld: Int = 0) -> [Fields] {
        let rows = Grade.allCases.map { grade in
            let count = (counts[grade] ?? 0) - (grade == .nr ? withheld : 0)
            return distributionRow(grade, Tone(grade), GradeWords.meaning(grade), count)
        }
        return withheld == 0 ? rows : rows + [distributionRow(.nr, .withheld, GradeWords.withheld, withheld)]
    }

    private func distributionRow(_ grade: Grade, _ tone: Tone, _ meaning: Markup, _ count: Int) -> Fields {
        var row = Fields()
        row.set("grade", Markup(grade.name))
        row.set("tone", Markup(tone.rawValue))
        row.set("meaning", meaning)
        row.set("count", Figures.count(Int64(count)))
        return row
    }
}

/// What scripts tell beside the pages of enterprises, or of products, by shard. Of products there are millions: none takes memory of its own.
private struct ShardFacts {
    private var shards: [String: PackedTexts] = [:]

    mutating func add(_ json: String, at place: PagePlace) {
        shards[place.shard, default: PackedTexts()].append("\"\(place.name)\":\(json)".utf8)
    }

    /// Writes a script a shard.
    func write(_ function: String, _ folder: SiteFolder, _ file: (String) -> String) throws(Problem) {
        for (shard, facts) in shards {
            // In order of their names, which are of one length.
            let list = facts.indices.map { facts[$0] }.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0x2C])
            try folder.put(file(shard), "silkrate.\(function)(\"\(shard)\",{\(String(decoding: Array(list), as: UTF8.self))});\n")
        }
    }
}
