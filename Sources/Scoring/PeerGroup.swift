/// The enterprises that one is compared with: the trade model and border of most of its matured orders (DESIGN 4).
///
/// Ordered by code as the counters `maturedB2BDomestic` … `maturedC2CCrossBorder` are; ties go to the lesser code, and so
/// does an enterprise with no matured order.
public enum PeerGroup: UInt8, CaseIterable, Sendable {
    case b2bDomestic, b2bCrossBorder, b2cDomestic, b2cCrossBorder, c2cDomestic, c2cCrossBorder

    /// The name in model files and databases, e.g. `B2C_CROSS_BORDER`.
    public var name: String {
        switch self {
        case .b2bDomestic: "B2B_DOMESTIC"
        case .b2bCrossBorder: "B2B_CROSS_BORDER"
        case .b2cDomestic: "B2C_DOMESTIC"
        case .b2cCrossBorder: "B2C_CROSS_BORDER"
        case .c2cDomestic: "C2C_DOMESTIC"
        case .c2cCrossBorder: "C2C_CROSS_BORDER"
        }
    }

    /// The counter of matured orders of this group.
    public var counter: Counter {
        switch self {
        case .b2bDomestic: .maturedB2BDomestic
        case .b2bCrossBorder: .maturedB2BCrossBorder
        case .b2cDomestic: .maturedB2CDomestic
        case .b2cCrossBorder: .maturedB2CCrossBorder
        case .c2cDomestic: .maturedC2CDomestic
        case .c2cCrossBorder: .maturedC2CCrossBorder
        }
    }
}
