import Foundation

/// The methods of values that templates may call: those of Python's types that change nothing.
enum TemplateMethods {
    static let ofStrings: Set<String> = [
        "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "startswith", "endswith", "upper",
        "lower", "title",
        "capitalize", "replace", "find", "rfind", "count", "join", "isdigit", "isalpha", "isalnum", "isspace",
        "isupper",
        "islower", "removeprefix", "removesuffix", "partition", "zfill", "format",
    ]
    static let ofDictionaries: Set<String> = ["items", "keys", "values", "get", "copy"]
    static let ofLists: Set<String> = ["index", "count", "copy"]
    static let thatChangeLists: Set<String> = [
        "append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse",
    ]
}

extension TemplateEvaluator {
    mutating func call(
        _ function: TemplateObject, _ values: TemplateCallValues, caller: TemplateObject? = nil, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        switch function {
        case .macro(let closure): return try call(closure, values, caller: caller, line)
        case .function(let name): return try call(global: name, values, line)
        case .method(let receiver, let name):
            switch receiver.values[0] {
            case .string(let text): return try method(name, of: text, values, line)
            case .dictionary(let entries): return try method(name, of: entries, values, line)
            case .list(let items), .tuple(let items): return try method(name, of: items, values, line)
            case .loop(let state): return try method(name, of: state, values, line)
            default: return .none
            }
        case .undefined(let what):
            throw .evaluation(line: line, message: "‘\(what)’ is undefined and cannot be called")
        default: throw .evaluation(line: line, message: "\(function.kind) cannot be called")
        }
    }

    private mutating func call(
        _ closure: TemplateClosure, _ values: TemplateCallValues, caller: TemplateObject?, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        let macro = closure.macro
        if values.positional.count > macro.parameters.count {
            throw .evaluation(
                line: line,
                message:
                    "‘\(macro.name)’ takes \(macro.parameters.count) values, not \(values.positional.count)")
        }
        for (name, _) in values.named where !macro.parameters.contains(where: { $0.name == name }) {
            throw .evaluation(line: line, message: "‘\(macro.name)’ has no parameter ‘\(name)’")
        }
        let outer = scope
        defer { scope = outer }
        scope = TemplateScope(closure.scope)
        if let caller { scope.values["caller"] = caller }
        for (index, parameter) in macro.parameters.enumerated() {
            if let value = values.value(index, parameter.name) {
                scope.values[parameter.name] = value
            } else if let standard = parameter.value {
                scope.values[parameter.name] = try evaluate(standard)
            } else {
                scope.values[parameter.name] = .undefined(parameter.name)
            }
        }
        let text = try capture(line) { (evaluator) throws(TemplateError) in _ = try evaluator.run(macro.body)
        }
        return try makeString(text, line)
    }

    private mutating func call(
        global name: String, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        switch name {
        case "raise_exception": throw .raised(line: line, message: values.value(0, "message")?.text ?? "")
        case "strftime_now": return try makeString(clock.text(values.value(0, "format")?.text ?? ""), line)
        case "namespace", "dict":
            var entries = TemplateEntries()
            if case .dictionary(let first)? = values.positional.first { entries = first }
            for (name, value) in values.named { entries.set(name, value) }
            entries = try checked(entries, line)
            return name == "dict" ? .dictionary(entries) : makeNamespace(entries)
        default: return try range(values, line)
        }
    }

    private mutating func range(_ values: TemplateCallValues, _ line: Int) throws(TemplateError)
        -> TemplateObject
    {
        var bounds: [Int] = []
        for value in values.positional {
            guard let bound = value.asInteger else {
                throw .evaluation(line: line, message: "\(value.kind) as a bound of a range")
            }
            bounds.append(bound)
        }
        guard (1...3).contains(bounds.count) else {
            throw .evaluation(line: line, message: "range takes 1 to 3 numbers")
        }
        let from = bounds.count == 1 ? 0 : bounds[0], to = bounds.count == 1 ? bounds[0] : bounds[1]
        let by = bounds.count == 3 ? bounds[2] : 1
        if by == 0 { throw .evaluation(line: line, message: "a range with steps of 0") }
        let (distance, overflows) = to.subtractingReportingOverflow(from)
        // Jinja's own bound for templates that are not trusted.
        if overflows || distance.magnitude / by.magnitude > 100_000 {
            throw .limit(line: line, what: "a range of more than 100000")
        }
        return .list(try makeList(stride(from: from, to: to, by: by).map(TemplateObject.integer), line))
    }

    private func method(
        _ name: String, of state: TemplateLoopState, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        guard name == "changed" else {
            if values.positional.isEmpty {
                throw .evaluation(line: line, message: "nothing to cycle through")
            }
            return values.positional[state.index % values.positional.count]
        }
        let old = state.changed
        state.changed = values.positional
        guard let old, old.count == values.positional.count else { return .bool(true) }
        return .bool(!zip(old, values.positional).allSatisfy { $0.isEqual(to: $1) })
    }

    private mutating func method(
        _ name: String, of entries: TemplateEntries, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        switch name {
        case "keys": return .list(try makeList(entries.names.map(TemplateObject.string), line))
        case "values": return .list(try makeList(entries.values, line))
        case "copy": return .dictionary(entries)
        case "get":
            guard case .string(let key)? = values.positional.first else {
                return values.value(1, "default") ?? .none
            }
            return entries[key] ?? values.value(1, "default") ?? .none
        default:
            var pairs: [TemplateObject] = []
            for (name, value) in zip(entries.names, entries.values) {
                pairs.append(.tuple(try makeList([.string(name), value], line)))
            }
            return .list(try makeList(pairs, line))
        }
    }

    private mutating func method(
        _ name: String, of items: TemplateItems, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        if name == "copy" { return .list(items) }
        guard let wanted = values.positional.first else {
            throw .evaluation(line: line, message: "\(name) of what?")
        }
        try charge(items.values.count, line)
        if name == "count" { return .integer(items.values.filter { $0.isEqual(to: wanted) }.count) }
        guard let index = items.values.firstIndex(where: { $0.isEqual(to: wanted) }) else {
            throw .evaluation(line: line, message: "\(wanted.representation) is not in the list")
        }
        return .integer(index)
    }

    /// The texts of arguments; anything else is a mistake.
    private func texts(_ name: String, _ values: TemplateCallValues, _ line: Int) throws(TemplateError)
        -> [String]
    {
        var result: [String] = []
        for value in values.positional {
            guard case .string(let text) = value else {
                throw .evaluation(line: line, message: "\(name) takes texts, not \(value.kind)")
            }
            result.append(text)
        }
        return result
    }

    private mutating func method(
        _ name: String, of text: String, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        try charge(text.utf8.count, line)
        switch name {
        case "strip", "lstrip", "rstrip":
            let characters: String? =
                values.positional.isEmpty || values.positional[0].isNone
                ? nil : try texts(name, values, line)[0]
            return .string(text.stripped(of: characters, left: name != "rstrip", right: name != "lstrip"))
        case "upper": return try makeString(text.uppercased(), line)
        case "lower": return try makeString(text.lowercased(), line)
        case "title": return try makeString(text.titled, line)
        case "capitalize": return try makeString(text.capitalizedFirst, line)
        case "split", "rsplit": return try split(text, name, values, line)
        case "splitlines":
            return .list(
                try makeList(
                    text.pythonLines(keepingEnds: values.value(0, "keepends")?.isTrue ?? false).map(
                        TemplateObject.string), line))
        case "join":
            let parts = try elements(of: values.value(0, "iterable") ?? .none, line)
            return try join(parts, text, line)
        case "startswith", "endswith": return .bool(try begins(text, name == "startswith", values, line))
        case "isdigit":
            return .bool(
                !text.isEmpty
                    && text.unicodeScalars.allSatisfy {
                        $0.properties.numericType == .decimal || $0.properties.numericType == .digit
                    })
        case "isalpha":
            return .bool(!text.isEmpty && text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic })
        case "isalnum":
            return .bool(
                !text.isEmpty
                    && text.unicodeScalars.allSatisfy {
                        $0.properties.isAlphabetic || $0.properties.numericType != nil
                    })
        case "isspace": return .bool(!text.isEmpty && text.unicodeScalars.allSatisfy(isPythonSpace))
        case "isupper": return .bool(text != text.lowercased() && text == text.uppercased())
        case "islower": return .bool(text != text.uppercased() && text == text.lowercased())
        case "zfill":
            let missing = max(0, (values.value(0, "width")?.asInteger ?? 0) - text.unicodeScalars.count)
            try chargeAll(missing, line)
            let isSigned = text.hasPrefix("-") || text.hasPrefix("+")
            return .string(
                (isSigned ? String(text.prefix(1)) : "") + String(repeating: "0", count: missing)
                    + (isSigned ? String(text.dropFirst()) : text))
        case "format": return try makeString(try braced(text, values, line), line)
        default:
            return try search(
                text, name,
                try texts(
                    name,
                    TemplateCallValues(
                        positional: Array(values.positional.prefix(name == "replace" ? 2 : 1))), line),
                values, line)
        }
    }

    private mutating func chargeAll(_ amount: Int, _ line: Int) throws(TemplateError) {
        try charge(min(amount, limits.size + 1), line)
    }

    private func begins(
        _ text: String, _ atStart: Bool, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> Bool {
        var pieces: [TemplateObject] = []
        if case .tuple(let items)? = values.positional.first {
            pieces = items.values
        } else {
            pieces = Array(values.positional.prefix(1))
        }
        for piece in pieces {
            guard case .string(let part) = piece else {
                throw .evaluation(
                    line: line, message: "startswith and endswith take texts, not \(piece.kind)")
            }
            let utf8 = text.utf8
            if atStart
                ? utf8.starts(with: part.utf8)
                : utf8.count >= part.utf8.count && utf8.suffix(part.utf8.count).elementsEqual(part.utf8)
            {
                return true
            }
        }
        return false
    }

    private mutating func search(
        _ text: String, _ name: String, _ arguments: [String], _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        guard let piece = arguments.first else { throw .evaluation(line: line, message: "\(name) of what?") }
        switch name {
        case "replace":
            guard arguments.count > 1 else {
                throw .evaluation(line: line, message: "replace takes two texts")
            }
            let count = values.value(2, "count")?.asInteger ?? -1
            return try replace(text, piece, arguments[1], count, line)
        case "count": return .integer(text.scalarRanges(of: piece).count)
        case "find", "rfind":
            let ranges = text.scalarRanges(of: piece)
            let found = name == "find" ? ranges.first : ranges.last
            return .integer(found?.lowerBound ?? -1)
        case "removeprefix":
            return .string(
                text.utf8.starts(with: piece.utf8)
                    ? String(decoding: Array(text.utf8.dropFirst(piece.utf8.count)), as: UTF8.self) : text)
        case "removesuffix":
            let isSuffix =
                text.utf8.count >= piece.utf8.count
                && text.utf8.suffix(piece.utf8.count).elementsEqual(piece.utf8)
            return .string(
                isSuffix ? String(decoding: Array(text.utf8.dropLast(piece.utf8.count)), as: UTF8.self) : text
            )
        default:
            guard let range = text.scalarRange(of: piece), !piece.isEmpty else {
                return .tuple(try makeList([.string(text), .string(""), .string("")], line))
            }
            let scalars = Array(text.unicodeScalars)
            let parts = [String(scalars[..<range.lowerBound]), piece, String(scalars[range.upperBound...])]
            return .tuple(try makeList(parts.map(TemplateObject.string), line))
        }
    }

    mutating func replace(
        _ text: String, _ old: String, _ new: String, _ count: Int, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        let scalars = Array(text.unicodeScalars), fresh = Array(new.unicodeScalars)
        var result = String.UnicodeScalarView()
        var place = 0
        let ranges = old.isEmpty ? (0...scalars.count).map { $0..<$0 } : text.scalarRanges(of: old)
        let used = count < 0 ? ranges[...] : ranges.prefix(count)
        let (growth, overflows) = fresh.count.multipliedReportingOverflow(by: used.count)
        try chargeAll(overflows ? .max : growth, line)
        for range in used {
            result.append(contentsOf: scalars[place..<range.lowerBound])
            result.append(contentsOf: fresh)
            place = range.upperBound
        }
        result.append(contentsOf: scalars[place...])
        return try makeString(String(result), line)
    }

    mutating func join(_ parts: [TemplateObject], _ separator: String, _ line: Int) throws(TemplateError)
        -> TemplateObject
    {
        try chargeAll(separator.utf8.count * max(0, parts.count - 1), line)
        return try makeString(parts.map(\.text).joined(separator: separator), line)
    }

    private mutating func split(
        _ text: String, _ name: String, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        let separator = values.value(0, "sep") ?? .none
        let most = values.value(1, "maxsplit")?.asInteger ?? -1
        guard case .string(let piece) = separator else {
            return .list(
                try makeList(
                    text.pythonWords(most: most, fromEnd: name == "rsplit").map(TemplateObject.string), line))
        }
        if piece.isEmpty { throw .evaluation(line: line, message: "an empty separator") }
        let scalars = Array(text.unicodeScalars)
        var ranges = text.scalarRanges(of: piece)
        if most >= 0 { ranges = name == "split" ? Array(ranges.prefix(most)) : Array(ranges.suffix(most)) }
        var parts: [TemplateObject] = []
        var place = 0
        for range in ranges {
            parts.append(.string(String(scalars[place..<range.lowerBound])))
            place = range.upperBound
        }
        parts.append(.string(String(scalars[place...])))
        return .list(try makeList(parts, line))
    }
}

extension TemplateObject {
    var isNone: Bool { if case .none = self { true } else { false } }
    var isUndefined: Bool { if case .undefined = self { true } else { false } }
}
