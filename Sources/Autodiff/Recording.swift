import LinearAlgebra

extension Tensor {
    /// `value` as the result of an operation on `inputs`, with the rule that takes a gradient back to them.
    ///
    /// - Parameters:
    ///   - operation: Its name, for graphs and messages.
    ///   - inputs: What the result depends on. Where none of them is tracked, the result is `value` and nothing is kept.
    ///   - value: The result.
    ///   - saving: What the pullback needs; it finds them in this order.
    ///   - composed: The same operation out of others. A fused pullback has no derivative of its own: where second derivatives are
    ///     wanted, this one is differentiated instead.
    ///   - pushforward: The tangent of the result, for forward mode; without it one is made from the pullback.
    ///   - pullback: The gradients of the inputs, given that of the result; nil where `needs` says that none is asked for.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    package static func record(
        _ operation: String, _ inputs: [Tensor], value: Tensor, saving: [SavedTensor<Element>] = [],
        composed: Node<Element>.Composition? = nil, pushforward: Node<Element>.Pushforward? = nil,
        pullback: @escaping Node<Element>.Pullback
    ) -> Tensor {
        guard inputs.contains(where: \.isTracked) else { return value }
        let node = Node<Element>(
            operation: operation, inputs: inputs.map(\.node), saved: saving, shape: value.shape,
            pullback: pullback,
            pushforward: pushforward, composed: composed)
        var result = value
        result.node = node
        node.watch?.see(value, node, inputs.map(\.shape))
        return result
    }

    /// An operation of one input that is linear in it: the tangent goes the way of the value.
    func recordLinear(
        _ operation: String, value: Tensor, forward: @escaping @Sendable (Tensor) -> Tensor,
        transposed: @escaping @Sendable (Tensor) -> Tensor
    ) -> Tensor {
        if !isTracked { return value }
        return Tensor.record(
            operation, [self], value: value, pushforward: { tangents, _ in tangents[0].map(forward) },
            pullback: { gradient, _ in [transposed(gradient)] })
    }
}

extension SavedTensor {
    /// An input, without its node.
    static func kept(_ index: Int, _ tensor: Tensor<Element>) -> SavedTensor {
        .input(index, tensor.detached)
    }
}
