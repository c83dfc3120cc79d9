import Domain
import Records
import TestSupport

/// Makes valid rows of any kind from a seed: typed values, and several ways to write each of them.
struct RowMaker {
    let schema: Schema
    var random: SeededGenerator

    init(_ kind: Kind, seed: UInt64) {
        schema = Schema.of(kind)
        random = SeededGenerator(seed: seed &* 31 &+ UInt64(kind.rawValue))
    }

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &random)] }

    /// One value per column, in the contract's order.
    mutating func values() -> [TypedValue] { schema.columns.indices.map { value(of: $0) } }

    /// A valid value of a column; what an empty field stands for where it may be empty.
    mutating func value(of index: Int) -> TypedValue {
        let column = schema.columns[index]
        if !column.isRequired && Int.random(in: 0..<3, using: &random) == 0 { return RowMaker.empty(column) }
        switch column.type {
        case .text: return .bytes(text())
        case .decimal(let bounds): return .number(number(bounds))
        case .whole(let bounds): return .number(pick([bounds.lowerBound, bounds.upperBound, Int64.random(in: bounds, using: &random)]))
        case .instant:
            return .number(pick([max(0, column.earliest), 951_782_400, Int64.random(in: 946_684_800..<1_893_456_000, using: &random)]))
        case .code(let list): return TypedValue(list.code(at: Int.random(in: 0..<list.count, using: &random)))
        case .word(let table): return TypedValue(pick(table.words))
        case .hsCode:
            return TypedValue(String(repeating: "0", count: pick([6, 8, 10]) - 4) + "\(Int.random(in: 1000..<10_000, using: &random))")
        case .place: return TypedValue(pick(["CN", "CNSHA", "DE2A9", "BRZZZ", "XK"]))
        }
    }

    /// What an empty field of the column stands for.
    static func empty(_ column: Column) -> TypedValue { column.defaultCode.map { TypedValue(CodeList.unpack($0)) } ?? .missing }

    private mutating func text() -> [UInt8] {
        let pieces = ["A", "7", "-", " ", ",", "\"", "\n", "\r\n", "é", "单号", "🚢", "\u{0}", "0001", "\u{FEFF}"]
        let length = pick([1, 1, 2, 5, 20, 256])
        var bytes: [UInt8] = []
        while true {
            let piece = Array(pick(pieces).utf8)
            if bytes.count + piece.count > length { break }
            bytes += piece
        }
        return bytes.isEmpty ? Array("x".utf8) : bytes
    }

    /// Small enough that a quantity times a price stays within 64 bits of minor units.
    private mutating func number(_ bounds: ClosedRange<Int64>) -> Int64 {
        let small: [Int64] = [
            1, -1, 0, 500_000, 1_000_000, -12_500_000, 99_999_999, 1_000_000_000_000,
            Int64.random(in: -9_999_999_999...9_999_999_999, using: &random),
        ]
        let fitting = small.filter { bounds.contains($0) }
        return pick(fitting)
    }

    /// One way to write a value, by chance.
    mutating func spelling(of value: TypedValue, in index: Int) -> [UInt8] {
        let column = schema.columns[index]
        if value == RowMaker.empty(column) && (value == .missing || Bool.random(using: &random)) { return [] }
        switch value {
        case .missing: return []
        case .bytes(let bytes): return bytes
        case .number(let number):
            switch column.type {
            case .instant: return Array(instant(number).utf8)
            case .whole: return Array(decimal(number * 1_000_000).utf8)
            default: return Array(decimal(number).utf8)
            }
        }
    }

    private mutating func decimal(_ micros: Int64) -> String {
        let digits = String(micros.magnitude % 1_000_000 + 1_000_000).dropFirst()
        let needed = 6 - digits.reversed().prefix { $0 == "0" }.count
        let decimals = pick([needed, needed, Int.random(in: needed...6, using: &random)])
        let whole = micros.magnitude / 1_000_000
        let sign = micros < 0 ? "-" : pick(["", "", "+"])
        let integer = whole == 0 && decimals > 0 ? pick(["", "0"]) : pick(["", "", "0", "000"]) + "\(whole)"
        return sign + integer + (decimals == 0 ? "" : ".\(digits.prefix(decimals))")
    }

    private mutating func instant(_ seconds: Int64) -> String {
        if seconds % 86_400 == 0 && Bool.random(using: &random) { return Instant(seconds).day.description }
        let offset = pick([0, 0, 8 * 60, -3 * 60, 5 * 60 + 45, -(23 * 60 + 59), 14 * 60])
        var text = Instant(seconds + Int64(offset * 60)).description.dropLast().description
        text = text.split(separator: "T").joined(separator: pick(["T", "T", "t", " "])) + pick(["", "", ".0", ".999999999"])
        let minutes = abs(offset)
        let sign = offset < 0 ? "-" : "+"
        if offset == 0 { return text + pick(["Z", "z", "+00:00", "-00:00"]) }
        return text + sign + (minutes < 600 ? "0" : "") + "\(minutes / 60):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
    }

    /// A document of rows: columns in an order of their own with an unknown one among them, some fields quoted, either line end.
    mutating func document(_ rows: [[TypedValue]]) -> [UInt8] {
        var order: [Int?] = schema.columns.indices.map { $0 } + [nil]
        order.shuffle(using: &random)
        let end = Array(pick(["\n", "\r\n"]).utf8)
        var bytes = Array(order.map { $0.map { schema.columns[$0].name } ?? "remark" }.joined(separator: ",").utf8) + end
        for row in rows {
            for (place, index) in order.enumerated() {
                if place > 0 { bytes.append(0x2C) }
                let field = index.map { spelling(of: row[$0], in: $0) } ?? Array(pick(["", "a, b", "no \"matter\""]).utf8)
                bytes += written(field, isQuoted: Int.random(in: 0..<4, using: &random) == 0)
            }
            bytes += end
        }
        return bytes
    }
}
