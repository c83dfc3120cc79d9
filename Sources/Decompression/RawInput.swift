import Bytes
import Problems

/// The file as it lies on the disk, compressed or not: large reads, the observer of every byte, the watch on the size.
struct RawInput: ~Copyable {
    /// What stays in the buffer before the unread bytes, so that an engine can give back what it read ahead (64 bits).
    static let lookbackBytes = 8

    /// The name in messages.
    let source: String
    private let file: FileDescriptor
    private let opened: FileDescriptor.Status
    private let readSizeBytes: Int
    private let onRaw: ((RawSpan) -> Void)?

    private var buffer: [UInt8]
    /// The unread bytes are `buffer[begin..<end]`.
    private var begin = 0
    private var end = 0
    /// Where in the file `buffer[end]` would lie.
    private var fileOffset = 0
    /// Up to where the observer has been shown the file: a rewound read shows nothing twice.
    private var observedTo = 0

    init(path: FilePath, source: String, readSizeBytes: Int, onRaw: ((RawSpan) -> Void)?) throws(Problem) {
        precondition(readSizeBytes > 0, "a read takes at least one byte")
        let file = try RawInput.open(path, source)
        let opened = try RawInput.status(of: file, source, offset: 0)
        guard opened.isRegular else {
            throw Problem(
                .noInput, at: Position(source: source), "this is not a regular file but a directory, pipe or device",
                remedy: "name a file")
        }
        file.expectSequentialReads()
        self.file = file
        self.opened = opened
        self.source = source
        self.readSizeBytes = readSizeBytes
        self.onRaw = onRaw
        // A small file needs no large buffer: one byte more than the file, so that its growth is seen.
        let unreadMax = Container.magicSizeBytes + min(readSizeBytes, opened.sizeBytes + 1)
        buffer = [UInt8](repeating: 0, count: RawInput.lookbackBytes + unreadMax)
    }

    /// The bytes read from the file and not yet consumed.
    var unread: RawSpan {
        @_lifetime(borrow self)
        get { buffer.span.rawBytes.extracting(begin..<end) }
    }

    var isEmpty: Bool { begin == end }

    /// The offset in the file of the next unread byte.
    var position: Int { fileOffset - (end - begin) }

    /// The file's size when it was opened.
    var sizeBytes: Int { opened.sizeBytes }

    /// Consumes bytes, or gives some back (negative, down to -`lookbackBytes`).
    mutating func advance(by count: Int) {
        precondition(begin + count >= 0 && begin + count <= end, "bytes consumed that are not in the buffer")
        begin += count
    }

    /// The next byte, consumed; nil at the end of the file.
    mutating func next() throws(Problem) -> UInt8? {
        if begin == end {
            guard try refill() else { return nil }
        }
        begin += 1
        return buffer[begin - 1]
    }

    /// Reads until at least `count` bytes are unread (`count` ≤ 4) or the file ends.
    mutating func fill(atLeast count: Int) throws(Problem) {
        while end - begin < count {
            guard try refill() else { return }
        }
    }

    /// Reads on; false at the end of the file, whose size and time of change are then what they were when it was opened.
    mutating func refill() throws(Problem) -> Bool {
        let keptFrom = max(0, begin - RawInput.lookbackBytes)
        let kept = keptFrom..<end
        precondition(end - begin <= Container.magicSizeBytes, "a refill while much is unread")
        for (target, origin) in kept.enumerated() { buffer[target] = buffer[origin] }
        begin -= keptFrom
        end -= keptFrom

        let got: Int
        do throws(FileDescriptor.Failure) {
            let room = min(readSizeBytes, buffer.count - end)
            got = try file.read(into: &buffer, at: end, atMost: room, fileOffset: fileOffset)
        } catch {
            throw RawInput.unreadable(source, fileOffset, error)
        }
        end += got
        fileOffset += got
        if fileOffset > observedTo {
            onRaw?(buffer.span.rawBytes.extracting((end - (fileOffset - observedTo))..<end))
            observedTo = fileOffset
        }
        if got == 0 || fileOffset > opened.sizeBytes { try checkUnchanged() }
        return got > 0
    }

    /// Goes back to an offset already passed. The observer is not shown those bytes again.
    mutating func rewind(to offset: Int) {
        precondition(offset >= 0 && offset <= fileOffset, "a rewind to what was not read")
        begin = 0
        end = 0
        fileOffset = offset
    }

    /// Shows the observer the rest of the file.
    mutating func observeRest() throws(Problem) {
        fileOffset = observedTo
        repeat {
            begin = 0
            end = 0
        } while try refill()
    }

    private func checkUnchanged() throws(Problem) {
        let now = try RawInput.status(of: file, source, offset: fileOffset)
        guard now != opened || fileOffset != opened.sizeBytes else { return }
        throw Problem(
            .inputRefused, at: Position(source: source, byte: fileOffset),
            "the file changed while it was read: \(opened.sizeBytes) bytes when it was opened, \(now.sizeBytes) now",
            remedy: "deliver under another name and rename when complete; then run again")
    }

    private static func open(_ path: FilePath, _ source: String) throws(Problem) -> FileDescriptor {
        do throws(FileDescriptor.Failure) {
            return try FileDescriptor(reading: path)
        } catch {
            if error.isOfTheSystem { throw unreadable(source, 0, error) }
            throw Problem(
                .noInput, at: Position(source: source), "the file cannot be opened",
                remedy: error.isMissing ? "check the path" : "check the path and that this user may read it", cause: error.text)
        }
    }

    private static func status(
        of file: borrowing FileDescriptor, _ source: String, offset: Int
    ) throws(Problem) -> FileDescriptor.Status {
        do throws(FileDescriptor.Failure) {
            return try file.status()
        } catch {
            throw unreadable(source, offset, error)
        }
    }

    private static func unreadable(_ source: String, _ offset: Int, _ failure: FileDescriptor.Failure) -> Problem {
        Problem(
            .inputOutput, at: Position(source: source, byte: offset), "the file cannot be read",
            remedy: "check the disk or network behind it, then run again", cause: failure.text)
    }
}

extension RawInput {
    /// Content that is damaged at a byte of the file.
    func damaged(at byte: Int, _ message: String, cause: String? = nil) -> Problem {
        Problem(
            .inputRefused, at: Position(source: source, byte: byte), message,
            remedy: "deliver the file again, or set damaged_files: set_aside in the job file", cause: cause)
    }

    /// Content that is whole but not what the file's name says.
    func misnamed(_ message: String, remedy: String) -> Problem {
        Problem(.inputRefused, at: Position(source: source, byte: 0), message, remedy: remedy)
    }
}
