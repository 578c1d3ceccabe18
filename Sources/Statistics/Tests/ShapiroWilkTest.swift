import Foundation
import LinearAlgebra

/// The Shapiro-Wilk test: whether a sample comes from a normal distribution, the strongest of the general
/// ones.
///
/// W = (Σ aᵢ x₍ᵢ₎)²/Σ(x − x̄)² compares the slope of a normal quantile plot with the spread; it is near 1 for
/// normal data. The weights a come from the expected order statistics, the p-value from a normal
/// approximation of a logarithm of 1 − W, both by Royston's polynomials in n.
///
/// Assumes independent observations, 3 to 5000; beyond, the p-value is extrapolated. O(n).
///
/// Source: S. S. Shapiro, M. B. Wilk, "An Analysis of Variance Test for Normality" (1965); P. Royston,
/// "Remark AS R94" (1995).
public struct ShapiroWilkTest: HypothesisTest {
    /// W.
    public let statistic: Double
    /// The probability of a W at least as small for normal data.
    public let pValue: Double

    /// Whether a sample comes from a normal distribution.
    ///
    /// - Parameter x: At least 3 numbers that are not all equal.
    /// - Throws: `SampleError` for NaN, infinity, too few or constant numbers.
    public init(_ x: Vector<Double>) throws(SampleError) {
        let checks = SampleChecks("ShapiroWilkTest")
        try checks.check(x, "x", atLeast: 3)
        if isConstant(x) { throw checks.constant("x") }
        let weights = ShapiroWilkTest.weights(x.count)
        // Centred and scaled to the range, so that neither location nor unit matters.
        let sorted = x.sorted(), range = sorted[x.count - 1] - sorted[0]
        let scaled = (sorted - sorted[x.count / 2]) / range
        let deviations = scaled - scaled.mean()
        let length = (weights.sumOfSquares() * deviations.sumOfSquares()).squareRoot()
        let slope = dot(weights, deviations)
        // 1 − W as a product: W itself rounds to 1 for data that are nearly normal.
        let rest = max(0, (length - slope) * (length + slope) / (length * length))
        statistic = 1 - rest
        pValue = ShapiroWilkTest.pValue(rest, x.count)
    }

    /// The weights, in ascending order, antisymmetric.
    private static func weights(_ n: Int) -> Vector<Double> {
        let size = Double(n)
        if n == 3 { return [-0.5.squareRoot(), 0, 0.5.squareRoot()] }
        let scores = Vector(count: n) { Normal.standard.quantile((Double($0 + 1) - 0.375) / (size + 0.25)) }
        let squares = scores.sumOfSquares(), u = 1 / size.squareRoot()
        let last =
            scores[n - 1] / squares.squareRoot()
            + polynomial(u, [0, 0.221157, -0.147981, -2.071190, 4.434685, -2.706056])
        let isSmall = n <= 5
        let second =
            isSmall
            ? 0
            : scores[n - 2] / squares.squareRoot()
                + polynomial(u, [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633])
        let inner = scores[n - 1] * scores[n - 1] + (isSmall ? 0 : scores[n - 2] * scores[n - 2])
        let scale = ((squares - 2 * inner) / (1 - 2 * last * last - 2 * second * second)).squareRoot()
        var weights = scores / scale
        (weights[0], weights[n - 1]) = (-last, last)
        if !isSmall { (weights[1], weights[n - 2]) = (-second, second) }
        return weights
    }

    private static func pValue(_ rest: Double, _ n: Int) -> Double {
        let size = Double(n)
        if n == 3 {
            // The distribution is known: W ≥ ¾.
            let angle = asin((1 - rest).squareRoot()) - asin(0.75.squareRoot())
            return min(1, max(0, 6 / .pi * angle))
        }
        let y = log(rest)
        if n <= 11 {
            let gamma = 0.459 * size - 2.273
            if y >= gamma { return 1e-99 }
            let mean = polynomial(size, [0.5440, -0.39978, 0.025054, -6.714e-4])
            let deviation = exp(polynomial(size, [1.3822, -0.77857, 0.062767, -0.0020322]))
            return Normal.standard.survival((-log(gamma - y) - mean) / deviation)
        }
        let x = log(size)
        let mean = polynomial(x, [-1.5861, -0.31082, -0.083751, 0.0038915])
        let deviation = exp(polynomial(x, [-0.4803, -0.082676, 0.0030302]))
        return Normal.standard.survival((y - mean) / deviation)
    }

    /// c₀ + c₁x + c₂x² + …
    private static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
        coefficients.reversed().reduce(0) { $0 * x + $1 }
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary("Shapiro-Wilk test of normality", figures: [.init("W", statistic)], pValue: pValue)
    }
}
