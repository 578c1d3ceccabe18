import Autodiff
import LinearAlgebra
import Randomness

/// A layer that slides kernels over sequences: `y[n][o][i] = b[o] + Σ_{c,u} W[o][c][u] x[n][c][i s + u d - p]`, where x is 0 outside.
///
/// - x: `[batch, inputs, length]`, W: `[outputs, inputs / groups, kernel]`, b: `[outputs]`,
///   y: `[batch, outputs, ⌊(length + 2p - d (kernel - 1) - 1) / s⌋ + 1]`.
///
/// It runs as a convolution of images of one row. O(count of y · kernel · inputs / groups).
///
/// Source: Waibel et al., "Phoneme Recognition Using Time-Delay Neural Networks" (1989).
public struct Convolution1D<Precision: Scalar>: Module {
    /// W: `[outputs, inputs / groups, kernel]`.
    public var weight: Tensor<Precision>
    /// b: `[outputs]`, or nil.
    public var bias: Tensor<Precision>?
    /// s: the steps of the window.
    public let stride: Int
    /// p: the zeros on each side.
    public let padding: Int
    /// d: the distance between the taps of the kernel.
    public let dilation: Int
    /// The number of groups of channels, each of which is convolved alone.
    public let groups: Int

    /// A layer whose weights and biases are drawn from the uniform distribution on `±1/√(kernel · inputs / groups)`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - inputs: The channels of the input, at least 1.
    ///   - outputs: The channels of the output, at least 1.
    ///   - kernel: The size of the window, at least 1.
    ///   - stride: s, at least 1.
    ///   - padding: p, at least 0.
    ///   - dilation: d, at least 1.
    ///   - groups: A divisor of inputs and outputs.
    ///   - hasBias: Whether b is added.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
        groups: Int = 1, hasBias: Bool = true, using generator: inout some RandomStream
    ) {
        requireChannels("Convolution1D", inputs, outputs, groups, [kernel])
        let bound = 1 / Double(inputs / groups * kernel).squareRoot()
        weight = .uniform([outputs, inputs / groups, kernel], from: -bound, to: bound, using: &generator)
        bias = hasBias ? .uniform([outputs], from: -bound, to: bound, using: &generator) : nil
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
    }

    /// `x ∗ W + b`.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(
            x.rank == 3 && weight.rank == 3,
            "Convolution1D: an input of \(describe(x.shape)), not [batch, \(weight.shape[1] * groups), length]"
        )
        let y = x.insertingAxis(2).convolved(
            with: weight.insertingAxis(2), bias: bias, stride: PlaneSize(1, stride),
            padding: PlaneSize(0, padding), dilation: PlaneSize(1, dilation), groups: groups
        ).removingAxis(2)
        let terms = weight.count / weight.shape[0]
        context.note(
            self, from: x.shape, to: y.shape, operations: y.count * (2 * terms - (bias == nil ? 1 : 0)))
        return y
    }

    /// Shows `weight` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
    }
}
