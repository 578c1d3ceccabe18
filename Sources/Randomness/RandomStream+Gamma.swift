/// Gamma draws with the constants of the method worked out once.
///
/// For shape a > 1, Marsaglia and Tsang: with d = a − 1/3, c = 1/√(9d) and v = (1 + cZ)³, the value d·v is accepted with
/// probability above 0.95 by comparing ln U with Z²/2 + d(1 − v + ln v); a quartic bound in Z spares most logarithms.
/// For a < 1, Ahrens and Dieter's rejection from U^(1/a) and an exponential.
///
/// Source: G. Marsaglia, W. W. Tsang, "A Simple Method for Generating Gamma Variables" (2000); J. H. Ahrens, U. Dieter,
/// "Computer Methods for Sampling from Gamma, Beta, Poisson and Binomial Distributions" (1974), algorithm GS.
@usableFromInline
struct GammaSampler {
    @usableFromInline let shape: Double
    @usableFromInline let d: Double
    @usableFromInline let c: Double

    @inlinable
    init(shape: Double) {
        self.shape = shape
        d = shape - 1.0 / 3.0
        c = 1 / (9 * d).squareRoot()
    }

    @inlinable
    func draw(from stream: inout some RandomStream) -> Double {
        if shape == 1 { return stream.standardExponential() }
        if shape == 0 { return 0 }
        return shape < 1 ? drawSmall(from: &stream) : drawLarge(from: &stream)
    }

    @inlinable
    @inline(__always)
    func drawLarge(from stream: inout some RandomStream) -> Double {
        while true {
            let x = stream.standardNormal()
            let root = 1 + c * x
            if root <= 0 { continue }
            let v = root * root * root
            let u = stream.random()
            if u < 1 - 0.0331 * (x * x) * (x * x) { return d * v }
            if CMath.log(u) < 0.5 * x * x + d * (1 - v + CMath.log(v)) { return d * v }
        }
    }

    @inlinable
    func drawSmall(from stream: inout some RandomStream) -> Double {
        while true {
            let u = stream.random()
            let wait = stream.standardExponential()
            if u <= 1 - shape {
                let x = CMath.pow(u, 1 / shape)
                if x <= wait { return x }
            } else {
                let y = -CMath.log((1 - u) / shape)
                let x = CMath.pow(1 - shape + shape * y, 1 / shape)
                if x <= wait + y { return x }
            }
        }
    }
}

extension RandomStream {
    /// The gamma law of scale 1, density xᵃ⁻¹·exp(−x)/Γ(a). NumPy: `standard_gamma(shape)`.
    ///
    /// - Parameter shape: a ≥ 0; 0 gives 0.
    @inlinable
    public mutating func standardGamma(shape: Double) -> Double {
        require(shape >= 0, "standardGamma: shape must be ≥ 0, not \(shape)")
        return GammaSampler(shape: shape).draw(from: &self)
    }

    /// `count` draws of `standardGamma(shape:)`.
    @inlinable
    public mutating func standardGamma(shape: Double, count: Int) -> [Double] {
        require(shape >= 0, "standardGamma: shape must be ≥ 0, not \(shape)")
        let sampler = GammaSampler(shape: shape)
        return draws(count) { sampler.draw(from: &$0) }
    }

    /// The gamma law, density xᵃ⁻¹·exp(−x/θ)/(Γ(a)θᵃ), mean aθ. NumPy: `gamma(shape, scale)`.
    ///
    /// - Parameters:
    ///   - shape: a ≥ 0.
    ///   - scale: θ ≥ 0, default 1.
    @inlinable
    public mutating func gamma(shape: Double, scale: Double = 1) -> Double {
        require(shape >= 0 && scale >= 0, "gamma: shape and scale must be ≥ 0, not \(shape), \(scale)")
        return scale * GammaSampler(shape: shape).draw(from: &self)
    }

    /// `count` draws of `gamma(shape:scale:)`.
    @inlinable
    public mutating func gamma(shape: Double, scale: Double = 1, count: Int) -> [Double] {
        require(shape >= 0 && scale >= 0, "gamma: shape and scale must be ≥ 0, not \(shape), \(scale)")
        let sampler = GammaSampler(shape: shape)
        return draws(count) { scale * sampler.draw(from: &$0) }
    }

    /// The sum of k squared standard normals, twice a gamma of shape k/2. NumPy: `chisquare(df)`.
    ///
    /// - Parameter degreesOfFreedom: k > 0.
    @inlinable
    public mutating func chiSquare(degreesOfFreedom: Double) -> Double {
        require(degreesOfFreedom > 0, "chiSquare: degreesOfFreedom must be > 0, not \(degreesOfFreedom)")
        return 2 * GammaSampler(shape: degreesOfFreedom / 2).draw(from: &self)
    }

    /// `count` draws of `chiSquare(degreesOfFreedom:)`.
    @inlinable
    public mutating func chiSquare(degreesOfFreedom: Double, count: Int) -> [Double] {
        require(degreesOfFreedom > 0, "chiSquare: degreesOfFreedom must be > 0, not \(degreesOfFreedom)")
        let sampler = GammaSampler(shape: degreesOfFreedom / 2)
        return draws(count) { 2 * sampler.draw(from: &$0) }
    }

    /// (χ²ₘ/m)/(χ²ₙ/n), the ratio of two mean squares. NumPy: `f(dfnum, dfden)`.
    ///
    /// - Parameters:
    ///   - numerator: The degrees of freedom m > 0.
    ///   - denominator: The degrees of freedom n > 0.
    @inlinable
    public mutating func f(numerator: Double, denominator: Double) -> Double {
        require(
            numerator > 0 && denominator > 0,
            "f: degrees of freedom must be > 0, not \(numerator), \(denominator)")
        let above = chiSquare(degreesOfFreedom: numerator) * denominator
        return above / (chiSquare(degreesOfFreedom: denominator) * numerator)
    }

    /// `count` draws of `f(numerator:denominator:)`.
    @inlinable
    public mutating func f(numerator: Double, denominator: Double, count: Int) -> [Double] {
        draws(count) { $0.f(numerator: numerator, denominator: denominator) }
    }

    /// Student's t, √(k/2)·Z/√G with G a gamma of shape k/2. NumPy: `standard_t(df)`.
    ///
    /// - Parameter degreesOfFreedom: k > 0.
    @inlinable
    public mutating func standardT(degreesOfFreedom: Double) -> Double {
        require(degreesOfFreedom > 0, "standardT: degreesOfFreedom must be > 0, not \(degreesOfFreedom)")
        let normal = standardNormal()
        let gamma = GammaSampler(shape: degreesOfFreedom / 2).draw(from: &self)
        return (degreesOfFreedom / 2).squareRoot() * normal / gamma.squareRoot()
    }

    /// `count` draws of `standardT(degreesOfFreedom:)`.
    @inlinable
    public mutating func standardT(degreesOfFreedom: Double, count: Int) -> [Double] {
        draws(count) { $0.standardT(degreesOfFreedom: degreesOfFreedom) }
    }

    /// The beta law on [0, 1], density proportional to xᵃ⁻¹(1 − x)ᵇ⁻¹, mean a/(a + b). NumPy: `beta(a, b)`.
    ///
    /// Jöhnk's method where a ≤ 1 and b ≤ 1: accept X/(X + Y) for X = U^(1/a), Y = V^(1/b), X + Y ≤ 1. Otherwise
    /// G/(G + H) of two gammas.
    ///
    /// - Parameters:
    ///   - a: The first shape, > 0.
    ///   - b: The second shape, > 0.
    ///
    /// Source: M. D. Jöhnk, "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen" (1964).
    @inlinable
    public mutating func beta(_ a: Double, _ b: Double) -> Double {
        require(a > 0 && b > 0, "beta: a and b must be > 0, not \(a), \(b)")
        if a <= 1 && b <= 1 { return betaJohnk(a, b) }
        let first = GammaSampler(shape: a).draw(from: &self)
        return first / (first + GammaSampler(shape: b).draw(from: &self))
    }

    /// `count` draws of `beta(a, b)`.
    @inlinable
    public mutating func beta(_ a: Double, _ b: Double, count: Int) -> [Double] {
        require(a > 0 && b > 0, "beta: a and b must be > 0, not \(a), \(b)")
        if a <= 1 && b <= 1 { return draws(count) { $0.betaJohnk(a, b) } }
        let (first, second) = (GammaSampler(shape: a), GammaSampler(shape: b))
        return draws(count) { stream in
            let gamma = first.draw(from: &stream)
            return gamma / (gamma + second.draw(from: &stream))
        }
    }

    @inlinable
    mutating func betaJohnk(_ a: Double, _ b: Double) -> Double {
        // Here U^(1/a) is 0 for every U, and the law is a coin that falls on 1 with probability a/(a + b).
        if !Self.usesLegacyAlgorithms && a < 3e-103 && b < 3e-103 { return (a + b) * random() < a ? 1 : 0 }
        while true {
            let (u, v) = (random(), random())
            let x = CMath.pow(u, 1 / a)
            let y = CMath.pow(v, 1 / b)
            if x + y > 1 || u + v == 0 { continue }
            if Self.usesLegacyAlgorithms {
                return x + y > 0 ? x / (x + y) : Self.legacyRatio(CMath.log(u) / a, CMath.log(v) / b)
            }
            if x > 0 && y > 0 { return x / (x + y) }
            // A power underflowed: the same ratio through d = ln x − ln y.
            let d = CMath.log(u) / a - CMath.log(v) / b
            return d > 0 ? CMath.exp(-CMath.log1p(CMath.exp(-d))) : CMath.exp(d - CMath.log1p(CMath.exp(d)))
        }
    }

    /// x/(x + y) from logarithms, as `RandomState` has it.
    @inlinable
    static func legacyRatio(_ logX: Double, _ logY: Double) -> Double {
        let larger = logX > logY ? logX : logY
        let sum = CMath.exp(logX - larger) + CMath.exp(logY - larger)
        return CMath.exp(logX - larger - CMath.log(sum))
    }
}
