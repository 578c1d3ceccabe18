import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// A block of a decoder: places look at those before them, then at a memory, then each thinks by itself.
///
/// With rows normalised after (the first transformer), A self-attention, C attention to the memory, F the feed-forward part:
///
/// - `x ← N₁(x + A(x))`, `x ← N₂(x + C(x, memory))`, `x ← N₃(x + F(x))`;
///
/// or before: `x ← x + A(N₁(x))` and so on. x: `[batch, T, width]`, memory: `[batch, S, width]`.
///
/// Source: Vaswani et al., *Attention Is All You Need* (2017).
public struct DecoderBlock<Precision: Scalar>: Parameterized {
    /// N₁.
    public var attentionNorm: any Module<Precision>
    /// A.
    public var attention: MultiHeadAttention<Precision>
    /// N₂.
    public var crossNorm: any Module<Precision>
    /// C.
    public var cross: CrossAttention<Precision>
    /// N₃.
    public var feedForwardNorm: any Module<Precision>
    /// F.
    public var feedForward: any Module<Precision>
    /// Where rows are normalised.
    public var placement: TransformerOptions.Placement
    /// The share of what A, C and F add that is dropped in training.
    public var dropout: Double

    /// A block as the options say; its self-attention is causal whatever they say.
    ///
    /// - Parameters:
    ///   - options: What the block is made of.
    ///   - memoryWidth: The length of a row of the memory; nil for that of x.
    ///   - generator: The source of the draws.
    public init(
        _ options: TransformerOptions, memoryWidth: Int? = nil, using generator: inout some RandomStream
    ) {
        var options = options
        options.isCausal = true
        attention = options.makeAttention(using: &generator)
        cross = CrossAttention(
            options.width, memoryWidth: memoryWidth, heads: options.heads, keyHeads: options.keyHeads,
            hasBias: options.hasBias, dropout: options.dropout, using: &generator)
        feedForward = options.makeFeedForward(using: &generator)
        attentionNorm = options.makeNormalization()
        crossNorm = options.makeNormalization()
        feedForwardNorm = options.makeNormalization()
        placement = options.placement
        dropout = options.dropout
    }

    /// The rows after the block.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - memory: `[batch, S, memoryWidth]`.
    ///   - lengths: How many places of each x are real; nil for all.
    ///   - memoryLengths: How many places of each memory are real; nil for all.
    ///   - context: Whether this is training.
    public func callAsFunction(
        _ x: Tensor<Precision>, memory: Tensor<Precision>, lengths: [Int]? = nil,
        memoryLengths: [Int]? = nil, _ context: inout Context
    ) -> Tensor<Precision> {
        let own = added(x, attentionNorm, &context) { attention($0, lengths: lengths, &$1) }
        let informed = added(own, crossNorm, &context) {
            cross($0, memory: memory, lengths: memoryLengths, &$1)
        }
        return added(informed, feedForwardNorm, &context) { feedForward($0, &$1) }
    }

    /// The rows of the next places of a text.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`, at positions `cache.count..<cache.count + T`.
    ///   - projected: Keys and values of the memory, from `cross.project`.
    ///   - memoryLengths: How many places of each memory are real; nil for all.
    ///   - cache: The keys and values of this block; those of x are appended.
    ///   - context: Whether this is training. No gradient passes through the cache.
    public func callAsFunction(
        _ x: Tensor<Precision>, projected: Tensor<Precision>, memoryLengths: [Int]? = nil,
        cache: inout KeyValueCache<Precision>, _ context: inout Context
    ) -> Tensor<Precision> {
        let own = added(x, attentionNorm, &context) { attention($0, cache: &cache, &$1) }
        let informed = added(own, crossNorm, &context) {
            cross($0, projected: projected, lengths: memoryLengths, &$1)
        }
        return added(informed, feedForwardNorm, &context) { feedForward($0, &$1) }
    }

    private func added(
        _ x: Tensor<Precision>, _ norm: any Module<Precision>, _ context: inout Context,
        _ part: (Tensor<Precision>, inout Context) -> Tensor<Precision>
    ) -> Tensor<Precision> {
        var change = part(placement == .before ? norm(x, &context) : x, &context)
        if context.isTraining { change = change.droppingOut(dropout, using: &context.generator) }
        return placement == .before ? x + change : norm(x + change, &context)
    }

    /// Shows the three normalisations, `attention`, `cross` and `feedForward`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("attentionNorm", &attentionNorm)
        visit("attention", &attention)
        visit("crossNorm", &crossNorm)
        visit("cross", &cross)
        visit("feedForwardNorm", &feedForwardNorm)
        visit("feedForward", &feedForward)
    }
}

/// Decoder blocks one after the other: what writes, one token after the other, while it looks at a memory.
///
/// x, y: `[batch, T, width]`, memory: `[batch, S, memoryWidth]`. Source: Vaswani et al., *Attention Is All You Need* (2017).
public struct TransformerDecoder<Precision: Scalar>: Parameterized {
    /// The blocks, in order.
    public var blocks: [DecoderBlock<Precision>]
    /// Applied to the rows after the last block, or nil.
    public var norm: (any Module<Precision>)?

    /// Blocks as the options say; with a last normalisation where rows are normalised before each part.
    ///
    /// - Parameters:
    ///   - options: What each block is made of.
    ///   - layers: How many blocks, at least 0.
    ///   - memoryWidth: The length of a row of the memory; nil for that of x.
    ///   - generator: The source of the draws.
    public init(
        _ options: TransformerOptions, layers: Int, memoryWidth: Int? = nil,
        using generator: inout some RandomStream
    ) {
        require(layers >= 0, "TransformerDecoder: \(layers) layers")
        blocks = (0..<layers).map { _ in
            DecoderBlock(options, memoryWidth: memoryWidth, using: &generator)
        }
        norm = options.placement == .before ? options.makeNormalization() : nil
    }

    /// The rows after all blocks.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - memory: `[batch, S, memoryWidth]`.
    ///   - lengths: How many places of each x are real; nil for all.
    ///   - memoryLengths: How many places of each memory are real; nil for all.
    ///   - context: Whether this is training.
    public func callAsFunction(
        _ x: Tensor<Precision>, memory: Tensor<Precision>, lengths: [Int]? = nil,
        memoryLengths: [Int]? = nil, _ context: inout Context
    ) -> Tensor<Precision> {
        var rows = x
        for block in blocks {
            rows = block(rows, memory: memory, lengths: lengths, memoryLengths: memoryLengths, &context)
        }
        return norm?(rows, &context) ?? rows
    }

    /// What writing token by token needs to remember, for one memory.
    ///
    /// - Parameters:
    ///   - memory: `[batch, S, memoryWidth]`.
    ///   - lengths: How many places of each memory are real; nil for all.
    public func cache(for memory: Tensor<Precision>, lengths: [Int]? = nil) -> DecoderCache<Precision> {
        var context = Context.inference
        return DecoderCache(
            own: blocks.map { $0.attention.mask.window.map { .init(window: $0) } ?? .init() },
            projected: blocks.map { $0.cross.project(memory, &context) }, lengths: lengths)
    }

    /// The rows of the next places of a text.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - cache: What ``cache(for:lengths:)`` gave; x is appended.
    public func callAsFunction(
        _ x: Tensor<Precision>, cache: inout DecoderCache<Precision>
    ) -> Tensor<Precision> {
        var rows = x, context = Context.inference
        for index in blocks.indices {
            rows = blocks[index](
                rows, projected: cache.projected[index], memoryLengths: cache.lengths,
                cache: &cache.own[index], &context)
        }
        return norm?(rows, &context) ?? rows
    }

    /// Shows `blocks`, and `norm` if there is one.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("blocks", &blocks)
        if var part = norm.take() {
            visit("norm", &part)
            norm = part
        }
    }
}

/// What a ``TransformerDecoder`` remembers while it writes: keys and values of what it wrote, and those of the memory.
public struct DecoderCache<Precision: Scalar>: Sendable {
    /// One for each block.
    public internal(set) var own: [KeyValueCache<Precision>]
    /// Keys and values of the memory, for each block.
    public let projected: [Tensor<Precision>]
    /// How many places of each memory are real; nil for all.
    public let lengths: [Int]?

    /// How many positions were written.
    public var count: Int { own.first?.count ?? 0 }
}
