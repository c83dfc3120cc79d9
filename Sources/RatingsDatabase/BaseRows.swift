public import Domain

/// A market subject (information base 1): a row of `subjects`, key `subjectID`.
public struct SubjectRow: Hashable, Sendable {
    public var subjectID: Text
    /// The enterprise whose account this is; its own id where it is not clustered.
    public var enterpriseID: Text
    public var name: Text?
    /// nil where no subject row is known, only orders.
    public var role: SubjectRole?
    public var country: Text?
    public var registration: Verification
    public var lei: Verification
    public var vat: Verification
    public var registeredOn: Day?
    public var licenceUntil: Day?
    public var customsGrade: CustomsGrade?
    /// Orders in the evidence window.
    public var orders: Int64
    /// The day on which its first order ever was booked; nil without one.
    public var firstBooked: Day?

    public init(
        subjectID: Text, enterpriseID: Text, name: Text? = nil, role: SubjectRole? = nil, country: Text? = nil,
        registration: Verification = .unknown, lei: Verification = .unknown,
        vat: Verification = .unknown, registeredOn: Day? = nil, licenceUntil: Day? = nil,
        customsGrade: CustomsGrade? = nil, orders: Int64 = 0, firstBooked: Day? = nil
    ) {
        self.subjectID = subjectID
        self.enterpriseID = enterpriseID
        self.name = name
        self.role = role
        self.country = country
        self.registration = registration
        self.lei = lei
        self.vat = vat
        self.registeredOn = registeredOn
        self.licenceUntil = licenceUntil
        self.customsGrade = customsGrade
        self.orders = orders
        self.firstBooked = firstBooked
    }
}

/// A product (information base 2): a row of `products`, and of `product_evidence` where it is in a counted order; key `productID`.
public struct ProductRow: Sendable {
    public var productID: Text
    public var name: Text?
    public var category: Text?
    public var brand: Text?
    public var hsCode: Text?
    public var gtin: Verification
    /// The raw counters, one for each of `ProductEvidenceRow.counters`, of at least one line; nil: in no counted order.
    public var counters: InlineArray<5, Int64>?
    /// nil: not assessed.
    public var qualityGrade: String?
    /// nil: not assessed.
    public var traceStatus: String?

    public init(
        productID: Text, name: Text? = nil, category: Text? = nil, brand: Text? = nil, hsCode: Text? = nil,
        gtin: Verification = .unknown, counters: InlineArray<5, Int64>? = nil, qualityGrade: String? = nil, traceStatus: String? = nil
    ) {
        self.productID = productID
        self.name = name
        self.category = category
        self.brand = brand
        self.hsCode = hsCode
        self.gtin = gtin
        self.counters = counters
        self.qualityGrade = qualityGrade
        self.traceStatus = traceStatus
    }
}
