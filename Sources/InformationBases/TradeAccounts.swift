import Bytes
import Domain
import Segments
import Statistics

/// The trade of one bucket's accounts, one of them after the other in the making: by month and flow, and below these by dimension and
/// member.
struct TradeAccounts: ~Copyable {
    /// Month and flow → group.
    private var groupTable = PairTable()
    private var groups = PlainArray<Group>()
    /// `Group.cellCount` for each group: its cells that every line adds to; −1: not yet there.
    private var groupCells = PlainArray<Int32>()
    /// The place of the group that was asked for last.
    private var lastGroup = 0
    /// Member; group and breakdown → cell.
    private var cellTable = PairTable()
    private var cells = PlainArray<Cell>()
    /// While records of settled orders are taken for a new checkpoint: lines are counted by product, since its category may change.
    private var isSettling = false
    private let catalogue: ProductCatalogue
    private let firstDay: Day
    /// By day from the first one on.
    private var months = PlainArray<Int32>()
    /// The first month of what sellers sell now.
    private let marketStart: Int32
    /// Member of a breakdown → place, and by place what it comes to.
    private var marketTable = PairTable()
    private var marketSums = PlainArray<MemberSums>()

    // Of the whole bucket.

    /// Texts of payment methods that are longer than seven bytes.
    private var payments = IdentifierTable()
    /// Products of settled orders, while these are taken for a new checkpoint.
    private var products = IdentifierTable()
    /// A cell's member and dimension → place among the members' texts.
    private var memberTable = PairTable(expected: 256)
    private var members: [[UInt8]] = []
    /// The accounts' cells with these members, and where each account's end.
    private var finished: [TradeCell] = []
    private var ends: [Int] = []

    private struct Group: BitwiseCopyable {
        /// The cell of all trade, and behind it those of each trade model and of lines without one.
        static let cellCount = 5

        var month: Int32
        var flow: TradeFlow
    }

    private struct Cell: BitwiseCopyable {
        /// At most one for each flow of each month that statistics tell of.
        var group: UInt16
        var dimension: TradeDimension
        /// The member is a product's place.
        var isOfProduct: Bool
        /// How often `low` ran over, upwards less downwards.
        private var carries: Int32 = 0
        /// A code's packed bytes, a number, or a place.
        var member: UInt64
        var orders: Int64 = 0
        private var low: Int64 = 0

        init(group: Int, dimension: TradeDimension, isOfProduct: Bool, member: UInt64) {
            self.group = UInt16(group)
            self.dimension = dimension
            self.isOfProduct = isOfProduct
            self.member = member
        }

        /// Minor units, exact.
        var valueMinor: Int128 { Int128(carries) &<< 64 &+ Int128(low) }

        @inline(__always)
        mutating func add(_ orders: Int64, _ valueMinor: Int64) {
            self.orders &+= orders
            let (sum, runsOver) = low.addingReportingOverflow(valueMinor)
            low = sum
            if runsOver { carries &+= valueMinor < 0 ? -1 : 1 }
        }

        mutating func add(_ orders: Int64, wide valueMinor: Int128) {
            self.orders &+= orders
            let sum = self.valueMinor &+ valueMinor
            low = Int64(truncatingIfNeeded: sum)
            carries = Int32(truncatingIfNeeded: (sum &- Int128(low)) >> 64)
        }
    }

    /// - Parameter firstDay: the first day of booking that statistics tell of.
    init(firstDay: Day, asOf: Day, _ catalogue: ProductCatalogue) {
        self.firstDay = firstDay
        self.catalogue = catalogue
        marketStart = TradePeriod.month(of: asOf) - SellerMarkets.months + 1
        for days in 0...max(0, asOf - firstDay) { months.append(TradePeriod.month(of: firstDay + days)) }
    }

    /// Begins a bucket.
    mutating func removeAll() {
        payments.removeAll(expected: 16)
        products.removeAll(expected: 16)
        memberTable.removeAll(expected: 256)
        members.removeAll(keepingCapacity: true)
        finished.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Begins an account of so many records.
    /// - Parameter isSettling: they are of settled orders, until these are written.
    mutating func begin(records: Int, isSettling: Bool) {
        self.isSettling = isSettling
        groupTable.removeAll(expected: min(records, 32))
        groups.removeAll()
        groupCells.removeAll()
        cellTable.removeAll(expected: min(records * 4, 512))
        cells.removeAll()
    }

    /// Takes the trade lines of an order, as `BaseRecord` tells of them.
    mutating func takeLines(
        _ booked: Int32, _ bytes: borrowing RawSpan, _ cursor: ByteCursor, end: Int, _ nearProducts: borrowing PlainArray<TextRange>
    ) {
        guard cursor.at < end, booked >= firstDay.number else { return }
        let month = month(of: booked)
        var cursor = cursor
        while cursor.at < end {
            let head = cursor.byte(bytes)
            let firsts = head & BaseRecord.TradeLineHead.isFirst != 0 ? UInt8.max : cursor.byte(bytes)
            let hs2 = cursor.byte(bytes)
            let partner = cursor.packed(bytes, width: 2)
            let currency = cursor.packed(bytes, width: 3)
            let hasProduct = head & BaseRecord.TradeLineHead.hasProduct != 0
            let product = hasProduct ? cursor.text(bytes) : nearProducts[Int(cursor.byte(bytes))].range
            let payment = payment(bytes, &cursor)
            let value = cursor.zigzag(bytes)
            let isConverted = head & BaseRecord.TradeLineHead.isConverted != 0
            let group = self.group(month, TradeFlow(rawValue: head & 7) ?? .unknown)
            let converted = isConverted ? value : 0
            add(group, .all, 0, at: 0, firsts, converted)
            add(group, .tradeModel, UInt64(head &>> 3 & 3), at: 1 &+ Int(head &>> 3 & 3), firsts, converted)
            add(group, .hs2, UInt64(hs2), firsts, converted)
            add(group, .partner, partner, firsts, converted)
            add(group, .paymentMethod, payment, firsts, converted)
            add(group, isConverted ? .currency : .unconverted, currency, firsts, value)
            let cell = cell(group, ofProduct: product, bytes)
            cells[cell].add(firsts & TradeDimension.category.bit == 0 ? 0 : 1, converted)
        }
    }

    @inline(__always)
    private func month(of booked: Int32) -> Int32 {
        let days = Int(booked &- firstDay.number)
        return days < months.count ? months[days] : TradePeriod.month(of: Day(booked))
    }

    /// The member of a payment method: its text and behind it, in the highest byte, its length; of texts that have no room there the place in
    /// a table, and in the highest byte more than any length.
    @inline(__always)
    private mutating func payment(_ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) -> UInt64 {
        let length = Int(truncatingIfNeeded: cursor.varint(bytes))
        cursor.at &+= length
        let text = cursor.at &- length..<cursor.at
        return length < 8 ? bytes.packed(text) | UInt64(truncatingIfNeeded: length) &<< 56 : longPayment(bytes, text)
    }

    // Not inlined: few texts are long, and finding one takes much code.
    @inline(never)
    private mutating func longPayment(_ bytes: borrowing RawSpan, _ text: Range<Int>) -> UInt64 {
        UInt64(payments.index(bytes, text)) | 0xFF &<< 56
    }

    private func paymentText(_ member: UInt64) -> [UInt8] {
        let length = member &>> 56
        if length == 0xFF { return payments.bytes(of: Int(member & 0xFFFF_FFFF)) }
        return (0..<length).map { UInt8(truncatingIfNeeded: member &>> ($0 &* 8)) }
    }

    private mutating func group(_ month: Int32, _ flow: TradeFlow) -> Int {
        if lastGroup < groups.count, groups[lastGroup].month == month, groups[lastGroup].flow == flow { return lastGroup }
        lastGroup = enteredGroup(month, flow)
        return lastGroup
    }

    @inline(never)
    private mutating func enteredGroup(_ month: Int32, _ flow: TradeFlow) -> Int {
        let group = groupTable.index(UInt64(UInt32(bitPattern: month)), UInt32(flow.rawValue))
        if group == groups.count {
            groups.append(Group(month: month, flow: flow))
            groupCells.append(repeating: -1, count: Group.cellCount)
        }
        return group
    }

    /// - Parameter place: the cell's in its group.
    @inline(__always)
    private mutating func add(
        _ group: Int, _ dimension: TradeDimension, _ member: UInt64, at place: Int, _ firsts: UInt8, _ value: Int64
    ) {
        let place = group &* Group.cellCount &+ place
        if groupCells[place] < 0 {
            let cell = cell(group, dimension, member)
            groupCells[place] = Int32(truncatingIfNeeded: cell)
        }
        cells[Int(groupCells[place])].add(firsts & dimension.bit == 0 ? 0 : 1, value)
    }

    @inline(__always)
    private mutating func add(_ group: Int, _ dimension: TradeDimension, _ member: UInt64, _ firsts: UInt8, _ value: Int64) {
        let cell = self.cell(group, dimension, member)
        cells[cell].add(firsts & dimension.bit == 0 ? 0 : 1, value)
    }

    @inline(__always)
    private mutating func cell(_ group: Int, _ dimension: TradeDimension, _ member: UInt64, isOfProduct: Bool = false) -> Int {
        let breakdown = UInt32(dimension.rawValue) | (isOfProduct ? 8 : 0)
        let cell = cellTable.index(member, UInt32(truncatingIfNeeded: group) &<< 4 | breakdown)
        if cell == cells.count {
            cells.append(
                Cell(group: group, dimension: dimension, isOfProduct: isOfProduct, member: member))
        }
        return cell
    }

    /// The cell of a product's category, or of the product itself.
    @inline(__always)
    private mutating func cell(_ group: Int, ofProduct id: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        let member = isSettling ? products.index(bytes, id) : catalogue.place(of: id, bytes)
        return cell(group, .category, UInt64(member), isOfProduct: isSettling)
    }

    /// Takes a cell of settled orders, as `writeSettled` writes it.
    mutating func takeSum(_ booked: Int32, _ bytes: borrowing RawSpan, _ cursor: ByteCursor) {
        guard booked >= firstDay.number else { return }
        var cursor = cursor
        let head = cursor.byte(bytes)
        let dimension = TradeDimension(rawValue: head &>> 3 & 7) ?? .all
        let group = self.group(month(of: booked), TradeFlow(rawValue: head & 7) ?? .unknown)
        var member = cursor.word(bytes)
        if dimension == .paymentMethod { member = payment(bytes, &cursor) }
        let cell = dimension == .category ? self.cell(group, ofProduct: cursor.text(bytes), bytes) : self.cell(group, dimension, member)
        let orders = cursor.zigzag(bytes)
        var value = Int128(cursor.zigzag(bytes))
        if head & BaseRecord.wideSumBit != 0 { value &+= Int128(cursor.zigzag(bytes)) &<< 64 }
        cells[cell].add(orders, wide: value)
    }

    /// Appends the account's cells as records, and from then on counts by category.
    /// - Returns: the number of records.
    mutating func writeSettled(_ id: Range<Int>, _ ids: borrowing RawSpan, into target: inout ByteBuffer) -> Int {
        var record = Scratch(capacity: BaseRecord.bytesMax)
        let count = cells.count
        isSettling = false
        for i in 0..<count {
            let cell = cells[i]
            let group = groups[Int(cell.group)]
            let booked = TradePeriod(firstMonth: group.month, length: .month).start
            var at = record.begin(BaseRecord.tradeSum.rawValue, ids, id, booked: booked)
            let value = cell.valueMinor
            let low = Int64(truncatingIfNeeded: value)
            let isWide = Int128(low) != value
            at = record.store(group.flow.rawValue | cell.dimension.rawValue &<< 3 | (isWide ? BaseRecord.wideSumBit : 0), at: at)
            at = record.store(cell.member, width: 8, at: at)
            if cell.dimension == .paymentMethod {
                let text = paymentText(cell.member)
                at = record.storeVarint(UInt64(text.count), at: at)
                for byte in text { at = record.store(byte, at: at) }
            }
            let product = cell.isOfProduct ? products.range(of: Int(cell.member)) : 0..<0
            if cell.isOfProduct { at = record.storeText(products.bytes, product, at: at) }
            at = record.storeZigzag(low, at: record.storeZigzag(cell.orders, at: at))
            if isWide { at = record.storeZigzag(Int64(truncatingIfNeeded: (value &- Int128(low)) >> 64), at: at) }
            target.appendRecord(record, length: at)
            if cell.isOfProduct {
                let category = catalogue.place(of: product, products.bytes)
                let ofCategory = self.cell(Int(cell.group), .category, UInt64(category))
                cells[ofCategory].add(cell.orders, wide: value)
            }
        }
        return count
    }

    /// Ends the account: keeps its trade for the totals, and tells what it sells.
    mutating func finish(_ markets: inout SellerMarkets) {
        let start = finished.count
        for i in cells.indices where !cells[i].isOfProduct {
            let cell = cells[i]
            let group = groups[Int(cell.group)]
            let member = memberTable.index(cell.member, UInt32(cell.dimension.rawValue))
            if member == members.count { members.append(text(cell)) }
            finished.append(
                TradeCell(
                    flow: group.flow, dimension: cell.dimension, member: Int32(member), month: group.month, orders: cell.orders,
                    valueMinor: cell.valueMinor))
        }
        ends.append(finished.count)
        markets.categories = breakdown(.category, from: start)
        markets.chapters = breakdown(.hs2, from: start)
    }

    /// Adds the bucket's trade to the totals.
    func add(to totals: inout TradeTotals) { totals.add(finished, ends: ends, members: members) }

    /// - Parameter start: where the account's cells begin among the finished ones.
    private mutating func breakdown(_ dimension: TradeDimension, from start: Int) -> SellerMarkets.Breakdown {
        marketTable.removeAll(expected: 64)
        marketSums.removeAll()
        for i in start..<finished.count where finished[i].dimension == dimension && finished[i].month >= marketStart {
            let place = marketTable.index(UInt64(finished[i].member), 0)
            if place == marketSums.count { marketSums.append(MemberSums(member: UInt32(finished[i].member))) }
            marketSums[place].orders &+= finished[i].orders
            marketSums[place].valueMinor &+= finished[i].valueMinor
        }
        return SellerMarkets.Breakdown(of: marketSums) { place in members[Int(marketSums[place].member)] }
    }

    /// In UTF-8.
    private func text(_ cell: Cell) -> [UInt8] {
        switch cell.dimension {
        case .all: return Array(allMember.utf8)
        case .tradeModel: return cell.member < 3 ? Array(TradeModel.allCases[Int(cell.member)].name.utf8) : unknownMember
        case .hs2:
            let digits = [cell.member / 10, cell.member % 10].map { UInt8(ascii: "0") + UInt8(truncatingIfNeeded: $0) }
            return cell.member < 100 ? digits : unknownMember
        case .category: return catalogue.categories[Int(cell.member)]
        case .partner, .currency, .unconverted:
            return cell.member == 0 ? unknownMember : Array(CodeList.unpack(UInt32(truncatingIfNeeded: cell.member)).utf8)
        case .paymentMethod:
            let text = paymentText(cell.member)
            return text.isEmpty ? unknownMember : text
        }
    }
}

/// The member of what is missing, in UTF-8.
let unknownMember = Array("UNKNOWN".utf8)
