/// A value while a template runs.
enum TemplateObject {
    case undefined(String)
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list(TemplateItems)
    case tuple(TemplateItems)
    case dictionary(TemplateEntries)
    case namespace(TemplateNamespace)
    case macro(TemplateClosure)
    case loop(TemplateLoopState)
    case function(String)
    case method(TemplateItems, String)
}

/// Values in order, and how deep they are nested: depth is bounded, so that no value is too deep to print or to release.
struct TemplateItems {
    let values: [TemplateObject]
    let depth: Int

    init(_ values: [TemplateObject]) {
        self.values = values
        depth = 1 + (values.map(\.depth).max() ?? 0)
    }
}

/// Named values in order.
struct TemplateEntries {
    private(set) var names: [String]
    private(set) var values: [TemplateObject]
    private(set) var depth: Int

    init(_ pairs: [(String, TemplateObject)] = []) {
        (names, values, depth) = ([], [], 1)
        for (name, value) in pairs { set(name, value) }
    }

    func index(of name: String) -> Int? { names.firstIndex { $0.utf8.elementsEqual(name.utf8) } }

    subscript(name: String) -> TemplateObject? { index(of: name).map { values[$0] } }

    mutating func set(_ name: String, _ value: TemplateObject) {
        depth = max(depth, 1 + value.depth)
        if let index = index(of: name) {
            values[index] = value
        } else {
            names.append(name)
            values.append(value)
        }
    }
}

/// What `namespace()` makes: values that blocks within may change.
final class TemplateNamespace {
    var entries: TemplateEntries
    init(_ entries: TemplateEntries) { self.entries = entries }
}

/// A macro with the names it sees.
final class TemplateClosure {
    let macro: TemplateMacro
    var scope: TemplateScope?
    init(_ macro: TemplateMacro, _ scope: TemplateScope) { (self.macro, self.scope) = (macro, scope) }
}

/// Where a loop stands.
final class TemplateLoopState {
    let values: [TemplateObject]
    var index = 0
    let depth: Int
    var changed: [TemplateObject]? = nil
    init(_ values: [TemplateObject], depth: Int) { (self.values, self.depth) = (values, depth) }
}

/// Names and their values; those that are not found here are looked for further out.
final class TemplateScope {
    var values: [String: TemplateObject] = [:]
    let parent: TemplateScope?
    init(_ parent: TemplateScope?) { self.parent = parent }

    func find(_ name: String) -> TemplateObject? {
        var scope: TemplateScope? = self
        while let here = scope {
            if let value = here.values[name] { return value }
            scope = here.parent
        }
        return nil
    }
}

extension TemplateObject {
    /// A value from outside.
    init(_ value: TemplateValue) {
        switch value {
        case .null: self = .none
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .integer(number)
        case .number(let number): self = .number(number)
        case .string(let text): self = .string(text)
        case .list(let values): self = .list(TemplateItems(values.map(TemplateObject.init)))
        case .object(let members):
            self = .dictionary(TemplateEntries(members.map { ($0.name, TemplateObject($0.value)) }))
        }
    }

    /// How deep it is nested.
    var depth: Int {
        switch self {
        case .list(let items), .tuple(let items), .method(let items, _): items.depth
        case .dictionary(let entries): entries.depth
        default: 0
        }
    }

    /// Python's `bool(x)`.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let flag): flag
        case .integer(let number): number != 0
        case .number(let number): number != 0
        case .string(let text): !text.isEmpty
        case .list(let items), .tuple(let items): !items.values.isEmpty
        case .dictionary(let entries): !entries.names.isEmpty
        case .namespace, .macro, .loop, .function, .method: true
        }
    }

    /// The number that it is: truth values count as 0 and 1.
    var asNumber: Double? {
        switch self {
        case .bool(let flag): flag ? 1 : 0
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    /// The whole number that it is.
    var asInteger: Int? {
        switch self {
        case .bool(let flag): flag ? 1 : 0
        case .integer(let number): number
        default: nil
        }
    }

    /// What it is called in messages.
    var kind: String {
        switch self {
        case .undefined: "undefined"
        case .none: "none"
        case .bool: "a truth value"
        case .integer: "a whole number"
        case .number: "a number"
        case .string: "a text"
        case .list: "a list"
        case .tuple: "a tuple"
        case .dictionary: "a dictionary"
        case .namespace: "a namespace"
        case .macro: "a macro"
        case .loop: "the loop"
        case .function, .method: "a function"
        }
    }

    /// Python's `str(x)`.
    var text: String { if case .string(let text) = self { text } else { representation } }

    /// Python's `repr(x)`; empty for what is undefined.
    var representation: String {
        switch self {
        case .undefined: return ""
        case .none: return "None"
        case .bool(let flag): return flag ? "True" : "False"
        case .integer(let number): return String(number)
        case .number(let number): return pythonText(of: number)
        case .string(let text): return pythonRepresentation(of: text)
        case .list(let items): return "[" + items.values.map(\.inner).joined(separator: ", ") + "]"
        case .tuple(let items):
            let list = items.values.map(\.inner).joined(separator: ", ")
            return items.values.count == 1 ? "(\(list),)" : "(\(list))"
        case .dictionary(let entries):
            let list = zip(entries.names, entries.values).map {
                pythonRepresentation(of: $0) + ": " + $1.inner
            }
            return "{" + list.joined(separator: ", ") + "}"
        case .namespace: return "<Namespace>"
        case .macro(let closure): return "<Macro \(pythonRepresentation(of: closure.macro.name))>"
        case .loop(let state): return "<LoopContext \(state.index + 1)/\(state.values.count)>"
        case .function(let name), .method(_, let name): return "<function \(name)>"
        }
    }

    private var inner: String { if case .undefined = self { "Undefined" } else { representation } }

    /// As JSON holds it; nil for what JSON cannot hold.
    var jsonValue: TemplateValue? {
        switch self {
        case .none: return .null
        case .bool(let flag): return .bool(flag)
        case .integer(let number): return .integer(number)
        case .number(let number): return .number(number)
        case .string(let text): return .string(text)
        case .list(let items), .tuple(let items):
            let values = items.values.map(\.jsonValue)
            let known = values.compactMap { $0 }
            return known.count == values.count ? .list(known) : nil
        case .dictionary(let entries):
            var members: [TemplateValue.Member] = []
            for (name, value) in zip(entries.names, entries.values) {
                guard let value = value.jsonValue else { return nil }
                members.append(TemplateValue.Member(name, value))
            }
            return .object(members)
        default: return nil
        }
    }

    /// Python's `==`.
    func isEqual(to other: TemplateObject) -> Bool {
        switch (self, other) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
        case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)):
            return a.values.count == b.values.count
                && zip(a.values, b.values).allSatisfy { $0.isEqual(to: $1) }
        case (.dictionary(let a), .dictionary(let b)):
            return a.names.count == b.names.count
                && zip(a.names, a.values).allSatisfy { name, value in
                    b[name].map { $0.isEqual(to: value) } ?? false
                }
        case (.namespace(let a), .namespace(let b)): return a === b
        default:
            if let a = asInteger, let b = other.asInteger { return a == b }
            guard let a = asNumber, let b = other.asNumber else { return false }
            return a == b
        }
    }
}

/// Python's `repr` of a text.
func pythonRepresentation(of text: String) -> String {
    let quote: Unicode.Scalar =
        text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
    var result = String.UnicodeScalarView([quote])
    for scalar in text.unicodeScalars {
        switch scalar {
        case quote: result.append(contentsOf: "\\\(quote)".unicodeScalars)
        case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
        case "\n": result.append(contentsOf: "\\n".unicodeScalars)
        case "\r": result.append(contentsOf: "\\r".unicodeScalars)
        case "\t": result.append(contentsOf: "\\t".unicodeScalars)
        case _ where scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value) || scalar.value == 0xAD:
            let digits = String(scalar.value, radix: 16)
            result.append(contentsOf: ("\\x" + (digits.count < 2 ? "0" : "") + digits).unicodeScalars)
        default: result.append(scalar)
        }
    }
    result.append(quote)
    return String(result)
}
