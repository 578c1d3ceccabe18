import Autodiff
import LinearAlgebra

// Functions of an axis as a whole: softmax, gates, maxout.

/// `exp(xⱼ)/Σₖ exp(xₖ)` along an axis; see `Tensor.softmax(over:)`.
public struct Softmax<Precision: Scalar>: Activation {
    /// The axis; a negative one counts from the last.
    public var axis: Int

    /// A layer with its axis.
    ///
    /// - Parameter axis: The axis; a negative one counts from the last.
    public init(over axis: Int = -1) { self.axis = axis }

    /// The softmax.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.softmax(over: axis) }
}

/// The logarithm of the softmax along an axis.
public struct LogSoftmax<Precision: Scalar>: Activation {
    /// The axis; a negative one counts from the last.
    public var axis: Int

    /// A layer with its axis.
    ///
    /// - Parameter axis: The axis; a negative one counts from the last.
    public init(over axis: Int = -1) { self.axis = axis }

    /// The logarithm of the softmax.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.logSoftmax(over: axis) }
}

/// The softmax of the negated elements along an axis.
public struct Softmin<Precision: Scalar>: Activation {
    /// The axis; a negative one counts from the last.
    public var axis: Int

    /// A layer with its axis.
    ///
    /// - Parameter axis: The axis; a negative one counts from the last.
    public init(over axis: Int = -1) { self.axis = axis }

    /// The softmax of the negated elements.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.softmin(over: axis) }
}

extension Tensor {
    /// The first half of an axis times the sigmoid of the second: `a σ(b)`. O(count).
    ///
    /// - Parameter axis: The axis, of even length; a negative one counts from the last.
    ///
    /// Source: Dauphin et al., *Language Modeling with Gated Convolutional Networks* (2017).
    public func glu(over axis: Int = -1) -> Tensor {
        let (value, gate) = halves(axis, "glu")
        return value * gate.sigmoid()
    }

    /// The second half of an axis times the SiLU of the first: `silu(a) b`. O(count).
    ///
    /// - Parameter axis: The axis, of even length; a negative one counts from the last.
    ///
    /// Source: Shazeer, *GLU Variants Improve Transformer* (2020).
    public func swiGLU(over axis: Int = -1) -> Tensor {
        let (gate, value) = halves(axis, "swiGLU")
        return gate.silu() * value
    }

    /// The second half of an axis times the GELU of the first: `gelu(a) b`. O(count).
    ///
    /// - Parameter axis: The axis, of even length; a negative one counts from the last.
    ///
    /// Source: Shazeer, *GLU Variants Improve Transformer* (2020).
    public func geGLU(over axis: Int = -1) -> Tensor {
        let (gate, value) = halves(axis, "geGLU")
        return gate.gelu() * value
    }

    private func halves(_ axis: Int, _ name: StaticString) -> (Tensor, Tensor) {
        let axis = checkedAxis(axis, name), length = shape[axis]
        require(length % 2 == 0, "\(name): axis \(axis) of \(shape) has no halves")
        return (slice(axis, 0..<length / 2), slice(axis, length / 2..<length))
    }

    /// The largest of each run of `pieces` neighbours along an axis. O(count).
    ///
    /// - Parameters:
    ///   - pieces: The length of a run, at least 1; a divisor of the length of the axis.
    ///   - axis: The axis; a negative one counts from the last.
    ///
    /// Source: Goodfellow et al., *Maxout Networks* (2013).
    public func maxout(_ pieces: Int, over axis: Int = -1) -> Tensor {
        let axis = checkedAxis(axis, "maxout")
        require(
            pieces >= 1 && shape[axis] % pieces == 0,
            "maxout: axis \(axis) of \(shape) has no runs of \(pieces)")
        return reshaped(shape[..<axis] + [shape[axis] / pieces, pieces] + shape[(axis + 1)...]).max(
            over: axis + 1)
    }
}

/// The first half of an axis times the sigmoid of the second.
public struct GLU<Precision: Scalar>: Activation {
    /// The axis; a negative one counts from the last.
    public var axis: Int

    /// A layer with its axis.
    ///
    /// - Parameter axis: The axis; a negative one counts from the last.
    public init(over axis: Int = -1) { self.axis = axis }

    /// `a σ(b)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.glu(over: axis) }
}
