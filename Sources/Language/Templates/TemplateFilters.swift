import Foundation

/// The filters that templates may use.
enum TemplateFilters {
    static let names: Set<String> = [
        "abs", "attr", "batch", "capitalize", "count", "d", "default", "dictsort", "first", "float", "format",
        "indent", "int", "items",
        "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "replace",
        "reverse", "round",
        "safe", "select", "selectattr", "sort", "string", "sum", "title", "tojson", "trim", "unique", "upper",
        "wordcount",
    ]
}

extension TemplateEvaluator {
    mutating func filter(
        _ value: TemplateObject, _ name: String, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        switch name {
        case "default", "d":
            let isMissing =
                value.isUndefined || (values.value(1, "boolean")?.isTrue ?? false) && !value.isTrue
            return isMissing ? values.value(0, "default_value") ?? .string("") : value
        case "tojson": return try json(value, values, line)
        case "safe": return value
        case "trim", "upper", "lower", "title", "capitalize", "replace", "indent", "wordcount", "string",
            "format":
            return try textFilter(value, name, values, line)
        case "length", "count": return .integer(try length(of: value, line))
        case "abs", "int", "float", "round": return try numberFilter(value, name, values, line)
        case "items":
            if case .dictionary = value {
                return try call(.method(TemplateItems([value]), "items"), TemplateCallValues(), line)
            }
            if value.isUndefined { return .list(try makeList([], line)) }
            throw .evaluation(line: line, message: "items of \(value.kind)")
        case "dictsort": return try dictionarySorted(value, values, line)
        case "attr": return try attribute(values.value(0, "name")?.text ?? "", of: value, line)
        case "map", "select", "reject", "selectattr", "rejectattr":
            return try picking(value, name, values, line)
        default: return try listFilter(value, name, values, line)
        }
    }

    private func length(of value: TemplateObject, _ line: Int) throws(TemplateError) -> Int {
        switch value {
        case .undefined: return 0
        case .string(let text): return text.unicodeScalars.count
        case .list(let items), .tuple(let items): return items.values.count
        case .dictionary(let entries): return entries.names.count
        case .loop(let state): return state.values.count
        default: throw .evaluation(line: line, message: "\(value.kind) has no length")
        }
    }

    private mutating func json(
        _ value: TemplateObject, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        guard let json = value.jsonValue else {
            throw .evaluation(line: line, message: "\(value.kind) has no JSON")
        }
        var writer = JSONTextWriter()
        switch values.value(1, "indent") {
        case .string(let text)?: writer.indent = text
        case let other?:
            writer.indent = other.asInteger.map { String(repeating: " ", count: min(max(0, $0), 64)) }
        case nil: break
        }
        writer.escapesNonASCII = values.value(0, "ensure_ascii")?.isTrue ?? false
        writer.sortsNames = values.value(3, "sort_keys")?.isTrue ?? false
        if case .tuple(let pair)? = values.value(2, "separators"), pair.values.count == 2 {
            (writer.comma, writer.colon) = (pair.values[0].text, pair.values[1].text)
            writer.keepsComma = true
        } else if case .list(let pair)? = values.value(2, "separators"), pair.values.count == 2 {
            (writer.comma, writer.colon) = (pair.values[0].text, pair.values[1].text)
            writer.keepsComma = true
        }
        return try makeString(writer.text(json), line)
    }

    private mutating func textFilter(
        _ value: TemplateObject, _ name: String, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        let text = value.text
        try charge(text.utf8.count, line)
        switch name {
        case "trim":
            if case .string(let characters)? = values.value(0, "chars") {
                return .string(text.stripped(of: characters))
            }
            return .string(text.stripped())
        case "upper": return .string(text.uppercased())
        case "lower": return .string(text.lowercased())
        case "capitalize": return .string(text.capitalizedFirst)
        case "title": return .string(filterTitle(text))
        case "wordcount": return .integer(text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.count)
        case "replace":
            guard let old = values.value(0, "old"), let new = values.value(1, "new") else {
                throw .evaluation(line: line, message: "replace takes two texts")
            }
            return try replace(text, old.text, new.text, values.value(2, "count")?.asInteger ?? -1, line)
        case "format":
            return try makeString(
                try formatted(text, .tuple(try makeList(values.positional, line)), line), line)
        case "indent": return try indented(text, values, line)
        default: return .string(text)
        }
    }

    /// The filter makes capitals after blanks, hyphens and opening brackets, where the method makes them after anything but letters.
    private func filterTitle(_ text: String) -> String {
        var result = ""
        var isInside = false
        for scalar in text.unicodeScalars {
            let letter = String(scalar)
            result += isInside ? letter.lowercased() : letter.uppercased()
            isInside = !(isPythonSpace(scalar) || "-({[<".unicodeScalars.contains(scalar))
        }
        return result
    }

    private mutating func indented(
        _ text: String, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        var blanks = "    "
        if case .string(let given)? = values.value(0, "width") {
            blanks = given
        } else if let width = values.value(0, "width")?.asInteger {
            blanks = String(repeating: " ", count: min(max(0, width), 1000))
        }
        let first = values.value(1, "first")?.isTrue ?? false,
            blank = values.value(2, "blank")?.isTrue ?? false
        var lines = (text + "\n").pythonLines(keepingEnds: false)
        try charge(lines.count * blanks.utf8.count, line)
        for index in lines.indices where index > 0 || first {
            if blank || !lines[index].isEmpty { lines[index] = blanks + lines[index] }
        }
        return try makeString(lines.joined(separator: "\n"), line)
    }

    private func numberFilter(
        _ value: TemplateObject, _ name: String, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        switch name {
        case "int", "float":
            var number = value.asNumber
            if case .string(let text) = value {
                let plain = text.stripped()
                if name == "int", let whole = Int(plain) { return .integer(whole) }
                number = Double(plain)
            }
            if name == "int", let whole = value.asInteger { return .integer(whole) }
            guard let number, name == "float" || abs(number) < 0x1p63 else {
                return values.value(0, "default") ?? (name == "int" ? .integer(0) : .number(0))
            }
            return name == "int" ? .integer(Int(number)) : .number(number)
        case "abs":
            if let number = value.asInteger, number != .min { return .integer(abs(number)) }
            guard let number = value.asNumber else {
                throw .evaluation(line: line, message: "abs of \(value.kind)")
            }
            return .number(abs(number))
        default:
            guard let number = value.asNumber else {
                throw .evaluation(line: line, message: "round of \(value.kind)")
            }
            let places = min(max(values.value(0, "precision")?.asInteger ?? 0, -300), 300)
            let scale = pow(10, Double(places)), method = values.value(1, "method")?.text ?? "common"
            let rule: FloatingPointRoundingRule =
                method == "ceil" ? .up : method == "floor" ? .down : .toNearestOrEven
            let result = (number * scale).rounded(rule) / scale
            return .number(result.isFinite ? result : number)
        }
    }

    private mutating func listFilter(
        _ value: TemplateObject, _ name: String, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        if name == "reverse", case .string(let text) = value {
            return try makeString(String(text.unicodeScalars.reversed()), line)
        }
        var items = try elements(of: value, line)
        try charge(items.count, line)
        let attribute = values.value(
            name == "join" || name == "sort"
                ? (name == "join" ? 1 : 2) : name == "unique" || name == "min" || name == "max" ? 1 : 0,
            "attribute")
        switch name {
        case "first": return items.first ?? .undefined("the first of nothing")
        case "last": return items.last ?? .undefined("the last of nothing")
        case "list": return .list(try makeList(items, line))
        case "batch":
            let count = values.value(0, "linecount")?.asInteger ?? 1
            if count < 1 { throw .evaluation(line: line, message: "batches of \(count)") }
            var batches: [TemplateObject] = []
            for start in stride(from: 0, to: items.count, by: count) {
                var batch = Array(items[start..<min(start + min(count, items.count), items.count)])
                if let filling = values.value(1, "fill_with"), batch.count < count {
                    try charge(8 * min(count, limits.size), line)
                    batch += repeatElement(filling, count: count - batch.count)
                }
                batches.append(.list(try makeList(batch, line)))
            }
            return .list(try makeList(batches, line))
        case "reverse": return .list(try makeList(items.reversed(), line))
        case "join":
            if let attribute { items = try attributes(attribute, of: items, line) }
            return try join(items, values.value(0, "d")?.text ?? "", line)
        case "sum":
            if let attribute { items = try attributes(attribute, of: items, line) }
            return try sum(items, values.value(1, "start"), line)
        default:
            let keys =
                try attribute.map { (name) throws(TemplateError) in try attributes(name, of: items, line) }
                ?? items
            let matters = values.value(name == "sort" ? 1 : 0, "case_sensitive")?.isTrue ?? false
            let folded = matters ? keys : keys.map(\.folded)
            if name == "unique" { return .list(try makeList(try unique(items, folded, line), line)) }
            let order = try sorted(folded, line)
            if name == "min" { return order.first.map { items[$0] } ?? .undefined("the least of nothing") }
            if name == "max" {
                // Of several that are largest, the first.
                guard let last = order.last else { return .undefined("the largest of nothing") }
                return order.first { folded[$0].isEqual(to: folded[last]) }.map { items[$0] } ?? .none
            }
            guard values.value(0, "reverse")?.isTrue ?? false else {
                return .list(try makeList(order.map { items[$0] }, line))
            }
            let backwards = try sorted(folded, line, isDescending: true)
            return .list(try makeList(backwards.map { items[$0] }, line))
        }
    }

    private mutating func sum(_ items: [TemplateObject], _ start: TemplateObject?, _ line: Int)
        throws(TemplateError) -> TemplateObject
    {
        if items.allSatisfy({ $0.asInteger != nil }), start == nil || start?.asInteger != nil {
            var total = start?.asInteger ?? 0
            for item in items {
                let next = total.addingReportingOverflow(item.asInteger ?? 0)
                if next.overflow { throw .evaluation(line: line, message: "a whole number too large") }
                total = next.partialValue
            }
            return .integer(total)
        }
        var total = start?.asNumber ?? 0
        for item in items {
            guard let number = item.asNumber else {
                throw .evaluation(line: line, message: "\(item.kind) in a sum")
            }
            total += number
        }
        return .number(total)
    }

    private mutating func unique(_ items: [TemplateObject], _ keys: [TemplateObject], _ line: Int)
        throws(TemplateError) -> [TemplateObject]
    {
        var seen: [TemplateObject] = []
        var result: [TemplateObject] = []
        for (item, key) in zip(items, keys) {
            try charge(seen.count, line)
            if seen.contains(where: { $0.isEqual(to: key) }) { continue }
            seen.append(key)
            result.append(item)
        }
        return result
    }

    /// The places of values in order; a stable sort by insertion of runs, for the comparison may fail.
    private mutating func sorted(
        _ keys: [TemplateObject], _ line: Int, isDescending: Bool = false
    ) throws(TemplateError) -> [Int] {
        for key in keys.dropFirst() { _ = try precedes(key, keys[0], line) }
        try charge(16 * keys.count, line)
        return keys.indices.sorted { a, b in
            let first = isDescending ? keys[b] : keys[a], second = isDescending ? keys[a] : keys[b]
            if (try? precedes(first, second, line)) ?? false { return true }
            if (try? precedes(second, first, line)) ?? false { return false }
            return a < b
        }
    }

    private mutating func dictionarySorted(
        _ value: TemplateObject, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        guard case .dictionary(let entries) = value else {
            throw .evaluation(line: line, message: "dictsort of \(value.kind)")
        }
        let byValue = values.value(1, "by")?.text == "value"
        let keys = byValue ? entries.values : entries.names.map(TemplateObject.string)
        let matters = values.value(0, "case_sensitive")?.isTrue ?? false
        let isDescending = values.value(2, "reverse")?.isTrue ?? false
        let order = try sorted(matters ? keys : keys.map(\.folded), line, isDescending: isDescending)
        var pairs: [TemplateObject] = []
        for index in order {
            pairs.append(.tuple(try makeList([.string(entries.names[index]), entries.values[index]], line)))
        }
        return .list(try makeList(pairs, line))
    }

    // MARK: map, select and their kind

    private mutating func attributes(
        _ attribute: TemplateObject, of items: [TemplateObject], _ line: Int, standard: TemplateObject? = nil
    ) throws(TemplateError) -> [TemplateObject] {
        var result: [TemplateObject] = []
        for item in items {
            var value = item
            for part in attribute.text.split(separator: ".") {
                let index = Int(part).map(TemplateObject.integer) ?? .string(String(part))
                value = try self.item(index, of: value, line)
            }
            result.append(value.isUndefined ? standard ?? value : value)
        }
        return result
    }

    private mutating func picking(
        _ value: TemplateObject, _ name: String, _ values: TemplateCallValues, _ line: Int
    ) throws(TemplateError) -> TemplateObject {
        let items = try elements(of: value, line)
        var values = values
        if name == "map", let attribute = values.value("attribute") {
            let standard = values.value("default")
            return .list(try makeList(try attributes(attribute, of: items, line, standard: standard), line))
        }
        var keys = items
        if name.hasSuffix("attr") {
            guard !values.positional.isEmpty else {
                throw .evaluation(line: line, message: "\(name) by which attribute?")
            }
            keys = try attributes(values.positional.removeFirst(), of: items, line)
        }
        let function: String? = values.positional.isEmpty ? nil : values.positional.removeFirst().text
        var result: [TemplateObject] = []
        for (item, key) in zip(items, keys) {
            try step(line)
            if name == "map" {
                guard let function, TemplateFilters.names.contains(function) else {
                    throw .evaluation(line: line, message: "map by which filter?")
                }
                result.append(try filter(item, function, values, line))
                continue
            }
            var holds = key.isTrue
            if let function {
                guard TemplateTests.names.contains(function) else {
                    throw .evaluation(line: line, message: "no test is named ‘\(function)’")
                }
                holds = try test(key, function, values, line)
            }
            if holds != name.hasPrefix("reject") { result.append(item) }
        }
        return .list(try makeList(result, line))
    }
}

extension TemplateObject {
    /// In small letters, where it is a text.
    fileprivate var folded: TemplateObject {
        if case .string(let text) = self { .string(text.lowercased()) } else { self }
    }
}
