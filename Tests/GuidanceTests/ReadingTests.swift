import Foundation
import Guidance
import TestSupport
import Testing

/// Paper, night, small screens, and a reader without a mouse.
extension BrowserTests {
    /// The pages of each kind of a site with trade and currencies.
    private func site() throws -> (sample: Sample, paths: [String]) {
        let sample = try Sample()
        try sample.publish(60, trade: SampleTrade())
        try sample.publish(60, run: 2, changed: [10], trade: SampleTrade(lateMinor: 93_750_00))
        var request = try sample.request()
        request.currency = try Sample.rates()
        _ = try exportGuidanceSite(request)
        let site = try SiteContents(sample.out)
        func first(_ folder: String, _ text: String = "<main") throws -> String {
            try #require(site.pages.first { $0.path.hasPrefix(folder) && $0.page.text.contains(text) }?.path)
        }
        return (
            sample,
            [
                "index.html", "statistics.html", "method.html", "countries.html", "categories.html", try first("country/"),
                try first("category/"), "currency/index.html", "currency/USD.html", try first("e/", ">S1000010<"),
                try first("e/", ">S1000006<"), try first("e/", ">S1000008<"), try first("e/", "&lt;script&gt;"),
            ]
        )
    }

    /// Every text that is seen whose contrast against what lies behind it is below 4.5 : 1. Colours are read as the browser draws them: a pixel
    /// of a canvas filled with each.
    private static let faint = """
        (() => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const pixel = (...colours) => {
            canvas.clearRect(0, 0, 1, 1);
            for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
            return canvas.getImageData(0, 0, 1, 1).data;
          };
          const light = (p) => [0.2126, 0.7152, 0.0722].reduce((sum, part, i) => {
            const c = p[i] / 255;
            return sum + part * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
          }, 0);
          const behind = (element) => {
            const layers = [];
            for (let e = element; e; e = e.parentElement) { layers.unshift(getComputedStyle(e).backgroundColor); }
            return layers;
          };
          const found = [];
          let seen = 0;
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || !element.checkVisibility({ visibilityProperty: true })) { continue; }
            if (element.closest(".visually-hidden, .skip")) { continue; }
            const style = getComputedStyle(element);
            const back = behind(element.closest("svg") ? element.closest("svg") : element);
            const front = element.closest("svg") ? style.fill : style.color;
            const [a, b] = [light(pixel("#fff", ...back)), light(pixel("#fff", ...back, front))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            seen += 1;
            if (ratio < 4.5) { found.push(walker.currentNode.textContent.trim().slice(0, 30) + " " + ratio.toFixed(2)); }
          }
          return [String(seen)].concat(found);
        })()
        """

    @Test("every text stands out at 4.5 : 1 in light, at night and on paper, as the browser computes it", .enabled(if: isThere, missing))
    func contrast() throws {
        let (sample, paths) = try site()
        let tab = try ChromiumTab(try #require(Browser()), folder: sample.folder)
        for path in paths {
            try tab.open("file://\(sample.out)/\(path)")
            try tab.value("document.querySelectorAll('details').forEach(d => d.open = true)")
            for (media, isDark) in [("screen", false), ("screen", true), ("print", true)] {
                try tab.setMedia(width: 900, media: media, isDark: isDark)
                let found = try #require(try tab.value(Self.faint) as? [String])
                #expect(Int(found[0]) ?? 0 >= 10, "\(path): no text was seen")
                #expect(found.count == 1, "\(path), \(media), \(isDark ? "dark" : "light"): \(found.dropFirst())")
            }
        }
        #expect(tab.complaints.isEmpty, "\(tab.complaints)")
    }

    @Test("a screen of 320 pixels needs no scrolling sideways", .enabled(if: isThere, missing))
    func small() throws {
        let (sample, paths) = try site()
        let tab = try ChromiumTab(try #require(Browser()), folder: sample.folder)
        try tab.setMedia(width: 320)
        for path in paths {
            for language in ["en", "zh"] {
                try tab.open("file://\(sample.out)/\(path)")
                try tab.value("document.querySelector('[data-language-to=\(language)]').click()")
                let width = try tab.value("document.documentElement.scrollWidth") as? Int
                #expect(width == 320, "\(path), \(language)")
            }
        }
    }

    @Test("on paper there is no navigation, all that is folded is open, and nothing is cut", .enabled(if: isThere, missing))
    func paper() throws {
        let (sample, paths) = try site()
        let tab = try ChromiumTab(try #require(Browser()), folder: sample.folder)
        for path in paths {
            try tab.open("file://\(sample.out)/\(path)")
            // A4 between margins of a centimetre.
            try tab.setMedia(width: 718, media: "print", isDark: true)
            try tab.value("dispatchEvent(new Event('beforeprint'))")
            let shown = try #require(
                try tab.value(
                    """
                    (() => {
                      const isSeen = (e) => e.checkVisibility() && e.getBoundingClientRect().height > 0;
                      const text = [...document.querySelectorAll("main [lang=en], main td, main th")];
                      return {
                        navigation: [...document.querySelectorAll("nav, .switches, .skip, .search")].filter(isSeen).length,
                        folded: [...document.querySelectorAll("main details")].filter((d) => !d.open).length,
                        cut: [...document.querySelectorAll("main *")].filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
                          && getComputedStyle(e).overflowX !== "visible").length,
                        wide: text.filter((e) => e.getBoundingClientRect().right > innerWidth + 1).length,
                        seen: text.filter(isSeen).length,
                      };
                    })()
                    """) as? [String: Int])
            #expect(shown["navigation"] == 0 && shown["folded"] == 0 && shown["cut"] == 0 && shown["wide"] == 0, "\(path): \(shown)")
            #expect(shown["seen"] ?? 0 > 1, "\(path)")
            try tab.value("dispatchEvent(new Event('afterprint'))")
            let folded = try tab.value("[...document.querySelectorAll('main details')].every(d => !d.open)") as? Bool
            #expect(folded == true, "\(path): what was folded is open after printing")
            let paper = try tab.value("getComputedStyle(document.body).backgroundColor") as? String
            #expect(paper == "rgb(255, 255, 255)", "\(path): dark paper")
            let sheet = try tab.printed()
            #expect(sheet.starts(with: Data("%PDF-".utf8)) && sheet.count > 10_000, "\(path)")
        }
    }

    @Test("by the keyboard alone: from the search to an enterprise, the focus seen at every step", .enabled(if: isThere, missing))
    func keyboard() throws {
        let (sample, _) = try site()
        let tab = try ChromiumTab(try #require(Browser()), folder: sample.folder)
        try tab.setMedia(width: 900)
        try tab.open("file://\(sample.out)/index.html")
        func isFocusSeen() throws -> Bool {
            try tab.value(
                "(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)(getComputedStyle(document.activeElement))") as? Bool
                == true
        }
        try tab.press("Tab", code: 9)
        #expect(try tab.value("document.activeElement.className") as? String == "skip")
        var steps = 0
        while try tab.value("document.activeElement.id") as? String != "query", steps < 20 {
            try tab.press("Tab", code: 9)
            #expect(try isFocusSeen(), "step \(steps)")
            steps += 1
        }
        #expect(steps < 20)
        try tab.type("huaxin trading 21")
        #expect(try tab.wait("document.querySelectorAll('[data-search-results] a').length > 0"))
        try tab.press("Tab", code: 9)
        #expect(try tab.value("document.activeElement.closest('[data-search-results]') !== null") as? Bool == true)
        #expect(try isFocusSeen())
        try tab.press("Enter", code: 13, isLeaving: true)
        #expect((try tab.value("location.pathname") as? String ?? "").contains("/e/"))
        #expect(try tab.value("document.querySelector('h1').textContent") as? String ?? "" == "Huaxin Trading 21")
        // On from there: past the links of the frame into what can be reached.
        for step in 0..<12 {
            try tab.press("Tab", code: 9)
            #expect(try isFocusSeen(), "step \(step)")
        }
        #expect(tab.complaints.isEmpty, "\(tab.complaints)")
    }
}
