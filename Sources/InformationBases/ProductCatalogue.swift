import Bytes
import Segments

/// The categories of one bucket's products.
struct BucketCategories: Sendable {
    /// Each once.
    fileprivate var names: [[UInt8]] = []
    /// Their places, by a hash of the product's id.
    fileprivate var places: [UInt64: Int32] = [:]

    /// Places by name.
    private var known: [[UInt8]: Int32] = [:]

    /// Notes a product's category; empty: none.
    mutating func add(_ bytes: borrowing RawSpan, _ category: Range<Int>, ofHash hash: UInt64) {
        guard !category.isEmpty else { return }
        let name = bytes.array(category)
        let number = known[name] ?? Int32(names.count)
        if number == names.count {
            known[name] = number
            names.append(name)
        }
        places[hash] = number
    }
}

/// Which category a product has, by a hash of its id.
struct ProductCatalogue: Sendable {
    /// The categories in UTF-8, each once; what is missing comes first.
    private(set) var categories = [unknownMember]
    private let buckets: [BucketCategories]
    /// By bucket and place there, the place among all.
    private var numbers: [[Int32]] = []

    init(_ buckets: [BucketCategories]) {
        self.buckets = buckets
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
    func place(ofHash hash: UInt64) -> Int {
        let bucket = bucket(ofHash: hash)
        guard !numbers[bucket].isEmpty, let place = buckets[bucket].places[hash] else { return 0 }
        return Int(numbers[bucket][Int(place)])
    }
}
