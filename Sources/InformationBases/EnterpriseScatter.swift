import Bytes
import Segments

/// One thread's way from accounts to the enterprises of several accounts: the accounts' records, each with its enterprise in its account's place.
struct EnterpriseScatter: ~Copyable {
    private let enterprises: EnterpriseMap
    private let hashKey: HashKey
    private let target: ExtentFile
    /// nil until there is something to write: it takes a region of memory for each bucket.
    private var scatter: RowScatter?
    private var record = Scratch(capacity: BaseRecord.bytesMax + 512)

    init(_ enterprises: EnterpriseMap, _ hashKey: HashKey, to target: ExtentFile) {
        self.enterprises = enterprises
        self.hashKey = hashKey
        self.target = target
    }

    /// Writes what is left.
    mutating func finish() throws(SystemFailure) { try scatter?.finish(source: 0, to: target) }

    /// Appends the records at these places.
    mutating func append(_ places: Range<Int>, of records: borrowing SellerRecords, _ member: EnterpriseMap.Member) throws(SystemFailure) {
        guard !places.isEmpty else { return }
        var scatter = scatter.take() ?? RowScatter()
        let name = enterprises.groups[member.group][0]
        let bucket = enterprises.bucket(of: member.group, hashKey)
        let bytes = records.bytes
        for place in places {
            let range = records.range(of: place)
            var cursor = ByteCursor(at: range.lowerBound)
            let tag = cursor.byte(bytes) & ~BaseRecord.settledBit
            _ = cursor.text(bytes)
            // Where an account is first seen matters to the account alone.
            if tag == BaseRecord.seen.rawValue { continue }
            var at = record.storeText(name.span.rawBytes, 0..<name.count, at: record.store(tag, at: 0))
            at = record.store(bytes, cursor.at..<range.upperBound, at: at)
            if tag == BaseRecord.review.rawValue { at = record.storeVarint(UInt64(member.index), at: at) }
            try scatter.append(record, length: at, bucket: bucket, to: target)
        }
        self.scatter = consume scatter
    }
}
