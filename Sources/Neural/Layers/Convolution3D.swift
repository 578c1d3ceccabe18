import Autodiff
import LinearAlgebra
import Randomness

/// A number of planes, of rows and of columns. `3` stands for 3 × 3 × 3, `[1, 3, 5]` for 1 × 3 × 5.
public struct VolumeSize: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    /// The number of planes.
    public var depth: Int
    /// The number of rows and of columns of each.
    public var plane: PlaneSize

    /// `depth` planes of `height` rows and `width` columns.
    public init(_ depth: Int, _ height: Int, _ width: Int) {
        self.depth = depth
        plane = PlaneSize(height, width)
    }

    /// The same number of planes, rows and columns.
    public init(_ all: Int) { self.init(all, all, all) }

    /// `3`: the same number of planes, rows and columns.
    public init(integerLiteral all: Int) { self.init(all, all, all) }

    /// `[1, 3, 5]`: planes, rows, then columns.
    public init(arrayLiteral sizes: Int...) {
        require(sizes.count == 3, "VolumeSize: \(sizes) are not numbers of planes, rows and columns")
        self.init(sizes[0], sizes[1], sizes[2])
    }

    var count: Int { depth * plane.count }
}

/// A layer that slides kernels over volumes, such as films or scans:
/// `y[n][o][t][i][j] = b[o] + Σ W[o][c][r][u][v] x[n][c][t s + r d - p][i s + u d - p][j s + v d - p]`, where x is 0 outside.
///
/// - x: `[batch, inputs, depth, height, width]`, W: `[outputs, inputs / groups, kernel, kernel, kernel]`, b: `[outputs]`,
///   y: `[batch, outputs, …]`, each length as in ``Convolution2D``.
///
/// It runs as a convolution of images: the planes under a kernel's depth count as channels. O(count of y · kernel³ · inputs / groups), and
/// a copy of x for each plane of the kernel.
///
/// Source: Ji et al., "3D Convolutional Neural Networks for Human Action Recognition" (2010).
public struct Convolution3D<Precision: Scalar>: Module {
    /// W: `[outputs, inputs / groups, kernel depth, kernel height, kernel width]`.
    public var weight: Tensor<Precision>
    /// b: `[outputs]`, or nil.
    public var bias: Tensor<Precision>?
    /// s: the steps of the window.
    public let stride: VolumeSize
    /// p: the zeros on each side.
    public let padding: VolumeSize
    /// d: the distance between the taps of the kernel.
    public let dilation: VolumeSize
    /// The number of groups of channels, each of which is convolved alone.
    public let groups: Int

    /// A layer whose weights and biases are drawn from the uniform distribution on `±1/√(kernel³ · inputs / groups)`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - inputs: The channels of the input, at least 1.
    ///   - outputs: The channels of the output, at least 1.
    ///   - kernel: The size of the window, `3` or `[1, 3, 3]`.
    ///   - stride: s, at least 1.
    ///   - padding: p, at least 0.
    ///   - dilation: d, at least 1.
    ///   - groups: A divisor of inputs and outputs.
    ///   - hasBias: Whether b is added.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ outputs: Int, kernel: VolumeSize, stride: VolumeSize = 1, padding: VolumeSize = 0,
        dilation: VolumeSize = 1, groups: Int = 1, hasBias: Bool = true,
        using generator: inout some RandomStream
    ) {
        requireChannels(
            "Convolution3D", inputs, outputs, groups, [kernel.depth, kernel.plane.height, kernel.plane.width])
        require(
            stride.depth >= 1 && dilation.depth >= 1 && padding.depth >= 0,
            "Convolution3D: stride \(stride.depth), dilation \(dilation.depth), padding \(padding.depth)")
        let bound = 1 / Double(inputs / groups * kernel.count).squareRoot()
        weight = .uniform(
            [outputs, inputs / groups, kernel.depth, kernel.plane.height, kernel.plane.width], from: -bound,
            to: bound, using: &generator)
        bias = hasBias ? .uniform([outputs], from: -bound, to: bound, using: &generator) : nil
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
    }

    /// `x ∗ W + b`.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let size = weight.shape, channels = size[1] * groups
        require(
            x.rank == 5 && x.shape[1] == channels,
            "Convolution3D: an input of \(describe(x.shape)), not [batch, \(channels), depth, height, width]")
        let depth = ConvolutionGeometry.outputSize(
            x.shape[2], size[2], stride.depth, padding.depth, dilation.depth, "depth")
        let slabs = slabs(x, depth)  // [batch, depth, channels · kernel depth, height, width]
        let planes = slabs.reshaped([x.shape[0] * depth, channels * size[2], x.shape[3], x.shape[4]])
        let flat = planes.convolved(
            with: weight.reshaped([size[0], size[1] * size[2], size[3], size[4]]), bias: bias,
            stride: stride.plane, padding: padding.plane, dilation: dilation.plane, groups: groups)
        let y = flat.reshaped([x.shape[0], depth] + flat.shape.dropFirst()).transposed(1, 2)
        context.note(
            self, from: x.shape, to: y.shape,
            operations: y.count * (2 * weight.count / size[0] - (bias == nil ? 1 : 0)))
        return y
    }

    /// For each step in depth the planes under the kernel, beside their channel.
    private func slabs(_ x: Tensor<Precision>, _ depth: Int) -> Tensor<Precision> {
        let border = (before: padding.depth, after: padding.depth)
        let framed = padding.depth == 0 ? x : x.padded([(0, 0), (0, 0), border, (0, 0), (0, 0)])
        let taps = (0..<weight.shape[2]).map { tap in
            let first = tap * dilation.depth
            return framed.slice(2, first..<(first + (depth - 1) * stride.depth + 1), by: stride.depth)
        }
        return stacked(taps, along: 2).permuted([0, 3, 1, 2, 4, 5])
    }

    /// Shows `weight` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
    }
}
