/// p-values and critical values of the distributions that tests refer to.
enum Tails {
    /// P(Z ≥ z), P(Z ≤ z) or both tails of the standard normal distribution.
    static func normal(_ z: Double, _ alternative: Alternative) -> Double {
        symmetric(z, alternative) { Normal.standard.survival($0) }
    }

    /// The same of Student's distribution.
    static func student(_ t: Double, _ degreesOfFreedom: Double, _ alternative: Alternative) -> Double {
        let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
        return symmetric(t, alternative) { distribution.survival($0) }
    }

    /// P(X ≥ x) of χ².
    static func chiSquared(_ x: Double, _ degreesOfFreedom: Double) -> Double {
        ChiSquared(degreesOfFreedom: degreesOfFreedom).survival(x)
    }

    /// P(X ≥ x) of the F distribution.
    static func f(_ x: Double, _ numerator: Double, _ denominator: Double) -> Double {
        FDistribution(numeratorDegrees: numerator, denominatorDegrees: denominator).survival(x)
    }

    /// By symmetry all comes from the upper tail, which keeps its digits.
    private static func symmetric(
        _ x: Double, _ alternative: Alternative, _ survival: (Double) -> Double
    ) -> Double {
        switch alternative {
        case .twoSided: min(1, 2 * survival(abs(x)))
        case .greater: survival(x)
        case .less: survival(-x)
        }
    }

    /// The interval around `estimate` that a symmetric pivot with this standard error gives.
    ///
    /// - Parameter critical: The point beyond which the pivot has a given probability.
    static func interval(
        _ estimate: Double, _ standardError: Double, _ level: Double, _ alternative: Alternative,
        critical: (Double) -> Double
    ) -> ConfidenceInterval {
        let tail = alternative == .twoSided ? (1 - level) / 2 : 1 - level
        let reach = critical(tail) * standardError
        return ConfidenceInterval(
            lower: alternative == .less ? -.infinity : estimate - reach,
            upper: alternative == .greater ? .infinity : estimate + reach, level: level)
    }
}
