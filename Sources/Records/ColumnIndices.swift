/// The places of the columns that the join and the encoder name; a test holds them against the schemas.
public enum TransactionColumn {
    public static let orderID = 0
    public static let lineNo = 1
    public static let orderedAt = 2
    public static let sellerID = 4
    public static let buyerID = 5
    public static let productID = 6
    public static let hsCode = 7
    public static let quantity = 8
    public static let unitPrice = 10
    public static let freight = 11
    public static let currency = 12
    public static let tradeModel = 13
    public static let origin = 14
    public static let destination = 15
    public static let paymentMethod = 16
    public static let shipBy = 17
    public static let deliverBy = 18
    public static let status = 19
    public static let statusAt = 20
}

/// Columns of `customs`.
public enum CustomsColumn {
    public static let sellerID = 2
    public static let declaredValue = 5
    public static let currency = 6
    public static let declaredAt = 9
    public static let outcome = 10
    public static let outcomeAt = 11
    public static let reason = 12
}
