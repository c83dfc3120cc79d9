import Problems

/// A file that is its own content. Refuses one that is compressed all the same.
struct PlainStream: ContentStream {
    private var isChecked = false

    mutating func read(
        from input: inout RawInput, into output: inout MutableRawSpan, in range: Range<Int>
    ) throws(Problem) -> Int {
        if !isChecked {
            try checkMagic(&input)
            isChecked = true
        }
        var produced = 0
        while produced < range.count {
            if input.isEmpty {
                guard try input.refill() else { break }
            }
            let count = min(input.unread.byteCount, range.count - produced)
            copy(input.unread.extracting(first: count), to: &output, at: range.lowerBound + produced)
            input.advance(by: count)
            produced += count
        }
        return produced
    }

    private func checkMagic(_ input: inout RawInput) throws(Problem) {
        try input.fill(atLeast: Container.magicSizeBytes)
        let revealed = Container.revealed(by: input.unread)
        guard revealed == .plain else {
            throw input.misnamed(
                "the file's name says that it is not compressed, its content is \(revealed.rawValue)",
                remedy: "add \(revealed.fileNameEnding) to its name")
        }
    }

    private func copy(_ bytes: RawSpan, to output: inout MutableRawSpan, at offset: Int) {
        unsafe bytes.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target in
                // SAFETY: the slice traps unless it lies in the output; copyMemory traps unless the source fits into it.
                unsafe UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + source.count]).copyMemory(from: source)
            }
        }
    }
}

/// A container's way from the file to its content.
protocol ContentStream {
    /// Writes content to `output[range]` until that is full or the content ends; returns how many bytes. Short only at
    /// the end, which has then been found sound.
    mutating func read(
        from input: inout RawInput, into output: inout MutableRawSpan, in range: Range<Int>
    ) throws(Problem) -> Int
}
