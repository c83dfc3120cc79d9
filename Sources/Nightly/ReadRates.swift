import Bytes
public import CurrencyGuidance
import Domain
import InformationBases
import Ingest
public import Problems
import Records
import Segments

/// Reads a table of reference rates (the contract's layout of `rates`, or the ECB's).
func readRates(path: String, asOf: Day) throws(Problem) -> RateTable {
    var table = RateTable()
    table.add(
        try readQuotes(path: path).filter { $0.base == Currency.euro }.map { ($0.day, $0.currency, $0.millionths) })
    return table
}

/// Reads a table of reference rates, those against other bases than the euro too.
///
/// - Returns: one for each day, base and currency, ascending by these. Of several the one with the latest instant of that day counts, then the
///   greater rate: the order of rows never does.
/// - Throws: where a row cannot be used, with its line.
public func readQuotes(path: String) throws(Problem) -> [Quote] {
    var sink = RateSink()
    var buffers = DumpReaderBuffers(bucketCount: 1)
    // A table covers days far apart and is no delivery of one day: nothing in it is from the future.
    guard let partition = Day(year: 9999, month: 1, day: 1) else { preconditionFailure("The year 9999 has a first day.") }
    let file = try DumpFile(partition: partition, path: path, kind: .rates)
    _ = try readDump(file, into: &sink, buffers: &buffers)
    if let fault = sink.fault {
        throw Problem(
            .inputRefused, at: Position(source: path, line: fault.line),
            "the table of rates has a row that cannot be used (\(fault.reason.rawValue))",
            remedy: fault.remedy)
    }
    return sink.quotes.values.map(\.quote).sorted {
        ($0.day.number, $0.base, $0.currency) < ($1.day.number, $1.base, $1.currency)
    }
}

private struct RateSink: RowSink, ~Copyable {
    private(set) var quotes: [Key: Version] = [:]
    var fault: (line: Int, reason: QuarantineReason, remedy: String)?
    private var decoder = RowDecoder(.rates)

    struct Key: Hashable {
        var day: Day
        var base: UInt32
        var currency: UInt32
    }

    /// A rate, and when on its day it was fixed, in seconds since 1970.
    struct Version {
        var quote: Quote
        var seconds: Int64

        static func < (a: Version, b: Version) -> Bool { (a.seconds, a.quote.millionths) < (b.seconds, b.quote.millionths) }
    }

    mutating func take(_ bucket: Int, of rows: inout RowScatter) {
        rows.drain(bucket) { bytes, row, _ in
            decoder.decode(bytes, at: row.lowerBound)
            let quote = Quote(
                day: Instant(decoder.values[0]).day, base: UInt32(truncatingIfNeeded: decoder.values[3]),
                currency: UInt32(truncatingIfNeeded: decoder.values[1]), millionths: decoder.values[2])
            let key = Key(day: quote.day, base: quote.base, currency: quote.currency)
            let version = Version(quote: quote, seconds: decoder.values[0])
            if quotes[key].map({ $0 < version }) ?? true { quotes[key] = version }
        }
    }

    mutating func takeAll(of rows: inout RowScatter) { for bucket in 0..<rows.slab.bucketCount { take(bucket, of: &rows) } }

    mutating func reject(_ fault: RowFault, field: [UInt8], _ raw: borrowing RawSpan, line: Int, byte: Int) throws(Problem) {
        if self.fault == nil {
            self.fault = (line, fault.reason, fault.reason.remedy(in: fault.column.map { Schema.of(.rates).columns[$0] }))
        }
    }
}
