import Autodiff
import LinearAlgebra

// The line on the right, an exponential that levels off on the left.

extension Tensor {
    /// `x` where `x > 0`, else `α (eˣ - 1)`. O(count).
    ///
    /// - Parameter alpha: α: the function tends to -α on the left.
    ///
    /// Source: Clevert, Unterthiner and Hochreiter, *Fast and Accurate Deep Network Learning by Exponential Linear Units* (2016).
    public func elu(alpha: Element = 1) -> Tensor { exponentialUnit("elu", alpha: alpha, scale: 1, rate: 1) }

    /// `x` where `x > 0`, else `α (exp(x/α) - 1)`: of slope 1 at 0 for every α. O(count).
    ///
    /// - Parameter alpha: α, above 0: the function tends to -α on the left.
    ///
    /// Source: Barron, *Continuously Differentiable Exponential Linear Units* (2017).
    public func celu(alpha: Element = 1) -> Tensor {
        require(alpha > 0, "celu: an alpha of \(alpha)")
        return exponentialUnit("celu", alpha: alpha, scale: 1, rate: 1 / alpha)
    }

    /// `λx` where `x > 0`, else `λα (eˣ - 1)`, with the α and λ for which mean 0 and variance 1 pass through layer after layer. O(count).
    ///
    /// Source: Klambauer et al., *Self-Normalizing Neural Networks* (2017).
    public func selu() -> Tensor {
        exponentialUnit(
            "selu", alpha: Element(1.6732632423543772), scale: Element(1.0507009873554805), rate: 1)
    }

    private func exponentialUnit(_ name: String, alpha: Element, scale: Element, rate: Element) -> Tensor {
        activated(
            name, value: { Element.elu($0, alpha: alpha, scale: scale, rate: rate, $1, $2) },
            gradient: { Element.eluGradient($0, x: $1, alpha: alpha, scale: scale, rate: rate, $2, $3) },
            derivative: { x in
                let left = (x.minimum(0) * rate).exp() * (scale * alpha * rate)
                return select(x.detached .> 0, Tensor(repeating: scale, shape: x.shape), left)
            })
    }
}

/// `x` where `x > 0`, else `α (eˣ - 1)`.
public struct ELU<Precision: Scalar>: Activation {
    /// α: the function tends to -α on the left.
    public var alpha: Precision

    /// A layer with the limit on the left.
    ///
    /// - Parameter alpha: α: the function tends to -α on the left.
    public init(alpha: Precision = 1) { self.alpha = alpha }

    /// `x` where `x > 0`, else `α (eˣ - 1)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.elu(alpha: alpha) }
}

/// `x` where `x > 0`, else `α (exp(x/α) - 1)`.
public struct CELU<Precision: Scalar>: Activation {
    /// α, above 0: the function tends to -α on the left.
    public var alpha: Precision

    /// A layer with the limit on the left.
    ///
    /// - Parameter alpha: α, above 0: the function tends to -α on the left.
    public init(alpha: Precision = 1) {
        require(alpha > 0, "CELU: an alpha of \(alpha)")
        self.alpha = alpha
    }

    /// `x` where `x > 0`, else `α (exp(x/α) - 1)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.celu(alpha: alpha) }
}

/// `λx` where `x > 0`, else `λα (eˣ - 1)`; with weights drawn by LeCun's rule, and ``AlphaDropout`` where dropout is wanted.
public struct SELU<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `λx` where `x > 0`, else `λα (eˣ - 1)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.selu() }
}
