import Foundation
import Testing

/// What is measured by hand runs here in miniature, so that it cannot rot.
@Suite(.enabled(if: Programs.folder != nil, "the executables do not lie beside the tests"))
struct RatingBenchTests {
    private func hash(_ arguments: String...) throws -> String {
        let result = try Programs.output(of: "\(Programs.folder ?? "")/bench", ["rating"] + arguments)
        #expect(result.status == 0, "\(result.text)")
        let lines = result.text.split(separator: "\n")
        return try #require(lines.first { $0.hasPrefix("hash: ") }.map { String($0.dropFirst(6)) }, "\(result.text)")
    }

    @Test func aSeedGivesOneHashForAnySizeOfBatch() throws {
        let first = try hash("--enterprises", "500")
        print("bench rating, 500 enterprises: \(first)")
        #expect(first.count == 16)
        #expect(try hash("--enterprises", "500", "--batch", "7") == first)
        #expect(try hash("--enterprises", "500", "--seed", "2") != first)
        #expect(try hash("--enterprises", "501") != first)
    }

    @Test func itRatesWhatARunWouldRate() throws {
        let text = try Programs.output(of: "\(Programs.folder ?? "")/bench", ["rating", "--enterprises", "500"]).text
        let counts = text.split(separator: "\n")[0].split { !$0.isNumber }.compactMap { Int($0) }
        #expect(counts.count == 4 && counts[0] == 500 && counts[1...].reduce(0, +) == 500, "\(text)")
        // Most are rated, some not, a few have a fault on record.
        #expect(counts[1] > 250 && counts[2] > 10 && counts[3] > 1, "\(text)")
    }
}

/// Counts the instructions of a run over 3,000 orders against `Fixtures/instructions.txt`: seconds under callgrind, where the 200,000
/// of `Jobs/bench --quick` take minutes.
@Suite(
    .enabled(if: Programs.folder != nil, "the executables do not lie beside the tests"),
    .enabled(if: Programs.hasValgrind, "valgrind is not there: instructions are not counted"))
struct InstructionTests {
    @Test func aRunTakesNoMoreInstructionsThanRecorded() throws {
        let arguments =
            ["--counts", "--synth", "--orders", "3000"] + [
                "--programs", Programs.folder ?? "", "--work", "\(Programs.repository)/.bench/tests",
            ]
        let result = try Programs.output(of: "\(Programs.repository)/Jobs/bench", arguments)
        #expect(result.status == 0, "\(result.text)")
        #expect(result.text.contains("instructions"))
        print(result.text)
    }
}
