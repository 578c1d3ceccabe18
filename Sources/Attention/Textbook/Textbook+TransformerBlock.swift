import LinearAlgebra
import Randomness

extension LinearAlgebra.Textbook {
    /// One head of attention: what it asks, what places answer to, and what they answer.
    public struct AttentionHead: Sendable, Equatable {
        /// W of queries: `[width, d]`.
        public var query: Matrix<Double>
        /// W of keys: `[width, d]`.
        public var key: Matrix<Double>
        /// W of values: `[width, d]`.
        public var value: Matrix<Double>

        /// A head with the given weights.
        public init(query: Matrix<Double>, key: Matrix<Double>, value: Matrix<Double>) {
            (self.query, self.key, self.value) = (query, key, value)
        }

        /// `softmax(QKᵀ/√d + mask) V`, `[T, d]` for x of `[T, width]`; each place sees those up to itself where it is causal.
        func callAsFunction(_ x: Matrix<Double>, isCausal: Bool) -> Matrix<Double> {
            let q = x %*% query, k = x %*% key, v = x %*% value
            var scores = q %*% k.transposed / Double(k.columns).squareRoot()
            for i in 0..<x.rows where isCausal {
                for j in (i + 1)..<max(i + 1, x.rows) { scores[i, j] = -.infinity }
            }
            let weights = (scores - scores.logSumExp(over: .columns).asColumn).exp()
            return weights %*% v
        }
    }

    /// Attention with several heads: each looks for something else, and their answers are mixed by one more map.
    ///
    /// - Parameters:
    ///   - x: `[T, width]`.
    ///   - heads: At least one.
    ///   - output: `[heads · d, width]`.
    ///   - isCausal: Whether each place sees those up to itself only.
    /// - Returns: `[head₁ head₂ …] W`, `[T, width]`.
    public static func multiHeadAttention(
        _ x: Matrix<Double>, heads: [AttentionHead], output: Matrix<Double>, isCausal: Bool = false
    ) -> Matrix<Double> {
        concatenate(heads.map { $0(x, isCausal: isCausal) }, along: .columns) %*% output
    }

    /// A block of GPT-2 as its two lines, without biases: the version to read of the module's `TransformerBlock`.
    ///
    /// `x ← x + attention(norm(x))`, `x ← x + gelu(norm(x) U) D`. Source: Vaswani et al. (2017); Radford et al. (2019).
    public struct TransformerBlock: Sendable, Equatable {
        /// The heads of attention.
        public var heads: [AttentionHead]
        /// W: `[heads · d, width]`.
        public var output: Matrix<Double>
        /// U: `[width, hidden]`.
        public var up: Matrix<Double>
        /// D: `[hidden, width]`.
        public var down: Matrix<Double>
        /// γ of the first normalisation: `[width]`.
        public var attentionGain: Vector<Double>
        /// γ of the second: `[width]`.
        public var feedForwardGain: Vector<Double>

        /// A block with the given parameters.
        public init(
            heads: [AttentionHead], output: Matrix<Double>, up: Matrix<Double>, down: Matrix<Double>,
            attentionGain: Vector<Double>, feedForwardGain: Vector<Double>
        ) {
            (self.heads, self.output, self.up, self.down) = (heads, output, up, down)
            (self.attentionGain, self.feedForwardGain) = (attentionGain, feedForwardGain)
        }

        /// The rows after the block, `[T, width]`.
        ///
        /// - Parameters:
        ///   - x: `[T, width]`.
        ///   - isCausal: Whether each place sees those up to itself only.
        public func callAsFunction(_ x: Matrix<Double>, isCausal: Bool = true) -> Matrix<Double> {
            let seen =
                x
                + Textbook.multiHeadAttention(
                    Self.normalized(x) * attentionGain, heads: heads, output: output, isCausal: isCausal)
            return seen + (Self.normalized(seen) * feedForwardGain %*% up).gelu() %*% down
        }

        /// Each row with mean 0 and variance 1.
        static func normalized(_ x: Matrix<Double>) -> Matrix<Double> {
            let centred = x - x.mean(over: .columns).asColumn
            return centred / (x.variance(over: .columns) + 1e-5).sqrt().asColumn
        }
    }
}
