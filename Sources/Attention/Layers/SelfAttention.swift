import Autodiff
import LinearAlgebra
import Neural

/// The heads of a fused projection: rows in which queries, then keys, then values stand beside each other.
struct HeadLayout: Sendable {
    let heads: Int
    let keyHeads: Int
    let width: Int

    /// Queries `[batch, heads, T, width]`, keys and values `[batch, keyHeads, T, width]`, as views of `[batch, T, columns]`.
    func views<T: Scalar>(_ rows: Tensor<T>) -> (query: Tensor<T>, key: Tensor<T>, value: Tensor<T>) {
        let parts = rows.reshaped([rows.shape[0], rows.shape[1], heads + 2 * keyHeads, width])
        func part(_ range: Range<Int>) -> Tensor<T> { parts.slice(2, range).transposed(1, 2) }
        return (
            part(0..<heads), part(heads..<(heads + keyHeads)),
            part((heads + keyHeads)..<(heads + 2 * keyHeads))
        )
    }

    /// Heads `[batch, heads, T, width]` as rows: `[batch, T, heads · width]`; no copy where they stand so in memory.
    func merged<T: Scalar>(_ heads: Tensor<T>) -> Tensor<T> {
        let shape = heads.shape
        return heads.transposed(1, 2).reshaped([shape[0], shape[2], shape[1] * shape[3]])
    }

    /// Attention of rows to themselves, one node of the graph: its gradient is written straight into the three parts of one tensor.
    ///
    /// - Parameters:
    ///   - rows: `[batch, T, (heads + 2 · keyHeads) · width]`.
    ///   - mask: Which keys a query sees.
    ///   - bias: Added to the scores, not learned; nil for none.
    ///   - scale: What products are multiplied by; nil for 1/√width.
    ///   - dropout: The share of weights that is dropped in training.
    ///   - context: Whether there is dropout, and the source of its draws.
    /// - Returns: `[batch, T, heads · width]`.
    func attention<T: Scalar>(
        _ rows: Tensor<T>, mask: AttentionMask, bias: Tensor<T>?, scale: Double?, dropout: Double,
        _ context: inout Context
    ) -> Tensor<T> {
        let (query, key, value) = views(rows.detached)
        let drops = dropout > 0 && context.isTraining
        let drop = drops ? AttentionDropout(rate: dropout, seed: context.generator.next()) : nil
        let plan = AttentionPlan(query, key, value, mask: mask, bias: bias, scale: scale, dropout: drop)
        let composed: @Sendable ([Tensor<T>]) -> Tensor<T> = { inputs in
            let (query, key, value) = views(inputs[0])
            return merged(plan.composed(query, key, value, bias))
        }
        guard plan.isFused else { return composed([rows]) }
        let (result, logSums) = plan.forward(query, key, value, bias)
        return Tensor.record(
            "selfAttention", [rows], value: merged(result),
            saving: [.input(0, rows.detached), .constant(logSums), .constant(result)], composed: composed,
            pullback: { gradient, saved in
                let (query, key, value) = views(saved[0]), slope = Tensor<T>(uninitialized: saved[0].shape)
                let parts = views(slope)
                let shape = [gradient.shape[0], gradient.shape[1], heads, width]
                plan.backward(
                    query, key, value, bias, result: saved[2], logSums: saved[1],
                    gradient: gradient.reshaped(shape).transposed(1, 2),
                    into: AttentionSlopes(query: parts.query, key: parts.key, value: parts.value, bias: nil))
                return [slope]
            })
    }
}
