import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// Self-attention with several heads: each place of a sequence asks, all places answer, and each head asks something else.
///
/// For each head h of H, with Q, K, V three linear maps of x:
///
/// - `headₕ = softmax(Qₕ Kₕᵀ / √d + mask) Vₕ`, `y = [head₁ … head_H] W + b`.
///
/// x, y: `[batch, T, width]`. With fewer `keyHeads` than heads, neighbouring heads share keys and values (grouped queries; one: multi-query).
///
///     var generator = Generator(seed: 0)
///     let attention = MultiHeadAttention<Float>(64, heads: 4, mask: .causal, using: &generator)
///     print(attention(Tensor.zeros([2, 10, 64])).shape)  // [2, 10, 64]
///
/// Queries, keys and values are one product, in which the heads are views: nothing is copied to split or to merge them.
/// O(batch · T · (width² + T · width)).
///
/// Source: Vaswani et al., *Attention Is All You Need* (2017); grouped queries: Ainslie et al., *GQA* (2023).
public struct MultiHeadAttention<Precision: Scalar>: Module {
    /// What makes queries, keys and values, beside each other: `[width, (heads + 2 · keyHeads) · headDimension]`.
    public var projection: Linear<Precision>
    /// W and b: `[heads · headDimension, width]`.
    public var output: Linear<Precision>
    /// Applied to each query of `headDimension` numbers, before it is turned; nil for none (Qwen 3 has it).
    public var queryNorm: RMSNormalization<Precision>?
    /// Applied to each key.
    public var keyNorm: RMSNormalization<Precision>?
    /// H, how many queries each place has.
    public let heads: Int
    /// How many keys and values each place has; divides `heads`.
    public let keyHeads: Int
    /// Rotary positions, or nil.
    public var rotary: RotaryEmbedding<Precision>?
    /// Linear biases, or nil.
    public var alibi: ALiBi?
    /// Which keys a query sees.
    public var mask: AttentionMask
    /// What products are multiplied by; nil for 1/√d.
    public var scale: Double?
    /// The share of the weights that is dropped in training.
    public var dropout: Double

    /// A layer with the given parameters.
    ///
    /// - Parameters:
    ///   - projection: Queries, keys and values: `[width, (heads + 2 · keyHeads) · d]`.
    ///   - output: `[heads · d, width]`.
    ///   - heads: H, at least 1.
    ///   - keyHeads: A divisor of `heads`, or nil for as many.
    ///   - rotary: Rotary positions, or nil.
    ///   - mask: Which keys a query sees.
    ///   - dropout: The share of the weights that is dropped in training, in 0..<1.
    public init(
        projection: Linear<Precision>, output: Linear<Precision>, heads: Int, keyHeads: Int? = nil,
        rotary: RotaryEmbedding<Precision>? = nil, mask: AttentionMask = .none, dropout: Double = 0
    ) {
        let keyHeads = keyHeads ?? heads, columns = projection.weight.shape[1]
        require(
            heads >= 1 && keyHeads >= 1 && heads % keyHeads == 0 && columns % (heads + 2 * keyHeads) == 0
                && output.weight.shape[0] == columns / (heads + 2 * keyHeads) * heads,
            "MultiHeadAttention: \(heads) heads, \(keyHeads) key heads, a projection of \(describe(projection.weight.shape)), an output of \(describe(output.weight.shape))"
        )
        require((0..<1).contains(dropout), "MultiHeadAttention: a dropout of \(dropout)")
        self.projection = projection
        self.output = output
        self.heads = heads
        self.keyHeads = keyHeads
        self.rotary = rotary
        self.mask = mask
        self.dropout = dropout
    }

    /// A layer whose weights are drawn as those of `Linear`.
    ///
    /// - Parameters:
    ///   - width: The length of the last axis of input and output.
    ///   - heads: H, at least 1.
    ///   - keyHeads: A divisor of `heads`, or nil for as many.
    ///   - headDimension: d; nil for `width / heads`, which must then divide.
    ///   - hasBias: Whether queries, keys and values have a bias.
    ///   - hasOutputBias: Whether the output has one; nil for the same as `hasBias`.
    ///   - normalizesHeads: Whether queries and keys are normalised.
    ///   - rotary: Rotary positions, or nil.
    ///   - mask: Which keys a query sees.
    ///   - dropout: The share of the weights that is dropped in training, in 0..<1.
    ///   - generator: The source of the draws.
    public init(
        _ width: Int, heads: Int, keyHeads: Int? = nil, headDimension: Int? = nil, hasBias: Bool = true,
        hasOutputBias: Bool? = nil, normalizesHeads: Bool = false, rotary: RotaryEmbedding<Precision>? = nil,
        mask: AttentionMask = .none, dropout: Double = 0, using generator: inout some RandomStream
    ) {
        let dimension = headDimension ?? (heads >= 1 ? width / heads : 0), keys = keyHeads ?? heads
        require(
            heads >= 1 && keys >= 1 && dimension >= 1 && (headDimension != nil || width % heads == 0),
            "MultiHeadAttention: \(heads) heads and \(keys) key heads for a width of \(width)")
        self.init(
            projection: Linear(width, (heads + 2 * keys) * dimension, hasBias: hasBias, using: &generator),
            output: Linear(heads * dimension, width, hasBias: hasOutputBias ?? hasBias, using: &generator),
            heads: heads, keyHeads: keys, rotary: rotary, mask: mask, dropout: dropout)
        queryNorm = normalizesHeads ? RMSNormalization(dimension) : nil
        keyNorm = normalizesHeads ? RMSNormalization(dimension) : nil
    }

    /// The length of the last axis of the input.
    public var width: Int { projection.weight.shape[0] }

    /// d: the numbers of a query, a key and a value.
    public var headDimension: Int { projection.weight.shape[1] / (heads + 2 * keyHeads) }

    /// The answers to all places.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        self(x, lengths: nil, &context)
    }

    /// The answers to all places of sequences of different lengths.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - lengths: How many places of each sequence are real, the others are hidden as keys; nil for all.
    ///   - context: Whether this is training.
    public func callAsFunction(
        _ x: Tensor<Precision>, lengths: [Int]?, _ context: inout Context
    ) -> Tensor<Precision> {
        let rows = rows(of: x, offset: 0, &context)  // [batch, T, (heads + 2 · keyHeads) · d]
        var mask = mask
        if let lengths { mask.lengths = lengths }
        context.note(
            ScaledDotProduct<Precision>(), from: rows.shape, to: x.shape,
            operations: 4 * x.shape[0] * heads * x.shape[1] * x.shape[1] * headDimension)
        let positions = 0..<x.shape[1]
        let merged = scaledDotProductAttention(
            packed: rows, heads: heads, keyValueHeads: keyHeads, mask: mask,
            bias: alibi?.bias(queries: positions, keys: positions), scale: scale, dropout: dropout, &context
        )  // [batch, T, heads · d]
        return output(merged, &context)
    }

    /// The answers to the next places of a text, which see the keys that the cache holds and their own.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`, at positions `cache.count..<cache.count + T`.
    ///   - cache: The keys and values before; those of x are appended.
    ///   - context: Whether this is training. No gradient passes through the cache.
    public func callAsFunction(
        _ x: Tensor<Precision>, cache: inout KeyValueCache<Precision>, _ context: inout Context
    ) -> Tensor<Precision> {
        require(
            cache.window == nil || cache.window == mask.window,
            "MultiHeadAttention: a cache of the last \(cache.window ?? 0) positions for a mask with a window of \(mask.window ?? 0)"
        )
        let first = cache.count, parts = layout.views(rows(of: x, offset: first, &context))
        let seen = cache.append(parts.key, parts.value)
        let bias = alibi.map {
            $0.bias(queries: first..<(first + x.shape[1]), keys: seen.positions, as: Precision.self)
        }
        let heads = scaledDotProductAttention(
            parts.query, seen.keys, seen.values, mask: seen.isOrdered ? mask : .none, bias: bias, scale: scale
        )  // [batch, heads, T, d]
        return output(layout.merged(heads), &context)
    }

    /// How much each place looks at each: `softmax(QKᵀ/√d + mask)`, rows of which add up to 1.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - lengths: How many places of each sequence are real, or nil for all.
    /// - Returns: `[batch, heads, T, T]`.
    public func weights(_ x: Tensor<Precision>, lengths: [Int]? = nil) -> Tensor<Precision> {
        var context = Context.inference, mask = mask
        let parts = layout.views(rows(of: x, offset: 0, &context)), positions = 0..<x.shape[1]
        if let lengths { mask.lengths = lengths }
        return attentionWeights(
            parts.query, parts.key, mask: mask, bias: alibi?.bias(queries: positions, keys: positions),
            scale: scale)
    }

    private var layout: HeadLayout { HeadLayout(heads: heads, keyHeads: keyHeads, width: headDimension) }

    /// Queries, keys and values beside each other, normalised and turned: `[batch, T, (heads + 2 · keyHeads) · d]`.
    private func rows(
        of x: Tensor<Precision>, offset: Int, _ context: inout Context
    ) -> Tensor<Precision> {
        require(
            x.rank == 3 && x.shape[2] == width,
            "MultiHeadAttention: an input of \(describe(x.shape)), not [batch, length, \(width)]")
        require(
            alibi.map { $0.slopes.count == heads } ?? true,
            "MultiHeadAttention: \(alibi?.slopes.count ?? 0) slopes for \(heads) heads")
        let rows = normalized(projection(x, &context), &context)
        return rotary?.rotatingRows(rows, heads: heads + keyHeads, width: headDimension, offset: offset)
            ?? rows
    }

    /// The rows with each query and each key normalised, where the layer does that.
    private func normalized(_ rows: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        guard let queryNorm, let keyNorm else { return rows }
        let parts = rows.reshaped([rows.shape[0], rows.shape[1], heads + 2 * keyHeads, headDimension])
        let query = queryNorm(parts.slice(2, 0..<heads), &context)
        let key = keyNorm(parts.slice(2, heads..<(heads + keyHeads)), &context)
        let value = parts.slice(2, (heads + keyHeads)..<(heads + 2 * keyHeads))
        return concatenated([query, key, value], along: 2).reshaped(rows.shape)
    }

    /// Shows `projection`, `output`, and `queryNorm` and `keyNorm` if there are any.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("projection", &projection)
        visit("output", &output)
        visit("queryNorm", &queryNorm)
        visit("keyNorm", &keyNorm)
    }
}

/// What a summary calls the part of attention that has no parameters.
struct ScaledDotProduct<Precision: Scalar>: Parameterized {
    mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}
