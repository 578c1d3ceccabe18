import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// Scaled dot-product attention: each query gets the mean of the values, weighted by how well their keys fit.
///
/// `softmax(QKᵀ · scale + bias) V`, for each head of each row of the batch.
///
/// - Q: `[batch, heads, queries, width]`, K: `[batch, kvHeads, keys, width]`, V: `[batch, kvHeads, keys, valueWidth]`; the result:
///   `[batch, heads, queries, valueWidth]`. With fewer key-value heads than heads, neighbouring heads share one (grouped queries).
///
/// A query from which the mask (or a bias of -∞) hides every key gets zeros, and no gradient passes through it. Views are read as they
/// stand; the result is a view of memory in the order `[batch, queries, heads, valueWidth]`, so that merging the heads copies nothing.
///
/// The weights exist a block at a time only: memory grows with queries and keys, not with their product, forward and backward. Two things
/// take the whole matrix: a gradient of `bias`, and derivatives of derivatives, which go through the formula in tensor operations. A weight
/// of 0 times an infinite value within a block is NaN, as in PyTorch. Results do not depend on the number of threads.
///
///     let x = Tensor<Double>([[1, 0], [0, 1]]).reshaped([1, 1, 2, 2])  // one head, two positions
///     print(scaledDotProductAttention(x, x, x, mask: .causal)[0, 0, 0].elements)  // [1.0, 0.0]
///
/// - Parameters:
///   - query: Q.
///   - key: K; its heads divide those of Q.
///   - value: V; as many heads and keys as K.
///   - mask: Which keys a query sees.
///   - bias: Added to the scores, of a shape that repeats to `[batch, heads, queries, keys]`; nil for none.
///   - scale: What the products are multiplied by; nil for 1/√width.
///   - dropout: The share of weights set to 0 while training, in 0...1; the others are divided by what is left.
///   - context: Whether there is dropout, and the source of its draws.
///
/// O(batch · heads · queries · keys · width). Source: Vaswani et al., *Attention Is All You Need* (2017).
@specialized(where Element == Float)
@specialized(where Element == Double)
public func scaledDotProductAttention<Element: Scalar>(
    _ query: Tensor<Element>, _ key: Tensor<Element>, _ value: Tensor<Element>, mask: AttentionMask = .none,
    bias: Tensor<Element>? = nil, scale: Double? = nil, dropout: Double = 0, _ context: inout Context
) -> Tensor<Element> {
    let drop = attentionDropout(dropout, &context)
    let plan = AttentionPlan(query, key, value, mask: mask, bias: bias, scale: scale, dropout: drop)
    return plan.fused(query, key, value, bias)
}

/// Scaled dot-product attention without dropout; see ``scaledDotProductAttention(_:_:_:mask:bias:scale:dropout:_:)``.
///
/// - Parameters:
///   - query: Q, `[batch, heads, queries, width]`.
///   - key: K, `[batch, kvHeads, keys, width]`.
///   - value: V, `[batch, kvHeads, keys, valueWidth]`.
///   - mask: Which keys a query sees.
///   - bias: Added to the scores; nil for none.
///   - scale: What the products are multiplied by; nil for 1/√width.
/// - Returns: `[batch, heads, queries, valueWidth]`.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func scaledDotProductAttention<Element: Scalar>(
    _ query: Tensor<Element>, _ key: Tensor<Element>, _ value: Tensor<Element>, mask: AttentionMask = .none,
    bias: Tensor<Element>? = nil, scale: Double? = nil
) -> Tensor<Element> {
    var context = Context.inference
    return scaledDotProductAttention(query, key, value, mask: mask, bias: bias, scale: scale, &context)
}

/// The weights of scaled dot-product attention, `softmax(QKᵀ · scale + bias)`: what each query looks at.
///
/// Each row adds up to 1, or is 0 where the mask hides every key. O(batch · heads · queries · keys · width), and the memory of the result.
///
/// - Parameters:
///   - query: Q, `[batch, heads, queries, width]`.
///   - key: K, `[batch, kvHeads, keys, width]`; its heads divide those of Q.
///   - mask: Which keys a query sees.
///   - bias: Added to the scores, of a shape that repeats to that of the result; nil for none.
///   - scale: What the products are multiplied by; nil for 1/√width.
/// - Returns: `[batch, heads, queries, keys]`.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func attentionWeights<Element: Scalar>(
    _ query: Tensor<Element>, _ key: Tensor<Element>, mask: AttentionMask = .none,
    bias: Tensor<Element>? = nil, scale: Double? = nil
) -> Tensor<Element> {
    AttentionPlan(query, key, nil, mask: mask, bias: bias, scale: scale, dropout: nil).weights(
        query, key, bias)
}
