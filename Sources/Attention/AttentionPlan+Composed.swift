import Autodiff
import CAttention
import LinearAlgebra

// Attention made of tensor operations: the formula step by step, for weights that are asked for, for derivatives of derivatives, and
// as what the fused kernels are held against.

extension AttentionPlan {
    /// `softmax(QKᵀ · scale + bias) V`.
    package func composed<T: Scalar>(
        _ query: Tensor<T>, _ key: Tensor<T>, _ value: Tensor<T>, _ bias: Tensor<T>?
    ) -> Tensor<T> {
        var weights = self.weights(query, key, bias)  // [batch, heads, queries, keys]
        if let dropout { weights = weights * kept(dropout) }
        let merged: [Int] = [batch, keyHeads, group * queries, keys]
        let means = weights.reshaped(merged).matmul(value)  // [batch, keyHeads, group · queries, valueWidth]
        return means.reshaped([batch, heads, queries, valueWidth])
    }

    /// `softmax(QKᵀ · scale + bias)`, with zeros where a key is hidden.
    package func weights<T: Scalar>(_ query: Tensor<T>, _ key: Tensor<T>, _ bias: Tensor<T>?) -> Tensor<T> {
        let grouped = query.reshaped([batch, keyHeads, group * queries, width])
        var scores = grouped.matmul(key.transposed).reshaped(scoreShape) * T(scale)
        var hidden = hidesKeys ? self.hidden() : nil
        if var bias {
            let isHidden = bias.detached .== -T.infinity
            if isHidden.any {
                let everywhere = bias.detached.broadcast(to: scoreShape) .== -T.infinity
                hidden = hidden.map { $0 .| everywhere } ?? everywhere
                bias = select(isHidden, Tensor(0), bias)
            }
            scores = scores + bias
        }
        guard let hidden, hidden.any else { return scores.softmax() }
        // Where a row is hidden as a whole its softmax is taken as if nothing were, and set to 0: no NaN arises on the way, nor backward.
        let isSeen = Tensor<T>(hidden).min(over: -1, keepingAxis: true) .== 0
        let rows = Tensor<T>(isSeen)  // [batch, heads, queries, 1], 1 where any key is seen
        if isSeen.all { return select(hidden, Tensor(-T.infinity), scores).softmax() }
        let masked = hidden .& (rows.broadcast(to: scoreShape) .!= 0)
        return select(masked, Tensor(-T.infinity), scores).softmax() * rows
    }

    /// Where the mask hides a key.
    private func hidden() -> Mask {
        Mask(.tensor(scoreShape)) { bytes in
            var line = bytes
            for row in 0..<batch {
                for _ in 0..<heads {
                    for query in 0..<queries {
                        let seen = visible(row, query)
                        line.update(repeating: 1, count: keys)
                        (line + seen.lowerBound).update(repeating: 0, count: seen.count)
                        line += keys
                    }
                }
            }
        }
    }

    /// The factors of dropout, in the shape of the weights.
    private func kept<T: Scalar>(_ dropout: AttentionDropout) -> Tensor<T> {
        let factors = Tensor<T>(uninitialized: scoreShape)
        for row in 0..<(batch * heads * queries) {
            T.attentionKeep(dropout, row: row, factors.start + row * keys, keys)
        }
        return factors
    }
}

extension Scalar {
    /// The factors of dropout of one row of weights; see `cairn_attention_keep_f32`.
    package static func attentionKeep(
        _ dropout: AttentionDropout, row: Int, _ keep: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        let memory = UnsafeMutableRawPointer(keep)
        if Self.self == Float.self {
            let start = memory.assumingMemoryBound(to: Float.self)
            cairn_attention_keep_f32(dropout.seed, UInt64(row), dropout.rate, start, count)
        } else {
            let start = memory.assumingMemoryBound(to: Double.self)
            cairn_attention_keep_f64(dropout.seed, UInt64(row), dropout.rate, start, count)
        }
    }
}
