public import CurrencyGuidance
import Domain
public import Problems
import Yams

/// The fee table that is built in.
///
/// - Throws: never, unless the build embedded a broken file: a problem of kind `.configuration`.
public func embeddedFees() throws(Problem) -> FeeTable {
    try loadFees(yaml: String(decoding: PackageResources.fees_yaml, as: UTF8.self), source: "fees.yaml (built in)")
}

/// Reads and checks a fee table.
///
/// - Parameters:
///   - yaml: the file's text.
///   - source: the file's name, for messages.
/// - Throws: a problem of kind `.configuration` with line, column, key path and remedy.
public func loadFees(yaml: String, source: String) throws(Problem) -> FeeTable {
    let root = try root(yaml: yaml, source: source, columns: true)
    let content = try FeeReader(root: root).content()
    do {
        return try FeeTable(content)
    } catch {
        throw root.setting(at: error.path).problem(error.message, remedy: error.remedy)
    }
}

/// Reads a fee table's file.
private struct FeeReader {
    let root: Setting

    func content() throws(Problem) -> FeeTableContent {
        let fields = try Fields(root, known: ["table", "order_value", "fee_unit", "regions", "methods", "fees"])
        let table = try fields.fields("table", known: ["id", "version", "date"])
        var content = FeeTableContent(
            id: try table.required("id").text(), version: try table.required("version").text(), date: try table.required("date").day(),
            orderValue: try fields.required("order_value").feeAmount(), unit: try fields.required("fee_unit").thousandths())
        if let regions = fields.optional("regions") {
            for (name, setting) in try Fields(regions, known: nil).all {
                content.regions.append(FeeRegion(name: name, currencies: try setting.currencies()))
            }
        }
        for (id, setting) in try fields.fields("methods", known: nil).all { content.methods.append(try method(id, setting)) }
        for setting in try fields.required("fees").list() { content.fees.append(try fee(setting)) }
        return content
    }

    private func method(_ id: String, _ setting: Setting) throws(Problem) -> PaymentMethod {
        guard id.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }) else {
            throw setting.problem("\"\(id)\" is no code of a method", remedy: "use capitals, digits and underscores, e.g. CARD")
        }
        let fields = try Fields(setting, known: ["name", "zh", "pays", "settlement_days"])
        return PaymentMethod(
            id: id, name: try fields.required("name").text(), chineseName: try fields.required("zh").text(),
            side: try fields.required("pays").word(PaymentMethod.Side.allCases.map { ($0.rawValue, $0) }),
            settlementDays: try fields.required("settlement_days").integer(in: 0...30))
    }

    private func fee(_ setting: Setting) throws(Problem) -> Fee {
        let fields = try Fields(
            setting, known: ["method", "from", "until", "region", "listed", "spread", "percent", "fixed", "source"])
        let spread = try fields.fields("spread", known: ["low", "usual", "high"])
        var fee = Fee(
            method: try fields.required("method").text(), from: try fields.required("from").day(),
            spread: try spread.required("usual").thousandths(), low: try spread.required("low").thousandths(),
            high: try spread.required("high").thousandths(), source: try fields.required("source").text())
        fee.until = try fields.optional("until")?.day()
        fee.region = try fields.optional("region")?.text()
        if let listed = fields.optional("listed") { fee.listed = try listed.currencies() }
        if let percent = fields.optional("percent") { fee.percent = try percent.thousandths() }
        fee.fixed = try fields.optional("fixed")?.feeAmount()
        return fee
    }
}

extension Setting {
    /// `{amount: 0.30, currency: EUR}`.
    fileprivate func feeAmount() throws(Problem) -> FeeAmount {
        let fields = try Fields(self, known: ["amount", "currency"])
        return FeeAmount(thousandths: try fields.required("amount").thousandths(), currency: try fields.required("currency").currency())
    }

    fileprivate func currencies() throws(Problem) -> [UInt32] {
        var codes: [UInt32] = []
        for item in try list() { codes.append(try item.currency()) }
        guard !codes.isEmpty else { throw problem("the list is empty", remedy: "state at least one currency, e.g. [EUR]") }
        return codes
    }

    private func currency() throws(Problem) -> UInt32 {
        let text = try text()
        guard let packed = CodeList.pack(text), Currency.list.contains(packed) else {
            throw problem("\"\(text)\" is no currency", remedy: "state a code of ISO 4217 in capitals, e.g. EUR")
        }
        return packed
    }
}
