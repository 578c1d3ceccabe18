import Foundation
import LinearAlgebra

/// The Kolmogorov-Smirnov test: whether a sample comes from a given distribution, or two samples from the
/// same.
///
/// The statistic is the largest distance of two distribution functions: of the empirical one of x, F_n, from
/// that of the distribution, or from the empirical one of y. D⁺ = max (F_n − F), D⁻ = max (F − F_n), D the
/// larger.
///
/// Exact p-values come from Kolmogorov's distribution for one sample, and for two by counting: all orders of
/// the n + m values are equally probable, and each is a path from (0, 0) to (n, m). Assumes independent
/// observations from continuous distributions (ties make the test cautious) and, for one sample, a
/// distribution that was not fitted to the data: for a fitted one there are `AndersonDarlingTest` and
/// `ShapiroWilkTest`. O(n log n); two samples exactly O(nm).
///
/// Source: A. N. Kolmogorov (1933); N. V. Smirnov (1939); J. L. Hodges, "The Significance Probability of the
/// Smirnov Two-Sample Test" (1958).
public struct KolmogorovSmirnovTest: HypothesisTest {
    /// How the p-value is found.
    public enum Method: Sendable, Hashable {
        /// Exactly; for two samples up to 10 000 values in the larger: SciPy's choice.
        case automatic
        /// Exactly.
        case exact
        /// For two samples from the distribution for one of nm/(n + m) values, on one side by Hodges's
        /// formula; for one sample from the limit of many values.
        case asymptotic
    }

    /// D, D⁺ or D⁻.
    public let statistic: Double
    /// The probability of a distance at least as large under the null hypothesis.
    public let pValue: Double
    /// The value at which the distance is largest.
    public let location: Double
    /// What was held against the null hypothesis.
    public let alternative: Alternative
    private let isTwoSample: Bool

    /// Whether a sample comes from a distribution.
    ///
    /// - Parameters:
    ///   - x: At least 1 number.
    ///   - distribution: A continuous one, whose parameters were not estimated from `x`.
    ///   - alternative: `.greater` holds that the true distribution function lies above the given one, so
    ///     that values tend to be smaller; default
    ///     `.twoSided`.
    ///   - method: How the p-value is found, default exactly.
    /// - Throws: `SampleError` for NaN or an empty sample.
    public static func oneSample(
        _ x: Vector<Double>, distribution: some ContinuousDistribution, alternative: Alternative = .twoSided,
        method: Method = .automatic
    ) throws(SampleError) -> KolmogorovSmirnovTest {
        try SampleChecks("KolmogorovSmirnovTest").check(x, "x", atLeast: 1, infinities: true)
        let sorted = x.sorted(), shares = distribution.cdf(sorted), n = Double(x.count)
        var above = (distance: -Double.infinity, at: 0), below = above
        for (index, share) in shares.enumerated() {
            let plus = Double(index + 1) / n - share, minus = share - Double(index) / n
            if plus > above.distance { above = (plus, index) }
            if minus > below.distance { below = (minus, index) }
        }
        let isAbove = alternative == .greater || (alternative == .twoSided && above.distance > below.distance)
        let (d, place) = isAbove ? above : below
        let p: Double
        switch (alternative, method) {
        case (.twoSided, .asymptotic): p = limit(n.squareRoot() * d)
        case (.twoSided, _): p = KolmogorovDistribution.survival(x.count, d)
        case (_, .asymptotic): p = exp(-2 * n * d * d)
        default: p = KolmogorovDistribution.oneSided(x.count, d)
        }
        return KolmogorovSmirnovTest(
            statistic: d, pValue: min(1, max(0, p)), location: sorted[place], alternative: alternative,
            isTwoSample: false)
    }

    /// Whether two samples come from one distribution.
    ///
    /// - Parameters:
    ///   - x: At least 1 number.
    ///   - y: At least 1 number.
    ///   - alternative: `.greater` holds that the distribution function of x lies above that of y, so that x
    ///     tends to be smaller; default
    ///     `.twoSided`.
    ///   - method: How the p-value is found, default exactly up to 10 000 values in the larger sample.
    /// - Throws: `SampleError` for NaN or an empty sample.
    public static func twoSample(
        _ x: Vector<Double>, _ y: Vector<Double>, alternative: Alternative = .twoSided,
        method: Method = .automatic
    ) throws(SampleError) -> KolmogorovSmirnovTest {
        let checks = SampleChecks("KolmogorovSmirnovTest")
        try checks.check(x, "x", atLeast: 1, infinities: true)
        try checks.check(y, "y", atLeast: 1, infinities: true)
        let paths = LatticePaths(x.count, y.count)
        let first = x.sorted(), second = y.sorted()
        // Distances in units of 1/lcm(n, m) are integers, and compare without rounding.
        var above = (distance: 0, at: first[0]), below = above, i = 0, j = 0
        while i < first.count || j < second.count {
            let value = j >= second.count || (i < first.count && first[i] <= second[j]) ? first[i] : second[j]
            while i < first.count, first[i] == value { i += 1 }
            while j < second.count, second[j] == value { j += 1 }
            let distance = paths.distance(i, j)
            if distance > above.distance { above = (distance, value) }
            if -distance > below.distance { below = (-distance, value) }
        }
        let isAbove =
            alternative == .greater || (alternative == .twoSided && above.distance >= below.distance)
        let (steps, place) = isAbove ? above : below
        let d = Double(steps) / paths.scale
        let isExact = method == .exact || (method == .automatic && max(x.count, y.count) <= 10_000)
        let p =
            isExact
            ? paths.probability(ofReaching: steps, alternative)
            : asymptotic(d, Double(x.count), Double(y.count), alternative)
        return KolmogorovSmirnovTest(
            statistic: d, pValue: min(1, max(0, p)), location: place, alternative: alternative,
            isTwoSample: true)
    }

    private static func asymptotic(
        _ d: Double, _ n: Double, _ m: Double, _ alternative: Alternative
    ) -> Double {
        let size = n * m / (n + m)
        if alternative == .twoSided {
            return KolmogorovDistribution.survival(Int(size.rounded(.toNearestOrEven)), d)
        }
        let larger = max(n, m), smaller = min(n, m), z = size.squareRoot() * d
        let correction: Double = 2 * z * (larger + 2 * smaller) / (n * m * (n + m)).squareRoot() / 3
        return exp(-2 * z * z - correction)
    }

    /// P(√n D ≥ x) in the limit: 2 Σ (−1)^(k−1) exp(−2k²x²), or for small x the other series of the same
    /// theta function.
    private static func limit(_ x: Double) -> Double {
        if x <= 0 { return 1 }
        var sum = 0.0
        if x < 1 {
            let q: Double = -Double.pi * Double.pi / (8 * x * x)
            for k in 1...8 { sum += exp(q * Double((2 * k - 1) * (2 * k - 1))) }
            return 1 - (2 * Double.pi).squareRoot() / x * sum
        }
        for k in 1...8 { sum += (k % 2 == 1 ? 2 : -2) * exp(-2 * Double(k * k) * x * x) }
        return sum
    }

    /// The parts of the report.
    public var summary: TestSummary {
        let name =
            switch alternative {
            case .twoSided: "D"
            case .greater: "D+"
            case .less: "D-"
            }
        return TestSummary(
            (isTwoSample ? "Two" : "One") + "-sample Kolmogorov-Smirnov test",
            figures: [.init(name, statistic)], pValue: pValue,
            alternative: "true distribution function is \(alternative.phrase) "
                + (isTwoSample ? "that of y" : "the given one"),
            estimates: [.init("largest distance at", location)])
    }
}

/// The orders of n values of one sample and m of another as paths of n steps to the right and m up.
private struct LatticePaths {
    private let n: Int
    private let m: Int
    private let right: Int
    private let up: Int
    /// lcm(n, m).
    let scale: Double

    init(_ n: Int, _ m: Int) {
        var a = n, b = m
        while b > 0 { (a, b) = (b, a % b) }
        self.n = n
        self.m = m
        right = m / a
        up = n / a
        scale = Double(right) * Double(n)
    }

    /// (i/n − j/m) · lcm(n, m).
    func distance(_ i: Int, _ j: Int) -> Int { i * right - j * up }

    /// The share of the paths that reach a distance, by the probability of having reached it on the way to
    /// each point: the mean of those of its two predecessors, weighed by i/(i + j) and j/(i + j). Sums of
    /// positive numbers only.
    func probability(ofReaching limit: Int, _ alternative: Alternative) -> Double {
        if limit <= 0 { return 1 }
        var row = [Double](repeating: 0, count: m + 1)
        for i in 0...n {
            for j in 0...m {
                let distance = alternative == .less ? -distance(i, j) : distance(i, j)
                if distance >= limit || (alternative == .twoSided && -distance >= limit) {
                    row[j] = 1
                } else if i == 0 && j == 0 {
                    row[j] = 0
                } else {
                    let left = i > 0 ? row[j] * Double(i) : 0, below = j > 0 ? row[j - 1] * Double(j) : 0
                    row[j] = (left + below) / Double(i + j)
                }
            }
        }
        return row[m]
    }
}
