import LinearAlgebra

/// The test of Kendall's rank correlation τ_b: how many more pairs of pairs agree in order than disagree.
///
/// τ_b = (C − D)/√((T − T_x)(T − T_y)) with C concordant and D discordant ones of T = n(n − 1)/2, T_x and T_y
/// tied in x and in y. Without ties the number of discordant ones is distributed like the inversions of a
/// random order, which is counted exactly; else C − D is about normal, its variance corrected for ties.
///
/// Assumes independent pairs. O(n log n), exact O(n · min(C, D)).
///
/// Source: M. G. Kendall, "A New Measure of Rank Correlation" (1938); W. R. Knight, "A Computer Method for
/// Calculating Kendall's Tau with Ungrouped Data" (1966).
public struct KendallTest: HypothesisTest {
    /// τ_b.
    public let statistic: Double
    /// The probability of a τ at least as extreme if the quantities are independent.
    public let pValue: Double
    /// What was held against a correlation of 0.
    public let alternative: Alternative
    /// Whether the p-value is exact.
    public let isExact: Bool
    /// The number of pairs of pairs in opposite order.
    public let discordant: Int

    /// Whether the rank correlation of pairs is 0.
    ///
    /// - Parameters:
    ///   - x: The first of each pair, at least 3 and not all equal.
    ///   - y: The second of each pair, as many and not all equal.
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - method: How the p-value is found; default exactly without ties for at most 33 pairs, or if at most
    ///     one pair of pairs disagrees (or
    ///     agrees). `.exact` requires that there are no ties.
    /// - Throws: `SampleError` for NaN, too few pairs, constant numbers, or ties with `.exact`.
    public init(
        _ x: Vector<Double>, _ y: Vector<Double>, alternative: Alternative = .twoSided,
        method: NullDistribution = .automatic
    ) throws(SampleError) {
        let checks = SampleChecks("KendallTest")
        try checks.check(pairs: x, y, atLeast: 3, infinities: true)
        let pairs = PairCounts(x, y)
        discordant = pairs.discordant
        self.alternative = alternative
        let surplus = Double(pairs.surplus), total = Double(pairs.total)
        let scale =
            (total - Double(pairs.tiesX)).squareRoot() * (total - Double(pairs.tiesY)).squareRoot()
        statistic = max(-1, min(1, surplus / scale))
        let hasTies = pairs.tiesX > 0 || pairs.tiesY > 0
        switch method {
        case .exact:
            if hasTies { throw checks.unsuitable("there are ties, for which there is no exact distribution") }
            isExact = true
        case .normal: isExact = false
        case .automatic:
            let fewer = min(pairs.discordant, pairs.total - pairs.discordant)
            isExact = !hasTies && (x.count <= 33 || fewer <= 1)
        }
        if isExact {
            pValue = KendallTest.exact(x.count, pairs, alternative)
        } else {
            pValue = Tails.normal(surplus / pairs.variance.squareRoot(), alternative)
        }
    }

    private static func exact(_ n: Int, _ pairs: PairCounts, _ alternative: Alternative) -> Double {
        let concordant = pairs.total - pairs.discordant
        let above = inversionsCDF(n, pairs.discordant), below = inversionsCDF(n, concordant)
        switch alternative {
        case .twoSided: return min(1, 2 * min(above, below))
        case .greater: return above
        case .less: return below
        }
    }

    /// P(at most `limit` inversions) of a random order of n: the generating function is Π (1 + q + … +
    /// q^(j−1))/j.
    private static func inversionsCDF(_ n: Int, _ limit: Int) -> Double {
        let total = n * (n - 1) / 2
        if limit >= total { return 1 }
        // From the nearer end: the distribution is symmetric, and sums of the small end keep their digits.
        if 2 * limit >= total { return 1 - inversionsCDF(n, total - limit - 1) }
        if limit < 0 { return 0 }
        var table = [Double](repeating: 0, count: limit + 1)
        table[0] = 1
        for j in stride(from: 2, through: n, by: 1) {
            // Each new entry is the mean of the last j old ones, as a difference of running sums.
            var sums = [0.0]
            for value in table { sums.append(sums[sums.count - 1] + value) }
            for value in 0...limit {
                table[value] = (sums[value + 1] - sums[max(0, value + 1 - j)]) / Double(j)
            }
        }
        return min(1, table.reduce(0, +))
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Kendall's rank correlation" + (isExact ? ", exact" : ""), figures: [.init("tau", statistic)],
            pValue: pValue, alternative: "true tau is \(alternative.phrase) 0")
    }
}

/// How many pairs of pairs agree, disagree and are tied.
private struct PairCounts {
    let total: Int
    let discordant: Int
    let tiesX: Int
    let tiesY: Int
    /// Concordant less discordant ones.
    let surplus: Int
    /// The variance of `surplus` under independence.
    let variance: Double

    init(_ x: Vector<Double>, _ y: Vector<Double>) {
        let ranksX = Ranking(x, .dense), ranksY = Ranking(y, .dense)
        let byY = y.argsort()
        let order = ranksX.ranks[at: byY].argsort().map { byY[$0] }  // by x, then by y
        let pairsOf = { (counts: [Int]) in counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
        var joint: [Int] = [], length = 1
        for place in 1..<order.count {
            let previous = order[place - 1], current = order[place]
            if x[previous] == x[current] && y[previous] == y[current] {
                length += 1
            } else {
                joint.append(length)
                length = 1
            }
        }
        joint.append(length)
        var sequence = order.map { Int(ranksY.ranks[$0]) }
        total = x.count * (x.count - 1) / 2
        tiesX = pairsOf(ranksX.tieCounts)
        tiesY = pairsOf(ranksY.tieCounts)
        discordant = countInversions(&sequence)
        surplus = total - tiesX - tiesY + pairsOf(joint) - 2 * discordant
        let n = Double(x.count), m = n * (n - 1)
        let spread: Double = m * (2 * n + 5) - PairCounts.third(ranksX) - PairCounts.third(ranksY)
        let squares: Double = 2 * Double(tiesX) * Double(tiesY) / m
        let cubes: Double = PairCounts.second(ranksX) * PairCounts.second(ranksY) / (9 * m * (n - 2))
        variance = spread / 18 + squares + cubes
    }

    /// Σ t(t − 1)(t − 2).
    private static func second(_ ranking: Ranking) -> Double {
        ranking.tieCounts.reduce(0.0) { sum, count in
            let t = Double(count)
            return sum + t * (t - 1) * (t - 2)
        }
    }

    /// Σ t(t − 1)(2t + 5).
    private static func third(_ ranking: Ranking) -> Double {
        ranking.tieCounts.reduce(0.0) { sum, count in
            let t = Double(count)
            return sum + t * (t - 1) * (2 * t + 5)
        }
    }
}

/// How many pairs stand in descending order; sorts by merging, runs of doubling length. O(n log n).
private func countInversions(_ values: inout [Int]) -> Int {
    var inversions = 0, width = 1
    var merged = values
    while width < values.count {
        for start in stride(from: 0, to: values.count, by: 2 * width) {
            let middle = min(start + width, values.count), end = min(start + 2 * width, values.count)
            var left = start, right = middle
            for place in start..<end {
                if left < middle && (right >= end || values[left] <= values[right]) {
                    merged[place] = values[left]
                    left += 1
                } else {
                    merged[place] = values[right]
                    right += 1
                    inversions += middle - left
                }
            }
        }
        swap(&values, &merged)
        width *= 2
    }
    return inversions
}
