import Bytes
import Domain
import Records

/// How the rows of one source fared, beyond what ingest found.
public struct SourceOutcome: Sendable {
    public var duplicate = 0
    public var superseded = 0

    public init() {}

    static func += (a: inout SourceOutcome, b: SourceOutcome) {
        a.duplicate += b.duplicate
        a.superseded += b.superseded
    }
}

/// Finds the winning version of each key among rows of one kind (CONTRACT 1, versions).
///
/// Of rows with one key: identical encodings are duplicates of the earliest; of the rest the latest version time wins, then
/// the later partition, then the rank, then the greater canonical encoding.
struct Versions: ~Copyable {
    private var first: RowDecoder
    private var second: RowDecoder
    private var order: [Int] = []
    /// The winning rows of the last call, in order of their first row.
    private(set) var winners: [Int] = []

    init(_ kind: Kind) {
        first = RowDecoder(kind)
        second = RowDecoder(kind)
    }

    /// - Parameter candidates: rows of the kind, ascending.
    mutating func resolve(_ candidates: [Int], in bucket: borrowing BucketRows, _ outcomes: inout [Int: SourceOutcome]) {
        winners.removeAll(keepingCapacity: true)
        if candidates.count == 1 {
            winners.append(candidates[0])
            return
        }
        if candidates.count <= 12 {
            resolveFew(candidates, bucket, &outcomes)
        } else {
            resolveMany(candidates, bucket, &outcomes)
        }
    }

    /// Few rows: each is compared with those before it.
    private mutating func resolveFew(_ candidates: [Int], _ bucket: borrowing BucketRows, _ outcomes: inout [Int: SourceOutcome]) {
        order.removeAll(keepingCapacity: true)
        for row in candidates {
            var isDuplicate = false
            for known in order where sameRow(known, row, bucket) { isDuplicate = true }
            if isDuplicate { outcomes[source(row, bucket), default: SourceOutcome()].duplicate += 1 } else { order.append(row) }
        }
        for row in order {
            var isNew = true
            for i in winners.indices where sameKey(winners[i], row, bucket) {
                let loser = isBefore(winners[i], row, bucket) ? winners[i] : row
                if loser == winners[i] { winners[i] = row }
                outcomes[source(loser, bucket), default: SourceOutcome()].superseded += 1
                isNew = false
                break
            }
            if isNew { winners.append(row) }
        }
    }

    /// Many rows: sorted by key and encoding, so that equals stand together.
    private mutating func resolveMany(_ candidates: [Int], _ bucket: borrowing BucketRows, _ outcomes: inout [Int: SourceOutcome]) {
        order = candidates
        sortByEncoding(bucket)
        var distinct: [Int] = []
        for row in order {
            if let last = distinct.last, sameRow(last, row, bucket) {
                outcomes[source(row, bucket), default: SourceOutcome()].duplicate += 1
                continue
            }
            distinct.append(row)
        }
        for row in distinct {
            guard let last = winners.last, sameKey(last, row, bucket) else {
                winners.append(row)
                continue
            }
            let loser = isBefore(last, row, bucket) ? last : row
            if loser == last { winners[winners.count - 1] = row }
            outcomes[source(loser, bucket), default: SourceOutcome()].superseded += 1
        }
        winners.sort()
    }

    private mutating func sortByEncoding(_ bucket: borrowing BucketRows) {
        // A merge sort by hand: closures cannot borrow the bucket.
        var width = 1
        var target = order
        while width < order.count {
            var start = 0
            while start < order.count {
                let middle = min(start + width, order.count)
                let end = min(start + 2 * width, order.count)
                var (left, right) = (start, middle)
                for place in start..<end {
                    let takesLeft = right >= end || (left < middle && !encodingPrecedes(order[right], order[left], bucket))
                    target[place] = takesLeft ? order[left] : order[right]
                    if takesLeft { left += 1 } else { right += 1 }
                }
                start = end
            }
            swap(&order, &target)
            width *= 2
        }
    }

    /// By key, then by the whole encoding.
    private func encodingPrecedes(_ a: Int, _ b: Int, _ bucket: borrowing BucketRows) -> Bool {
        let (left, right) = (bucket.range(of: a), bucket.range(of: b))
        let bytes = bucket.bytes.bytes
        let (leftKey, rightKey) = (RowDecoder.key(bytes, at: left.lowerBound), RowDecoder.key(bytes, at: right.lowerBound))
        if !bytes.equals(leftKey, rightKey, in: bytes) { return bytes.precedes(leftKey, rightKey, in: bytes) }
        return bytes.precedes(left, right, in: bytes)
    }

    private func sameRow(_ a: Int, _ b: Int, _ bucket: borrowing BucketRows) -> Bool {
        let bytes = bucket.bytes.bytes
        return bytes.equals(bucket.range(of: a), bucket.range(of: b), in: bytes)
    }

    private func sameKey(_ a: Int, _ b: Int, _ bucket: borrowing BucketRows) -> Bool {
        let bytes = bucket.bytes.bytes
        let left = RowDecoder.key(bytes, at: bucket.range(of: a).lowerBound)
        let right = RowDecoder.key(bytes, at: bucket.range(of: b).lowerBound)
        return bytes.equals(left, right, in: bytes)
    }

    /// Whether version `a` loses against version `b` of the same key.
    private mutating func isBefore(_ a: Int, _ b: Int, _ bucket: borrowing BucketRows) -> Bool {
        let bytes = bucket.bytes.bytes
        first.decode(bytes, at: bucket.range(of: a).lowerBound)
        second.decode(bytes, at: bucket.range(of: b).lowerBound)
        let (timeA, timeB) = (first.versionTime, second.versionTime)
        if timeA != timeB { return timeA < timeB }
        let (dayA, dayB) = (bucket.partition(of: a), bucket.partition(of: b))
        if dayA != dayB { return dayA < dayB }
        if first.rank != second.rank { return first.rank < second.rank }
        return first.isLess(than: second, in: bytes)
    }

    private func source(_ row: Int, _ bucket: borrowing BucketRows) -> Int { bucket.extents[Int(bucket.rows[row].extent)].source }
}
