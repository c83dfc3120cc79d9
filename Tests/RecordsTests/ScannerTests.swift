import Bytes
import TestSupport
import Testing

/// Every scanner that the machine has finds what a look at each byte finds.
struct ScannerTests {
    /// What a list of marks hands out of a text.
    private struct Found: Equatable {
        var marks: [Int] = []
        var lineEnds: [Int] = []
        var isPlain = true
        var isASCII = true
    }

    private static func scan(_ bytes: [UInt8], _ range: Range<Int>, by scanner: MarkList.Scanner) -> Found {
        let buffer = bufferOf(bytes)
        var found = Found()
        var marks = MarkList(by: scanner)
        marks.restart(at: range.lowerBound)
        marks.find(in: buffer.bytes, range)
        found.isPlain = marks.isPlain
        found.isASCII = marks.isASCII
        while let line = marks.takeLine() { found.lineEnds.append(line.end) }
        marks.restart(at: range.lowerBound)
        marks.find(in: buffer.bytes, range)
        while let mark = marks.take() { found.marks.append(mark) }
        return found
    }

    private static func look(_ bytes: [UInt8], _ range: Range<Int>) -> Found {
        Found(
            marks: range.filter { [0x0A, 0x22, 0x2C].contains(bytes[$0]) }, lineEnds: range.filter { bytes[$0] == 0x0A },
            isPlain: !bytes[range].contains(0x22), isASCII: !bytes[range].contains { $0 >= 0x80 })
    }

    /// From texts with hardly a mark to texts of nothing else, so that blocks hold 0 to 64 of them.
    @Test(arguments: [0, 1, 10, 40, 70, 100])
    func everyScannerFindsTheSame(percentOfMarks: Int) {
        var generator = SeededGenerator(seed: UInt64(percentOfMarks))
        for round in 0..<60 {
            let length = Int.random(in: 0...1000, using: &generator)
            let others: [UInt8] = round % 3 == 0 ? [0x61, 0x2B, 0x2D, 0x21, 0x23, 0x0B, 0x8A, 0xAC] : [0x61, 0x2B, 0x00, 0x7F]
            let marks: [UInt8] = round % 2 == 0 ? [0x2C, 0x0A] : [0x2C, 0x0A, 0x22]
            let bytes = (0..<length).map { _ in
                (Int.random(in: 0..<100, using: &generator) < percentOfMarks ? marks : others).randomElement(using: &generator) ?? 0
            }
            let start = min(Int.random(in: 0...70, using: &generator), length)
            for scanner in MarkList.Scanner.all {
                #expect(ScannerTests.scan(bytes, start..<length, by: scanner) == ScannerTests.look(bytes, start..<length))
            }
        }
    }
}
