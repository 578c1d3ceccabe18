import Autodiff
import LinearAlgebra
import Randomness

/// A convolution of each channel by kernels of its own: ``Convolution2D`` with as many groups as channels.
///
/// - x: `[batch, channels, height, width]`, W: `[channels · multiplier, 1, kernel, kernel]`,
///   y: `[batch, channels · multiplier, …]`.
///
/// O(count of y · kernel²).
///
/// Source: Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions" (2016).
public struct DepthwiseConvolution2D<Precision: Scalar>: Module {
    /// The convolution with one group for each channel.
    public var convolution: Convolution2D<Precision>

    /// A layer whose weights are drawn as those of ``Convolution2D`` are.
    ///
    /// - Parameters:
    ///   - channels: The channels of the input, at least 1.
    ///   - multiplier: The kernels for each of them, at least 1.
    ///   - kernel: The size of the window, `3` or `[3, 5]`.
    ///   - stride: The steps of the window, at least 1.
    ///   - padding: The rows and columns of zeros on each side, at least 0.
    ///   - dilation: The distance between the taps of the kernel, at least 1.
    ///   - hasBias: Whether there is a bias.
    ///   - generator: The source of the draws.
    public init(
        _ channels: Int, multiplier: Int = 1, kernel: PlaneSize, stride: PlaneSize = 1,
        padding: PlaneSize = 0, dilation: PlaneSize = 1, hasBias: Bool = true,
        using generator: inout some RandomStream
    ) {
        convolution = Convolution2D(
            channels, channels * multiplier, kernel: kernel, stride: stride, padding: padding,
            dilation: dilation, groups: channels, hasBias: hasBias, using: &generator)
    }

    /// Each channel, convolved by its kernels.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        convolution(x, &context)
    }

    /// Shows `weight` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        convolution.visitParameters(&visit)
    }
}

/// A convolution in two steps: each channel by a kernel of its own, then a mixture of channels at each place.
///
/// - x: `[batch, inputs, height, width]`, y: `[batch, outputs, …]`.
///
/// O(places · inputs (kernel² + outputs)), where ``Convolution2D`` takes O(places · inputs · kernel² · outputs).
///
/// Source: Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions" (2016).
public struct SeparableConvolution2D<Precision: Scalar>: Module {
    /// The kernels of the channels.
    public var depthwise: DepthwiseConvolution2D<Precision>
    /// The mixture: a convolution with kernels of 1 × 1.
    public var pointwise: Convolution2D<Precision>

    /// A layer whose weights are drawn as those of ``Convolution2D`` are.
    ///
    /// - Parameters:
    ///   - inputs: The channels of the input, at least 1.
    ///   - outputs: The channels of the output, at least 1.
    ///   - kernel: The size of the window, `3` or `[3, 5]`.
    ///   - stride: The steps of the window, at least 1.
    ///   - padding: The rows and columns of zeros on each side, at least 0.
    ///   - dilation: The distance between the taps of the kernel, at least 1.
    ///   - hasBias: Whether both steps have a bias.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ outputs: Int, kernel: PlaneSize, stride: PlaneSize = 1, padding: PlaneSize = 0,
        dilation: PlaneSize = 1, hasBias: Bool = true, using generator: inout some RandomStream
    ) {
        depthwise = DepthwiseConvolution2D(
            inputs, kernel: kernel, stride: stride, padding: padding, dilation: dilation, hasBias: hasBias,
            using: &generator)
        pointwise = Convolution2D(inputs, outputs, kernel: 1, hasBias: hasBias, using: &generator)
    }

    /// The mixture of the convolved channels.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        pointwise(depthwise(x, &context), &context)
    }

    /// Shows `depthwise` and `pointwise`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("depthwise", &depthwise)
        visit("pointwise", &pointwise)
    }
}
