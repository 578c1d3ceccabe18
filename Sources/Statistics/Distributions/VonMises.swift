import Foundation
import LinearAlgebra
import Randomness

/// The normal distribution of the circle: density e^(κ cos(x − μ))/(2π I₀(κ)) for an angle x in [μ − π, μ + π].
///
/// κ = 0 is uniform; for large κ the angle is about normal with variance 1/κ. SciPy: `vonmises(κ, loc=μ)`, whose cdf goes on beyond one turn.
public struct VonMises: ContinuousDistribution, Equatable {
    /// The mean direction μ, in radians.
    public let mean: Double
    /// The concentration κ.
    public let concentration: Double
    /// 1/(2π e^(−κ) I₀(κ)), the density at the mean.
    private let peak: Double

    /// The von Mises distribution of a mean direction and a concentration.
    ///
    /// - Parameters:
    ///   - mean: The mean direction μ in radians, in −π...π, default 0.
    ///   - concentration: κ ≥ 0.
    public init(mean: Double = 0, concentration: Double) {
        require(abs(mean) <= .pi, "VonMises: mean must be in -π...π, not \(mean)")
        require(
            concentration >= 0 && concentration.isFinite,
            "VonMises: concentration must be finite and ≥ 0, not \(concentration)")
        self.mean = mean
        self.concentration = concentration
        peak = 1 / (2 * .pi * Special.scaledBesselI0(concentration))
    }

    private var k: Double { concentration }

    public var support: ClosedRange<Double> { mean - .pi...mean + .pi }
    public var median: Double { mean }
    /// The length of the mean resultant vector, I₁(κ)/I₀(κ): 0 for the uniform distribution, 1 for a fixed direction.
    public var meanResultantLength: Double { Special.scaledBesselI1(k) / Special.scaledBesselI0(k) }
    /// The variance of the angle on the line from μ − π to μ + π; the circular variance is 1 − `meanResultantLength`.
    public var variance: Double { 2 * integral(0, .pi) { $0 * $0 } }
    public var skewness: Double { 0 }
    public var excessKurtosis: Double {
        let square = variance
        return 2 * integral(0, .pi) { $0 * $0 * $0 * $0 } / (square * square) - 3
    }
    public var entropy: Double { -log(peak) + k * (1 - meanResultantLength) }

    public func pdf(_ x: Double) -> Double { exp(logPDF(x)) }
    public func logPDF(_ x: Double) -> Double {
        let z = x - mean
        if abs(z) > .pi { return support.contains(x) ? log(peak) - 2 * k : -.infinity }
        let s = sin(z / 2)
        return log(peak) - 2 * k * s * s
    }

    /// ∫ g(t) pdf(μ + t) dt from `a` to `b`, 0 ≤ a ≤ b ≤ π, by Gauss and Legendre's rule on pieces of one width of the density.
    private func integral(_ a: Double, _ b: Double, _ g: (Double) -> Double) -> Double {
        let width = min(1, 1 / max(k, 1).squareRoot())
        var sum = 0.0, start = a
        while start < b {
            // On the falling side the density drops by e^(−k sin(t) dt).
            let end = min(b, start + min(width, 4 / (k * sin(start) + 1e-300)) * 2)
            var part = 0.0
            for (node, weight) in GaussLegendre.forty {
                let t = start + (end - start) * node, s = sin(t / 2)
                part += weight * g(t) * exp(-2 * k * s * s)
            }
            sum += part * (end - start)
            if part * (end - start) < 1e-18 * sum || part == 0 { break }
            start = end
        }
        return peak * sum
    }

    /// P(Z > z) for z ≥ 0.
    private func beyond(_ z: Double) -> Double { z >= .pi ? 0 : integral(z, .pi) { _ in 1 } }

    private func below(_ z: Double) -> Double {
        if z.isNaN { return .nan }
        return z < 0 ? beyond(-z) : 1 - beyond(z)
    }

    public func cdf(_ x: Double) -> Double { below(x - mean) }
    public func survival(_ x: Double) -> Double { below(mean - x) }
    public func quantile(_ p: Double) -> Double { mean - upperPoint(p) }
    public func inverseSurvival(_ q: Double) -> Double { mean + upperPoint(q) }

    /// The z with P(Z > z) = q, by Newton's method on the logarithm, in a bracket.
    private func upperPoint(_ q: Double) -> Double {
        guard isProbability(q) else { return .nan }
        if q > 0.5 { return -upperPoint(1 - q) }
        if q == 0.5 || q == 0 { return q == 0 ? .pi : 0 }
        var low = 0.0, high = Double.pi, z = min(3, -Special.normalQuantile(q) / max(k, 0.5).squareRoot())
        for _ in 0..<200 {
            let tail = beyond(z), density = pdf(mean + z)
            if tail > q { low = z } else { high = z }
            let distance = (tail - q) / q
            let step =
                tail > 0 && abs(distance) < 0.5
                ? log1p(distance) * tail / density : log(tail / q) * tail / density
            var next = z + step
            if !(next > low && next < high) { next = (low + high) / 2 }
            if abs(next - z) <= 2e-16 * z { return next }
            z = next
        }
        return z
    }

    /// NumPy's `vonmises(μ, κ)`, moved by a whole turn where it lies outside the support.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        inSupport(generator.vonMises(mean: mean, concentration: concentration))
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { places in
            places.take(generator.vonMises(mean: mean, concentration: concentration, count: places.count))
            for index in places.indices { places[index] = inSupport(places[index]) }
        }
    }

    private func inSupport(_ angle: Double) -> Double {
        if angle < support.lowerBound { return min(angle + 2 * .pi, support.upperBound) }
        return angle > support.upperBound ? max(angle - 2 * .pi, support.lowerBound) : angle
    }
}

extension VonMises: FittableDistribution {
    /// The direction of Σ(cos xᵢ, sin xᵢ), and the κ at which I₁(κ)/I₀(κ) is its length over n.
    ///
    /// - Parameter data: At least two different angles, in radians.
    /// - Throws: `DistributionFitError` where the values are too few, not finite or all the same angle.
    /// Complexity: O(count), and some 10 evaluations of Bessel functions.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> VonMises {
        let values = try fitData(data, atLeast: 2)
        let x = average(values) { cos($0) }, y = average(values) { sin($0) }
        let length = (x * x + y * y).squareRoot(), direction = atan2(y, x)
        guard 1 - length > 1e-14 else { throw .degenerate(reason: "all angles are \(direction)") }
        if length < 1e-12 { return VonMises(mean: direction, concentration: 0) }
        let start = length * (2 - length * length) / (1 - length * length)
        let concentration = try positiveRoot(from: start) { k in
            let ratio = Special.scaledBesselI1(k) / Special.scaledBesselI0(k)
            return (ratio - length, 1 - ratio / k - ratio * ratio)
        }
        return VonMises(mean: direction, concentration: concentration)
    }
}
