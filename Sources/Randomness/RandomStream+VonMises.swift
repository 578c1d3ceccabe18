/// Directions: the von Mises law on the circle and the Wald law of first passage times.
extension RandomStream {
    /// The von Mises law on [−π, π], density proportional to exp(κ·cos(x − μ)). NumPy: `vonmises(mu, kappa)`.
    ///
    /// Best and Fisher's rejection from a wrapped Cauchy density; a wrapped normal beyond κ = 10⁶ (not in `RandomState`), a uniform angle below
    /// κ = 10⁻⁸.
    ///
    /// - Parameters:
    ///   - mean: The direction μ.
    ///   - concentration: κ ≥ 0.
    ///
    /// Source: D. J. Best, N. I. Fisher, "Efficient Simulation of the von Mises Distribution" (1979).
    @inlinable
    public mutating func vonMises(mean: Double, concentration: Double) -> Double {
        require(concentration >= 0, "vonMises: concentration must be ≥ 0, not \(concentration)")
        let kappa = concentration
        if kappa < 1e-8 { return .pi * (2 * random() - 1) }
        if kappa > 1e6 && !Self.usesLegacyAlgorithms { return wrappedNormal(mean: mean, kappa: kappa) }
        let s = Self.wrappedCauchyParameter(kappa)
        while true {
            let z = CMath.cos(.pi * random())
            let w = (1 + s * z) / (s + z)
            let y = kappa * (s - w)
            let v = random()
            if y * (2 - y) - v >= 0 || CMath.log(y / v) + 1 - y >= 0 {
                let angle = CMath.acos(w)
                return Self.wrapped((random() < 0.5 ? -angle : angle) + mean)
            }
        }
    }

    /// `count` draws of `vonMises(mean:concentration:)`.
    @inlinable
    public mutating func vonMises(mean: Double, concentration: Double, count: Int) -> [Double] {
        draws(count) { $0.vonMises(mean: mean, concentration: concentration) }
    }

    /// The inverse Gaussian law: when a Brownian motion with drift first reaches a level. NumPy: `wald(mean, scale)`.
    ///
    /// - Parameters:
    ///   - mean: μ > 0.
    ///   - scale: λ > 0.
    ///
    /// Source: J. R. Michael, W. R. Schucany, R. W. Haas, "Generating Random Variates Using Transformations with
    /// Multiple Roots" (1976).
    @inlinable
    public mutating func wald(mean: Double, scale: Double) -> Double {
        require(mean > 0 && scale > 0, "wald: mean and scale must be > 0, not \(mean), \(scale)")
        let normal = standardNormal()
        let y = mean * normal * normal
        let root: Double
        if Self.usesLegacyAlgorithms {
            root = mean + mean / (2 * scale) * (y - (4 * scale * y + y * y).squareRoot())
        } else {
            let d = 1 + (1 + 4 * scale / y).squareRoot()
            root = mean * (1 - 2 / d)
        }
        return random() <= mean / (mean + root) ? root : mean * mean / root
    }

    /// `count` draws of `wald(mean:scale:)`.
    @inlinable
    public mutating func wald(mean: Double, scale: Double, count: Int) -> [Double] {
        draws(count) { $0.wald(mean: mean, scale: scale) }
    }

    @inlinable
    mutating func wrappedNormal(mean: Double, kappa: Double) -> Double {
        var result = mean + (1 / kappa).squareRoot() * standardNormal()
        if result < -.pi { result += 2 * .pi }
        if result > .pi { result -= 2 * .pi }
        return result
    }

    /// s = (1 + ρ²)/(2ρ), the wrapped Cauchy law that covers κ best; its series where ρ would be lost to rounding.
    @inlinable
    static func wrappedCauchyParameter(_ kappa: Double) -> Double {
        if kappa < 1e-5 { return 1 / kappa + kappa }
        let r = 1 + (1 + 4 * kappa * kappa).squareRoot()
        let rho = (r - (2 * r).squareRoot()) / (2 * kappa)
        return (1 + rho * rho) / (2 * rho)
    }

    @inlinable
    static func wrapped(_ angle: Double) -> Double {
        let folded = CMath.fmod(abs(angle) + .pi, 2 * .pi) - .pi
        return angle < 0 ? -folded : folded
    }
}
