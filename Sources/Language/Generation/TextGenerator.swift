import LinearAlgebra
import Randomness

/// Writes a text with a model, piece by piece.
///
///     var writer = TextGenerator(model.predictor(), tokenizer, reading: prompt, options: .greedy)
///     while let piece = writer.next() { show(piece) }
///     if writer.result.ending == .maximumTokens { show("…") }
///
/// Pieces are whole characters and are never taken back: bytes of half a character and text that a stop string may swallow are held until
/// they are sure. `generate` on a predictor is the short way, `events` the asynchronous one.
public struct TextGenerator<Predictor: TokenPredictor, Stream: RandomStream>: Sequence, IteratorProtocol,
    Sendable
{
    /// The model; it has read all tokens but the last.
    public private(set) var predictor: Predictor
    /// The stream that draws.
    public private(set) var generator: Stream
    /// What was written so far.
    public var result: Generation { written.result }
    /// Whether nothing more comes.
    public var isFinished: Bool { written.isFinished }
    /// What was read and written.
    public var history: TokenHistory { written.history }

    private var written: WrittenText
    private let options: GenerationOptions
    private let chooser: TokenChooser
    private var constraint: (any TokenConstraint)?
    private var unread: [Int]

    /// - Parameters:
    ///   - predictor: The model, which may have read tokens before.
    ///   - tokenizer: What turns tokens into text.
    ///   - prompt: What the model reads before it writes, at least one token.
    ///   - past: The tokens that the model has read before, for the rules on repetition.
    ///   - options: How tokens are chosen and when it ends.
    ///   - constraint: What may be written; nil for anything.
    ///   - generator: The stream that draws.
    public init(
        _ predictor: Predictor, _ tokenizer: any Tokenizer, reading prompt: [Int], after past: [Int] = [],
        options: GenerationOptions, constraint: (any TokenConstraint)? = nil, using generator: Stream
    ) {
        require(!prompt.isEmpty, "TextGenerator: the prompt is empty; models start from at least one token")
        require(
            prompt.allSatisfy { $0 >= 0 && $0 < predictor.vocabularyCount },
            "TextGenerator: a token outside the vocabulary of \(predictor.vocabularyCount)")
        require(
            predictor.count + prompt.count <= predictor.capacity,
            "TextGenerator: \(predictor.count) + \(prompt.count) tokens, the model holds \(predictor.capacity)"
        )
        require(options.maximumTokens >= 0, "GenerationOptions: \(options.maximumTokens) tokens")
        self.predictor = predictor
        self.options = options
        self.generator = generator
        self.constraint = constraint
        chooser = TokenChooser(options)
        written = WrittenText(after: past, reading: prompt, tokenizer, options)
        unread = prompt
    }

    /// The next piece of text, not empty; nil at the end.
    public mutating func next() -> String? {
        while !isFinished {
            let piece = step()
            if !piece.isEmpty { return piece }
        }
        return nil
    }

    /// Writes one token and returns the text that became sure by it, which may be empty.
    public mutating func step() -> String {
        guard !isFinished else { return "" }
        let remaining = options.maximumTokens - result.tokens.count
        guard remaining > 0 else {
            return written.finish(constraint?.mayEnd ?? false ? .complete : .maximumTokens)
        }
        guard predictor.count + unread.count <= predictor.capacity else { return written.finish(.capacity) }
        let room = predictor.capacity - predictor.count - unread.count + 1
        var allowed = constraint?.allowed(remaining: Swift.min(remaining, room))
        if let constraint, allowed?.allowedCount == 0 {
            return written.finish(constraint.mayEnd ? .complete : .noToken)
        }
        if let constraint, constraint.mayEnd {
            for token in options.stopTokens where token < allowed?.count ?? 0 { allowed?[token] = true }
        }
        let logits = predictor.append(unread)
        unread = []
        guard let token = chooser.choose(logits, after: written.history, allowed: allowed, using: &generator)
        else {
            return written.finish(.noToken)
        }
        let piece = written.take(token)
        if !written.isFinished {
            constraint?.advance(token)
            unread = [token]
        }
        return piece
    }

    /// Ends the text here; returns what was held back.
    public mutating func cancel() -> String { isFinished ? "" : written.finish(.cancelled) }
}

extension TextGenerator where Stream == Generator {
    /// As above, with a stream that starts at `options.seed`.
    ///
    /// - Parameters:
    ///   - predictor: The model, which may have read tokens before.
    ///   - tokenizer: What turns tokens into text.
    ///   - prompt: What the model reads before it writes, at least one token.
    ///   - past: The tokens that the model has read before, for the rules on repetition.
    ///   - options: How tokens are chosen and when it ends.
    ///   - constraint: What may be written; nil for anything.
    public init(
        _ predictor: Predictor, _ tokenizer: any Tokenizer, reading prompt: [Int], after past: [Int] = [],
        options: GenerationOptions, constraint: (any TokenConstraint)? = nil
    ) {
        self.init(
            predictor, tokenizer, reading: prompt, after: past, options: options, constraint: constraint,
            using: Randomness.Generator(seed: options.seed))
    }
}
