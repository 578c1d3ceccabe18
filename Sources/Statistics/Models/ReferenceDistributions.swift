/// The tails and quantiles that tests and intervals of models need.
enum ReferenceTail {
    /// P(|T| > |t|), T of Student's distribution, or of the normal one where `degrees` is nil.
    static func twoSided(_ t: Double, degrees: Double?) -> Double {
        guard !t.isNaN else { return .nan }
        guard let degrees else { return min(1, 2 * Normal.standard.survival(abs(t))) }
        guard degrees > 0 else { return .nan }
        return min(1, 2 * StudentT(degreesOfFreedom: degrees).survival(abs(t)))
    }

    /// The number that |T| exceeds with probability `1 - level`.
    static func critical(_ level: Double, degrees: Double?) -> Double {
        let tail = (1 - level) / 2
        guard let degrees else { return Normal.standard.inverseSurvival(tail) }
        guard degrees > 0 else { return .nan }
        return StudentT(degreesOfFreedom: degrees).inverseSurvival(tail)
    }

    /// P(F > f).
    static func f(_ value: Double, _ numerator: Double, _ denominator: Double) -> Double {
        guard !value.isNaN, numerator > 0, denominator > 0 else { return .nan }
        return FDistribution(numeratorDegrees: numerator, denominatorDegrees: denominator).survival(value)
    }

    /// P(X > x), X of the chi-squared distribution.
    static func chiSquared(_ value: Double, _ degrees: Double) -> Double {
        guard !value.isNaN, degrees > 0 else { return .nan }
        return ChiSquared(degreesOfFreedom: degrees).survival(value)
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
