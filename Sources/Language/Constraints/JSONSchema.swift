/// What a JSON value must look like: a part of JSON Schema (draft 2020-12) to which a model's output can be held while it is written.
///
///     let schema = try JSONSchema(
///         """
///         {"type": "object", "required": ["name", "age"],
///          "properties": {"name": {"type": "string", "maxLength": 20}, "age": {"type": "integer", "minimum": 0}}}
///         """)
///     print(schema.accepts(#"{"name": "Ada", "age": 36}"#))  // true
///
/// Understood are `type` (one or several), `properties`, `required`, `additionalProperties`, `minProperties`
/// and `maxProperties` of objects with free names, `enum`, `const`, `items`, `prefixItems`, `minItems`,
/// `maxItems`, `minLength`, `maxLength`, `minimum`, `maximum` and their exclusive forms, `anyOf`, `oneOf`
/// where its branches have different types, `allOf` of one, `$ref` into the schema itself, `$defs`, `true`.
/// Beside `enum`, `const` and what combines schemas only `type` may stand. Notes such as `title` and
/// `format` are passed over; any other keyword, `pattern` and `not` and `multipleOf` among them, is an error
/// that names it. A schema without `type` is read as the type that its keywords speak of.
///
/// Source: JSON Schema, draft 2020-12, Core and Validation.
public struct JSONSchema: Sendable {
    let root: SchemaNode
    let definitions: [SchemaNode]

    /// - Parameter text: The schema as JSON.
    /// - Throws: `JSONSchemaError` with the place of the first mistake.
    public init(_ text: String) throws(JSONSchemaError) {
        let value: TemplateValue
        do { value = try TemplateValue(json: text) } catch { throw .notJSON(error) }
        try self.init(value)
    }

    /// - Parameter value: The schema.
    /// - Throws: `JSONSchemaError` with the place of the first mistake.
    public init(_ value: TemplateValue) throws(JSONSchemaError) {
        var parser = SchemaParser(document: value)
        root = try parser.node(value, path: "")
        definitions = parser.definitions.map { $0 ?? .any }
        // Whatever cannot be compiled is refused here and not when the model waits.
        _ = try ByteGrammar(self, spacing: .optional)
    }

    /// Whether a text is JSON that satisfies the schema.
    ///
    /// - Parameter json: The text.
    public func accepts(_ json: String) -> Bool { violation(in: json) == nil }

    /// What is wrong with a text: the first place that does not satisfy the schema; nil where nothing is.
    ///
    /// - Parameter json: The text.
    public func violation(in json: String) -> String? {
        do { return violation(in: try TemplateValue(json: json)) } catch { return error.description }
    }

    /// What is wrong with a value; nil where nothing is.
    ///
    /// - Parameter value: The value.
    public func violation(in value: TemplateValue) -> String? {
        SchemaValidator(definitions: definitions).violation(value, root, "")
    }
}

/// Holds values against a schema; it shares nothing with the automaton that guides a model.
struct SchemaValidator {
    let definitions: [SchemaNode]

    func violation(_ value: TemplateValue, _ node: SchemaNode, _ path: String) -> String? {
        func wrong(_ wanted: String) -> String {
            "\(path.isEmpty ? "/" : path): \(value.json) is not \(wanted)"
        }
        switch (node, value) {
        case (.any, _), (.null, .null), (.boolean, .bool): return nil
        case (.string(let least, let most), .string(let text)):
            let count = text.unicodeScalars.count
            return count >= least && count <= most ?? .max ? nil : wrong("of the right length")
        case (.integer(let least, let most), .integer(let number)):
            return number >= least ?? .min && number <= most ?? .max ? nil : wrong("in its range")
        case (.integer(let least, let most), .number(let number))
        where number == number.rounded() && number.isFinite:
            // Bounds are below 10¹⁵: as doubles they are exact.
            let bounds = NumberBounds(minimum: least.map(Double.init), maximum: most.map(Double.init))
            return bounds.contains(number) ? nil : wrong("in its range")
        case (.integer, _): return wrong("a whole number")
        case (.number(let bounds), .integer(let number)):
            return bounds.contains(Double(number)) ? nil : wrong("in its range")
        case (.number(let bounds), .number(let number)):
            return bounds.contains(number) ? nil : wrong("in its range")
        case (.constants(let list), _):
            return list.contains { Self.isEqual($0, value) } ? nil : wrong("among the constants")
        case (.array(let first, let rest, let least, let most), .list(let values)):
            guard values.count >= least, values.count <= most ?? .max else {
                return wrong("of the right length")
            }
            return violation(values, first, rest, path)
        case (.object(let properties, let others, let least, let most), .object(let members)):
            let count = Set(members.map(\.name)).count
            guard count >= least, count <= most ?? .max else { return wrong("of the right size") }
            return violation(value, members, properties, others, path)
        case (.anyOf(let nodes), _):
            return nodes.contains { violation(value, $0, path) == nil }
                ? nil : wrong("any of the alternatives")
        case (.reference(let index), _): return violation(value, definitions[index], path)
        default: return wrong("of the right type")
        }
    }

    private func violation(
        _ values: [TemplateValue], _ first: [SchemaNode], _ rest: SchemaNode?, _ path: String
    ) -> String? {
        for (index, value) in values.enumerated() {
            guard let node = index < first.count ? first[index] : rest else {
                return "\(path)/\(index): one element too many"
            }
            if let found = violation(value, node, "\(path)/\(index)") { return found }
        }
        return nil
    }

    private func violation(
        _ value: TemplateValue, _ members: [TemplateValue.Member], _ properties: [SchemaProperty],
        _ others: SchemaNode?,
        _ path: String
    ) -> String? {
        for property in properties where property.isRequired && value[property.name] == nil {
            return "\(path)/\(property.name): missing"
        }
        for member in members {
            let known = properties.first { $0.name.utf8.elementsEqual(member.name.utf8) }?.value
            guard let node = known ?? others else { return "\(path)/\(member.name): no such property" }
            if let found = violation(member.value, node, "\(path)/\(member.name)") { return found }
        }
        return nil
    }

    static func isEqual(_ a: TemplateValue, _ b: TemplateValue) -> Bool {
        switch (a, b) {
        case (.integer(let x), .number(let y)), (.number(let y), .integer(let x)): return Double(x) == y
        case (.string(let x), .string(let y)): return x.utf8.elementsEqual(y.utf8)
        case (.list(let x), .list(let y)): return x.count == y.count && zip(x, y).allSatisfy(isEqual)
        case (.object(let x), .object(let y)):
            return x.count == y.count
                && x.allSatisfy { member in b[member.name].map { isEqual(member.value, $0) } ?? false }
        default: return a == b
        }
    }
}
