import Domain
import Problems
import Scoring

extension ModelReader {
    /// Rules by name: `{event: …, days: …}` or `{fact: …, is: …}`; one of `cap`, `floor` and `hold`; a reason; perhaps their own days.
    func overlays(_ fields: Fields) throws(Problem) -> [Overlay] {
        var overlays: [Overlay] = []
        for (name, setting) in try fields.fields("overlays", known: nil).all {
            let rule = try Fields(setting, known: ["event", "days", "fact", "is", "cap", "floor", "hold", "from", "until", "reason"])
            overlays.append(
                Overlay(
                    name: name, trigger: try trigger(rule), effect: try effect(rule), from: try rule.optional("from")?.day(),
                    until: try rule.optional("until")?.day(), reason: try rule.required("reason").reasonText()))
        }
        return overlays
    }

    private func trigger(_ rule: Fields) throws(Problem) -> Overlay.Trigger {
        if let event = rule.optional("event") {
            let kind = try event.word(SubjectEvent.Kind.allCases.map { ($0.name, $0) })
            return .event(kind, days: try rule.required("days").integer(in: 1...36500))
        }
        let fact = try rule.required("fact").word(StandingFact.allCases.map { ($0.name, $0) })
        return .fact(fact, place: try rule.required("is").word(fact.words.enumerated().map { ($1, $0) }))
    }

    private func effect(_ rule: Fields) throws(Problem) -> Overlay.Effect {
        let bands: [(name: String, value: Grade)] = Grade.allCases.filter { $0 < .d }.map { ($0.name, $0) }
        if let cap = rule.optional("cap") { return .cap(try cap.word(bands)) }
        if let floor = rule.optional("floor") { return .floor(try floor.word(bands)) }
        return try rule.required("hold").word([("NR", Overlay.Effect.hold)])
    }
}
