import Autodiff
import LinearAlgebra

extension Parameterized {
    /// The Euclidean norm of all parameters together, `√Σx²`; of a gradient, its length.
    public var parameterNorm: Double {
        var copy = self, squares = 0.0
        copy.forEachTensor { _, tensor, role in
            guard role == .parameter else { return }
            let length = euclideanNorm(tensor)
            squares += length * length
        }
        return squares.squareRoot()
    }

    /// The gradient, shortened where it is longer than a bound: `g min(1, bound / (‖g‖ + 10⁻⁶))`, ‖g‖ over all parameters.
    ///
    /// As `torch.nn.utils.clip_grad_norm_`. Source: Pascanu, Mikolov and Bengio (2013).
    ///
    /// - Parameter bound: Above 0.
    public func clipped(toNorm bound: Double) -> Self {
        require(bound > 0, "clipped(toNorm:): a bound of \(bound)")
        let factor = clippingFactor(parameterNorm, bound)
        if factor == 1 { return self }
        var result = self
        result.forEachTensor { _, tensor, role in
            if role == .parameter { tensor = tensor.detached * Precision(factor) }
        }
        return result
    }

    /// The gradient with each element moved into `-bound...bound`.
    ///
    /// As `torch.nn.utils.clip_grad_value_`.
    ///
    /// - Parameter bound: Above 0.
    public func clipped(toValue bound: Double) -> Self {
        require(bound > 0, "clipped(toValue:): a bound of \(bound)")
        var result = self
        result.forEachTensor { _, tensor, role in
            if role == .parameter {
                tensor = tensor.detached.clamped(to: Precision(-bound)...Precision(bound))
            }
        }
        return result
    }
}

/// By what a gradient is multiplied so that it is not longer than a bound.
func clippingFactor(_ norm: Double, _ bound: Double) -> Double {
    let factor = bound / (norm + 1e-6)
    return factor < 1 ? factor : norm.isNaN ? norm : 1
}
