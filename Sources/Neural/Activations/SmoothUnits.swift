import Autodiff
import LinearAlgebra

// Functions without corners.

extension Tensor {
    /// `x tanh(log(1 + eˣ))`. O(count). Source: Misra, *Mish* (2019).
    public func mish() -> Tensor {
        activated(
            "mish", value: { Element.activationKernel(for: .mish)($0, $1, $2) },
            gradient: { Element.gradientKernel(for: .mish)($0, $1, $2, $3) },
            derivative: { x in
                let t = x.softplus().tanh()
                return t + x * (1 - t * t) * x.sigmoid()
            })
    }

    /// `x/(1 + |x|)`: like tanh, but slow to level off. O(count).
    public func softsign() -> Tensor {
        activated(
            "softsign", value: { Element.activationKernel(for: .softsign)($0, $1, $2) },
            gradient: { Element.gradientKernel(for: .softsign)($0, $1, $2, $3) },
            derivative: { x in (1 + x.abs()).square().reciprocal() })
    }

    /// `x - tanh x`: about `x³/3` near 0. O(count).
    public func tanhShrink() -> Tensor {
        pointwise("tanhShrink", self, { $0 - $0.tanh() }, derivative: { $0.tanh().square() })
    }

    /// `log(1 + exp(βx))/β`: a smooth ReLU, the sharper the larger β. O(count).
    ///
    /// - Parameter beta: β, above 0.
    ///
    /// Source: Dugas et al., *Incorporating Second-Order Functional Knowledge* (2001).
    public func softplus(beta: Element) -> Tensor {
        require(beta > 0, "softplus: a beta of \(beta)")
        return (self * beta).softplus() / beta
    }
}

/// How ``GELU`` computes the distribution function of the normal distribution.
public enum GELUApproximation: String, Sendable, Hashable, Codable {
    /// By the error function.
    case none
    /// By a tanh, within 5e-4: what GPT-2 was trained with.
    case tanh
}

/// `x Φ(x)`, with Φ the distribution function of the normal distribution.
///
/// Source: Hendrycks and Gimpel, *Gaussian Error Linear Units* (2016).
public struct GELU<Precision: Scalar>: Activation {
    /// How Φ is computed.
    public var approximation: GELUApproximation

    /// A layer with Φ as it is, or approximated.
    ///
    /// - Parameter approximation: How Φ is computed.
    public init(approximation: GELUApproximation = .none) { self.approximation = approximation }

    /// `x Φ(x)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> {
        approximation == .tanh ? x.geluTanh() : x.gelu()
    }
}

/// `x σ(x)`, also called swish.
///
/// Source: Elfwing, Uchibe and Doya (2017); Ramachandran, Zoph and Le, *Searching for Activation Functions* (2017).
public struct SiLU<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `x σ(x)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.silu() }
}

/// `x tanh(log(1 + eˣ))`.
public struct Mish<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `x tanh(log(1 + eˣ))`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.mish() }
}

/// `log(1 + exp(βx))/β`.
public struct Softplus<Precision: Scalar>: Activation {
    /// β, above 0: how sharp the bend is.
    public var beta: Precision

    /// A layer with the sharpness of its bend.
    ///
    /// - Parameter beta: β, above 0.
    public init(beta: Precision = 1) {
        require(beta > 0, "Softplus: a beta of \(beta)")
        self.beta = beta
    }

    /// `log(1 + exp(βx))/β`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> {
        beta == 1 ? x.softplus() : x.softplus(beta: beta)
    }
}

/// `x/(1 + |x|)`.
public struct Softsign<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `x/(1 + |x|)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.softsign() }
}

/// `tanh x`.
public struct Tanh<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `tanh x`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.tanh() }
}

/// `x - tanh x`.
public struct TanhShrink<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `x - tanh x`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.tanhShrink() }
}

/// `σ(x) = 1/(1 + e⁻ˣ)`.
public struct Sigmoid<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `1/(1 + e⁻ˣ)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.sigmoid() }
}

/// `log σ(x)`, exact where σ itself would round to 0 or 1.
public struct LogSigmoid<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `log σ(x)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.logSigmoid() }
}
