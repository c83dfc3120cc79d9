import Bytes
import Domain
import Scoring

/// The cells of platforms of one account in the making: a family's, of one day and set of legs. Only what is there takes room.
struct PlatformCells: ~Copyable {
    /// Day and legs, and family → cell.
    private var table = PairTable()
    private var keys = PlainArray<Key>()
    /// `CellCounters.width` for each cell.
    private var counters = PlainArray<Int64>()

    private struct Key: BitwiseCopyable {
        var day: Int32
        var legs: UInt8
        var family: UInt8
    }

    /// Begins an account.
    mutating func removeAll() {
        if keys.isEmpty { return }
        table.removeAll(expected: 16)
        keys.removeAll()
        counters.removeAll()
    }

    /// Takes the counters of an order's record.
    @inline(never)
    mutating func take(_ day: Int32, _ legs: UInt8, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) {
        var families = cursor.byte(bytes)
        while families != 0 {
            let first = cell(UInt8(families.trailingZeroBitCount), day, legs) &* CellCounters.width
            families &= families &- 1
            var own = counters.mutableSpan(first..<first &+ CellCounters.width)
            var (ones, valued) = (cursor.sparse(bytes), cursor.sparse(bytes))
            // The mask changes nothing, and takes the place of a check.
            while ones != 0 {
                own[ones.trailingZeroBitCount & 63] &+= 1
                ones &= ones &- 1
            }
            while valued != 0 {
                own[valued.trailingZeroBitCount & 63] &+= cursor.zigzag(bytes)
                valued &= valued &- 1
            }
        }
    }

    /// The cell of a family's, a new one where there is none.
    mutating func cell(_ family: CounterFamily, _ day: Int32, _ legs: UInt8) -> Int { cell(family.rawValue, day, legs) }

    private mutating func cell(_ family: UInt8, _ day: Int32, _ legs: UInt8) -> Int {
        let cell = table.index(UInt64(bitPattern: Int64(day) &<< 8 | Int64(legs)), UInt32(family))
        if cell == keys.count {
            keys.append(Key(day: day, legs: legs, family: family))
            counters.append(repeating: 0, count: CellCounters.width)
        }
        return cell
    }

    /// Adds to a counter of the cell's family.
    mutating func add(_ value: Int64, to counter: Counter, of cell: Int) { counters[cell &* CellCounters.width &+ counter.place] &+= value }

    private func counters(of cell: Int) -> CellCounters { CellCounters { counters[cell &* CellCounters.width &+ $0] } }

    private func family(of cell: Int) -> CounterFamily {
        guard let family = CounterFamily(rawValue: keys[cell].family) else { preconditionFailure("a record has counters of no family") }
        return family
    }

    /// The cells, in any order.
    func cells() -> [PlatformCell] {
        keys.indices.map { cell in
            PlatformCell(
                family: family(of: cell), day: Day(keys[cell].day), corroboration: Corroboration(rawValue: keys[cell].legs),
                counters: counters(of: cell))
        }
    }

    /// Adds what is booked after a day to the totals, by the counters' raw values.
    func add(after day: Int32, to totals: inout PlainArray<Int64>) {
        for cell in keys.indices where keys[cell].day > day {
            let (own, first) = (cell &* CellCounters.width, Int(keys[cell].family) &* CellCounters.width)
            for place in 0..<CellCounters.width { totals[first &+ place] &+= counters[own &+ place] }
        }
    }

    /// Appends the cells as records of an account.
    /// - Returns: their number.
    func write(_ ids: borrowing RawSpan, _ id: Range<Int>, into target: inout ByteBuffer) -> Int {
        var record = Scratch(capacity: BaseRecord.bytesMax)
        for cell in keys.indices {
            let counters = counters(of: cell)
            let (ones, nonzero) = (counters.ones, counters.nonzero)
            var at = record.begin(BaseRecord.order.rawValue, ids, id, booked: Day(keys[cell].day))
            at = record.storeNothing(BaseRecord.Head.hasPlatforms, Corroboration(rawValue: keys[cell].legs), at: at)
            at = record.storeSparse(ones, at: record.store(family(of: cell).bit, at: at))
            at = record.storeSparse(nonzero & ~ones, at: at)
            var rest = nonzero & ~ones
            while rest != 0 {
                at = record.storeZigzag(counters[at: rest.trailingZeroBitCount], at: at)
                rest &= rest &- 1
            }
            target.appendRecord(record, length: at)
        }
        return keys.count
    }
}
