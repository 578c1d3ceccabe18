import Autodiff
import LinearAlgebra
import Randomness

/// A dense layer: `y = xW + b`.
///
/// - x: `[…, inputs]`, W: `[inputs, outputs]`, b: `[outputs]`, y: `[…, outputs]`.
///
/// One matrix product, O(rows · inputs · outputs).
public struct Linear<Precision: Scalar>: Module {
    /// W: `[inputs, outputs]`.
    public var weight: Tensor<Precision>
    /// b: `[outputs]`, or nil.
    public var bias: Tensor<Precision>?

    /// A layer with the given parameters.
    public init(weight: Tensor<Precision>, bias: Tensor<Precision>? = nil) {
        require(
            weight.rank == 2 && (bias == nil || bias?.shape == [weight.shape[1]]),
            "Linear: a weight of \(weight.shape) and a bias of \(bias?.shape ?? [])")
        self.weight = weight
        self.bias = bias
    }

    /// A layer whose weights and biases are drawn from the uniform distribution on `±1/√inputs`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - inputs: The length of the last axis of the input, at least 1.
    ///   - outputs: The length of the last axis of the output, at least 1.
    ///   - hasBias: Whether b is added.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ outputs: Int, hasBias: Bool = true, using generator: inout some RandomStream
    ) {
        require(inputs >= 1 && outputs >= 1, "Linear: \(inputs) inputs and \(outputs) outputs")
        let bound = 1 / Double(inputs).squareRoot()
        weight = .uniform([inputs, outputs], from: -bound, to: bound, using: &generator)
        bias = hasBias ? .uniform([outputs], from: -bound, to: bound, using: &generator) : nil
    }

    /// `xW + b`.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let y = linear(x, weight, bias)
        context.note(
            self, from: x.shape, to: y.shape,
            operations: y.count * (2 * weight.shape[0] - (bias == nil ? 1 : 0)))
        return y
    }

    /// Shows `weight` and `bias`.
    @inlinable public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
    }
}
