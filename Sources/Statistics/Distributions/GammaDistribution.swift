import Foundation
import LinearAlgebra
import Randomness

/// The gamma distribution: density xᵃ⁻¹ e^(−x/θ)/(Γ(a) θᵃ) for x ≥ 0.
///
/// The wait for a events, each of mean wait θ; the conjugate prior of a Poisson rate. SciPy: `gamma(a, scale=θ)`.
///
///     let wait = Gamma(shape: 3, scale: 2)
///     print(wait.mean, wait.variance)             // 6.0 12.0
///     print(wait.cdf(6))                          // 0.5768099188731566
public struct Gamma: ContinuousDistribution, FittableDistribution, Equatable {
    /// The shape a.
    public let shape: Double
    /// The scale θ.
    public let scale: Double
    let incomplete: IncompleteGamma

    /// The gamma distribution of a shape and a scale.
    ///
    /// - Parameters:
    ///   - shape: a > 0.
    ///   - scale: θ > 0, the inverse of the rate, default 1.
    public init(shape: Double, scale: Double = 1) {
        requirePositive(shape, "Gamma", "shape")
        requirePositive(scale, "Gamma", "scale")
        self.shape = shape
        self.scale = scale
        incomplete = IncompleteGamma(shape)
    }

    /// Whether the parameters are the same.
    public static func == (left: Gamma, right: Gamma) -> Bool {
        left.shape == right.shape && left.scale == right.scale
    }

    public var support: ClosedRange<Double> { 0 ... .infinity }
    public var mean: Double { shape * scale }
    public var variance: Double { shape * scale * scale }
    public var skewness: Double { 2 / shape.squareRoot() }
    public var excessKurtosis: Double { 6 / shape }
    public var entropy: Double {
        // a + ln Γ(a) + (1 − a) ψ(a) with what cancels for large a left out.
        let halfLog = Special.halfLogTwoPi + 0.5 * log(shape)
        return log(scale) + (halfLog + Special.stirlingError(shape) + (shape - 1) * logMinusDigamma(shape))
    }

    /// x/θ, and what the rounding of the quotient leaves.
    ///
    /// At a shape of a million, half a unit in the last place of x/θ is 1e-12 of a tail.
    private func quotient(_ x: Double) -> (z: Double, rest: Double) {
        let z = x / scale
        guard scale != 1, shape > 100, z.isFinite, scale > 1e-290 else { return (z, 0) }
        return (z, x.addingProduct(-z, scale) / scale)
    }

    public func pdf(_ x: Double) -> Double {
        let (z, rest) = quotient(x)
        let density = incomplete.probabilityDensity(z) / scale
        return rest == 0 ? density : density * (1 + rest * ((shape - 1) / z - 1))
    }

    public func logPDF(_ x: Double) -> Double { incomplete.logDensity(x / scale) - log(scale) }

    private func tails(_ x: Double) -> (lower: Double, upper: Double) {
        let (z, rest) = quotient(x), pair = incomplete.tails(z)
        if rest == 0 { return pair }
        let change = rest * incomplete.probabilityDensity(z)
        return (pair.lower + change, pair.upper - change)
    }

    public func cdf(_ x: Double) -> Double { x <= 0 ? 0 : tails(x).lower }
    public func survival(_ x: Double) -> Double { x <= 0 ? 1 : tails(x).upper }
    public func logCDF(_ x: Double) -> Double { x <= 0 ? -.infinity : incomplete.logTails(x / scale).lower }
    public func logSurvival(_ x: Double) -> Double { x <= 0 ? 0 : incomplete.logTails(x / scale).upper }
    public func quantile(_ p: Double) -> Double {
        isProbability(p) ? scale * incomplete.quantile(lower: p, upper: 1 - p) : .nan
    }
    public func inverseSurvival(_ q: Double) -> Double {
        isProbability(q) ? scale * incomplete.quantile(lower: 1 - q, upper: q) : .nan
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.gamma(shape: shape, scale: scale)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.gamma(shape: shape, scale: scale, count: $0.count)) }
    }

    /// The shape and scale of the largest likelihood: ln a − ψ(a) = ln x̄ − mean ln xᵢ, θ = x̄/a.
    ///
    /// - Parameter data: At least two different values > 0.
    /// - Throws: `DistributionFitError` where the values are too few, not finite, not positive or all equal.
    /// Complexity: O(count), and some 10 evaluations of ψ.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Gamma {
        let values = try fitData(data, atLeast: 2, in: "x > 0") { $0 > 0 }
        try requireSpread(values)
        let shape = try fittedShape(values), mean = average(values)
        return Gamma(shape: shape, scale: mean / shape)
    }

    /// The root a of ln a − ψ(a) = ln x̄ − mean ln xᵢ.
    static func fittedShape(_ values: [Double]) throws(DistributionFitError) -> Double {
        let mean = average(values)
        // mean ln(xᵢ/x̄), without the cancellation that values near their mean would bring.
        let gap = -average(values) { Special.log1pmx(($0 - mean) / mean) }
        guard gap > 0, gap.isFinite else {
            throw .degenerate(reason: "the values are equal but for rounding")
        }
        let root = ((gap - 3) * (gap - 3) + 24 * gap).squareRoot()
        let start = (3 - gap + root) / (12 * gap)
        return try positiveRoot(from: start) { a in
            (logMinusDigamma(a) - gap, logMinusDigammaSlope(a))
        }
    }
}

/// ln x − ψ(x), which is 1/(2x) + 1/(12x²) − … for large x.
func logMinusDigamma(_ x: Double) -> Double {
    guard x >= 10 else { return log(x) - Special.digamma(x) }
    // B₂ⱼ/2j x⁻²ʲ, B the Bernoulli numbers.
    let y = 1 / (x * x)
    var sum = 1.0 / 12
    for coefficient in bernoulliTerms { sum = sum * y + coefficient }
    return 0.5 / x + y * sum
}

private let bernoulliTerms: [Double] = [
    -691.0 / 32760, 1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12,
]

/// 1/x − ψ'(x), the derivative of ln x − ψ(x).
private func logMinusDigammaSlope(_ x: Double) -> Double {
    guard x >= 100 else { return 1 / x - Special.trigamma(x) }
    let y = 1 / (x * x)
    let series: Double = 1.0 / 6 - y * (1.0 / 30 - y / 42)
    return -y * (0.5 + series / x)
}

extension IncompleteGamma {
    /// xᵃ⁻¹ e⁻ˣ/Γ(a), 0 below 0.
    func probabilityDensity(_ x: Double) -> Double {
        if x <= 0 { return x < 0 ? 0 : a < 1 ? .infinity : a == 1 ? 1 : 0 }
        if x == .infinity { return 0 }
        if a >= 1 { return Special.poissonTerm(a - 1, mean: x) }
        return a * exp((a - 1) * log(x) - x - Special.logGamma1p(a))
    }

    /// The logarithm of the density.
    func logDensity(_ x: Double) -> Double {
        if x <= 0 { return log(probabilityDensity(x)) }
        if x == .infinity { return -.infinity }
        if a >= 1 { return Special.logPoissonTerm(a - 1, mean: x) }
        return (a - 1) * log(x) - x + (log(a) - Special.logGamma1p(a))
    }

    /// ln P(a, x) and ln Q(a, x), finite where P or Q underflows.
    func logTails(_ x: Double) -> (lower: Double, upper: Double) {
        let (lower, upper) = tails(x)
        if lower > 1e-290 && upper > 1e-290 {
            return lower < upper ? (log(lower), log1p(-lower)) : (log1p(-upper), log(upper))
        }
        if !(x > 0 && x < .infinity) { return (log(lower), log(upper)) }
        // ln xᵃe⁻ˣ/Γ(a + 1), times a series of falling terms below the mean, a continued fraction above it.
        let term = logDensity(x) + log(x) - log(a)
        if x < a || lower < upper {
            var sum = 1.0, part = 1.0, n = a
            while part > sum * 1e-17 {
                n += 1
                part *= x / n
                sum += part
            }
            return (term + log(sum), -lower)
        }
        var b = x + 1 - a, d = 1 / b, c = 1e300, value = d
        for n in 1...100_000 {
            let k = Double(n), numerator = -k * (k - a)
            b += 2
            d = 1 / (numerator * d + b)
            c = b + numerator / c
            value *= c * d
            if abs(c * d - 1) < 1e-16 { break }
        }
        return (-upper, term + log(a) + log(value))
    }
}
