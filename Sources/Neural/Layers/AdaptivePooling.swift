import Autodiff
import LinearAlgebra

/// A layer without parameters that takes means of windows so chosen that the output has a given size.
///
/// - x: `[batch, channels, height, width]`, y: `[batch, channels, size]`.
///
/// Window i of n along an axis of length h is `⌊i h / n⌋ ..< ⌈(i + 1) h / n⌉`: windows overlap where n does not divide h. O(count of x) and, where
/// windows overlap, one small matrix product for each axis.
public struct AdaptiveAveragePooling2D<Precision: Scalar>: Module {
    /// The height and width of the output.
    public let size: PlaneSize

    /// A layer whose output has the given size.
    ///
    /// - Parameter size: The height and width of the output, each at least 1.
    public init(_ size: PlaneSize) {
        require(
            size.height >= 1 && size.width >= 1,
            "AdaptiveAveragePooling2D: an output of \(size.height) × \(size.width)")
        self.size = size
    }

    /// The mean of each window.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        requireImages("AdaptiveAveragePooling2D", x)
        let kernel = PlaneSize(x.shape[2] / size.height, x.shape[3] / size.width)
        let y: Tensor<Precision>
        if x.shape[2] == kernel.height * size.height && x.shape[3] == kernel.width * size.width {
            y = x.averagePooled(kernel)
        } else {
            let rows = AdaptiveWindows(x.shape[2], size.height).meanMatrix(Precision.self)
            let columns = AdaptiveWindows(x.shape[3], size.width).meanMatrix(Precision.self)
            y = rows.matmul(x).matmul(columns.transposed)
        }
        context.note(self, from: x.shape, to: y.shape, operations: x.count)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A layer without parameters that keeps the largest elements of windows so chosen that the output has a given size.
///
/// - x: `[batch, channels, height, width]`, y: `[batch, channels, size]`.
///
/// The windows are those of ``AdaptiveAveragePooling2D``. The gradient goes to the first of equal elements. O(count of x).
public struct AdaptiveMaxPooling2D<Precision: Scalar>: Module {
    /// The height and width of the output.
    public let size: PlaneSize

    /// A layer whose output has the given size.
    ///
    /// - Parameter size: The height and width of the output, each at least 1.
    public init(_ size: PlaneSize) {
        require(
            size.height >= 1 && size.width >= 1,
            "AdaptiveMaxPooling2D: an output of \(size.height) × \(size.width)")
        self.size = size
    }

    /// The largest element of each window.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        requireImages("AdaptiveMaxPooling2D", x)
        let kernel = PlaneSize(x.shape[2] / size.height, x.shape[3] / size.width)
        let y: Tensor<Precision>
        if x.shape[2] == kernel.height * size.height && x.shape[3] == kernel.width * size.width {
            y = x.maxPooled(kernel)
        } else {
            let columns = AdaptiveWindows(x.shape[3], size.width).windows
            let narrow = stacked(columns.map { x.slice(3, $0).max(over: 3) }, along: 3)
            let rows = AdaptiveWindows(x.shape[2], size.height).windows
            y = stacked(rows.map { narrow.slice(2, $0).max(over: 2) }, along: 2)
        }
        context.note(self, from: x.shape, to: y.shape, operations: x.count)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// Stops where there are no images.
func requireImages<T: Scalar>(_ name: StaticString, _ x: Tensor<T>) {
    require(
        x.rank == 4 && x.shape[2] >= 1 && x.shape[3] >= 1,
        "\(name): \(describe(x.shape)) is not [batch, channels, height, width]")
}

/// The windows along an axis that make `outputs` of `length`.
private struct AdaptiveWindows {
    let length: Int
    let windows: [Range<Int>]

    init(_ length: Int, _ outputs: Int) {
        self.length = length
        windows = (0..<outputs).map { index in
            (index * length / outputs)..<(((index + 1) * length + outputs - 1) / outputs)
        }
    }

    /// The matrix that takes the axis to the means of the windows: `[outputs, length]`.
    func meanMatrix<T: Scalar>(_: T.Type) -> Tensor<T> {
        var elements = [T](repeating: 0, count: windows.count * length)
        for (row, window) in windows.enumerated() {
            for column in window { elements[row * length + column] = 1 / T(window.count) }
        }
        return Tensor(shape: [windows.count, length], elements: elements)
    }
}
