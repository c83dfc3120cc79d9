import Bytes
import Domain
import Parallel
import Records
import Segments

/// Which accounts are one enterprise: those whose latest rows declare the same `enterprise_id`. Accounts that share it with nobody are not
/// in the map.
///
/// A function of the winning subject rows alone: a corrected row may join accounts or part them, and no order is looked at again for it.
struct EnterpriseMap: Sendable {
    /// A place in the map.
    struct Member: Sendable {
        /// Of the accounts of an enterprise, ascending by their ids' bytes.
        var group: Int
        var index: Int
    }

    /// The accounts of each enterprise, ascending by bytes; enterprises ascend by their first account.
    private(set) var groups: [[[UInt8]]] = []
    /// Values that more accounts declare than belong to any one enterprise: they join nobody.
    private(set) var crowdedValues = 0
    private var members: [[UInt8]: Member] = [:]

    /// A declared value joins at most so many accounts: what more declare is a placeholder, or a platform's own number.
    static let accountsMax = 1000

    /// - Parameter declared: for each account that declares a value, the value and the account.
    init(_ declared: [Declaration]) {
        var accounts: [[UInt8]: [[UInt8]]] = [:]
        for declaration in declared { accounts[declaration.value, default: []].append(declaration.account) }
        for (_, sharing) in accounts where sharing.count > 1 {
            if sharing.count > EnterpriseMap.accountsMax {
                crowdedValues += 1
            } else {
                groups.append(sharing.sorted { $0.lexicographicallyPrecedes($1) })
            }
        }
        groups.sort { $0[0].lexicographicallyPrecedes($1[0]) }
        for (group, accounts) in groups.enumerated() {
            for (index, account) in accounts.enumerated() { members[account] = Member(group: group, index: index) }
        }
    }

    /// The place of an account; nil where it is all of its enterprise.
    func member(_ account: [UInt8]) -> Member? { members.isEmpty ? nil : members[account] }

    /// The bucket of an enterprise: that of its first account.
    func bucket(of group: Int, _ hashKey: HashKey) -> Int {
        let name = groups[group][0]
        return Segments.bucket(ofHash: name.span.rawBytes.hash(0..<name.count, hashKey))
    }

    /// What an account's latest row declares.
    struct Declaration: Sendable {
        /// Neither empty nor a placeholder.
        var value: [UInt8]
        var account: [UInt8]
    }

    /// Reads the latest subject rows of all partitions known.
    static func read(_ input: BaseInput) throws(SystemFailure) -> EnterpriseMap {
        let declared = try parallelMap(count: bucketCount, threads: input.collectWorkers, state: { DeclarationReader() }) {
            (reader: inout DeclarationReader, bucket: Int) throws(SystemFailure) in try reader.read(bucket, of: input)
        }
        return EnterpriseMap(declared.flatMap { $0 })
    }
}

/// One thread's reading of what accounts declare.
private struct DeclarationReader: ~Copyable {
    private var bucket = BucketRows()
    private var subjects = Versions(.subjects)
    private var subject = RowDecoder(.subjects)

    mutating func read(_ index: Int, of input: borrowing BaseInput) throws(SystemFailure) -> [EnterpriseMap.Declaration] {
        try bucket.load(index, of: input) { $0 == .subjects }
        subjects.take(.subjects, of: bucket)
        // The accounts' stage tells what becomes of the rows.
        var outcomes = RegisterOutcomes()
        subjects.resolve(in: bucket, &outcomes)
        var declared: [EnterpriseMap.Declaration] = []
        for i in subjects.rows.indices {
            subject.decode(bucket.hand.bytes, at: subjects.rows[i])
            guard subject.values[2] == Int64(SubjectRole.seller.rawValue), !subject.text(15).isEmpty else { continue }
            let value = DeclarationReader.trimmed(bucket.bytes.array(subject.text(15)))
            if value.isEmpty || IdentifierScheme.isPlaceholder(value) { continue }
            declared.append(EnterpriseMap.Declaration(value: value, account: bucket.bytes.array(subject.text(0))))
        }
        return declared
    }

    /// The bytes between the first and the last that is no space.
    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        guard let first = bytes.firstIndex(where: { $0 != 0x20 }), let last = bytes.lastIndex(where: { $0 != 0x20 }) else { return [] }
        return Array(bytes[first...last])
    }
}
