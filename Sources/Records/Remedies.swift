import Domain

extension QuarantineReason {
    /// What the one who delivers a row can do about a field of a column: names the list that it is looked up in, or the words allowed.
    public func remedy(in column: Column?) -> String {
        guard let column else { return remedy }
        return switch self {
        case .notACode: column.type.codeRemedy ?? remedy
        case .outOfRange: column.type.rangeRemedy ?? remedy
        case .notADecimal: column.type.isWhole ? "write a whole number in plain digits" : remedy
        default: remedy
        }
    }

    /// The same for a column of a kind by its name; one that the kind does not have is none.
    public func remedy(in column: String, of kind: Kind) -> String {
        let schema = Schema.of(kind)
        return remedy(in: schema.index(of: column).map { schema.columns[$0] })
    }
}

extension FieldType {
    /// Vocabularies of more words are named by their standard.
    private static let wordsShownMax = 10

    fileprivate var isWhole: Bool { if case .whole = self { true } else { false } }

    fileprivate var codeRemedy: String? {
        switch self {
        case .code(let list): "use a code of \(list.name), in its case"
        case .hsCode: "write the HS code as 6 to 10 digits, without points"
        case .place: "use a UN/LOCODE (five characters, without a space) or a code of \(Country.list.name), in capitals"
        case .word(let table):
            if let standard = table.standard {
                "use a word of \(standard), in its case, e.g. \(table.words[0])"
            } else if table.words.count <= FieldType.wordsShownMax {
                "use one of \(table.words.joined(separator: ", "))"
            } else {
                nil
            }
        case .text, .decimal, .whole, .instant: nil
        }
    }

    fileprivate var rangeRemedy: String? {
        switch self {
        case .whole(let bounds): "use a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        case .decimal(let bounds) where bounds.lowerBound == 1: "use a number greater than 0"
        case .instant: "give the true time: nothing was traded before 1995"
        case .text, .decimal, .code, .word, .hsCode, .place: nil
        }
    }
}
