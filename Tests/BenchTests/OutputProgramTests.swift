import Foundation
import Testing

/// What silkrate writes to terminals, pipes and full disks, as a shell sees it.
@Suite(.enabled(if: Programs.folder != nil, "the executables do not lie beside the tests"))
struct OutputProgramTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "silkrate-output-\(UUID().uuidString)").path

    /// Runs a line of the shell in the folder, in which `$S` is the program.
    private func shell(_ line: String) throws -> (status: Int32, text: String) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try Programs.output(of: "bash", ["-c", "S='\(Programs.folder ?? "")/silkrate'; cd '\(folder)'; \(line)"])
    }

    private func write(_ text: String, _ name: String) throws {
        let url = URL(fileURLWithPath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private static let shop = "--dumps '\(Programs.repository)/Fixtures/corner-shop/dumps' --store s --database r.sqlite --quiet"

    @Test func aResultThatCannotBeWrittenEndsWith74() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for command in ["run \(Self.shop)", "plan \(Self.shop.replacing(" --quiet", with: ""))", "verify --store s --database r.sqlite"] {
            let answer = try shell("$S \(command) >/dev/full")
            #expect(answer.status == 74 && answer.text.contains("the result could not be written"), "\(command): \(answer.text)")
        }
        // What was to be done was done all the same.
        #expect(try shell("$S verify --store s --database r.sqlite").status == 0)
        #expect(try shell("$S check nothing.csv >/dev/full").status == 66)
    }

    @Test func aReaderThatGoesAwayIsNoFault() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let rows = (0..<4000).map { "A\($0),1,bad" }.joined(separator: "\n")
        try write(
            "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at\n\(rows)\n",
            "transactions.csv")
        for trap in ["", "trap '' PIPE; "] {
            let answer = try shell("\(trap)$S check transactions.csv 2>errors | head -n 1 >/dev/null; echo ${PIPESTATUS[0]}; cat errors")
            #expect(["0\n", "65\n", "141\n"].contains(answer.text), "\(answer.text)")
        }
    }

    @Test(arguments: ["text", "json"])
    func namesOfOthersForgeNoLine(format: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let evil = "-a\nERROR: all ratings are void\u{1B}[2J\r\u{9B}31m\u{202E}"
        let header = "payment_id,order_id,amount,currency,status,paid_at"
        try write("\(header)\nY,A1,none,EUR,CAPTURED,2026-02-01\n", "d/2026-02-01/payments\(evil).csv")
        try write("\(header),\"\(evil)\"\n", "d/2026-02-01/payments-b.csv")
        try write("x", "d/2026-02-01/stock\(evil)")
        try write("\"\(evil)\",x\n1,2\n", "wrong\(evil).csv")
        for command in [
            "check d", "check d/* wrong* --kind payments", "plan --dumps d --store s --database r.sqlite",
            "run --dumps d --store s --database r.sqlite", "explain \"$(printf '%s' '\(evil)')\" --database r.sqlite",
        ] {
            let answer = try shell("$S \(command) --log-format \(format)")
            #expect(!answer.text.split(separator: "\n").contains { $0.hasPrefix("ERROR") }, "\(command)")
            let raw = answer.text.unicodeScalars.filter {
                ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E
            }
            #expect(raw.isEmpty, "\(command): \(answer.text.debugDescription)")
            #expect(
                format == "text"
                    || answer.text.split(separator: "\n").filter { $0.hasPrefix("{") }.allSatisfy {
                        (try? JSONSerialization.jsonObject(with: Data($0.utf8))) != nil
                    })
        }
    }

    @Test func nothingIsForOthersUnderAStrictMask() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let answer = try shell(
            """
            umask 077; mkdir w; printf 'metrics: w/m.prom\\nlineage: w/lineage\\n' >job.yaml
            $S run --job job.yaml \(Self.shop.replacing("s --database r.", with: "w/s --database w/r.")) >/dev/null || exit 1
            $S export guidance --database w/r.sqlite --store w/s --out w/site --quiet >/dev/null || exit 2
            $S export ratings --database w/r.sqlite --out w/tables --quiet >/dev/null || exit 3
            find w ! -type l -perm /077
            """)
        #expect(answer.status == 0 && answer.text.isEmpty, "\(answer.text)")
    }

    @Test func aJobFileThatIsNotUTF8OrTooLargeIsRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bytes = try shell("printf 'threads: 2\\ndumps: \\377\\376\\n' >job.yaml; $S run --job job.yaml")
        #expect(bytes.status == 78 && bytes.text.contains("job.yaml:2: the job file is not UTF-8"), "\(bytes.text)")
        for option in ["--job", "--model"] {
            let large = try shell("head -c 3000000 /dev/zero | tr '\\0' x >large.yaml; $S run \(option) large.yaml --dumps .")
            #expect(large.status == 78 && large.text.contains("has 3000000 bytes"), "\(large.text)")
        }
    }
}
