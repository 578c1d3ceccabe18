extension TemplateParser {
    /// One expression, or several separated by commas as a tuple.
    mutating func tuple(withConditional: Bool = true) throws(TemplateError) -> TemplateExpression {
        let line = line
        let first = withConditional ? try expression() : try disjunction()
        guard token == .symbol(",") else { return first }
        var list = [first]
        while skip(symbol: ",") {
            if endsTuple { break }
            list.append(withConditional ? try expression() : try disjunction())
        }
        return .tuple(list, line)
    }

    private var endsTuple: Bool {
        switch token {
        case .closeBlock, .closeOutput, .symbol(")"), .end: true
        default: false
        }
    }

    /// `a if b else c`
    mutating func expression() throws(TemplateError) -> TemplateExpression {
        let line = line
        let entry = depth
        try enter()
        defer { depth = entry }
        var result = try disjunction()
        while skip(word: "if") {
            try enter()
            let condition = try disjunction()
            let otherwise = skip(word: "else") ? try expression() : nil
            result = .conditional(condition, then: result, otherwise: otherwise, line)
        }
        return result
    }

    mutating func disjunction() throws(TemplateError) -> TemplateExpression {
        let entry = depth
        defer { depth = entry }
        var left = try conjunction()
        while token == .name("or") {
            let line = line
            try enter()
            next()
            left = .or(left, try conjunction(), line)
        }
        return left
    }

    private mutating func conjunction() throws(TemplateError) -> TemplateExpression {
        let entry = depth
        defer { depth = entry }
        var left = try negation()
        while token == .name("and") {
            let line = line
            try enter()
            next()
            left = .and(left, try negation(), line)
        }
        return left
    }

    private mutating func negation() throws(TemplateError) -> TemplateExpression {
        guard token == .name("not") else { return try comparison() }
        let line = line
        try enter()
        defer { depth -= 1 }
        next()
        return .not(try negation(), line)
    }

    private mutating func comparison() throws(TemplateError) -> TemplateExpression {
        let line = line
        let left = try sum()
        var steps: [(String, TemplateExpression)] = []
        while true {
            if case .symbol(let symbol) = token, ["==", "!=", "<", "<=", ">", ">="].contains(symbol) {
                next()
                steps.append((symbol, try sum()))
            } else if skip(word: "in") {
                steps.append(("in", try sum()))
            } else if token == .name("not"), following == .name("in") {
                next()
                next()
                steps.append(("not in", try sum()))
            } else {
                return steps.isEmpty ? left : .comparison(left, steps, line)
            }
        }
    }

    private mutating func sum() throws(TemplateError) -> TemplateExpression {
        let entry = depth
        defer { depth = entry }
        var left = try concatenation()
        while case .symbol(let symbol) = token, symbol == "+" || symbol == "-" {
            let line = line
            try enter()
            next()
            left = .arithmetic(left, symbol, try concatenation(), line)
        }
        return left
    }

    private mutating func concatenation() throws(TemplateError) -> TemplateExpression {
        let line = line
        var parts = [try product()]
        while skip(symbol: "~") { parts.append(try product()) }
        return parts.count == 1 ? parts[0] : .concatenation(parts, line)
    }

    private mutating func product() throws(TemplateError) -> TemplateExpression {
        let entry = depth
        defer { depth = entry }
        var left = try power()
        while case .symbol(let symbol) = token, ["*", "/", "//", "%"].contains(symbol) {
            let line = line
            try enter()
            next()
            left = .arithmetic(left, symbol, try power(), line)
        }
        return left
    }

    private mutating func power() throws(TemplateError) -> TemplateExpression {
        let entry = depth
        defer { depth = entry }
        var left = try unary()
        while token == .symbol("**") {
            let line = line
            try enter()
            next()
            left = .arithmetic(left, "**", try unary(), line)
        }
        return left
    }

    private mutating func unary(withFilters: Bool = true) throws(TemplateError) -> TemplateExpression {
        let line = line
        let entry = depth
        try enter()
        defer { depth = entry }
        var result: TemplateExpression
        if skip(symbol: "-") {
            result = .sign(try unary(withFilters: false), isNegative: true, line)
        } else if skip(symbol: "+") {
            result = .sign(try unary(withFilters: false), isNegative: false, line)
        } else {
            result = try primary()
        }
        result = try postfix(result)
        return withFilters ? try filtersAndTests(result) : result
    }

    private mutating func primary() throws(TemplateError) -> TemplateExpression {
        let line = line
        switch token {
        case .name(let name):
            next()
            switch name {
            case "true", "True": return .constant(.bool(true))
            case "false", "False": return .constant(.bool(false))
            case "none", "None": return .constant(.null)
            default: return .name(name, line)
            }
        case .string(var text):
            next()
            while case .string(let more) = token {
                text += more
                next()
            }
            return .constant(.string(text))
        case .integer(let value):
            next()
            return .constant(.integer(value))
        case .double(let value):
            next()
            return .constant(.number(value))
        case .symbol("("):
            next()
            if skip(symbol: ")") { return .tuple([], line) }
            let result = try tuple()
            try expect(symbol: ")")
            return result
        case .symbol("["): return .list(try list(), line)
        case .symbol("{"): return try dictionary()
        default: throw failure("expected an expression, found \(token.spelling)")
        }
    }

    private mutating func list() throws(TemplateError) -> [TemplateExpression] {
        next()
        var result: [TemplateExpression] = []
        while token != .symbol("]") {
            if !result.isEmpty { try expect(symbol: ",") }
            if token == .symbol("]") { break }
            result.append(try expression())
        }
        try expect(symbol: "]")
        return result
    }

    private mutating func dictionary() throws(TemplateError) -> TemplateExpression {
        let line = line
        next()
        var result: [(TemplateExpression, TemplateExpression)] = []
        while token != .symbol("}") {
            if !result.isEmpty { try expect(symbol: ",") }
            if token == .symbol("}") { break }
            let key = try expression()
            try expect(symbol: ":")
            result.append((key, try expression()))
        }
        try expect(symbol: "}")
        return .dictionary(result, line)
    }

    private mutating func postfix(_ start: TemplateExpression) throws(TemplateError) -> TemplateExpression {
        var result = start
        while true {
            let line = line
            if skip(symbol: ".") {
                try enter()
                if case .integer(let index) = token {
                    next()
                    result = .item(result, .constant(.integer(index)), line)
                } else {
                    result = .attribute(result, try expectName(), line)
                }
            } else if skip(symbol: "[") {
                try enter()
                result = try subscripted(result, line)
            } else if token == .symbol("(") {
                try enter()
                result = .call(result, try arguments(), line)
            } else {
                return result
            }
        }
    }

    private mutating func subscripted(_ value: TemplateExpression, _ line: Int) throws(TemplateError)
        -> TemplateExpression
    {
        var parts: [TemplateExpression?] = [nil]
        while token != .symbol("]") {
            if skip(symbol: ":") {
                parts.append(nil)
                if parts.count > 3 { throw failure("a slice with more than two colons") }
            } else {
                guard parts[parts.count - 1] == nil else {
                    throw failure("expected ‘]’, found \(token.spelling)")
                }
                parts[parts.count - 1] = try expression()
            }
        }
        try expect(symbol: "]")
        guard parts.count > 1 else {
            guard let index = parts[0] else { throw failure("an index is missing") }
            return .item(value, index, line)
        }
        return .slice(value, parts[0], parts[1], parts.count > 2 ? parts[2] : nil, line)
    }

    private mutating func filtersAndTests(_ start: TemplateExpression) throws(TemplateError)
        -> TemplateExpression
    {
        var result = start
        while true {
            let line = line
            if skip(symbol: "|") {
                try enter()
                let name = try expectName()
                let list = token == .symbol("(") ? try arguments() : TemplateArguments()
                guard TemplateFilters.names.contains(name) else {
                    throw .syntax(line: line, message: "no filter is named ‘\(name)’")
                }
                result = .filter(result, name, list, line)
            } else if skip(word: "is") {
                try enter()
                result = try test(result, line)
            } else if token == .symbol("(") {
                try enter()
                result = .call(result, try arguments(), line)
            } else {
                return result
            }
        }
    }

    private mutating func test(_ value: TemplateExpression, _ line: Int) throws(TemplateError)
        -> TemplateExpression
    {
        let isNegated = skip(word: "not")
        let name = try expectName()
        guard TemplateTests.names.contains(name) else {
            throw .syntax(line: line, message: "no test is named ‘\(name)’")
        }
        var list = TemplateArguments()
        if token == .symbol("(") {
            list = try arguments()
        } else if startsTestArgument {
            if token == .name("is") { throw failure("tests with ‘is’ do not chain") }
            list.positional = [try postfix(try primary())]
        }
        let result = TemplateExpression.test(value, name, list, line)
        return isNegated ? .not(result, line) : result
    }

    private var startsTestArgument: Bool {
        switch token {
        case .name(let word): !["else", "or", "and", "if"].contains(word)
        case .string, .integer, .double, .symbol("["), .symbol("{"): true
        default: false
        }
    }

    /// What stands in parentheses, the opening one next.
    mutating func arguments() throws(TemplateError) -> TemplateArguments {
        var result = TemplateArguments()
        try expect(symbol: "(")
        while token != .symbol(")") {
            if !result.positional.isEmpty || !result.named.isEmpty {
                try expect(symbol: ",")
                if token == .symbol(")") { break }
            }
            if token == .symbol("*") || token == .symbol("**") {
                throw .unsupported(line: line, what: "* in a call")
            }
            if case .name(let name) = token, following == .symbol("=") {
                next()
                next()
                result.named.append((name, try expression()))
            } else {
                if !result.named.isEmpty { throw failure("an argument without name after one with a name") }
                result.positional.append(try expression())
            }
        }
        try expect(symbol: ")")
        return result
    }
}
