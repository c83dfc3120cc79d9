internal import Domain
internal import Tables

/// The least and the greatest value of a column chunk, and how many are missing: what lets a reader pass over a row group.
struct ColumnStatistics {
    private(set) var nullCount: Int64 = 0
    private var least: Cell = .null
    private var greatest: Cell = .null
    /// NaN has no place in an order: a column that holds one has no bounds (rule of the format).
    private var hasNaN = false

    /// Texts longer than this make no bounds: the footer would grow.
    private static let boundBytesMax = 64

    mutating func add(_ cell: Cell) {
        switch cell {
        case .null:
            nullCount += 1
            return
        case .real(let value) where value.isNaN: hasNaN = true
        default: break
        }
        if least == .null {
            (least, greatest) = (cell, cell)
        } else if ColumnStatistics.precedes(cell, least) {
            least = cell
        } else if ColumnStatistics.precedes(greatest, cell) {
            greatest = cell
        }
    }

    /// The bounds as the format stores them, PLAIN without a length; nil where there are none.
    var bounds: (least: [UInt8], greatest: [UInt8])? {
        guard !hasNaN, let low = ColumnStatistics.plain(least, zero: -0.0), let high = ColumnStatistics.plain(greatest, zero: 0.0)
        else { return nil }
        return max(low.count, high.count) <= ColumnStatistics.boundBytesMax ? (low, high) : nil
    }

    /// The order of the column's type: numbers by value, texts by bytes.
    private static func precedes(_ a: Cell, _ b: Cell) -> Bool {
        switch (a, b) {
        case (.integer(let a), .integer(let b)): a < b
        case (.real(let a), .real(let b)): a < b
        case (.day(let a), .day(let b)): a < b
        case (.text(let a), .text(let b)): a.lexicographicallyPrecedes(b)
        default: false
        }
    }

    /// - Parameter zero: the zero that bounds both (rule of the format: least −0, greatest +0).
    private static func plain(_ cell: Cell, zero: Double) -> [UInt8]? {
        switch cell {
        case .null: nil
        case .integer(let value): bytes(UInt64(bitPattern: value), 8)
        case .real(let value): bytes((value == 0 ? zero : value).bitPattern, 8)
        case .day(let value): bytes(UInt64(UInt32(bitPattern: value.number)), 4)
        case .text(let value): value
        }
    }

    private static func bytes(_ word: UInt64, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
    }
}
