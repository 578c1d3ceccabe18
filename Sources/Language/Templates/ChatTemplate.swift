/// The template that turns a conversation into the text which a model was trained on.
///
///     let template = try ChatTemplate(
///         "{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}{% endfor %}")
///     print(try template.render([.user(" Hello ")]))  // <user>Hello
///
/// Templates come with models, in the file tokenizer_config.json or in the field `tokenizer.chat_template` of a GGUF file. Their language is Jinja;
/// what is understood here is the part that such templates use, with the settings of the package transformers (line breaks after blocks and
/// blanks before them are dropped): output, `if`, `for` with `loop`, `break` and `continue`, `set`, macros, `with`, `filter`, `raw`,
/// `generation`, namespaces, slices, the methods of texts and dictionaries, the usual filters and tests, `raise_exception`,
/// `strftime_now`. A template is a program from elsewhere: it sees what it is given and nothing else, and its steps, its text and its nesting are bounded.
///
/// Source: the Jinja 3.1 documentation, Template Designer; transformers' `apply_chat_template`.
public struct ChatTemplate: Sendable {
    /// The text of the template.
    public let source: String
    private let statements: [TemplateStatement]

    /// - Parameter source: The text of the template.
    /// - Throws: `TemplateError` with the line of the first mistake.
    /// Complexity: O(length).
    public init(_ source: String) throws(TemplateError) {
        self.source = source
        statements = try TemplateParser.parse(source)
    }

    /// The text of a conversation.
    ///
    /// - Parameters:
    ///   - messages: The messages in order.
    ///   - addingGenerationPrompt: Whether the beginning of the model's next message is added, so that it goes on from there.
    ///   - tools: Descriptions of tools, as templates expect them; nil for none.
    ///   - variables: What else the template may ask for: `bos_token` and `eos_token` mostly.
    ///   - clock: The date that the template is told.
    /// - Returns: The text, special tokens spelled out: encode it without adding any.
    /// - Throws: `TemplateError` where the template objects or cannot be carried out.
    public func render(
        _ messages: [ChatMessage], addingGenerationPrompt: Bool = false, tools: [TemplateValue]? = nil,
        variables: [String: TemplateValue] = [:], clock: TemplateClock = TemplateClock()
    ) throws(TemplateError) -> String {
        var all: [(String, TemplateValue)] = [
            ("messages", .list(messages.map(\.value))),
            ("tools", tools.map(TemplateValue.list) ?? .null),
            ("documents", .null),
            ("add_generation_prompt", .bool(addingGenerationPrompt)),
        ]
        for (name, value) in variables { all.append((name, value)) }
        return try render(all, clock: clock)
    }

    /// The text for any variables: as a template of anything, not only of conversations.
    ///
    /// - Parameters:
    ///   - variables: Names and their values.
    ///   - clock: The date that the template is told.
    /// - Throws: `TemplateError` where the template cannot be carried out.
    public func render(
        variables: [String: TemplateValue], clock: TemplateClock = TemplateClock()
    ) throws(TemplateError) -> String {
        try render(variables.map { ($0.key, $0.value) }, clock: clock)
    }

    private func render(_ variables: [(String, TemplateValue)], clock: TemplateClock) throws(TemplateError)
        -> String
    {
        var evaluator = TemplateEvaluator(variables, clock: clock)
        return try evaluator.render(statements)
    }
}
