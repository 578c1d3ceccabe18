import Autodiff
import LinearAlgebra
import Randomness

/// A layer that enlarges images: each element of x lays its kernel, times itself, into y. PyTorch's `ConvTranspose2d`.
///
/// - x: `[batch, inputs, height, width]`, W: `[inputs, outputs / groups, kernel, kernel]`, b: `[outputs]`,
///   y: `[batch, outputs, (height - 1) s - 2p + d (kernel - 1) + outputPadding + 1, …]`.
///
/// It is the transpose of the linear map that ``Convolution2D`` with the same sizes is. O(count of x · kernel² · outputs / groups).
///
/// Source: Zeiler et al., "Deconvolutional Networks" (2010).
public struct TransposedConvolution2D<Precision: Scalar>: Module {
    /// W: `[inputs, outputs / groups, kernel height, kernel width]`.
    public var weight: Tensor<Precision>
    /// b: `[outputs]`, or nil.
    public var bias: Tensor<Precision>?
    /// s: the steps between the places where kernels are laid.
    public let stride: PlaneSize
    /// p: the rows and columns that are cut off on each side.
    public let padding: PlaneSize
    /// Rows and columns added at the end.
    public let outputPadding: PlaneSize
    /// d: the distance between the taps of the kernel.
    public let dilation: PlaneSize
    /// The number of groups of channels, each of which is convolved alone.
    public let groups: Int

    /// A layer whose weights and biases are drawn from the uniform distribution on `±1/√(kernel² · outputs / groups)`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - inputs: The channels of the input, at least 1.
    ///   - outputs: The channels of the output, at least 1.
    ///   - kernel: The size of the window, `3` or `[3, 5]`.
    ///   - stride: s, at least 1.
    ///   - padding: p, at least 0.
    ///   - outputPadding: Rows and columns added at the end, fewer than the stride.
    ///   - dilation: d, at least 1.
    ///   - groups: A divisor of inputs and outputs.
    ///   - hasBias: Whether b is added.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ outputs: Int, kernel: PlaneSize, stride: PlaneSize = 1, padding: PlaneSize = 0,
        outputPadding: PlaneSize = 0, dilation: PlaneSize = 1, groups: Int = 1, hasBias: Bool = true,
        using generator: inout some RandomStream
    ) {
        requireChannels(
            "TransposedConvolution2D", inputs, outputs, groups, [kernel.height, kernel.width])
        let bound = 1 / Double(outputs / groups * kernel.count).squareRoot()
        weight = .uniform(
            [inputs, outputs / groups, kernel.height, kernel.width], from: -bound, to: bound,
            using: &generator)
        bias = hasBias ? .uniform([outputs], from: -bound, to: bound, using: &generator) : nil
        self.stride = stride
        self.padding = padding
        self.outputPadding = outputPadding
        self.dilation = dilation
        self.groups = groups
    }

    /// The sum of all kernels, each times an element of x, and b.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let y = x.transposedConvolved(
            with: weight, bias: bias, stride: stride, padding: padding, outputPadding: outputPadding,
            dilation: dilation, groups: groups)
        context.note(
            self, from: x.shape, to: y.shape,
            operations: 2 * x.count * weight.count / weight.shape[0] + (bias == nil ? 0 : y.count))
        return y
    }

    /// Shows `weight` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
    }
}

/// A layer that lengthens sequences: each element of x lays its kernel, times itself, into y. PyTorch's `ConvTranspose1d`.
///
/// - x: `[batch, inputs, length]`, W: `[inputs, outputs / groups, kernel]`, b: `[outputs]`,
///   y: `[batch, outputs, (length - 1) s - 2p + d (kernel - 1) + outputPadding + 1]`.
///
/// It runs as a ``TransposedConvolution2D`` of images of one row. O(count of x · kernel · outputs / groups).
///
/// Source: Zeiler et al., "Deconvolutional Networks" (2010).
public struct TransposedConvolution1D<Precision: Scalar>: Module {
    /// W: `[inputs, outputs / groups, kernel]`.
    public var weight: Tensor<Precision>
    /// b: `[outputs]`, or nil.
    public var bias: Tensor<Precision>?
    /// s: the steps between the places where kernels are laid.
    public let stride: Int
    /// p: the elements that are cut off on each side.
    public let padding: Int
    /// Elements added at the end.
    public let outputPadding: Int
    /// d: the distance between the taps of the kernel.
    public let dilation: Int
    /// The number of groups of channels, each of which is convolved alone.
    public let groups: Int

    /// A layer whose weights and biases are drawn from the uniform distribution on `±1/√(kernel · outputs / groups)`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - inputs: The channels of the input, at least 1.
    ///   - outputs: The channels of the output, at least 1.
    ///   - kernel: The size of the window, at least 1.
    ///   - stride: s, at least 1.
    ///   - padding: p, at least 0.
    ///   - outputPadding: Elements added at the end, fewer than the stride.
    ///   - dilation: d, at least 1.
    ///   - groups: A divisor of inputs and outputs.
    ///   - hasBias: Whether b is added.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0,
        dilation: Int = 1, groups: Int = 1, hasBias: Bool = true, using generator: inout some RandomStream
    ) {
        requireChannels("TransposedConvolution1D", inputs, outputs, groups, [kernel])
        let bound = 1 / Double(outputs / groups * kernel).squareRoot()
        weight = .uniform([inputs, outputs / groups, kernel], from: -bound, to: bound, using: &generator)
        bias = hasBias ? .uniform([outputs], from: -bound, to: bound, using: &generator) : nil
        self.stride = stride
        self.padding = padding
        self.outputPadding = outputPadding
        self.dilation = dilation
        self.groups = groups
    }

    /// The sum of all kernels, each times an element of x, and b.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(
            x.rank == 3,
            "TransposedConvolution1D: an input of \(describe(x.shape)), not [batch, \(weight.shape[0]), length]"
        )
        let y = x.insertingAxis(2).transposedConvolved(
            with: weight.insertingAxis(2), bias: bias, stride: PlaneSize(1, stride),
            padding: PlaneSize(0, padding), outputPadding: PlaneSize(0, outputPadding),
            dilation: PlaneSize(1, dilation), groups: groups
        ).removingAxis(2)
        context.note(
            self, from: x.shape, to: y.shape,
            operations: 2 * x.count * weight.count / weight.shape[0] + (bias == nil ? 0 : y.count))
        return y
    }

    /// Shows `weight` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
    }
}
