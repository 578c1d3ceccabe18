import Autodiff
import LinearAlgebra
import Neural

/// Self-attention on queries, keys and values as one product makes them, side by side: `x W` with W of `[width, (heads + 2 kvHeads) · d]`.
///
/// The same as cutting `packed` into Q, K and V, splitting each into heads, ``scaledDotProductAttention(_:_:_:mask:bias:scale:dropout:_:)`` and
/// merging the heads again; but nothing is copied on the way, and the gradients of the three are written side by side at once.
///
///     // One head of width 2, two positions.
///     let packed = Tensor<Double>([[[1, 0, 1, 0, 1, 2], [0, 1, 0, 1, 3, 4]]])
///     let y = scaledDotProductAttention(packed: packed, heads: 1, mask: .causal)
///     print(y[0, 0].elements)  // [1.0, 2.0]
///
/// - Parameters:
///   - packed: Q, K and V: `[batch, positions, (heads + 2 kvHeads) · d]`, in each the heads one after the other.
///   - heads: The number of heads of Q, at least 1.
///   - keyValueHeads: The number of heads of K and of V, which divides `heads`; nil for as many.
///   - mask: Which keys a query sees.
///   - bias: Added to the scores, of a shape that repeats to `[batch, heads, positions, positions]`; nil for none.
///   - scale: What the products are multiplied by; nil for 1/√d.
///   - dropout: The share of weights set to 0 while training, in 0...1.
///   - context: Whether there is dropout, and the source of its draws.
/// - Returns: `[batch, positions, heads · d]`.
///
/// O(batch · heads · positions² · d).
@specialized(where Element == Float)
@specialized(where Element == Double)
public func scaledDotProductAttention<Element: Scalar>(
    packed: Tensor<Element>, heads: Int, keyValueHeads: Int? = nil, mask: AttentionMask = .none,
    bias: Tensor<Element>? = nil, scale: Double? = nil, dropout: Double = 0, _ context: inout Context
) -> Tensor<Element> {
    let layout = PackedHeads(packed, heads: heads, keyValueHeads: keyValueHeads ?? heads)
    let (q, k, v) = layout.heads(of: packed.detached)
    let plan = AttentionPlan(
        q, k, v, mask: mask, bias: bias, scale: scale,
        dropout: attentionDropout(dropout, &context))
    guard plan.isFused else {
        let (q, k, v) = layout.heads(of: packed)
        return layout.merged(plan.composed(q, k, v, bias))
    }
    let (result, logSums) = plan.forward(q, k, v, bias), value = layout.merged(result)
    let inputs = [packed] + (bias.map { [$0] } ?? []), hasBias = bias != nil
    guard inputs.contains(where: \.isTracked) else { return value }
    let saving: [SavedTensor<Element>] =
        inputs.enumerated().map { .input($0.offset, $0.element.detached) } + [
            .constant(logSums), .constant(result),
        ]
    return Tensor.record(
        "attention", inputs, value: value, saving: saving,
        composed: { inputs in
            let (q, k, v) = layout.heads(of: inputs[0])
            return layout.merged(plan.composed(q, k, v, hasBias ? inputs[1] : nil))
        },
        pullback: { gradient, saved in
            let (q, k, v) = layout.heads(of: saved[0].detached)
            let slope = Tensor<Element>(uninitialized: saved[0].shape), last = hasBias ? 3 : 2
            let (dq, dk, dv) = layout.heads(of: slope)
            let wantsBias = hasBias && saved.needs(1)
            let slopes = AttentionSlopes(
                query: dq, key: dk, value: dv,
                bias: wantsBias ? Tensor(repeating: 0, shape: plan.scoreShape) : nil)
            plan.backward(
                q, k, v, hasBias ? saved[1] : nil, result: saved[last], logSums: saved[last - 1],
                gradient: layout.split(gradient), into: slopes)
            return [slope] + (hasBias ? [slopes.bias?.summed(to: saved[1].shape)] : [])
        })
}

/// Self-attention on queries, keys and values side by side, without dropout; see
/// ``scaledDotProductAttention(packed:heads:keyValueHeads:mask:bias:scale:dropout:_:)``.
///
/// - Parameters:
///   - packed: Q, K and V: `[batch, positions, (heads + 2 kvHeads) · d]`.
///   - heads: The number of heads of Q.
///   - keyValueHeads: The number of heads of K and of V; nil for as many.
///   - mask: Which keys a query sees.
///   - bias: Added to the scores; nil for none.
///   - scale: What the products are multiplied by; nil for 1/√d.
/// - Returns: `[batch, positions, heads · d]`.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func scaledDotProductAttention<Element: Scalar>(
    packed: Tensor<Element>, heads: Int, keyValueHeads: Int? = nil, mask: AttentionMask = .none,
    bias: Tensor<Element>? = nil, scale: Double? = nil
) -> Tensor<Element> {
    var context = Context.inference
    return scaledDotProductAttention(
        packed: packed, heads: heads, keyValueHeads: keyValueHeads, mask: mask, bias: bias, scale: scale,
        &context)
}

/// The dropout of one call: none in inference.
func attentionDropout(_ rate: Double, _ context: inout Context) -> AttentionDropout? {
    require((0...1).contains(rate), "scaledDotProductAttention: a dropout of \(rate) is not in 0...1")
    return rate > 0 && context.isTraining
        ? AttentionDropout(rate: rate, seed: context.generator.next()) : nil
}

/// How Q, K and V stand side by side.
private struct PackedHeads: Sendable {
    let batch: Int, positions: Int, columns: Int, queryHeads: Int, keyHeads: Int, width: Int

    init<T: Scalar>(_ packed: Tensor<T>, heads: Int, keyValueHeads: Int) {
        let count = heads + 2 * keyValueHeads
        require(
            packed.rank == 3 && heads >= 1 && keyValueHeads >= 1 && heads % keyValueHeads == 0
                && packed.shape[2] % count == 0,
            "scaledDotProductAttention: \(packed.shape) is not [batch, positions, (\(heads) + 2 · \(keyValueHeads)) · width]"
        )
        (batch, positions, columns) = (packed.shape[0], packed.shape[1], packed.shape[2])
        (queryHeads, keyHeads, width) = (heads, keyValueHeads, columns / count)
    }

    /// Q, K and V as views, `[batch, heads, positions, width]` each.
    func heads<T: Scalar>(of packed: Tensor<T>) -> (Tensor<T>, Tensor<T>, Tensor<T>) {
        let all = packed.reshaped([batch, positions, queryHeads + 2 * keyHeads, width]).transposed(1, 2)
        return (
            all.slice(1, 0..<queryHeads), all.slice(1, queryHeads..<queryHeads + keyHeads),
            all.slice(1, queryHeads + keyHeads..<queryHeads + 2 * keyHeads)
        )
    }

    /// The heads of the result side by side, a view.
    func merged<T: Scalar>(_ result: Tensor<T>) -> Tensor<T> {
        result.transposed(1, 2).reshaped([batch, positions, queryHeads * width])
    }

    /// The heads of a gradient of the result.
    func split<T: Scalar>(_ gradient: Tensor<T>) -> Tensor<T> {
        gradient.reshaped([batch, positions, queryHeads, width]).transposed(1, 2)
    }
}
