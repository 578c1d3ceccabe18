import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// BERT: tokens that see the whole text, before and after, for embeddings, classes and words that are masked.
///
/// - `x = N(E[tokens] + P[0..<T] + K[kinds])`, then each block; rows are normalised after attention and feed-forward.
///
/// The result of a call are the rows of all places; heads work on them where the model has them: ``pooled(_:_:)``, ``maskedLogits(_:_:)``,
/// ``relationLogits(_:_:)``, ``classLogits(_:_:)``.
///
///     var generator = Generator(seed: 0)
///     let configuration = BERT.Configuration(
///         vocabularyCount: 100, contextLength: 32, width: 24, layers: 2, heads: 3, hidden: 48)
///     let model = BERT(configuration, heads: [.maskedWords], using: &generator)
///     var context = Context.inference
///     let rows = model(Indices(rows: [[1, 2, 3]]), &context)
///     print(rows.shape, model.maskedLogits(rows, &context).shape)  // [1, 3, 24] [1, 3, 100]
///
/// Source: Devlin et al., *BERT: Pre-training of Deep Bidirectional Transformers* (2019).
public struct BERT: HubModel {
    /// `Float`.
    public typealias Precision = Float

    /// What works on the rows of a text.
    public enum Head: Sendable, Hashable {
        /// A row for the whole text, from its first place.
        case pooler
        /// A logit for each word at each place.
        case maskedWords
        /// Whether the second part of a text follows on the first; needs a pooler.
        case relation
        /// A logit for each of some classes; needs a pooler.
        case classes(Int)
    }

    /// The sizes.
    public let configuration: Configuration
    /// E: `[vocabulary, width]`.
    public var tokens: Embedding<Float>
    /// P: `[context, width]`.
    public var positions: LearnedPositions<Float>
    /// K: `[kinds, width]`.
    public var kinds: Embedding<Float>
    /// N.
    public var norm: LayerNormalization<Float>
    /// The blocks.
    public var blocks: [TransformerBlock<Float>]
    /// The map of the first place before its tanh.
    public var pooler: Linear<Float>?
    /// What guesses words.
    public var maskedWords: MaskedWordHead?
    /// `[width, 2]`.
    public var relation: Linear<Float>?
    /// `[width, classes]`.
    public var classifier: Linear<Float>?

    /// A model of zeros.
    init(zeros sizes: Configuration, heads: Set<Head>) {
        sizes.check()
        configuration = sizes
        var generator = Generator(seed: 0)
        tokens = Embedding(weight: .zeros([sizes.vocabularyCount, sizes.width]))
        positions = LearnedPositions(
            sizes.contextLength, sizes.width, standardDeviation: 0, using: &generator)
        kinds = Embedding(weight: .zeros([sizes.kindCount, sizes.width]))
        norm = LayerNormalization(sizes.width, epsilon: sizes.epsilon)
        blocks = (0..<sizes.layers).map { _ in
            TransformerBlock(
                zeros: sizes.width, heads: sizes.heads, hidden: sizes.hidden, activation: sizes.activation,
                epsilon: sizes.epsilon, placement: .after, mask: .none, dropout: sizes.dropout)
        }
        for head in heads {
            switch head {
            case .pooler: break
            case .maskedWords: maskedWords = MaskedWordHead(zeros: sizes)
            case .relation: relation = Linear(zeros: sizes.width, 2)
            case .classes(let count): classifier = Linear(zeros: sizes.width, count)
            }
            if head != .maskedWords { pooler = Linear(zeros: sizes.width, sizes.width) }
        }
    }

    /// A model with weights drawn from N(0, 0.02²).
    ///
    /// - Parameters:
    ///   - configuration: The sizes.
    ///   - heads: What works on the rows.
    ///   - generator: The source of the draws.
    public init(
        _ configuration: Configuration, heads: Set<Head> = [.pooler],
        using generator: inout some RandomStream
    ) {
        self.init(zeros: configuration, heads: heads)
        drawNormal(standardDeviation: 0.02, using: &generator)
    }

    /// The rows of all places.
    ///
    /// - Parameters:
    ///   - ids: `[batch, T]`, T at most the length of the context.
    ///   - kinds: Which part of the text each token belongs to, `[batch, T]`; 0 where nil.
    ///   - lengths: How many tokens of each text are real, the others padding; nil for all.
    ///   - context: Whether this is training.
    /// - Returns: `[batch, T, width]`.
    public func callAsFunction(
        _ ids: Indices, kinds: Indices? = nil, lengths: [Int]? = nil, _ context: inout Context
    ) -> Tensor<Float> {
        require(
            ids.shape.count == 2 && ids.shape[1] >= 1 && ids.shape[1] <= configuration.contextLength,
            "BERT: tokens of \(describe(ids.shape)), not [batch, T] within a context of \(configuration.contextLength)"
        )
        require(
            kinds.map { $0.shape == ids.shape } ?? true,
            "BERT: kinds of \(describe(kinds?.shape ?? [])) for tokens of \(describe(ids.shape))")
        let place = kinds.map { self.kinds($0, &context) } ?? self.kinds.weight[0]
        var x = norm(positions(tokens(ids, &context), &context) + place, &context)  // [batch, T, width]
        if context.isTraining { x = x.droppingOut(configuration.dropout, using: &context.generator) }
        for block in blocks { x = block(x, lengths: lengths, &context) }
        return x
    }

    /// A row for each text: `tanh` of a map of its first place. `[batch, width]`.
    ///
    /// - Parameters:
    ///   - rows: What a call gives, `[batch, T, width]`.
    ///   - context: Whether this is training.
    public func pooled(_ rows: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        head(pooler, "pooled")(rows.slice(1, 0..<1).removingAxis(1), &context).tanh()
    }

    /// A logit for each word at each place: `[…, vocabulary]`.
    ///
    /// - Parameters:
    ///   - rows: What a call gives, or some places of it, `[…, width]`.
    ///   - context: Whether this is training.
    public func maskedLogits(_ rows: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        head(maskedWords, "maskedLogits")(rows, table: tokens.weight, &context)
    }

    /// Whether the second part of each text follows on the first, then whether not: `[batch, 2]`.
    ///
    /// - Parameters:
    ///   - rows: What a call gives, `[batch, T, width]`.
    ///   - context: Whether this is training.
    public func relationLogits(_ rows: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        head(relation, "relationLogits")(pooled(rows, &context), &context)
    }

    /// A logit for each class: `[batch, classes]`.
    ///
    /// - Parameters:
    ///   - rows: What a call gives, `[batch, T, width]`.
    ///   - context: Whether this is training.
    public func classLogits(_ rows: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        let row = pooled(rows, &context)
        return head(classifier, "classLogits")(
            context.isTraining ? row.droppingOut(configuration.dropout, using: &context.generator) : row,
            &context)
    }

    private func head<Part>(_ part: Part?, _ name: StaticString) -> Part {
        guard let part else { stop("BERT.\(name): this model has no such head") }
        return part
    }

    /// Shows `tokens`, `positions`, `kinds`, `norm`, `blocks`, and the heads that there are.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
        visit("tokens", &tokens)
        visit("positions", &positions)
        visit("kinds", &kinds)
        visit("norm", &norm)
        visit("blocks", &blocks)
        visit("pooler", &pooler)
        visit("maskedWords", &maskedWords)
        visit("relation", &relation)
        visit("classifier", &classifier)
    }
}

/// What guesses masked words: `N(f(x W + b)) Eᵀ + c`, with E the table of tokens of the ``BERT`` that it belongs to.
public struct MaskedWordHead: Parameterized {
    /// `Float`.
    public typealias Precision = Float
    /// W and b: `[width, width]`.
    public var transform: Linear<Float>
    /// N.
    public var norm: LayerNormalization<Float>
    /// c: `[vocabulary]`.
    public var bias: Tensor<Float>
    /// f.
    public let activation: FeedForward<Float>.Activation

    init(zeros sizes: BERT.Configuration) {
        transform = Linear(zeros: sizes.width, sizes.width)
        norm = LayerNormalization(sizes.width, epsilon: sizes.epsilon)
        bias = .zeros([sizes.vocabularyCount])
        activation = sizes.activation
    }

    /// A logit for each word at each place.
    ///
    /// - Parameters:
    ///   - rows: `[…, width]`.
    ///   - table: E, `[vocabulary, width]`.
    ///   - context: Whether this is training.
    /// - Returns: `[…, vocabulary]`.
    public func callAsFunction(
        _ rows: Tensor<Float>, table: Tensor<Float>, _ context: inout Context
    ) -> Tensor<Float> {
        let x = transform(rows, &context)
        let y =
            switch activation {
            case .relu: x.relu()
            case .gelu: x.gelu()
            case .geluTanh: x.geluTanh()
            case .silu: x.silu()
            }
        return linear(norm(y, &context), table.transposed, bias)
    }

    /// Shows `transform`, `norm` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
        visit("transform", &transform)
        visit("norm", &norm)
        visit("bias", &bias)
    }
}
