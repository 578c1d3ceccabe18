extension SchemaParser {
    /// A schema of keywords that each speak of one type.
    mutating func plain(_ schema: TemplateValue, _ types: Set<String>?, _ path: String)
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
            throw .endless(at: path, "\(high) \(most) is below \(low) \(least)")
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
            throw .endless(at: path, "an empty range of numbers")
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
        if let least, let most, least > most { throw .endless(at: path, "an empty range of whole numbers") }
        return .integer(minimum: least, maximum: most)
    }

    private mutating func array(_ schema: TemplateValue, _ path: String) throws(JSONSchemaError) -> SchemaNode
    {
        let (least, most) = try counts(schema, "minItems", "maxItems", path)
        var first: [SchemaNode] = []
        for (index, item) in try list(schema, "prefixItems", path).enumerated() {
            first.append(try node(item, path: "\(path)/prefixItems/\(index)"))
        }
        var rest: SchemaNode? = .any
        if let items = schema["items"] {
            rest = items == .bool(false) ? nil : try node(items, path: path + "/items")
        }
        if rest == nil, least > first.count { throw .endless(at: path, "more elements needed than allowed") }
        return .array(first: first, rest: rest, minimum: least, maximum: most)
    }

    /// The elements of a keyword; none where it is absent.
    private func list(_ schema: TemplateValue, _ keyword: String, _ path: String)
        throws(JSONSchemaError) -> [TemplateValue]
    {
        guard let value = schema[keyword] else { return [] }
        guard let elements = value.elements else {
            throw .invalid(path: path + "/" + keyword, message: "expected a list, not \(value.json)")
        }
        return elements
    }

    private mutating func object(_ schema: TemplateValue, _ path: String) throws(JSONSchemaError)
        -> SchemaNode
    {
        let (least, most) = try counts(schema, "minProperties", "maxProperties", path)
        var others: SchemaNode? = .any
        if let value = schema["additionalProperties"] {
            others = value == .bool(false) ? nil : try node(value, path: path + "/additionalProperties")
        }
        let properties = try properties(schema, others, path)
        if !properties.isEmpty {
            // Named properties are all that is written: their number must satisfy the bounds by itself.
            let required = properties.filter(\.isRequired).count
            if least > required {
                throw .unsupported(path: path, keyword: "minProperties above the number of required ones")
            }
            if let most, most < properties.count {
                throw .unsupported(path: path, keyword: "maxProperties below the number of properties")
            }
        } else if least > 1 {
            // Names are free then, and two of them may be the same.
            throw .unsupported(path: path, keyword: "minProperties above 1 without named properties")
        } else if others == nil, least > 0 {
            throw .endless(at: path, "properties needed and none allowed")
        }
        return .object(properties, others: others, minimum: least, maximum: most)
    }

    /// The named properties, those first that have a schema, then others that are required.
    private mutating func properties(
        _ schema: TemplateValue, _ others: SchemaNode?, _ path: String
    ) throws(JSONSchemaError) -> [SchemaProperty] {
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
        for value in try list(schema, "required", path) {
            guard let name = value.text else {
                throw .invalid(path: path + "/required", message: "expected names")
            }
            if let index = properties.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
                properties[index].isRequired = true
            } else {
                guard let others else { throw .endless(at: path, "‘\(name)’ is required and not allowed") }
                properties.append(SchemaProperty(name: name, value: others, isRequired: true))
            }
        }
        return properties
    }
}
