import Language
import TestSupport
import Testing

/// What `language/schemas.py` wrote down of the Python package jsonschema.
private struct SchemaGolden: Decodable {
    struct Case: Decodable {
        struct Value: Decodable { var text: String, isValid: Bool }
        var schema: String, values: [Value]
    }
    struct Refusal: Decodable { var schema: String, keyword: String }
    var versions: String, cases: [Case], refused: [Refusal]
}

@Suite struct SchemaParityTests {
    private let golden = Result { try Golden.load("language/schemas", as: SchemaGolden.self) }

    @Test func valuesSatisfySchemasThatJsonschemaSaysTheyDo() throws {
        let golden = try golden.get()
        var different = 0, pairs = 0
        for entry in golden.cases {
            let schema = try JSONSchema(entry.schema)
            for value in entry.values {
                let problem = schema.violation(in: value.text)
                #expect(
                    (problem == nil) == value.isValid, "\(value.text) by \(entry.schema): \(problem ?? "")")
                if (problem == nil) != value.isValid { different += 1 }
            }
            pairs += entry.values.count
        }
        #expect(
            Parity.holds(
                "Language", "JSONSchema", against: golden.versions,
                on: "\(golden.cases.count) schemas of all keywords, \(pairs) values",
                measure: "verdicts that differ", tolerance: 0, error: Double(different)))
    }

    /// Passing over any of these keywords would accept what jsonschema refuses.
    @Test func keywordsThatAreNotSupportedAreRefusedByName() throws {
        for entry in try golden.get().refused {
            #expect(throws: JSONSchemaError.self, "\(entry.schema)") { try JSONSchema(entry.schema) }
            do { _ = try JSONSchema(entry.schema) } catch {
                guard case .unsupported(_, let keyword) = error else {
                    Issue.record("\(entry.schema): \(error)")
                    continue
                }
                #expect(keyword == entry.keyword)
                #expect(error.description.contains(entry.keyword))
            }
        }
    }

    @Test func whatIsWrongInsideIsFoundWhereItStands() {
        let inside =
            #"{"type": "array", "items": {"type": "object", "properties": {"a": {"multipleOf": 2}}}}"#
        #expect(throws: JSONSchemaError.unsupported(path: "/items/properties/a", keyword: "multipleOf")) {
            try JSONSchema(inside)
        }
        #expect(throws: JSONSchemaError.invalid(path: "/required", message: "expected a list, not \"a\"")) {
            try JSONSchema(#"{"type": "object", "required": "a"}"#)
        }
        #expect(throws: JSONSchemaError.invalid(path: "/prefixItems", message: "expected a list, not 1")) {
            try JSONSchema(#"{"type": "array", "prefixItems": 1}"#)
        }
    }
}
