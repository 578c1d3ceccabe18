import Autodiff
import LinearAlgebra
import Randomness

/// A layer of two inputs: `y[o] = xᵀ W[o] z + b[o]`.
///
/// - x: `[…, left]`, z: `[…, right]`, W: `[outputs, left, right]`, b: `[outputs]`, y: `[…, outputs]`.
///
/// O(rows · left · right · outputs).
public struct Bilinear<Precision: Scalar>: Parameterized {
    /// W: `[outputs, left, right]`.
    public var weight: Tensor<Precision>
    /// b: `[outputs]`, or nil.
    public var bias: Tensor<Precision>?

    /// A layer whose weights and biases are drawn from the uniform distribution on `±1/√left`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - left: The length of the last axis of x, at least 1.
    ///   - right: The length of the last axis of z, at least 1.
    ///   - outputs: The length of the last axis of the output, at least 1.
    ///   - hasBias: Whether b is added.
    ///   - generator: The source of the draws.
    public init(
        _ left: Int, _ right: Int, _ outputs: Int, hasBias: Bool = true,
        using generator: inout some RandomStream
    ) {
        require(
            left >= 1 && right >= 1 && outputs >= 1,
            "Bilinear: \(left) and \(right) inputs, \(outputs) outputs")
        let bound = 1 / Double(left).squareRoot()
        weight = .uniform([outputs, left, right], from: -bound, to: bound, using: &generator)
        bias = hasBias ? .uniform([outputs], from: -bound, to: bound, using: &generator) : nil
    }

    /// `xᵀWz + b`.
    public func callAsFunction(
        _ x: Tensor<Precision>, _ z: Tensor<Precision>, _ context: inout Context
    ) -> Tensor<Precision> {
        require(
            x.rank >= 1 && x.rank == z.rank && x.shape.dropLast() == z.shape.dropLast()
                && x.shape.last == weight.shape[1] && z.shape.last == weight.shape[2],
            "Bilinear: inputs of \(describe(x.shape)) and \(describe(z.shape)) meet a weight of \(describe(weight.shape))"
        )
        let rows = x.shape.dropLast().reduce(1, *), outputs = weight.shape[0]
        let left = x.reshaped([rows, weight.shape[1]]), right = z.reshaped([rows, weight.shape[2]])
        let products = (left.matmul(weight) * right).sum(over: [2]).transposed  // [rows, outputs]
        let y = (bias.map { products + $0 } ?? products).reshaped(x.shape.dropLast() + [outputs])
        context.note(self, from: x.shape, to: y.shape, operations: 2 * rows * weight.count)
        return y
    }

    /// `xᵀWz + b`.
    public func callAsFunction(_ x: Tensor<Precision>, _ z: Tensor<Precision>) -> Tensor<Precision> {
        var context = Context.inference
        return self(x, z, &context)
    }

    /// Shows `weight` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
    }
}
