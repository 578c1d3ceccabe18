import Autodiff
import LinearAlgebra

/// A layer without parameters that makes of r² channels one that is r times as high and as wide.
///
/// - x: `[batch, channels · r², height, width]`, y: `[batch, channels, height · r, width · r]`, with
///   `y[c][i r + u][j r + v] = x[c r² + u r + v][i][j]`.
///
/// One copy.
///
/// Source: Shi et al., "Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network" (2016).
public struct PixelShuffle<Precision: Scalar>: Module {
    /// r.
    public let factor: Int

    /// A layer that enlarges r times.
    ///
    /// - Parameter factor: r, at least 1.
    public init(_ factor: Int) {
        require(factor >= 1, "PixelShuffle: a factor of \(factor)")
        self.factor = factor
    }

    /// The channels, woven into larger planes.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        requireImages("PixelShuffle", x)
        let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        require(
            c % (factor * factor) == 0,
            "PixelShuffle: \(c) channels of \(describe(x.shape)) are no multiple of \(factor * factor)")
        let channels = c / (factor * factor)
        let y = x.reshaped([n, channels, factor, factor, h, w]).permuted([0, 1, 4, 2, 5, 3])
            .reshaped([n, channels, h * factor, w * factor])
        context.note(self, from: x.shape, to: y.shape, operations: 0)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A layer without parameters that changes the size of images.
///
/// - x: `[batch, channels, height, width]`, y: `[batch, channels, size]`.
///
/// O(count of y).
public struct Upsample2D<Precision: Scalar>: Module {
    /// Where the elements of the output come from.
    public enum Mode: Sendable, Hashable {
        /// From the element that covers their place.
        case nearest
        /// From the four elements around. `alignCorners`: whether the centres of the corner elements stay where they are, or, as is usual,
        /// the corners of the images.
        case bilinear(alignCorners: Bool = false)
    }

    private enum Target: Sendable, Hashable {
        case size(PlaneSize), scale(Double)
    }
    private let target: Target
    /// Where the elements of the output come from.
    public let mode: Mode

    /// A layer whose output has the given size.
    ///
    /// - Parameters:
    ///   - size: The height and width of the output, each at least 1.
    ///   - mode: Where its elements come from.
    public init(size: PlaneSize, mode: Mode = .nearest) {
        require(
            size.height >= 1 && size.width >= 1, "Upsample2D: an output of \(size.height) × \(size.width)")
        target = .size(size)
        self.mode = mode
    }

    /// A layer whose output is `scale` times as high and as wide, rounded down.
    ///
    /// - Parameters:
    ///   - scale: Above 0; below 1 images shrink.
    ///   - mode: Where the elements of the output come from.
    public init(scale: Double, mode: Mode = .nearest) {
        require(scale > 0 && scale.isFinite, "Upsample2D: a scale of \(scale)")
        target = .scale(scale)
        self.mode = mode
    }

    /// The images in their new size.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        requireImages("Upsample2D", x)
        let y = resized(resized(x, 2), 3)
        context.note(self, from: x.shape, to: y.shape, operations: mode == .nearest ? 0 : 6 * y.count)
        return y
    }

    private func resized(_ x: Tensor<Precision>, _ axis: Int) -> Tensor<Precision> {
        let length = x.shape[axis], outputs: Int, ratio: Double
        switch target {
        case .size(let size):
            outputs = axis == 2 ? size.height : size.width
            ratio = Double(length) / Double(outputs)
        case .scale(let scale):
            outputs = Int((Double(length) * scale).rounded(.down))
            ratio = 1 / scale
        }
        require(outputs >= 1, "Upsample2D: nothing remains of axis \(axis) of \(describe(x.shape))")
        guard case .bilinear(let alignCorners) = mode else {
            let places = (0..<outputs).map { min(length - 1, Int((Double($0) * ratio).rounded(.down))) }
            return places == Array(0..<length) ? x : x.selected(axis, places)
        }
        let step = alignCorners ? Double(length - 1) / Double(max(1, outputs - 1)) : ratio
        let places = (0..<outputs).map { output in
            alignCorners ? Double(output) * step : max(0, (Double(output) + 0.5) * step - 0.5)
        }
        let below = places.map { min(length - 1, Int($0)) }, above = below.map { min(length - 1, $0 + 1) }
        let column = [outputs] + Array(repeating: 1, count: 3 - axis)
        let share = Tensor<Precision>(
            shape: column, elements: zip(places, below).map { Precision($0 - Double($1)) })
        return x.selected(axis, below) * (1 - share) + x.selected(axis, above) * share
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

extension Tensor {
    /// The elements at some positions along an axis, which may repeat.
    func selected(_ axis: Int, _ positions: [Int]) -> Tensor {
        transposed(0, axis).gathered(Indices(positions)).transposed(0, axis)
    }
}
