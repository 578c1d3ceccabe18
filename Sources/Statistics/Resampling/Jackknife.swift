import LinearAlgebra

/// The jackknife: bias and standard error of a statistic from the n samples that leave out one observation
/// each.
///
/// With θ of the sample, θᵢ without observation i and θ̄ their mean: bias = (n − 1)(θ̄ − θ), standard error =
/// √((n − 1)/n Σ(θᵢ − θ̄)²).
///
/// Needs no randomness. Assumes a statistic that is smooth in the data; for the median it fails, the
/// bootstrap does not. O(n · cost of the statistic), on all threads.
///
/// Source: M. H. Quenouille, "Notes on Bias in Estimation" (1956); J. W. Tukey, "Bias and Confidence in
/// Not-Quite Large Samples" (1958).
public struct Jackknife: Sendable, CustomStringConvertible {
    /// The statistic of the sample itself.
    public let estimate: Double
    /// The statistic without each observation.
    public let values: Vector<Double>
    /// How far the statistic is off on average, about.
    public let bias: Double
    /// The standard error of the statistic.
    public let standardError: Double

    /// The estimate less its bias.
    public var correctedEstimate: Double { estimate - bias }

    /// Leaves out each observation in turn.
    ///
    /// - Parameters:
    ///   - x: At least 2 numbers.
    ///   - statistic: A number that describes a sample. It runs on several threads.
    /// - Throws: `SampleError` for NaN or too few numbers.
    public init(
        _ x: Vector<Double>, statistic: @Sendable (Vector<Double>) -> Double
    ) throws(SampleError) {
        try SampleChecks("Jackknife").check(x, "x", atLeast: 2, infinities: true)
        let pool = SamplePool(x), n = Double(x.count)
        var position = -1
        values = Resamples.values(x.count, size: x.count) {
            position += 1
            return position
        } statistic: {
            statistic(pool.without($0))
        }
        estimate = statistic(x)
        let mean = values.mean()
        bias = (n - 1) * (mean - estimate)
        standardError = ((n - 1) / n * (values - mean).sumOfSquares()).squareRoot()
    }

    /// The normal interval around the corrected estimate.
    ///
    /// - Parameter level: The confidence level, between 0 and 1, default 0.95.
    public func interval(level: Double = 0.95) -> ConfidenceInterval {
        SampleChecks("Jackknife").requireLevel(level)
        return Tails.interval(correctedEstimate, standardError, level, .twoSided) {
            Normal.standard.inverseSurvival($0)
        }
    }

    /// The estimate, its standard error and bias.
    public var description: String {
        "Jackknife: estimate \(significant(estimate, 5)), standard error \(significant(standardError, 5)), "
            + "bias \(significant(bias, 3))"
    }
}
