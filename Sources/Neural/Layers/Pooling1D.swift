import Autodiff
import LinearAlgebra

/// A layer without parameters that keeps the largest element of each window of each channel of sequences.
///
/// - x: `[batch, channels, length]`, y: `[batch, channels, ⌊(length + 2 padding - kernel) / stride⌋ + 1]`.
///
/// The gradient goes to the element that was kept, the first of equal ones. O(count of y · kernel).
public struct MaxPooling1D<Precision: Scalar>: Module {
    /// The size of the windows.
    public let kernel: Int
    /// Their steps.
    public let stride: Int
    /// The elements that windows reach over each side.
    public let padding: Int

    /// A layer with windows of the given size.
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows, at least 1.
    ///   - stride: Their steps; that of the kernel by default, so that windows touch.
    ///   - padding: The elements that windows reach over each side, at most half the kernel.
    public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0) {
        self.kernel = kernel
        self.stride = stride ?? kernel
        self.padding = padding
    }

    /// The largest element of each window.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(x.rank == 3, "MaxPooling1D: \(describe(x.shape)) is not [batch, channels, length]")
        let y = x.insertingAxis(2).maxPooled(
            PlaneSize(1, kernel), stride: PlaneSize(1, stride), padding: PlaneSize(0, padding)
        ).removingAxis(2)
        context.note(self, from: x.shape, to: y.shape, operations: y.count * (kernel - 1))
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A layer without parameters that takes the mean of each window of each channel of sequences.
///
/// - x: `[batch, channels, length]`, y: `[batch, channels, ⌊(length + 2 padding - kernel) / stride⌋ + 1]`.
///
/// O(count of y · kernel).
public struct AveragePooling1D<Precision: Scalar>: Module {
    /// The size of the windows.
    public let kernel: Int
    /// Their steps.
    public let stride: Int
    /// The zeros on each side.
    public let padding: Int
    /// Whether these zeros count as elements of a window.
    public let countsPadding: Bool

    /// A layer with windows of the given size.
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows, at least 1.
    ///   - stride: Their steps; that of the kernel by default, so that windows touch.
    ///   - padding: The zeros on each side, at most half the kernel.
    ///   - countsPadding: Whether these zeros count as elements of a window.
    public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0, countsPadding: Bool = true) {
        self.kernel = kernel
        self.stride = stride ?? kernel
        self.padding = padding
        self.countsPadding = countsPadding
    }

    /// The mean of each window.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(x.rank == 3, "AveragePooling1D: \(describe(x.shape)) is not [batch, channels, length]")
        let y = x.insertingAxis(2).averagePooled(
            PlaneSize(1, kernel), stride: PlaneSize(1, stride), padding: PlaneSize(0, padding),
            countsPadding: countsPadding
        ).removingAxis(2)
        context.note(self, from: x.shape, to: y.shape, operations: y.count * kernel)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}
