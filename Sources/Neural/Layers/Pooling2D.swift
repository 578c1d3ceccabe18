import Autodiff
import LinearAlgebra

/// A layer without parameters that keeps the largest element of each window of each plane.
///
/// - x: `[batch, channels, height, width]`,
///   y: `[batch, channels, ⌊(height + 2 padding - kernel) / stride⌋ + 1, …]`.
///
/// The gradient goes to the element that was kept, the first of equal ones. O(count of y · kernel²).
///
/// Source: Zhou and Chellappa, "Computation of Optical Flow Using a Neural Network" (1988).
public struct MaxPooling2D<Precision: Scalar>: Module {
    /// The size of the windows.
    public let kernel: PlaneSize
    /// Their steps.
    public let stride: PlaneSize
    /// The rows and columns that windows reach over each side.
    public let padding: PlaneSize

    /// A layer with windows of the given size.
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows, `2` or `[2, 3]`.
    ///   - stride: Their steps; that of the kernel by default, so that windows touch.
    ///   - padding: The rows and columns that windows reach over each side, at most half the kernel.
    public init(_ kernel: PlaneSize, stride: PlaneSize? = nil, padding: PlaneSize = 0) {
        self.kernel = kernel
        self.stride = stride ?? kernel
        self.padding = padding
    }

    /// The largest element of each window.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let y = x.maxPooled(kernel, stride: stride, padding: padding)
        context.note(self, from: x.shape, to: y.shape, operations: y.count * (kernel.count - 1))
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A layer without parameters that takes the mean of each window of each plane.
///
/// - x: `[batch, channels, height, width]`,
///   y: `[batch, channels, ⌊(height + 2 padding - kernel) / stride⌋ + 1, …]`.
///
/// O(count of y · kernel²).
///
/// Source: LeCun et al., "Gradient-Based Learning Applied to Document Recognition" (1998).
public struct AveragePooling2D<Precision: Scalar>: Module {
    /// The size of the windows.
    public let kernel: PlaneSize
    /// Their steps.
    public let stride: PlaneSize
    /// The rows and columns of zeros on each side.
    public let padding: PlaneSize
    /// Whether these zeros count as elements of a window.
    public let countsPadding: Bool

    /// A layer with windows of the given size.
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows, `2` or `[2, 3]`.
    ///   - stride: Their steps; that of the kernel by default, so that windows touch.
    ///   - padding: The rows and columns of zeros on each side, at most half the kernel.
    ///   - countsPadding: Whether these zeros count as elements of a window.
    public init(
        _ kernel: PlaneSize, stride: PlaneSize? = nil, padding: PlaneSize = 0, countsPadding: Bool = true
    ) {
        self.kernel = kernel
        self.stride = stride ?? kernel
        self.padding = padding
        self.countsPadding = countsPadding
    }

    /// The mean of each window.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let y = x.averagePooled(kernel, stride: stride, padding: padding, countsPadding: countsPadding)
        context.note(self, from: x.shape, to: y.shape, operations: y.count * kernel.count)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A layer without parameters that takes the mean of each channel over all places.
///
/// - x: `[batch, channels, …]`, y: `[batch, channels]`.
///
/// It makes of feature maps of any size as many numbers as there are channels. O(count of x).
///
/// Source: Lin, Chen and Yan, "Network In Network" (2013).
public struct GlobalAveragePooling<Precision: Scalar>: Module {
    /// A layer for inputs of any size.
    public init() {}

    /// The mean of each channel.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(x.rank >= 2, "GlobalAveragePooling: \(describe(x.shape)) is not [batch, channels, …]")
        let plane = x.shape[2...].reduce(1, *)
        let y = x.reshaped([x.shape[0], x.shape[1], plane]).mean(over: [2])
        context.note(self, from: x.shape, to: y.shape, operations: x.count)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}
