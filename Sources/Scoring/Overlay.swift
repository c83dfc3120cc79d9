public import Domain

/// A dated rule beside the scorecard (DESIGN 4, overlays): it bounds the grade of an enterprise, or withholds it, while what sets it
/// off holds. The score and its points stay as they are.
public struct Overlay: Sendable {
    /// What sets a rule off.
    public enum Trigger: Sendable, Equatable {
        /// An event, for so many days, its own included, or through a later stated day.
        case event(SubjectEvent.Kind, days: Int)
        /// A fact of standing: its word's place among the fact's words.
        case fact(StandingFact, place: Int)
    }

    /// What a rule does.
    public enum Effect: Sendable, Equatable {
        /// The grade is at best this one.
        case cap(Grade)
        /// The grade is at worst this one, unless a cap is lower.
        case floor(Grade)
        /// No grade is stated: NR.
        case hold
    }

    public var name: String
    public var trigger: Trigger
    public var effect: Effect
    /// The rule's own first and last day; nil: no limit.
    public var from: Day?
    public var until: Day?
    public var reason: ReasonText

    public init(name: String, trigger: Trigger, effect: Effect, from: Day?, until: Day?, reason: ReasonText) {
        self.name = name
        self.trigger = trigger
        self.effect = effect
        self.from = from
        self.until = until
        self.reason = reason
    }
}

/// A rule that is in force for an enterprise on D.
struct OverlayInForce {
    var overlay: Overlay
    /// The day of the event; nil for a fact.
    var day: Day?
    /// The last day in force where one is known.
    var until: Day?
}

/// What the rules make of a grade.
struct OverlayDecision {
    var grade: Grade
    var isHeld = false
    /// Those that changed something, in the order of the model: what comes first among the reasons.
    var decisive: [OverlayInForce] = []
}

extension Model {
    /// The rules in force on D, in the order of the model.
    func overlaysInForce(_ measurement: borrowing Measurement) -> [OverlayInForce] {
        var inForce: [OverlayInForce] = []
        // In place: a copy of a rule counts the references in it.
        let overlays = content.overlays.span
        for index in overlays.indices {
            if let from = overlays[index].from, measurement.asOf < from { continue }
            if let until = overlays[index].until, measurement.asOf > until { continue }
            switch overlays[index].trigger {
            case .event(let kind, let days):
                var longest: (day: Day, last: Day)?
                for event in measurement.evidence.events where event.kind == kind && event.holds(on: measurement.asOf, days: days) {
                    let last = event.last(days: days)
                    if longest.map({ ($0.last, $0.day) < (last, event.day) }) ?? true { longest = (event.day, last) }
                }
                guard let longest else { continue }
                let until = overlays[index].until.map { min($0, longest.last) } ?? longest.last
                inForce.append(OverlayInForce(overlay: overlays[index], day: longest.day, until: until))
            case .fact(let fact, let place):
                guard measurement.place(of: fact) == place else { continue }
                inForce.append(OverlayInForce(overlay: overlays[index], day: nil, until: overlays[index].until))
            }
        }
        return inForce
    }

    /// Floors first, caps upon them, and a hold over all: the strictest rule wins, whatever their order.
    func decide(_ grade: Grade, _ inForce: [OverlayInForce]) -> OverlayDecision {
        var floor: Grade?
        var cap: Grade?
        var isHeld = false
        for rule in inForce {
            switch rule.overlay.effect {
            case .floor(let least): floor = min(floor ?? least, least)
            case .cap(let most): cap = max(cap ?? most, most)
            case .hold: isHeld = true
            }
        }
        let raised = floor.map { min(grade, $0) } ?? grade
        var decision = OverlayDecision(grade: cap.map { max(raised, $0) } ?? raised, isHeld: isHeld)
        decision.decisive = inForce.filter { rule in
            switch rule.overlay.effect {
            case .hold: true
            case .cap(let most): !isHeld && most == decision.grade && most > raised
            case .floor(let least): !isHeld && least == decision.grade && least < grade
            }
        }
        return decision
    }
}
