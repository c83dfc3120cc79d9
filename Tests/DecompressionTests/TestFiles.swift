import Decompression
import Foundation
import Problems
import Testing

/// A directory of its own for each test, removed when the test lets go of it.
final class TestDirectory {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "decompression-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }

    /// Puts bytes on the disk as they are.
    @discardableResult
    func put(_ bytes: [UInt8], as name: String) throws -> String {
        let path = path(name)
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }

    func bytes(of name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path(name)))) }

    /// The bytes of a file that `DumpWriter` makes of `content`.
    func packed(
        _ content: [UInt8], _ container: Container, level: Int? = nil, engine: InflateEngine = .zlib
    ) throws -> [UInt8] {
        let name = "packed\(container.fileNameEnding)"
        let writer = try DumpWriter(path: path(name), container: container, level: level, engine: engine)
        try writer.write(content)
        try writer.finish()
        return try bytes(of: name)
    }
}

/// SplitMix64: the same numbers from the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            var word = next()
            for _ in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}

/// Content of several compressibilities; each shape drives another path of the engines.
enum Shape: String, CaseIterable {
    case zeros, noise, digits, rows, mixed

    func content(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        switch self {
        case .zeros: return [UInt8](repeating: 0, count: count)
        case .noise: return random.bytes(count)
        case .digits: return random.bytes(count).map { $0 % 10 + 48 }
        case .rows:
            var text: [UInt8] = []
            while text.count < count {
                let order = Int.random(in: 0..<1_000_000, using: &random)
                text += Array("O-\(order),2026-11-\(order % 30 + 1),S\(order % 97),\(order % 5000).\(order % 100),EUR\n".utf8)
            }
            return Array(text.prefix(count))
        case .mixed:
            var bytes: [UInt8] = []
            while bytes.count < count {
                let shape = [Shape.zeros, .noise, .rows].randomElement(using: &random) ?? .zeros
                bytes += shape.content(Int.random(in: 1...9000, using: &random), seed: random.next())
            }
            return Array(bytes.prefix(count))
        }
    }
}

/// What a whole read came to.
struct Outcome: Equatable {
    var content: [UInt8]
    /// The message, with the place, of the error that ended the read.
    var refusal: String?
    var byte: Int?
    var kind: ProblemKind?
}

extension Outcome {
    /// The outcome, without the content where that is void.
    var verdict: Outcome {
        refusal == nil ? self : Outcome(content: [], refusal: refusal, byte: byte, kind: kind)
    }
}

extension Outcome: CustomTestStringConvertible {
    var testDescription: String { "\(content.count) bytes (hash \(content.hashValue)), \(refusal ?? "whole") at \(byte ?? -1)" }
}

/// Reads a file to its end in portions of `portion` bytes, with guard bytes around each that no read may touch.
func readAll(
    _ path: String, engine: InflateEngine = .best, portion: Int = 1 << 16, readSizeBytes: Int = DumpReader.readSizeBytesDefault
) -> Outcome {
    var content: [UInt8] = []
    do {
        let reader = try DumpReader(path: path, engine: engine, source: "dump", readSizeBytes: readSizeBytes)
        var storage = [UInt8](repeating: 0xA5, count: portion + 2)
        while true {
            let count = try reader.read(into: &storage, at: 1, atMost: portion)
            precondition(storage[0] == 0xA5 && storage[portion + 1] == 0xA5, "a read wrote outside its portion")
            if count == 0 { break }
            content += storage[1...count]
        }
        precondition(reader.contentBytes == content.count, "the reader counts otherwise")
        return Outcome(content: content)
    } catch {
        return Outcome(content: content, refusal: error.message, byte: error.position?.byte, kind: error.kind)
    }
}
