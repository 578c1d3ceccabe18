import Foundation
import LinearAlgebra

extension Special {
    /// Iₓ(a, b) = 1/B(a, b) ∫₀ˣ tᵃ⁻¹ (1 - t)ᵇ⁻¹ dt: the beta distribution function.
    ///
    /// A power series where it is short, a continued fraction, or for large a and b a quadrature of the tail, each at the side of the mean where
    /// nothing cancels; the factor xᵃ (1 - x)ᵇ/B(a, b) by its deviance.
    ///
    /// - Parameters:
    ///   - a: First shape, > 0.
    ///   - b: Second shape, > 0.
    ///   - x: A number in [0, 1].
    /// - Note: Source: DiDonato and Morris, *Significant digit computation of the incomplete beta function ratios*, 1992.
    public static func regularizedBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
        IncompleteBeta(a, b).tails(x).lower
    }

    /// 1 - Iₓ(a, b), right where it is tiny.
    ///
    /// - Parameters:
    ///   - a: First shape, > 0.
    ///   - b: Second shape, > 0.
    ///   - x: A number in [0, 1].
    public static func regularizedBetaComplement(_ a: Double, _ b: Double, _ x: Double) -> Double {
        IncompleteBeta(a, b).tails(x).upper
    }
}

/// The incomplete beta functions of one pair of shapes: what does not depend on x is computed once.
struct IncompleteBeta: Sendable {
    let a: Double, b: Double
    /// log √(ab / (2π (a + b))) + δ(a + b) - δ(a) - δ(b), the part of log(xᵃ yᵇ/B) without x, as a factor.
    let factor: Double

    init(_ a: Double, _ b: Double) {
        self.a = a
        self.b = b
        factor = a > 0 && b > 0 && (a + b).isFinite ? BetaPoint.factor(a, b) : .nan
    }

    /// Iₓ(a, b) and its complement.
    func tails(_ x: Double) -> (lower: Double, upper: Double) {
        guard a > 0, b > 0, x > 0, x < 1, (a + b).isFinite else { return edge(x) }
        return tails(BetaPoint(a, b, x))
    }

    /// Iₓ(a, b) and its complement where both x and y = 1 - x are known to all their digits.
    func tails(_ x: Double, complement y: Double) -> (lower: Double, upper: Double) {
        guard a > 0, b > 0, x > 0, y > 0, (a + b).isFinite else { return edge(y == 0 ? 1 : x) }
        return tails(BetaPoint(a, b, x: x, y: y))
    }

    private func edge(_ x: Double) -> (lower: Double, upper: Double) {
        guard a > 0, b > 0, (a + b).isFinite, x >= 0, x <= 1 else { return (.nan, .nan) }
        return x == 0 ? (0, 1) : (1, 0)
    }

    private func tails(_ point: BetaPoint) -> (lower: Double, upper: Double) {
        if a == 0.5, b == 0.5 { return arcsine(point) }
        if max(a, b) > 1e30 {
            let least = max(1, min(a, b))
            if max(a, b) > 1e25 * least * least { return gammaLimit(point) }
            if least > 1e30 { return normalLimit(point) }
        }
        let small = min(a, b) <= 1, swapped = small ? point.x > point.y : point.lambda < 0
        let oriented = swapped ? point.swapped : point
        let pair = small ? oriented.smallTails(factor) : oriented.largeTails(factor)
        return swapped ? (pair.upper, pair.lower) : pair
    }

    /// For shapes so unequal that b²/a is below 1e-25: a beta variable's -a log X is then a gamma variable of shape b.
    private func gammaLimit(_ point: BetaPoint) -> (lower: Double, upper: Double) {
        let first = a > b, small = first ? point.y : point.x
        let tails = IncompleteGamma(min(a, b)).tails(-max(a, b) * log1p(-small))
        return first ? (tails.upper, tails.lower) : (tails.lower, tails.upper)
    }

    /// For shapes so large that 1/√a is below 1e-15: the first term of the uniform expansion.
    private func normalLimit(_ point: BetaPoint) -> (lower: Double, upper: Double) {
        let tail = 0.5 * erfc((-point.exponent).squareRoot())
        return point.lambda > 0 ? (tail, 1 - tail) : (1 - tail, tail)
    }

    /// I(½, ½) = 2/π arcsin √x.
    private func arcsine(_ point: BetaPoint) -> (lower: Double, upper: Double) {
        let scale = 2 / Double.pi
        if point.x <= 0.5 {
            let lower = scale * asin(point.x.squareRoot())
            return (lower, 1 - lower)
        }
        let upper = scale * asin(point.y.squareRoot())
        return (1 - upper, upper)
    }
}
