import Autodiff
import LinearAlgebra

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
}
