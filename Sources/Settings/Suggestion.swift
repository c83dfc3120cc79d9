/// What to write instead of a word that is not known: the nearest one, or all of them.
func suggestion(for word: String, among known: [String]) -> String {
    let ranked = known.map { (name: $0, distance: editDistance(word, $0)) }
    if let nearest = ranked.min(by: { $0.distance < $1.distance }), nearest.distance <= max(2, word.count / 3) {
        return "write \(nearest.name) if that is what you mean"
    }
    return "use one of \(known.joined(separator: ", "))"
}

/// The least number of letters to insert, delete or replace (Levenshtein).
private func editDistance(_ a: String, _ b: String) -> Int {
    let (first, second) = (Array(a.utf8), Array(b.utf8))
    var row = Array(0...second.count)
    for i in first.indices {
        var diagonal = row[0]
        row[0] = i + 1
        for j in second.indices {
            let replaced = diagonal + (first[i] == second[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
        }
    }
    return row[second.count]
}
