/// Reads a schema: keywords that combine schemas, constants and references here, those of single types in its extension.
struct SchemaParser {
    let document: TemplateValue
    var definitions: [SchemaNode?] = []
    private var places: [String: Int] = [:]
    private var depth = 0
    /// The sum of all bounds on lengths: each unit becomes a state of the automaton.
    var size = 0

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
    static let types = ["null", "boolean", "integer", "number", "string", "array", "object"]

    /// A schema, of the types in `types` only where these are given.
    mutating func node(_ schema: TemplateValue, path: String, types: Set<String>? = nil)
        throws(JSONSchemaError) -> SchemaNode
    {
        depth += 1
        defer { depth -= 1 }
        if depth > 60 { throw .invalid(path: path, message: "nested more than 60 deep") }
        if case .bool(true) = schema { return .any }
        if case .bool(false) = schema { throw .unsupported(path: path, keyword: "false") }
        guard case .object(let members) = schema else {
            throw .invalid(path: path, message: "a schema is an object or true, not \(schema.json)")
        }
        for member in members where !Self.notes.contains(member.name) && !Self.known.contains(member.name) {
            throw .unsupported(path: path, keyword: member.name)
        }
        if schema["uniqueItems"] ?? .bool(false) != .bool(false) {
            throw .unsupported(path: path, keyword: "uniqueItems")
        }
        let types = try narrowed(schema["type"], by: types, path)
        // A multiple of 1 says nothing new of whole numbers.
        if let factor = schema["multipleOf"], factor != .integer(1) || types?.contains("number") ?? true {
            throw .unsupported(path: path, keyword: "multipleOf")
        }
        if let constants = try constants(schema, members, path) {
            let fitting = constants.filter { value in types?.contains { Self.isOf($0, value) } ?? true }
            if fitting.isEmpty { throw .endless(at: path, "no constant satisfies all that is asked for") }
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

    /// The values of `const` and `enum`: beside them only notes and `type` may stand.
    private func constants(
        _ schema: TemplateValue, _ members: [TemplateValue.Member], _ path: String
    ) throws(JSONSchemaError) -> [TemplateValue]? {
        let keywords = ["const", "enum"].filter { schema[$0] != nil }
        guard !keywords.isEmpty else { return nil }
        try checkAlone(keywords, members, path)
        guard let list = schema["enum"] else { return schema["const"].map { [$0] } }
        guard let values = list.elements, !values.isEmpty else {
            throw .invalid(path: path + "/enum", message: "expected a list of values")
        }
        guard let constant = schema["const"] else { return values }
        return values.contains { SchemaValidator.isEqual($0, constant) } ? [constant] : []
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
        try checkAlone([keyword], members, path)
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

    /// Complains of what is neither one of the keywords nor a note nor `type`.
    private func checkAlone(
        _ keywords: [String], _ members: [TemplateValue.Member], _ path: String
    ) throws(JSONSchemaError) {
        let allowed = Self.notes.union(keywords).union(["type"])
        for name in members.map(\.name) where !allowed.contains(name) {
            throw .unsupported(path: path, keyword: "\(name) beside \(keywords[0])")
        }
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
        guard reference == "#" || reference.hasPrefix("#/") else {
            throw .unsupported(path: path, keyword: "$ref to an anchor")
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
}
