import Bytes
import Domain
import Segments
import Statistics

/// The trade of one bucket's accounts in the making: by account, month and flow, and below these by dimension and member.
struct TradeAccounts: ~Copyable {
    /// Account; month and flow → group.
    private var groupTable = PairTable(expected: 1024)
    private var groups = PlainArray<Group>(capacity: 1024)
    /// Member; group and dimension → cell.
    private var cellTable = PairTable(expected: 4096)
    private var cells = PlainArray<Cell>(capacity: 4096)
    /// Texts of payment methods: their members are places here.
    private var payments = IdentifierTable(expected: 16)
    private let firstDay: Day
    /// The first month of what sellers sell now.
    private let marketStart: Int32

    private struct Group: BitwiseCopyable {
        var account: Int32
        var month: Int32
        var flow: TradeFlow
    }

    private struct Cell: BitwiseCopyable {
        var group: Int32
        var dimension: TradeDimension
        /// A code's packed bytes, a number, a hash, or a place.
        var member: UInt64
        var orders: Int64 = 0
        var valueMinor: Int64 = 0
    }

    /// - Parameter firstDay: the first day of booking that statistics tell of.
    init(firstDay: Day, asOf: Day) {
        self.firstDay = firstDay
        marketStart = TradePeriod.month(of: asOf) - SellerMarkets.months + 1
    }

    mutating func removeAll() {
        groupTable.removeAll()
        groups.removeAll()
        cellTable.removeAll()
        cells.removeAll()
        payments.removeAll()
    }

    /// Takes the lines of an order of an account, as `BaseScatter` writes them.
    mutating func takeLines(_ account: Int, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor, end: Int) {
        let booked = Day(Int32(truncatingIfNeeded: cursor.zigzag(bytes)))
        guard booked >= firstDay else { return }
        let month = TradePeriod.month(of: booked)
        while cursor.at < end {
            let head = cursor.byte(bytes)
            let firsts = cursor.byte(bytes)
            let hs2 = cursor.byte(bytes)
            let partner = bytes.packed(cursor.at..<cursor.at &+ 2)
            let currency = bytes.packed(cursor.at &+ 2..<cursor.at &+ 5)
            let product = bytes.word(at: cursor.at &+ 5)
            cursor.at &+= 13
            let payment = self.payment(bytes, &cursor)
            let value = cursor.zigzag(bytes)
            let isConverted = head & BaseRecord.convertedBit != 0
            let group = self.group(account, month, TradeFlow(rawValue: head & 7) ?? .unknown)
            let converted = isConverted ? value : 0
            add(group, .all, 0, firsts, converted)
            add(group, .tradeModel, UInt64(head &>> 3 & 3), firsts, converted)
            add(group, .hs2, UInt64(hs2), firsts, converted)
            add(group, .category, product, firsts, converted)
            add(group, .partner, partner, firsts, converted)
            add(group, .paymentMethod, payment, firsts, converted)
            add(group, isConverted ? .currency : .unconverted, currency, firsts, value)
        }
    }

    private mutating func payment(_ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) -> UInt64 {
        let length = Int(truncatingIfNeeded: bytes.packed(cursor.at..<cursor.at &+ 2))
        cursor.at &+= 2 &+ length
        return UInt64(payments.index(bytes, cursor.at &- length..<cursor.at))
    }

    private mutating func group(_ account: Int, _ month: Int32, _ flow: TradeFlow) -> Int {
        let group = groupTable.index(UInt64(account), UInt32(bitPattern: month) &<< 3 | UInt32(flow.rawValue))
        if group == groups.count { groups.append(Group(account: Int32(account), month: month, flow: flow)) }
        return group
    }

    @inline(__always)
    private mutating func add(_ group: Int, _ dimension: TradeDimension, _ member: UInt64, _ firsts: UInt8, _ value: Int64) {
        let cell = self.cell(group, dimension, member)
        if firsts & dimension.bit != 0 { cells[cell].orders &+= 1 }
        cells[cell].valueMinor &+= value
    }

    @inline(__always)
    private mutating func cell(_ group: Int, _ dimension: TradeDimension, _ member: UInt64) -> Int {
        let cell = cellTable.index(member, UInt32(truncatingIfNeeded: group) &<< 3 | UInt32(dimension.rawValue))
        if cell == cells.count { cells.append(Cell(group: Int32(truncatingIfNeeded: group), dimension: dimension, member: member)) }
        return cell
    }

    /// Takes a cell of settled orders, as `writeSettled` writes it.
    mutating func takeSum(_ account: Int, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) {
        let booked = Day(Int32(truncatingIfNeeded: cursor.zigzag(bytes)))
        guard booked >= firstDay else { return }
        let head = cursor.byte(bytes)
        let dimension = TradeDimension(rawValue: head &>> 3) ?? .all
        let group = self.group(account, TradePeriod.month(of: booked), TradeFlow(rawValue: head & 7) ?? .unknown)
        var member = bytes.word(at: cursor.at)
        cursor.at &+= 8
        if dimension == .paymentMethod { member = payment(bytes, &cursor) }
        let cell = self.cell(group, dimension, member)
        cells[cell].orders &+= cursor.zigzag(bytes)
        cells[cell].valueMinor &+= cursor.zigzag(bytes)
    }

    /// Appends the cells as records.
    /// - Returns: the number of records.
    func writeSettled(_ accounts: borrowing IdentifierTable, into target: inout ByteBuffer) -> Int {
        var record = ByteBuffer()
        for i in cells.indices {
            let cell = cells[i]
            let group = groups[Int(cell.group)]
            record.begin(.tradeSum, accounts.bytes(of: Int(group.account)))
            record.appendZigzag(Int64(TradePeriod(firstMonth: group.month, length: .month).start.number))
            record.append(group.flow.rawValue | cell.dimension.rawValue &<< 3)
            record.append(cell.member, width: 8)
            if cell.dimension == .paymentMethod {
                let text = payments.bytes(of: Int(cell.member))
                record.append(UInt64(text.count), width: 2)
                record.append(text)
            }
            record.appendZigzag(cell.orders)
            record.appendZigzag(cell.valueMinor)
            target.appendRecord(record.bytes, 0..<record.count)
        }
        return cells.count
    }

    /// Adds each account's trade to the totals, and puts what it sells into its record.
    func add(to totals: inout TradeTotals, _ catalogue: ProductCatalogue, _ records: inout [SubjectRecord]) {
        var ends: [Int] = []
        for i in cells.indices {
            let account = Int(groups[Int(cells[i].group)].account)
            while ends.count <= account { ends.append(0) }
            ends[account] += 1
        }
        var sum = 0
        for account in ends.indices {
            sum += ends[account]
            ends[account] = sum - ends[account]
        }
        // `ends` are starts until every cell has found its place.
        let none = TradeCell(flow: .unknown, dimension: .all, member: 0, month: 0, orders: 0, valueMinor: 0)
        var sorted = Array(repeating: none, count: cells.count)
        var memberTable = PairTable(expected: 256)
        var members: [String] = []
        for i in cells.indices {
            let cell = cells[i]
            let group = groups[Int(cell.group)]
            let known = cell.dimension == .category ? UInt64(catalogue.place(ofHash: cell.member)) : cell.member
            let member = memberTable.index(known, UInt32(cell.dimension.rawValue))
            if member == members.count { members.append(text(cell, catalogue)) }
            sorted[ends[Int(group.account)]] = TradeCell(
                flow: group.flow, dimension: cell.dimension, member: Int32(member), month: group.month, orders: cell.orders,
                valueMinor: cell.valueMinor)
            ends[Int(group.account)] += 1
        }
        totals.add(sorted, ends: ends, members: members)
        var start = 0
        for account in ends.indices {
            records[account].markets.categories = breakdown(.category, sorted[start..<ends[account]], members)
            records[account].markets.chapters = breakdown(.hs2, sorted[start..<ends[account]], members)
            start = ends[account]
        }
    }

    private func breakdown(_ dimension: TradeDimension, _ cells: ArraySlice<TradeCell>, _ names: [String]) -> SellerMarkets.Breakdown {
        var sums: [Int32: SellerMarkets.Member] = [:]
        for cell in cells where cell.dimension == dimension && cell.month >= marketStart {
            sums[cell.member, default: SellerMarkets.Member(name: names[Int(cell.member)], orders: 0, valueMinor: 0)].add(cell)
        }
        return SellerMarkets.Breakdown(of: Array(sums.values))
    }

    private func text(_ cell: Cell, _ catalogue: ProductCatalogue) -> String {
        switch cell.dimension {
        case .all: allMember
        case .tradeModel: cell.member < 3 ? TradeModel.allCases[Int(cell.member)].name : unknownMember
        case .hs2: cell.member < 100 ? (cell.member < 10 ? "0" : "") + String(cell.member) : unknownMember
        case .category: catalogue.categories[catalogue.place(ofHash: cell.member)]
        case .partner, .currency, .unconverted:
            cell.member == 0 ? unknownMember : CodeList.unpack(UInt32(truncatingIfNeeded: cell.member))
        case .paymentMethod:
            payments.bytes(of: Int(cell.member)).isEmpty
                ? unknownMember : String(decoding: payments.bytes(of: Int(cell.member)), as: UTF8.self)
        }
    }
}

extension SellerMarkets.Member {
    fileprivate mutating func add(_ cell: TradeCell) {
        orders += cell.orders
        valueMinor &+= cell.valueMinor
    }
}

/// The member of what is missing.
let unknownMember = "UNKNOWN"

/// Which category a product has, by a hash of its id.
struct ProductCatalogue: Sendable {
    /// The categories, each once; what is missing comes first.
    private(set) var categories = [unknownMember]
    private var places: [UInt64: Int32] = [:]

    init(_ products: [ProductRecord]) {
        var known: [[UInt8]: Int32] = [Array(unknownMember.utf8): 0]
        var id = ByteBuffer()
        places.reserveCapacity(products.count)
        for place in products.indices {
            guard let category = products[place].row?.category, !category.isEmpty else { continue }
            id.removeAll()
            id.append(products[place].id)
            let number = known[category] ?? Int32(categories.count)
            if number == categories.count {
                known[category] = number
                categories.append(String(decoding: category, as: UTF8.self))
            }
            places[id.bytes.hash(0..<id.count)] = number
        }
    }

    /// The place of a product's category.
    func place(ofHash hash: UInt64) -> Int { Int(places[hash] ?? 0) }
}
