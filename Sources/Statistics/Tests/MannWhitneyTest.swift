import LinearAlgebra

/// How the p-value of a rank test is found.
public enum NullDistribution: Sendable, Hashable {
    /// Exactly where it is cheap and there are no ties, else by the normal approximation: SciPy's choice.
    case automatic
    /// By counting all arrangements of the ranks, tied ones included.
    case exact
    /// By the normal approximation, its variance corrected for ties.
    case normal
}

/// The Mann-Whitney U test, also called Wilcoxon's rank-sum test: whether one of two samples tends to larger
/// values.
///
/// U = R − n(n + 1)/2, where R is the sum of the ranks of x among all n + m numbers: the number of pairs with
/// x above y, ties counted half. P(U) comes from all ways to choose n of the ranks, or from z = (U −
/// nm/2)/√(nm/12 · (n + m + 1 − Σ(t³ − t)/((n + m)(n + m − 1)))), t the sizes of the groups of ties.
///
/// Assumes independent observations; to be a test of medians, also two distributions of one shape.
/// O((n + m) log(n + m)), exact O((n + m) n² m).
///
/// Source: F. Wilcoxon (1945); H. B. Mann, D. R. Whitney, "On a Test of Whether One of Two Random Variables
/// Is Stochastically Larger than the Other" (1947).
public struct MannWhitneyTest: HypothesisTest {
    /// U of the first sample.
    public let statistic: Double
    /// The probability of a U at least as extreme under the null hypothesis.
    public let pValue: Double
    /// U/(nm), an estimate of P(X > Y) + P(X = Y)/2; ½ when neither tends to larger values.
    public let commonLanguageEffect: Double
    /// What was held against the null hypothesis.
    public let alternative: Alternative
    /// Whether the p-value is exact.
    public let isExact: Bool

    /// The rank-biserial correlation 2U/(nm) − 1, from −1 to 1.
    public var effectSize: Double { 2 * commonLanguageEffect - 1 }

    /// Whether two independent samples come from one distribution.
    ///
    /// - Parameters:
    ///   - x: At least 1 number; infinities are ranked like any other.
    ///   - y: At least 1 number.
    ///   - alternative: `.greater` holds that x tends to larger values; default `.twoSided`.
    ///   - method: How the p-value is found; default exactly if one sample has at most 8 numbers and there
    ///     are no ties.
    ///   - continuity: Whether the normal approximation moves U by ½ towards its mean, default true.
    /// - Throws: `SampleError` for NaN, an empty sample, numbers that are all equal, or too many for
    ///   `.exact`.
    public init(
        _ x: Vector<Double>, _ y: Vector<Double>, alternative: Alternative = .twoSided,
        method: NullDistribution = .automatic, continuity: Bool = true
    ) throws(SampleError) {
        let checks = SampleChecks("MannWhitneyTest")
        try checks.check(x, "x", atLeast: 1, infinities: true)
        try checks.check(y, "y", atLeast: 1, infinities: true)
        let ranking = Ranking(concatenate([x, y]))
        if ranking.tieCounts.count == 1 { throw checks.constant("x and of y") }
        let n = Double(x.count), m = Double(y.count)
        let u = ranking.ranks[..<x.count].sum() - n * (n + 1) / 2
        statistic = u
        commonLanguageEffect = u / (n * m)
        self.alternative = alternative
        let fewer = min(x.count, y.count)
        // The additions that counting takes, and the places of its table.
        let places = (Double(fewer) + 1) * n * m * (ranking.hasTies ? 2 : 1)
        switch method {
        case .exact:
            if places * (n + m) > 1e11 || places > 0x1p28 {
                throw checks.unsuitable("\(x.count) and \(y.count) values are too many to count their orders")
            }
            isExact = true
        case .normal: isExact = false
        case .automatic: isExact = fewer <= 8 && !ranking.hasTies && places * (n + m) < 2e9
        }
        // The upper tail of U, and that of the other sample's U = nm − u, which is the lower tail.
        let above: Double
        let below: Double
        if isExact {
            let null = ExactRankSum(ranking, x.count, y.count)
            (above, below) = (null.survival(of: u), null.cdf(of: u))
        } else {
            let tie = ranking.tieSum / ((n + m) * (n + m - 1))
            let deviation = (n * m / 12 * (n + m + 1 - tie)).squareRoot()
            let shift = continuity ? 0.5 : 0
            above = Normal.standard.survival((u - n * m / 2 - shift) / deviation)
            below = Normal.standard.survival((n * m / 2 - u - shift) / deviation)
        }
        switch alternative {
        case .twoSided: pValue = min(1, 2 * min(above, below))
        case .greater: pValue = above
        case .less: pValue = below
        }
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Mann-Whitney U test" + (isExact ? ", exact" : ""), figures: [.init("U", statistic)],
            pValue: pValue,
            alternative: "P(X > Y) is \(alternative.phrase) P(X < Y)",
            estimates: [.init("P(X > Y)", commonLanguageEffect)])
    }
}

/// The distribution of U over all ways to choose n of n + m ranks.
private struct ExactRankSum {
    private let items: [Int]
    private let chosen: Int
    private let unit: Double
    private let swapped: Bool
    private let pairs: Double

    init(_ ranking: Ranking, _ n: Int, _ m: Int) {
        // Midranks are multiples of ½. The smaller sample is the one that is chosen, for speed.
        let scale = ranking.hasTies ? 2.0 : 1.0
        items = ranking.ranks.map { Int(scale * $0) }
        chosen = min(n, m)
        unit = scale
        swapped = m < n
        pairs = Double(n) * Double(m)
    }

    func cdf(of u: Double) -> Double { tail(swapped ? pairs - u : u, isUpper: swapped) }
    func survival(of u: Double) -> Double { tail(swapped ? pairs - u : u, isUpper: !swapped) }

    /// P(U' ≤ u) or P(U' ≥ u) of the chosen sample.
    private func tail(_ u: Double, isUpper: Bool) -> Double {
        let k = Double(chosen), low = items.min() ?? 0, high = items.max() ?? 0
        let sum = Int((unit * (u + k * (k + 1) / 2)).rounded())
        if isUpper {
            return SubsetSums.probability(
                ofSumAtMost: chosen * high - sum, choosing: chosen, of: items.map { high - $0 })
        }
        return SubsetSums.probability(
            ofSumAtMost: sum - chosen * low, choosing: chosen, of: items.map { $0 - low })
    }
}
