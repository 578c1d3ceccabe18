/// Distributions that are a formula of one or two primitive draws: `U` uniform in [0, 1), `Z` standard normal, `E`
/// exponential of mean 1. All take O(1) a draw.
extension RandomStream {
    /// low + (high − low)·U, uniform in [low, high). NumPy: `uniform(low, high)`.
    ///
    /// - Parameters:
    ///   - low: The lower end, default 0.
    ///   - high: The upper end, not below `low`, default 1. The width must be finite.
    @inlinable
    public mutating func uniform(_ low: Double = 0, _ high: Double = 1) -> Double {
        require(low <= high && (high - low).isFinite, "uniform: no finite range from \(low) to \(high)")
        return low + (high - low) * random()
    }

    /// `count` draws of `uniform(low, high)`.
    @inlinable
    public mutating func uniform(_ low: Double = 0, _ high: Double = 1, count: Int) -> [Double] {
        draws(count) { $0.uniform(low, high) }
    }

    /// `count` draws of `standardNormal()`. NumPy: `standard_normal(size=count)`.
    @inlinable
    public mutating func standardNormal(count: Int) -> [Double] {
        require(count >= 0, "count must be ≥ 0, not \(count)")
        // Not by `draws`: the compiler calls a closure of this size instead of inlining it, at twice the time.
        return [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            adviseHugePages(UnsafeRawBufferPointer(buffer))
            var stream = self
            for index in 0..<count { buffer.initializeElement(at: index, to: stream.standardNormal()) }
            self = stream
            filled = count
        }
    }

    /// mean + standardDeviation·Z, density exp(−(x−μ)²/2σ²)/(σ√(2π)). NumPy: `normal(loc, scale)`.
    ///
    /// - Parameters:
    ///   - mean: μ, default 0.
    ///   - standardDeviation: σ ≥ 0, default 1.
    @inlinable
    public mutating func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
        require(standardDeviation >= 0, "normal: standardDeviation must be ≥ 0, not \(standardDeviation)")
        return mean + standardDeviation * standardNormal()
    }

    /// `count` draws of `normal(mean:standardDeviation:)`.
    @inlinable
    public mutating func normal(mean: Double = 0, standardDeviation: Double = 1, count: Int) -> [Double] {
        require(standardDeviation >= 0, "normal: standardDeviation must be ≥ 0, not \(standardDeviation)")
        var values = standardNormal(count: count)
        for index in values.indices { values[index] = mean + standardDeviation * values[index] }
        return values
    }

    /// exp(μ + σ·Z): its logarithm is normal. NumPy: `lognormal(mean, sigma)`.
    ///
    /// - Parameters:
    ///   - mean: μ of the logarithm, default 0.
    ///   - sigma: σ ≥ 0 of the logarithm, default 1.
    @inlinable
    public mutating func logNormal(mean: Double = 0, sigma: Double = 1) -> Double {
        require(sigma >= 0, "logNormal: sigma must be ≥ 0, not \(sigma)")
        return CMath.exp(mean + sigma * standardNormal())
    }

    /// `count` draws of `logNormal(mean:sigma:)`.
    @inlinable
    public mutating func logNormal(mean: Double = 0, sigma: Double = 1, count: Int) -> [Double] {
        draws(count) { $0.logNormal(mean: mean, sigma: sigma) }
    }

    /// `count` draws of `standardExponential()`. NumPy: `standard_exponential(size=count)`.
    @inlinable
    public mutating func standardExponential(count: Int) -> [Double] {
        require(count >= 0, "count must be ≥ 0, not \(count)")
        return [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            adviseHugePages(UnsafeRawBufferPointer(buffer))
            var stream = self
            for index in 0..<count { buffer.initializeElement(at: index, to: stream.standardExponential()) }
            self = stream
            filled = count
        }
    }

    /// scale·E, density exp(−x/β)/β: the wait for an event that comes 1/β times a unit. NumPy: `exponential(scale)`.
    ///
    /// - Parameter scale: The mean β ≥ 0, default 1.
    @inlinable
    public mutating func exponential(scale: Double = 1) -> Double {
        require(scale >= 0, "exponential: scale must be ≥ 0, not \(scale)")
        return scale * standardExponential()
    }

    /// `count` draws of `exponential(scale:)`.
    @inlinable
    public mutating func exponential(scale: Double = 1, count: Int) -> [Double] {
        require(scale >= 0, "exponential: scale must be ≥ 0, not \(scale)")
        var values = standardExponential(count: count)
        for index in values.indices { values[index] *= scale }
        return values
    }

    /// Z₁/Z₂, density 1/(π(1 + x²)); it has no mean. NumPy: `standard_cauchy()`.
    @inlinable
    public mutating func standardCauchy() -> Double {
        let numerator = standardNormal()
        return numerator / standardNormal()
    }

    /// `count` draws of `standardCauchy()`.
    @inlinable
    public mutating func standardCauchy(count: Int) -> [Double] {
        draws(count) { $0.standardCauchy() }
    }

    /// The double exponential, density exp(−|x−μ|/λ)/2λ, by inversion. NumPy: `laplace(loc, scale)`.
    ///
    /// - Parameters:
    ///   - location: μ, default 0.
    ///   - scale: λ ≥ 0, default 1.
    @inlinable
    public mutating func laplace(location: Double = 0, scale: Double = 1) -> Double {
        require(scale >= 0, "laplace: scale must be ≥ 0, not \(scale)")
        while true {
            let u = random()
            if u >= 0.5 { return location - scale * CMath.log(2 - u - u) }
            if u > 0 { return location + scale * CMath.log(u + u) }
        }
    }

    /// `count` draws of `laplace(location:scale:)`.
    @inlinable
    public mutating func laplace(location: Double = 0, scale: Double = 1, count: Int) -> [Double] {
        draws(count) { $0.laplace(location: location, scale: scale) }
    }

    /// μ + s·ln(U/(1 − U)), density e⁻ᶻ/(s(1 + e⁻ᶻ)²) with z = (x − μ)/s. NumPy: `logistic(loc, scale)`.
    ///
    /// - Parameters:
    ///   - location: μ, default 0.
    ///   - scale: s ≥ 0, default 1.
    @inlinable
    public mutating func logistic(location: Double = 0, scale: Double = 1) -> Double {
        require(scale >= 0, "logistic: scale must be ≥ 0, not \(scale)")
        while true {
            let u = random()
            if u > 0 { return location + scale * CMath.log(u / (1 - u)) }
        }
    }

    /// `count` draws of `logistic(location:scale:)`.
    @inlinable
    public mutating func logistic(location: Double = 0, scale: Double = 1, count: Int) -> [Double] {
        draws(count) { $0.logistic(location: location, scale: scale) }
    }

    /// μ − β·ln(−ln(1 − U)), the limit law of maxima. NumPy: `gumbel(loc, scale)`.
    ///
    /// - Parameters:
    ///   - location: μ, default 0.
    ///   - scale: β ≥ 0, default 1.
    @inlinable
    public mutating func gumbel(location: Double = 0, scale: Double = 1) -> Double {
        require(scale >= 0, "gumbel: scale must be ≥ 0, not \(scale)")
        while true {
            let u = 1 - random()
            if u < 1 { return location - scale * CMath.log(-CMath.log(u)) }
        }
    }

    /// `count` draws of `gumbel(location:scale:)`.
    @inlinable
    public mutating func gumbel(location: Double = 0, scale: Double = 1, count: Int) -> [Double] {
        draws(count) { $0.gumbel(location: location, scale: scale) }
    }

    /// E^(1/a), density a·xᵃ⁻¹·exp(−xᵃ). NumPy: `weibull(a)`.
    ///
    /// - Parameter shape: a ≥ 0; 0 gives 0.
    @inlinable
    public mutating func weibull(shape: Double) -> Double {
        require(shape >= 0, "weibull: shape must be ≥ 0, not \(shape)")
        return shape == 0 ? 0 : CMath.pow(standardExponential(), 1 / shape)
    }

    /// `count` draws of `weibull(shape:)`.
    @inlinable
    public mutating func weibull(shape: Double, count: Int) -> [Double] {
        draws(count) { $0.weibull(shape: shape) }
    }

    /// exp(E/a) − 1, the Pareto II or Lomax law, density a/(1 + x)ᵃ⁺¹. NumPy: `pareto(a)`.
    ///
    /// - Parameter shape: a > 0.
    @inlinable
    public mutating func pareto(shape: Double) -> Double {
        require(shape > 0, "pareto: shape must be > 0, not \(shape)")
        let exponent = standardExponential() / shape
        return Self.usesLegacyAlgorithms ? CMath.exp(exponent) - 1 : CMath.expm1(exponent)
    }

    /// `count` draws of `pareto(shape:)`.
    @inlinable
    public mutating func pareto(shape: Double, count: Int) -> [Double] {
        draws(count) { $0.pareto(shape: shape) }
    }

    /// (1 − exp(−E))^(1/a), density a·xᵃ⁻¹ on [0, 1]. NumPy: `power(a)`.
    ///
    /// - Parameter shape: a > 0.
    @inlinable
    public mutating func power(shape: Double) -> Double {
        require(shape > 0, "power: shape must be > 0, not \(shape)")
        let wait = standardExponential()
        let uniform = Self.usesLegacyAlgorithms ? 1 - CMath.exp(-wait) : -CMath.expm1(-wait)
        return CMath.pow(uniform, 1 / shape)
    }

    /// `count` draws of `power(shape:)`.
    @inlinable
    public mutating func power(shape: Double, count: Int) -> [Double] {
        draws(count) { $0.power(shape: shape) }
    }

    /// σ·√(2E), the length of a plane vector of two normals. NumPy: `rayleigh(scale)`.
    ///
    /// - Parameter scale: The mode σ ≥ 0, default 1.
    @inlinable
    public mutating func rayleigh(scale: Double = 1) -> Double {
        require(scale >= 0, "rayleigh: scale must be ≥ 0, not \(scale)")
        if Self.usesLegacyAlgorithms { return scale * (-2 * CMath.log1p(-random())).squareRoot() }
        return scale * (2 * standardExponential()).squareRoot()
    }

    /// `count` draws of `rayleigh(scale:)`.
    @inlinable
    public mutating func rayleigh(scale: Double = 1, count: Int) -> [Double] {
        draws(count) { $0.rayleigh(scale: scale) }
    }

    /// The triangular density that rises from `left` to `mode` and falls to `right`, by inversion. NumPy:
    /// `triangular(left, mode, right)`.
    ///
    /// - Parameters:
    ///   - left: The lower end.
    ///   - mode: The peak, left ≤ mode ≤ right.
    ///   - right: The upper end, above `left`.
    @inlinable
    public mutating func triangular(left: Double, mode: Double, right: Double) -> Double {
        require(
            left <= mode && mode <= right && left < right,
            "triangular: left ≤ mode ≤ right and left < right must hold, not \(left), \(mode), \(right)")
        let base = right - left
        let u = random()
        if u <= (mode - left) / base { return left + (u * ((mode - left) * base)).squareRoot() }
        return right - ((1 - u) * ((right - mode) * base)).squareRoot()
    }

    /// `count` draws of `triangular(left:mode:right:)`.
    @inlinable
    public mutating func triangular(left: Double, mode: Double, right: Double, count: Int) -> [Double] {
        draws(count) { $0.triangular(left: left, mode: mode, right: right) }
    }
}
