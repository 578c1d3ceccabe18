import Cairn
import Testing

// The snippets of Docs/Language/ChatTemplates.md and StructuredOutput.md, and of the comments of what they explain.

@Suite(.printsItsComments) struct GenerationPages {
    @Test func aTemplateOfAGuide() throws {
        // snippet
        let template = try ChatTemplate(
            "{% for m in messages %}<|{{ m.role }}|>{{ m.content | trim }}{% endfor %}")
        let text = try template.render([.system("Be brief."), .user(" Hello ")])
        print(text)  // <|system|>Be brief.<|user|>Hello
        // end
    }

    @Test func aSchemaOfAGuide() throws {
        // snippet
        let schema = try JSONSchema(
            """
            {"type": "object", "required": ["name", "age"], "additionalProperties": false, "properties":
             {"name": {"type": "string", "maxLength": 20}, "age": {"type": "integer", "minimum": 0, "maximum": 130}}}
            """)
        print(schema.accepts(#"{"name": "Ada", "age": 36}"#))  // true
        print(schema.violation(in: #"{"name": "Ada"}"#) ?? "")  // /age: missing
        // end
    }

    @Test func aTemplateOfAComment() throws {
        // snippet
        let template = try ChatTemplate(
            "{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}{% endfor %}")
        print(try template.render([.user(" Hello ")]))  // <user>Hello
        // end
    }

    @Test func aSchemaOfAComment() throws {
        // snippet
        let schema = try JSONSchema(
            """
            {"type": "object", "required": ["name", "age"],
             "properties": {"name": {"type": "string", "maxLength": 20}, "age": {"type": "integer", "minimum": 0}}}
            """)
        print(schema.accepts(#"{"name": "Ada", "age": 36}"#))  // true
        // end
    }
}
