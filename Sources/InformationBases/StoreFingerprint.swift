import Records
import Scoring
import Statistics

/// The fingerprint of all that a store's bytes mean: its rows' columns, and what checkpoints count.
public let storeFingerprint: UInt64 = {
    let counters = Counter.allCases.map { "\($0.rawValue)=\($0.name)" }
    let dimensions = TradeDimension.allCases.map { "\($0.rawValue)=\($0.name)" }
    let events = SubjectEvent.Kind.allCases.map { "\($0.rawValue)=\($0.name)" }
    return StoredLayout.fingerprint(
        of: ([StoredLayout.rows] + counters + dimensions + events).joined(separator: "\n"))
}()
