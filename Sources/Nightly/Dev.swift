import Bytes
import Domain
import Ingest
import InformationBases
import Problems
import Records
import Scoring
import Segments
import Foundation
public func devRun(dumps: String, store: String, out: String, day: String, rates: String?, threads: Int, memory: Int) throws {
    let t0 = Date()
    let prep = try Preparation(dumps: dumps, store: StoreLayout(path: store), asOf: Day(day))
    try ingest(prep.newFiles, into: prep.store, options: IngestOptions(threads: threads, memoryBytes: memory, damagedFiles: .stop) { _, _ in })
    let t1 = Date()
    let segments = try prep.openSegments()
    var input = BaseInput(segments: segments, asOf: prep.asOf, rates: RateTable(), threads: threads, memoryBytes: memory, temporary: prep.store.temporary, unjoined: prep.store.quarantine)
    if let rates { input.rates = try readRates(path: rates, asOf: prep.asOf) }
    input.rates = try addRates(of: input, to: input.rates)
    let bases = try makeBases(input)
    let t2 = Date()
    var s = "seller_id," + Counter.evidence.map { "\($0)".map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined() }.joined(separator: ",") + ",buyers,products,destinations\n"
    for x in bases.subjects { guard let t = x.totals else { continue }
        s += String(decoding: x.id, as: UTF8.self) + "," + Counter.evidence.map { String(t[$0]) }.joined(separator: ",") + ",\(x.evidence.buyers),\(x.evidence.products),\(x.evidence.destinations)\n" }
    var p = "product_id,lines,refunded,claims_upheld,reviews,review_sum\n"
    for x in bases.products { guard let c = x.counters else { continue }; p += String(decoding: x.id, as: UTF8.self) + "," + c.map(String.init).joined(separator: ",") + "\n" }
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    try s.write(toFile: out + "/sellers.csv", atomically: true, encoding: .utf8)
    try p.write(toFile: out + "/products.csv", atomically: true, encoding: .utf8)
    var read: [String: Int] = [:]
    for seg in segments { for src in seg.sources { read[src.kind.name, default: 0] += src.rowsRead; if !src.quarantined.isEmpty { print(seg.partition, src.name, src.quarantined.map { "\($0.reason) \($0.rows)" }) } } }
    print(read, bases.report, "refused", bases.refused.values.flatMap { $0 }.reduce(0) { $0 + $1.rows })
    print("ingest \(t1.timeIntervalSince(t0)) bases \(t2.timeIntervalSince(t1)) peak \(FileSystem.peakMemoryBytes() >> 20) MiB")
}
