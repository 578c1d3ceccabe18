import Foundation
import LinearAlgebra

extension StudentT {
    /// The degrees of freedom, centre and scale of the largest likelihood.
    ///
    /// For each v, centre and scale by `fit(to:degreesOfFreedom:)`; v where the derivative of the likelihood in v is 0.
    ///
    /// - Parameter data: At least three values, fewer than half of them equal.
    /// - Throws: `DistributionFitError`, of case `degenerate` where the tails are no heavier than those of a normal distribution, so
    ///   that the likelihood only grows with v.
    /// Complexity: O(count) for each of some 1000 steps.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> StudentT {
        let values = try fitData(data, atLeast: 3)
        var low = log(0.1), high = log(1e5)
        var atLow = try slope(values, exp(low)), atHigh = try slope(values, exp(high))
        guard atHigh < 0 else {
            throw .degenerate(reason: "the tails are no heavier than those of a normal distribution")
        }
        guard atLow > 0 else { throw .degenerate(reason: "the degrees of freedom fall below 0.1") }
        // The rule of false position, with the end that stays halved (Illinois).
        for _ in 0..<200 where high - low > 1e-12 {
            var middle = (low * atHigh - high * atLow) / (atHigh - atLow)
            if !(middle > low && middle < high) { middle = (low + high) / 2 }
            let atMiddle = try slope(values, exp(middle))
            if atMiddle == 0 { (low, high) = (middle, middle) }
            if atMiddle > 0 {
                if middle - low < 0.01 * (high - low) { atHigh /= 2 }
                (low, atLow) = (middle, atMiddle)
            } else {
                if high - middle < 0.01 * (high - low) { atLow /= 2 }
                (high, atHigh) = (middle, atMiddle)
            }
            if abs(atMiddle) < 1e-15 { (low, high) = (middle, middle) }
        }
        return try located(values, degreesOfFreedom: exp((low + high) / 2))
    }

    /// The centre and scale of the largest likelihood for given degrees of freedom.
    ///
    /// Weights wᵢ = (v + 1)/(v + zᵢ²), then m ← Σwᵢxᵢ/Σwᵢ and s² ← Σwᵢ(xᵢ − m)²/Σwᵢ, until nothing moves (Kent, Tyler and Vardi, 1994).
    ///
    /// - Parameters:
    ///   - data: At least three values, fewer than half of them equal.
    ///   - degreesOfFreedom: v > 0.
    /// - Throws: `DistributionFitError` where the values are too few, not finite, or half of them are equal.
    /// Complexity: O(count) for each of some 30 steps.
    public static func fit(
        to data: Vector<Double>, degreesOfFreedom: Double
    ) throws(DistributionFitError) -> StudentT {
        requirePositive(degreesOfFreedom, "StudentT.fit", "degreesOfFreedom")
        return try located(try fitData(data, atLeast: 3), degreesOfFreedom: degreesOfFreedom)
    }

    static func located(_ values: [Double], degreesOfFreedom v: Double) throws(DistributionFitError)
        -> StudentT
    {
        try requireNoHalfEqual(values)
        var location = middle(of: values)
        var scale = max(middle(of: values.map { abs($0 - location) }), Double.leastNormalMagnitude)
        for _ in 0..<10_000 {
            var weights = 0.0, shift = 0.0, square = 0.0
            for value in values {
                let z = (value - location) / scale, weight = (v + 1) / (v + z * z)
                weights += weight
                shift += weight * z
                square += weight * z * z
            }
            let step = shift / weights
            let factor = (square / weights - step * step).squareRoot()
            location += step * scale
            scale *= factor
            if abs(step) < 1e-13 && abs(factor - 1) < 1e-13 {
                return StudentT(degreesOfFreedom: v, location: location, scale: scale)
            }
        }
        throw .noConvergence(iterations: 10_000)
    }

    /// The derivative in v of the mean log-likelihood at the best centre and scale for v.
    private static func slope(_ values: [Double], _ v: Double) throws(DistributionFitError) -> Double {
        let best = try located(values, degreesOfFreedom: v)
        let gap = log1p(1 / v) - logMinusDigamma((v + 1) / 2) + logMinusDigamma(v / 2)
        return average(values) { value in
            let z = (value - best.location) / best.scale, square = z * z
            let pull = (v + 1) * square / (v * (v + square))
            return 0.5 * (gap - 1 / v - log1p(square / v) + pull)
        }
    }
}

/// Throws where half of the values or more are equal, and the likelihood of heavy tails is unbounded there.
func requireNoHalfEqual(_ values: [Double]) throws(DistributionFitError) {
    let sorted = values.sorted(), half = (sorted.count + 1) / 2
    for start in 0...(sorted.count - half) where sorted[start] == sorted[start + half - 1] && half > 1 {
        throw .degenerate(reason: "half of the \(sorted.count) values are \(sorted[start])")
    }
}
