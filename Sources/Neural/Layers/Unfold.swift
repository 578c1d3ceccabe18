import Autodiff
import LinearAlgebra

extension Tensor {
    /// All windows of images as the columns of a matrix: "im2col", PyTorch's `unfold`.
    ///
    /// A convolution is then one matrix product: `W [outputs, channels · kernel] × [channels · kernel, windows]`. O(count of the result).
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows. The tensor is `[batch, channels, height, width]`.
    ///   - stride: Their steps, at least 1.
    ///   - padding: The rows and columns of zeros on each side, at least 0.
    ///   - dilation: The distance between the elements of a window, at least 1.
    /// - Returns: `[batch, channels · kernel height · kernel width, windows]`.
    public func unfolded(
        _ kernel: PlaneSize, stride: PlaneSize = 1, padding: PlaneSize = 0, dilation: PlaneSize = 1
    ) -> Tensor {
        require(rank == 4, "unfolded: \(describe(shape)) is not [batch, channels, height, width]")
        let geometry = ConvolutionGeometry(
            batch: shape[0], channels: shape[1], input: PlaneSize(shape[2], shape[3]), outputs: 1,
            kernel: kernel, stride: stride, padding: padding, dilation: dilation)
        return WindowMatrix.unfold(self, geometry)
    }

    /// Images whose windows are the columns of the matrix; where windows overlap they are added: "col2im", PyTorch's `fold`. The transpose of
    /// ``unfolded(_:stride:padding:dilation:)``. O(count).
    ///
    /// - Parameters:
    ///   - size: The height and width of the images. The tensor is `[batch, channels · kernel height · kernel width, windows]`.
    ///   - kernel: The size of the windows.
    ///   - stride: Their steps, at least 1.
    ///   - padding: The rows and columns of zeros on each side, at least 0.
    ///   - dilation: The distance between the elements of a window, at least 1.
    /// - Returns: `[batch, channels, height, width]`.
    public func folded(
        to size: PlaneSize, _ kernel: PlaneSize, stride: PlaneSize = 1, padding: PlaneSize = 0,
        dilation: PlaneSize = 1
    ) -> Tensor {
        require(
            rank == 3 && kernel.count > 0 && shape[1] > 0 && shape[1] % kernel.count == 0,
            "folded: \(describe(shape)) is not [batch, channels · \(kernel.height) · \(kernel.width), windows]"
        )
        let geometry = ConvolutionGeometry(
            batch: shape[0], channels: shape[1] / kernel.count, input: size, outputs: 1, kernel: kernel,
            stride: stride, padding: padding, dilation: dilation)
        require(
            shape[2] == geometry.output.count,
            "folded: \(describe(shape)) has \(shape[2]) windows, an image of \(size.height) × \(size.width) "
                + "\(geometry.output.count)")
        return WindowMatrix.fold(self, geometry)
    }
}

/// Unfolding and folding, both linear, each the transpose of the other.
private enum WindowMatrix<T: Scalar> {
    static func unfold(_ x: Tensor<T>, _ geometry: ConvolutionGeometry) -> Tensor<T> {
        let source = x.contiguous()
        let value = Tensor<T>(
            repeating: 0, shape: [geometry.batch, geometry.terms, geometry.output.count])
        geometry.eachRun { image, column, count in
            T.copyStrided(
                rows: 1, columns: count, from: source.start + image, rowStride: 0,
                columnStride: geometry.stride.width, to: value.start + column)
        }
        return Tensor.record(
            "unfold", [x], value: value,
            pushforward: { tangents, _ in tangents[0].map { unfold($0, geometry) } },
            pullback: { gradient, _ in [fold(gradient, geometry)] })
    }

    static func fold(_ x: Tensor<T>, _ geometry: ConvolutionGeometry) -> Tensor<T> {
        let source = x.contiguous(), value = Tensor<T>(repeating: 0, shape: geometry.inputShape)
        geometry.eachRun { image, column, count in
            T.axpy(count, 1, source.start + column, 1, value.start + image, geometry.stride.width)
        }
        return Tensor.record(
            "fold", [x], value: value,
            pushforward: { tangents, _ in tangents[0].map { fold($0, geometry) } },
            pullback: { gradient, _ in [unfold(gradient, geometry)] })
    }
}

extension ConvolutionGeometry {
    /// Calls `body` for each run of windows' elements that are in one row of an image: where it begins in the image and in the matrix of
    /// windows, and its length.
    fileprivate func eachRun(_ body: (_ image: Int, _ column: Int, _ count: Int) -> Void) {
        for plane in 0..<(batch * channels) {
            for tap in 0..<kernel.count {
                let (u, v) = tap.quotientAndRemainder(dividingBy: kernel.width)
                let shift = v * dilation.width - padding.width
                // The windows whose element of this tap is inside: 0 ≤ j s + shift < width.
                let first = shift >= 0 ? 0 : (-shift + stride.width - 1) / stride.width
                let last = (input.width - 1 - shift).quotientFloor(stride.width)
                let end = min(output.width, last + 1)
                if first >= end { continue }
                for i in 0..<output.height {
                    let row = i * stride.height + u * dilation.height - padding.height
                    guard row >= 0, row < input.height else { continue }
                    let image = (plane * input.height + row) * input.width + first * stride.width + shift
                    let line = (plane * kernel.count + tap) * output.count
                    body(image, line + i * output.width + first, end - first)
                }
            }
        }
    }
}

extension Int {
    fileprivate func quotientFloor(_ divisor: Int) -> Int {
        self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor)
    }
}
