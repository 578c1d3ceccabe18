import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// Blocks one after the other: the encoder of the first transformer, BERT and ViT; with a causal mask GPT and Llama.
///
/// x, y: `[batch, T, width]`. Where rows are normalised before each part, a last normalisation brings the sum of all in order.
///
///     var generator = Generator(seed: 0)
///     var options = TransformerOptions(width: 64, heads: 4)
///     options.isCausal = true
///     let encoder = TransformerEncoder<Float>(options, layers: 3, using: &generator)
///     var caches = encoder.caches()
///     print(encoder(Tensor.zeros([1, 5, 64]), caches: &caches).shape, caches[0].count)  // [1, 5, 64] 5
///
/// Source: Vaswani et al., *Attention Is All You Need* (2017).
public struct TransformerEncoder<Precision: Scalar>: Module {
    /// The blocks, in order.
    public var blocks: [TransformerBlock<Precision>]
    /// Applied to the rows after the last block, or nil.
    public var norm: (any Module<Precision>)?

    /// Blocks of your own.
    ///
    /// - Parameters:
    ///   - blocks: In order.
    ///   - norm: Applied after the last, or nil.
    public init(blocks: [TransformerBlock<Precision>], norm: (any Module<Precision>)? = nil) {
        self.blocks = blocks
        self.norm = norm
    }

    /// Blocks as the options say; with a last normalisation where rows are normalised before each part.
    ///
    /// - Parameters:
    ///   - options: What each block is made of.
    ///   - layers: How many blocks, at least 0.
    ///   - generator: The source of the draws.
    public init(_ options: TransformerOptions, layers: Int, using generator: inout some RandomStream) {
        require(layers >= 0, "TransformerEncoder: \(layers) layers")
        let blocks = (0..<layers).map { _ in TransformerBlock<Precision>(options, using: &generator) }
        self.init(blocks: blocks, norm: options.placement == .before ? options.makeNormalization() : nil)
    }

    /// The rows after all blocks.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        self(x, lengths: nil, &context)
    }

    /// The rows after all blocks, for sequences of different lengths.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - lengths: How many places of each sequence are real; nil for all.
    ///   - context: Whether this is training.
    public func callAsFunction(
        _ x: Tensor<Precision>, lengths: [Int]?, _ context: inout Context
    ) -> Tensor<Precision> {
        var rows = x
        for block in blocks { rows = block(rows, lengths: lengths, &context) }
        return norm?(rows, &context) ?? rows
    }

    /// The rows, and the sum of the balance losses of all mixtures of experts; 0 where there are none.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - lengths: How many places of each sequence are real; nil for all.
    ///   - context: Whether this is training.
    public func balanced(
        _ x: Tensor<Precision>, lengths: [Int]? = nil, _ context: inout Context
    ) -> (output: Tensor<Precision>, balanceLoss: Tensor<Precision>) {
        var rows = x, loss = Tensor<Precision>(0)
        for block in blocks {
            let (next, part) = block.balanced(rows, lengths: lengths, &context)
            rows = next
            loss = loss + part
        }
        return (norm?(rows, &context) ?? rows, loss)
    }

    /// Empty caches, one for each block: rings where its mask has a window, else growing ones.
    ///
    /// - Parameter reserving: For how many positions a growing cache has room at first.
    public func caches(reserving: Int = 64) -> [KeyValueCache<Precision>] {
        blocks.map { $0.attention.mask.window.map { .init(window: $0) } ?? .init(reserving: reserving) }
    }

    /// The rows of the next places of a text.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - caches: One for each block; those of x are appended.
    public func callAsFunction(
        _ x: Tensor<Precision>, caches: inout [KeyValueCache<Precision>]
    ) -> Tensor<Precision> {
        require(
            caches.count == blocks.count,
            "TransformerEncoder: \(caches.count) caches for \(blocks.count) blocks")
        var rows = x, context = Context.inference
        for index in blocks.indices { rows = blocks[index](rows, cache: &caches[index], &context) }
        return norm?(rows, &context) ?? rows
    }

    /// What each block's heads look at: `[batch, heads, T, T]` for each block.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - lengths: How many places of each sequence are real; nil for all.
    public func weights(_ x: Tensor<Precision>, lengths: [Int]? = nil) -> [Tensor<Precision>] {
        var rows = x, context = Context.inference
        return blocks.map { block in
            let weights = block.attention.weights(block.attentionInput(rows), lengths: lengths)
            rows = block(rows, lengths: lengths, &context)
            return weights
        }
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
