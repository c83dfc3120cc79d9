import Domain
import Foundation
import TestSupport
import Testing

/// Chromium without a window, from the disk: what a reader's machine does with the pages.
struct Browser {
    let program: String

    /// nil where none is installed.
    init?() {
        let names = ["chromium", "chromium-browser", "google-chrome"]
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let paths = folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
        guard let found = paths.first(where: FileManager.default.isExecutableFile) else { return nil }
        program = found
    }

    /// The page after its scripts have run, and what the browser complained of.
    func load(_ url: String, language: String = "en-US", folder: TemporaryFolder) throws -> (page: String, complaints: String) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder.path)/browser-\(UUID().uuidString)",
            "--lang=\(language)", "--accept-lang=\(language)", "--virtual-time-budget=8000", "--enable-logging=stderr", "--dump-dom", url,
        ]
        let (output, errors) = (URL(filePath: "\(folder.path)/dom"), URL(filePath: "\(folder.path)/log"))
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let log = try String(contentsOf: errors, encoding: .utf8).split(separator: "\n")
        let complaints = log.filter { $0.contains("CONSOLE") }.joined(separator: "\n")
        return (try String(contentsOf: output, encoding: .utf8), complaints)
    }
}

@Suite("In a browser", .serialized)
struct BrowserTests {
    static let isThere = Browser() != nil
    static let missing: Comment = "no Chromium on this machine (apt-get install chromium)"

    @Test("search finds enterprises and products from the disk, with their grades", .enabled(if: isThere, missing))
    func search() throws {
        let browser = try #require(Browser())
        let sample = try Sample()
        try sample.publish(400)
        try sample.export()
        for (asked, wanted) in [
            ("huaxin%20trading%20201", "Huaxin Trading 201"), ("S1000204", "Müller &amp; Söhne 204"),
            ("%E5%8D%8E%E4%BF%A1", "深圳市华信贸易有限公司"),
            ("silk%20scarf%20150", "Silk scarf 150"), ("sohne%20204", "Müller &amp; Söhne 204"),
            ("alert", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ] {
            let (page, complaints) = try browser.load("file://\(sample.out)/index.html?q=\(asked)", folder: sample.folder)
            #expect(page.contains("<bdi>\(wanted)</bdi>"), "\(asked)")
            #expect(!page.contains("chip tone-unknown\">…"), "\(asked): a grade did not arrive")
            #expect(complaints == "", "\(asked)")
        }
    }

    @Test("language, day of the run and validity are filled in", .enabled(if: isThere, missing))
    func scripts() throws {
        let browser = try #require(Browser())
        let sample = try Sample()
        try sample.publish(20)
        try sample.export()
        let site = try SiteContents(sample.out)
        let page = try #require(site.pages.first { $0.page.text.contains(">S1000010<") && $0.path.hasPrefix("e/") })
        let english = try browser.load("file://\(sample.out)/\(page.path)", folder: sample.folder)
        #expect(english.page.contains("data-language=\"en\"") && english.page.contains("Germany (DE)"))
        #expect(english.page.contains(#/<p data-run="">.*May 28, 2026/#))
        let chinese = try browser.load("file://\(sample.out)/\(page.path)", language: "zh-CN", folder: sample.folder)
        #expect(chinese.page.contains("data-language=\"zh\"") && chinese.page.contains("德国"))
        #expect(english.complaints + chinese.complaints == "")
    }
}
