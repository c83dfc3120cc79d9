import Decompression

/// How one file is written: name, container, order of columns, line ends, quoting. All shapes are valid CSV (RFC 4180).
struct FileShape {
    let kind: DumpKind
    let name: String
    let container: Container
    /// Index into the kind's columns, or a negative number for a column that the contract does not know.
    let columns: [Int]
    let lineEnd: [UInt8]
    let hasByteOrderMark: Bool
    let quotesAll: Bool
    let endsLastLine: Bool

    private static let strangeColumns = ["remark", "source_row"]
    private static let strangeValues = [
        "", "ok", "packed by \"Lee\", 2nd shift", "vu à l'entrepôt", "已核对", "see note:\nfragile, keep dry", "📦",
    ]

    init(_ plan: SynthesisPlan, partition: Int, kind: DumpKind, file: Int) {
        var random = RandomStream(seed: plan.seed, .shape, partition, kind.rawValue * 64 + file)
        self.kind = kind
        let allowed = kind == .rates ? plan.containers.filter { $0 != .zstd } : plan.containers
        container = allowed.isEmpty ? .plain : random.pick(allowed)
        let label = kind.isBoundToOrders ? "-" + FileShape.labels[(file + kind.rawValue) % FileShape.labels.count] : ""
        let number = plan.filesPerKind > 1 && kind.isBoundToOrders ? "-" + padded(file + 1, 2) : ""
        name = kind.name + label + number + ".csv" + container.fileNameEnding
        columns = FileShape.drawColumns(of: kind, &random)
        lineEnd = random.chance(150_000) ? [0x0D, 0x0A] : [0x0A]
        hasByteOrderMark = kind != .rates && random.chance(100_000)
        quotesAll = random.chance(50_000)
        endsLastLine = !random.chance(200_000)
    }

    private static let labels = ["alpha", "cainiao", "bazaar", "yunexpress"]

    private static func drawColumns(of kind: DumpKind, _ random: inout RandomStream) -> [Int] {
        let omitted = random.chance(500_000) ? kind.unusedColumns : 0
        var columns = Array(0..<(kind.columns.count - omitted))
        if random.chance(250_000) {
            for index in columns.indices.dropFirst().reversed() { columns.swapAt(index, random.below(index + 1)) }
        }
        if random.chance(120_000) { columns.insert(-1, at: random.below(columns.count + 1)) }
        if random.chance(60_000) { columns.insert(-2, at: random.below(columns.count + 1)) }
        return columns
    }

    /// The header line.
    var header: [UInt8] {
        let names = columns.map { $0 >= 0 ? kind.columns[$0] : FileShape.strangeColumns[-1 - $0] }
        let quoted = quotesAll ? names.map { "\"\($0)\"" } : names
        return (hasByteOrderMark ? [0xEF, 0xBB, 0xBF] : []) + Array(quoted.joined(separator: ",").utf8) + lineEnd
    }

    /// Appends a row. `verbatim` names a column whose bytes are written as they are, quotes included; `surplus` adds fields at the
    /// end, or takes them away (−1): both for planted faults.
    func append(_ fields: FieldList, to content: inout [UInt8], verbatim: Int? = nil, surplus: Int = 0) {
        precondition(fields.count == kind.columns.count, "a row of \(kind.name) has \(fields.count) fields")
        for (place, column) in columns.enumerated().dropLast(max(0, -surplus)) {
            if place > 0 { content.append(0x2C) }
            if column < 0 {
                let strange = column == -2 ? String(content.count % 9_973) : FileShape.strangeValues[content.count % 7]
                append(field: Array(strange.utf8)[...], to: &content)
            } else if column == verbatim {
                content.append(contentsOf: fields[column])
            } else {
                append(field: fields[column], to: &content)
            }
        }
        for _ in 0..<max(0, surplus) { content.append(contentsOf: ",surplus".utf8) }
        content.append(contentsOf: lineEnd)
    }

    private func append(field: ArraySlice<UInt8>, to content: inout [UInt8]) {
        let needsQuotes = quotesAll || field.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return content.append(contentsOf: field) }
        content.append(0x22)
        for byte in field {
            if byte == 0x22 { content.append(0x22) }
            content.append(byte)
        }
        content.append(0x22)
    }
}
