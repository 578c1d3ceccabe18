import Autodiff
import LinearAlgebra

/// A function of each element with a derivative of its own, where that of the formula would be 0 · ∞ or lose its digits.
///
/// - Parameters:
///   - name: The name of the operation.
///   - x: The argument.
///   - value: The function.
///   - derivative: Its derivative at x, in operations that can be differentiated themselves.
func pointwise<T: Scalar>(
    _ name: String, _ x: Tensor<T>, _ value: (Tensor<T>) -> Tensor<T>,
    derivative: @escaping @Sendable (Tensor<T>) -> Tensor<T>
) -> Tensor<T> {
    let result = value(x.detached).detached
    guard x.isTracked else { return result }
    return Tensor.record(
        name, [x], value: result, saving: [.input(0, x.detached)],
        pushforward: { tangents, saved in tangents[0].map { $0 * derivative(saved[0]) } },
        pullback: { gradient, saved in [gradient * derivative(saved[0])] })
}

/// The same, and the reduction of the results: the gradient of a sum is one number times the derivative.
func pointwise<T: Scalar>(
    _ name: String, _ x: Tensor<T>, _ reduction: LossReduction, _ value: (Tensor<T>) -> Tensor<T>,
    derivative: @escaping @Sendable (Tensor<T>) -> Tensor<T>
) -> Tensor<T> {
    if reduction == .none { return pointwise(name, x, value, derivative: derivative) }
    let result = reduction(value(x.detached).detached), share: T = reduction.share(x.shape)
    guard x.isTracked else { return result }
    return Tensor.record(
        name, [x], value: result, saving: [.input(0, x.detached)],
        pushforward: { tangents, saved in tangents[0].map { ($0 * derivative(saved[0])).sum() * share } },
        pullback: { gradient, saved in
            let slope = derivative(saved[0])
            return [gradient.isTracked ? slope * (gradient * share) : slope * (gradient.item * share)]
        })
}

/// The sum, or the mean, of squares in one pass; the gradient is one pass, too.
func reducedSquares<T: Scalar>(_ x: Tensor<T>, _ reduction: LossReduction) -> Tensor<T> {
    if reduction == .none { return x.square() }
    let source = x.contiguous(), share: T = reduction.share(x.shape), kernel = T.kernel(for: .sumOfSquares)
    let value = Tensor(
        Blocks.reduce(source.start, source.count, kernel, combine: T.kernel(for: .sum)) * share)
    guard x.isTracked else { return value }
    return Tensor.record(
        "squares", [x], value: value, saving: [.input(0, x.detached)],
        pushforward: { tangents, saved in tangents[0].map { ($0 * saved[0]).sum() * (2 * share) } },
        pullback: { gradient, saved in
            [
                gradient.isTracked
                    ? saved[0] * (gradient * (2 * share)) : saved[0] * (gradient.item * 2 * share)
            ]
        })
}
