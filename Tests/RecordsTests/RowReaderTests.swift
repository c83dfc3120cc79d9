import Bytes
import Domain
import Records
import Testing

/// The readers that know one kind's layout, against the decoder that follows the schema.
struct RowReaderTests {
    /// Rows of a kind from random values, some of them missing: each in a buffer, and in the decoder's hands.
    private func check(_ kind: Kind, _ body: (RowDecoder, RawSpan) -> [Bool]) throws {
        var maker = RowMaker(kind, seed: 11)
        let rows = (0..<300).map { _ in maker.values() }
        let encodings = try judged(kind, maker.document(rows)).compactMap(\.encoding)
        #expect(encodings.count == rows.count)
        for encoding in encodings {
            let buffer = bufferOf(encoding)
            var decoder = RowDecoder(kind)
            decoder.decode(buffer, at: 0)
            #expect(body(decoder, buffer.bytes).enumerated().filter { !$0.element }.map(\.offset) == [])
        }
    }

    @Test func `Transactions`() throws {
        // One reader for all rows: nothing of a former row may stay.
        var line = LineRow()
        var (near, far) = (0, 0)
        try check(.transactions) { decoder, bytes in
            line.read(bytes, at: 0)
            let last = decoder.values[TransactionColumn.orderedAt] + LineRow.promiseSecondsMax
            let promised = [TransactionColumn.shipBy, TransactionColumn.deliverBy].map { decoder.number($0) }
            let promises = promised.map { $0.flatMap { $0 <= last ? $0 : nil } }
            far += promised.count { ($0 ?? 0) > last }
            near += promises.count { $0 != nil }
            return [
                line.orderID.range == decoder.text(TransactionColumn.orderID), line.lineNo == decoder.number(TransactionColumn.lineNo),
                line.orderedAt == decoder.number(TransactionColumn.orderedAt),
                line.sellerID.range == decoder.text(TransactionColumn.sellerID),
                line.buyerID.range == decoder.text(TransactionColumn.buyerID),
                line.productID.range == decoder.text(TransactionColumn.productID),
                line.quantity == decoder.number(TransactionColumn.quantity),
                line.unitPrice == decoder.number(TransactionColumn.unitPrice),
                line.freight == decoder.number(TransactionColumn.freight) ?? 0,
                Int64(line.currency) == decoder.number(TransactionColumn.currency),
                line.tradeModel.map { Int64($0) } == decoder.number(TransactionColumn.tradeModel),
                Int64(line.origin) == decoder.number(TransactionColumn.origin) ?? 0,
                Int64(line.destination) == decoder.number(TransactionColumn.destination) ?? 0,
                [line.shipBy, line.deliverBy] == promises, Int(line.farPromises) == promised.count { ($0 ?? 0) > last },
                Int64(line.status) == decoder.number(TransactionColumn.status),
                line.statusAt == decoder.number(TransactionColumn.statusAt),
                line.hsCode.isEmpty == decoder.text(TransactionColumn.hsCode).isEmpty,
                line.hsCode.isEmpty || line.hsCode.range == decoder.text(TransactionColumn.hsCode),
                line.paymentMethod.isEmpty == decoder.text(TransactionColumn.paymentMethod).isEmpty,
                line.paymentMethod.isEmpty || line.paymentMethod.range == decoder.text(TransactionColumn.paymentMethod),
            ]
        }
        #expect(near > 0 && far > 0)
    }

    @Test func `Invoices and events`() throws {
        try check(.invoices) { decoder, bytes in
            let row = InvoiceRow(bytes, at: 0)
            return [
                row.sellerID == decoder.text(column("seller_id", of: .invoices)),
                Int64(row.kind) == decoder.number(column("kind", of: .invoices)),
                Int64(row.currency) == decoder.number(column("currency", of: .invoices)),
                row.gross == decoder.number(column("gross", of: .invoices)),
            ]
        }
        try check(.logistics) { decoder, bytes in
            let row = EventRow(bytes, at: 0)
            return [
                Int64(row.event) == decoder.number(column("event", of: .logistics)),
                row.occurredAt == decoder.number(column("occurred_at", of: .logistics)),
            ]
        }
    }

    @Test func `Feedback`() throws {
        try check(.feedback) { decoder, bytes in
            let row = FeedbackRow(bytes, at: 0)
            return [
                row.feedbackID == decoder.text(column("feedback_id", of: .feedback)),
                row.lineNo == decoder.number(column("line_no", of: .feedback)),
                row.sellerID == decoder.text(column("seller_id", of: .feedback)),
                row.productID == decoder.text(column("product_id", of: .feedback)),
                Int64(row.kind) == decoder.number(column("kind", of: .feedback)),
                row.reason.map { Int64($0) } == decoder.number(column("reason", of: .feedback)),
                row.score == decoder.number(column("score", of: .feedback)),
                row.occurredAt == decoder.number(column("occurred_at", of: .feedback)),
                row.outcome.map { Int64($0) } == decoder.number(column("outcome", of: .feedback)),
            ]
        }
    }

    private func column(_ name: String, of kind: Kind) -> Int { Schema.of(kind).index(of: name) ?? -1 }
}
