import Foundation
import TestSupport

/// A tab of Chromium that does what a reader would: keys are pressed, media and sizes are those of paper, night and small screens. It speaks
/// the browser's own protocol (Chrome DevTools) over two pipes.
final class ChromiumTab {
    struct Failure: Error { var text: String }

    private let process = Process()
    private let commands: FileHandle
    private let answers: FileHandle
    private var unread = Data()
    private var number = 0
    private var session: String?
    /// What the console said that is no plain message, since the tab was opened.
    private(set) var complaints: [String] = []
    private var hasLoaded = false

    init(_ browser: Browser, folder: TemporaryFolder, language: String = "en-US") throws {
        let pipes = "\(folder.path)/pipes-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: pipes, withIntermediateDirectories: true)
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "mkfifo \"$0/in\" \"$0/out\" && : >\"$0/made\" && exec \"$@\" 3<\"$0/in\" 4>\"$0/out\"", pipes, browser.program,
            "--headless",
            "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--user-data-dir=\(pipes)/profile", "--lang=\(language)",
            "--accept-lang=\(language)", "about:blank",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        while !FileManager.default.fileExists(atPath: pipes + "/made") { usleep(1000) }
        commands = try FileHandle(forWritingTo: URL(filePath: pipes + "/in"))
        answers = try FileHandle(forReadingFrom: URL(filePath: pipes + "/out"))
        let target = try send("Target.createTarget", ["url": "about:blank"])["targetId"] as? String ?? ""
        session = try send("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log"] { try send("\(domain).enable") }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }

    /// Sends a command and waits for its answer.
    @discardableResult
    func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        number += 1
        let own = number
        var command: [String: Any] = ["id": own, "method": method, "params": parameters]
        command["sessionId"] = session
        try commands.write(contentsOf: JSONSerialization.data(withJSONObject: command) + [0])
        while true {
            let message = try next()
            guard message["id"] as? Int == own else { continue }
            if let error = message["error"] { throw Failure(text: "\(method): \(error)") }
            return message["result"] as? [String: Any] ?? [:]
        }
    }

    private func next() throws -> [String: Any] {
        while true {
            if let end = unread.firstIndex(of: 0) {
                let text = unread[..<end]
                unread = Data(unread[(end + 1)...])
                let message = try JSONSerialization.jsonObject(with: text) as? [String: Any] ?? [:]
                hear(message)
                return message
            }
            let data = answers.availableData
            guard !data.isEmpty else { throw Failure(text: "the browser is gone") }
            unread += data
        }
    }

    private func hear(_ message: [String: Any]) {
        let parameters = message["params"] as? [String: Any] ?? [:]
        switch message["method"] as? String {
        case "Page.loadEventFired": hasLoaded = true
        case "Runtime.exceptionThrown", "Log.entryAdded": complaints.append("\(parameters)")
        case "Runtime.consoleAPICalled" where parameters["type"] as? String != "log": complaints.append("\(parameters)")
        default: break
        }
    }

    /// Opens a page and waits until it and its scripts are there.
    func open(_ url: String) throws {
        hasLoaded = false
        try send("Page.navigate", ["url": url])
        try awaitLoading()
    }

    func awaitLoading() throws {
        while !hasLoaded { _ = try next() }
    }

    /// What an expression of JavaScript comes to.
    @discardableResult
    func value(_ expression: String) throws -> Any? {
        let answer = try send("Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
        if let exception = answer["exceptionDetails"] { throw Failure(text: "\(exception)") }
        return (answer["result"] as? [String: Any])?["value"]
    }

    /// Waits until an expression is true, for ten seconds at most.
    func wait(_ expression: String) throws -> Bool {
        for _ in 0..<200 {
            if try value(expression) as? Bool == true { return true }
            usleep(50_000)
        }
        return false
    }

    /// Presses a key and lets it go; `isLeaving`: the page that the key leads to is waited for.
    func press(_ key: String, code: Int, isLeaving: Bool = false) throws {
        hasLoaded = false
        var parameters: [String: Any] = ["key": key, "code": key, "windowsVirtualKeyCode": code, "type": "keyDown"]
        if key == "Enter" { parameters["text"] = "\r" }
        try send("Input.dispatchKeyEvent", parameters)
        parameters["type"] = "keyUp"
        parameters["text"] = nil
        if isLeaving { try awaitLoading() } else { try send("Input.dispatchKeyEvent", parameters) }
    }

    func type(_ text: String) throws { try send("Input.insertText", ["text": text]) }

    /// - Parameters:
    ///   - width: of the window, in CSS pixels.
    ///   - media: `screen` or `print`.
    ///   - isDark: what the system prefers.
    func setMedia(width: Int, media: String = "screen", isDark: Bool = false) throws {
        try send("Emulation.setDeviceMetricsOverride", ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500])
        let scheme = ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]
        try send("Emulation.setEmulatedMedia", ["media": media, "features": [scheme]])
    }

    /// The page as it looks, whole: a PNG.
    func picture() throws -> Data {
        let answer = try send("Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true])
        return Data(base64Encoded: answer["data"] as? String ?? "") ?? Data()
    }

    /// The page on paper.
    func printed() throws -> Data {
        let answer = try send("Page.printToPDF", ["paperWidth": 8.27, "paperHeight": 11.69])
        return Data(base64Encoded: answer["data"] as? String ?? "") ?? Data()
    }
}
