import Foundation

/// The values of the arguments of a call.
struct TemplateCallValues {
    var positional: [TemplateObject] = []
    var named: [(String, TemplateObject)] = []

    /// The argument at a position or of a name.
    func value(_ position: Int, _ name: String) -> TemplateObject? {
        if position < positional.count { return positional[position] }
        return named.first { $0.0 == name }?.1
    }

    /// The argument of a name.
    func value(_ name: String) -> TemplateObject? { named.first { $0.0 == name }?.1 }
}

extension TemplateEvaluator {
    mutating func evaluate(_ arguments: TemplateArguments, _ line: Int) throws(TemplateError)
        -> TemplateCallValues
    {
        var result = TemplateCallValues()
        for argument in arguments.positional { result.positional.append(try evaluate(argument)) }
        for (name, argument) in arguments.named { result.named.append((name, try evaluate(argument))) }
        return result
    }

    mutating func evaluate(_ expression: TemplateExpression) throws(TemplateError) -> TemplateObject {
        try enter(expression.line)
        defer { depth -= 1 }
        try step(expression.line)
        switch expression {
        case .constant(let value): return TemplateObject(value)
        case .name(let name, _): return scope.find(name) ?? Self.global(name)
        case .list(let list, let line): return .list(try makeList(try evaluate(list), line))
        case .tuple(let list, let line): return .tuple(try makeList(try evaluate(list), line))
        case .dictionary(let pairs, let line): return try dictionary(pairs, line)
        case .attribute(let value, let name, let line):
            return try attribute(name, of: try evaluate(value), line)
        case .item(let value, let index, let line):
            return try item(try evaluate(index), of: try evaluate(value), line)
        case .slice(let value, let from, let to, let by, let line):
            return try slice(try evaluate(value), from, to, by, line)
        case .call(let function, let arguments, let line):
            let caller = pendingCaller
            pendingCaller = nil
            let function = try evaluate(function)
            let values = try evaluate(arguments, line)
            return try call(function, values, caller: caller, line)
        case .filter(let value, let name, let arguments, let line):
            let value = try evaluate(value)
            return try filter(value, name, try evaluate(arguments, line), line)
        case .test(let value, let name, let arguments, let line):
            let value = try evaluate(value)
            return .bool(try test(value, name, try evaluate(arguments, line), line))
        case .not(let value, _): return .bool(!(try evaluate(value).isTrue))
        case .sign(let value, let isNegative, let line):
            return try sign(try evaluate(value), isNegative, line)
        case .arithmetic(let left, let symbol, let right, let line):
            let left = try evaluate(left)
            return try arithmetic(left, symbol, try evaluate(right), line)
        case .concatenation(let parts, let line):
            var text = ""
            for part in parts { text += try evaluate(part).text }
            return try makeString(text, line)
        case .comparison(let left, let steps, let line): return try compare(left, steps, line)
        case .and(let left, let right, _):
            let left = try evaluate(left)
            return left.isTrue ? try evaluate(right) : left
        case .or(let left, let right, _):
            let left = try evaluate(left)
            return left.isTrue ? left : try evaluate(right)
        case .conditional(let condition, let then, let otherwise, _):
            if try evaluate(condition).isTrue { return try evaluate(then) }
            guard let otherwise else { return .undefined("the value of an if without else") }
            return try evaluate(otherwise)
        }
    }

    private mutating func evaluate(_ list: [TemplateExpression]) throws(TemplateError) -> [TemplateObject] {
        var result: [TemplateObject] = []
        for expression in list { result.append(try evaluate(expression)) }
        return result
    }

    private static func global(_ name: String) -> TemplateObject {
        ["range", "namespace", "dict", "raise_exception", "strftime_now"].contains(name)
            ? .function(name) : .undefined(name)
    }

    private mutating func dictionary(
        _ pairs: [(TemplateExpression, TemplateExpression)], _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        var entries = TemplateEntries()
        for (key, value) in pairs {
            guard case .string(let name) = try evaluate(key) else {
                throw .unsupported(line: line, what: "a key of a dictionary that is no text")
            }
            entries.set(name, try evaluate(value))
        }
        return .dictionary(try checked(entries, line))
    }

    mutating func checked(_ entries: TemplateEntries, _ line: Int) throws(TemplateError) -> TemplateEntries {
        try charge(16 * entries.names.count, line)
        if entries.depth > 100 { throw .limit(line: line, what: "dictionaries nested more than 100 deep") }
        return entries
    }

    // MARK: Parts of values

    func attribute(_ name: String, of value: TemplateObject, _ line: Int) throws(TemplateError)
        -> TemplateObject
    {
        switch value {
        case .undefined(let what):
            throw .evaluation(line: line, message: "‘\(what)’ is undefined, so it has no ‘\(name)’")
        case .namespace(let namespace): return namespace.entries[name] ?? .undefined(name)
        case .loop(let state): return loopAttribute(name, of: state)
        case .dictionary(let entries):
            if TemplateMethods.ofDictionaries.contains(name) { return .method(TemplateItems([value]), name) }
            return entries[name] ?? .undefined(name)
        case .string where TemplateMethods.ofStrings.contains(name):
            return .method(TemplateItems([value]), name)
        case .list, .tuple:
            if TemplateMethods.ofLists.contains(name) { return .method(TemplateItems([value]), name) }
            if TemplateMethods.thatChangeLists.contains(name) {
                throw .evaluation(line: line, message: "templates cannot change lists: ‘\(name)’")
            }
            return .undefined(name)
        case .macro(let closure) where name == "name": return .string(closure.macro.name)
        default: return .undefined(name)
        }
    }

    private func loopAttribute(_ name: String, of state: TemplateLoopState) -> TemplateObject {
        let count = state.values.count
        switch name {
        case "index": return .integer(state.index + 1)
        case "index0": return .integer(state.index)
        case "revindex": return .integer(count - state.index)
        case "revindex0": return .integer(count - state.index - 1)
        case "first": return .bool(state.index == 0)
        case "last": return .bool(state.index == count - 1)
        case "length": return .integer(count)
        case "depth": return .integer(state.depth + 1)
        case "depth0": return .integer(state.depth)
        case "previtem": return state.index > 0 ? state.values[state.index - 1] : .undefined("loop.previtem")
        case "nextitem":
            return state.index + 1 < count ? state.values[state.index + 1] : .undefined("loop.nextitem")
        case "cycle", "changed": return .method(TemplateItems([.loop(state)]), name)
        default: return .undefined("loop.\(name)")
        }
    }

    mutating func item(_ index: TemplateObject, of value: TemplateObject, _ line: Int) throws(TemplateError)
        -> TemplateObject
    {
        switch (value, index) {
        case (.undefined(let what), _):
            throw .evaluation(line: line, message: "‘\(what)’ is undefined, so it has no parts")
        case (.dictionary(let entries), .string(let name)):
            if let found = entries[name] { return found }
            return try attribute(name, of: value, line)
        case (.list(let items), _), (.tuple(let items), _):
            if case .string(let name) = index { return try attribute(name, of: value, line) }
            guard let place = index.asInteger else { return .undefined(index.text) }
            let position = place < 0 ? place + items.values.count : place
            return items.values.indices.contains(position)
                ? items.values[position] : .undefined("element \(place)")
        case (.string(let text), _):
            if case .string(let name) = index { return try attribute(name, of: value, line) }
            guard let place = index.asInteger else { return .undefined(index.text) }
            let scalars = Array(text.unicodeScalars)
            let position = place < 0 ? place + scalars.count : place
            return scalars.indices.contains(position)
                ? .string(String(scalars[position])) : .undefined("element \(place)")
        case (_, .string(let name)): return try attribute(name, of: value, line)
        default: return .undefined(index.text)
        }
    }

    private mutating func slice(
        _ value: TemplateObject, _ from: TemplateExpression?, _ to: TemplateExpression?,
        _ by: TemplateExpression?,
        _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        let from = try bound(from, line), to = try bound(to, line), by = try bound(by, line) ?? 1
        if by == 0 { throw .evaluation(line: line, message: "a slice with steps of 0") }
        switch value {
        case .list(let items): return .list(try makeList(Self.slice(items.values, from, to, by), line))
        case .tuple(let items): return .tuple(try makeList(Self.slice(items.values, from, to, by), line))
        case .string(let text):
            var view = String.UnicodeScalarView()
            view.append(contentsOf: Self.slice(Array(text.unicodeScalars), from, to, by))
            return try makeString(String(view), line)
        case .undefined(let what):
            throw .evaluation(line: line, message: "‘\(what)’ is undefined, so it has no parts")
        default: throw .evaluation(line: line, message: "\(value.kind) cannot be sliced")
        }
    }

    private mutating func bound(_ expression: TemplateExpression?, _ line: Int) throws(TemplateError) -> Int?
    {
        guard let expression else { return nil }
        let value = try evaluate(expression)
        if case .none = value { return nil }
        guard let number = value.asInteger else {
            throw .evaluation(line: line, message: "\(value.kind) as a place in a slice")
        }
        return number
    }

    /// Python's slices.
    static func slice<Element>(_ values: [Element], _ from: Int?, _ to: Int?, _ by: Int) -> [Element] {
        let count = values.count
        func clamp(_ place: Int, _ low: Int, _ high: Int) -> Int {
            let shifted = place < 0 ? (place < -count ? -1 : place + count) : place
            return min(max(shifted, low), high)
        }
        var result: [Element] = []
        if by > 0 {
            var place = from.map { clamp($0, 0, count) } ?? 0
            let end = to.map { clamp($0, 0, count) } ?? count
            while place < end {
                result.append(values[place])
                place += min(by, count)
            }
        } else {
            var place = from.map { clamp($0, -1, count - 1) } ?? count - 1
            let end = to.map { clamp($0, -1, count - 1) } ?? -1
            while place > end {
                result.append(values[place])
                place += max(by, -count - 1)
            }
        }
        return result
    }

    // MARK: Operators

    private func sign(_ value: TemplateObject, _ isNegative: Bool, _ line: Int) throws(TemplateError)
        -> TemplateObject
    {
        if let number = value.asInteger {
            if isNegative, number == .min { throw .evaluation(line: line, message: "a number too large") }
            return .integer(isNegative ? -number : number)
        }
        guard let number = value.asNumber else {
            throw .evaluation(line: line, message: "\(value.kind) has no sign")
        }
        return .number(isNegative ? -number : number)
    }

    private mutating func arithmetic(
        _ left: TemplateObject, _ symbol: String, _ right: TemplateObject, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        if let result = try sequences(left, symbol, right, line) { return result }
        if let a = left.asInteger, let b = right.asInteger, let result = try integers(a, symbol, b, line) {
            return result
        }
        guard let a = left.asNumber, let b = right.asNumber else {
            if case .undefined(let what) = left {
                throw .evaluation(line: line, message: "‘\(what)’ is undefined")
            }
            if case .undefined(let what) = right {
                throw .evaluation(line: line, message: "‘\(what)’ is undefined")
            }
            throw .evaluation(line: line, message: "\(left.kind) \(symbol) \(right.kind)")
        }
        switch symbol {
        case "+": return .number(a + b)
        case "-": return .number(a - b)
        case "*": return .number(a * b)
        case "**": return .number(pow(a, b))
        default:
            if b == 0 { throw .evaluation(line: line, message: "division by zero") }
            if symbol == "/" { return .number(a / b) }
            let quotient = (a / b).rounded(.down)
            return .number(symbol == "//" ? quotient : a - b * quotient)
        }
    }

    private mutating func sequences(
        _ left: TemplateObject, _ symbol: String, _ right: TemplateObject, _ line: Int
    ) throws(TemplateError) -> TemplateObject? {
        switch (left, symbol, right) {
        case (.string(let a), "+", .string(let b)): return try makeString(a + b, line)
        case (.list(let a), "+", .list(let b)): return .list(try makeList(a.values + b.values, line))
        case (.tuple(let a), "+", .tuple(let b)): return .tuple(try makeList(a.values + b.values, line))
        case (.string(let text), "*", _), (_, "*", .string(let text)):
            guard let count = left.asInteger ?? right.asInteger else { return nil }
            try chargeRepeated(text.utf8.count, count, line)
            return .string(String(repeating: text, count: max(0, count)))
        case (.list(let items), "*", _), (_, "*", .list(let items)):
            guard let count = left.asInteger ?? right.asInteger else { return nil }
            try chargeRepeated(8 * items.values.count, count, line)
            return .list(TemplateItems(Array(repeatElement(items.values, count: max(0, count)).joined())))
        case (.string(let format), "%", _): return try makeString(try formatted(format, right, line), line)
        default: return nil
        }
    }

    private mutating func chargeRepeated(_ amount: Int, _ count: Int, _ line: Int) throws(TemplateError) {
        let (product, overflows) = amount.multipliedReportingOverflow(by: max(0, count))
        try charge(overflows ? limits.size + 1 : min(product, limits.size + 1), line)
    }

    private func integers(_ a: Int, _ symbol: String, _ b: Int, _ line: Int) throws(TemplateError)
        -> TemplateObject?
    {
        var result: (partialValue: Int, overflow: Bool)
        switch symbol {
        case "+": result = a.addingReportingOverflow(b)
        case "-": result = a.subtractingReportingOverflow(b)
        case "*": result = a.multipliedReportingOverflow(by: b)
        case "//", "%":
            if b == 0 { throw .evaluation(line: line, message: "division by zero") }
            if b == -1 { return symbol == "%" ? .integer(0) : try integers(0, "-", a, line) }
            let rest = a % b
            let isShifted = rest != 0 && (rest < 0) != (b < 0)
            return .integer(symbol == "%" ? (isShifted ? rest + b : rest) : a / b - (isShifted ? 1 : 0))
        case "**":
            guard b >= 0 else { return nil }
            result = (1, false)
            for _ in 0..<min(b, 64) where abs(a) > 1 {
                let next = result.partialValue.multipliedReportingOverflow(by: a)
                result = (next.partialValue, result.overflow || next.overflow)
            }
            if abs(a) <= 1 { result = (a == 0 ? (b == 0 ? 1 : 0) : a == 1 || b % 2 == 0 ? 1 : -1, false) }
            if abs(a) > 1, b > 64 { result.overflow = true }
        default: return nil
        }
        if result.overflow { throw .evaluation(line: line, message: "a whole number too large") }
        return .integer(result.partialValue)
    }

    private mutating func compare(
        _ first: TemplateExpression, _ steps: [(String, TemplateExpression)], _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        var left = try evaluate(first)
        for (symbol, expression) in steps {
            let right = try evaluate(expression)
            if !(try holds(left, symbol, right, line)) { return .bool(false) }
            left = right
        }
        return .bool(true)
    }

    mutating func holds(_ left: TemplateObject, _ symbol: String, _ right: TemplateObject, _ line: Int)
        throws(TemplateError) -> Bool
    {
        try charge(1, line)
        switch symbol {
        case "==": return left.isEqual(to: right)
        case "!=": return !left.isEqual(to: right)
        case "in": return try contains(right, left, line)
        case "not in": return !(try contains(right, left, line))
        case "<": return try precedes(left, right, line)
        case ">": return try precedes(right, left, line)
        case "<=": return left.isEqual(to: right) ? true : try precedes(left, right, line)
        default: return left.isEqual(to: right) ? true : try precedes(right, left, line)
        }
    }

    func precedes(_ left: TemplateObject, _ right: TemplateObject, _ line: Int) throws(TemplateError) -> Bool
    {
        if case .string(let a) = left, case .string(let b) = right {
            return a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
        }
        guard let a = left.asNumber, let b = right.asNumber else {
            throw .evaluation(line: line, message: "\(left.kind) and \(right.kind) have no order")
        }
        return a < b
    }

    private mutating func contains(_ whole: TemplateObject, _ part: TemplateObject, _ line: Int)
        throws(TemplateError) -> Bool
    {
        if case .string(let text) = whole {
            guard case .string(let piece) = part else {
                throw .evaluation(line: line, message: "\(part.kind) in a text")
            }
            try charge(text.utf8.count, line)
            return text.scalarRange(of: piece) != nil
        }
        let elements = try elements(of: whole, line)
        try charge(elements.count, line)
        return elements.contains { $0.isEqual(to: part) }
    }
}
