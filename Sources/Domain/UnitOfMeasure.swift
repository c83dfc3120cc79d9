/// The units in which goods are counted, weighed and measured.
public enum UnitOfMeasure {
    /// UN/ECE Recommendation 20, those marked X or D withdrawn, and the package codes BG, BX, CA, CT, PA, PK of Recommendation 21.
    public static let list = CodeList(
        name: "UN/ECE Rec 20", current: UnitCodes.current + " " + UnitCodes.packages, withdrawn: UnitCodes.withdrawn)

    /// C62 ("one"), packed: what a missing unit means.
    public static let one: UInt32 = 0x32_3643
}
