/// The tests that templates may use: `x is string`.
enum TemplateTests {
    static let names: Set<String> = [
        "boolean", "callable", "defined", "divisibleby", "eq", "equalto", "even", "false", "filter", "float",
        "ge", "greaterthan",
        "gt", "in", "integer", "iterable", "le", "lessthan", "lower", "lt", "mapping", "ne", "none", "number",
        "odd", "sameas",
        "sequence", "string", "test", "true", "undefined", "upper",
    ]
}

extension TemplateEvaluator {
    mutating func test(
        _ value: TemplateObject, _ name: String, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> Bool {
        if let result = kindTest(value, name) { return result }
        switch name {
        case "lower", "upper":
            let text = value.text
            return name == "lower"
                ? text == text.lowercased() && text != text.uppercased()
                : text == text.uppercased() && text != text.lowercased()
        case "filter": return TemplateFilters.names.contains(value.text)
        case "test": return TemplateTests.names.contains(value.text)
        case "odd", "even":
            guard let number = value.asInteger else {
                throw .evaluation(line: line, message: "\(value.kind) is neither odd nor even")
            }
            return (number % 2 != 0) == (name == "odd")
        default: break
        }
        guard let other = values.positional.first else {
            throw .evaluation(line: line, message: "‘is \(name)’ compares with what?")
        }
        switch name {
        case "divisibleby":
            guard let a = value.asInteger, let b = other.asInteger, b != 0 else {
                throw .evaluation(line: line, message: "\(value.kind) divided by \(other.kind)")
            }
            return b == -1 || a % b == 0
        case "sameas":
            // Identity, as far as values have one: the same kind, and equal.
            return value.kind == other.kind && value.isEqual(to: other)
        default:
            let symbols = [
                "eq": "==", "equalto": "==", "ne": "!=", "lt": "<", "lessthan": "<", "le": "<=", "gt": ">",
                "greaterthan": ">",
                "ge": ">=", "in": "in",
            ]
            return try holds(value, symbols[name] ?? "==", other, line)
        }
    }

    private func kindTest(_ value: TemplateObject, _ name: String) -> Bool? {
        switch (name, value) {
        case ("defined", _): return !value.isUndefined
        case ("undefined", _): return value.isUndefined
        case ("none", _): return value.isNone
        case ("boolean", .bool): return true
        case ("true", .bool(let flag)): return flag
        case ("false", .bool(let flag)): return !flag
        case ("integer", .integer), ("float", .number), ("number", .integer), ("number", .number),
            ("number", .bool):
            return true
        case ("string", .string), ("mapping", .dictionary): return true
        case ("iterable", .string), ("iterable", .list), ("iterable", .tuple), ("iterable", .dictionary),
            ("iterable", .undefined):
            return true
        case ("sequence", .string), ("sequence", .list), ("sequence", .tuple), ("sequence", .dictionary),
            ("sequence", .undefined):
            return true
        case ("callable", .function), ("callable", .method), ("callable", .macro): return true
        case ("boolean", _), ("true", _), ("false", _), ("integer", _), ("float", _), ("number", _),
            ("string", _), ("mapping", _), ("iterable", _),
            ("sequence", _), ("callable", _):
            return false
        default: return nil
        }
    }
}
