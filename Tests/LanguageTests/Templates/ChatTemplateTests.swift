import Foundation
import Language
import TestSupport
import Testing

/// The goldens that transformers made: chat_templates.py.
private struct TemplateGolden {
    struct Case {
        var template: String, conversation: String, prompt: Bool, tools: Bool, text: String?
    }
    var templates: TemplateValue, conversations: TemplateValue, tools: [TemplateValue], values: TemplateValue
    var cases: [Case]
    var plain: [(template: String, text: String?)]

    init() throws {
        let bytes = try Golden.bytes("language/chat_templates.json")
        let all = try TemplateValue(json: String(decoding: bytes, as: UTF8.self))
        templates = all["templates"] ?? .null
        conversations = all["conversations"] ?? .null
        tools = all["tools"]?.elements ?? []
        values = all["values"] ?? .null
        cases = (all["cases"]?.elements ?? []).map { value in
            Case(
                template: value["template"]?.text ?? "", conversation: value["conversation"]?.text ?? "",
                prompt: value["prompt"] == .bool(true), tools: value["tools"] == .bool(true),
                text: value["text"]?.text)
        }
        plain = (all["plain"]?.elements ?? []).map { ($0["template"]?.text ?? "", $0["text"]?.text) }
    }

    func messages(_ name: String) -> [ChatMessage] {
        (conversations[name]?.elements ?? []).map { value in
            guard case .object(let members) = value else { return .user("") }
            let role = ChatMessage.Role(rawValue: value["role"]?.text ?? "") ?? .user
            let rest = members.filter { $0.name != "role" && $0.name != "content" }
            return ChatMessage(role, content: value["content"] ?? .null, fields: rest)
        }
    }
}

private let noon2024 = TemplateClock(
    Date(timeIntervalSince1970: 1_720_083_903), timeZone: TimeZone(identifier: "UTC") ?? .current)

@Suite struct ChatTemplateTests {
    @Test func conversationsReadAsTransformersRendersThem() throws {
        let golden = try TemplateGolden()
        var different = 0
        for test in golden.cases {
            let template = try ChatTemplate(golden.templates[test.template]?.text ?? "")
            let text = try? template.render(
                golden.messages(test.conversation), addingGenerationPrompt: test.prompt,
                tools: test.tools ? golden.tools : nil,
                variables: ["bos_token": "<s>", "eos_token": "</s>"], clock: noon2024)
            #expect(
                text.map { Array($0.utf8) } == test.text.map { Array($0.utf8) },
                "\(test.template), \(test.conversation)")
            if text != test.text { different += 1 }
        }
        #expect(golden.cases.count > 300)
        #expect(
            Parity.holds(
                "Language", "ChatTemplate", against: "transformers 5.23.0 apply_chat_template (jinja2 3.1.6)",
                on: "\(golden.cases.count) cases: 13 templates, 10 conversations, tools, generation prompts",
                measure: "texts and refusals that differ", tolerance: 0, error: Double(different)))
    }

    @Test func eachPartOfTheLanguageMeansWhatItMeansInJinja() throws {
        let golden = try TemplateGolden()
        guard case .object(let members) = golden.values else { return }
        var variables = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
        variables["messages"] = .list([])
        var different = 0
        for (source, expected) in golden.plain {
            let text = try? ChatTemplate(source).render(variables: variables, clock: noon2024)
            #expect(text.map { Array($0.utf8) } == expected.map { Array($0.utf8) }, "\(source)")
            if text != expected { different += 1 }
        }
        #expect(
            Parity.holds(
                "Language", "ChatTemplate", against: "jinja2 3.1.6",
                on: "\(golden.plain.count) templates, one for each part of the language",
                measure: "texts and refusals that differ", tolerance: 0, error: Double(different)))
    }

    @Test func mistakesAreToldWithTheirLine() {
        func error(_ source: String) -> TemplateError? {
            do {
                _ = try ChatTemplate(source).render(variables: ["l": [1, 2], "s": "text"])
                return nil
            } catch {
                return error
            }
        }
        #expect(error("\n\n{{ 1 +}}") == .syntax(line: 3, message: "expected an expression, found ‘}}’"))
        #expect(
            error("a\n{% if l %}\n")
                == .syntax(line: 2, message: "the end of the template, but elif or else or endif is missing"))
        #expect(
            error("\n{{ nothing.at.all }}")
                == .evaluation(line: 2, message: "‘nothing’ is undefined, so it has no ‘at’"))
        #expect(
            error("{# \n #}\n\n{{ raise_exception('no: ' ~ s) }}") == .raised(line: 4, message: "no: text"))
        #expect(error("{% include 'file' %}") == .unsupported(line: 1, what: "{% include %}"))
        #expect(error("{{ s | shout }}") == .syntax(line: 1, message: "no filter is named ‘shout’"))
    }

    @Test func noTemplateRunsForEverOrGrowsWithoutBound() {
        let hostile = [
            "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
            "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
            "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
            "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}",
            "{% set ns = namespace(x={}) %}{% for i in range(9999) %}{% set ns.x = {'a': ns.x} %}{% endfor %}",
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            "{{ 'a' * 9999999999999 }}", "{{ [1] * 9999999999999 }}", "{{ '%9999999999d' % 1 }}",
            "{{ 2 ** 9999 }}",
            "{{ 'x'.zfill(9999999999) }}", "{{ range(99999999999) }}",
            "{{ 'aaaa'.replace('', 'b' * 60000000) }}",
            "{{ 9223372036854775807 + 1 }}", "{{ -9223372036854775807 - 2 }}",
            String(repeating: "{% if 1 %}", count: 5000), "{{ " + String(repeating: "(", count: 5000),
            "{{ " + String(repeating: "not ", count: 5000) + "1 }}",
            "{{ a" + String(repeating: ".b", count: 5000) + " }}",
            "{{ 1" + String(repeating: " + 1", count: 5000) + " }}",
            "{{ 1" + String(repeating: "|int", count: 5000) + " }}",
            "{{ " + String(repeating: "-", count: 5000) + "1 }}",
            "{{ " + String(repeating: "[", count: 5000) + " }}",
            "{% for " + String(repeating: "(", count: 5000) + "a in b %}{% endfor %}",
        ]
        for source in hostile {
            #expect(throws: TemplateError.self, "\(source.prefix(60))") {
                try ChatTemplate(source).render(variables: [:])
            }
        }
    }

    @Test func textsThatAreNoTemplatesNeverCrash() {
        var state: UInt64 = 7
        func draw(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let pieces = [
            "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", " ", "\n", "if", "for", "in", "else", "endif",
            "endfor", "set", "macro", "endmacro",
            "x", "l", "'a'", "1", "2.5", "(", ")", "[", "]", "{", "}", ",", ":", ".", "|", "~", "=", "==",
            "is", "not", "and", "or", "join", "tojson",
            "length", "range", "namespace", "loop", "index", "defined", "items", "split", "*", "**", "//",
            "%", "<", "raw", "endraw", "break", "é",
        ]
        for _ in 0..<20_000 {
            let source = (0..<draw(14) + 1).map { _ in pieces[draw(pieces.count)] }.joined(
                separator: draw(2) == 0 ? " " : "")
            let wrapped = draw(2) == 0 ? source : "{{ \(source) }}"
            _ = try? ChatTemplate(wrapped).render(variables: [
                "x": ["a": 1, "b": [1, 2]], "l": [3, "z", nil],
            ])
        }
    }

    @Test func jsonIsReadAndWritten() throws {
        let text = #"{"a": [1, -2.5, 1e-05, true, null, "é\"\\\n"], "b": {}, "c": []}"#
        let value = try TemplateValue(json: text)
        #expect(value.json == text)
        #expect(value["a"]?.elements?.count == 6)
        #expect(try TemplateValue(json: #""\ud83d\ude00\u00e9""#) == "😀é")
        let wrong = [
            "", "{", "[1,]", "01", "1.", "\"", "\"\u{1}\"", "tru", "{\"a\" 1}", "1 2", "\"\\x\"", "-", "1e",
            "[", "1e999",
        ]
        for text in wrong {
            #expect(throws: TemplateJSONError.self, "\(text)") { try TemplateValue(json: text) }
        }
        #expect(throws: TemplateJSONError.self) {
            try TemplateValue(json: String(repeating: "[", count: 100_000))
        }
    }
}
