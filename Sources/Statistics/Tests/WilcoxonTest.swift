import LinearAlgebra

/// Wilcoxon's signed-rank test: whether differences are spread symmetrically around 0.
///
/// The differences are ranked by magnitude; W⁺ is the sum of the ranks of the positive ones. If the
/// hypothesis holds, each rank is in W⁺ with probability ½; for many, W⁺ is about normal with mean n(n + 1)/4
/// and variance n(n + 1)(2n + 1)/24 − Σ(t³ − t)/48.
///
/// Assumes independent differences from a distribution that is symmetric under the null hypothesis. O(n log
/// n), exact O(n³).
///
/// Source: F. Wilcoxon, "Individual Comparisons by Ranking Methods" (1945); J. W. Pratt, "Remarks on Zeros
/// and Ties in the Wilcoxon Signed Rank Procedures" (1959).
public struct WilcoxonTest: HypothesisTest {
    /// What happens to differences of 0.
    public enum Zeros: Sendable, Hashable {
        /// They are left out before ranking.
        case dropped
        /// They are ranked, then their ranks are left out: Pratt.
        case pratt
        /// They are ranked, and half of their ranks counts as positive.
        case split
    }

    /// W⁺; in the two-sided test the smaller of W⁺ and W⁻, as SciPy has it.
    public let statistic: Double
    /// The probability of a W⁺ at least as extreme under the null hypothesis.
    public let pValue: Double
    /// The sums of the ranks of the positive and of the negative differences.
    public let rankSums: (positive: Double, negative: Double)
    /// What was held against the null hypothesis.
    public let alternative: Alternative
    /// Whether the p-value is exact.
    public let isExact: Bool

    /// The matched-pairs rank-biserial correlation (W⁺ − W⁻)/(W⁺ + W⁻), from −1 to 1.
    public var effectSize: Double {
        (rankSums.positive - rankSums.negative) / (rankSums.positive + rankSums.negative)
    }

    /// Whether the differences x − y of pairs are symmetric around 0.
    ///
    /// - Parameters:
    ///   - x: The first of each pair.
    ///   - y: The second of each pair, as many.
    ///   - alternative: `.greater` holds that x is larger; default `.twoSided`.
    ///   - zeros: What happens to differences of 0, default `.dropped`.
    ///   - method: How the p-value is found; default exactly for at most 50 differences without ties or
    ///     zeros, and for at most 13 with.
    ///   - continuity: Whether the normal approximation moves W⁺ by ½ towards its mean, default false.
    /// - Throws: `SampleError` for NaN, infinity, no pairs, or differences that are all 0.
    public static func paired(
        _ x: Vector<Double>, _ y: Vector<Double>, alternative: Alternative = .twoSided,
        zeros: Zeros = .dropped, method: NullDistribution = .automatic, continuity: Bool = false
    ) throws(SampleError) -> WilcoxonTest {
        let checks = SampleChecks("WilcoxonTest")
        checks.requirePairs(x, y)
        try checks.check(x, "x", atLeast: 1)
        try checks.check(y, "y", atLeast: 1)
        return try WilcoxonTest(
            x - y, alternative: alternative, zeros: zeros, method: method, continuity: continuity)
    }

    /// Whether differences are symmetric around 0. To test a centre m, pass `x - m`.
    ///
    /// - Parameters:
    ///   - differences: At least 1 number that is not 0.
    ///   - alternative: `.greater` holds that they are larger; default `.twoSided`.
    ///   - zeros: What happens to zeros, default `.dropped`.
    ///   - method: How the p-value is found; default exactly for at most 50 numbers without ties or zeros,
    ///     and for at most 13 with.
    ///   - continuity: Whether the normal approximation moves W⁺ by ½ towards its mean, default false.
    /// - Throws: `SampleError` for NaN, no numbers, nothing but zeros, or more than 3000 for `.exact`.
    public init(
        _ differences: Vector<Double>, alternative: Alternative = .twoSided, zeros: Zeros = .dropped,
        method: NullDistribution = .automatic, continuity: Bool = false
    ) throws(SampleError) {
        let checks = SampleChecks("WilcoxonTest")
        try checks.check(differences, "differences", atLeast: 1, infinities: true)
        let d = zeros == .dropped ? Vector(differences.filter { $0 != 0 }) : differences
        let ranks = SignedRanks(d)
        let hasZeros = differences.contains(0)
        if d.allSatisfy({ $0 == 0 }) {
            throw checks.unsuitable("all differences are 0")
        }
        let half = zeros == .split ? ranks.zero / 2 : 0
        rankSums = (ranks.positive + half, ranks.negative + half)
        self.alternative = alternative
        statistic =
            alternative == .twoSided ? min(rankSums.positive, rankSums.negative) : rankSums.positive
        switch method {
        case .exact: isExact = true
        case .normal: isExact = false
        case .automatic: isExact = differences.count <= (ranks.hasTies || hasZeros ? 13 : 50)
        }
        if isExact {
            if d.count > 3000 {
                throw checks.unsuitable("\(d.count) differences are too many to count their signs")
            }
            let above = ranks.probability(ofAtMost: ranks.negative)
            let below = ranks.probability(ofAtMost: ranks.positive)
            switch alternative {
            case .twoSided: pValue = min(1, 2 * min(above, below))
            case .greater: pValue = above
            case .less: pValue = below
            }
        } else {
            let n = Double(d.count), z0 = zeros == .pratt ? ranks.zeroCount : 0
            let mean = (n * (n + 1) - z0 * (z0 + 1)) / 4
            let plain: Double = n * (n + 1) * (2 * n + 1) - z0 * (z0 + 1) * (2 * z0 + 1)
            let ties = ranks.tieSum - (zeros == .pratt ? z0 * z0 * z0 - z0 : 0)
            let deviation = ((plain - ties / 2) / 24).squareRoot()
            var distance = rankSums.positive - mean
            if continuity {
                switch alternative {
                case .greater: distance -= 0.5
                case .less: distance += 0.5
                case .twoSided: distance -= distance == 0 ? 0 : (distance > 0 ? 0.5 : -0.5)
                }
            }
            pValue = Tails.normal(distance / deviation, alternative)
        }
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Wilcoxon signed-rank test" + (isExact ? ", exact" : ""), figures: [.init("W", statistic)],
            pValue: pValue, alternative: "true location shift is \(alternative.phrase) 0",
            estimates: [.init("rank-biserial correlation", effectSize)])
    }
}

/// Sums of the ranks of magnitudes by sign.
private struct SignedRanks {
    private(set) var positive = 0.0
    private(set) var negative = 0.0
    private(set) var zero = 0.0
    private(set) var zeroCount = 0.0
    let hasTies: Bool
    let tieSum: Double
    /// Twice the rank of each difference that is not 0.
    private var items: [Int] = []

    init(_ differences: Vector<Double>) {
        let ranking = Ranking(differences.map { abs($0) })
        hasTies = ranking.hasTies
        tieSum = ranking.tieSum
        for (value, rank) in zip(differences, ranking.ranks) {
            if value == 0 {
                zero += rank
                zeroCount += 1
                continue
            }
            if value > 0 { positive += rank } else { negative += rank }
            items.append(Int(2 * rank))
        }
    }

    /// P(W ≤ w) over all signs.
    func probability(ofAtMost w: Double) -> Double {
        // Without ties all doubled ranks are even; halving them halves the work.
        let unit = hasTies ? 1 : 2
        return SubsetSums.probability(
            ofSumAtMost: Int((2 * w).rounded(.down)) / unit, halving: items.map { $0 / unit })
    }
}
