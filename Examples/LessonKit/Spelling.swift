/// Guesses what someone meant to type.
package enum Spelling {
    /// The name in `names` that is fewest edits away from `word`; nil where all are further than half its length.
    package static func closest(to word: String, in names: [String]) -> String? {
        let ranked = names.map { (name: $0, distance: distance(word, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        let isPart = best.distance > 0 && !word.isEmpty && best.name.contains(word)
        if best.distance <= max(2, word.count / 2) || isPart { return best.name }
        return word.isEmpty ? nil : names.first { $0.contains(word) || word.contains($0) }
    }

    /// The number of letters to insert, delete or replace that turns `a` into `b` (Levenshtein, 1965). O(|a| · |b|).
    package static func distance(_ a: String, _ b: String) -> Int {
        let first = Array(a.lowercased()), second = Array(b.lowercased())
        var row = Array(0...second.count)
        for (i, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[second.count]
    }
}
