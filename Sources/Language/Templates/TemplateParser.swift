/// Builds the tree of a template from its pieces, by recursive descent.
struct TemplateParser {
    var tokens: [PlacedToken]
    var place = 0
    var depth = 0
    var loops = 0

    static func parse(_ text: String) throws(TemplateError) -> [TemplateStatement] {
        var parser = TemplateParser(tokens: try TemplateLexer.tokens(of: text))
        let statements = try parser.statements(until: [])
        return statements
    }

    var token: TemplateToken { tokens[place].token }
    var line: Int { tokens[place].line }
    var following: TemplateToken { tokens[min(place + 1, tokens.count - 1)].token }

    mutating func next() { if place < tokens.count - 1 { place += 1 } }

    mutating func skip(_ wanted: TemplateToken) -> Bool {
        guard token == wanted else { return false }
        next()
        return true
    }

    mutating func skip(symbol: String) -> Bool { skip(.symbol(symbol)) }
    mutating func skip(word: String) -> Bool { skip(.name(word)) }

    func failure(_ message: String) -> TemplateError { .syntax(line: line, message: message) }

    mutating func expect(_ wanted: TemplateToken, _ what: String) throws(TemplateError) {
        if !skip(wanted) { throw failure("expected \(what), found \(token.spelling)") }
    }

    mutating func expect(symbol: String) throws(TemplateError) { try expect(.symbol(symbol), "‘\(symbol)’") }

    mutating func expectName() throws(TemplateError) -> String {
        guard case .name(let name) = token else { throw failure("expected a name, found \(token.spelling)") }
        next()
        return name
    }

    /// Counts how deep the tree is: each level of recursion asks.
    mutating func enter() throws(TemplateError) {
        depth += 1
        if depth > 160 { throw .limit(line: line, what: "nested too deep") }
    }

    /// Statements up to a block that begins with one of `ends`, which is left in place; to the end of the text where `ends` is empty.
    mutating func statements(until ends: Set<String>) throws(TemplateError) -> [TemplateStatement] {
        try enter()
        defer { depth -= 1 }
        var result: [TemplateStatement] = []
        while true {
            switch token {
            case .text(let text):
                result.append(.text(text))
                next()
            case .openOutput:
                let line = line
                next()
                result.append(.output(try tuple(), line))
                try expect(.closeOutput, "‘}}’")
            case .openBlock:
                if case .name(let word) = following, ends.contains(word) {
                    next()
                    return result
                }
                next()
                result.append(try statement())
            case .end:
                if !ends.isEmpty {
                    throw failure(
                        "the end of the template, but \(ends.sorted().joined(separator: " or ")) is missing")
                }
                return result
            default: throw failure("unexpected \(token.spelling)")
            }
        }
    }

    private mutating func closeBlock() throws(TemplateError) { try expect(.closeBlock, "‘%}’") }

    /// Statements up to `{% end %}`, which is skipped.
    private mutating func body(until end: String) throws(TemplateError) -> [TemplateStatement] {
        try closeBlock()
        let result = try statements(until: [end])
        next()
        try closeBlock()
        return result
    }

    private mutating func statement() throws(TemplateError) -> TemplateStatement {
        let line = line
        let word = try expectName()
        switch word {
        case "if": return try choice(line)
        case "for": return try loop(line)
        case "set": return try assignment(line)
        case "macro":
            let name = try expectName()
            let parameters = try parameters()
            return .macro(
                TemplateMacro(name: name, parameters: parameters, body: try bodyOutsideLoops("endmacro")),
                line)
        case "call":
            let parameters = token == .symbol("(") ? try parameters() : []
            let call = try expression()
            let macro = TemplateMacro(
                name: "caller", parameters: parameters, body: try bodyOutsideLoops("endcall"))
            return .callBlock(macro, call, line)
        case "filter":
            let steps = try filterSteps(first: true)
            return .filterBlock(steps, try body(until: "endfilter"), line)
        case "with": return try with(line)
        case "generation": return .scope(try body(until: "endgeneration"), line)
        case "break", "continue":
            guard loops > 0 else { throw .syntax(line: line, message: "\(word) outside a loop") }
            try closeBlock()
            return word == "break" ? .leave(line) : .next(line)
        case "include", "import", "from", "extends", "block", "do", "autoescape", "trans":
            throw .unsupported(line: line, what: "{% \(word) %}")
        default: throw .syntax(line: line, message: "unknown block ‘\(word)’")
        }
    }

    private mutating func bodyOutsideLoops(_ end: String) throws(TemplateError) -> [TemplateStatement] {
        let outer = loops
        loops = 0
        let result = try body(until: end)
        loops = outer
        return result
    }

    private mutating func choice(_ line: Int) throws(TemplateError) -> TemplateStatement {
        var branches: [(condition: TemplateExpression, body: [TemplateStatement])] = []
        while true {
            let condition = try tuple(withConditional: false)
            try closeBlock()
            branches.append((condition, try statements(until: ["elif", "else", "endif"])))
            let word = try expectName()
            if word == "elif" { continue }
            var otherwise: [TemplateStatement] = []
            if word == "else" {
                otherwise = try body(until: "endif")
            } else {
                try closeBlock()
            }
            return .choice(branches, otherwise: otherwise, line)
        }
    }

    private mutating func loop(_ line: Int) throws(TemplateError) -> TemplateStatement {
        let target = try target(allowsAttributes: false)
        try expect(.name("in"), "‘in’")
        let values = try tuple(withConditional: false)
        let condition = skip(word: "if") ? try expression() : nil
        if token == .name("recursive") { throw .unsupported(line: line, what: "a recursive loop") }
        try closeBlock()
        loops += 1
        let body = try statements(until: ["endfor", "else"])
        loops -= 1
        var otherwise: [TemplateStatement] = []
        if try expectName() == "else" {
            otherwise = try self.body(until: "endfor")
        } else {
            try closeBlock()
        }
        return .loop(
            TemplateLoop(
                target: target, values: values, condition: condition, body: body, otherwise: otherwise), line)
    }

    private mutating func assignment(_ line: Int) throws(TemplateError) -> TemplateStatement {
        let target = try target(allowsAttributes: true)
        if skip(symbol: "=") {
            let value = try tuple()
            try closeBlock()
            return .set(target, value, line)
        }
        let steps = try filterSteps(first: false)
        return .setBlock(target, steps, try body(until: "endset"), line)
    }

    private mutating func with(_ line: Int) throws(TemplateError) -> TemplateStatement {
        var values: [(TemplateTarget, TemplateExpression)] = []
        while token != .closeBlock {
            if !values.isEmpty { try expect(symbol: ",") }
            let target = try target(allowsAttributes: false, onlyOne: true)
            try expect(symbol: "=")
            values.append((target, try expression()))
        }
        return .with(values, try body(until: "endwith"), line)
    }

    private mutating func target(allowsAttributes: Bool, onlyOne: Bool = false) throws(TemplateError)
        -> TemplateTarget
    {
        try enter()
        defer { depth -= 1 }
        var list: [TemplateTarget] = []
        var isTuple = false
        while true {
            if skip(symbol: "(") {
                list.append(try target(allowsAttributes: allowsAttributes))
                try expect(symbol: ")")
            } else {
                let name = try expectName()
                if ["true", "false", "none", "True", "False", "None"].contains(name) {
                    throw failure("can't assign to \(name)")
                }
                if allowsAttributes, skip(symbol: ".") {
                    list.append(.attribute(name, try expectName()))
                } else {
                    list.append(.name(name))
                }
            }
            guard !onlyOne, skip(symbol: ",") else { break }
            isTuple = true
            if token == .name("in") || token == .symbol("=") { break }
        }
        return isTuple ? .several(list) : list[0]
    }

    private mutating func parameters() throws(TemplateError) -> [(name: String, value: TemplateExpression?)] {
        var result: [(name: String, value: TemplateExpression?)] = []
        try expect(symbol: "(")
        while token != .symbol(")") {
            if !result.isEmpty { try expect(symbol: ",") }
            let name = try expectName()
            if skip(symbol: "=") {
                result.append((name, try expression()))
            } else {
                if let last = result.last, last.value != nil {
                    throw failure("a parameter without default after one with it")
                }
                result.append((name, nil))
            }
        }
        try expect(symbol: ")")
        return result
    }

    private mutating func filterSteps(first: Bool) throws(TemplateError) -> [TemplateFilterStep] {
        var steps: [TemplateFilterStep] = []
        var isFirst = first
        while isFirst || skip(symbol: "|") {
            isFirst = false
            let name = try expectName()
            steps.append(
                TemplateFilterStep(
                    name: name, arguments: token == .symbol("(") ? try arguments() : TemplateArguments()))
        }
        return steps
    }
}

extension TemplateToken {
    /// How a message names it.
    var spelling: String {
        switch self {
        case .text: "text"
        case .openBlock: "‘{%’"
        case .closeBlock: "‘%}’"
        case .openOutput: "‘{{’"
        case .closeOutput: "‘}}’"
        case .name(let name): "‘\(name)’"
        case .string: "a string"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .symbol(let symbol): "‘\(symbol)’"
        case .end: "the end"
        }
    }
}
