/// A piece of a formula's text.
struct FormulaToken: Equatable {
    enum Kind: Equatable {
        case name(String)
        case number(Double)
        case text(String)
        case symbol(String)
        case end
    }

    let kind: Kind
    /// The place of its first character, counted from 0.
    let position: Int
}

/// Cuts a formula into names, numbers, quoted texts and symbols.
struct FormulaLexer {
    private let formula: String
    private let characters: [Character]
    private var index = 0

    init(_ formula: String) {
        self.formula = formula
        characters = Array(formula)
    }

    /// All tokens, with an end token last.
    static func tokens(of formula: String) throws(FormulaError) -> [FormulaToken] {
        var lexer = FormulaLexer(formula)
        var tokens: [FormulaToken] = []
        while let token = try lexer.next() { tokens.append(token) }
        return tokens + [FormulaToken(kind: .end, position: lexer.characters.count)]
    }

    private mutating func next() throws(FormulaError) -> FormulaToken? {
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        guard index < characters.count else { return nil }
        let start = index, first = characters[start]
        if first.isLetter || first == "_" { return FormulaToken(kind: .name(takeName()), position: start) }
        if first.isNumber || (first == "." && index + 1 < characters.count && characters[index + 1].isNumber)
        {
            return FormulaToken(kind: .number(try takeNumber()), position: start)
        }
        if first == "`" { return FormulaToken(kind: .name(try takeQuoted(first)), position: start) }
        if first == "\"" || first == "'" {
            return FormulaToken(kind: .text(try takeQuoted(first)), position: start)
        }
        index += 1
        if first == "*", index < characters.count, characters[index] == "*" {
            index += 1
            return FormulaToken(kind: .symbol("**"), position: start)
        }
        guard "~+-*/:^(),=".contains(first) else {
            throw .syntax(formula: formula, position: start, reason: "unexpected \"\(first)\"")
        }
        return FormulaToken(kind: .symbol(first == "^" ? "**" : String(first)), position: start)
    }

    private mutating func takeName() -> String {
        let start = index
        while index < characters.count, isInName(characters[index]) { index += 1 }
        return String(characters[start..<index])
    }

    private func isInName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "."
    }

    private mutating func takeNumber() throws(FormulaError) -> Double {
        let start = index
        while index < characters.count {
            let character = characters[index], before = characters[index - (index > start ? 1 : 0)]
            let signOfExponent = "+-".contains(character) && index > start && "eE".contains(before)
            guard isInName(character) || signOfExponent else { break }
            index += 1
        }
        let text = String(characters[start..<index])
        guard let value = Double(text), value.isFinite else {
            throw .syntax(formula: formula, position: start, reason: "\"\(text)\" is no number")
        }
        return value
    }

    private mutating func takeQuoted(_ quote: Character) throws(FormulaError) -> String {
        let start = index
        guard let end = characters[(start + 1)...].firstIndex(of: quote) else {
            throw .syntax(formula: formula, position: start, reason: "the quote \(quote) is never closed")
        }
        index = end + 1
        return String(characters[(start + 1)..<end])
    }
}
