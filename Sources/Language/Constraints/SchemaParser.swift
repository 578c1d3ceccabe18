/// Reads a schema.
struct SchemaParser {
    let document: TemplateValue
    var definitions: [SchemaNode?] = []
    private var places: [String: Int] = [:]
    private var depth = 0
    /// The sum of all bounds on lengths: each unit becomes a state of the automaton.
    private var size = 0

    init(document: TemplateValue) { self.document = document }

    private static let notes: Set<String> = [
        "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples",
        "deprecated",
        "readOnly", "writeOnly", "format", "$anchor", "contentEncoding", "contentMediaType",
    ]
    private static let known: Set<String> = [
        "type", "properties", "required", "additionalProperties", "enum", "const", "items", "prefixItems",
        "minItems",
        "maxItems", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "anyOf", "oneOf",
        "allOf", "$ref", "minProperties", "maxProperties", "uniqueItems", "multipleOf",
    ]
    private static let types = ["null", "boolean", "integer", "number", "string", "array", "object"]

    /// A schema, of the types in `types` only where these are given.
    mutating func node(_ schema: TemplateValue, path: String, types: Set<String>? = nil)
        throws(JSONSchemaError) -> SchemaNode
    {
        depth += 1
        defer { depth -= 1 }
        if depth > 60 { throw .invalid(path: path, message: "nested more than 60 deep") }
        if case .bool(true) = schema { return .any }
        guard case .object(let members) = schema else {
            throw .invalid(path: path, message: "a schema is an object or true, not \(schema.json)")
        }
        for member in members where !Self.notes.contains(member.name) && !Self.known.contains(member.name) {
            throw .unsupported(path: path, keyword: member.name)
        }
        if schema["multipleOf"].map({ $0 != .integer(1) }) ?? false {
            throw .unsupported(path: path, keyword: "multipleOf")
        }
        if schema["uniqueItems"] == .bool(true) { throw .unsupported(path: path, keyword: "uniqueItems") }
        let types = try narrowed(schema["type"], by: types, path)
        if let constants = try constants(schema, path) {
            let fitting = constants.filter { value in types?.contains { Self.isOf($0, value) } ?? true }
            if fitting.isEmpty { throw .endless("\(path): no constant has the type asked for") }
            return .constants(fitting)
        }
        if let node = try combination(schema, members, types, path) { return node }
        return try plain(schema, types, path)
    }

    private func narrowed(_ type: TemplateValue?, by outer: Set<String>?, _ path: String)
        throws(JSONSchemaError) -> Set<String>?
    {
        guard let type else { return outer }
        let names = type.elements?.compactMap(\.text) ?? [type.text ?? ""]
        for name in names where !Self.types.contains(name) {
            throw .invalid(
                path: path + "/type", message: "no type is called \(name.isEmpty ? type.json : name)")
        }
        guard !names.isEmpty else { throw .invalid(path: path + "/type", message: "no type") }
        guard let outer else { return Set(names) }
        var both = outer.intersection(names)
        if names.contains("integer"),
            outer.contains("number") || names.contains("number") && outer.contains("integer")
        {
            both.insert("integer")
        }
        if both.isEmpty { throw .invalid(path: path + "/type", message: "the type contradicts that outside") }
        return both
    }

    private func constants(_ schema: TemplateValue, _ path: String) throws(JSONSchemaError)
        -> [TemplateValue]?
    {
        if let constant = schema["const"] { return [constant] }
        guard let list = schema["enum"] else { return nil }
        guard let values = list.elements, !values.isEmpty else {
            throw .invalid(path: path + "/enum", message: "expected a list of values")
        }
        return values
    }

    private static func isOf(_ type: String, _ value: TemplateValue) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer),
            ("number", .number),
            ("string", .string), ("array", .list), ("object", .object):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }

    /// `$ref`, `anyOf`, `oneOf`, `allOf`: beside them only notes and `type` may stand.
    private mutating func combination(
        _ schema: TemplateValue, _ members: [TemplateValue.Member], _ types: Set<String>?, _ path: String
    ) throws(JSONSchemaError) -> SchemaNode? {
        let names = ["$ref", "anyOf", "oneOf", "allOf"].filter { schema[$0] != nil }
        guard let keyword = names.first, let value = schema[keyword] else { return nil }
        let others = members.filter {
            $0.name != keyword && $0.name != "type" && !Self.notes.contains($0.name)
        }
        if let other = others.first {
            throw .unsupported(path: path, keyword: "\(other.name) beside \(keyword)")
        }
        if keyword == "$ref" {
            if schema["type"] != nil || types != nil {
                throw .unsupported(path: path, keyword: "type beside $ref")
            }
            guard let reference = value.text else { throw .invalid(path: path, message: "$ref is no text") }
            return .reference(try definition(reference, path))
        }
        guard let branches = value.elements, !branches.isEmpty else {
            throw .invalid(path: path + "/" + keyword, message: "expected a list of schemas")
        }
        if keyword == "allOf", branches.count > 1 {
            throw .unsupported(path: path, keyword: "allOf of several")
        }
        var nodes: [SchemaNode] = []
        for (index, branch) in branches.enumerated() {
            nodes.append(try node(branch, path: "\(path)/\(keyword)/\(index)", types: types))
        }
        if keyword == "oneOf" { try checkDisjoint(nodes, path) }
        return nodes.count == 1 ? nodes[0] : .anyOf(nodes)
    }

    /// Of `oneOf` exactly one branch may hold: that is sure where no two have a type in common.
    private func checkDisjoint(_ nodes: [SchemaNode], _ path: String) throws(JSONSchemaError) {
        var seen: Set<String> = []
        for node in nodes {
            let kinds = kinds(of: node)
            if !seen.isDisjoint(with: kinds) || kinds.contains("?") {
                throw .unsupported(path: path, keyword: "oneOf whose branches share a type")
            }
            seen.formUnion(kinds)
        }
    }

    private func kinds(of node: SchemaNode) -> Set<String> {
        switch node {
        case .null: ["null"]
        case .boolean: ["boolean"]
        case .string: ["string"]
        case .integer, .number: ["number"]
        case .array: ["array"]
        case .object: ["object"]
        case .anyOf(let nodes): nodes.reduce(into: []) { $0.formUnion(kinds(of: $1)) }
        case .constants(let values):
            Set(
                values.map { value in
                    switch value {
                    case .null: "null"
                    case .bool: "boolean"
                    case .string: "string"
                    case .integer, .number: "number"
                    case .list: "array"
                    case .object: "object"
                    }
                })
        case .any, .reference: ["?"]
        }
    }

    private mutating func definition(_ reference: String, _ path: String) throws(JSONSchemaError) -> Int {
        if let place = places[reference] { return place }
        guard reference.hasPrefix("#") else {
            throw .unsupported(path: path, keyword: "$ref to another document")
        }
        var target = document
        for part in reference.dropFirst().split(separator: "/") {
            let name = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            if let index = Int(name), let list = target.elements, list.indices.contains(index) {
                target = list[index]
            } else if let value = target[name] {
                target = value
            } else {
                throw .unresolved(path: path, reference: reference)
            }
        }
        let place = definitions.count
        places[reference] = place
        definitions.append(nil)
        definitions[place] = try node(target, path: String(reference.dropFirst()))
        return place
    }

    // MARK: Types

    private mutating func plain(_ schema: TemplateValue, _ types: Set<String>?, _ path: String)
        throws(JSONSchemaError) -> SchemaNode
    {
        let types = types ?? impliedTypes(schema)
        guard !types.isEmpty else { return .any }
        var nodes: [SchemaNode] = []
        for type in Self.types where types.contains(type) {
            if type == "integer", types.contains("number") { continue }
            nodes.append(try node(of: type, schema, path))
        }
        return nodes.count == 1 ? nodes[0] : .anyOf(nodes)
    }

    private func impliedTypes(_ schema: TemplateValue) -> Set<String> {
        let hints = [
            ("object", ["properties", "required", "additionalProperties", "minProperties", "maxProperties"]),
            ("array", ["items", "prefixItems", "minItems", "maxItems"]),
            ("string", ["minLength", "maxLength"]),
            ("number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
        ]
        return Set(hints.filter { $0.1.contains { schema[$0] != nil } }.map(\.0))
    }

    private mutating func node(of type: String, _ schema: TemplateValue, _ path: String)
        throws(JSONSchemaError) -> SchemaNode
    {
        switch type {
        case "null": return .null
        case "boolean": return .boolean
        case "string":
            let (least, most) = try counts(schema, "minLength", "maxLength", path)
            return .string(minimum: least, maximum: most)
        case "integer": return try integer(schema, path)
        case "number": return .number(try bounds(schema, path))
        case "array": return try array(schema, path)
        default: return try object(schema, path)
        }
    }

    private mutating func counts(
        _ schema: TemplateValue, _ low: String, _ high: String, _ path: String
    ) throws(JSONSchemaError) -> (Int, Int?) {
        var found: [Int?] = []
        for keyword in [low, high] {
            guard let value = schema[keyword] else {
                found.append(nil)
                continue
            }
            guard case .integer(let count) = value, count >= 0 else {
                throw .invalid(path: path + "/" + keyword, message: "expected a count, not \(value.json)")
            }
            guard count <= 10_000 else { throw .unsupported(path: path, keyword: "\(keyword) above 10000") }
            found.append(count)
        }
        let least = found[0] ?? 0
        size += max(least, found[1] ?? 0)
        if size > 40_000 { throw .unsupported(path: path, keyword: "lengths that sum up to more than 40000") }
        if let most = found[1], most < least {
            throw .endless("\(path): \(high) \(most) is below \(low) \(least)")
        }
        return (least, found[1])
    }

    private func bounds(_ schema: TemplateValue, _ path: String) throws(JSONSchemaError) -> NumberBounds {
        func number(_ keyword: String) throws(JSONSchemaError) -> Double? {
            switch schema[keyword] {
            case nil: return nil
            case .integer(let value)?: return Double(value)
            case .number(let value)?: return value
            case let other?:
                throw .invalid(path: path + "/" + keyword, message: "expected a number, not \(other.json)")
            }
        }
        var bounds = NumberBounds()
        (bounds.minimum, bounds.maximum) = (try number("minimum"), try number("maximum"))
        if let least = try number("exclusiveMinimum"), least >= bounds.minimum ?? -.infinity {
            (bounds.minimum, bounds.excludesMinimum) = (least, true)
        }
        if let most = try number("exclusiveMaximum"), most <= bounds.maximum ?? .infinity {
            (bounds.maximum, bounds.excludesMaximum) = (most, true)
        }
        for bound in [bounds.minimum, bounds.maximum].compactMap({ $0 })
        where abs(bound) > 1e15 || (bound != 0 && abs(bound) < 1e-12) {
            throw .unsupported(path: path, keyword: "a bound of \(bound)")
        }
        if let least = bounds.minimum, let most = bounds.maximum, least > most {
            throw .endless("\(path): an empty range of numbers")
        }
        return bounds
    }

    private func integer(_ schema: TemplateValue, _ path: String) throws(JSONSchemaError) -> SchemaNode {
        let bounds = try bounds(schema, path)
        let least = bounds.minimum.map { low in
            let first = Int(low.rounded(.up))
            return bounds.excludesMinimum && Double(first) == low ? first + 1 : first
        }
        let most = bounds.maximum.map { high in
            let last = Int(high.rounded(.down))
            return bounds.excludesMaximum && Double(last) == high ? last - 1 : last
        }
        if let least, let most, least > most { throw .endless("\(path): an empty range of whole numbers") }
        return .integer(minimum: least, maximum: most)
    }

    private mutating func array(_ schema: TemplateValue, _ path: String) throws(JSONSchemaError) -> SchemaNode
    {
        let (least, most) = try counts(schema, "minItems", "maxItems", path)
        var first: [SchemaNode] = []
        for (index, item) in (schema["prefixItems"]?.elements ?? []).enumerated() {
            first.append(try node(item, path: "\(path)/prefixItems/\(index)"))
        }
        var rest: SchemaNode? = .any
        if let items = schema["items"] {
            rest = items == .bool(false) ? nil : try node(items, path: path + "/items")
        }
        if rest == nil, least > first.count { throw .endless("\(path): more elements needed than allowed") }
        return .array(first: first, rest: rest, minimum: least, maximum: most)
    }

    private mutating func object(_ schema: TemplateValue, _ path: String) throws(JSONSchemaError)
        -> SchemaNode
    {
        var (least, most) = try counts(schema, "minProperties", "maxProperties", path)
        var others: SchemaNode? = .any
        if let value = schema["additionalProperties"] {
            others = value == .bool(false) ? nil : try node(value, path: path + "/additionalProperties")
        }
        var properties: [SchemaProperty] = []
        if let value = schema["properties"] {
            guard case .object(let members) = value else {
                throw .invalid(path: path + "/properties", message: "expected an object")
            }
            for member in members
            where !properties.contains(where: { $0.name.utf8.elementsEqual(member.name.utf8) }) {
                let node = try node(value[member.name] ?? .null, path: "\(path)/properties/\(member.name)")
                properties.append(SchemaProperty(name: member.name, value: node, isRequired: false))
            }
        }
        for value in schema["required"]?.elements ?? [] {
            guard let name = value.text else {
                throw .invalid(path: path + "/required", message: "expected names")
            }
            if let index = properties.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
                properties[index].isRequired = true
            } else {
                guard let others else { throw .endless("\(path): ‘\(name)’ is required and not allowed") }
                properties.append(SchemaProperty(name: name, value: others, isRequired: true))
            }
        }
        if !properties.isEmpty {
            // Named properties are all that is written: their number must satisfy the bounds by itself.
            let required = properties.filter(\.isRequired).count
            if least > required {
                throw .unsupported(path: path, keyword: "minProperties above the number of required ones")
            }
            if let most, most < properties.count {
                throw .unsupported(path: path, keyword: "maxProperties below the number of properties")
            }
            (least, most) = (0, nil)
        } else if least > 1 {
            // Names are free then, and two of them may be the same.
            throw .unsupported(path: path, keyword: "minProperties above 1 without named properties")
        } else if others == nil, least > 0 {
            throw .endless("\(path): properties needed and none allowed")
        }
        return .object(properties, others: others, minimum: least, maximum: most)
    }
}
