import LinearAlgebra

/// An operation of your own: its value, and how a gradient passes through it.
///
///     // The identity, through which gradients pass reversed (Ganin and Lempitsky, 2015).
///     func reversed(_ x: Tensor<Double>) -> Tensor<Double> {
///         customOperation("reverse", [x], value: { $0[0] }, pullback: { gradient, _, _ in [-gradient] })
///     }
///     print(gradient(at: Tensor<Double>(2)) { reversed($0 * 3) }.item)     // -3.0
///
/// - Parameters:
///   - name: Its name, for graphs and messages.
///   - inputs: What it depends on.
///   - value: The result, given the inputs; nothing that it does is recorded.
///   - pullback: The gradients of the inputs, given that of the result, the inputs and the result; nil for an input that the result does
///     not depend on. Written in tensor operations it can be differentiated itself, in the gradient and in the inputs.
@specialized(where T == Float)
@specialized(where T == Double)
public func customOperation<T: Scalar>(
    _ name: String, _ inputs: [Tensor<T>], value: ([Tensor<T>]) -> Tensor<T>,
    pullback:
        @escaping @Sendable (
            _ gradient: Tensor<T>, _ inputs: [Tensor<T>], _ value: Tensor<T>
        ) -> [Tensor<T>?]
) -> Tensor<T> {
    let result = value(inputs.map(\.detached)).detached, count = inputs.count
    let saving = inputs.indices.map { SavedTensor.kept($0, inputs[$0]) } + [.output(result)]
    return Tensor.record(name, inputs, value: result, saving: saving) { gradient, saved in
        let parts = pullback(gradient, (0..<count).map { saved[$0] }, saved[count])
        require(
            parts.count == count, "\(name): the pullback gives \(parts.count) gradients for \(count) inputs")
        for (index, part) in parts.enumerated() {
            guard let part else { continue }
            require(
                part.shape == saved[index].shape,
                "\(name): the pullback gives \(describe(part.shape)) for an input of \(describe(saved[index].shape))"
            )
        }
        return parts
    }
}

/// Computes a part of a function without keeping its intermediate results, and computes them again for the gradient: time for memory.
///
///     let x = Tensor<Double>([0.5, 1])
///     let kept = gradient(at: x) { $0.exp().sin().sum() }
///     print(gradient(at: x) { recomputed([$0]) { $0[0].exp().sin() }.sum() } == kept)  // true
///
/// A network of n layers in √n parts keeps O(√n) results instead of O(n), for one more forward pass. The gradient goes to `point` only: what `function`
/// uses of an outer function's variables must be handed in.
///
/// - Parameters:
///   - point: A tensor, an array of tensors, or a struct of such things.
///   - function: Gives the same value whenever it is called.
///
/// Source: Griewank and Walther (2000); Chen et al., *Training Deep Nets with Sublinear Memory Cost* (2016).
public func recomputed<Point: Parameterized>(
    _ point: Point, _ function: @escaping @Sendable (Point) -> Tensor<Point.Precision>
) -> Tensor<Point.Precision> {
    let inputs = point.parameters
    var plain = point
    plain.forEachTensor { _, tensor, role in if role == .parameter { tensor = tensor.detached } }
    let value = function(plain).detached
    let rebuilt: @Sendable ([Tensor<Point.Precision>]) -> Point = { tensors in
        var copy = point, next = 0
        copy.forEachTensor { _, tensor, role in
            guard role == .parameter else { return }
            tensor = tensors[next]
            next += 1
        }
        return copy
    }
    return Tensor.record(
        "recompute", inputs, value: value, saving: inputs.indices.map { .kept($0, inputs[$0]) },
        composed: { function(rebuilt($0)) },
        pullback: { gradient, saved in
            vjp(at: rebuilt(inputs.indices.map { saved[$0] }), function).pullback(gradient).parameters.map {
                $0
            }
        })
}
