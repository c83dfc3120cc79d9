import Problems

private let gateKeys = [
    "enterprises_min", "enterprises_max", "rows_min", "rows_max", "quarantined", "quarantined_kinds", "quarantined_reasons",
    "grades_moved", "score_psi",
]

extension Gate {
    /// Reads the mapping under `gate`.
    init(_ setting: Setting) throws(Problem) {
        self.init()
        let fields = try Fields(setting, known: gateKeys)
        enterprisesMin = try thresholds(fields, "enterprises_min", isLeast: true)
        enterprisesMax = try thresholds(fields, "enterprises_max")
        rowsMin = try thresholds(fields, "rows_min", isLeast: true)
        rowsMax = try thresholds(fields, "rows_max")
        quarantined = try thresholds(fields, "quarantined")
        quarantinedKinds = try byName(fields, "quarantined_kinds")
        quarantinedReasons = try byName(fields, "quarantined_reasons")
        gradesMoved = try thresholds(fields, "grades_moved")
        scorePSI = try thresholds(fields, "score_psi")
    }
}

private func byName(_ fields: Fields, _ name: String) throws(Problem) -> [String: GateThresholds] {
    guard let setting = fields.optional(name) else { return [:] }
    var result: [String: GateThresholds] = [:]
    for (key, value) in try Fields(setting, known: nil).all { result[key] = try thresholds(value, isLeast: false) }
    return result
}

private func thresholds(_ fields: Fields, _ name: String, isLeast: Bool = false) throws(Problem) -> GateThresholds? {
    guard let setting = fields.optional(name) else { return nil }
    return try thresholds(setting, isLeast: isLeast)
}

/// - Parameter isLeast: the rule is broken below its thresholds, so that `refuse` is the lesser.
private func thresholds(_ setting: Setting, isLeast: Bool) throws(Problem) -> GateThresholds {
    let fields = try Fields(setting, known: ["warn", "refuse"])
    let result = GateThresholds(warn: try fields.optional("warn")?.number(), refuse: try fields.optional("refuse")?.number())
    guard result.warn != nil || result.refuse != nil else {
        throw setting.problem("neither warn nor refuse is stated", remedy: "state one of them, or remove the rule")
    }
    if let warn = result.warn, let refuse = result.refuse, isLeast ? refuse > warn : refuse < warn {
        throw setting.problem("refuse comes before warn", remedy: "state warn as the milder of the two thresholds")
    }
    return result
}
