/// A model to talk with, as a GGUF file holds it: weights, vocabulary and template.
///
///     let model = try ChatModel(gguf: path)
///     var chat = model.session(system: "You are terse.")
///     let answer = try chat.send("What is the capital of France?")
///
/// Complexity: loading reads the file once; sessions share the weights.
public struct ChatModel: Sendable {
    /// The weights, ready to predict; it has read nothing.
    public let engine: LlamaEngine
    /// The vocabulary.
    public let tokenizer: SubwordTokenizer
    /// The layout of conversations: that of the file, else ChatML.
    public let template: ChatTemplate
    /// What the template may ask for: `bos_token` and `eos_token`.
    public let variables: [String: TemplateValue]
    /// The tokens that end an answer.
    public let stopTokens: Set<Int>

    /// ChatML, which many models without a template of their own understand.
    public static let chatML =
        "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: A GGUF file of the Llama family.
    ///   - contextLength: The most tokens that a conversation may have, at most what the file says; nil for that.
    /// - Throws: `GGUFError`, `TokenizerError` or `TemplateError` where the file is damaged or not understood, or names more tokens than
    ///   the model has rows for.
    public init(gguf path: String, contextLength: Int? = nil) throws {
        let file = try GGUFFile(path: path)
        let vocabulary = try file.vocabulary()
        engine = try LlamaEngine(file, contextLength: contextLength)
        tokenizer = try SubwordTokenizer(gguf: vocabulary)
        guard tokenizer.vocabularyCount <= engine.vocabularyCount else {
            throw GGUFError(
                .wrongShape, path: path, name: "token_embd.weight",
                expected: "a row for each of the \(tokenizer.vocabularyCount) tokens",
                found: "\(engine.vocabularyCount) rows")
        }
        template = try ChatTemplate(file.text("tokenizer.chat_template") ?? Self.chatML)
        var named: [String: TemplateValue] = [:]
        for (name, id) in [("bos_token", vocabulary.beginID), ("eos_token", vocabulary.endID)] {
            if let id, let token = tokenizer.token(of: id) { named[name] = .string(token) }
        }
        variables = named
        stopTokens = ChatSession<LlamaEngine>.endTokens(of: tokenizer).union(
            vocabulary.endID.map { [$0] } ?? [])
    }

    /// A conversation that begins.
    ///
    /// - Parameters:
    ///   - system: Instructions for the whole conversation; nil for none, or for those that the template has by itself.
    ///   - options: How answers are written; their stop tokens are those of the model where they name none.
    public func session(system: String? = nil, options: GenerationOptions = .greedy) -> ChatSession<
        LlamaEngine
    > {
        var options = options
        if options.stopTokens.isEmpty { options.stopTokens = stopTokens }
        return ChatSession(
            engine, tokenizer, template, system: system, options: options, variables: variables)
    }

    /// The tokens of a conversation, ready to be answered.
    ///
    /// - Parameters:
    ///   - messages: The messages in order.
    ///   - allowsSpecialTokens: Whether a special token that a message spells becomes that token; otherwise it is read as its characters.
    /// - Throws: `TemplateError` where the template objects.
    public func prompt(_ messages: [ChatMessage], allowsSpecialTokens: Bool = false) throws -> [Int] {
        func text(_ messages: [ChatMessage]) throws -> String {
            try template.render(messages, addingGenerationPrompt: true, variables: variables)
        }
        if allowsSpecialTokens { return tokenizer.encode(try text(messages), addingSpecialTokens: false) }
        let marks = SpokenMarks(tokenizer, stopTokens: stopTokens)
        let others = [.string(template.source)] + Array(variables.values)
        return try marks.tokens(of: messages, avoiding: others, render: text)
    }
}
