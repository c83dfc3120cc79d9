/// What happened to a lot of goods at a place: the business steps of GS1 CBV 2.0, in the standard's alphabetical order.
public enum TraceStep: UInt8, Vocabulary {
    case accepting, arriving, assembling, collecting, commissioning, consigning, creatingClassInstance, cycleCounting,
        decommissioning, departing, destroying, disassembling, dispensing, encoding, enteringExiting, holding,
        inspecting, installing, killing, loading, other, packing, picking, receiving, removing, repackaging, repairing,
        replacing, reserving, retailSelling, sampling, sensorReporting, shipping, stagingOutbound, stockTaking,
        stocking, storing, transporting, unloading, unpacking, voidShipping

    public static let allNames: [StaticString] = [
        "accepting", "arriving", "assembling", "collecting", "commissioning", "consigning", "creating_class_instance",
        "cycle_counting", "decommissioning", "departing", "destroying", "disassembling", "dispensing", "encoding",
        "entering_exiting", "holding", "inspecting", "installing", "killing", "loading", "other", "packing", "picking",
        "receiving", "removing", "repackaging", "repairing", "replacing", "reserving", "retail_selling", "sampling",
        "sensor_reporting", "shipping", "staging_outbound", "stock_taking", "stocking", "storing", "transporting", "unloading",
        "unpacking", "void_shipping",
    ]
}
