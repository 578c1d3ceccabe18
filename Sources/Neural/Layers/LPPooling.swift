import Autodiff
import LinearAlgebra

/// A layer without parameters that takes the p-norm of each window of each plane: `y = (Σ xᵖ)^(1/p)`.
///
/// - x: `[batch, channels, height, width]`, y: `[batch, channels, ⌊(height - kernel) / stride⌋ + 1, …]`.
///
/// With p = 1 the sum; with large p nearly the maximum. As in PyTorch xᵖ keeps its sign where p is odd, and a negative sum has no root: NaN. Where
/// the sum is 0 and p is above 1 the
/// gradient is NaN. O(count of y · kernel²).
///
/// Source: Gulcehre et al., "Learned-Norm Pooling for Deep Feedforward and Recurrent Neural Networks" (2013).
public struct LPPooling2D<Precision: Scalar>: Module {
    /// p.
    public let power: Double
    /// The size of the windows.
    public let kernel: PlaneSize
    /// Their steps.
    public let stride: PlaneSize

    /// A layer with windows of the given size.
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows, `2` or `[2, 3]`.
    ///   - power: p, above 0.
    ///   - stride: The steps of the windows; that of the kernel by default, so that windows touch.
    public init(_ kernel: PlaneSize, power: Double, stride: PlaneSize? = nil) {
        require(power > 0 && power.isFinite, "LPPooling2D: a power of \(power)")
        self.kernel = kernel
        self.power = power
        self.stride = stride ?? kernel
    }

    /// The p-norm of each window.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let means = x.pow(Precision(power)).averagePooled(kernel, stride: stride)
        let y = (means * Precision(kernel.count)).pow(Precision(1 / power))
        context.note(self, from: x.shape, to: y.shape, operations: y.count * 2 * kernel.count)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A layer without parameters that takes the p-norm of each window of each channel of sequences: `y = (Σ xᵖ)^(1/p)`.
///
/// - x: `[batch, channels, length]`, y: `[batch, channels, ⌊(length - kernel) / stride⌋ + 1]`.
///
/// See ``LPPooling2D``. O(count of y · kernel).
public struct LPPooling1D<Precision: Scalar>: Module {
    private let pooling: LPPooling2D<Precision>

    /// A layer with windows of the given size.
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows, at least 1.
    ///   - power: p, above 0.
    ///   - stride: The steps of the windows; that of the kernel by default, so that windows touch.
    public init(_ kernel: Int, power: Double, stride: Int? = nil) {
        pooling = LPPooling2D(PlaneSize(1, kernel), power: power, stride: PlaneSize(1, stride ?? kernel))
    }

    /// The p-norm of each window.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(x.rank == 3, "LPPooling1D: \(describe(x.shape)) is not [batch, channels, length]")
        var silent = Context.inference
        let y = pooling(x.insertingAxis(2), &silent).removingAxis(2)
        context.note(self, from: x.shape, to: y.shape, operations: y.count * 2 * pooling.kernel.count)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}
