import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// Attention whose scores come of a small network instead of a product: the first there was.
///
/// - `score(i, j) = v · tanh(qᵢ W + kⱼ U)`, `yᵢ = Σⱼ softmaxⱼ(score(i, j)) valueⱼ`.
///
/// q: `[batch, T, queryWidth]`, k: `[batch, S, keyWidth]`, W: `[queryWidth, hidden]`, U: `[keyWidth, hidden]`, v: `[hidden]`. O(batch · T · S · hidden), and as
/// much memory: what made the product win.
///
/// Source: Bahdanau, Cho and Bengio, *Neural Machine Translation by Jointly Learning to Align and Translate* (2015).
public struct AdditiveAttention<Precision: Scalar>: Parameterized {
    /// W.
    public var query: Linear<Precision>
    /// U.
    public var key: Linear<Precision>
    /// v, as `[hidden, 1]`.
    public var score: Linear<Precision>

    /// A layer whose weights are drawn as those of `Linear`.
    ///
    /// - Parameters:
    ///   - queryWidth: The length of a query, at least 1.
    ///   - keyWidth: The length of a key, at least 1.
    ///   - hidden: The length between, at least 1.
    ///   - generator: The source of the draws.
    public init(
        queryWidth: Int, keyWidth: Int, hidden: Int, using generator: inout some RandomStream
    ) {
        query = Linear(queryWidth, hidden, hasBias: false, using: &generator)
        key = Linear(keyWidth, hidden, hasBias: false, using: &generator)
        score = Linear(hidden, 1, hasBias: false, using: &generator)
    }

    /// The means of the values for each query, and how much each counts.
    ///
    /// - Parameters:
    ///   - queries: `[batch, T, queryWidth]`.
    ///   - keys: `[batch, S, keyWidth]`.
    ///   - values: `[batch, S, valueWidth]`; nil for the keys.
    ///   - lengths: How many keys of each row of the batch are real, at least one; nil for all.
    ///   - context: Whether this is training.
    /// - Returns: `[batch, T, valueWidth]` and `[batch, T, S]`.
    public func callAsFunction(
        _ queries: Tensor<Precision>, keys: Tensor<Precision>, values: Tensor<Precision>? = nil,
        lengths: [Int]? = nil, _ context: inout Context
    ) -> (output: Tensor<Precision>, weights: Tensor<Precision>) {
        let values = values ?? keys
        require(
            queries.rank == 3 && keys.rank == 3 && values.rank == 3 && queries.shape[0] == keys.shape[0]
                && keys.shape[0..<2] == values.shape[0..<2],
            "AdditiveAttention: queries of \(describe(queries.shape)), keys of \(describe(keys.shape)), values of \(describe(values.shape))"
        )
        let asked = query(queries, &context).insertingAxis(2)  // [batch, T, 1, hidden]
        let found = key(keys, &context).insertingAxis(1)  // [batch, 1, S, hidden]
        var scores = score((asked + found).tanh(), &context).removingAxis(-1)  // [batch, T, S]
        if let lengths { scores = scores + Self.padding(lengths, keys.shape) }
        let weights = scores.softmax()
        return (weights.matmul(values), weights)
    }

    /// The same in inference.
    ///
    /// - Parameters:
    ///   - queries: `[batch, T, queryWidth]`.
    ///   - keys: `[batch, S, keyWidth]`.
    ///   - values: `[batch, S, valueWidth]`; nil for the keys.
    ///   - lengths: How many keys of each row of the batch are real, at least one; nil for all.
    public func callAsFunction(
        _ queries: Tensor<Precision>, keys: Tensor<Precision>, values: Tensor<Precision>? = nil,
        lengths: [Int]? = nil
    ) -> (output: Tensor<Precision>, weights: Tensor<Precision>) {
        var context = Context.inference
        return self(queries, keys: keys, values: values, lengths: lengths, &context)
    }

    /// -∞ for keys that are not real, 0 for the others: `[batch, 1, S]`, for keys of `[batch, S, keyWidth]`.
    private static func padding(_ lengths: [Int], _ shape: [Int]) -> Tensor<Precision> {
        let keys = shape[1]
        require(
            lengths.count == shape[0] && lengths.allSatisfy { $0 >= 1 && $0 <= keys },
            "AdditiveAttention: lengths \(lengths) for \(shape[0]) rows of \(keys) keys")
        let bias = lengths.flatMap { length in
            (0..<keys).map { $0 < length ? Precision(0) : -Precision.infinity }
        }
        return Tensor(shape: [lengths.count, 1, keys], elements: bias)
    }

    /// Shows `query`, `key` and `score`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("query", &query)
        visit("key", &key)
        visit("score", &score)
    }
}
