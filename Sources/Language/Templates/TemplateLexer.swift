/// A piece of a template: text between tags, or a piece of the language inside them.
enum TemplateToken: Equatable, Sendable {
    case text(String)
    case openBlock, closeBlock, openOutput, closeOutput
    case name(String)
    case string(String)
    case integer(Int)
    case double(Double)
    case symbol(String)
    case end
}

/// A piece and the line on which it begins.
struct PlacedToken: Sendable {
    var token: TemplateToken
    var line: Int
}

/// Cuts a template into pieces, as Jinja does with `trim_blocks` and `lstrip_blocks`, the setting of chat templates:
/// the line break after a block is dropped, so are blanks before a block that opens a line; `-` beside a bracket drops all white space there.
struct TemplateLexer {
    private let source: [Unicode.Scalar]
    private var place = 0
    private var line = 1
    private var tokens: [PlacedToken] = []
    private var startsLine = true

    static func tokens(of text: String) throws(TemplateError) -> [PlacedToken] {
        var lexer = TemplateLexer(text)
        try lexer.run()
        return lexer.tokens
    }

    private init(_ text: String) {
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if scalar == "\n", scalars.last == "\r" { scalars.removeLast() }
            scalars.append(scalar)
        }
        for index in scalars.indices where scalars[index] == "\r" { scalars[index] = "\n" }
        if scalars.last == "\n" { scalars.removeLast() }
        source = scalars
    }

    private func at(_ offset: Int = 0) -> Unicode.Scalar? {
        place + offset < source.count ? source[place + offset] : nil
    }

    private func starts(_ text: String, at position: Int) -> Bool {
        var index = position
        for scalar in text.unicodeScalars {
            guard index < source.count, source[index] == scalar else { return false }
            index += 1
        }
        return true
    }

    private mutating func add(_ token: TemplateToken) { tokens.append(PlacedToken(token: token, line: line)) }

    private mutating func advance(to position: Int) {
        for scalar in source[place..<position] where scalar == "\n" { line += 1 }
        if position > place { startsLine = source[position - 1] == "\n" }
        place = position
    }

    private mutating func run() throws(TemplateError) {
        while place < source.count {
            var open = place
            while open < source.count, !isTag(open) { open += 1 }
            guard open < source.count else {
                add(.text(string(place..<open)))
                advance(to: open)
                break
            }
            try readTag(at: open)
        }
        add(.end)
    }

    private func isTag(_ position: Int) -> Bool {
        guard source[position] == "{", position + 1 < source.count else { return false }
        return ["{", "%", "#"].contains(source[position + 1])
    }

    private func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: source[range])
        return String(view)
    }

    private mutating func readTag(at open: Int) throws(TemplateError) {
        let kind = source[open + 1]
        var inside = open + 2
        addText(upTo: open, sign: readSign(&inside), isOutput: kind == "{")
        advance(to: inside)
        switch kind {
        case "#": try skipComment()
        case "{":
            add(.openOutput)
            try readInside(closing: "}}")
            add(.closeOutput)
        default:
            if try readRaw() { return }
            add(.openBlock)
            try readInside(closing: "%}")
            add(.closeBlock)
        }
    }

    private mutating func addText(upTo open: Int, sign: Unicode.Scalar, isOutput: Bool) {
        var end = open
        if sign == "-" {
            while end > place, isPythonSpace(source[end - 1]) { end -= 1 }
        } else if sign != "+", !isOutput {
            var start = open
            while start > place, source[start - 1] != "\n", isPythonSpace(source[start - 1]) { start -= 1 }
            let opensLine = start > place ? source[start - 1] == "\n" : startsLine
            if opensLine { end = start }
        }
        if end > place { add(.text(string(place..<end))) }
    }

    private mutating func skipComment() throws(TemplateError) {
        var end = place
        while end < source.count, !starts("#}", at: end) { end += 1 }
        guard end < source.count else { throw .syntax(line: line, message: "a comment without #}") }
        let sign = end > place ? source[end - 1] : " "
        advance(to: end + 2)
        skipAfterTag(sign: sign, trims: true)
    }

    private mutating func skipAfterTag(sign: Unicode.Scalar, trims: Bool) {
        var end = place
        if sign == "-" {
            skipSpaces(&end)
        } else if sign != "+", trims, end < source.count, source[end] == "\n" {
            end += 1
        }
        advance(to: end)
    }

    /// Reads `{% raw %} … {% endraw %}` after its opening bracket; false where something else stands there.
    private mutating func readRaw() throws(TemplateError) -> Bool {
        guard let opening = tagEnd("raw", from: place) else { return false }
        advance(to: opening.end)
        skipAfterTag(sign: opening.sign, trims: false)
        for open in place..<source.count where starts("{%", at: open) {
            var index = open + 2
            let sign = readSign(&index)
            guard let closing = tagEnd("endraw", from: index) else { continue }
            addText(upTo: open, sign: sign, isOutput: false)
            advance(to: closing.end)
            skipAfterTag(sign: closing.sign, trims: true)
            return true
        }
        throw .syntax(line: line, message: "raw without endraw")
    }

    /// Where a tag of one word ends, and the sign before its closing bracket; nil where something else stands there.
    private func tagEnd(_ word: String, from start: Int) -> (end: Int, sign: Unicode.Scalar)? {
        var index = start
        skipSpaces(&index)
        guard starts(word, at: index) else { return nil }
        index += word.unicodeScalars.count
        skipSpaces(&index)
        let sign = readSign(&index)
        return starts("%}", at: index) ? (index + 2, sign) : nil
    }

    /// The sign beside a bracket, that says what becomes of white space; a blank where there is none.
    private func readSign(_ index: inout Int) -> Unicode.Scalar {
        guard index < source.count, source[index] == "-" || source[index] == "+" else { return " " }
        index += 1
        return source[index - 1]
    }

    private func skipSpaces(_ index: inout Int) {
        while index < source.count, isPythonSpace(source[index]) { index += 1 }
    }

    /// The pieces inside a tag, up to its closing bracket and what is dropped after it.
    private mutating func readInside(closing: String) throws(TemplateError) {
        var brackets: [Unicode.Scalar] = []
        while let scalar = at() {
            if isPythonSpace(scalar) {
                advance(to: place + 1)
                continue
            }
            if brackets.isEmpty, let sign = closingSign(closing) {
                advance(to: place + (sign == " " ? 2 : 3))
                skipAfterTag(sign: sign, trims: closing == "%}")
                return
            }
            try readToken(scalar, &brackets)
        }
        throw .syntax(line: line, message: "a tag without \(closing)")
    }

    private func closingSign(_ closing: String) -> Unicode.Scalar? {
        if starts(closing, at: place) { return " " }
        if at() == "-", starts(closing, at: place + 1) { return "-" }
        if at() == "+", closing == "%}", starts(closing, at: place + 1) { return "+" }
        return nil
    }

    private mutating func readToken(_ scalar: Unicode.Scalar, _ brackets: inout [Unicode.Scalar])
        throws(TemplateError)
    {
        if scalar == "_" || scalar.properties.isXIDStart { return readName() }
        if scalar.isDigit { return try readNumber() }
        if scalar == "\"" || scalar == "'" { return try readString(quote: scalar) }
        let two = string(place..<min(place + 2, source.count))
        if ["**", "//", "==", "!=", "<=", ">="].contains(two) {
            add(.symbol(two))
            return advance(to: place + 2)
        }
        guard "+-*/%~<>=.,:|()[]{};".unicodeScalars.contains(scalar) else {
            throw .syntax(line: line, message: "unexpected character \(String(scalar))")
        }
        let pairs: [Unicode.Scalar: Unicode.Scalar] = ["(": ")", "[": "]", "{": "}"]
        if let closing = pairs[scalar] {
            brackets.append(closing)
        } else if ")]}".unicodeScalars.contains(scalar), brackets.popLast() != scalar {
            throw .syntax(line: line, message: "unexpected \(String(scalar))")
        }
        add(.symbol(String(scalar)))
        advance(to: place + 1)
    }

    private mutating func readName() {
        var end = place
        while end < source.count, source[end] == "_" || source[end].properties.isXIDContinue { end += 1 }
        add(.name(string(place..<end)))
        advance(to: end)
    }

    private mutating func readNumber() throws(TemplateError) {
        var end = place
        func skipDigits() {
            while end < source.count,
                source[end].isDigit
                    || (source[end] == "_" && end + 1 < source.count && source[end + 1].isDigit)
            { end += 1 }
        }
        skipDigits()
        var isWhole = true
        if end + 1 < source.count, source[end] == ".", source[end + 1].isDigit {
            isWhole = false
            end += 1
            skipDigits()
        }
        if end < source.count, source[end] == "e" || source[end] == "E" {
            var digits = end + 1
            if digits < source.count, source[digits] == "+" || source[digits] == "-" { digits += 1 }
            if digits < source.count, source[digits].isDigit {
                isWhole = false
                end = digits
                skipDigits()
            }
        }
        let text = string(place..<end).filter { $0 != "_" }
        if isWhole {
            guard let value = Int(text) else {
                throw .syntax(line: line, message: "the number \(text) is too large")
            }
            add(.integer(value))
        } else {
            add(.double(Double(text) ?? 0))
        }
        advance(to: end)
    }

    private mutating func readString(quote: Unicode.Scalar) throws(TemplateError) {
        var index = place + 1
        var text = String.UnicodeScalarView()
        while index < source.count, source[index] != quote {
            if source[index] == "\\", index + 1 < source.count {
                index += 1
                index = readEscape(at: index, into: &text)
            } else {
                text.append(source[index])
                index += 1
            }
        }
        guard index < source.count else { throw .syntax(line: line, message: "a string without end") }
        add(.string(String(text)))
        advance(to: index + 1)
    }

    /// Python's escapes; one that it does not know keeps its backslash. Returns where the text goes on.
    private func readEscape(at index: Int, into text: inout String.UnicodeScalarView) -> Int {
        let known: [Unicode.Scalar: Unicode.Scalar] = [
            "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "0": "\0", "b": "\u{8}",
            "f": "\u{C}",
            "v": "\u{B}", "a": "\u{7}",
        ]
        let widths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
        if source[index] == "\n" { return index + 1 }
        if let scalar = known[source[index]] {
            text.append(scalar)
            return index + 1
        }
        if let width = widths[source[index]], index + width < source.count,
            let code = UInt32(string(index + 1..<index + 1 + width), radix: 16),
            let scalar = Unicode.Scalar(code)
        {
            text.append(scalar)
            return index + 1 + width
        }
        text.append("\\")
        text.append(source[index])
        return index + 1
    }
}

extension Unicode.Scalar {
    /// Whether it is one of 0 to 9.
    var isDigit: Bool { ("0"..."9").contains(self) }
}

/// Whether Python's `str.isspace` holds of a character.
func isPythonSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
}
