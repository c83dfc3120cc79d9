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
