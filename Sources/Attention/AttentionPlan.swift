import Autodiff
import LinearAlgebra

/// Dropout of attention weights: every draw follows from the seed, the row and the key.
package struct AttentionDropout: Sendable {
    package let rate: Double
    package let seed: UInt64

    package init(rate: Double, seed: UInt64) {
        self.rate = rate
        self.seed = seed
    }
}

extension AttentionMask {
    /// The same without a window that reaches over all keys.
    fileprivate func within(_ keys: Int) -> AttentionMask {
        guard let window, window >= keys else { return self }
        var mask = self
        mask.isCausal = true
        mask.window = nil
        return mask
    }
}

/// The checked sizes and options of one call of attention.
package struct AttentionPlan: Sendable {
    package let batch: Int, heads: Int, keyHeads: Int, queries: Int, keys: Int, width: Int, valueWidth: Int
    package let mask: AttentionMask
    package let scale: Double
    package let dropout: AttentionDropout?

    /// Stops with a message where the shapes do not fit.
    package init<T: Scalar>(
        _ query: Tensor<T>, _ key: Tensor<T>, _ value: Tensor<T>?, mask: AttentionMask, bias: Tensor<T>?,
        scale: Double?, dropout: AttentionDropout?
    ) {
        let q = query.shape, k = key.shape, v = value?.shape
        let shapes = "queries of \(q), keys of \(k)" + (v.map { ", values of \($0)" } ?? "")
        require(
            q.count == 4 && k.count == 4 && (v.map { $0.count == 4 } ?? true),
            "scaledDotProductAttention: \(shapes): four axes each, [batch, heads, positions, width]")
        require(
            q[0] == k[0] && q[3] == k[3] && (v.map { $0.prefix(3) == k.prefix(3) } ?? true),
            "scaledDotProductAttention: \(shapes) do not fit together")
        require(
            q[1] == k[1] || (k[1] > 0 && q[1] % k[1] == 0),
            "scaledDotProductAttention: \(q[1]) heads cannot share \(k[1]) key-value heads evenly")
        (batch, heads, keyHeads, queries, keys) = (q[0], q[1], k[1], q[2], k[2])
        width = q[3]
        valueWidth = v?[3] ?? 0
        if let bias {
            require(
                bias.rank <= 4 && Self.repeats(bias.shape, to: [q[0], q[1], q[2], k[2]]),
                "scaledDotProductAttention: a bias of \(bias.shape) does not repeat to \([q[0], q[1], q[2], k[2]])"
            )
        }
        if let lengths = mask.lengths {
            require(
                lengths.count == q[0] && lengths.allSatisfy { $0 >= 0 && $0 <= k[2] },
                "scaledDotProductAttention: lengths \(lengths) for \(q[0]) rows of \(k[2]) keys")
        }
        require(
            mask.window.map { $0 >= 1 } ?? true,
            "scaledDotProductAttention: a window of \(mask.window ?? 0) keys")
        self.mask = mask.within(k[2])
        self.scale = scale ?? 1 / Double(max(1, q[3])).squareRoot()
        self.dropout = dropout
    }

    private static func repeats(_ shape: [Int], to target: [Int]) -> Bool {
        zip(shape.reversed(), target.reversed()).allSatisfy { $0 == 1 || $0 == $1 }
    }

    /// How many heads share a key-value head.
    var group: Int { keyHeads == 0 ? 1 : heads / keyHeads }

    /// The shape of scores and weights.
    var scoreShape: [Int] { [batch, heads, queries, keys] }

    /// The keys that query `query` sees in row `row` of the batch.
    func visible(_ row: Int, _ query: Int) -> Range<Int> {
        let position = keys - queries + query
        let isCausal = mask.isCausal || mask.window != nil
        var end = isCausal ? max(0, min(keys, position + 1)) : keys
        if let lengths = mask.lengths { end = min(end, lengths[row]) }
        let start = mask.window.map { max(0, position + 1 - $0) } ?? 0
        return min(start, end)..<end
    }

    /// Whether the mask hides anything at all.
    var hidesKeys: Bool { mask.isCausal || mask.window != nil || mask.lengths != nil }
}
