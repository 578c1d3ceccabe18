import LinearAlgebra
import Randomness

extension TokenPredictor {
    /// Reads a prompt and writes a text.
    ///
    ///     let answer = model.predictor().generate(prompt, tokenizer, options: .greedy) { show($0) }
    ///
    /// The predictor itself stays as it is. Ends at a stop token, at a stop string, after `options.maximumTokens`, where the model is full, where
    /// the constraint is satisfied, or when `isCancelled` says so.
    ///
    /// - Parameters:
    ///   - prompt: What the model reads, at least one token.
    ///   - tokenizer: What turns tokens into text.
    ///   - options: How tokens are chosen and when it ends.
    ///   - constraint: What may be written; nil for anything.
    ///   - onText: Called with each piece of text as soon as it is sure.
    ///   - isCancelled: Asked before each token.
    public func generate(
        _ prompt: [Int], _ tokenizer: any Tokenizer, options: GenerationOptions = .greedy,
        constraint: (any TokenConstraint)? = nil, onText: (String) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) -> Generation {
        var writer = TextGenerator(self, tokenizer, reading: prompt, options: options, constraint: constraint)
        writer.run(onText: onText, isCancelled: isCancelled)
        return writer.result
    }

    /// Reads a prompt and writes a text, as asynchronous news.
    ///
    ///     for await event in model.predictor().events(prompt, tokenizer, options: options) {
    ///         if case .text(let piece) = event { await show(piece) }
    ///     }
    ///
    /// Tokens are computed when they are asked for; where the task is cancelled, the text ends with `.cancelled`.
    ///
    /// - Parameters:
    ///   - prompt: What the model reads, at least one token.
    ///   - tokenizer: What turns tokens into text.
    ///   - options: How tokens are chosen and when it ends.
    ///   - constraint: What may be written; nil for anything.
    public func events(
        _ prompt: [Int], _ tokenizer: any Tokenizer, options: GenerationOptions = .greedy,
        constraint: (any TokenConstraint)? = nil
    ) -> GenerationEvents<Self, Generator> {
        GenerationEvents(
            TextGenerator(self, tokenizer, reading: prompt, options: options, constraint: constraint))
    }
}

extension TextGenerator {
    /// Writes to the end.
    ///
    /// - Parameters:
    ///   - onText: Called with each piece of text as soon as it is sure.
    ///   - isCancelled: Asked before each token.
    public mutating func run(
        onText: (String) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) {
        while !isFinished {
            let piece = isCancelled() ? cancel() : step()
            if !piece.isEmpty { onText(piece) }
        }
    }
}

/// The news of a text that is being generated, as an asynchronous sequence: texts, then one end.
public struct GenerationEvents<Predictor: TokenPredictor, Stream: RandomStream>: AsyncSequence, Sendable {
    /// A piece of news.
    public typealias Element = GenerationEvent
    private let writer: TextGenerator<Predictor, Stream>

    /// - Parameter writer: What writes; each iteration starts from it anew.
    public init(_ writer: TextGenerator<Predictor, Stream>) { self.writer = writer }

    /// An iteration from the start.
    public func makeAsyncIterator() -> Iterator { Iterator(writer: writer) }

    /// Writes one piece each time it is asked.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        var writer: TextGenerator<Predictor, Stream>
        var hasEnded = false

        /// The next piece of news, or nil after the end.
        public mutating func next() async -> GenerationEvent? {
            guard !hasEnded else { return nil }
            while !writer.isFinished {
                let piece = Task.isCancelled ? writer.cancel() : writer.step()
                if !piece.isEmpty { return .text(piece) }
                await Task.yield()
            }
            hasEnded = true
            return .end(writer.result)
        }
    }
}
