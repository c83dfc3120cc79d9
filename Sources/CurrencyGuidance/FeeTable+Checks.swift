import Domain

/// Fees by method, currencies and day: at most one entry of a rank is in force for each.
///
/// An entry for a region goes before one for listed currencies, that before one for all; an entry for both goes before all.
public struct FeeTable: Sendable {
    public let content: FeeTableContent
    /// By method in the content's order: its entries with the regions' currencies, of the highest rank first.
    private let entries: [[Entry]]

    private struct Entry: Sendable {
        let fee: Fee
        let index: Int
        /// Empty: any.
        let paid: [UInt32]

        var rank: Int { (paid.isEmpty ? 0 : 2) + (fee.listed.isEmpty ? 0 : 1) }

        func takes(listed: UInt32, paid other: UInt32) -> Bool {
            (paid.isEmpty || paid.contains(other)) && (fee.listed.isEmpty || fee.listed.contains(listed))
        }

        func overlaps(_ other: Entry) -> Bool {
            rank == other.rank && meet(paid, other.paid) && meet(fee.listed, other.fee.listed)
                && (other.fee.until.map { fee.from <= $0 } ?? true) && (fee.until.map { other.fee.from <= $0 } ?? true)
        }

        private func meet(_ a: [UInt32], _ b: [UInt32]) -> Bool { a.isEmpty || b.isEmpty || a.contains(where: b.contains) }
    }

    /// - Throws: the first fault, with its key path.
    public init(_ content: FeeTableContent) throws(FeeTableFault) {
        try FeeTable.checkNames(content)
        var all: [Entry] = []
        for (index, fee) in content.fees.enumerated() {
            try FeeTable.check(fee, at: "fees[\(index)]", content)
            let region = content.regions.first { $0.name == fee.region }
            let entry = Entry(fee: fee, index: index, paid: region?.currencies ?? [])
            if let other = all.first(where: { $0.fee.method == fee.method && $0.overlaps(entry) }) {
                throw FeeTableFault(
                    path: "fees[\(index)]",
                    message: "\(fee.method) has two entries for the same currencies and days: this one and fees[\(other.index)]",
                    remedy: "let the earlier one end (`until`) before this one begins, or give them different regions")
            }
            all.append(entry)
        }
        self.content = content
        entries = content.methods.map { method in
            all.filter { $0.fee.method == method.id }.sorted { ($1.rank, $0.index) < ($0.rank, $1.index) }
        }
    }

    private static func checkNames(_ content: FeeTableContent) throws(FeeTableFault) {
        for (index, method) in content.methods.enumerated()
        where content.methods[..<index].contains(where: { $0.id == method.id }) {
            throw FeeTableFault(
                path: "methods.\(method.id)", message: "the method \(method.id) stands here twice", remedy: "keep one of them")
        }
        guard content.methods.contains(where: { $0.side == .listed }) else {
            throw FeeTableFault(
                path: "methods", message: "no method pays in the listed currency",
                remedy: "state at least one method with `pays: listed`")
        }
        guard content.orderValue.thousandths > 0 else {
            throw FeeTableFault(
                path: "order_value.amount", message: "the order's value is not above 0", remedy: "state what an ordinary order comes to")
        }
    }

    private static func check(_ fee: Fee, at path: String, _ content: FeeTableContent) throws(FeeTableFault) {
        if !content.methods.contains(where: { $0.id == fee.method }) {
            throw FeeTableFault(
                path: "\(path).method", message: "there is no method \(fee.method)",
                remedy: "use one of \(content.methods.map(\.id).joined(separator: ", ")), or state it under methods")
        }
        if let region = fee.region, !content.regions.contains(where: { $0.name == region }) {
            throw FeeTableFault(
                path: "\(path).region", message: "there is no region \(region)",
                remedy: "use one of \(content.regions.map(\.name).joined(separator: ", ")), or state it under regions")
        }
        if let until = fee.until, until < fee.from {
            throw FeeTableFault(
                path: "\(path).until", message: "the entry ends on \(until), before it begins on \(fee.from)",
                remedy: "state the last day on which it is in force")
        }
        if !(0...fee.spread).contains(fee.spreadLow) || !(fee.spread...100_000).contains(fee.spreadHigh) {
            throw FeeTableFault(
                path: "\(path).spread", message: "the mark-up is not in order: 0 ≤ low ≤ usual ≤ high ≤ 100",
                remedy: "state low, usual and high in rising order, in per cent")
        }
        if fee.percent < 0 || (fee.fixed?.thousandths ?? 0) < 0 {
            throw FeeTableFault(path: path, message: "a fee is below 0", remedy: "state what the buyer pays, or leave it out")
        }
    }

    /// The entry that is in force for a method, by its place in the content, on a day.
    func fee(method: Int, listed: UInt32, paid: UInt32, on day: Day) -> Fee? {
        entries[method].first { $0.fee.isInForce(on: day) && $0.takes(listed: listed, paid: paid) }?.fee
    }
}
