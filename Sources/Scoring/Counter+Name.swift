extension Counter {
    /// The counter's name in snake case, as the contract's columns and model files write it, e.g. `invoice_matched`.
    public var name: String {
        let letters = Array("\(self)".utf8)
        func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
        func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
        var name = ""
        for (k, letter) in letters.enumerated() {
            let opensWord =
                k > 0 && isUpper(letter)
                && (isLower(letters[k - 1]) || (isUpper(letters[k - 1]) && k + 1 < letters.count && isLower(letters[k + 1])))
            if opensWord { name += "_" }
            name.unicodeScalars.append(Unicode.Scalar(isUpper(letter) ? letter + 0x20 : letter))
        }
        return name
    }
}
