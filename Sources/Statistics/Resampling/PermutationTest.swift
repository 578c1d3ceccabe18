import LinearAlgebra
import Randomness

/// The permutation test: if the null hypothesis holds, the data could as well have come in another order; how
/// extreme is the statistic among those of all orders?
///
/// Three hypotheses have three kinds of orders:
///
/// - `independent`: the samples come from one distribution, so any value could have been in any sample;
/// - `paired`: the two values of each pair could have been swapped; for one sample of differences, any sign
///   could be the other;
/// - `pairings`: x and y are independent, so any x could have come with any y.
///
/// Where there are no more than `resamples` orders all are taken, and p = (as extreme ones)/(all) is exact;
/// else that many are drawn, and p = (as extreme ones + 1)/(resamples + 1), which counts the order of the
/// data as one of them and cannot be 0. The two-sided p is twice the smaller one-sided one. Values within
/// 2·10⁻¹⁴ of the statistic, relatively, count as equal to it.
///
///     let treated: Vector = [24.1, 27.3, 25.8, 29.0], control: Vector = [21.5, 23.9, 22.2, 24.0]
///     var rng = Generator(seed: 1)
///     let test = try PermutationTest.independent(treated, control, using: &rng) { $0.mean() - $1.mean() }
///     print(test.pValue, test.isExact)        // 0.02857142857142857 true
///
/// Assumes that the hypothesis makes all orders equally probable (exchangeable data), and nothing of the
/// distribution. The random orders are those of SciPy's `permutation_test` for the same seed, and do not
/// depend on the number of threads. O(resamples · cost of the statistic).
///
/// Source: R. A. Fisher, "The Design of Experiments" (1935); B. Phipson, G. K. Smyth, "Permutation P-values
/// Should Never Be Zero" (2010).
public struct PermutationTest: HypothesisTest {
    /// The statistic of the data.
    public let statistic: Double
    /// The share of orders with a statistic at least as extreme.
    public let pValue: Double
    /// The statistic of each order.
    public let nullDistribution: Vector<Double>
    /// Whether these are all orders.
    public let isExact: Bool
    /// Which statistics count as extreme.
    public let alternative: Alternative

    /// Whether two samples come from one distribution.
    ///
    /// - Parameters:
    ///   - x: At least 1 number.
    ///   - y: At least 1 number.
    ///   - resamples: The most orders to take, at least 1, default 9999.
    ///   - alternative: Which statistics count as extreme, default `.twoSided`.
    ///   - generator: Where the randomness comes from; untouched by an exact test.
    ///   - statistic: What tells the samples apart. It runs on several threads.
    /// - Throws: `SampleError` for NaN or an empty sample.
    public static func independent(
        _ x: Vector<Double>, _ y: Vector<Double>, resamples: Int = 9999, alternative: Alternative = .twoSided,
        using generator: inout some RandomStream,
        statistic: @Sendable (Vector<Double>, Vector<Double>) -> Double
    ) throws(SampleError) -> PermutationTest {
        try independent(
            samples: [x, y], resamples: resamples, alternative: alternative, using: &generator
        ) { statistic($0[0], $0[1]) }
    }

    /// Whether several samples come from one distribution.
    ///
    /// - Parameters:
    ///   - samples: Two or more, none empty.
    ///   - resamples: The most orders to take, at least 1, default 9999.
    ///   - alternative: Which statistics count as extreme, default `.twoSided`; `.greater` for one that grows
    ///     with any difference.
    ///   - generator: Where the randomness comes from; untouched by an exact test.
    ///   - statistic: What tells the samples apart. It runs on several threads.
    /// - Throws: `SampleError` for NaN or an empty sample.
    public static func independent(
        samples: [Vector<Double>], resamples: Int = 9999, alternative: Alternative = .twoSided,
        using generator: inout some RandomStream, statistic: @Sendable ([Vector<Double>]) -> Double
    ) throws(SampleError) -> PermutationTest {
        try checks.check(groups: samples, atLeast: 1, infinities: true)
        requireResamples(resamples)
        let pool = SamplePool(concatenate(samples)), counts = samples.map(\.count)
        let ends = counts.indices.map { counts[...$0].reduce(0, +) }
        let starts = zip(ends, counts).map { $0 - $1 }
        let all = counts.reduce(0, +), orders = Arrangements.partitions(counts, limit: resamples)
        let statisticOf = { (order: [Int]) in
            statistic(zip(starts, ends).map { pool.gathered(order[$0..<$1]) })
        }
        let null: Vector<Double>
        if let orders {
            var walk = PartitionWalk(counts)
            null = Resamples.values(orders, size: all, next: { walk.next() }, statistic: statisticOf)
        } else {
            var stream = generator
            null = Resamples.values(
                resamples, size: all, next: { stream.permutation(all) }, statistic: statisticOf)
            generator = stream
        }
        return PermutationTest(statistic(samples), null, isExact: orders != nil, alternative)
    }

    /// Whether swapping the values of any pair changes nothing.
    ///
    /// - Parameters:
    ///   - x: The first of each pair, at least 1.
    ///   - y: The second of each pair, as many.
    ///   - resamples: The most orders to take, at least 1, default 9999.
    ///   - alternative: Which statistics count as extreme, default `.twoSided`.
    ///   - generator: Where the randomness comes from; untouched by an exact test.
    ///   - statistic: What tells the samples apart. It runs on several threads.
    /// - Throws: `SampleError` for NaN or no pairs.
    public static func paired(
        _ x: Vector<Double>, _ y: Vector<Double>, resamples: Int = 9999, alternative: Alternative = .twoSided,
        using generator: inout some RandomStream,
        statistic: @Sendable (Vector<Double>, Vector<Double>) -> Double
    ) throws(SampleError) -> PermutationTest {
        checks.requirePairs(x, y)
        try checks.check(x, "x", atLeast: 1, infinities: true)
        try checks.check(y, "y", atLeast: 1, infinities: true)
        return swapping(x.count, resamples, alternative, &generator) { swaps in
            let a = Vector(count: x.count) { swaps[$0] ? y[$0] : x[$0] }
            let b = Vector(count: x.count) { swaps[$0] ? x[$0] : y[$0] }
            return statistic(a, b)
        }
    }

    /// Whether differences are symmetric around 0: each sign could be the other.
    ///
    /// - Parameters:
    ///   - differences: At least 1 number.
    ///   - resamples: The most orders to take, at least 1, default 9999.
    ///   - alternative: Which statistics count as extreme, default `.twoSided`.
    ///   - generator: Where the randomness comes from; untouched by an exact test.
    ///   - statistic: A number that describes the differences. It runs on several threads.
    /// - Throws: `SampleError` for NaN or no numbers.
    public static func signs(
        _ differences: Vector<Double>, resamples: Int = 9999, alternative: Alternative = .twoSided,
        using generator: inout some RandomStream, statistic: @Sendable (Vector<Double>) -> Double
    ) throws(SampleError) -> PermutationTest {
        try checks.check(differences, "differences", atLeast: 1, infinities: true)
        return swapping(differences.count, resamples, alternative, &generator) { swaps in
            statistic(Vector(count: differences.count) { swaps[$0] ? -differences[$0] : differences[$0] })
        }
    }

    /// Whether x and y are independent: any x could have come with any y. SciPy's `pairings` of one sample.
    ///
    /// - Parameters:
    ///   - x: The first of each pair, at least 1; it is put into other orders.
    ///   - y: The second of each pair, as many.
    ///   - resamples: The most orders to take, at least 1, default 9999.
    ///   - alternative: Which statistics count as extreme, default `.twoSided`.
    ///   - generator: Where the randomness comes from; untouched by an exact test.
    ///   - statistic: A number that describes how x and y go together. It runs on several threads.
    /// - Throws: `SampleError` for NaN or no pairs.
    public static func pairings(
        _ x: Vector<Double>, _ y: Vector<Double>, resamples: Int = 9999, alternative: Alternative = .twoSided,
        using generator: inout some RandomStream,
        statistic: @Sendable (Vector<Double>, Vector<Double>) -> Double
    ) throws(SampleError) -> PermutationTest {
        checks.requirePairs(x, y)
        try checks.check(x, "x", atLeast: 1, infinities: true)
        try checks.check(y, "y", atLeast: 1, infinities: true)
        requireResamples(resamples)
        let pool = SamplePool(x)
        let statisticOf = { (order: [Int]) in statistic(pool.gathered(order), y) }
        let orders = Arrangements.permutations(x.count, limit: resamples)
        let null: Vector<Double>
        if let orders {
            var walk = PartitionWalk([Int](repeating: 1, count: x.count))
            null = Resamples.values(orders, size: x.count, next: { walk.next() }, statistic: statisticOf)
        } else {
            var stream = generator
            null = Resamples.values(
                resamples, size: x.count, next: { stream.permutation(x.count) }, statistic: statisticOf)
            generator = stream
        }
        return PermutationTest(statistic(x, y), null, isExact: orders != nil, alternative)
    }

    private static func swapping(
        _ count: Int, _ resamples: Int, _ alternative: Alternative, _ generator: inout some RandomStream,
        _ statistic: ([Bool]) -> Double
    ) -> PermutationTest {
        requireResamples(resamples)
        let isExact = count < 62 && (1 << count) <= resamples
        let null: Vector<Double>
        if isExact {
            var code = -1
            null = Resamples.values(1 << count, size: count) {
                code += 1
                return (0..<count).map { code >> $0 & 1 == 1 }
            } statistic: {
                statistic($0)
            }
        } else {
            var stream = generator
            // NumPy shuffles two places for each pair: swapped where the draw of 0...1 is 0.
            null = Resamples.values(resamples, size: count) {
                (0..<count).map { _ in
                    var pair = [false, true]
                    stream.shuffle(&pair)
                    return pair[0]
                }
            } statistic: {
                statistic($0)
            }
            generator = stream
        }
        let observed = statistic([Bool](repeating: false, count: count))
        return PermutationTest(observed, null, isExact: isExact, alternative)
    }

    private static let checks = SampleChecks("PermutationTest")

    private static func requireResamples(_ resamples: Int) {
        require(resamples >= 1, "PermutationTest: \(resamples) resamples, at least 1 is needed")
    }

    private init(
        _ observed: Double, _ null: Vector<Double>, isExact: Bool, _ alternative: Alternative
    ) {
        statistic = observed
        nullDistribution = null
        self.isExact = isExact
        self.alternative = alternative
        let slack = abs(observed) * 100 * 0x1p-52, own = isExact ? 0.0 : 1.0
        var below = own, above = own
        for value in null {
            if value <= observed + slack { below += 1 }
            if value >= observed - slack { above += 1 }
        }
        let all = Double(null.count) + own
        switch alternative {
        case .less: pValue = below / all
        case .greater: pValue = above / all
        case .twoSided: pValue = min(1, 2 * min(below, above) / all)
        }
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Permutation test, " + (isExact ? "all" : "random") + " \(nullDistribution.count) orders",
            figures: [.init("statistic", statistic)], pValue: pValue,
            alternative: "true statistic is \(alternative.phrase) that of a random order")
    }
}
