import Bytes
import Decompression
import Domain
import Problems
import Records

/// What a file is that is no dump of ours, as far as its beginning tells: the cause of a refusal in place of its symptoms.
struct ForeignContent {
    private let message: String
    private let remedy: String

    /// - Parameter header: the file's first record, in the window.
    init?(_ window: borrowing RawSpan, _ header: borrowing Tokenizer, _ file: DumpFile) {
        let start = window.extracting(header.start..<window.byteCount)
        guard let (message, remedy) = ForeignContent.archive(start, file) ?? ForeignContent.text(start, file) else { return nil }
        self.message = message
        self.remedy = remedy
    }

    /// The file's refusal.
    func problem(_ file: DumpFile, line: Int) -> Problem {
        Problem(.inputRefused, at: Position(source: file.path, line: line), message, remedy: remedy)
    }

    /// What the first bytes of a file say of it: compressed once more, packed, a document of another program.
    private static func archive(_ start: RawSpan, _ file: DumpFile) -> (message: String, remedy: String)? {
        func begins(_ magic: [UInt8], at offset: Int = 0) -> Bool {
            offset + magic.count <= start.byteCount && start.array(offset..<offset + magic.count) == magic
        }
        for (name, magic) in compressions where begins(magic) {
            let isPlain = file.container == .plain
            let twice = isPlain ? "compressed with \(name)" : "compressed twice: there is \(name) in \(file.container.rawValue)"
            return ("this is no CSV: it is \(twice)", "decompress it, and compress the CSV once, with gzip or zstd")
        }
        if begins(Array("ustar".utf8), at: 257) {
            return ("this is no CSV: it is a tar archive", "take the files out of the archive and deliver each by itself")
        }
        if begins([0x50, 0x4B, 3, 4]) || begins([0x50, 0x4B, 5, 6]) {
            return (
                "this is no CSV: it is a zip archive, or a spreadsheet (.xlsx), which is one",
                "take the CSV out of the archive, or save the sheet as CSV in UTF-8"
            )
        }
        if begins([0xD0, 0xCF, 0x11, 0xE0]) {
            return ("this is no CSV: it is a spreadsheet (.xls)", "save the sheet as CSV in UTF-8")
        }
        if begins([0xFF, 0xFE]) || begins([0xFE, 0xFF]) {
            return ("the text is encoded as UTF-16", "encode it as UTF-8")
        }
        return nil
    }

    private static let compressions: [(name: String, magic: [UInt8])] = [
        ("gzip", [0x1F, 0x8B]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("bzip2", Array("BZh".utf8)),
        ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
        ("7-Zip", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    ]

    /// What the first line says of a text: ended by carriage returns, separated otherwise, of another format.
    private static func text(_ start: RawSpan, _ file: DumpFile) -> (message: String, remedy: String)? {
        var length = 0
        while length < min(start.byteCount, Tokenizer.recordLimit), start.byte(at: length) != 0x0A { length += 1 }
        var line = start.array(0..<length)
        if line.last == 0x0D { line.removeLast() }
        if line.contains(0x0D) {
            return (
                "the lines end with carriage returns (CR) alone, so that the file is one line",
                "end lines with a line feed (LF or CRLF): save it as CSV of Windows or Unix, not of Macintosh"
            )
        }
        let known = Set(Schema.of(file.kind).columns.map(\.name))
        func columns(_ separator: UInt8) -> Int {
            line.split(separator: separator).count { field in
                known.contains(String(decoding: field, as: UTF8.self).filter { $0 != "\"" && $0 != " " })
            }
        }
        let most = separators.max { columns($0.byte) < columns($1.byte) }
        if let most, columns(most.byte) > columns(0x2C) {
            return (
                "the fields are separated by \(most.name) where commas are expected",
                "write it with commas, and quote fields that hold one (RFC 4180)"
            )
        }
        let first = line.first { $0 != 0x20 && $0 != 0x09 }
        if first == UInt8(ascii: "<") { return ("this is no CSV: it looks like XML or HTML", "deliver the \(file.kind.name) as CSV") }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            return ("this is no CSV: it looks like JSON", "deliver the \(file.kind.name) as CSV")
        }
        return nil
    }

    private static let separators: [(byte: UInt8, name: String)] = [
        (UInt8(ascii: ";"), "semicolons"), (0x09, "tabs"), (UInt8(ascii: "|"), "bars"),
    ]
}
