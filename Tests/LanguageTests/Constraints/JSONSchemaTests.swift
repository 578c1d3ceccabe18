import Foundation
import Language
import Randomness
import Testing

/// Schemas that between them use every keyword.
private let schemas: [String] = [
    #"{"type": "object", "required": ["name", "age"], "additionalProperties": false, "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 12}, "age": {"type": "integer", "minimum": 0, "maximum": 130}, "email": {"type": ["string", "null"]}}}"#,
    #"{"type": "array", "items": {"type": "integer", "minimum": -12, "maximum": 1034}, "minItems": 2, "maxItems": 4}"#,
    #"{"enum": ["red", "green", 3, null, {"a": [1, "x"]}, -0.5]}"#, #"{"const": {"k": "é\"\n"}}"#,
    #"{"type": "boolean"}"#,
    #"{"type": "number", "minimum": -1.25, "maximum": 3.5}"#,
    #"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001}"#,
    #"{"type": "number", "maximum": -0.5}"#, #"{"type": "number", "exclusiveMinimum": 2.5, "maximum": 2.75}"#,
    #"{"type": "number"}"#,
    #"{"type": "integer"}"#, #"{"type": "integer", "exclusiveMinimum": 17, "exclusiveMaximum": 19}"#,
    #"{"type": "integer", "minimum": 99, "maximum": 1000}"#,
    ##"{"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "required": ["value"], "properties": {"value": {"type": "integer"}, "children": {"type": "array", "items": {"$ref": "#/$defs/node"}, "maxItems": 3}}}}}"##,
    #"{"anyOf": [{"type": "string", "maxLength": 3}, {"type": "array", "prefixItems": [{"type": "boolean"}, {"type": "null"}], "items": false, "minItems": 1}]}"#,
    #"{"oneOf": [{"type": "string"}, {"type": "number", "minimum": 5}]}"#, #"{"allOf": [{"type": "null"}]}"#,
    "true", "{}",
    #"{"type": "object", "additionalProperties": {"type": "boolean"}, "maxProperties": 3}"#,
    #"{"type": "object", "minProperties": 1}"#,
    #"{"type": "object", "properties": {"a": {}, "b": {"const": 1}, "c": {"type": "array"}}}"#,
    #"{"type": "object", "required": ["x"], "properties": {"kind": {"enum": ["p", "q"]}}}"#,
    #"{"properties": {"deep": {"type": "object", "properties": {"deeper": {"type": "object", "required": ["deepest"], "properties": {"deepest": {"type": "array", "minItems": 1, "items": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 2}}}}}}}}, "required": ["deep"]}"#,
    ##"{"type": "array", "items": {"$ref": "#"}, "maxItems": 2}"##,
    #"{"type": "string", "minLength": 3, "maxLength": 3}"#,
    #"{"title": "T", "description": "d", "type": "string", "enum": ["a", 1, "b"]}"#,
]

/// A vocabulary of all bytes and some longer pieces, among them pieces that run over the borders of values.
private let pieces: [[UInt8]] = {
    let longer = [
        "\"name\"", "{\"", "\": ", "\", \"", "\"}", "{\"", "x\"", "}]", "]}", "true", "false", "null", "123",
        "0.", "-1",
        "é", "世界", "\\u00", "\\n", "  ", ", ", ": ", "e+", "10",
        "ab", "abc", "the", "x\"", "\"\"", "[[", "]]", "{}", "[]", ":[", "99", "\u{1F600}",
    ]
    return (0..<256).map { [UInt8($0)] } + longer.map { Array($0.utf8) } + [[]] + [Array("ab".utf8)]
}()

@Suite struct JSONSchemaTests {
    @Test func whateverARandomModelWritesSatisfiesTheSchema() throws {
        let vocabulary = VocabularyTrie(tokens: pieces)
        #expect(vocabulary.spellsEveryCharacter)
        var generator = Generator(seed: 21)
        for text in schemas {
            let schema = try JSONSchema(text)
            for spacing in [JSONSpacing.compact, .optional, .upTo(2)] {
                var learnt = try JSONConstraint(schema, vocabulary, spacing: spacing)
                for run in 0..<60 {
                    var constraint = learnt
                    var bytes: [UInt8] = []
                    // Some runs have just as many tokens as are promised to do.
                    var remaining = run % 3 == 0 ? constraint.minimumTokens : constraint.minimumTokens + run
                    while remaining > 0 {
                        let mask = constraint.allowed(remaining: remaining)
                        let allowed = pieces.indices.filter { mask[$0] }
                        if allowed.isEmpty || (constraint.mayEnd && generator.random() < 0.2) { break }
                        let token = allowed[generator.integer(in: 0..<allowed.count)]
                        constraint.advance(token)
                        bytes += pieces[token]
                        remaining -= 1
                    }
                    let written = String(decoding: bytes, as: UTF8.self)
                    #expect(constraint.mayEnd, "\(text): \(written)")
                    #expect(Array(written.utf8) == bytes)
                    let problem = schema.violation(in: written)
                    #expect(problem == nil, "\(text): \(written): \(problem ?? "")")
                    let parsed = try? JSONSerialization.jsonObject(
                        with: Data(bytes), options: .fragmentsAllowed)
                    #expect(parsed != nil, "\(written)")
                    if run == 0 { learnt = constraint.restarted }
                }
            }
        }
    }

    @Test func masksAllowExactlyTheTokensThatLeadOn() throws {
        let schema = try JSONSchema(schemas[0])
        let vocabulary = VocabularyTrie(tokens: pieces)
        var constraint = try JSONConstraint(schema, vocabulary)
        for token in "{\"name\": \"Ab".utf8.map({ Int($0) }) {
            let mask = constraint.allowed(remaining: 1000)
            #expect(mask[token])
            constraint.advance(token)
        }
        let inside = constraint.allowed(remaining: 1000)
        let allowed = pieces.indices.filter { inside[$0] && pieces[$0].count > 1 }.map {
            String(decoding: pieces[$0], as: UTF8.self)
        }
        #expect(
            Set(allowed) == [
                "{\"", "x\"", "}]", "]}", "true", "false", "null", "123", "0.", "-1", "é", "世界", "\\u00",
                "\\n", "  ", ", ",
                ": ", "e+", "10", "ab", "abc", "the", "[[", "]]",
                "{}", "[]", ":[", "99", "\u{1F600}", "\", \"",
            ])
        #expect(!inside[0x0A] && inside[0x22] && !inside[0x80] && inside[0xC3] && !inside[0xC0])
    }

    @Test func valuesOfRangesAreAllowedAndNoOthers() throws {
        let vocabulary = VocabularyTrie(tokens: (0..<256).map { [UInt8($0)] })
        func accepts(_ learnt: JSONConstraint, _ text: String) -> Bool {
            var constraint = learnt
            for byte in text.utf8 {
                guard constraint.allowed(remaining: .max)[Int(byte)] else { return false }
                constraint.advance(Int(byte))
            }
            return constraint.mayEnd
        }
        func constraint(_ schema: String) throws -> JSONConstraint {
            try JSONConstraint(try JSONSchema(schema), vocabulary, spacing: .compact)
        }
        for (least, most) in [
            (0, 0), (-5, 5), (7, 123), (-1234, -99), (998, 1002), (-1, 0), (0, 10), (100, 999),
        ] {
            let learnt = try constraint(#"{"type": "integer", "minimum": \#(least), "maximum": \#(most)}"#)
            for value in stride(from: -1300, through: 1300, by: 1)
            where abs(value) < 140 || value % 7 == 0 || abs(value) > 990 && abs(value) < 1010 {
                #expect(
                    accepts(learnt, "\(value)") == (least...most).contains(value),
                    "\(value) in \(least)...\(most)")
            }
        }
        let bounds = [(-1.25, 3.5), (0.5, 0.75), (2.0, 2.0), (-0.1, 0.0), (9.99, 10.01), (-100.5, -99.25)]
        for (least, most) in bounds {
            for (open, close) in [("minimum", "maximum"), ("exclusiveMinimum", "exclusiveMaximum")]
            where least < most || open == "minimum" {
                let schema = #"{"type": "number", "\#(open)": \#(least), "\#(close)": \#(most)}"#
                let learnt = try constraint(schema)
                for step in -110_00...20_00 where step % 25 == 0 || abs(step) < 400 || abs(step - 1000) < 5 {
                    let sign = step < 0 ? "-" : ""
                    let text = "\(sign)\(abs(step) / 100).\(abs(step) / 10 % 10)\(abs(step) % 10)"
                    let value = Double(step) / 100
                    let isInside =
                        open == "minimum" ? value >= least && value <= most : value > least && value < most
                    #expect(accepts(learnt, text) == isInside, "\(text) in \(schema)")
                }
            }
        }
    }

    @Test func aTightBudgetLeavesTheShortestValue() throws {
        let vocabulary = VocabularyTrie(tokens: pieces)
        let constraint = try JSONConstraint(try JSONSchema(schemas[0]), vocabulary, spacing: .compact)
        #expect(constraint.minimumTokens == #"{"name":"x","age":0}"#.utf8.count)
    }

    @Test func aGeneratorWritesUnderAConstraint() throws {
        let schema = try JSONSchema(schemas[0])
        let tokenizer = ByteTokenizer(special: ["<end>"])
        let vocabulary = VocabularyTrie(tokenizer)
        for seed in 0..<40 {
            let model = MadeUpPredictor.noise(257, seed: UInt64(seed), scale: 8)
            var options = GenerationOptions.sampling(temperature: 1.5, seed: UInt64(seed))
            options.stopTokens = [256]
            options.maximumTokens = 40
            let constraint = try JSONConstraint(schema, vocabulary)
            let found = model.generate([1], tokenizer, options: options, constraint: constraint)
            #expect(schema.accepts(found.text), "\(found.text)")
            #expect(found.ending == .complete)
        }
    }

    @Test func validationTellsThePlace() throws {
        let schema = try JSONSchema(schemas[0])
        #expect(schema.violation(in: #"{"name": "Ada", "age": 36, "email": null}"#) == nil)
        #expect(schema.violation(in: #"{"name": "Ada"}"#) == "/age: missing")
        #expect(schema.violation(in: #"{"name": "", "age": 1}"#) == "/name: \"\" is not of the right length")
        #expect(schema.violation(in: #"{"name": "Ada", "age": 1.5}"#) == "/age: 1.5 is not a whole number")
        #expect(schema.violation(in: #"{"name": "Ada", "age": 1, "x": 1}"#) == "/x: no such property")
        #expect(schema.violation(in: #"{"name": "Ada""#) == "JSON, byte 14: expected }")
    }

    @Test func whatCannotBeKeptIsRefused() {
        func error(_ text: String) -> JSONSchemaError? {
            do {
                _ = try JSONSchema(text)
                return nil
            } catch {
                return error
            }
        }
        #expect(error("{").map { if case .notJSON = $0 { true } else { false } } == true)
        #expect(error(#"{"type": "string", "pattern": "a+"}"#) == .unsupported(path: "", keyword: "pattern"))
        #expect(
            error(#"{"properties": {"a": {"not": {}}}}"#)
                == .unsupported(path: "/properties/a", keyword: "not"))
        #expect(error(#"{"type": "text"}"#) == .invalid(path: "/type", message: "no type is called text"))
        #expect(error(##"{"$ref": "#/$defs/x"}"##) == .unresolved(path: "", reference: "#/$defs/x"))
        #expect(
            error(#"{"oneOf": [{"type": "string"}, {"type": "string"}]}"#)
                == .unsupported(path: "", keyword: "oneOf whose branches share a type"))
        let endless = [
            ##"{"$ref": "#"}"##, ##"{"anyOf": [{"$ref": "#"}, {"type": "null"}]}"##,
            ##"{"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}}"##,
            ##"{"type": "array", "items": {"$ref": "#"}, "minItems": 1}"##,
            #"{"type": "integer", "minimum": 5, "maximum": 4}"#,
            #"{"type": "string", "minLength": 5, "maxLength": 4}"#,
            #"{"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 6}"#,
            #"{"type": "number", "exclusiveMinimum": 5, "maximum": 5}"#, #"{"type": "null", "enum": [1]}"#,
        ]
        for text in endless {
            #expect(error(text).map { if case .endless = $0 { true } else { false } } == true, "\(text)")
        }
        #expect(
            error(#"{"type": "number", "minimum": 5, "maximum": 4}"#)?.description
                == "schema: /: an empty range of numbers")
        for text in [
            "1", "null", "[]", "false", #"{"enum": []}"#, #"{"minLength": -1}"#, #"{"minItems": 1e3}"#,
            #"{"anyOf": []}"#, #"{"properties": 1}"#,
        ] {
            #expect(error(text) != nil, "\(text)")
        }
        #expect(
            error(String(repeating: #"{"items":"#, count: 90) + "true" + String(repeating: "}", count: 90))
                != nil)
    }

    @Test func schemasOfAnyShapeNeverCrash() {
        var generator = Generator(seed: 4)
        let names = [
            "type", "properties", "required", "items", "enum", "const", "anyOf", "oneOf", "allOf", "$ref",
            "$defs", "minItems", "maxItems", "minLength",
            "minimum", "maximum", "exclusiveMinimum", "additionalProperties", "prefixItems", "title", "a",
        ]
        let words = [
            "string", "object", "array", "integer", "number", "null", "#", "#/properties/a", "#/$defs/a", "a",
        ]
        func value(_ depth: Int) -> TemplateValue {
            switch generator.integer(in: 0..<(depth > 3 ? 5 : 9)) {
            case 0: return .bool(generator.random() < 0.7)
            case 1: return .integer(generator.integer(in: -3...12))
            case 2, 3: return .string(words[generator.integer(in: 0..<words.count)])
            case 4: return .number(0.5)
            case 5: return .list((0..<generator.integer(in: 0...3)).map { _ in value(depth + 1) })
            default:
                return .object(
                    (0..<generator.integer(in: 0...3)).map { _ in
                        .init(names[generator.integer(in: 0..<names.count)], value(depth + 1))
                    })
            }
        }
        var compiled = 0
        for _ in 0..<20_000 where (try? JSONSchema(value(0))) != nil { compiled += 1 }
        #expect(compiled > 100)
    }
}
