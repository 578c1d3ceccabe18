/// The terms that one side of a formula adds up to, while it is being read.
struct FormulaTerms {
    var terms: [FormulaTerm] = []
    /// What the text said of the intercept: true for `1`, false for `0`, nil for nothing.
    var intercept: Bool?
    /// Whether the text was a bare 0 or 1, which no product may hold.
    var isConstant: Bool { terms.isEmpty }

    static func union(_ left: FormulaTerms, _ right: FormulaTerms) -> FormulaTerms {
        let known = Set(left.terms)
        let added = right.terms.filter { !known.contains($0) }
        return FormulaTerms(terms: left.terms + added, intercept: right.intercept ?? left.intercept)
    }

    static func difference(_ left: FormulaTerms, _ right: FormulaTerms) -> FormulaTerms {
        let removed = Set(right.terms)
        let kept = left.terms.filter { !removed.contains($0) }
        return FormulaTerms(terms: kept, intercept: right.intercept.map { !$0 } ?? left.intercept)
    }

    static func products(_ left: FormulaTerms, _ right: FormulaTerms) -> FormulaTerms {
        var result = FormulaTerms()
        var known: Set<FormulaTerm> = []
        for a in left.terms {
            for b in right.terms {
                let product = a.times(b)
                if known.insert(product).inserted { result.terms.append(product) }
            }
        }
        return result
    }
}

/// Reads tokens by recursive descent; one function for each level of precedence.
struct FormulaParser {
    private let formula: String
    private let tokens: [FormulaToken]
    private var index = 0
    /// How deep parentheses, calls and signs are nested; bounded, so that a hostile text cannot exhaust the stack.
    private var depth = 0
    private static let deepest = 200
    private static let mostProducts = 10_000

    init(_ formula: String) throws(FormulaError) {
        self.formula = formula
        tokens = try FormulaLexer.tokens(of: formula)
    }

    /// The left side, nil where there is none, and the terms of the right side.
    mutating func parse() throws(FormulaError) -> (response: FormulaExpression?, right: FormulaTerms) {
        var response: FormulaExpression?
        if tokens.contains(where: { $0.kind == .symbol("~") }) {
            if !take("~") {
                response = try arithmetic()
                if !take("~") { throw unexpected("where \"~\" is expected") }
            }
        }
        let right = try sum()
        guard tokens[index].kind == .end else { throw unexpected("after the end of the formula") }
        return (response, right)
    }

    // MARK: Sums of terms

    private mutating func sum() throws(FormulaError) -> FormulaTerms {
        var result = FormulaTerms()
        var negative = take("-")
        if !negative { _ = take("+") }
        while true {
            let next = try product()
            result = negative ? .difference(result, next) : .union(result, next)
            negative = take("-")
            if !negative, !take("+") { return result }
        }
    }

    private mutating func product() throws(FormulaError) -> FormulaTerms {
        var result = try interaction()
        while true {
            let place = tokens[index].position
            if take("*") {
                let other = try factors(interaction(), at: place, result)
                result = .union(.union(result, other), .products(result, other))
            } else if take("/") {
                let other = try factors(interaction(), at: place, result)
                let all = result.terms.reduce(FormulaTerm(factors: [])) { $0.times($1) }
                result = .union(result, .products(FormulaTerms(terms: [all]), other))
            } else {
                return result
            }
        }
    }

    private mutating func interaction() throws(FormulaError) -> FormulaTerms {
        var result = try power()
        while true {
            let place = tokens[index].position
            guard take(":") else { return result }
            let other = try factors(power(), at: place, result)
            result = .products(result, other)
        }
    }

    private mutating func power() throws(FormulaError) -> FormulaTerms {
        let base = try atom()
        let place = tokens[index].position
        guard take("**") else { return base }
        guard case .number(let value) = tokens[index].kind, value >= 1, value <= 16, value == value.rounded()
        else {
            throw .syntax(
                formula: formula, position: tokens[index].position,
                reason:
                    "the power of a sum of terms must be a whole number from 1 to 16 (write I(x**2) for a square)"
            )
        }
        _ = try factors(base, at: place, base)
        // R takes x^2 for x:x, which is x, and fits a straight line in silence.
        guard base.terms.count > 1 || value == 1 else {
            let name = base.terms[0].name
            throw .syntax(
                formula: formula, position: place,
                reason: "a power of terms means their interactions, and \(name) has none with itself; "
                    + "write I(\(name)**\(shortNumber(value))) for the power of its numbers")
        }
        index += 1
        var result = base
        for _ in 1..<Int(value) {
            let count = result.terms.count
            result = .union(result, .products(try factors(result, at: place, base), base))
            if result.terms.count == count { break }
        }
        return result
    }

    private func factors(_ terms: FormulaTerms, at position: Int, _ left: FormulaTerms) throws(FormulaError)
        -> FormulaTerms
    {
        guard !terms.isConstant, !left.isConstant, terms.intercept == nil, left.intercept == nil else {
            throw .syntax(
                formula: formula, position: position, reason: "a product of terms cannot hold 0 or 1")
        }
        guard terms.terms.count * left.terms.count <= Self.mostProducts else {
            throw .syntax(
                formula: formula, position: position,
                reason:
                    "\(left.terms.count) × \(terms.terms.count) products of terms are more than \(Self.mostProducts)"
            )
        }
        return terms
    }

    private mutating func atom() throws(FormulaError) -> FormulaTerms {
        let token = tokens[index]
        switch token.kind {
        case .number(let value):
            guard value == 0 || value == 1 else {
                throw unexpected(
                    "; only 0 and 1 may stand alone (write I(\(shortNumber(value)) * x) for a multiple)")
            }
            index += 1
            return FormulaTerms(intercept: value == 1)
        case .symbol("("):
            index += 1
            try enter(token)
            let inner = try sum()
            depth -= 1
            try expect(")")
            return inner
        case .name:
            return FormulaTerms(terms: [FormulaTerm(factors: [try primary()])])
        default:
            throw unexpected("where a term is expected")
        }
    }

    // MARK: Arithmetic inside calls

    private mutating func arithmetic() throws(FormulaError) -> FormulaExpression {
        var result = try multiplied()
        while let symbol = takeAny(["+", "-"]) { result = .binary(symbol, result, try multiplied()) }
        return result
    }

    private mutating func multiplied() throws(FormulaError) -> FormulaExpression {
        var result = try signed()
        while let symbol = takeAny(["*", "/"]) { result = .binary(symbol, result, try signed()) }
        return result
    }

    private mutating func signed() throws(FormulaError) -> FormulaExpression {
        let token = tokens[index]
        guard let sign = takeAny(["-", "+"]) else { return try raised() }
        try enter(token)
        let inner = try signed()
        depth -= 1
        return sign == "-" ? .negated(inner) : inner
    }

    private mutating func raised() throws(FormulaError) -> FormulaExpression {
        let base = try primary(), token = tokens[index]
        guard take("**") else { return base }
        try enter(token)
        let exponent = try signed()
        depth -= 1
        return .binary("**", base, exponent)
    }

    private mutating func primary() throws(FormulaError) -> FormulaExpression {
        let token = tokens[index]
        switch token.kind {
        case .number(let value):
            index += 1
            return .number(value)
        case .text(let text):
            index += 1
            return .text(text)
        case .name(let name):
            index += 1
            guard tokens[index].kind == .symbol("("), formula.character(at: token.position) != "`" else {
                return .column(name)
            }
            return try call(name, token)
        case .symbol("("):
            index += 1
            try enter(token)
            let inner = try arithmetic()
            depth -= 1
            try expect(")")
            return inner
        default:
            throw unexpected("where a column, a number or a call is expected")
        }
    }

    private mutating func call(_ name: String, _ token: FormulaToken) throws(FormulaError)
        -> FormulaExpression
    {
        try expect("(")
        try enter(token)
        var arguments: [FormulaArgument] = []
        while tokens[index].kind != .symbol(")") {
            var keyword: String?
            if case .name(let name) = tokens[index].kind, tokens[index + 1].kind == .symbol("=") {
                keyword = name
                index += 2
            }
            arguments.append(FormulaArgument(keyword: keyword, value: try arithmetic()))
            if !take(",") { break }
        }
        depth -= 1
        try expect(")")
        if name == "Q", arguments.count == 1, case .text(let column) = arguments[0].value {
            return .column(column)
        }
        return .call(name, arguments)
    }

    // MARK: Tokens

    private mutating func take(_ symbol: String) -> Bool {
        guard tokens[index].kind == .symbol(symbol) else { return false }
        index += 1
        return true
    }

    private mutating func takeAny(_ symbols: [String]) -> String? {
        for symbol in symbols where take(symbol) { return symbol }
        return nil
    }

    private mutating func expect(_ symbol: String) throws(FormulaError) {
        guard take(symbol) else { throw unexpected("where \"\(symbol)\" is expected") }
    }

    private mutating func enter(_ token: FormulaToken) throws(FormulaError) {
        depth += 1
        guard depth <= Self.deepest else {
            throw .syntax(formula: formula, position: token.position, reason: "nested too deeply")
        }
    }

    private func unexpected(_ context: String) -> FormulaError {
        let token = tokens[index]
        let what =
            switch token.kind {
            case .name(let name): "\"\(name)\""
            case .number(let value): shortNumber(value)
            case .text(let text): "the text \"\(text)\""
            case .symbol(let symbol): "\"\(symbol)\""
            case .end: "the end"
            }
        let space = context.hasPrefix(";") ? "" : " "
        return .syntax(
            formula: formula, position: token.position, reason: "unexpected \(what)\(space)\(context)")
    }
}

extension String {
    fileprivate func character(at position: Int) -> Character { self[index(startIndex, offsetBy: position)] }
}
