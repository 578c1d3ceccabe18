import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// A block of a transformer: places look at each other, then each thinks by itself, and both add to what was there.
///
/// With rows normalised before (`N` a normalisation, `A` self-attention, `F` the feed-forward part):
///
/// - `x ← x + A(N₁(x))`, `x ← x + F(N₂(x))`;
///
/// or after: `x ← N₁(x + A(x))`, `x ← N₂(x + F(x))`. x: `[batch, T, width]`.
///
///     var generator = Generator(seed: 0)
///     let block = TransformerBlock<Float>(TransformerOptions(width: 64, heads: 4), using: &generator)
///     print(block(Tensor.zeros([2, 10, 64])).shape, block.parameterCount)  // [2, 10, 64] 49984
///
/// O(batch · T · width · (12 width + 2 T)) multiply-adds with a feed-forward part of four times the width.
///
/// Source: Vaswani et al., *Attention Is All You Need* (2017); before: Xiong et al., *On Layer Normalization in the Transformer Architecture* (2020).
public struct TransformerBlock<Precision: Scalar>: Module {
    /// N₁.
    public var attentionNorm: any Module<Precision>
    /// A.
    public var attention: MultiHeadAttention<Precision>
    /// N₂.
    public var feedForwardNorm: any Module<Precision>
    /// F.
    public var feedForward: any Module<Precision>
    /// Where rows are normalised.
    public var placement: TransformerOptions.Placement
    /// The share of what A and F add that is dropped in training.
    public var dropout: Double

    /// A block of the given parts.
    ///
    /// - Parameters:
    ///   - attention: A.
    ///   - feedForward: F.
    ///   - attentionNorm: N₁.
    ///   - feedForwardNorm: N₂.
    ///   - placement: Where rows are normalised.
    ///   - dropout: The share of what A and F add that is dropped in training, in 0...1.
    public init(
        attention: MultiHeadAttention<Precision>, feedForward: any Module<Precision>,
        attentionNorm: any Module<Precision>, feedForwardNorm: any Module<Precision>,
        placement: TransformerOptions.Placement = .before, dropout: Double = 0
    ) {
        self.attention = attention
        self.feedForward = feedForward
        self.attentionNorm = attentionNorm
        self.feedForwardNorm = feedForwardNorm
        self.placement = placement
        self.dropout = dropout
    }

    /// A block as the options say, with weights drawn as those of `Linear`.
    ///
    /// - Parameters:
    ///   - options: What the block is made of.
    ///   - generator: The source of the draws.
    public init(_ options: TransformerOptions, using generator: inout some RandomStream) {
        self.init(
            attention: options.makeAttention(using: &generator),
            feedForward: options.makeFeedForward(using: &generator),
            attentionNorm: options.makeNormalization(),
            feedForwardNorm: options.makeNormalization(), placement: options.placement,
            dropout: options.dropout)
    }

    /// The rows after the block.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        self(x, lengths: nil, &context)
    }

    /// The rows after the block, for sequences of different lengths.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - lengths: How many places of each sequence are real; nil for all.
    ///   - context: Whether this is training.
    public func callAsFunction(
        _ x: Tensor<Precision>, lengths: [Int]?, _ context: inout Context
    ) -> Tensor<Precision> {
        run(x, &context) { attention($0, lengths: lengths, &$1) }
    }

    /// The rows of the next places of a text, which see what the cache holds.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`, at positions `cache.count..<cache.count + T`.
    ///   - cache: The keys and values of this block; those of x are appended.
    ///   - context: Whether this is training. No gradient passes through the cache.
    public func callAsFunction(
        _ x: Tensor<Precision>, cache: inout KeyValueCache<Precision>, _ context: inout Context
    ) -> Tensor<Precision> {
        run(x, &context) { attention($0, cache: &cache, &$1) }
    }

    /// The same in inference.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - cache: The keys and values of this block.
    public func callAsFunction(
        _ x: Tensor<Precision>, cache: inout KeyValueCache<Precision>
    ) -> Tensor<Precision> {
        var context = Context.inference
        return self(x, cache: &cache, &context)
    }

    /// The rows after the block, and the balance loss of its mixture of experts; 0 where it has none.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - lengths: How many places of each sequence are real; nil for all.
    ///   - context: Whether this is training.
    public func balanced(
        _ x: Tensor<Precision>, lengths: [Int]? = nil, _ context: inout Context
    ) -> (output: Tensor<Precision>, balanceLoss: Tensor<Precision>) {
        var loss = Tensor<Precision>(0)
        let rows = run(
            x, &context, attend: { attention($0, lengths: lengths, &$1) },
            think: { rows, context in
                guard let mixture = feedForward as? MixtureOfExperts<Precision> else {
                    return feedForward(rows, &context)
                }
                let (answer, routing) = mixture.routed(rows, &context)
                loss = routing.balanceLoss
                return answer
            })
        return (rows, loss)
    }

    private typealias Part = (Tensor<Precision>, inout Context) -> Tensor<Precision>

    private func run(
        _ x: Tensor<Precision>, _ context: inout Context, attend: Part, think: Part? = nil
    ) -> Tensor<Precision> {
        let think = think ?? { feedForward($0, &$1) }
        switch placement {
        case .before:
            let seen = x + dropped(attend(attentionNorm(x, &context), &context), &context)
            return seen + dropped(think(feedForwardNorm(seen, &context), &context), &context)
        case .after:
            let seen = attentionNorm(x + dropped(attend(x, &context), &context), &context)
            return feedForwardNorm(seen + dropped(think(seen, &context), &context), &context)
        }
    }

    private func dropped(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        context.isTraining ? x.droppingOut(dropout, using: &context.generator) : x
    }

    /// What attention sees: the input, normalised where that is done before. For ``MultiHeadAttention/weights(_:lengths:)``.
    func attentionInput(_ x: Tensor<Precision>) -> Tensor<Precision> {
        placement == .before ? attentionNorm(x) : x
    }

    /// Shows `attentionNorm`, `attention`, `feedForwardNorm` and `feedForward`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("attentionNorm", &attentionNorm)
        visit("attention", &attention)
        visit("feedForwardNorm", &feedForwardNorm)
        visit("feedForward", &feedForward)
    }
}
