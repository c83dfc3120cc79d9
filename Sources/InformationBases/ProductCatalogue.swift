import Bytes
import Segments

/// The categories of one bucket's products.
struct BucketCategories: Sendable {
    /// Each once.
    fileprivate var names: [[UInt8]] = []
    /// Places by name.
    private var known: [[UInt8]: Int32] = [:]
    /// The products that have one, in any order, and their ids one after the other.
    private var products: [Product] = []
    private var ids: [UInt8] = []
    /// By the hash's lowest bits the product's place + 1; 0 where none stands. At most half of them are taken.
    private var slots: [UInt32] = []

    private struct Product: BitwiseCopyable {
        var hash: UInt64
        var start: UInt32
        /// Of its id, 256 at most.
        var length: UInt16
        /// Among `names`.
        var category: Int32
    }

    /// Notes a product's category; empty: none. Each product comes once.
    mutating func add(_ bytes: borrowing RawSpan, _ category: Range<Int>, _ id: Range<Int>, _ hashKey: HashKey) {
        guard !category.isEmpty else { return }
        let name = bytes.array(category)
        let number = known[name] ?? Int32(names.count)
        if number == names.count {
            known[name] = number
            names.append(name)
        }
        let product = Product(
            hash: bytes.hash(id, hashKey), start: UInt32(ids.count), length: UInt16(id.count), category: number)
        products.append(product)
        ids += bytes.array(id)
    }

    /// All products are in: they can be looked up.
    mutating func seal() {
        known = [:]
        guard !products.isEmpty else { return }
        var count = 16
        while count < products.count * 2 { count *= 2 }
        slots = Array(repeating: 0, count: count)
        for (place, product) in products.enumerated() {
            var slot = Int(truncatingIfNeeded: product.hash) & (count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (count - 1) }
            slots[slot] = UInt32(place + 1)
        }
    }

    /// The place of a product's category among `names`; nil where it has none.
    fileprivate func category(of id: Range<Int>, _ bytes: borrowing RawSpan, _ hash: UInt64) -> Int? {
        guard !slots.isEmpty else { return nil }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let product = products[Int(slots[slot]) - 1]
            let known = Int(product.start)..<Int(product.start) + Int(product.length)
            if product.hash == hash, bytes.equals(id, known, in: ids.span.rawBytes) { return Int(product.category) }
            slot = (slot + 1) & mask
        }
        return nil
    }
}

/// Which category a product has, by its id.
struct ProductCatalogue: Sendable {
    /// The categories in UTF-8, each once; what is missing comes first.
    private(set) var categories = [unknownMember]
    private let buckets: [BucketCategories]
    private let hashKey: HashKey
    /// By bucket and place there, the place among all.
    private var numbers: [[Int32]] = []

    /// - Parameter hashKey: what the products were scattered by.
    init(_ buckets: [BucketCategories], _ hashKey: HashKey) {
        self.buckets = buckets
        self.hashKey = hashKey
        var known: [[UInt8]: Int32] = [unknownMember: 0]
        for bucket in buckets {
            var own: [Int32] = []
            for name in bucket.names {
                let number = known[name] ?? Int32(categories.count)
                if number == categories.count {
                    known[name] = number
                    categories.append(name)
                }
                own.append(number)
            }
            numbers.append(own)
        }
    }

    /// The place of a product's category.
    func place(of id: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        let hash = bytes.hash(id, hashKey)
        let bucket = bucket(ofHash: hash)
        guard let category = buckets[bucket].category(of: id, bytes, hash) else { return 0 }
        return Int(numbers[bucket][category])
    }
}
