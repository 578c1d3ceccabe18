import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// Llama: tokens, blocks with rotary positions, grouped queries and a gate, and a logit for each next token.
///
/// - Each block: `x ← x + A(N₁(x))`, `x ← x + (silu(N₂(x) G) ⊙ N₂(x) U) D`, with N scaling rows to mean square 1.
///
/// Reads folders of Llama 1 to 3, SmolLM2, TinyLlama, Mistral and Qwen 2, which differ in sizes, biases and windows only.
///
///     var generator = Generator(seed: 0)
///     let configuration = Llama.Configuration(
///         vocabularyCount: 100, contextLength: 64, width: 32, layers: 2, heads: 4, keyHeads: 2, hidden: 64)
///     let model = Llama(configuration, using: &generator)
///     print(model(Indices(rows: [[1, 2, 3]])).shape)  // [1, 3, 100]
///     print(model.parameterCount)  // 24992
///
/// Source: Touvron et al., *LLaMA* (2023); *The Llama 3 Herd of Models* (2024).
public struct Llama: HubModel, CausalModel {
    /// `Float`.
    public typealias Precision = Float
    /// The sizes.
    public let configuration: Configuration
    /// The rows of the tokens: `[vocabulary, width]`.
    public var tokens: Embedding<Float>
    /// The blocks.
    public var blocks: [TransformerBlock<Float>]
    /// The last normalisation.
    public var norm: RMSNormalization<Float>
    /// The logits, where they are not those of the table of tokens: `[width, vocabulary]`.
    public var output: Linear<Float>?

    /// A model of zeros.
    init(zeros sizes: Configuration) {
        sizes.check()
        configuration = sizes
        let rotary = RotaryEmbedding<Float>(
            sizes.headDimension, base: sizes.rotaryBase, scaling: sizes.rotaryScaling)
        tokens = Embedding(weight: .zeros([sizes.vocabularyCount, sizes.width]))
        blocks = (0..<sizes.layers).map { _ in
            TransformerBlock(
                attention: MultiHeadAttention(
                    zeros: sizes.width, heads: sizes.heads, keyHeads: sizes.keyHeads,
                    headDimension: sizes.headDimension, hasBias: sizes.hasAttentionBias,
                    hasOutputBias: sizes.hasOutputBias, rotary: rotary, mask: sizes.mask),
                feedForward: SwiGLU<Float>(
                    zeros: sizes.width, sizes.hidden, hasBias: sizes.hasFeedForwardBias),
                attentionNorm: RMSNormalization<Float>(sizes.width, epsilon: sizes.epsilon),
                feedForwardNorm: RMSNormalization<Float>(sizes.width, epsilon: sizes.epsilon))
        }
        norm = RMSNormalization(sizes.width, epsilon: sizes.epsilon)
        output = sizes.isTied ? nil : Linear(zeros: sizes.width, sizes.vocabularyCount, hasBias: false)
    }

    /// A model with weights drawn from N(0, 0.02²).
    ///
    /// - Parameters:
    ///   - configuration: The sizes.
    ///   - generator: The source of the draws.
    public init(_ configuration: Configuration, using generator: inout some RandomStream) {
        self.init(zeros: configuration)
        drawNormal(standardDeviation: 0.02, using: &generator)
    }

    /// How many tokens there are.
    public var vocabularyCount: Int { configuration.vocabularyCount }
    /// How many places a text may have.
    public var contextLength: Int { configuration.contextLength }

    /// The logits of the token after each.
    ///
    /// - Parameters:
    ///   - ids: `[batch, T]`.
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
        require(
            ids.shape.count == 2 && ids.shape[1] >= 1 && ids.shape[1] <= contextLength,
            "Llama: tokens of \(describe(ids.shape)), not [batch, T] within a context of \(contextLength)")
        var x = tokens(ids, &context)  // [batch, T, width]
        for block in blocks { x = block(x, &context) }
        return norm(x, &context)
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
        var x = tokens(Indices(rows: [ids]), &context)
        for index in blocks.indices { x = blocks[index](x, cache: &caches[index], &context) }
        return norm(x, &context)
    }

    /// Shows `tokens`, `blocks`, `norm`, and `output` if there is one.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
        visit("tokens", &tokens)
        visit("blocks", &blocks)
        visit("norm", &norm)
        visit("output", &output)
    }
}
