import LinearAlgebra
import Randomness

/// The bootstrap: how much a statistic would vary from sample to sample, learnt by drawing samples from the
/// sample.
///
/// Each resample has as many values as the sample, drawn from it with replacement. The spread of the
/// statistic over the resamples stands for its spread over samples: its standard deviation is the standard
/// error, and its quantiles give intervals, for any statistic, normal or not.
///
///     let x: Vector = [4.1, 5.2, 3.3, 8.9, 4.7, 5.5, 6.1, 3.9]
///     var rng = Generator(seed: 7)
///     let bootstrap = try Bootstrap(x, using: &rng) { $0.median() }
///     print(bootstrap.estimate, try bootstrap.interval(.bca))  // 4.95 [3.9, 6.1]
///
/// Assumes independent observations, enough of them to stand for the population (some twenty), and a
/// statistic that is smooth in the data; extremes such as the maximum are not. The resamples are those of
/// SciPy's `bootstrap` for the same seed, and do not depend on the number of threads. O(resamples · cost of
/// the statistic).
///
/// Source: B. Efron, "Bootstrap Methods: Another Look at the Jackknife" (1979), "Better Bootstrap Confidence
/// Intervals" (1987).
public struct Bootstrap: Sendable, CustomStringConvertible {
    /// How an interval is read off the distribution of the resamples.
    public enum Method: Sendable, Hashable, CaseIterable {
        /// Its quantiles as they are.
        case percentile
        /// Its quantiles reflected at the estimate: estimate ± what the resamples strayed, the other way
        /// round.
        case basic
        /// Its quantiles, shifted for bias and for a spread that changes with the parameter (bias-corrected
        /// and accelerated): the best of the three, and the default.
        case bca
    }

    /// The statistic of the sample itself.
    public let estimate: Double
    /// The statistic of each resample, in the order drawn.
    public let distribution: Vector<Double>

    private let pools: [SamplePool]
    private let counts: [Int]
    private let isPaired: Bool
    private let statistic: @Sendable ([Vector<Double>]) -> Double

    /// Resamples of one sample.
    ///
    /// - Parameters:
    ///   - x: At least 2 numbers.
    ///   - resamples: How many, at least 1, default 9999.
    ///   - generator: Where the randomness comes from.
    ///   - statistic: A number that describes a sample. It runs on several threads.
    /// - Throws: `SampleError` for NaN or too few numbers.
    public init(
        _ x: Vector<Double>, resamples: Int = 9999, using generator: inout some RandomStream,
        statistic: @escaping @Sendable (Vector<Double>) -> Double
    ) throws(SampleError) {
        try self.init(samples: [x], resamples: resamples, using: &generator) { statistic($0[0]) }
    }

    /// Resamples of two samples.
    ///
    /// - Parameters:
    ///   - x: At least 2 numbers.
    ///   - y: At least 2 numbers; as many as x for pairs.
    ///   - isPaired: Whether equal places belong together and are drawn together, default false.
    ///   - resamples: How many, at least 1, default 9999.
    ///   - generator: Where the randomness comes from.
    ///   - statistic: A number that describes both, a difference or a correlation. It runs on several
    ///     threads.
    /// - Throws: `SampleError` for NaN or too few numbers.
    public init(
        _ x: Vector<Double>, _ y: Vector<Double>, isPaired: Bool = false, resamples: Int = 9999,
        using generator: inout some RandomStream,
        statistic: @escaping @Sendable (Vector<Double>, Vector<Double>) -> Double
    ) throws(SampleError) {
        try self.init(samples: [x, y], isPaired: isPaired, resamples: resamples, using: &generator) {
            statistic($0[0], $0[1])
        }
    }

    /// Resamples of any number of samples.
    ///
    /// - Parameters:
    ///   - samples: One or more, each of at least 2 numbers; as many in each for pairs.
    ///   - isPaired: Whether equal places belong together and are drawn together, default false.
    ///   - resamples: How many, at least 1, default 9999.
    ///   - generator: Where the randomness comes from.
    ///   - statistic: A number that describes them together. It runs on several threads.
    /// - Throws: `SampleError` for NaN or too few numbers.
    public init(
        samples: [Vector<Double>], isPaired: Bool = false, resamples: Int = 9999,
        using generator: inout some RandomStream,
        statistic: @escaping @Sendable ([Vector<Double>]) -> Double
    ) throws(SampleError) {
        require(!samples.isEmpty, "Bootstrap: no samples")
        require(resamples >= 1, "Bootstrap: \(resamples) resamples, at least 1 is needed")
        let counts = samples.map(\.count)
        require(
            !isPaired || counts.allSatisfy { $0 == counts[0] },
            "Bootstrap: pairs of \(counts) values, as many are needed")
        let checks = SampleChecks("Bootstrap")
        for (index, sample) in samples.enumerated() {
            let name = samples.count == 1 ? "x" : "sample \(index + 1)"
            try checks.check(sample, name, atLeast: 2, infinities: true)
        }
        let pools = samples.map { SamplePool($0) }
        self.pools = pools
        self.counts = counts
        self.isPaired = isPaired
        self.statistic = statistic
        estimate = statistic(samples)
        // Sample after sample draws its resamples from the stream, as in SciPy; so each has a stream that
        // starts where the one before ends.
        let drawn = isPaired ? Array(counts.prefix(1)) : counts
        var streams = [generator]
        for count in drawn.dropLast() {
            var stream = streams[streams.count - 1]
            for _ in 0..<resamples { _ = stream.integers(in: 0..<count, count: count) }
            streams.append(stream)
        }
        distribution = Resamples.values(resamples, size: counts.reduce(0, +)) {
            drawn.indices.map { streams[$0].integers(in: 0..<drawn[$0], count: drawn[$0]) }
        } statistic: { positions in
            statistic(pools.indices.map { pools[$0].gathered(positions[isPaired ? 0 : $0]) })
        }
        generator = streams[streams.count - 1]
    }

    /// The standard deviation of the statistic over the resamples, which estimates its standard error.
    public var standardError: Double { distribution.standardDeviation(ddof: 1) }

    /// Mean over the resamples − estimate: how far the statistic is off on average.
    public var bias: Double { distribution.mean() - estimate }

    /// An interval for the true value of the statistic.
    ///
    /// - Parameters:
    ///   - method: How it is read off the resamples, default `.bca`.
    ///   - level: The confidence level, between 0 and 1, default 0.95.
    ///   - alternative: `.less` leaves the interval open below, `.greater` above; default `.twoSided`.
    /// - Throws: `SampleError.unsuitable` where the BCa interval does not exist: the statistic hardly varies
    ///   over the resamples, or was NaN for some.
    public func interval(
        _ method: Method = .bca, level: Double = 0.95, alternative: Alternative = .twoSided
    ) throws(SampleError) -> ConfidenceInterval {
        let checks = SampleChecks("Bootstrap")
        checks.requireLevel(level)
        let tail = alternative == .twoSided ? (1 - level) / 2 : 1 - level
        var (low, high) = (tail, 1 - tail)
        if method == .bca { (low, high) = corrected(low) }
        guard low >= 0 && high <= 1 && distribution.allSatisfy({ !$0.isNaN }) else {
            throw checks.unsuitable("no interval: the statistic is degenerate, or NaN for some resamples")
        }
        var lower = distribution.quantile(low), upper = distribution.quantile(high)
        if method == .basic { (lower, upper) = (2 * estimate - upper, 2 * estimate - lower) }
        return ConfidenceInterval(
            lower: alternative == .less ? -.infinity : lower,
            upper: alternative == .greater ? .infinity : upper, level: level)
    }

    /// The levels of the BCa interval: Φ(z₀ + (z₀ ± z)/(1 − a(z₀ ± z))), z₀ the quantile of the share of
    /// resamples below the estimate.
    private func corrected(_ tail: Double) -> (Double, Double) {
        // What only rounding parts from the estimate is equal to it, and counts half.
        let slack = abs(estimate) * 100 * 0x1p-52
        var below = 0.0
        for value in distribution {
            below += (value < estimate - slack ? 0.5 : 0) + (value <= estimate + slack ? 0.5 : 0)
        }
        let z0 = Normal.standard.quantile(below / Double(distribution.count))
        let z = Normal.standard.quantile(tail), a = acceleration
        let level = { (z: Double) in Normal.standard.cdf(z0 + (z0 + z) / (1 - a * (z0 + z))) }
        return (level(z), level(-z))
    }

    /// a = Σ U³/n³ / (6 (Σ U²/n²)^1.5) over all samples, U = (n − 1)(mean of the statistics − statistic
    /// without i): the skewness of the influence of single observations.
    private var acceleration: Double {
        var cubes = 0.0, squares = 0.0
        for sample in isPaired ? 0..<1 : counts.indices {
            let influence = jackknife(leavingOutOf: sample)
            let n = Double(counts[sample])
            cubes += (influence * influence * influence).sum() / (n * n * n)
            squares += influence.sumOfSquares() / (n * n)
        }
        return cubes / (6 * squares * squares.squareRoot())
    }

    private func jackknife(leavingOutOf sample: Int) -> Vector<Double> {
        let all = zip(pools, counts).map { $0.gathered(0..<$1) }
        var position = -1
        let values = Resamples.values(counts[sample], size: counts.reduce(0, +)) {
            position += 1
            return position
        } statistic: { left in
            var arguments = all
            for index in pools.indices where isPaired || index == sample {
                arguments[index] = pools[index].without(left)
            }
            return statistic(arguments)
        }
        return (values.mean() - values) * Double(counts[sample] - 1)
    }

    /// The estimate, its standard error and bias.
    public var description: String {
        "Bootstrap of \(distribution.count) resamples: estimate \(significant(estimate, 5)), "
            + "standard error \(significant(standardError, 5)), bias \(significant(bias, 3))"
    }
}
