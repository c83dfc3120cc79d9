import Domain
import Problems
import Scoring

/// Reads a model file's constants; characteristics are read in `ModelReader+Characteristic`.
struct ModelReader {
    let root: Setting

    func content() throws(Problem) -> ModelContent {
        let fields = try Fields(
            root,
            known: [
                "model", "scaling", "evidence", "peer_groups", "groups", "characteristics", "not_rated", "default", "overlays", "interval",
                "confidence",
            ])
        let model = try fields.fields("model", known: ["id", "version", "date", "intended_use", "event"])
        let scaling = try fields.fields("scaling", known: ["offset", "factor"])
        let interval = try fields.fields("interval", known: ["z", "sigma", "design_effect", "prior_weight"])
        let confidence = try fields.fields("confidence", known: ["high_min", "medium_min"])
        return ModelContent(
            id: try model.required("id").text(), version: try model.required("version").text(),
            date: try model.required("date").day(), intendedUse: try model.required("intended_use").text(),
            eventDefinition: try model.required("event").text(),
            scaling: Scaling(
                offset: try scaling.required("offset").number(), factor: try scaling.required("factor").number()),
            evidence: try evidence(fields), peerGroups: try peerGroups(fields), caps: try caps(fields),
            characteristics: try characteristics(fields), notRated: try notRated(fields), defaultRule: try defaultRule(fields),
            overlays: try overlays(fields),
            interval: IntervalRule(
                z: try interval.required("z").number(), sigma: try interval.required("sigma").number(),
                designEffect: try interval.required("design_effect").number(),
                priorWeight: try interval.required("prior_weight").number()),
            confidence: ConfidenceRule(
                highMin: try confidence.required("high_min").integer(), mediumMin: try confidence.required("medium_min").integer()))
    }

    private func evidence(_ fields: Fields) throws(Problem) -> EvidenceRule {
        let evidence = try fields.fields(
            "evidence", known: ["window_days", "half_life_days", "corroboration", "weight_of_evidence"])
        let halfLives = try evidence.fields("half_life_days", known: ["ordinary", "adjudicated", "fast"])
        let weights = try evidence.fields("corroboration", known: Corroboration.weighed.map(\.name))
        var thousandths: [Int] = []
        for kind in Corroboration.weighed { thousandths.append(try weights.required(kind.name).thousandths()) }
        return EvidenceRule(
            windowDays: try evidence.required("window_days").integer(),
            ordinaryHalfLifeDays: try halfLives.required("ordinary").integer(),
            adjudicatedHalfLifeDays: try halfLives.required("adjudicated").integer(),
            fastHalfLifeDays: try halfLives.required("fast").integer(), classThousandths: thousandths,
            evidenceThousandths: try evidence.required("weight_of_evidence").thousandths())
    }

    private func peerGroups(_ fields: Fields) throws(Problem) -> [PeerGroupAnchor] {
        let groups = try fields.fields("peer_groups", known: PeerGroup.allCases.map(\.name))
        var anchors: [PeerGroupAnchor] = []
        for group in PeerGroup.allCases {
            let anchor = try groups.fields(group.name, known: ["average_pd", "base"])
            anchors.append(
                PeerGroupAnchor(
                    baseHundredths: try anchor.required("base").hundredths(),
                    averagePD: try anchor.required("average_pd").number()))
        }
        return anchors
    }

    private func caps(_ fields: Fields) throws(Problem) -> [GroupCap] {
        let groups = try fields.fields("groups", known: CharacteristicGroup.allCases.map(\.name))
        var caps: [GroupCap] = []
        for group in CharacteristicGroup.allCases {
            let cap = try groups.fields(group.name, known: ["floor", "ceiling"])
            caps.append(
                GroupCap(
                    floorHundredths: try cap.required("floor").hundredths(),
                    ceilingHundredths: try cap.required("ceiling").hundredths()))
        }
        return caps
    }

    private func notRated(_ fields: Fields) throws(Problem) -> NotRatedRule {
        let rule = try fields.fields(
            "not_rated", known: ["effective_orders_min", "buyers_min", "tenure_days_min", "silence_days_max", "reasons"])
        let reasons = try rule.fields("reasons", known: ["no_evidence", "orders", "buyers", "tenure", "silence"])
        var notRated = NotRatedRule(
            noEvidence: try reasons.required("no_evidence").reasonText(), orders: try reasons.required("orders").reasonText(),
            buyers: try reasons.required("buyers").reasonText(), tenure: try reasons.required("tenure").reasonText(),
            silence: try reasons.required("silence").reasonText())
        notRated.effectiveOrdersMin = try rule.required("effective_orders_min").integer(in: 0...1_000_000)
        notRated.buyersMin = try rule.required("buyers_min").integer(in: 0...1_000_000)
        notRated.tenureDaysMin = try rule.required("tenure_days_min").integer(in: 0...36500)
        notRated.silenceDaysMax = try rule.required("silence_days_max").integer(in: 1...36500)
        return notRated
    }

    private func defaultRule(_ fields: Fields) throws(Problem) -> DefaultRule {
        let rule = try fields.fields("default", known: ["days", "reasons"])
        let reasons = try rule.fields("reasons", known: SubjectEvent.Kind.faults.map(\.name))
        var texts: [ReasonText] = []
        for kind in SubjectEvent.Kind.faults { texts.append(try reasons.required(kind.name).reasonText()) }
        return DefaultRule(days: try rule.required("days").integer(), reasons: texts)
    }
}

extension Corroboration {
    /// The name in model files of a set that is weighed.
    var name: String {
        ["none", "invoice_only", "movement_only", "both"][weighedPlace]
    }
}

extension Setting {
    /// `{code: …, text: …, zh: …}`.
    func reasonText() throws(Problem) -> ReasonText {
        let fields = try Fields(self, known: ["code", "text", "zh"])
        let code = try fields.required("code").text()
        let text = try fields.required("text")
        guard let reason = ReasonText(code: code, template: try text.text(), chinese: try fields.required("zh").text()) else {
            let names = ReasonText.Placeholder.allCases.map { "{\($0.rawValue)}" }
            throw text.problem(
                "a placeholder is unknown or not closed, or text and zh name different ones", remedy: "use \(names.joined(separator: ", "))"
            )
        }
        return reason
    }
}
