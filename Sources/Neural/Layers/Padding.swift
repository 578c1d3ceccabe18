import Autodiff
import LinearAlgebra

/// What stands around an image where a layer reaches over its sides.
public enum PaddingMode: Sendable, Hashable {
    /// Zeros.
    case zero
    /// A number.
    case constant(Double)
    /// The image mirrored at its outermost elements, which are not repeated: `c b | a b c | b a`.
    case reflect
    /// The outermost elements: `a a | a b c | c c`.
    case replicate
    /// The image again: `b c | a b c | a b`.
    case circular
}

extension Tensor {
    /// The tensor with elements added before and after along one axis. O(count).
    ///
    /// - Parameters:
    ///   - axis: The axis; a negative one counts from the last.
    ///   - before: How many elements before, at least 0; for `.reflect` fewer than the axis has, for `.circular` at most as many.
    ///   - after: How many behind; likewise.
    ///   - mode: What they are.
    public func padded(along axis: Int, before: Int, after: Int, _ mode: PaddingMode) -> Tensor {
        let axis = checkedAxis(axis, "padded"), length = shape[axis], most = Swift.max(before, after)
        require(before >= 0 && after >= 0, "Padding: \(before) before and \(after) after")
        if most == 0 { return self }
        switch mode {
        case .zero, .constant:
            var widths = Array(repeating: (before: 0, after: 0), count: rank)
            widths[axis] = (before, after)
            if case .constant(let number) = mode { return padded(widths, with: Element(number)) }
            return padded(widths)
        case .reflect:
            requireLength(most < length, mode, most, axis)
            return around(
                axis, slice(axis, 1..<(1 + before)).flipped(axis),
                slice(axis, (length - 1 - after)..<(length - 1)).flipped(axis))
        case .replicate:
            requireLength(length > 0, mode, most, axis)
            var (first, last) = (shape, shape)
            first[axis] = before
            last[axis] = after
            return around(
                axis, slice(axis, 0..<1).broadcast(to: first),
                slice(axis, (length - 1)..<length).broadcast(to: last))
        case .circular:
            requireLength(most <= length, mode, most, axis)
            return around(axis, slice(axis, (length - before)..<length), slice(axis, 0..<after))
        }
    }

    private func around(_ axis: Int, _ before: Tensor, _ after: Tensor) -> Tensor {
        concatenated([before, self, after].filter { $0.shape[axis] > 0 }, along: axis)
    }

    private func requireLength(_ holds: Bool, _ mode: PaddingMode, _ count: Int, _ axis: Int) {
        require(holds, "Padding: \(count) elements by \(mode) along axis \(axis) of \(describe(shape))")
    }
}

/// A layer without parameters that puts elements around images.
///
/// - x: `[batch, channels, height, width]`, y: `[batch, channels, top + height + bottom, left + width + right]`.
///
/// O(count of y).
public struct Padding2D<Precision: Scalar>: Module {
    /// What stands around the image.
    public let mode: PaddingMode
    /// The number of rows above.
    public let top: Int
    /// The number of rows below.
    public let bottom: Int
    /// The number of columns before.
    public let left: Int
    /// The number of columns behind.
    public let right: Int

    /// A layer that adds as much on opposite sides.
    ///
    /// - Parameters:
    ///   - mode: What is added.
    ///   - size: The rows above and below, and the columns before and behind, each at least 0.
    public init(_ mode: PaddingMode, _ size: PlaneSize) {
        self.init(mode, top: size.height, bottom: size.height, left: size.width, right: size.width)
    }

    /// A layer that adds to each side what is said, nothing by default.
    ///
    /// - Parameters:
    ///   - mode: What is added.
    ///   - top: The number of rows above, at least 0.
    ///   - bottom: The number of rows below, at least 0.
    ///   - left: The number of columns before, at least 0.
    ///   - right: The number of columns behind, at least 0.
    public init(_ mode: PaddingMode, top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0) {
        require(
            min(top, bottom, left, right) >= 0,
            "Padding2D: top \(top), bottom \(bottom), left \(left), right \(right)")
        self.mode = mode
        self.top = top
        self.bottom = bottom
        self.left = left
        self.right = right
    }

    /// The images with what is around them.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        requireImages("Padding2D", x)
        let y = x.padded(along: 2, before: top, after: bottom, mode).padded(
            along: 3, before: left, after: right, mode)
        context.note(self, from: x.shape, to: y.shape, operations: 0)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A layer without parameters that puts elements around sequences.
///
/// - x: `[batch, channels, length]`, y: `[batch, channels, before + length + after]`.
///
/// O(count of y).
public struct Padding1D<Precision: Scalar>: Module {
    /// What stands around the sequence.
    public let mode: PaddingMode
    /// The number of elements before.
    public let before: Int
    /// The number of elements behind.
    public let after: Int

    /// A layer that adds elements before and behind.
    ///
    /// - Parameters:
    ///   - mode: What is added.
    ///   - before: The number of elements before, at least 0.
    ///   - after: The number of elements behind, at least 0.
    public init(_ mode: PaddingMode, before: Int, after: Int) {
        require(min(before, after) >= 0, "Padding1D: \(before) before and \(after) after")
        self.mode = mode
        self.before = before
        self.after = after
    }

    /// The sequences with what is around them.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(x.rank == 3, "Padding1D: \(describe(x.shape)) is not [batch, channels, length]")
        let y = x.padded(along: 2, before: before, after: after, mode)
        context.note(self, from: x.shape, to: y.shape, operations: 0)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}
