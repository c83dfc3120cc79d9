/// What became of an enterprise's rating between two published databases.
public enum RatingChange: String, CaseIterable, Sendable {
    case added = "ADDED"
    case changed = "CHANGED"
    case removed = "REMOVED"
}

/// Whether a file's rows count: SET_ASIDE is a file that could not be used as a whole.
public enum SourceOutcome: String, CaseIterable, Sendable {
    case ok = "OK"
    case setAside = "SET_ASIDE"
}
