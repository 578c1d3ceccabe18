import LinearAlgebra

/// The sizes of a pooling of planes: images × channels of them, each alone.
package struct PoolingGeometry: Hashable, Sendable {
    package let planes: Int
    package let input, kernel, stride, padding, output: PlaneSize
    /// Whether an average divides by the size of the window, as if the zeros around counted, or by the elements in it.
    package let countsPadding: Bool

    /// The geometry for these sizes; without a stride the windows touch. A padding is at most half its kernel.
    package init(
        planes: Int, input: PlaneSize, kernel: PlaneSize, stride: PlaneSize? = nil,
        padding: PlaneSize = PlaneSize(0), countsPadding: Bool = true
    ) {
        let stride = stride ?? kernel
        require(planes >= 0, "Pooling: \(planes) planes")
        require(
            2 * padding.height <= kernel.height && 2 * padding.width <= kernel.width,
            "Pooling: a padding of \(padding.height) × \(padding.width) is more than half of the kernel, "
                + "\(kernel.height) × \(kernel.width)")
        (self.planes, self.input, self.kernel, self.stride) = (planes, input, kernel, stride)
        (self.padding, self.countsPadding) = (padding, countsPadding)
        output = PlaneSize(
            ConvolutionGeometry.outputSize(
                input.height, kernel.height, stride.height, padding.height, 1, "height"),
            ConvolutionGeometry.outputSize(input.width, kernel.width, stride.width, padding.width, 1, "width")
        )
        require(
            input.count <= Int(Int32.max), "Pooling: a plane of \(input.height) × \(input.width) is too large"
        )
    }

    /// Elements of x and y.
    package var inputCount: Int { planes * input.count }
    package var outputCount: Int { planes * output.count }

    /// The maximum of each window, over y, and where in its plane it is: the first of equal ones. NaN is greater than all.
    package func maximum<T: Scalar>(
        _ x: UnsafePointer<T>, into y: UnsafeMutablePointer<T>, indices: UnsafeMutablePointer<Int32>?
    ) {
        inBlocks { first, count, sizes in
            let skipped = first * output.count
            T.maxPool(
                x + first * input.count, planes: count, sizes, y + skipped, indices.map { $0 + skipped })
        }
    }

    /// The gradient of x, over dx, from g, that of the maxima at `indices`.
    package func maximumBackward<T: Scalar>(
        _ g: UnsafePointer<T>, indices: UnsafePointer<Int32>, into dx: UnsafeMutablePointer<T>
    ) {
        inBlocks { first, count, sizes in
            let skipped = first * output.count
            T.maxPoolBackward(
                g + skipped, indices + skipped, planes: count, sizes, dx + first * input.count)
        }
    }

    /// The mean of each window, over y.
    package func average<T: Scalar>(_ x: UnsafePointer<T>, into y: UnsafeMutablePointer<T>) {
        inBlocks { first, count, sizes in
            T.averagePool(x + first * input.count, planes: count, sizes, y + first * output.count)
        }
    }

    /// The gradient of x, over dx, from g, that of the means.
    package func averageBackward<T: Scalar>(_ g: UnsafePointer<T>, into dx: UnsafeMutablePointer<T>) {
        inBlocks { first, count, sizes in
            T.averagePoolBackward(
                g + first * output.count, planes: count, sizes, dx + first * input.count)
        }
    }

    /// Runs `body(first, count, sizes)` on blocks of planes of about 32 768 elements.
    private func inBlocks(_ body: (Int, Int, UnsafePointer<PoolingSizes>) -> Void) {
        let sizes = PoolingSizes(
            height: input.height, width: input.width, kernel_height: kernel.height,
            kernel_width: kernel.width, stride_height: stride.height, stride_width: stride.width,
            padding_height: padding.height, padding_width: padding.width, output_height: output.height,
            output_width: output.width, counts_padding: countsPadding ? 1 : 0)
        withUnsafePointer(to: sizes) { sizes in
            let length = max(1, (1 << 15) / input.count)
            concurrently((planes + length - 1) / length) { block in
                body(block * length, min(length, planes - block * length), sizes)
            }
        }
    }
}
