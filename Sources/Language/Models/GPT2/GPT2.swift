import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// GPT-2: tokens and learned positions, blocks that see what came before, and a logit for each next token.
///
/// - `x = E[tokens] + P[0..<T]`, then each block, then `logits = N(x) Eᵀ`: the table of tokens is used twice.
///
/// A model to train from nothing, drawn as GPT-2 was (weights from N(0, 0.02²), those that add to the residual stream divided by √(2 layers)):
///
///     var generator = Generator(seed: 0)
///     let configuration = GPT2.Configuration(
///         vocabularyCount: 65, contextLength: 64, width: 128, layers: 4, heads: 4, hasBias: false)
///     let model = GPT2(configuration, using: &generator)
///     print(model.parameterCount)  // 804096
///     print(model(Indices(rows: [[1, 2, 3], [4, 5, 6]])).shape)  // [2, 3, 65]
///
/// Or one that was trained: `try GPT2(folder: "/models/gpt2")`. ``predictor()`` reads on token by token with a cache.
///
/// Source: Radford et al., *Language Models are Unsupervised Multitask Learners* (2019).
public struct GPT2: HubModel, CausalModel {
    /// `Float`.
    public typealias Precision = Float
    /// The sizes.
    public let configuration: Configuration
    /// E: `[vocabulary, width]`.
    public var tokens: Embedding<Float>
    /// P: `[context, width]`.
    public var positions: LearnedPositions<Float>
    /// The blocks, rows normalised before attention and feed-forward.
    public var blocks: [TransformerBlock<Float>]
    /// N.
    public var norm: LayerNormalization<Float>
    /// The logits, where they are not `Eᵀ`: `[width, vocabulary]`.
    public var output: Linear<Float>?

    /// A model of zeros.
    init(zeros configuration: Configuration) {
        configuration.check()
        self.configuration = configuration
        let width = configuration.width
        tokens = Embedding(weight: .zeros([configuration.vocabularyCount, width]))
        var generator = Generator(seed: 0)
        positions = LearnedPositions(
            configuration.contextLength, width, standardDeviation: 0, using: &generator)
        blocks = (0..<configuration.layers).map { _ in
            TransformerBlock(
                zeros: width, heads: configuration.heads, hidden: configuration.hidden ?? 4 * width,
                activation: configuration.activation, epsilon: configuration.epsilon,
                hasBias: configuration.hasBias, placement: .before, mask: .causal,
                dropout: configuration.dropout)
        }
        norm = LayerNormalization(width, epsilon: configuration.epsilon, hasBias: configuration.hasBias)
        output =
            configuration.isTied
            ? nil : Linear(zeros: width, configuration.vocabularyCount, hasBias: false)
    }

    /// A model with weights drawn as GPT-2's were.
    ///
    /// - Parameters:
    ///   - configuration: The sizes.
    ///   - generator: The source of the draws.
    public init(_ configuration: Configuration, using generator: inout some RandomStream) {
        self.init(zeros: configuration)
        let residual = 1 / Double(2 * configuration.layers).squareRoot()
        drawNormal(standardDeviation: 0.02, using: &generator) { name in
            name.hasSuffix("attention.output.weight") || name.hasSuffix("feedForward.down.weight")
                ? residual : 1
        }
    }

    /// The logits of the token after each.
    ///
    /// - Parameters:
    ///   - ids: `[batch, T]`, T at most the length of the context.
    ///   - context: Whether this is training.
    /// - Returns: `[batch, T, vocabulary]`.
    public func callAsFunction(_ ids: Indices, _ context: inout Context) -> Tensor<Float> {
        logits(hidden(ids, &context), &context)
    }

    /// The rows before the logits.
    ///
    /// - Parameters:
    ///   - ids: `[batch, T]`.
    ///   - context: Whether this is training.
    /// - Returns: `[batch, T, width]`, normalised.
    public func hidden(_ ids: Indices, _ context: inout Context) -> Tensor<Float> {
        var x = embedded(ids, at: 0, &context)  // [batch, T, width]
        for block in blocks { x = block(x, &context) }
        return norm(x, &context)
    }

    /// Tokens and positions, before the first block: `[batch, T, width]`.
    ///
    /// - Parameters:
    ///   - ids: `[batch, T]`.
    ///   - offset: The position of the first.
    ///   - context: Whether this is training.
    public func embedded(_ ids: Indices, at offset: Int, _ context: inout Context) -> Tensor<Float> {
        require(
            ids.shape.count == 2 && ids.shape[1] >= 1 && offset + ids.shape[1] <= configuration.contextLength,
            "GPT2: tokens of \(describe(ids.shape)) from position \(offset) on, not [batch, T] within a context of \(configuration.contextLength)"
        )
        let x = positions(tokens(ids, &context), offset: offset)
        return context.isTraining ? x.droppingOut(configuration.dropout, using: &context.generator) : x
    }

    /// The logits of rows: `[…, vocabulary]`.
    ///
    /// - Parameters:
    ///   - hidden: `[…, width]`, normalised.
    ///   - context: Whether this is training.
    public func logits(_ hidden: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        output.map { $0(hidden, &context) } ?? hidden.matmul(tokens.weight.transposed)
    }

    /// Reads the next tokens of one text: see ``CausalModel/hidden(_:caches:)``.
    public func hidden(_ ids: [Int], caches: inout [KeyValueCache<Float>]) -> Tensor<Float> {
        var context = Context.inference
        var x = embedded(Indices(rows: [ids]), at: caches.first?.count ?? 0, &context)
        for index in blocks.indices { x = blocks[index](x, cache: &caches[index], &context) }
        return norm(x, &context)
    }

    /// Shows `tokens`, `positions`, `blocks`, `norm`, and `output` if there is one.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
        visit("tokens", &tokens)
        visit("positions", &positions)
        visit("blocks", &blocks)
        visit("norm", &norm)
        visit("output", &output)
    }
}
