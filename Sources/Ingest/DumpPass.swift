public import Bytes
import Decompression
import Domain
public import Problems
public import Records
public import Segments

/// Where the rows of a dump go.
public protocol RowSink: ~Copyable {
    /// Takes the rows of a bucket, which is full: good ones in their canonical encoding, in the file's order.
    mutating func take(_ bucket: Int, of rows: inout RowScatter) throws(Problem)
    /// Takes the rows of all buckets behind the file's last record.
    mutating func takeAll(of rows: inout RowScatter) throws(Problem)
    /// A row that cannot be used, as it stands in the file; `field` is what stands in the fault's column.
    mutating func reject(_ fault: RowFault, field: [UInt8], _ raw: borrowing RawSpan, line: Int, byte: Int) throws(Problem)
}

/// What was read of one file.
public struct DumpSummary: Sendable {
    public var rowsRead = 0
    public var unknownColumns: [String] = []
    /// As `RowEncoder.withdrawnCodes`.
    public var withdrawnCodes = 0
}

/// One thread's buffers for reading dumps; made once, used for file after file.
public struct DumpReaderBuffers: ~Copyable {
    static let windowBytes = 256 * 1024
    var window = Window(capacity: DumpReaderBuffers.windowBytes)
    var rows: RowScatter

    /// - Parameter bucketCount: as a `RowScatter`'s.
    public init(bucketCount: Int = Segments.bucketCount) { rows = RowScatter(bucketCount: bucketCount) }

    /// Makes ready for rows that are scattered into so many buckets.
    mutating func scatter(into bucketCount: Int) {
        if rows.slab.bucketCount != bucketCount { rows = RowScatter(bucketCount: bucketCount) }
    }
}

/// The greatest window that `zstd -d` takes without options, as a power of two: 128 MiB.
public let zstdWindowLogLimit = 27

/// Reads one file from its first byte to its last: inflate → tokenise → check and type → sink.
///
/// - Parameters:
///   - hashKey: what the rows' buckets follow from.
///   - zstdWindowLogMax: frames that need a window over 2^this bytes of memory are refused.
/// - Throws: `.inputRefused` where the header lacks required columns or the compressed stream is damaged; what the sink throws.
public func readDump<Sink: RowSink & ~Copyable>(
    _ file: DumpFile, _ hashKey: HashKey = .ofProcess, into sink: inout Sink, buffers: inout DumpReaderBuffers,
    zstdWindowLogMax: Int = zstdWindowLogLimit, onRaw: ((RawSpan) -> Void)? = nil
) throws(Problem) -> DumpSummary {
    let reader = try DumpReader(
        file: file.location, container: file.container, source: file.path, zstdWindowLogMax: zstdWindowLogMax, onRaw: onRaw)
    var stream = DumpStream(reader: reader, buffers: &buffers)
    var summary = DumpSummary()
    guard try stream.next(&buffers) else {
        throw Problem(
            .inputRefused, at: Position(source: file.path, line: 1), "the file has no header",
            remedy: "deliver it with the contract's header of \(file.kind.name)")
    }
    let header = try DumpHeader(file, stream.tokenizer, buffers.window.bytes)
    summary.unknownColumns = header.unknown
    var encoder = RowEncoder(plan: header.plan, latest: (file.partition + 2).start, hashKey)
    if let wide = header.wideRates {
        while try stream.next(&buffers) {
            if summary.rowsRead == 0 { try wide.refuseDaily(file, stream.tokenizer, buffers.window.bytes) }
            summary.rowsRead += try readWideRates(wide, &stream.tokenizer, buffers.window, &encoder, &buffers.rows, into: &sink)
        }
    } else {
        summary.rowsRead = try readRows(&stream, &buffers, &encoder, into: &sink)
    }
    summary.withdrawnCodes = encoder.withdrawnCodes
    try sink.takeAll(of: &buffers.rows)
    return summary
}

/// All records behind the header; returns how many.
private func readRows<Sink: RowSink & ~Copyable>(
    _ stream: inout DumpStream, _ buffers: inout DumpReaderBuffers, _ encoder: inout RowEncoder, into sink: inout Sink
) throws(Problem) -> Int {
    var faults = 0
    while true {
        switch encode(&stream, buffers.window, &encoder, &buffers.rows) {
        case .full(let bucket): try sink.take(bucket, of: &buffers.rows)
        case .end: return encoder.rowCount + faults
        case .needMore: try stream.readOn(&buffers)
        case .fault(let fault):
            faults += 1
            try reject(fault, stream.tokenizer, buffers.window.bytes, encoder, stream.tokenizer.line, stream.tokenizer.byte, into: &sink)
        }
    }
}

/// The buffers are passed one by one: a span of one would keep both borrowed.
private func encode(
    _ stream: inout DumpStream, _ window: borrowing Window, _ encoder: inout RowEncoder, _ rows: inout RowScatter
) -> RowEncoder.Pause {
    encoder.encode(&stream.tokenizer, window.bytes, isLast: stream.isLast, into: &rows.slab)
}

private func reject<Sink: RowSink & ~Copyable>(
    _ fault: RowFault, _ record: borrowing Tokenizer, _ window: borrowing RawSpan, _ encoder: borrowing RowEncoder, _ line: Int,
    _ byte: Int, into sink: inout Sink
) throws(Problem) {
    let field = encoder.field(of: fault, record, window)
    try sink.reject(fault, field: field, window.extracting(record.start..<record.end), line: line, byte: byte)
}

/// A record of the wide layout, as rows of the long one; returns how many.
private func readWideRates<Sink: RowSink & ~Copyable>(
    _ wide: WideRates, _ record: inout Tokenizer, _ source: borrowing Window, _ encoder: inout RowEncoder,
    _ rows: inout RowScatter, into sink: inout Sink
) throws(Problem) -> Int {
    var long = ByteBuffer()
    let window = source.bytes
    var fault = wide.transcribe(record, window, into: &long)
    // No date and no rate holds a line end: where one does, a quote is out of place.
    if fault == nil, record.fieldWithLines != nil { fault = firstFault(long.bytes, &encoder) }
    if let fault {
        record.keepFirstLine(window)
        try sink.reject(fault, field: [], window.extracting(record.start..<record.end), line: record.line, byte: record.byte)
        return 1
    }
    var count = 0
    var inner = Tokenizer()
    let place = ScatterSlab.Place(line: record.line, byte: record.byte)
    while inner.next(long.bytes, isLast: true) == .record {
        count += 1
        if let fault = encoder.encode(inner, long.bytes) {
            try reject(fault, inner, long.bytes, encoder, record.line, record.byte, into: &sink)
        } else {
            while let bucket = encoder.add(to: &rows.slab, at: place) { try sink.take(bucket, of: &rows) }
        }
    }
    return count
}

/// What is wrong with the first row of a document that cannot be used.
private func firstFault(_ document: borrowing RawSpan, _ encoder: inout RowEncoder) -> RowFault? {
    var tokenizer = Tokenizer()
    while tokenizer.next(document, isLast: true) == .record {
        if let fault = encoder.fault(of: tokenizer, document) { return fault }
    }
    return nil
}

/// A file's records, one after the other.
private struct DumpStream: ~Copyable {
    let reader: DumpReader
    var tokenizer = Tokenizer()
    private(set) var isLast = false

    init(reader: DumpReader, buffers: inout DumpReaderBuffers) {
        self.reader = reader
        buffers.window.drop(before: buffers.window.count)
        buffers.rows.discard()
    }

    /// Finds the next record; false at the end of the file.
    mutating func next(_ buffers: inout DumpReaderBuffers) throws(Problem) -> Bool {
        while true {
            switch tokenizer.next(buffers.window.bytes, isLast: isLast) {
            case .record: return true
            case .end: return false
            case .needMore: try readOn(&buffers)
            }
        }
    }

    /// Drops what was read from the window and reads more behind the rest.
    mutating func readOn(_ buffers: inout DumpReaderBuffers) throws(Problem) {
        buffers.window.drop(before: tokenizer.start)
        tokenizer.rebase()
        let offset = buffers.window.count
        let free = buffers.window.free
        let got = try reader.read(into: &buffers.window.storage, at: offset, atMost: free)
        buffers.window.extend(by: got)
        isLast = got == 0
    }
}

/// A file's header, and what it means for the rows.
private struct DumpHeader {
    var plan: HeaderPlan
    var unknown: [String]
    var wideRates: WideRates?

    init(_ file: DumpFile, _ record: borrowing Tokenizer, _ window: borrowing RawSpan) throws(Problem) {
        if let flaw = record.flaw {
            if let foreign = ForeignContent(window, record, file) { throw foreign.problem(file, line: record.line) }
            throw Problem(
                .inputRefused, at: Position(source: file.path, line: record.line), "the header is no record of CSV (\(flaw.rawValue))",
                remedy: flaw.remedy)
        }
        var names: [String] = []
        for i in 0..<record.fieldCount {
            let field = record.field(i)
            let bytes = field.isUnescaped ? record.unescaped.bytes.array(field.range) : window.array(field.range)
            names.append(String(decoding: bytes, as: UTF8.self))
        }
        wideRates = file.kind == .rates ? WideRates(header: names) : nil
        if wideRates != nil { names = WideRates.longHeader }
        do throws(HeaderPlan.Refusal) {
            plan = try HeaderPlan(schema: Schema.of(file.kind), names: names)
        } catch {
            if let foreign = ForeignContent(window, record, file) { throw foreign.problem(file, line: record.line) }
            throw DumpHeader.problem(error, file, names, line: record.line)
        }
        unknown = plan.unknown + (wideRates?.unknown ?? [])
    }

    private static func problem(_ refusal: HeaderPlan.Refusal, _ file: DumpFile, _ names: [String], line: Int) -> Problem {
        let place = Position(source: file.path, line: line)
        switch refusal {
        case .repeated(let columns):
            return Problem(
                .inputRefused, at: place, "the header names \(columns.joined(separator: ", ")) more than once",
                remedy: "keep one column of each name")
        case .missing(let columns):
            let known = names.filter { Schema.of(file.kind).index(of: $0) != nil }.count
            return Problem(
                .inputRefused, at: place,
                "this is no dump of \(file.kind.name): the header lacks \(columns.joined(separator: ", ")) "
                    + "(\(known) of its \(names.count) columns are known)",
                remedy: "deliver the file in the contract's layout, or give it the name of the kind that it is")
        }
    }
}
