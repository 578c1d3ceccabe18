import Foundation
import LinearAlgebra

/// The Anderson-Darling test: whether a sample comes from a family of distributions, whatever the parameters.
///
/// A² = −n − Σ (2i − 1)/n · (ln F(x₍ᵢ₎) + ln(1 − F(x₍ₙ₊₁₋ᵢ₎))), where F is the member of the family that fits
/// best: a distance of two distribution functions that counts most in the tails.
///
/// The p-value for the normal family is Stephens's formula, about exact; for the others it is read off his
/// table of five or six critical values, between which it is interpolated; outside the table it is the
/// table's end, and `isBounded` says so.
///
/// Assumes independent observations, about eight or more. O(n), and for some families the fit.
///
/// Source: T. W. Anderson, D. A. Darling (1952); M. A. Stephens, "EDF Statistics for Goodness of Fit and Some
/// Comparisons" (1974); R. B. D'Agostino, M. A. Stephens, "Goodness-of-Fit Techniques" (1986), chapter 4.
public struct AndersonDarlingTest: HypothesisTest {
    /// The families there are tables for.
    public enum Family: Sendable, Hashable, CaseIterable {
        /// Mean and standard deviation (divisor n − 1) from the sample.
        case normal
        /// The mean from the sample.
        case exponential
        /// Location and scale by maximum likelihood.
        case logistic
        /// The distribution of a smallest value, by maximum likelihood.
        case gumbelMinimum
        /// The distribution of a largest value, by maximum likelihood.
        case gumbelMaximum
    }

    /// A².
    public let statistic: Double
    /// The probability of an A² at least as large if the family is the right one; see `isBounded`.
    public let pValue: Double
    /// Whether A² lies outside the table, so that the true p-value is beyond the one given.
    public let isBounded: Bool
    /// The family that was tested.
    public let family: Family
    /// Levels and the A² from which on each rejects.
    public let criticalValues: [(level: Double, value: Double)]

    /// Whether a sample comes from a family of distributions.
    ///
    /// - Parameters:
    ///   - x: At least 3 numbers that are not all equal; for the exponential family none negative.
    ///   - family: Which family, default the normal one.
    /// - Throws: `SampleError` for NaN, infinity, too few, constant or (exponential) negative numbers.
    public init(_ x: Vector<Double>, family: Family = .normal) throws(SampleError) {
        let checks = SampleChecks("AndersonDarlingTest")
        try checks.check(x, "x", atLeast: 3)
        if isConstant(x) { throw checks.constant("x") }
        let sorted = x.sorted(), n = Double(x.count)
        if family == .exponential && sorted[0] < 0 {
            throw checks.unsuitable("x has the value \(sorted[0]), which no exponential distribution gives")
        }
        statistic = AndersonDarlingTest.distance(sorted, try AndersonDarlingTest.fitted(x, family, checks))
        self.family = family
        criticalValues = family.criticalValues(n)
        if family == .normal {
            let adjusted = statistic * (1 + 0.75 / n + 2.25 / (n * n))
            pValue = AndersonDarlingTest.stephens(adjusted)
            isBounded = adjusted > 13
        } else {
            (pValue, isBounded) = AndersonDarlingTest.interpolated(statistic, criticalValues)
        }
    }

    private static func fitted(
        _ x: Vector<Double>, _ family: Family, _ checks: SampleChecks
    ) throws(SampleError) -> any ContinuousDistribution {
        let moments = Moments(x)
        do {
            switch family {
            case .normal:
                return Normal(mean: moments.mean, standardDeviation: moments.variance.squareRoot())
            case .exponential: return Exponential(rate: 1 / moments.mean)
            case .logistic: return try Logistic.fit(to: x)
            case .gumbelMinimum: return try Gumbel.fit(to: x, extreme: .minimum)
            case .gumbelMaximum: return try Gumbel.fit(to: x, extreme: .maximum)
            }
        } catch {
            throw checks.unsuitable("the family cannot be fitted: \(error)")
        }
    }

    private static func distance(_ sorted: Vector<Double>, _ distribution: any ContinuousDistribution)
        -> Double
    {
        let below = distribution.logCDF(sorted), above = distribution.logSurvival(sorted)
        let n = Double(sorted.count)
        let sum = Vector<Double>(count: sorted.count) { index in
            Double(2 * index + 1) / n * (below[index] + above[sorted.count - 1 - index])
        }.sum()
        return -n - sum
    }

    /// The p-value of the adjusted A² of a normal sample (D'Agostino and Stephens 1986, table 4.9).
    private static func stephens(_ a: Double) -> Double {
        let capped = min(a, 13), square = capped * capped
        if a < 0.2 { return 1 - exp(-13.436 + 101.14 * capped - 223.73 * square) }
        if a < 0.34 { return 1 - exp(-8.318 + 42.796 * capped - 59.938 * square) }
        if a < 0.6 { return exp(0.9177 - 4.279 * capped - 1.38 * square) }
        return exp(1.2937 - 5.709 * capped + 0.0186 * square)
    }

    private static func interpolated(
        _ a: Double, _ table: [(level: Double, value: Double)]
    ) -> (Double, Bool) {
        if a <= table[0].value { return (table[0].level, a < table[0].value) }
        for (low, high) in zip(table, table.dropFirst()) where a <= high.value {
            let slope = (high.level - low.level) / (high.value - low.value)
            return (low.level + slope * (a - low.value), false)
        }
        return (table[table.count - 1].level, true)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Anderson-Darling test of the \(family.name) family", figures: [.init("A-squared", statistic)],
            pValue: pValue)
    }
}

extension AndersonDarlingTest.Family {
    fileprivate var name: String {
        switch self {
        case .normal: "normal"
        case .exponential: "exponential"
        case .logistic: "logistic"
        case .gumbelMinimum: "Gumbel (minimum)"
        case .gumbelMaximum: "Gumbel (maximum)"
        }
    }

    /// Stephens's tables for many values, adjusted to n, with three decimals as printed.
    fileprivate func criticalValues(_ n: Double) -> [(level: Double, value: Double)] {
        let levels: [Double]
        let values: [Double]
        let factor: Double
        switch self {
        case .normal:
            levels = [0.15, 0.10, 0.05, 0.025, 0.01]
            values = [0.561, 0.631, 0.752, 0.873, 1.035]
            factor = 1 + 0.75 / n + 2.25 / (n * n)
        case .exponential:
            levels = [0.15, 0.10, 0.05, 0.025, 0.01]
            values = [0.916, 1.062, 1.321, 1.591, 1.959]
            factor = 1 + 0.6 / n
        case .logistic:
            levels = [0.25, 0.10, 0.05, 0.025, 0.01, 0.005]
            values = [0.426, 0.563, 0.660, 0.769, 0.906, 1.010]
            factor = 1 + 0.25 / n
        case .gumbelMinimum, .gumbelMaximum:
            levels = [0.25, 0.10, 0.05, 0.025, 0.01]
            values = [0.474, 0.637, 0.757, 0.877, 1.038]
            factor = 1 + 0.2 / n.squareRoot()
        }
        return zip(levels, values).map { ($0, (1000 * $1 / factor).rounded(.toNearestOrEven) / 1000) }
    }
}

/// The Anderson-Darling test of several samples: whether they come from one distribution, with weight on its
/// tails.
///
/// A²ₖ is a sum over the pooled values of squared distances of each sample's distribution function from the
/// pooled one, over the variance of each; the statistic is (A²ₖ − (k − 1))/σ, standardised. The p-value is
/// read off a quadratic through Scholz and Stephens's table of the logarithms of seven levels, from 0.25 to
/// 0.001; outside it is the table's end, and `isBounded` says so.
///
/// Assumes independent observations. O(kN + N log N).
///
/// Source: F. W. Scholz, M. A. Stephens, "K-Sample Anderson-Darling Tests" (1987).
public struct AndersonDarlingKSampleTest: HypothesisTest {
    /// What becomes of ties.
    public enum Variant: Sendable, Hashable {
        /// The distribution function at a tie is the mean of its values on both sides: for rounded data.
        case midrank
        /// It is the value from the right.
        case right
        /// As if there were none.
        case continuous
    }

    /// The standardised A²ₖ.
    public let statistic: Double
    /// The probability of a statistic at least as large under the null hypothesis; see `isBounded`.
    public let pValue: Double
    /// Whether the statistic lies outside the table, so that the true p-value is beyond the one given.
    public let isBounded: Bool

    /// Whether several samples come from one distribution.
    ///
    /// - Parameters:
    ///   - groups: Two or more, none empty, 4 numbers or more together.
    ///   - variant: What becomes of ties, default `.midrank`.
    /// - Throws: `SampleError` for NaN, an empty group, too few numbers, or numbers that are all equal.
    public init(_ groups: [Vector<Double>], variant: Variant = .midrank) throws(SampleError) {
        let checks = SampleChecks("AndersonDarlingKSampleTest")
        try checks.check(groups: groups, atLeast: 1, infinities: true)
        let pooled = concatenate(groups).sorted()
        if pooled.count < 4 {
            throw .tooFew(test: checks.test, sample: "all groups", count: pooled.count, minimum: 4)
        }
        if isConstant(pooled) { throw checks.constant("all groups") }
        let distance = AndersonDarlingKSampleTest.distance(groups.map { $0.sorted() }, pooled, variant)
        let free = Double(groups.count - 1)
        let variance = AndersonDarlingKSampleTest.variance(groups.map { Double($0.count) })
        statistic = (distance - free) / variance.squareRoot()
        (pValue, isBounded) = AndersonDarlingKSampleTest.pValue(statistic, free)
    }

    private static func distance(
        _ groups: [Vector<Double>], _ pooled: Vector<Double>, _ variant: Variant
    ) -> Double {
        let n = Double(pooled.count)
        var points: [(value: Double, weight: Double, below: Double, ties: Double)] = []
        if variant == .continuous {
            for j in 1..<pooled.count { points.append((pooled[j - 1], 1, Double(j), 0)) }
        } else {
            let unique = pooled.unique()
            var cumulated = 0
            for (value, count) in zip(unique.values, unique.counts) {
                let ties = Double(count)
                let below = variant == .midrank ? Double(cumulated) + ties / 2 : Double(cumulated + count)
                cumulated += count
                points.append((value, ties, below, variant == .midrank ? ties : 0))
            }
            if variant == .right { points.removeLast() }
        }
        var total = 0.0
        for group in groups {
            let size = Double(group.count)
            var sum = 0.0
            for point in points {
                let upTo = Double(group.searchSorted(point.value, side: .right))
                let own = variant == .midrank ? (upTo + Double(group.searchSorted(point.value))) / 2 : upTo
                let difference = n * own - point.below * size
                let scale = point.below * (n - point.below) - n * point.ties / 4
                sum += point.weight / n * difference * difference / scale
            }
            total += sum / size
        }
        return variant == .midrank ? total * (n - 1) / n : total
    }

    /// σ² of A²ₖ for samples of these sizes.
    private static func variance(_ sizes: [Double]) -> Double {
        let n = sizes.reduce(0, +), k = Double(sizes.count)
        let reciprocals = sizes.reduce(0.0) { $0 + 1 / $1 }
        var h = 0.0, g = 0.0
        for i in 1..<Int(n) { h += 1 / Double(i) }
        var inner = 0.0
        for i in 2..<Int(n) {
            inner += 1 / (n - Double(i) + 1)
            g += inner / Double(i)
        }
        let a: Double = (4 * g - 6) * (k - 1) + (10 - 6 * g) * reciprocals
        let b1: Double = (2 * g - 4) * k * k + 8 * h * k
        let b2: Double = (2 * g - 14 * h - 4) * reciprocals - 8 * h + 4 * g - 6
        let c1: Double = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k
        let c2: Double = (2 * h - 6) * reciprocals + 4 * h
        let d: Double = (2 * h + 6) * k * k - 4 * h * k
        let top: Double = ((a * n + b1 + b2) * n + c1 + c2) * n + d
        return top / ((n - 1) * (n - 2) * (n - 3))
    }

    private static func pValue(_ statistic: Double, _ free: Double) -> (Double, Bool) {
        let levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001]
        let base = [0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085]
        let root = [-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615]
        let whole = [-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154]
        let critical = levels.indices.map { base[$0] + root[$0] / free.squareRoot() + whole[$0] / free }
        if statistic < critical[0] { return (levels[0], true) }
        if statistic > critical[6] { return (levels[6], true) }
        return (exp(quadraticFit(critical, levels.map { log($0) }, at: statistic)), false)
    }

    /// The value at a point of the parabola that fits points best, by orthogonal polynomials.
    private static func quadraticFit(_ x: [Double], _ y: [Double], at point: Double) -> Double {
        let xs = Vector(x), ys = Vector(y), mean = xs.mean()
        let line = xs - mean
        let length = line.sumOfSquares()
        let bend = dot(line * line, line) / length, level = length / Double(x.count)
        let curve = line * line - line * bend - level
        let t = point - mean
        let straight = ys.mean() + dot(ys, line) / length * t
        return straight + dot(ys, curve) / curve.sumOfSquares() * (t * t - bend * t - level)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Anderson-Darling test of several samples", figures: [.init("A-squared", statistic)],
            pValue: pValue)
    }
}
