import ArgumentParser
import Nightly
import Problems

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read dumps against the contract; print counts and every problem; keep nothing.",
        discussion: "Ends with 65 where a row would be quarantined or a file refused, with 66 where there is nothing to check.")

    @Argument(help: "Files, or folders of dumps.")
    var paths: [String]

    @Option(help: ArgumentHelp("What the files hold, where their names do not begin with it.", valueName: "kind"))
    var kind: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
        var isClean = true
        try exiting { () throws(Problem) in
            let ignored = { (name: String) in print("ignored, no dump of ours: \(name)") }
            try check(paths, kind: kind, onIgnored: ignored, onProblem: { print($0) }) { file in
                if let problem = file.problem {
                    isClean = false
                    print(problem)
                    return
                }
                isClean = isClean && file.rowsRefused == 0
                let unknown = file.unknownColumns.isEmpty ? "" : "; unknown columns: \(file.unknownColumns.joined(separator: ", "))"
                let withdrawn = file.withdrawnCodes == 0 ? "" : "; \(file.withdrawnCodes) fields with a withdrawn code"
                print("\(file.path): \(file.kind), \(file.rowsRead) rows, \(file.rowsRefused) to quarantine\(unknown)\(withdrawn)")
            }
        }
        if !isClean { throw ExitCode(ProblemKind.inputRefused.rawValue) }
    }
}
