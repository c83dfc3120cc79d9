import Bytes
import Domain
import Records
import Scoring
import Segments

/// One thread's pass over the rows that belong to no order and are no subject or product: their versions, and the faults of
/// sellers that decide a grade.
struct RegisterJoin: ~Copyable {
    private var bucket = BucketRows()
    private var inspections = Versions(.inspections)
    private var traces = Versions(.traces)
    private var penalties = Versions(.penalties)
    private var deposits = Versions(.deposits)
    private var rates = Versions(.rates)
    private var sealKeys = Versions(.sealKeys)
    private var inspection = RowDecoder(.inspections)
    private var penalty = RowDecoder(.penalties)
    private var lateRates = LateRates()
    private var isKept = PlainArray<UInt8>()
    private var buffer = ByteBuffer(capacity: 1 << 12)
    private static let kinds: [Kind] = [.inspections, .traces, .penalties, .deposits, .rates, .sealKeys]

    mutating func join(
        _ index: Int, of input: borrowing BaseInput, _ report: inout BucketReport, into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) {
        try bucket.load(index, of: input) { RegisterJoin.kinds.contains($0) }
        guard bucket.count > 0 else { return }
        sink.begin(isSettled: false, booked: BaseRecord.unbound)
        var outcomes = RegisterOutcomes()
        traces.take(.traces, of: bucket)
        traces.resolve(in: bucket, &outcomes)
        deposits.take(.deposits, of: bucket)
        deposits.resolve(in: bucket, &outcomes)
        takeRates(input)
        for i in lateRates.rows.indices {
            report.refuse(lateRates.rows[i], .tooLateForPruned, in: bucket, isSettled: input.newCheckpoint != nil)
        }
        rates.resolve(in: bucket, &outcomes)
        sealKeys.take(.sealKeys, of: bucket)
        sealKeys.resolve(in: bucket, &outcomes)
        penalties.take(.penalties, of: bucket)
        penalties.resolve(in: bucket, &outcomes)
        try addPenalties(to: &sink)
        inspections.take(.inspections, of: bucket)
        inspections.resolve(in: bucket, &outcomes)
        try addInspections(to: &sink)
        report.settle(outcomes)
        if let writer = input.newCheckpoint { try write(index, input, to: writer) }
    }

    /// Takes the rates as candidates but for those that came too late for what was pruned.
    private mutating func takeRates(_ input: borrowing BaseInput) {
        rates.take(.rates, of: bucket)
        lateRates.find(among: rates.rows, input.pruned, bucket)
        rates.take(out: lateRates.rows)
    }

    private mutating func addPenalties(to sink: inout some OrderSink & ~Copyable) throws(SystemFailure) {
        for i in penalties.rows.indices {
            let row = penalties.rows[i]
            penalty.decode(bucket.hand.bytes, at: row)
            let until = penalty.number(6).map { Instant($0).day }
            let day = Instant(penalty.values[5]).day
            let subject = penalty.text(1)
            let isSanction = bucket.bytes.array(penalty.text(3)) == Array("SANCTION".utf8)
            if isSanction { try sink.add(fault: SubjectEvent(kind: .sanction, day: day, until: until), of: subject, bucket.bytes) }
            let kind: SubjectEvent.Kind =
                switch PenaltySeverity(rawValue: UInt8(penalty.values[4])) {
                case .blacklist: .blacklist
                case .suspension: .suspension
                case .fine: .fine
                case .warning, nil: .warning
                }
            try sink.add(fault: SubjectEvent(kind: kind, day: day, until: until), of: subject, bucket.bytes)
        }
    }

    private mutating func addInspections(to sink: inout some OrderSink & ~Copyable) throws(SystemFailure) {
        for i in inspections.rows.indices {
            let row = inspections.rows[i]
            inspection.decode(bucket.hand.bytes, at: row)
            let seller = inspection.text(2)
            guard !seller.isEmpty else { continue }
            let result = InspectionResult(rawValue: UInt8(inspection.values[5])) ?? .pass
            let day = Instant(inspection.values[6]).day
            let isFailed = result == .fail || result == .counterfeit
            try sink.add(inspectionOn: day, isFailed: isFailed, of: seller, bucket.bytes)
            guard result == .counterfeit || result == .recall else { continue }
            let kind: SubjectEvent.Kind = result == .counterfeit ? .counterfeitProven : .recall
            try sink.add(fault: SubjectEvent(kind: kind, day: day, until: nil), of: seller, bucket.bytes)
        }
    }

    /// Carries the winning rows of every kind, and those that tie with them.
    private mutating func write(_ index: Int, _ input: borrowing BaseInput, to writer: CheckpointWriter) throws(SystemFailure) {
        isKept.reset(to: 0, count: bucket.count)
        CarriedRows.keep(inspections, bucket, &isKept)
        CarriedRows.keep(traces, bucket, &isKept)
        CarriedRows.keep(penalties, bucket, &isKept)
        CarriedRows.keep(deposits, bucket, &isKept)
        CarriedRows.keep(rates, bucket, &isKept)
        CarriedRows.keep(sealKeys, bucket, &isKept)
        buffer.removeAll()
        let count = try CarriedRows.write(bucket, of: input, isKept: isKept, into: &buffer)
        try writer.append(buffer.bytes, .registers, of: index, rows: count)
    }

    /// The winning rates of one bucket.
    mutating func winningRates(
        _ index: Int, of input: borrowing BaseInput
    ) throws(SystemFailure) -> [(day: Day, currency: UInt32, millionths: Int64)] {
        try bucket.load(index, of: input) { $0 == .rates }
        var outcomes = RegisterOutcomes()
        takeRates(input)
        rates.resolve(in: bucket, &outcomes)
        var decoder = RowDecoder(.rates)
        var result: [(day: Day, currency: UInt32, millionths: Int64)] = []
        for i in rates.rows.indices {
            let row = rates.rows[i]
            decoder.decode(bucket.bytes, at: row)
            if let rate = RateTable.row(decoder) { result.append(rate) }
        }
        return result
    }
}
