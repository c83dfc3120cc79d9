public import Bytes

// Readers of canonical encodings for the kinds that come by the million: each knows its kind's layout and reads what the join needs
// of it. A test holds them against `RowDecoder`.

extension ByteCursor {
    /// The next code, as its packed bytes. No layout here has one at its end: a byte follows the three.
    @inlinable @inline(__always)
    mutating func code(_ bytes: borrowing RawSpan) -> UInt32 {
        at &+= 3
        return bytes.halfWord(at: at &- 3) & 0xFF_FFFF
    }
}

/// What the join needs of a row of `transactions`; instants are seconds since 1970, decimals millionths, codes their packed bytes.
public struct LineRow: BitwiseCopyable, Sendable {
    public private(set) var orderID = TextRange(0..<0)
    public private(set) var lineNo: Int64 = 0
    public private(set) var orderedAt: Int64 = 0
    public private(set) var sellerID = TextRange(0..<0)
    public private(set) var buyerID = TextRange(0..<0)
    public private(set) var productID = TextRange(0..<0)
    /// Empty where missing.
    public private(set) var hsCode = TextRange(0..<0)
    public private(set) var quantity: Int64 = 0
    public private(set) var unitPrice: Int64 = 0
    /// 0 where missing.
    public private(set) var freight: Int64 = 0
    public private(set) var currency: UInt32 = 0
    /// The word's place.
    public private(set) var tradeModel: UInt8?
    /// 0 where missing.
    public private(set) var origin: UInt32 = 0
    /// 0 where missing.
    public private(set) var destination: UInt32 = 0
    /// Empty where missing.
    public private(set) var paymentMethod = TextRange(0..<0)
    /// nil if missing, or too far away to be a promise.
    public private(set) var shipBy: Int64?
    /// nil if missing, or too far away to be a promise.
    public private(set) var deliverBy: Int64?
    /// How many of the two instants are too far away to be promises, 0–2.
    public private(set) var farPromises: UInt8 = 0
    /// The word's place.
    public private(set) var status: UInt8 = 0
    public private(set) var statusAt: Int64 = 0

    /// An instant that lies more than 365 days behind `ordered_at` is no promise (CONTRACT 1): databases write 9999-12-31 for "no date".
    public static let promiseSecondsMax: Int64 = 365 * 86_400

    public init() {}

    /// Reads the row at `start`.
    public mutating func read(_ bytes: borrowing RawSpan, at start: Int) {
        var cursor = ByteCursor(at: start &+ 2)
        orderID = TextRange(cursor.text(bytes))
        lineNo = cursor.zigzag(bytes)
        let presence = UInt32(cursor.byte(bytes)) | UInt32(cursor.byte(bytes)) &<< 8
        orderedAt = cursor.instant(bytes)
        if presence & 1 != 0 { _ = cursor.text(bytes) }
        sellerID = TextRange(cursor.text(bytes))
        buyerID = TextRange(cursor.text(bytes))
        productID = TextRange(cursor.text(bytes))
        hsCode = presence & 1 &<< 1 != 0 ? TextRange(cursor.text(bytes)) : TextRange(0..<0)
        quantity = cursor.zigzag(bytes)
        // The unit is always stored: it has a default.
        cursor.at &+= 3
        unitPrice = cursor.zigzag(bytes)
        freight = presence & 1 &<< 2 != 0 ? cursor.zigzag(bytes) : 0
        currency = cursor.code(bytes)
        tradeModel = presence & 1 &<< 3 != 0 ? cursor.byte(bytes) : nil
        origin = presence & 1 &<< 4 != 0 ? cursor.code(bytes) : 0
        destination = presence & 1 &<< 5 != 0 ? cursor.code(bytes) : 0
        paymentMethod = presence & 1 &<< 6 != 0 ? TextRange(cursor.text(bytes)) : TextRange(0..<0)
        farPromises = 0
        shipBy = presence & 1 &<< 7 != 0 ? promise(cursor.instant(bytes)) : nil
        deliverBy = presence & 1 &<< 8 != 0 ? promise(cursor.instant(bytes)) : nil
        status = cursor.byte(bytes)
        statusAt = cursor.instant(bytes)
    }

    @inline(__always)
    private mutating func promise(_ instant: Int64) -> Int64? {
        if instant <= orderedAt &+ LineRow.promiseSecondsMax { return instant }
        farPromises &+= 1
        return nil
    }
}

/// What the join needs of a row of `invoices`.
public struct InvoiceRow: Sendable {
    public let sellerID: Range<Int>
    /// The word's place.
    public let kind: UInt8
    /// Seconds since 1970.
    public let issuedAt: Int64
    /// The code's packed bytes.
    public let currency: UInt32
    /// In millionths.
    public let gross: Int64

    /// Reads the row at `start`.
    @inlinable @inline(__always)
    public init(_ bytes: borrowing RawSpan, at start: Int) {
        var cursor = ByteCursor(at: start &+ 2)
        _ = cursor.text(bytes)
        sellerID = cursor.text(bytes)
        _ = cursor.text(bytes)
        let presence = cursor.byte(bytes)
        kind = cursor.byte(bytes)
        issuedAt = cursor.instant(bytes)
        currency = cursor.code(bytes)
        if presence & 1 != 0 { _ = cursor.zigzag(bytes) }
        if presence & 2 != 0 { _ = cursor.zigzag(bytes) }
        gross = cursor.zigzag(bytes)
    }
}

/// What the join needs of a row of `logistics`.
public struct EventRow: Sendable {
    public let shipmentID: Range<Int>
    /// The word's place.
    public let event: UInt8
    /// Seconds since 1970.
    public let occurredAt: Int64

    /// Reads the row at `start`.
    @inlinable @inline(__always)
    public init(_ bytes: borrowing RawSpan, at start: Int) {
        var cursor = ByteCursor(at: start &+ 2)
        _ = cursor.text(bytes)
        shipmentID = cursor.text(bytes)
        event = cursor.byte(bytes)
        occurredAt = cursor.instant(bytes)
    }
}

/// What the join needs of a row of `feedback`; texts are empty and words nil where missing.
public struct FeedbackRow: Sendable {
    public let feedbackID: Range<Int>
    public let lineNo: Int64?
    public let sellerID: Range<Int>
    public let productID: Range<Int>
    /// Words are their places.
    public let kind: UInt8
    public let reason: UInt8?
    public let score: Int64?
    /// Seconds since 1970.
    public let occurredAt: Int64
    public let outcome: UInt8?

    /// Reads the row at `start`.
    @inlinable @inline(__always)
    public init(_ bytes: borrowing RawSpan, at start: Int) {
        var cursor = ByteCursor(at: start &+ 2)
        _ = cursor.text(bytes)
        feedbackID = cursor.text(bytes)
        let presence = cursor.byte(bytes)
        // The second byte of presence tells of a column that is not read.
        cursor.at &+= 1
        lineNo = presence & 1 != 0 ? cursor.zigzag(bytes) : nil
        sellerID = presence & 1 &<< 1 != 0 ? cursor.text(bytes) : 0..<0
        productID = presence & 1 &<< 2 != 0 ? cursor.text(bytes) : 0..<0
        kind = cursor.byte(bytes)
        reason = presence & 1 &<< 3 != 0 ? cursor.byte(bytes) : nil
        score = presence & 1 &<< 4 != 0 ? cursor.zigzag(bytes) : nil
        occurredAt = cursor.instant(bytes)
        outcome = presence & 1 &<< 5 != 0 ? cursor.byte(bytes) : nil
    }
}
