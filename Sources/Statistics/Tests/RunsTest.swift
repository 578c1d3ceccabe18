import LinearAlgebra

/// The runs test of Wald and Wolfowitz: whether a sequence is in random order.
///
/// Values at or above a cut are +, others −; a run is a stretch of equal signs. With n₊ and n₋ of each and n
/// = n₊ + n₋, the number of runs has mean 2n₊n₋/n + 1 and variance 2n₊n₋(2n₊n₋ − n)/(n²(n − 1)): too few runs
/// mean trends, too many mean alternation. Below 50 values the distance from the mean shrinks by ½, the
/// correction for continuity. O(n).
///
/// Source: A. Wald, J. Wolfowitz, "On a Test Whether Two Samples Are from the Same Population" (1940).
public struct RunsTest: HypothesisTest {
    /// Where the sequence is cut.
    public enum Cut: Sendable, Hashable {
        /// At its mean.
        case mean
        /// At its median.
        case median
        /// At a number.
        case value(Double)
    }

    /// z.
    public let statistic: Double
    /// The probability of a z at least as far from 0 for a random order.
    public let pValue: Double
    /// The number of runs.
    public let runs: Int
    /// The number expected of a random order.
    public let expectedRuns: Double

    /// Whether a sequence is in random order.
    ///
    /// - Parameters:
    ///   - x: At least 2 numbers, in the order to be tested, on both sides of the cut.
    ///   - cut: Where the sequence is cut, default its mean.
    ///   - continuity: Whether to correct below 50 values, default true.
    /// - Throws: `SampleError` for NaN, infinity, too few numbers, or where all lie on one side of the cut.
    public init(
        _ x: Vector<Double>, cut: Cut = .mean, continuity: Bool = true
    ) throws(SampleError) {
        let checks = SampleChecks("RunsTest")
        try checks.check(x, "x", atLeast: 2)
        let level: Double
        switch cut {
        case .mean: level = x.mean()
        case .median: level = x.median()
        case .value(let value): level = value
        }
        let signs = x.map { $0 >= level ? 1.0 : 0.0 }
        let above = signs.sum(), n = Double(x.count)
        if above == 0 || above == n { throw checks.unsuitable("all values lie on one side of \(level)") }
        var runs = 1
        for index in 1..<x.count where signs[index] != signs[index - 1] { runs += 1 }
        let products = 2 * above * (n - above)
        expectedRuns = products / n + 1
        let variance = products * (products - n) / (n * n) / (n - 1)
        if variance <= 0 {
            throw checks.unsuitable("\(x.count) values are too few for their number of runs to vary")
        }
        var distance = Double(runs) - expectedRuns
        if continuity && x.count < 50 {
            distance = distance > 0.5 ? distance - 0.5 : (distance < 0.5 ? distance + 0.5 : 0)
        }
        self.runs = runs
        statistic = distance / variance.squareRoot()
        pValue = Tails.normal(statistic, .twoSided)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Runs test", figures: [.init("z", statistic)], pValue: pValue,
            estimates: [.init("runs", Double(runs)), .init("expected", expectedRuns)])
    }
}
