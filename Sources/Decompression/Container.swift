/// How a dump is wrapped (CONTRACT 1): `name.csv`, `name.csv.gz`, `name.csv.zst`.
public enum Container: String, Sendable, CaseIterable {
    /// The bytes as they are.
    case plain
    /// RFC 1952: one or more members, zero padding after a member allowed.
    case gzip
    /// RFC 8878: one or more frames, skippable frames allowed.
    case zstd

    /// The container that a file's name promises: `.gz`, `.zst`, else plain. Endings are lower case, as in the contract.
    public init(fileName: String) {
        // By bytes: a letter before the point may combine with it to one character.
        if fileName.utf8.suffix(3).elementsEqual(".gz".utf8) {
            self = .gzip
        } else if fileName.utf8.suffix(4).elementsEqual(".zst".utf8) {
            self = .zstd
        } else {
            self = .plain
        }
    }

    /// The ending that a file's name gets: empty, `.gz` or `.zst`.
    public var fileNameEnding: String {
        switch self {
        case .plain: ""
        case .gzip: ".gz"
        case .zstd: ".zst"
        }
    }

    /// The most bytes that `revealed(by:)` looks at.
    static let magicSizeBytes = 4

    /// The compressed container whose magic number opens `start`; `plain` where there is none.
    static func revealed(by start: RawSpan) -> Container {
        let bytes = (0..<min(start.byteCount, magicSizeBytes)).map { start[$0] }
        if bytes.starts(with: [0x1F, 0x8B]) { return .gzip }
        if bytes == [0x28, 0xB5, 0x2F, 0xFD] { return .zstd }
        return .plain
    }
}
