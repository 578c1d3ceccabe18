/// What Python's texts can do and Swift's cannot: everything here counts Unicode scalars, as Python does, not characters.
extension String {
    init(_ scalars: some Sequence<Unicode.Scalar>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }

    /// Where a piece is found, from left to right without overlaps.
    func scalarRanges(of piece: String) -> [Range<Int>] {
        let text = Array(unicodeScalars), wanted = Array(piece.unicodeScalars)
        guard !wanted.isEmpty else { return (0...text.count).map { $0..<$0 } }
        var result: [Range<Int>] = []
        var place = 0
        while place + wanted.count <= text.count {
            if text[place] == wanted[0], text[place..<place + wanted.count].elementsEqual(wanted) {
                result.append(place..<place + wanted.count)
                place += wanted.count
            } else {
                place += 1
            }
        }
        return result
    }

    /// Where a piece is found first.
    func scalarRange(of piece: String) -> Range<Int>? { scalarRanges(of: piece).first }

    /// Without white space, or the given characters, at its ends.
    func stripped(of characters: String? = nil, left: Bool = true, right: Bool = true) -> String {
        let set = characters.map { Set($0.unicodeScalars) }
        func goes(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? isPythonSpace(scalar) }
        var scalars = Array(unicodeScalars)[...]
        if left { scalars = scalars.drop(while: goes) }
        if right { while let last = scalars.last, goes(last) { scalars.removeLast() } }
        return String(scalars)
    }

    /// Every word with a capital: `str.title`.
    var titled: String {
        var result = ""
        var isInside = false
        for scalar in unicodeScalars {
            let letter = String(scalar)
            result += isInside ? letter.lowercased() : letter.uppercased()
            isInside = scalar.properties.isCased
        }
        return result
    }

    /// The first letter as a capital, the others small.
    var capitalizedFirst: String {
        guard let first = unicodeScalars.first else { return "" }
        return String(first).uppercased() + String(unicodeScalars.dropFirst()).lowercased()
    }

    /// The words between white space.
    func pythonWords(most: Int = -1, fromEnd: Bool = false) -> [String] {
        var scalars = Array(unicodeScalars)
        if fromEnd { scalars.reverse() }
        var words: [[Unicode.Scalar]] = []
        var place = 0
        while true {
            while place < scalars.count, isPythonSpace(scalars[place]) { place += 1 }
            guard place < scalars.count else { break }
            var end = place
            if most >= 0, words.count == most {
                end = scalars.count
                while isPythonSpace(scalars[end - 1]) { end -= 1 }
                words.append(Array(scalars[place..<end]))
                break
            }
            while end < scalars.count, !isPythonSpace(scalars[end]) { end += 1 }
            words.append(Array(scalars[place..<end]))
            place = end
        }
        return fromEnd ? words.reversed().map { String($0.reversed()) } : words.map { String($0) }
    }

    /// The lines: `str.splitlines`.
    func pythonLines(keepingEnds: Bool) -> [String] {
        let breaks: Set<Unicode.Scalar> = [
            "\n", "\r", "\u{B}", "\u{C}", "\u{1C}", "\u{1D}", "\u{1E}", "\u{85}", "\u{2028}", "\u{2029}",
        ]
        let scalars = Array(unicodeScalars)
        var result: [String] = []
        var start = 0, place = 0
        while place < scalars.count {
            guard breaks.contains(scalars[place]) else {
                place += 1
                continue
            }
            let end = place
            place += scalars[place] == "\r" && place + 1 < scalars.count && scalars[place + 1] == "\n" ? 2 : 1
            result.append(String(scalars[start..<(keepingEnds ? place : end)]))
            start = place
        }
        if start < scalars.count { result.append(String(scalars[start...])) }
        return result
    }
}
