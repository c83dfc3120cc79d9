import Foundation
import TestSupport
import Testing

/// The checks of axe-core, which the Python package `axe-playwright-python` (and others) carries as one file.
private enum Axe {
    /// The script; nil where it is not installed. AXE_CORE may name it.
    static let script: String? = {
        if let path = ProcessInfo.processInfo.environment["AXE_CORE"] { return try? String(contentsOfFile: path, encoding: .utf8) }
        let find = """
            import importlib.util as u, os
            for name in ("axe_playwright_python", "axe_core_python"):
                found = u.find_spec(name)
                if found: print(os.path.dirname(found.origin) + "/axe.min.js"); break
            """
        guard let found = Python.run(["-c", find]), found.status == 0 else { return nil }
        return try? String(contentsOfFile: found.text.trimmingCharacters(in: .whitespacesAndNewlines), encoding: .utf8)
    }()

    /// Opens what is folded, looks at the page, and leaves what was found in it.
    static let runner = """
        addEventListener("load", function () {
          document.querySelectorAll("details").forEach(function (part) { part.open = true; });
          axe.run(document).then(function (result) {
            var bad = result.violations.filter(function (v) { return v.impact === "serious" || v.impact === "critical"; });
            var place = document.createElement("pre");
            place.textContent = "axe:" + result.passes.length + ":" + bad.map(function (v) { return v.id; }).join(" ") + ":axe";
            document.body.append(place);
          });
        });
        """
}

extension BrowserTests {
    private static let isChecked = isThere && Axe.script != nil
    private static let unchecked: Comment =
        "no Chromium, or no axe-core on this machine (pip install axe-playwright-python, or set AXE_CORE)"

    @Test("axe-core finds no serious fault, in light and dark", .enabled(if: isChecked, unchecked))
    func accessibility() throws {
        let browser = try #require(Browser())
        let script = try #require(Axe.script)
        let sample = try Sample()
        try sample.publish(40, trade: SampleTrade())
        try sample.export()
        let site = try SiteContents(sample.out)
        let enterprise = try #require(site.pages.first { $0.path.hasPrefix("e/") && $0.page.text.contains(">S1000010<") }?.path)
        let top = URL(filePath: sample.out).resolvingSymlinksInPath().path
        try script.write(toFile: top + "/axe.js", atomically: true, encoding: .utf8)
        try Axe.runner.write(toFile: top + "/run-axe.js", atomically: true, encoding: .utf8)
        for path in ["index.html", "statistics.html", "method.html", "lane/CN-DE.html", enterprise] {
            let page = try #require(site.files[path])
            let root = path == enterprise ? "../../" : path.hasPrefix("lane/") ? "../" : "./"
            for theme in ["light", "dark"] {
                // The page's policy would let the checks draw no styles of their own.
                let checked = page.replacing(#/<meta http-equiv="Content-Security-Policy"[^>]*>/#, with: "")
                    .replacing("<html lang=\"en\">", with: "<html lang=\"en\" data-theme=\"\(theme)\">")
                    .replacing("</head>", with: "<script src=\"\(root)axe.js\"></script><script src=\"\(root)run-axe.js\"></script></head>")
                let file = path.replacing(".html", with: "-\(theme).html")
                try checked.write(toFile: top + "/" + file, atomically: true, encoding: .utf8)
                let found = try browser.load("file://\(top)/\(file)", folder: sample.folder).page
                let result = try #require(found.firstMatch(of: #/<pre>axe:(\d+):(.*?):axe/#), "\(path) \(theme): nothing was checked")
                #expect(result.2 == "" && result.1 != "0", "\(path) \(theme)")
            }
        }
    }
}
