import Bytes
import Domain
import Scoring
import Statistics

/// What leaves the join of orders, as records in the buckets of their sellers and products. A record begins with its tag, the id of its
/// seller or product, and the day on which it is booked:
///
///     0 former    of an order before the rating's reach: days from the booking to the account's first partition
///     1 order     head, the legs that stand behind it (a byte), where the head says so days from the booking to the account's first partition,
///                 counters, where the head says so the higher part of the order's value (`SplitAmount`), near order, near lines and lapses, and trade lines up to its end
///     2 trade     trade lines of an order whose own record had no room for them, or that has none
///     3 review    corroboration, occurred, score (the highest bit: of a defective order), buyer, feedback id; of an enterprise's the account's number
///     4 fault     (booked far in the future where it is bound to no order) kind, day, until
///     5 lapse     (only in checkpoints) lapses as an order has them: 2 bytes, the buyer
///     6 tradeSum  (booked on the first day of the month) flow and dimension (3 bits up) in a byte, member (8 bytes; behind those of
///                 categories the product, of payment methods length and text), orders, value; where bit 6 of the first byte says so, the
///                 value's bits from the 64th on
///     7 product   1 where lines other than one follow, and 2 where refunded, claims upheld, reviews and sum of scores do
///     8 seen      (booked in an account's first partition) of an account without a booked order; nothing more
///
/// Counters are two words, each with the bits flipped that an order as it should be has, and without its bytes that are 0: a bit for each
/// counter of the core that is 1, and for each that is neither 0 nor 1; then the values of these. Those of platforms, where the head says so:
/// a bit for each family that follows; and of each the same, with no bits flipped. A near order: the hour from the booked day's begin on,
/// the least of the buyers, the least destination that is known (2 bytes), days to the delivery and 1 (0: none). Near lines: their number in
/// a byte; for each bits that say what is not the order's and follows (destination, buyer), and the product. A trade line: flow,
/// trade model (3 bits up), conversion (5 up), first in all dimensions (6 up), a product of its own (7 up) in a byte; firsts, where not in
/// all; HS2, partner (2 bytes), currency (3), the product or its place among the record's near lines, the payment method's length
/// and bytes, value. Buyers and products are texts behind their length: hashes in their place would make two of them one.
///
/// The tag's highest bit says that the order is settled: its records go to a new checkpoint where one is made.
enum BaseRecord: UInt8 {
    case former, order, trade, review, fault, lapse, tradeSum, product, seen

    static let settledBit: UInt8 = 0x80
    /// No record takes more bytes.
    static let bytesMax = 2048
    static let defectBit: UInt8 = 0x80
    /// Where a fault that is bound to no order is booked.
    static let unbound = Day(Int32.max)

    /// Asserts that what is cast into these records has room there.
    static func assertCapacities() {
        precondition(CounterFamily.allCases.count <= CounterFamily.countMax, "there are more families of counters than a byte has bits")
        precondition(TradeDimension.allCases.count <= 8, "there are more dimensions of trade than a byte has bits")
        precondition(TradeFlow.allCases.count <= 8, "there are more flows of trade than three bits tell apart")
        precondition(TradeModel.allCases.count < 4, "there are more models of trade than two bits tell apart")
    }

    /// The record that has this tag.
    init(_ tag: UInt8) {
        guard let record = BaseRecord(rawValue: tag & ~BaseRecord.settledBit) else {
            preconditionFailure("a scattered record has no known tag")
        }
        self = record
    }

    /// What the head of an order's record says.
    enum Head {
        /// The record is one order's or more: these make an account a seller's.
        static let isOrder: UInt8 = 1 << 0
        static let hasNearOrder: UInt8 = 1 << 1
        static let hasNearLines: UInt8 = 1 << 2
        static let hasLapses: UInt8 = 1 << 3
        static let hasGrossHigh: UInt8 = 1 << 4
        /// The order is not booked in the first partition with a line of the account.
        static let isSeenApart: UInt8 = 1 << 5
        /// Counters of platforms follow.
        static let hasPlatforms: UInt8 = 1 << 6
    }

    /// What a near line has of its own.
    enum NearLineHead {
        static let destination: UInt8 = 1
        static let buyer: UInt8 = 2
    }
    /// Bits, destination, two texts.
    static let nearLineBytesMax = 1 + 2 + 2 * 257
    static let lapseBytesMax = 2 + 257
    /// Their number is a byte.
    static let nearLinesMax = 255

    /// What the first byte of a trade line says beside flow and trade model.
    enum TradeLineHead {
        static let isConverted: UInt8 = 1 << 5
        static let isFirst: UInt8 = 1 << 6
        static let hasProduct: UInt8 = 1 << 7
    }
    /// Two texts, and what is of fixed size or a number.
    static let tradeLineBytesMax = 2 * 257 + 32

    /// What the first byte of a sum of trade says beside flow and dimension: its value takes more than 64 bits.
    static let wideSumBit: UInt8 = 1 << 6

    /// Which sums of a product follow.
    enum ProductHead {
        static let hasLines: UInt8 = 1
        static let hasOthers: UInt8 = 2
    }

    /// The counters that are 1, and those that are neither 0 nor 1, of an order as it should be.
    // Single bits, which the compiler adds up: a sum over a list is made when it is first used, and every use then asks whether it was.
    static let usualOnes = usualOrder | usualHandover | usualDelivery
    static let usualValued = bit(.grossMinor) | bit(.handoverSeconds) | bit(.handoverShareSum) | bit(.soleHandoverShareSum)
    private static let usualOrder =
        bit(.orders) | bit(.lines) | bit(.matured) | bit(.invoiceDue) | bit(.invoiceMatched) | bit(.invoiceTimed)
    private static let usualHandover =
        bit(.handoverDue) | bit(.handedOver) | bit(.handoverShareOrders) | bit(.soleHandoverDue) | bit(.soleHandoverShareOrders)
        | bit(.overdueHandoverDue) | bit(.soleHandedOver)
    private static let usualDelivery = bit(.deliveryDue) | bit(.delivered) | bit(.shipped) | bit(.trackedDeliveryDue)

    @inline(__always)
    private static func bit(_ counter: Counter) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: counter.place) }

    /// The hour of an instant (seconds since 1970).
    static func hour(of instant: Int64) -> Int64 { (instant - (instant % 3600 + 3600) % 3600) / 3600 }
}

extension Scratch {
    /// Begins a record and returns where it goes on.
    @inline(__always)
    mutating func begin(_ tag: UInt8, _ bytes: borrowing RawSpan, _ id: Range<Int>, booked: Day) -> Int {
        storeZigzag(Int64(booked.number), at: storeText(bytes, id, at: store(tag, at: 0)))
    }

    /// Stores a text of 1 to 256 bytes behind its length.
    @inline(__always)
    mutating func storeText(_ bytes: borrowing RawSpan, _ text: Range<Int>, at: Int) -> Int {
        store(bytes, text, at: store(UInt8(truncatingIfNeeded: text.count &- 1), at: at))
    }

    @inline(__always)
    mutating func storeLapses(_ lapses: Lapses, _ bytes: borrowing RawSpan, _ buyer: Range<Int>, at: Int) -> Int {
        storeText(bytes, buyer, at: store(UInt64(lapses.rawValue), width: 2, at: at))
    }

    /// Stores an order's head and legs, and that there are no counters of the core.
    mutating func storeNothing(_ head: UInt8, _ legs: Corroboration, at: Int) -> Int {
        let at = storeSparse(BaseRecord.usualOnes, at: store(legs.rawValue, at: store(head, at: at)))
        return storeSparse(BaseRecord.usualValued, at: at)
    }

    /// Stores the counters of a family that are neither 0 nor 1.
    @inline(__always)
    mutating func storeValues(_ contribution: borrowing Contribution, _ valued: UInt64, of family: Int, at: Int) -> Int {
        var (at, rest) = (at, valued)
        while rest != 0 {
            at = storeZigzag(contribution.value(at: rest.trailingZeroBitCount, of: family), at: at)
            rest &= rest &- 1
        }
        return at
    }

    /// Stores the counters of platforms.
    // Not inlined: few orders have any.
    @inline(never)
    mutating func storePlatforms(_ contribution: borrowing Contribution, at: Int) -> Int {
        var at = store(contribution.platforms, at: at)
        var rest = contribution.platforms
        while rest != 0 {
            let family = rest.trailingZeroBitCount
            let masks = contribution.masks(of: family)
            at = storeSparse(masks.valued, at: storeSparse(masks.ones, at: at))
            at = storeValues(contribution, masks.valued, of: family, at: at)
            rest &= rest &- 1
        }
        return at
    }

    /// Stores a word without its bytes that are 0, behind a byte that says which those are that are not.
    @inline(__always)
    mutating func storeSparse(_ word: UInt64, at: Int) -> Int {
        var present: UInt8 = 0
        var end = at &+ 1
        var rest = word
        while rest != 0 {
            let place = rest.trailingZeroBitCount &>> 3
            let shift = UInt64(truncatingIfNeeded: place &* 8)
            end = store(UInt8(truncatingIfNeeded: rest &>> shift), at: end)
            present |= 1 &<< UInt8(truncatingIfNeeded: place)
            rest &= ~(0xFF &<< shift)
        }
        _ = store(present, at: at)
        return end
    }
}

extension ByteCursor {
    @inline(__always)
    mutating func day(_ bytes: borrowing RawSpan) -> Int32 { Int32(truncatingIfNeeded: zigzag(bytes)) }

    @inline(__always)
    mutating func word(_ bytes: borrowing RawSpan) -> UInt64 {
        at &+= 8
        return bytes.word(at: at &- 8)
    }

    /// A number of so many bytes, at most eight.
    @inline(__always)
    mutating func packed(_ bytes: borrowing RawSpan, width: Int) -> UInt64 {
        at &+= width
        return bytes.packed(at &- width..<at)
    }

    @inline(__always)
    mutating func lapses(_ bytes: borrowing RawSpan) -> Lapses { Lapses(rawValue: UInt16(truncatingIfNeeded: packed(bytes, width: 2))) }

    /// A word that `storeSparse` stored.
    @inline(__always)
    mutating func sparse(_ bytes: borrowing RawSpan) -> UInt64 {
        var present = byte(bytes)
        var word: UInt64 = 0
        while present != 0 {
            word |= UInt64(byte(bytes)) &<< UInt64(truncatingIfNeeded: present.trailingZeroBitCount &* 8)
            present &= present &- 1
        }
        return word
    }
}

extension ByteBuffer {
    /// Appends a record of so many bytes, framed as in segments; it has no place in a source. The bit that says it is settled is taken off.
    mutating func appendRecord(_ record: borrowing Scratch, length: Int) { appendRecord(record.bytes(length), 0..<length) }

    mutating func appendRecord(_ bytes: borrowing RawSpan, _ range: Range<Int>) {
        append(UInt64(range.count), width: 2)
        append(bytes.byte(at: range.lowerBound) & ~BaseRecord.settledBit)
        append(bytes, range.lowerBound + 1..<range.upperBound)
    }
}
