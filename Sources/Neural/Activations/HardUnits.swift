import Autodiff
import LinearAlgebra

// Functions of straight pieces: cheap stand-ins for smooth ones, and shrinkage.

extension Tensor {
    /// `min(max(x + 3, 0), 6)/6`: a sigmoid of straight pieces. O(count).
    public func hardSigmoid() -> Tensor {
        activated(
            "hardSigmoid", value: { Element.activationKernel(for: .hardSigmoid)($0, $1, $2) },
            gradient: { Element.gradientKernel(for: .hardSigmoid)($0, $1, $2, $3) },
            derivative: { x in Tensor(x.detached.abs() .< 3) / 6 })
    }

    /// `x min(max(x + 3, 0), 6)/6`: a SiLU without exponentials. O(count).
    ///
    /// Source: Howard et al., *Searching for MobileNetV3* (2019).
    public func hardSwish() -> Tensor {
        activated(
            "hardSwish", value: { Element.activationKernel(for: .hardSwish)($0, $1, $2) },
            gradient: { Element.gradientKernel(for: .hardSwish)($0, $1, $2, $3) },
            derivative: { x in
                Tensor(x.detached.abs() .< 3) * (x / 3 + 0.5) + Tensor(x.detached .>= 3)
            })
    }

    /// `min(max(x, lower), upper)`: a tanh of straight pieces. O(count).
    ///
    /// - Parameter range: The bounds; the gradient on the bounds themselves is 0.
    public func hardTanh(_ range: ClosedRange<Element> = -1...1) -> Tensor {
        held(range.lowerBound, range.upperBound, "hardTanh")
    }

    /// `x` where `|x| > λ`, else 0. O(count).
    ///
    /// - Parameter lambda: λ, at least 0.
    public func hardShrink(_ lambda: Element = 0.5) -> Tensor {
        require(lambda >= 0, "hardShrink: a lambda of \(lambda)")
        return select(detached.abs() .<= lambda, zerosLike, self)
    }

    /// x drawn towards 0 by λ, and 0 where `|x| ≤ λ`: the proximal map of `λ|x|`. O(count).
    ///
    /// - Parameter lambda: λ, at least 0.
    public func softShrink(_ lambda: Element = 0.5) -> Tensor {
        require(lambda >= 0, "softShrink: a lambda of \(lambda)")
        return select(detached.abs() .<= lambda, zerosLike, self - detached.sign() * lambda)
    }
}

/// `min(max(x + 3, 0), 6)/6`.
public struct HardSigmoid<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `min(max(x + 3, 0), 6)/6`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.hardSigmoid() }
}

/// `x min(max(x + 3, 0), 6)/6`.
public struct HardSwish<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `x min(max(x + 3, 0), 6)/6`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.hardSwish() }
}

/// `min(max(x, lower), upper)`.
public struct HardTanh<Precision: Scalar>: Activation {
    /// The bounds.
    public var range: ClosedRange<Precision>

    /// A layer with its bounds.
    ///
    /// - Parameter range: The bounds.
    public init(_ range: ClosedRange<Precision> = -1...1) { self.range = range }

    /// `min(max(x, lower), upper)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.hardTanh(range) }
}

/// `x` where `|x| > λ`, else 0.
public struct HardShrink<Precision: Scalar>: Activation {
    /// λ, at least 0.
    public var lambda: Precision

    /// A layer with its threshold.
    ///
    /// - Parameter lambda: λ, at least 0.
    public init(_ lambda: Precision = 0.5) {
        require(lambda >= 0, "HardShrink: a lambda of \(lambda)")
        self.lambda = lambda
    }

    /// `x` where `|x| > λ`, else 0.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.hardShrink(lambda) }
}

/// x drawn towards 0 by λ.
public struct SoftShrink<Precision: Scalar>: Activation {
    /// λ, at least 0.
    public var lambda: Precision

    /// A layer with its threshold.
    ///
    /// - Parameter lambda: λ, at least 0.
    public init(_ lambda: Precision = 0.5) {
        require(lambda >= 0, "SoftShrink: a lambda of \(lambda)")
        self.lambda = lambda
    }

    /// x drawn towards 0 by λ.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.softShrink(lambda) }
}
