import Foundation
import LinearAlgebra

/// The test of Pearson's correlation: whether two quantities are linearly related.
///
/// r = Σ(x − x̄)(y − ȳ)/√(Σ(x − x̄)² Σ(y − ȳ)²). For independent normal samples (1 + r)/2 has the beta
/// distribution with both parameters n/2 − 1. The interval is Fisher's: atanh r is about normal with standard
/// error 1/√(n − 3).
///
/// Assumes independent pairs, jointly normal. O(n).
///
/// Source: R. A. Fisher, "Frequency Distribution of the Values of the Correlation Coefficient…" (1915), and
/// for the interval (1921).
public struct PearsonTest: HypothesisTest {
    /// r.
    public let statistic: Double
    /// The probability of an r at least as extreme if the quantities are independent.
    public let pValue: Double
    /// n − 2.
    public let degreesOfFreedom: Double
    /// Fisher's interval for the true correlation, open on the side that the alternative leaves out.
    public let confidenceInterval: ConfidenceInterval
    /// What was held against a correlation of 0.
    public let alternative: Alternative

    /// Whether the correlation of pairs is 0.
    ///
    /// - Parameters:
    ///   - x: The first of each pair, at least 3 and not all equal.
    ///   - y: The second of each pair, as many and not all equal.
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - confidenceLevel: Of the interval, between 0 and 1, default 0.95.
    /// - Throws: `SampleError` for NaN, infinity, too few pairs or constant numbers.
    public init(
        _ x: Vector<Double>, _ y: Vector<Double>, alternative: Alternative = .twoSided,
        confidenceLevel: Double = 0.95
    ) throws(SampleError) {
        let checks = SampleChecks("PearsonTest")
        checks.requireLevel(confidenceLevel)
        try checks.check(pairs: x, y, atLeast: 3)
        let r = pearsonCorrelation(x, y), n = Double(x.count)
        statistic = r
        self.alternative = alternative
        degreesOfFreedom = n - 2
        let null = Beta(alpha: n / 2 - 1, beta: n / 2 - 1)
        switch alternative {
        case .twoSided: pValue = min(1, 2 * null.cdf((1 - abs(r)) / 2))
        case .greater: pValue = null.cdf((1 - r) / 2)
        case .less: pValue = null.cdf((1 + r) / 2)
        }
        let error = n > 3 ? 1 / (n - 3).squareRoot() : .infinity
        let z = atanh(r)
        let tail = alternative == .twoSided ? (1 - confidenceLevel) / 2 : 1 - confidenceLevel
        let reach = Normal.standard.inverseSurvival(tail) * error
        confidenceInterval = ConfidenceInterval(
            lower: alternative == .less || n == 3 ? -1 : tanh(z - reach),
            upper: alternative == .greater || n == 3 ? 1 : tanh(z + reach), level: confidenceLevel)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Pearson's correlation", figures: [.init("r", statistic), .init("df", degreesOfFreedom)],
            pValue: pValue, alternative: "true correlation is \(alternative.phrase) 0",
            interval: confidenceInterval)
    }
}

/// The test of Spearman's rank correlation: whether two quantities rise or fall together, along any monotone
/// curve.
///
/// ρ is Pearson's r of the ranks, ties at their mean rank; t = ρ√((n − 2)/(1 − ρ²)) is held against Student's
/// distribution with n − 2 degrees of freedom, good from about 10 pairs on. Below that,
/// `PermutationTest.pairings` is exact.
///
/// Assumes independent pairs. O(n).
///
/// Source: C. Spearman, "The Proof and Measurement of Association between Two Things" (1904).
public struct SpearmanTest: HypothesisTest {
    /// ρ.
    public let statistic: Double
    /// The probability of a ρ at least as extreme if the quantities are independent.
    public let pValue: Double
    /// n − 2.
    public let degreesOfFreedom: Double
    /// What was held against a correlation of 0.
    public let alternative: Alternative

    /// Whether the rank correlation of pairs is 0.
    ///
    /// - Parameters:
    ///   - x: The first of each pair, at least 3 and not all equal.
    ///   - y: The second of each pair, as many and not all equal.
    ///   - alternative: What to hold against it, default `.twoSided`.
    /// - Throws: `SampleError` for NaN, too few pairs or constant numbers.
    public init(
        _ x: Vector<Double>, _ y: Vector<Double>, alternative: Alternative = .twoSided
    ) throws(SampleError) {
        let checks = SampleChecks("SpearmanTest")
        try checks.check(pairs: x, y, atLeast: 3, infinities: true)
        let first = Ranking(x).ranks, second = Ranking(y).ranks
        // Equal or opposite orders give ±1 exactly, which sums of rounded squares may miss.
        let rho =
            first == second
            ? 1 : first == Double(x.count + 1) - second ? -1 : pearsonCorrelation(first, second)
        statistic = rho
        self.alternative = alternative
        degreesOfFreedom = Double(x.count - 2)
        let t = rho * (degreesOfFreedom / ((rho + 1) * (1 - rho))).squareRoot()
        pValue = Tails.student(t, degreesOfFreedom, alternative)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Spearman's rank correlation", figures: [.init("rho", statistic)], pValue: pValue,
            alternative: "true rho is \(alternative.phrase) 0")
    }
}

/// Pearson's r, in −1...1 whatever the rounding. Both vectors have spread.
func pearsonCorrelation(_ x: Vector<Double>, _ y: Vector<Double>) -> Double {
    let a = unitDeviations(x), b = unitDeviations(y)
    return max(-1, min(1, dot(a, b)))
}

/// x − x̄ scaled to length 1.
private func unitDeviations(_ x: Vector<Double>) -> Vector<Double> {
    let deviations = x - x.mean()
    return deviations / deviations.norm()
}

extension SampleChecks {
    /// Pairs of numbers with spread on both sides.
    func check(
        pairs x: Vector<Double>, _ y: Vector<Double>, atLeast minimum: Int, infinities: Bool = false
    ) throws(SampleError) {
        requirePairs(x, y)
        try check(x, "x", atLeast: minimum, infinities: infinities)
        try check(y, "y", atLeast: minimum, infinities: infinities)
        if isConstant(x) { throw constant("x") }
        if isConstant(y) { throw constant("y") }
    }
}
