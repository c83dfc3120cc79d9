import Foundation
import Testing

/// An order of n lines, of n sellers, products, buyers and payment methods, with n invoices, shipments and pieces of feedback, takes a number
/// of instructions that grows with n, not with its square.
@Suite(
    .enabled(if: Programs.folder != nil, "the executables do not lie beside the tests"),
    .enabled(if: Programs.hasValgrind, "valgrind is not there: instructions are not counted"))
struct OneOrderTests {
    @Test func instructionsGrowWithTheRowsOfAnOrder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "silkrate-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // valgrind 3.19 gives up on Swift's debug information.
        let program = "\(folder)/silkrate"
        let stripped = try Programs.output(of: "objcopy", ["--strip-debug", "\(Programs.folder ?? "")/silkrate", program])
        #expect(stripped.status == 0, "\(stripped.text)")
        let counts = try [1, 501, 2_001].map { try instructions($0, program, in: "\(folder)/\($0)") }
        let ratio = Double(counts[2] - counts[0]) / Double(counts[1] - counts[0])
        // Four times the rows; of n² there would be sixteen times the instructions.
        #expect(ratio < 5.5, "\(counts)")
    }

    private func instructions(_ rows: Int, _ program: String, in folder: String) throws -> Int {
        let day = "2026-01-01"
        let partition = "\(folder)/dumps/\(day)"
        try FileManager.default.createDirectory(atPath: partition, withIntermediateDirectories: true)
        func write(_ name: String, _ header: String, _ row: (Int) -> String) throws {
            let text = header + "\n" + (0..<rows).map { row($0) + "\n" }.joined()
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(partition)/\(name).csv"))
        }
        try write(
            "transactions",
            "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,payment_method,status,status_at,destination"
        ) { "O,\($0 + 1),\(day)T08:00:00Z,S\($0),B\($0),P\($0),1,10.00,EUR,M\($0),COMPLETED,\(day)T23:00:00Z,DE" }
        try write("invoices", "invoice_id,order_id,seller_id,kind,issued_at,currency,gross") {
            "I\($0),O,S\($0 + $0 % 2 * 5_000),INVOICE,\(day)T10:00:00Z,EUR,9.00"
        }
        try write("logistics", "shipment_id,order_id,event,occurred_at") { "X\($0),O,EMA,\(day)T12:00:00Z" }
        try write("feedback", "feedback_id,order_id,line_no,seller_id,kind,score,occurred_at") {
            "F\($0),O,\($0 % 3 == 0 ? "" : "\($0 + 1)"),\($0 % 3 == 0 ? "T\($0)" : ""),REVIEW,5,\(day)T12:00:00Z"
        }
        let counted = "\(folder)/counted"
        let result = try Programs.output(
            of: "valgrind",
            [
                "--tool=callgrind", "--callgrind-out-file=\(counted)", program, "run", "--dumps", "\(folder)/dumps", "--store",
                "\(folder)/store", "--database", "\(folder)/ratings.sqlite", "--threads", "1", "--quiet",
            ])
        #expect(result.status == 0, "\(result.text)")
        let total = try String(contentsOfFile: counted, encoding: .utf8).split(separator: "\n").first { $0.hasPrefix("totals: ") }
        return try #require(total.flatMap { Int($0.dropFirst("totals: ".count)) })
    }
}
