/// The tails and quantiles that tests and intervals of models need.
enum ReferenceTail {
    /// P(|T| > |t|), T of Student's distribution, or of the normal one where `degrees` is nil.
    static func twoSided(_ t: Double, degrees: Double?) -> Double {
        guard !t.isNaN else { return .nan }
        guard let degrees else { return min(1, 2 * Special.normalCDF(-abs(t))) }
        guard degrees > 0 else { return .nan }
        let square = t * t
        if square.isInfinite { return 0 }
        return square < degrees
            ? Special.regularizedBetaComplement(0.5, degrees / 2, square / (degrees + square))
            : Special.regularizedBeta(degrees / 2, 0.5, degrees / (degrees + square))
    }

    /// The number that |T| exceeds with probability `1 - level`.
    static func critical(_ level: Double, degrees: Double?) -> Double {
        guard let degrees else { return -Special.normalQuantile((1 - level) / 2) }
        guard degrees > 0 else { return .nan }
        let point = IncompleteBeta(degrees / 2, 0.5).quantile(lower: 1 - level, upper: level)
        return (degrees * point.complement / point.x).squareRoot()
    }

    /// P(F > f).
    static func f(_ value: Double, _ numerator: Double, _ denominator: Double) -> Double {
        guard !value.isNaN, numerator > 0, denominator > 0 else { return .nan }
        guard value > 0 else { return 1 }
        let product = numerator * value
        if product.isInfinite { return 0 }
        return product < denominator
            ? Special.regularizedBetaComplement(
                numerator / 2, denominator / 2, product / (denominator + product))
            : Special.regularizedBeta(denominator / 2, numerator / 2, denominator / (denominator + product))
    }

    /// P(X > x), X of the chi-squared distribution.
    static func chiSquared(_ value: Double, _ degrees: Double) -> Double {
        guard !value.isNaN, degrees > 0 else { return .nan }
        return value > 0 ? Special.regularizedGammaQ(degrees / 2, value / 2) : 1
    }
}

/// A statistic, what it is compared with, and how often chance alone gives as much.
public struct ModelTest: Sendable, Hashable, Codable {
    /// The name of the test.
    public let name: String
    /// The statistic.
    public let statistic: Double
    /// The degrees of freedom, of the numerator where the statistic is an F.
    public let degreesOfFreedom: Double
    /// The degrees of freedom of the denominator, nil for a chi-squared statistic.
    public let denominatorDegrees: Double?
    /// The probability of a statistic at least as large if the null hypothesis holds.
    public let pValue: Double

    static func chiSquared(_ name: String, _ statistic: Double, degrees: Double) -> ModelTest {
        ModelTest(
            name: name, statistic: statistic, degreesOfFreedom: degrees, denominatorDegrees: nil,
            pValue: ReferenceTail.chiSquared(statistic, degrees))
    }

    static func f(_ name: String, _ statistic: Double, _ numerator: Double, _ denominator: Double)
        -> ModelTest
    {
        ModelTest(
            name: name, statistic: statistic, degreesOfFreedom: numerator, denominatorDegrees: denominator,
            pValue: ReferenceTail.f(statistic, numerator, denominator))
    }
}
