internal import Bytes
internal import Crypto
internal import RatingsDatabase

/// An enterprise as it is found.
struct NamedEnterprise: Sendable {
    let id: Text
    let name: Text?
    let country: Text?
    let accounts: [Text]
    let place: PagePlace

    init(_ enterprise: EnterpriseGuidance, _ place: PagePlace) {
        id = enterprise.enterpriseID
        name = enterprise.name
        country = enterprise.country
        accounts = enterprise.accounts
        self.place = place
    }
}

/// What the index holds of an enterprise or a product: what never moves with its rating.
struct SearchEntry: Sendable {
    /// An array of JSON: name, id, place, country and accounts of an enterprise; name, id, place and 1 of a product.
    let json: [UInt8]
    let keys: [SearchKey]

    /// The most places in a name, and accounts, by which it is found.
    static let keysMax = 16
    static let accountsMax = 20

    init(_ enterprise: NamedEnterprise) {
        let accounts = enterprise.accounts.filter { $0 != enterprise.id }.prefix(Self.accountsMax)
        var json = Array("[".utf8)
        appendJSON(enterprise.name ?? enterprise.id, to: &json)
        json.append(0x2C)
        appendJSON(enterprise.id, to: &json)
        json += ",\"\(enterprise.place.digits)\",".utf8
        appendJSON(enterprise.country ?? "", to: &json)
        for account in accounts {
            json.append(0x2C)
            appendJSON(account, to: &json)
        }
        json.append(0x5D)
        self.json = json
        keys = Self.keys(enterprise.name, [enterprise.id] + accounts)
    }

    init(_ product: ProductGuidance) {
        var json = Array("[".utf8)
        appendJSON(product.name ?? product.productID, to: &json)
        json.append(0x2C)
        appendJSON(product.productID, to: &json)
        json += ",\"\(PagePlace(product.productID.utf8).digits)\",1]".utf8
        self.json = json
        keys = Self.keys(product.name, [product.productID])
    }

    private static func keys(_ name: Text?, _ ids: [Text]) -> [SearchKey] {
        var keys: Set<SearchKey> = []
        if let name {
            let (bytes, starts) = SearchText.words(name)
            for start in starts.prefix(keysMax) { keys.insert(SearchKey(bytes[start...])) }
        }
        for id in ids {
            let bytes = SearchText.words(id).bytes
            if !bytes.isEmpty { keys.insert(SearchKey(bytes[...])) }
        }
        return keys.sorted()
    }
}

/// All entries of an index, and the keys by which each is found. There are millions: none takes memory of its own.
struct SearchEntries: Sendable {
    /// By entry, its JSON.
    private var json = PackedTexts()
    /// Once they are in order, ascending by key, then by entry.
    private(set) var lines: [Line] = []

    struct Line: Comparable, Sendable {
        var key: SearchKey
        var entry: Int32

        static func < (a: Line, b: Line) -> Bool { a.key != b.key ? a.key < b.key : a.entry < b.entry }
    }

    mutating func append(_ entry: SearchEntry) {
        for key in entry.keys { lines.append(Line(key: key, entry: Int32(json.count))) }
        json.append(entry.json)
    }

    /// Puts the lines in order.
    mutating func sort() { lines.sort() }

    /// The JSON of the entry of a line.
    func json(_ line: Line) -> ArraySlice<UInt8> { json[Int(line.entry)] }
}

/// What the index, and what it tells of products, are made from: where that did not change, neither is made.
struct SearchInputs {
    private var names = SHA256()
    private var products = SHA256()

    mutating func add(_ enterprise: NamedEnterprise) {
        let texts = [enterprise.id, enterprise.name, enterprise.country] + enterprise.accounts
        for text in texts { SearchInputs.update(&names, text) }
        SearchInputs.update(&names, nil)
    }

    mutating func add(_ product: ProductGuidance) {
        SearchInputs.update(&names, product.productID)
        SearchInputs.update(&names, product.name)
        products.update(data: product.inputs)
    }

    /// Of the index: names and identifiers.
    var index: Digest { Digest(names.finalize()) }

    /// Of what search results tell of products: their rows.
    ///
    /// - Parameter categories: those that have a page, to which results lead.
    func facts(_ categories: [Text]) -> Digest {
        var hasher = products
        for category in categories { SearchInputs.update(&hasher, category) }
        return Digest(hasher.finalize())
    }

    /// With its length, so that no two lists of texts are the same bytes; nothing has a length of its own.
    private static func update(_ hasher: inout SHA256, _ text: Text?) {
        let length = text?.utf8.count ?? 0xFFFF_FFFF
        hasher.update(data: (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + (text?.utf8 ?? []))
    }
}
