import LinearAlgebra
import Randomness

/// Why a conversation cannot go on.
public enum ChatError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The message alone, with the template around it, needs more tokens than the model holds.
    case messageTooLong(tokens: Int, capacity: Int)
    /// The template made a text without a token.
    case emptyPrompt
    /// A message spells a special token, and the tokenizer cannot take that as text.
    case specialToken(String)

    /// The reason as a sentence.
    public var description: String {
        switch self {
        case .messageTooLong(let tokens, let capacity):
            "the message takes \(tokens) tokens and the model holds \(capacity), the answer included"
        case .emptyPrompt: "the template made no text of the conversation"
        case .specialToken(let token): "a message spells the special token \(token)"
        }
    }
}

/// A conversation with a model: the template that it was trained on, its tokenizer, and what it has read so far.
///
///     var chat = ChatSession(model.predictor(), tokenizer, template, system: "You are terse.")
///     let answer = try chat.send("What is the capital of France?") { show($0) }
///
/// Each turn reads only what is new: the tokens that the conversation shares with what the model has read already stay in its cache. Where the
/// conversation outgrows the model, the oldest turns are left out of what it reads, the instructions never.
public struct ChatSession<Predictor: TokenPredictor>: Sendable {
    /// All messages so far, those included that the model has no room for any more.
    public private(set) var messages: [ChatMessage]
    /// How answers are written. The stop tokens are those of the tokenizer until you name others.
    public var options: GenerationOptions
    /// What the template may ask for besides the messages: `bos_token`, `eos_token`.
    public var variables: [String: TemplateValue]
    /// Descriptions of tools for the template; nil for none.
    public var tools: [TemplateValue]? = nil
    /// How many tokens of the last turn the model had read before it.
    public private(set) var reusedCount = 0
    /// Whether a special token that a message spells, `<|im_end|>` say, becomes that token, as it does in transformers. Otherwise it is
    /// read as the characters that it consists of, so that nobody speaks for the other side; where a tokenizer other than
    /// ``SubwordTokenizer``, or one that looks for special tokens in normalised text, cannot do that, `ChatError.specialToken` is thrown.
    public var allowsSpecialTokens = false

    private var predictor: Predictor
    private let tokenizer: any Tokenizer
    private let template: ChatTemplate
    private var read: [Int] = []
    private var generator: Generator

    /// - Parameters:
    ///   - predictor: The model, which has read nothing.
    ///   - tokenizer: Its tokenizer.
    ///   - template: Its template.
    ///   - system: Instructions for the whole conversation; nil for none, or for those that the template has by itself.
    ///   - options: How answers are written. Where they name no stop tokens, `endTokens(of:)` are taken.
    ///   - variables: What the template may ask for: `bos_token`, `eos_token`.
    public init(
        _ predictor: Predictor, _ tokenizer: any Tokenizer, _ template: ChatTemplate, system: String? = nil,
        options: GenerationOptions = .greedy, variables: [String: TemplateValue] = [:]
    ) {
        require(predictor.count == 0, "ChatSession: the model has read \(predictor.count) tokens already")
        self.predictor = predictor
        self.tokenizer = tokenizer
        self.template = template
        self.options = options
        self.variables = variables
        messages = system.map { [.system($0)] } ?? []
        generator = Generator(seed: options.seed)
        if options.stopTokens.isEmpty { self.options.stopTokens = Self.endTokens(of: tokenizer) }
    }

    /// The tokens that end a message in the formats of the usual families, as far as a vocabulary has them.
    ///
    /// - Parameter tokenizer: The vocabulary.
    public static func endTokens(of tokenizer: any Tokenizer) -> Set<Int> {
        let names = [
            "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|endoftext|>", "<end_of_turn>",
            "<|end|>",
            "</s>", "<eos>",
        ]
        return Set(names.compactMap { tokenizer.id(of: $0) })
    }

    /// Says something and returns the answer, which becomes part of the conversation.
    ///
    /// - Parameters:
    ///   - text: What the person says.
    ///   - constraint: What the answer may be; nil for anything.
    ///   - onText: Called with each piece of the answer as soon as it is sure.
    ///   - isCancelled: Asked before each token; what was said until then stays in the conversation.
    /// - Throws: `TemplateError` where the template objects, `ChatError` where the message does not fit; the conversation is then as before.
    public mutating func send(
        _ text: String, constraint: (any TokenConstraint)? = nil, onText: (String) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> Generation {
        try send(.user(text), constraint: constraint, onText: onText, isCancelled: isCancelled)
    }

    /// Adds a message of any kind, the answer of a tool for instance, and returns what the model says to it.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - constraint: What the answer may be; nil for anything.
    ///   - onText: Called with each piece of the answer as soon as it is sure.
    ///   - isCancelled: Asked before each token.
    /// - Throws: `TemplateError` where the template objects, `ChatError` where the message does not fit.
    public mutating func send(
        _ message: ChatMessage, constraint: (any TokenConstraint)? = nil, onText: (String) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> Generation {
        let prompt = try prompt(for: messages + [message])
        reusedCount = min(zip(prompt, read).prefix { $0 == $1 }.count, prompt.count - 1)
        if predictor.count > reusedCount { predictor.truncate(to: reusedCount) }
        var writer = TextGenerator(
            predictor, tokenizer, reading: Array(prompt[reusedCount...]),
            after: Array(prompt[..<reusedCount]),
            options: options, constraint: constraint, using: generator)
        writer.run(onText: onText, isCancelled: isCancelled)
        (predictor, generator) = (writer.predictor, writer.generator)
        read = Array((prompt + writer.result.tokens).prefix(predictor.count))
        messages += [message, .assistant(writer.result.text)]
        return writer.result
    }

    /// Forgets the conversation, the instructions aside.
    public mutating func reset() {
        messages.removeAll { $0.role != .system }
        predictor.truncate(to: 0)
        read = []
    }

    /// The tokens of a conversation, without its oldest turns where they are too many.
    private func prompt(for messages: [ChatMessage]) throws -> [Int] {
        let system = messages.prefix { $0.role == .system }
        var turns = messages.dropFirst(system.count)
        let reserve = min(options.maximumTokens, predictor.capacity / 4)
        let marks = allowsSpecialTokens ? nil : SpokenMarks(tokenizer, stopTokens: options.stopTokens)
        let others = [.string(template.source)] + (tools ?? []) + variables.values
        while true {
            let kept = Array(system) + Array(turns)
            let tokens = try marks?.tokens(of: kept, avoiding: others, render: text) ?? encoded(text(kept))
            if tokens.isEmpty { throw ChatError.emptyPrompt }
            if tokens.count <= predictor.capacity - reserve { return tokens }
            // A turn is what stands between two messages of the person.
            let next = turns.dropFirst().firstIndex { $0.role == .user }
            guard let next else {
                throw ChatError.messageTooLong(tokens: tokens.count, capacity: predictor.capacity)
            }
            turns = turns[next...]
        }
    }

    /// What the template makes of messages.
    private func text(_ messages: [ChatMessage]) throws -> String {
        try template.render(messages, addingGenerationPrompt: true, tools: tools, variables: variables)
    }

    private func encoded(_ text: String) -> [Int] { tokenizer.encode(text, addingSpecialTokens: false) }
}
