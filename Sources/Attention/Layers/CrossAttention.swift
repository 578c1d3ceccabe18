import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// Attention from one sequence to another: the places of a text that is being written look at one that was read.
///
/// `y = softmax(Q Kᵀ / √d) V W + b` in several heads, with Q a linear map of x and K, V such of the memory.
///
/// x, y: `[batch, T, width]`, memory: `[batch, S, memoryWidth]`. O(batch · (T · width² + S · width · memoryWidth + T · S · width)).
///
/// Source: Vaswani et al., *Attention Is All You Need* (2017); the idea: Bahdanau, Cho and Bengio (2015), see ``AdditiveAttention``.
public struct CrossAttention<Precision: Scalar>: Parameterized {
    /// What makes queries: `[width, heads · d]`.
    public var query: Linear<Precision>
    /// What makes keys and values, beside each other: `[memoryWidth, 2 · keyHeads · d]`.
    public var keyValue: Linear<Precision>
    /// W and b: `[heads · d, width]`.
    public var output: Linear<Precision>
    /// How many queries each place has.
    public let heads: Int
    /// How many keys and values each place of the memory has; divides `heads`.
    public let keyHeads: Int
    /// The share of the weights that is dropped in training.
    public var dropout: Double

    /// A layer with the given parameters.
    ///
    /// - Parameters:
    ///   - query: `[width, heads · d]`.
    ///   - keyValue: `[memoryWidth, 2 · keyHeads · d]`.
    ///   - output: `[heads · d, width]`.
    ///   - heads: At least 1.
    ///   - keyHeads: A divisor of `heads`, or nil for as many.
    ///   - dropout: The share of the weights that is dropped in training, in 0..<1.
    public init(
        query: Linear<Precision>, keyValue: Linear<Precision>, output: Linear<Precision>, heads: Int,
        keyHeads: Int? = nil, dropout: Double = 0
    ) {
        let keyHeads = keyHeads ?? heads, columns = query.weight.shape[1]
        require(
            heads >= 1 && keyHeads >= 1 && heads % keyHeads == 0 && columns % heads == 0
                && keyValue.weight.shape[1] == 2 * keyHeads * (columns / heads)
                && output.weight.shape[0] == columns && (0..<1).contains(dropout),
            "CrossAttention: \(heads) heads, \(keyHeads) key heads, weights of \(describe(query.weight.shape)), \(describe(keyValue.weight.shape)) and \(describe(output.weight.shape)), dropout \(dropout)"
        )
        self.query = query
        self.keyValue = keyValue
        self.output = output
        self.heads = heads
        self.keyHeads = keyHeads
        self.dropout = dropout
    }

    /// A layer whose weights are drawn as those of `Linear`.
    ///
    /// - Parameters:
    ///   - width: The length of the last axis of input and output.
    ///   - memoryWidth: That of the memory; nil for the same.
    ///   - heads: A divisor of `width`, at least 1.
    ///   - keyHeads: A divisor of `heads`, or nil for as many.
    ///   - hasBias: Whether the maps have a bias.
    ///   - dropout: The share of the weights that is dropped in training, in 0..<1.
    ///   - generator: The source of the draws.
    public init(
        _ width: Int, memoryWidth: Int? = nil, heads: Int, keyHeads: Int? = nil, hasBias: Bool = true,
        dropout: Double = 0, using generator: inout some RandomStream
    ) {
        require(
            heads >= 1 && width % max(1, heads) == 0 && width >= 1,
            "CrossAttention: \(heads) heads for a width of \(width)")
        let columns = 2 * (keyHeads ?? heads) * (width / heads)
        self.init(
            query: Linear(width, width, hasBias: hasBias, using: &generator),
            keyValue: Linear(memoryWidth ?? width, columns, hasBias: hasBias, using: &generator),
            output: Linear(width, width, hasBias: hasBias, using: &generator), heads: heads,
            keyHeads: keyHeads, dropout: dropout)
    }

    /// What each place of x finds in the memory.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - memory: `[batch, S, memoryWidth]`.
    ///   - lengths: How many places of each memory are real; nil for all.
    ///   - context: Whether this is training.
    public func callAsFunction(
        _ x: Tensor<Precision>, memory: Tensor<Precision>, lengths: [Int]? = nil, _ context: inout Context
    ) -> Tensor<Precision> {
        self(x, projected: project(memory, &context), lengths: lengths, &context)
    }

    /// Keys and values of a memory, `[batch, S, 2 · keyHeads · d]`: made once where a text is written token by token.
    ///
    /// - Parameters:
    ///   - memory: `[batch, S, memoryWidth]`.
    ///   - context: Whether this is training.
    public func project(_ memory: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(memory.rank == 3, "CrossAttention: a memory of \(describe(memory.shape)), not three axes")
        return keyValue(memory, &context)
    }

    /// What each place of x finds in the memory whose keys and values are given.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - projected: What ``project(_:_:)`` gave.
    ///   - lengths: How many places of each memory are real; nil for all.
    ///   - context: Whether this is training.
    public func callAsFunction(
        _ x: Tensor<Precision>, projected: Tensor<Precision>, lengths: [Int]? = nil, _ context: inout Context
    ) -> Tensor<Precision> {
        let (queries, keys, values) = views(x, projected, &context)
        let heads = scaledDotProductAttention(
            queries, keys, values, mask: lengths.map { .padding($0) } ?? .none,
            dropout: context.isTraining ? dropout : 0, &context)  // [batch, heads, T, d]
        let rows = heads.transposed(1, 2).reshaped([x.shape[0], x.shape[1], query.weight.shape[1]])
        return output(rows, &context)
    }

    /// How much each place of x looks at each of the memory: `[batch, heads, T, S]`.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, width]`.
    ///   - memory: `[batch, S, memoryWidth]`.
    ///   - lengths: How many places of each memory are real; nil for all.
    public func weights(
        _ x: Tensor<Precision>, memory: Tensor<Precision>, lengths: [Int]? = nil
    ) -> Tensor<Precision> {
        var context = Context.inference
        let (queries, keys, _) = views(x, project(memory, &context), &context)
        return attentionWeights(queries, keys, mask: lengths.map { .padding($0) } ?? .none)
    }

    private func views(
        _ x: Tensor<Precision>, _ projected: Tensor<Precision>, _ context: inout Context
    ) -> (Tensor<Precision>, Tensor<Precision>, Tensor<Precision>) {
        let width = query.weight.shape[0], d = query.weight.shape[1] / heads
        require(
            x.rank == 3 && x.shape[2] == width && projected.rank == 3 && projected.shape[0] == x.shape[0]
                && projected.shape[2] == 2 * keyHeads * d,
            "CrossAttention: an input of \(describe(x.shape)), keys and values of \(describe(projected.shape)), not [batch, length, \(width)] and [batch, length, \(2 * keyHeads * d)]"
        )
        let queries = query(x, &context).reshaped([x.shape[0], x.shape[1], heads, d]).transposed(1, 2)
        let both = projected.reshaped([x.shape[0], projected.shape[1], 2 * keyHeads, d])
        let keys = both.slice(2, 0..<keyHeads), values = both.slice(2, keyHeads..<(2 * keyHeads))
        return (queries, keys.transposed(1, 2), values.transposed(1, 2))
    }

    /// Shows `query`, `keyValue` and `output`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("query", &query)
        visit("keyValue", &keyValue)
        visit("output", &output)
    }
}
