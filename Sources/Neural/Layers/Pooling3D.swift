import Autodiff
import LinearAlgebra

/// A layer without parameters that keeps the largest element of each window of each volume.
///
/// - x: `[batch, channels, depth, height, width]`, y: `[batch, channels, …]`, each length as in ``MaxPooling2D``.
///
/// Planes are pooled first, then along the depth: the largest of the largest. The gradient goes to the first of equal elements.
/// O(count of x).
public struct MaxPooling3D<Precision: Scalar>: Module {
    /// The size of the windows.
    public let kernel: VolumeSize
    /// Their steps.
    public let stride: VolumeSize
    /// How far windows reach over each side.
    public let padding: VolumeSize

    /// A layer with windows of the given size.
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows, `2` or `[1, 2, 2]`.
    ///   - stride: Their steps; that of the kernel by default, so that windows touch.
    ///   - padding: How far windows reach over each side, at most half the kernel.
    public init(_ kernel: VolumeSize, stride: VolumeSize? = nil, padding: VolumeSize = 0) {
        self.kernel = kernel
        self.stride = stride ?? kernel
        self.padding = padding
    }

    /// The largest element of each window.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let y = VolumePooling.run(
            "MaxPooling3D", x,
            planes: { $0.maxPooled(kernel.plane, stride: stride.plane, padding: padding.plane) },
            depth: {
                $0.maxPooled(
                    PlaneSize(kernel.depth, 1), stride: PlaneSize(stride.depth, 1),
                    padding: PlaneSize(padding.depth, 0))
            })
        context.note(self, from: x.shape, to: y.shape, operations: y.count * (kernel.count - 1))
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A layer without parameters that takes the mean of each window of each volume.
///
/// - x: `[batch, channels, depth, height, width]`, y: `[batch, channels, …]`, each length as in ``AveragePooling2D``.
///
/// Planes are averaged first, then along the depth. O(count of x).
public struct AveragePooling3D<Precision: Scalar>: Module {
    /// The size of the windows.
    public let kernel: VolumeSize
    /// Their steps.
    public let stride: VolumeSize
    /// The zeros on each side.
    public let padding: VolumeSize
    /// Whether these zeros count as elements of a window.
    public let countsPadding: Bool

    /// A layer with windows of the given size.
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows, `2` or `[1, 2, 2]`.
    ///   - stride: Their steps; that of the kernel by default, so that windows touch.
    ///   - padding: The zeros on each side, at most half the kernel.
    ///   - countsPadding: Whether these zeros count as elements of a window.
    public init(
        _ kernel: VolumeSize, stride: VolumeSize? = nil, padding: VolumeSize = 0, countsPadding: Bool = true
    ) {
        self.kernel = kernel
        self.stride = stride ?? kernel
        self.padding = padding
        self.countsPadding = countsPadding
    }

    /// The mean of each window.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let y = VolumePooling.run(
            "AveragePooling3D", x,
            planes: {
                $0.averagePooled(
                    kernel.plane, stride: stride.plane, padding: padding.plane, countsPadding: countsPadding)
            },
            depth: {
                $0.averagePooled(
                    PlaneSize(kernel.depth, 1), stride: PlaneSize(stride.depth, 1),
                    padding: PlaneSize(padding.depth, 0), countsPadding: countsPadding)
            })
        context.note(self, from: x.shape, to: y.shape, operations: y.count * kernel.count)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

private enum VolumePooling {
    /// Pools planes, then columns of planes.
    static func run<T: Scalar>(
        _ name: StaticString, _ x: Tensor<T>, planes: (Tensor<T>) -> Tensor<T>,
        depth: (Tensor<T>) -> Tensor<T>
    ) -> Tensor<T> {
        require(x.rank == 5, "\(name): \(describe(x.shape)) is not [batch, channels, depth, height, width]")
        let shape = x.shape
        let flat = planes(x.reshaped([shape[0], shape[1] * shape[2], shape[3], shape[4]]))
        let plane = Array(flat.shape[2...])
        let y = depth(flat.reshaped([shape[0], shape[1], shape[2], plane[0] * plane[1]]))
        return y.reshaped([shape[0], shape[1], y.shape[2]] + plane)
    }
}
