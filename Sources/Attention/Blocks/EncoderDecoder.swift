import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// The transformer of 2017: one half reads a sequence, the other writes one and looks at what was read.
///
/// Words become vectors, `√width · E[word] + position` with sines and cosines for positions; encoder and decoder; then a score for each
/// word, the product with the same table: `logits = y Eᵀ`.
///
///     var generator = Generator(seed: 0)
///     var options = TransformerOptions(width: 32, heads: 4)
///     options.placement = .after
///     options.feedForward = .relu
///     let model = EncoderDecoder<Float>(vocabulary: 20, options, layers: 2, using: &generator)
///     let logits = model(Indices(rows: [[1, 2, 3]]), target: Indices(rows: [[0, 4]]))
///     print(logits.shape)  // [1, 2, 20]
///
/// Source: Vaswani et al., *Attention Is All You Need* (2017).
public struct EncoderDecoder<Precision: Scalar>: Parameterized {
    /// E: `[vocabulary, width]`, for what is read, what is written, and the scores.
    public var embedding: Embedding<Precision>
    /// What reads.
    public var encoder: TransformerEncoder<Precision>
    /// What writes.
    public var decoder: TransformerDecoder<Precision>
    /// What tells places apart.
    public let positions: SinusoidalPositions<Precision>
    /// The share of the embedded numbers that is dropped in training.
    public var dropout: Double

    /// A model with weights drawn as those of `Linear`, and embeddings from a normal distribution of variance 1/width.
    ///
    /// - Parameters:
    ///   - vocabulary: How many words there are, at least 1.
    ///   - options: What each block is made of; the width is even.
    ///   - layers: How many blocks the encoder has, and the decoder.
    ///   - generator: The source of the draws.
    public init(
        vocabulary: Int, _ options: TransformerOptions, layers: Int,
        using generator: inout some RandomStream
    ) {
        require(vocabulary >= 1, "EncoderDecoder: \(vocabulary) words")
        embedding = Embedding(
            weight: .normal(
                [vocabulary, options.width], standardDeviation: 1 / Double(options.width).squareRoot(),
                using: &generator))
        encoder = TransformerEncoder(options, layers: layers, using: &generator)
        decoder = TransformerDecoder(options, layers: layers, using: &generator)
        positions = SinusoidalPositions(options.width)
        dropout = options.dropout
    }

    /// Scores of each word as the next one, after each word of the target.
    ///
    /// - Parameters:
    ///   - source: What is read, `[batch, S]`.
    ///   - target: What was written so far, `[batch, T]`, with a word for the beginning in front.
    ///   - sourceLengths: How many words of each source are real; nil for all.
    ///   - context: Whether this is training.
    /// - Returns: Logits, `[batch, T, vocabulary]`.
    public func callAsFunction(
        _ source: Indices, target: Indices, sourceLengths: [Int]? = nil, _ context: inout Context
    ) -> Tensor<Precision> {
        let memory = encoder(embedded(source, &context), lengths: sourceLengths, &context)
        let rows = decoder(
            embedded(target, &context), memory: memory, memoryLengths: sourceLengths, &context)
        return rows.matmul(embedding.weight.transposed)
    }

    /// The same in inference.
    ///
    /// - Parameters:
    ///   - source: What is read, `[batch, S]`.
    ///   - target: What was written so far, `[batch, T]`.
    ///   - sourceLengths: How many words of each source are real; nil for all.
    public func callAsFunction(
        _ source: Indices, target: Indices, sourceLengths: [Int]? = nil
    ) -> Tensor<Precision> {
        var context = Context.inference
        return self(source, target: target, sourceLengths: sourceLengths, &context)
    }

    /// The likeliest words, one after the other, each given those before.
    ///
    /// - Parameters:
    ///   - source: What is read, `[batch, S]`.
    ///   - start: The word for the beginning.
    ///   - count: How many words are written.
    ///   - sourceLengths: How many words of each source are real; nil for all.
    /// - Returns: `[batch][count]`.
    public func written(
        _ source: Indices, start: Int, count: Int, sourceLengths: [Int]? = nil
    ) -> [[Int]] {
        var context = Context.inference
        let memory = encoder(embedded(source, &context), lengths: sourceLengths, &context)
        var cache = decoder.cache(for: memory, lengths: sourceLengths)
        var last = Array(repeating: start, count: source.shape[0]), texts = last.map { _ in [Int]() }
        for position in 0..<count {
            let word = Indices(shape: [last.count, 1], last)
            let rows = decoder(embedded(word, from: position, &context), cache: &cache)
            let scores = rows.matmul(embedding.weight.transposed).removingAxis(1)  // [batch, vocabulary]
            last = scores.argmax(over: 1)
            for (row, word) in last.enumerated() { texts[row].append(word) }
        }
        return texts
    }

    /// `√width · E[word] + position`: `[batch, T, width]`.
    private func embedded(
        _ words: Indices, from offset: Int = 0, _ context: inout Context
    ) -> Tensor<Precision> {
        require(
            words.shape.count == 2, "EncoderDecoder: words of \(describe(words.shape)), not [batch, length]")
        let scale = Precision(Double(positions.dimension).squareRoot())
        let rows = positions(embedding(words, &context) * scale, offset: offset)
        return context.isTraining ? rows.droppingOut(dropout, using: &context.generator) : rows
    }

    /// Shows `embedding`, `encoder` and `decoder`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("embedding", &embedding)
        visit("encoder", &encoder)
        visit("decoder", &decoder)
    }
}
