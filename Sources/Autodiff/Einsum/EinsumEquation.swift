import LinearAlgebra

/// An equation of `einsum`, read and not yet held against operands.
struct EinsumEquation {
    /// The letters of one term, and before which of them `...` stands.
    struct Term {
        var letters: [Int] = []
        var ellipsis: Int?
    }

    /// Which index each axis has. Letters are their code points, the axes of `...` are negative: the last is -1.
    struct Plan {
        var terms: [[Int]]
        var output: [Int]
        var lengths: [Int: Int]
    }

    let text: String
    private(set) var terms: [Term] = []
    private(set) var output: Term?

    init(_ text: String) {
        self.text = text
        let sides = text.split(separator: "->", omittingEmptySubsequences: false)
        require(sides.count <= 2, "einsum \"\(text)\": more than one ->")
        terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map {
            Self.read($0, of: text)
        }
        if sides.count == 2 { output = Self.read(sides[1], of: text) }
    }

    private static func read(_ part: Substring, of text: String) -> Term {
        var term = Term(), rest = part[...]
        while let character = rest.first {
            if rest.hasPrefix("...") {
                require(term.ellipsis == nil, "einsum \"\(text)\": ... stands twice in \"\(part)\"")
                term.ellipsis = term.letters.count
                rest = rest.dropFirst(3)
                continue
            }
            rest = rest.dropFirst()
            if character == " " { continue }
            require(
                character.isASCII && character.isLetter,
                "einsum \"\(text)\": \"\(character)\" is no index; a letter from a to z or A to Z, a comma, -> or ... may stand here"
            )
            term.letters.append(Int(character.unicodeScalars.first?.value ?? 0))
        }
        return term
    }

    /// Gives each axis of operands of these shapes its index, and each index its length.
    func plan(shapes: [[Int]]) -> Plan {
        require(
            terms.count == shapes.count,
            "einsum \"\(text)\": \(terms.count) terms for \(shapes.count) operands")
        let labels = zip(terms, shapes).map { term, shape in self.labels(of: term, shape) }
        var lengths: [Int: Int] = [:]
        for (operand, shape) in shapes.enumerated() {
            for (label, length) in zip(labels[operand], shape) {
                let known = lengths[label] ?? 1
                require(
                    known == 1 || length == 1 || known == length,
                    "einsum \"\(text)\": index \(name(label)) is \(known) long, and \(length) in operand \(operand) of \(describe(shape))"
                )
                lengths[label] = lengths[label] == nil || known == 1 ? length : known
            }
        }
        let result = output.map { explicit($0, lengths) } ?? implicit(labels)
        return Plan(terms: labels, output: result, lengths: lengths)
    }

    private func labels(of term: Term, _ shape: [Int]) -> [Int] {
        let named = term.letters.count, open = shape.count - named
        require(
            term.ellipsis == nil ? open == 0 : open >= 0,
            "einsum \"\(text)\": the term \"\(spelling(term))\" names \(named) axes, its operand of \(describe(shape)) has \(shape.count)"
        )
        guard let place = term.ellipsis else { return term.letters }
        return term.letters[..<place] + (0..<open).map { $0 - open } + term.letters[place...]
    }

    private func explicit(_ term: Term, _ lengths: [Int: Int]) -> [Int] {
        for letter in term.letters {
            require(
                lengths[letter] != nil,
                "einsum \"\(text)\": index \(name(letter)) of the result is in no operand")
        }
        require(
            Set(term.letters).count == term.letters.count,
            "einsum \"\(text)\": an index stands twice in the result \"\(spelling(term))\"")
        guard let place = term.ellipsis else { return term.letters }
        return term.letters[..<place] + open(lengths) + term.letters[place...]
    }

    private func implicit(_ labels: [[Int]]) -> [Int] {
        var counts: [Int: Int] = [:]
        for label in labels.joined() { counts[label, default: 0] += 1 }
        return open(counts) + counts.filter { $0.key > 0 && $0.value == 1 }.keys.sorted()
    }

    /// The indices of `...`, in order.
    private func open(_ indices: [Int: Int]) -> [Int] { indices.keys.filter { $0 < 0 }.sorted() }

    private func name(_ label: Int) -> String {
        label < 0 ? "\(label) of ..." : "\(UnicodeScalar(UInt8(label)))"
    }

    private func spelling(_ term: Term) -> String {
        var parts = term.letters.map(name)
        if let place = term.ellipsis { parts.insert("...", at: place) }
        return parts.joined()
    }
}
