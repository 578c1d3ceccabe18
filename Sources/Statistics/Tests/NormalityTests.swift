import Foundation
import LinearAlgebra

/// The Jarque-Bera test: whether skewness and kurtosis are those of a normal distribution.
///
/// JB = n/6 (g₁² + (b₂ − 3)²/4) with g₁ = m₃/m₂^1.5 and b₂ = m₄/m₂², against χ² with 2 degrees of freedom, so
/// p = exp(−JB/2).
///
/// Assumes independent observations, a few thousand for the p-value to be right; below, `DAgostinoTest`.
/// O(n).
///
/// Source: C. M. Jarque, A. K. Bera, "Efficient Tests for Normality, Homoscedasticity and Serial Independence
/// of Regression Residuals" (1980).
public struct JarqueBeraTest: HypothesisTest {
    /// JB.
    public let statistic: Double
    /// The probability of a JB at least as large for normal data, in the limit of many.
    public let pValue: Double
    /// g₁ of the sample.
    public let skewness: Double
    /// b₂ of the sample, 3 for a normal distribution.
    public let kurtosis: Double

    /// Whether a sample comes from a normal distribution.
    ///
    /// - Parameter x: At least 2 numbers that are not all equal.
    /// - Throws: `SampleError` for NaN, infinity, too few or constant numbers.
    public init(_ x: Vector<Double>) throws(SampleError) {
        let checks = SampleChecks("JarqueBeraTest")
        try checks.check(x, "x", atLeast: 2)
        if isConstant(x) { throw checks.constant("x") }
        let moments = CentralMoments(x)
        skewness = moments.skewness
        kurtosis = moments.kurtosis
        let excess = kurtosis - 3
        statistic = Double(x.count) / 6 * (skewness * skewness + excess * excess / 4)
        pValue = exp(-statistic / 2)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Jarque-Bera test of normality", figures: [.init("JB", statistic)], pValue: pValue,
            estimates: [.init("skewness", skewness), .init("kurtosis", kurtosis)])
    }
}

/// D'Agostino's K²: whether skewness and kurtosis are those of a normal distribution, also for samples of
/// moderate size.
///
/// Skewness and kurtosis are each transformed to be about normal, z₁ and z₂; K² = z₁² + z₂² is held against
/// χ² with 2 degrees of freedom.
///
/// Assumes independent observations, about 20 or more. O(n).
///
/// Source: R. B. D'Agostino, "Transformation to Normality of the Null Distribution of g₁" (1970); F. J.
/// Anscombe, W. J. Glynn, "Distribution of the Kurtosis Statistic b₂ for Normal Samples" (1983).
public struct DAgostinoTest: HypothesisTest {
    /// K².
    public let statistic: Double
    /// The probability of a K² at least as large for normal data.
    public let pValue: Double
    /// z₁: the skewness in standard deviations of a normal sample's.
    public let skewnessZ: Double
    /// z₂: the kurtosis in standard deviations of a normal sample's.
    public let kurtosisZ: Double

    /// Whether a sample comes from a normal distribution.
    ///
    /// - Parameter x: At least 8 numbers that are not all equal.
    /// - Throws: `SampleError` for NaN, infinity, too few or constant numbers.
    public init(_ x: Vector<Double>) throws(SampleError) {
        let checks = SampleChecks("DAgostinoTest")
        try checks.check(x, "x", atLeast: 8)
        if isConstant(x) { throw checks.constant("x") }
        let moments = CentralMoments(x), n = Double(x.count)
        skewnessZ = DAgostinoTest.skewnessScore(moments.skewness, n)
        kurtosisZ = DAgostinoTest.kurtosisScore(moments.kurtosis, n)
        statistic = skewnessZ * skewnessZ + kurtosisZ * kurtosisZ
        pValue = exp(-statistic / 2)
    }

    private static func skewnessScore(_ skewness: Double, _ n: Double) -> Double {
        let y = skewness * ((n + 1) * (n + 3) / (6 * (n - 2))).squareRoot()
        let top: Double = 3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3)
        let beta = top / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
        let w = (2 * (beta - 1)).squareRoot() - 1
        return asinh(y / (2 / (w - 1)).squareRoot()) / (0.5 * log(w)).squareRoot()
    }

    private static func kurtosisScore(_ kurtosis: Double, _ n: Double) -> Double {
        let mean = 3 * (n - 1) / (n + 1)
        let free: Double = n * (n - 2) * (n - 3)
        let variance = 24 * free / ((n + 1) * (n + 1) * (n + 3) * (n + 5))
        let x = (kurtosis - mean) / variance.squareRoot()
        let ratio: Double = 6 * (n * n - 5 * n + 2) / ((n + 7) * (n + 9))
        let skew = ratio * (6 * (n + 3) * (n + 5) / free).squareRoot()
        let a = 6 + 8 / skew * (2 / skew + (1 + 4 / (skew * skew)).squareRoot())
        let denominator = 1 + x * (2 / (a - 4)).squareRoot()
        let root = cbrt((1 - 2 / a) / denominator)
        return (1 - 2 / (9 * a) - root) / (2 / (9 * a)).squareRoot()
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "D'Agostino's K-squared test of normality", figures: [.init("K-squared", statistic)],
            pValue: pValue,
            estimates: [.init("z of skewness", skewnessZ), .init("z of kurtosis", kurtosisZ)])
    }
}
