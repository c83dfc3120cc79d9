import Bytes
import Domain
import Ingest
import Scoring
import Segments
import TestSupport
import Testing

@testable import InformationBases

/// The bytes of a store: whoever changes them gives their format another version, or their layout another fingerprint, and then notes them here.
@Suite struct StoredBytesTests {
    private static let day = Day("2024-01-02") ?? Day(0)
    private static let key = HashKey(1, 2)

    private static let dumps: [ReferenceDump] = [
        dump(
            "transactions",
            """
            order_id,line_no,ordered_at,seller_id,buyer_id,product_id,hs_code,quantity,unit_price,currency,destination,status,status_at
            O1,1,2024-01-02T08:00:00Z,S1,B1,P1,610910,2,10.50,EUR,DE,COMPLETED,2024-01-09T00:00:00Z
            O1,2,2024-01-02T08:00:00Z,S2,B1,P2,,1,7.00,EUR,FR,COMPLETED,2024-01-09T00:00:00Z
            O2,1,2024-01-01T09:00:00Z,S1,B2,P1,,1,3.25,EUR,,CANCELLED_BY_SELLER,2024-01-03T00:00:00Z
            """),
        dump(
            "invoices",
            "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\nI1,O1,S1,INVOICE,2024-01-02T10:00:00Z,EUR,21.00"),
        dump(
            "logistics",
            "shipment_id,order_id,event,occurred_at\nX1,O1,EMA,2024-01-02T12:00:00Z\nX1,O1,EMI,2024-01-05T12:00:00Z"),
        dump(
            "feedback",
            "feedback_id,order_id,seller_id,kind,score,reason,outcome,occurred_at\nF1,O1,S1,REVIEW,4,,,2024-01-08T00:00:00Z\n"
                + "F2,O1,S2,CLAIM,,DEFECTIVE,UPHELD,2024-01-08T00:00:00Z"),
        dump(
            "customs",
            "declaration_id,order_id,seller_id,declared_value,currency,outcome,declared_at\nC1,O1,S1,21.00,EUR,RELEASED,2024-01-04T00:00:00Z"
        ),
        dump(
            "subjects",
            "subject_id,name,role,country,enterprise_id,updated_at\nS1,One,SELLER,CN,E,2024-01-01\nS2,Two,SELLER,CN,E,2024-01-01"),
        dump("penalties", "penalty_id,subject_id,severity,decided_on\nN1,S2,FINE,2024-01-02"),
    ]

    private static func dump(_ kind: String, _ csv: String) -> ReferenceDump {
        ReferenceDump(partition: day, kind: kind, file: "\(kind).csv", csv: Array("\(csv)\n".utf8))
    }

    /// All extents of a file, bucket by bucket.
    private func bytes(_ sealed: SealedFile) throws -> [UInt8] {
        var buffer = ByteBuffer()
        for extent in try sealed.extents.all() { try ExtentFile.read(extent, of: sealed.file, into: &buffer) }
        return buffer.bytes.array(0..<buffer.count)
    }

    @Test func thoseOfASegmentAndACheckpointAreKnown() throws {
        let harness = try JoinHarness(Self.dumps, hashKey: Self.key)
        let segment = try SealedFile(path: harness.segments[0].file.path, magic: SegmentFile.magic)
        var input = try harness.input(asOf: Self.day + 800)
        try FileSystem.createFolder("\(harness.folder.path)/checkpoints")
        let writer = try CheckpointWriter(folder: "\(harness.folder.path)/checkpoints", day: input.asOf, Self.key)
        input.newCheckpoint = writer
        let bases = try makeBases(input)
        try writer.complete(bases.checkpointNotes(input, partitions: []))
        let checkpoint = try Checkpoint(folder: "\(harness.folder.path)/checkpoints", day: input.asOf)
        let found = [
            String(SegmentFile.magic, radix: 16), sha256(of: try bytes(segment)),
            String(Checkpoint.magic, radix: 16), sha256(of: try bytes(checkpoint.sealed)),
        ]
        #expect(found == Self.known, "these bytes are of another version: \(found)")
        #expect(checkpoint.settled.count == 1)
    }

    /// Of segments and of checkpoints the magic, which holds the layout's fingerprint, and the SHA-256 of the extents.
    private static let known = [
        "b877ae793aebe258", "4b47e6001aeef6a2b46082e42b1fd05e66b838a615f16ffa5c0a931ffc0173bd",
        "6ecdf0749e9fae61", "819af327a160a22de9badd7c6c9dbf0dd7c832539122552bf21e4b3983cdb868",
    ]

    @Test func aFileOfAnotherLayoutIsNotRead() throws {
        let harness = try JoinHarness(Self.dumps, hashKey: Self.key)
        let path = harness.segments[0].file.path
        #expect(throws: SystemFailure.self) { try SealedFile(path: path, magic: SegmentFile.magic ^ 1) }
    }
}
