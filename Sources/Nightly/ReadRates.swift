import Bytes
import Domain
import InformationBases
import Ingest
import Problems
import Records

/// Reads a table of reference rates (the contract's layout of `rates`, or the ECB's).
func readRates(path: String, asOf: Day) throws(Problem) -> RateTable {
    var sink = RateSink()
    var buffers = DumpReaderBuffers()
    // A table covers days far apart and is no delivery of one day: nothing in it is from the future.
    let file = try DumpFile(partition: Day(year: 9999, month: 1, day: 1) ?? asOf, path: path, kind: .rates)
    _ = try readDump(file, into: &sink, buffers: &buffers)
    if let fault = sink.fault {
        throw Problem(
            .inputRefused, at: Position(source: path, line: fault.line),
            "the table of rates has a row that cannot be used (\(fault.reason.rawValue))",
            remedy: fault.reason.remedy)
    }
    var table = RateTable()
    table.add(sink.rows)
    return table
}

private struct RateSink: RowSink, ~Copyable {
    var rows: [(day: Day, currency: UInt32, millionths: Int64)] = []
    var fault: (line: Int, reason: QuarantineReason)?
    private var decoder = RowDecoder(.rates)

    mutating func accept(_ batch: borrowing RowBatch) throws(Problem) {
        for i in batch.entries.indices {
            decoder.decode(batch.bytes, at: batch.entries[i].start)
            if let rate = RateTable.row(decoder) { rows.append(rate) }
        }
    }

    mutating func reject(_ fault: RowFault, field: [UInt8], _ raw: borrowing RawSpan, line: Int, byte: Int) throws(Problem) {
        if self.fault == nil { self.fault = (line, fault.reason) }
    }
}
