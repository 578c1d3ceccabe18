import LinearAlgebra
import Neural
import Randomness

/// What a transformer block is made of: a value with a default for everything but the width and the heads.
///
///     var options = TransformerOptions(width: 64, heads: 4)  // the block of GPT-2
///     options.keyHeads = 2  // with these it is that of Llama
///     options.normalization = .rootMeanSquare
///     options.feedForward = .swiGLU
///     options.rotaryBase = 10_000
///     options.hasBias = false
public struct TransformerOptions: Sendable, Hashable, Codable {
    /// How rows are normalised.
    public enum Normalization: String, Sendable, Hashable, Codable {
        /// To mean 0 and variance 1: `LayerNormalization`.
        case layer
        /// To mean square 1: `RMSNormalization`.
        case rootMeanSquare
    }

    /// Where rows are normalised.
    public enum Placement: String, Sendable, Hashable, Codable {
        /// What goes into attention and feed-forward (GPT-2, Llama, ViT): trains deep without care.
        case before
        /// The sum of each with its input (the first transformer, BERT).
        case after
    }

    /// What works on each place by itself.
    public enum FeedForwardKind: Sendable, Hashable, Codable {
        /// `relu(x U) D`.
        case relu
        /// `gelu(x U) D`.
        case gelu
        /// The same with GPT-2's approximation of GELU.
        case geluTanh
        /// `(silu(x G) ⊙ x U) D`.
        case swiGLU
        /// `(gelu(x G) ⊙ x U) D`.
        case geGLU
        /// Several `swiGLU`s, `active` of which see each place.
        case mixture(experts: Int, active: Int)
    }

    /// The length of a row.
    public var width: Int
    /// How many queries each place has.
    public var heads: Int
    /// How many keys and values each place has; nil for as many.
    public var keyHeads: Int? = nil
    /// The numbers of a query, a key and a value; nil for `width / heads`.
    public var headDimension: Int? = nil
    /// The length in the middle of the feed-forward part; nil for four times the width.
    public var hidden: Int? = nil
    /// What works on each place by itself.
    public var feedForward = FeedForwardKind.gelu
    /// How rows are normalised.
    public var normalization = Normalization.layer
    /// Where rows are normalised.
    public var placement = Placement.before
    /// ε of the normalisation; nil for 1e-5 (`layer`) or 1e-6 (`rootMeanSquare`).
    public var epsilon: Double? = nil
    /// Whether linear maps and layer normalisation have a bias.
    public var hasBias = true
    /// Whether queries and keys are normalised.
    public var normalizesHeads = false
    /// The base of rotary positions, or nil for none.
    public var rotaryBase: Double? = nil
    /// How their angles are stretched.
    public var rotaryScaling: RotaryScaling? = nil
    /// Whether attention has linear biases (ALiBi).
    public var hasLinearBiases = false
    /// Whether a place sees only those up to itself.
    public var isCausal = false
    /// How many places up to itself a place sees, or nil for all; implies `isCausal`.
    public var window: Int? = nil
    /// The share that is dropped in training: of attention's weights, within a feed-forward part without gates, and of what both add.
    public var dropout = 0.0

    /// The block of GPT-2 and ViT, without a mask.
    ///
    /// - Parameters:
    ///   - width: The length of a row, at least 1.
    ///   - heads: How many queries each place has, at least 1.
    public init(width: Int, heads: Int) {
        self.width = width
        self.heads = heads
    }

    /// The mask of self-attention.
    public var mask: AttentionMask {
        if let window { return .slidingWindow(window) }
        return isCausal ? .causal : .none
    }
}

extension TransformerOptions {
    func makeNormalization<T: Scalar>() -> any Module<T> {
        switch normalization {
        case .layer: LayerNormalization<T>(width, epsilon: epsilon ?? 1e-5, hasBias: hasBias)
        case .rootMeanSquare: RMSNormalization<T>(width, epsilon: epsilon ?? 1e-6)
        }
    }

    func makeAttention<T: Scalar>(using generator: inout some RandomStream) -> MultiHeadAttention<T> {
        require(width >= 1 && heads >= 1, "TransformerOptions: a width of \(width) and \(heads) heads")
        let rotary = rotaryBase.map {
            RotaryEmbedding<T>(headDimension ?? width / heads, base: $0, scaling: rotaryScaling)
        }
        var layer = MultiHeadAttention<T>(
            width, heads: heads, keyHeads: keyHeads, headDimension: headDimension, hasBias: hasBias,
            normalizesHeads: normalizesHeads, rotary: rotary, mask: mask, dropout: dropout, using: &generator)
        if hasLinearBiases { layer.alibi = ALiBi(heads: heads) }
        return layer
    }

    func makeFeedForward<T: Scalar>(using generator: inout some RandomStream) -> any Module<T> {
        let hidden = hidden ?? 4 * width
        func plain(_ activation: FeedForward<T>.Activation) -> any Module<T> {
            FeedForward<T>(
                width, hidden, activation: activation, hasBias: hasBias, dropout: dropout, using: &generator)
        }
        switch feedForward {
        case .relu: return plain(.relu)
        case .gelu: return plain(.gelu)
        case .geluTanh: return plain(.geluTanh)
        case .swiGLU: return SwiGLU<T>(width, hidden, hasBias: hasBias, using: &generator)
        case .geGLU: return GEGLU<T>(width, hidden, hasBias: hasBias, using: &generator)
        case .mixture(let experts, let active):
            return MixtureOfExperts<T>(
                width, hidden, experts: experts, active: active, using: &generator)
        }
    }
}
