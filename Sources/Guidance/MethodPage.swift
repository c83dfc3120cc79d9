internal import Domain
internal import Scoring

// The page on method: what the model file says, as a reader may want to check it.

extension Site {
    var methodFields: Fields {
        var fields = Fields()
        fields.set("id", Markup(model.id))
        fields.set("version", Markup(model.version))
        fields.set("date", Figures.date(model.date))
        fields.set("use", Markup(model.intendedUse))
        fields.set("event", Markup(model.eventDefinition))
        // The shipped model's texts have a translation; another's stand as they are.
        let isShipped = model.id == "expert"
        fields.set("useChinese", isShipped ? MethodWords.chineseUse : Markup(model.intendedUse))
        fields.set("eventChinese", isShipped ? MethodWords.chineseEvent : Markup(model.eventDefinition))
        fields.set("scale", distributionRows([:]))
        fields.set("groups", CharacteristicGroup.allCases.map(group))
        fields.set("ordersMin", Markup(model.notRated.effectiveOrdersMin))
        fields.set("buyersMin", Markup(model.notRated.buyersMin))
        fields.set("tenureMin", Markup(model.notRated.tenureDaysMin))
        fields.set("silenceMax", Markup(model.notRated.silenceDaysMax))
        fields.set("defaultDays", Markup(model.defaultRule.days))
        fields.set("overlays", model.overlays.map(overlay))
        fields.set("windowDays", Markup(model.evidence.windowDays))
        fields.set("halfLife", Markup(model.evidence.ordinaryHalfLifeDays))
        fields.set("adjudicated", Markup(model.evidence.adjudicatedHalfLifeDays))
        fields.set("highMin", Markup(model.confidence.highMin))
        fields.set("mediumMin", Markup(model.confidence.mediumMin))
        fields.set("contact", contact.link)
        return fields
    }

    private func group(_ group: CharacteristicGroup) -> Fields {
        var fields = Fields()
        fields.set("title", title(group))
        let cap = model.caps[Int(group.rawValue)]
        fields.set("floor", points(cap.floorHundredths))
        fields.set("ceiling", points(cap.ceilingHundredths))
        fields.set("lines", model.characteristics.filter { $0.group == group }.map(line))
        return fields
    }

    private func title(_ group: CharacteristicGroup) -> Markup {
        switch group {
        case .fulfilment: .both("Fulfilment", "履约")
        case .commercialIntegrity: .both("Commercial integrity", "商业诚信")
        case .quality: .both("Quality and feedback", "质量与评价")
        case .standing: .both("Standing", "主体资信")
        case .structure: .both("Structure of trade", "交易结构")
        }
    }

    private func line(_ characteristic: Characteristic) -> Fields {
        let weight = model.evidence.evidenceThousandths
        let counted = characteristic.bins.map { $0.evidenceHundredths * weight / 1000 }
        var fields = Fields()
        fields.set("title", .both(Markup(characteristic.title), Markup(MethodWords.chinese[characteristic.id] ?? characteristic.title)))
        fields.set("id", Markup(characteristic.id))
        fields.set("least", points(counted.min() ?? 0))
        fields.set("most", points(counted.max() ?? 0))
        return fields
    }

    private func overlay(_ overlay: Overlay) -> Fields {
        var fields = Fields()
        // What a rule's texts name is dates of an enterprise's own: here stands an ellipsis.
        fields.set(
            "text", .both(Markup(general(overlay.reason.template).capitalizedFirst), Markup(general(overlay.reason.chineseTemplate))))
        fields.set("code", Markup(overlay.reason.code))
        return fields
    }

    private func general(_ template: String) -> String {
        var text = ""
        var isInside = false
        for character in template {
            if character == "{" {
                text += "…"
                isInside = true
            } else if character == "}" {
                isInside = false
            } else if !isInside {
                text.append(character)
            }
        }
        return text
    }

    private func points(_ hundredths: Int) -> Markup {
        let tenths = (hundredths.magnitude + 5) / 10
        let sign = hundredths < 0 && tenths > 0 ? "−" : tenths > 0 ? "+" : ""
        return "\(sign)\(Int(tenths / 10)).\(Int(tenths % 10))"
    }
}

/// The shipped card's characteristics in Chinese; the model file's own titles stand for others.
enum MethodWords {
    static let chineseUse: Markup = "用途：向消费者和平台说明企业履约情况；不用于贷款、定价或雇佣决定，也不等同于任何评级机构的等级。"
    static let chineseEvent: Markup = """
        每笔订单至多计一次：被卖家取消，或过了发货期限未交运而被取消；发货期限后 30\
         天仍未交运；索赔、投诉或拒付成立（按时交运后的未收到除外）；申报被海关扣押。
        """

    static let chinese: [String: String] = [
        "credit_events": "发生信用事件的订单", "seller_cancellation": "被卖家取消", "non_handover": "期限过后 30 天仍未交运",
        "late_handover": "延迟交运", "handover_share": "所用备货时间占承诺的比例", "recent_lateness": "近期延迟交运",
        "invalid_tracking": "不可能属实的物流记录", "failed_attempts": "投递失败", "invoice_unmatched": "没有相符的发票",
        "invoice_missing": "没有发票", "seizures": "申报被扣押", "invoice_reversed": "发票作废或冲红", "invoice_late": "延迟开票",
        "customs_discrepancy": "申报与订单不符", "customs_interventions": "申报被修改或退回", "customs_holds": "被查验",
        "upheld_claims": "索赔、投诉与拒付成立", "review_mean": "评价均分", "returns": "退货或退款", "order_defects": "有缺陷的订单",
        "authenticity": "售假或侵权索赔成立", "not_as_described": "货不对板或有瑕疵的索赔成立", "inspections": "检验不合格",
        "identifiers": "登记号、LEI 与增值税号", "tenure": "经营天数", "customs_grade": "海关信用等级", "licence": "营业执照",
        "penalties": "近一年处罚", "deposit": "诚信保证金", "uncorroborated": "无人佐证的订单", "orders_per_buyer": "每个买家的订单数",
        "good_orders": "有佐证的良好订单", "largest_buyer": "最大买家占比", "bursts": "集中下单", "steadiness": "有订单的月份数",
    ]
}
