/// The two thresholds of a rule of the gate: at or beyond `warn` the log says so, at or beyond `refuse` nothing is published.
public struct GateThresholds: Sendable, Equatable {
    public var warn: Double?
    public var refuse: Double?

    public init(warn: Double? = nil, refuse: Double? = nil) {
        self.warn = warn
        self.refuse = refuse
    }
}

/// What a run must satisfy before its ratings are published; a rule that is nil asks nothing. The shape follows opensanctions'
/// assertions: least and greatest counts against the run that is published.
public struct Gate: Sendable, Equatable {
    /// Enterprises and rows, as shares of those of the published run: at least, at most.
    public var enterprisesMin: GateThresholds?
    public var enterprisesMax: GateThresholds?
    public var rowsMin: GateThresholds?
    public var rowsMax: GateThresholds?
    /// The share of a kind's rows that is quarantined, for each kind.
    public var quarantined: GateThresholds?
    /// In place of `quarantined` for these kinds.
    public var quarantinedKinds: [String: GateThresholds] = [:]
    /// The share of all rows that is quarantined for a reason.
    public var quarantinedReasons: [String: GateThresholds] = [:]
    /// The share of enterprises, of those in both runs, whose grade differs.
    public var gradesMoved: GateThresholds?
    /// The population stability index of the grades of rated enterprises against the published run's.
    public var scorePSI: GateThresholds?

    public init() {}
}
