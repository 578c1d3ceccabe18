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
