import Problems

/// A gzip file (RFC 1952): members one after the other, zeros after a member skipped.
struct GzipStream: ContentStream {
    private enum Stage {
        /// Before a member: its header, the zeros before it, or the end of the file.
        case between
        case body
        case trailer
        case ended
    }

    /// The member being read.
    private struct Member {
        var bodyStart: Int
        var producedBytes = 0
        var checksum: UInt32 = 0
    }

    private var stage = Stage.between
    private var engine: InflateEngine
    private var inflater: any Inflater
    private var member = Member(bodyStart: 0)
    private var hasMembers = false
    /// Content of the members before this one.
    private var producedBefore = 0

    init(engine: InflateEngine) {
        self.engine = engine
        inflater = engine.makeInflater()
    }

    mutating func read(
        from input: inout RawInput, into output: inout MutableRawSpan, in range: Range<Int>
    ) throws(Problem) -> Int {
        var produced = 0
        while produced < range.count, stage != .ended {
            switch stage {
            case .between: try readHeader(&input)
            case .body: produced += try inflateOnce(&input, into: &output, in: range.dropFirst(produced))
            case .trailer: try readTrailer(&input)
            case .ended: break
            }
        }
        return produced
    }

    // MARK: Body

    /// One step of the engine; whatever it refuses is judged again by zlib.
    private mutating func inflateOnce(
        _ input: inout RawInput, into output: inout MutableRawSpan, in range: Range<Int>
    ) throws(Problem) -> Int {
        let step = inflater.step(input.unread, into: &output, in: range)
        switch step.outcome {
        case .broken:
            // What was produced before the break is dropped: it may hold garbage, and the judge produces it again.
            if try judgedAgain(&input) { return 0 }
            input.advance(by: step.consumed)
            member.producedBytes += step.produced
            throw input.damaged(
                at: input.position, "the gzip data is damaged: it breaks after \(amounts(input))", cause: "not deflate data")
        case .finished:
            stage = .trailer
        case .more:
            if step.produced == 0, step.consumed == input.unread.byteCount {
                input.advance(by: step.consumed)
                return try refilled(&input)
            }
        }
        input.advance(by: step.consumed)
        member.producedBytes += step.produced
        member.checksum = crc32(output.bytes.extracting(range.prefix(step.produced)), member.checksum, engine: engine)
        return step.produced
    }

    /// Reads on in the middle of a body; always 0 bytes of content.
    private mutating func refilled(_ input: inout RawInput) throws(Problem) -> Int {
        if try input.refill() { return 0 }
        if try judgedAgain(&input) { return 0 }
        throw truncated(input, "in the middle of a member")
    }

    // MARK: Trailer

    private mutating func readTrailer(_ input: inout RawInput) throws(Problem) {
        let start = input.position
        guard let checksum = try readWord(&input), let length = try readWord(&input) else {
            if try judgedAgain(&input) { return }
            throw truncated(input, "in the trailer of a member")
        }
        let isSound = checksum == member.checksum
        let isWhole = length == UInt32(truncatingIfNeeded: member.producedBytes)
        if isSound, isWhole {
            producedBefore += member.producedBytes
            stage = .between
            return
        }
        if try judgedAgain(&input) { return }
        if !isSound {
            throw input.damaged(at: start, "the content does not have the checksum (CRC-32) that the gzip trailer states")
        }
        throw input.damaged(
            at: start + 4,
            "the content does not have the length that the gzip trailer states (\(member.producedBytes) bytes, not \(length))")
    }

    /// The next four bytes, least first; nil where the file ends.
    private func readWord(_ input: inout RawInput) throws(Problem) -> UInt32? {
        var word: UInt32 = 0
        for shift in stride(from: 0, to: 32, by: 8) {
            guard let byte = try input.next() else { return nil }
            word |= UInt32(byte) << shift
        }
        return word
    }

    // MARK: Header

    private mutating func readHeader(_ input: inout RawInput) throws(Problem) {
        guard let first = try firstByte(&input) else {
            stage = .ended
            return
        }
        let start = input.position - 1
        var header = GzipHeader()
        var byte = first
        while true {
            do throws(GzipHeader.Fault) {
                if try header.accept(byte) { break }
            } catch {
                throw refused(error, start: start, &input)
            }
            guard let next = try input.next() else { throw truncated(input, "in the header of a member") }
            byte = next
        }
        // A new member starts with the chosen engine, though zlib may have had to judge the one before.
        if engine.resolved != .zlib, inflater.isJudge { inflater = engine.makeInflater() }
        inflater.restart()
        member = Member(bodyStart: input.position)
        hasMembers = true
        stage = .body
    }

    /// The first byte of the next member; nil at the end. Zeros before it are padding (tape blocks), but not at the start.
    private func firstByte(_ input: inout RawInput) throws(Problem) -> UInt8? {
        while let byte = try input.next() {
            if byte != 0 || !hasMembers { return byte }
        }
        if hasMembers { return nil }
        throw truncated(input, "before its first byte")
    }

    // MARK: Faults

    private func refused(_ fault: GzipHeader.Fault, start: Int, _ input: inout RawInput) -> Problem {
        let place = input.position - 1
        switch fault {
        case .magic where hasMembers:
            return input.damaged(at: start, "what follows the last gzip member is neither a member nor zeros")
        case .magic:
            return notGzip(&input)
        case .method(let method):
            return input.damaged(at: place, "the gzip member has compression method \(method); there is none but 8 (deflate)")
        case .reservedFlags(let flags):
            return input.damaged(at: place, "the gzip header sets flags that the standard reserves (0x\(String(flags, radix: 16)))")
        case .checksum:
            return input.damaged(at: place, "the gzip header does not have the checksum that it states")
        }
    }

    private func notGzip(_ input: inout RawInput) -> Problem {
        input.rewind(to: 0)
        // A failing read here would only hide the fault that is known already.
        try? input.fill(atLeast: Container.magicSizeBytes)
        if Container.revealed(by: input.unread) == .zstd {
            return input.misnamed("the file's name ends in .gz, its content is zstd", remedy: "name it .zst in place of .gz")
        }
        return input.misnamed(
            "the file's name ends in .gz, its content is not gzip",
            remedy: "compress it with gzip, or take .gz off its name if it is plain text")
    }

    private func truncated(_ input: borrowing RawInput, _ place: String) -> Problem {
        input.damaged(at: input.position, "the gzip stream ends \(place), after \(amounts(input))")
    }

    private func amounts(_ input: borrowing RawInput) -> String {
        "\(input.position) compressed and \(producedBefore + member.producedBytes) decompressed bytes"
    }

    // MARK: The judge

    /// Lets zlib read the member again from its start where ISA-L refused it, so that every refusal and its place are zlib's.
    ///
    /// - Returns: true if zlib goes on from where ISA-L stood; false if zlib is the engine already.
    /// - Throws: what zlib finds wrong on the way to there.
    private mutating func judgedAgain(_ input: inout RawInput) throws(Problem) -> Bool {
        guard !inflater.isJudge else { return false }
        let delivered = member
        inflater = ZlibInflater()
        input.rewind(to: delivered.bodyStart)
        member = Member(bodyStart: delivered.bodyStart)
        stage = .body
        try skip(to: delivered.producedBytes, &input)
        if member.producedBytes == delivered.producedBytes, member.checksum == delivered.checksum { return true }
        // What was handed out is not what zlib makes of it: the read has failed. zlib says where, if it finds the fault too.
        try skip(to: .max, &input)
        try readTrailer(&input)
        throw input.damaged(at: delivered.bodyStart, "the gzip data is damaged so that two libraries read it differently")
    }

    /// Inflates to nowhere until the member has produced `count` bytes or its body ends.
    private mutating func skip(to count: Int, _ input: inout RawInput) throws(Problem) {
        var scratch = [UInt8](repeating: 0, count: 1 << 16)
        while stage == .body, member.producedBytes < count {
            let room = min(scratch.count, count - member.producedBytes)
            var span = scratch.mutableSpan
            var output = span.mutableRawBytes
            _ = try inflateOnce(&input, into: &output, in: 0..<room)
        }
    }
}
