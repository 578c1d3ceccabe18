import LinearAlgebra
import Randomness
import Statistics
import TestSupport
import Testing

/// What `Tests/Golden/statistics/resampling.json` holds.
private struct ResamplingFile: Decodable {
    struct BootstrapCase: Decodable {
        let samples: [String]
        let statistic: String
        let paired: Bool
        let seed: UInt64
        let resamples: Int
        let intervals: [String: [Double?]]
        let standardError: Double
        let first: [Double]
        let last: Double
    }
    struct PermutationCase: Decodable {
        let samples: [String]
        let cut: Int
        let kind: String
        let seed: UInt64
        let alternative: String
        let value: Double
        let pValue: Double
        let count: Int
    }
    struct JackknifeCase: Decodable {
        let sample: String
        let statistic: String
        let bias: Double
        let standardError: Double
    }
    struct Adjusted: Decodable {
        let pValues: [Double]
        let adjusted: [String: [Double]]
        let rejected: [String: [Bool]]
    }
    let bootstraps: [BootstrapCase]
    let permutations: [PermutationCase]
    let jackknives: [JackknifeCase]
    let adjusted: [Adjusted]

    static let shared = Result { try Golden.load("statistics/resampling", as: ResamplingFile.self) }
}

private func column(_ name: String, prefix: Int = 0) throws -> Vector<Double> {
    let values = try #require(ReferenceFile.shared.get().vectors[name])
    return Vector(prefix == 0 ? values[...] : values.prefix(prefix))
}

private let statistics: [String: @Sendable (Vector<Double>) -> Double] = [
    "mean": { rounded($0.mean()) }, "plain mean": { $0.mean() }, "median": { $0.median() },
    "deviation": { $0.standardDeviation(ddof: 1) },
]
/// As the golden script does, so that rounding does not decide which resamples equal the estimate.
@Sendable private func rounded(_ x: Double) -> Double { (x * 1e9).rounded(.toNearestOrEven) / 1e9 }

private let comparisons: [String: @Sendable (Vector<Double>, Vector<Double>) -> Double] = [
    "difference": { rounded($0.mean() - $1.mean()) }, "correlation": { correlation($0, $1) },
]

@Sendable private func correlation(_ x: Vector<Double>, _ y: Vector<Double>) -> Double {
    let a = x - x.mean(), b = y - y.mean()
    return dot(a, b) / (a.norm() * b.norm())
}

private let methods: [String: Bootstrap.Method] = ["percentile": .percentile, "basic": .basic, "BCa": .bca]

@Suite struct ResamplingTests {
    private func bootstrap(_ one: ResamplingFile.BootstrapCase) throws -> Bootstrap {
        var rng = Generator(seed: one.seed)
        if let statistic = statistics[one.statistic] {
            return try Bootstrap(
                column(one.samples[0]), resamples: one.resamples, using: &rng, statistic: statistic)
        }
        let compare = try #require(comparisons[one.statistic])
        return try Bootstrap(
            column(one.samples[0]), column(one.samples[1]), isPaired: one.paired, resamples: one.resamples,
            using: &rng, statistic: compare)
    }

    @Test func drawsSciPysResamplesForTheSameSeed() throws {
        var worst: [Bootstrap.Method: Double] = [:], errors = 0.0
        for one in try ResamplingFile.shared.get().bootstraps {
            let ours = try bootstrap(one)
            for (index, value) in one.first.enumerated() {
                errors = max(errors, relativeError(ours.distribution[index], value))
            }
            errors = max(errors, relativeError(ours.distribution[one.resamples - 1], one.last))
            errors = max(errors, relativeError(ours.standardError, one.standardError))
            for (key, ends) in one.intervals {
                let parts = key.split(separator: ".").map(String.init)
                let method = try #require(methods[parts[0]])
                let side = try #require(Alternative(rawValue: parts[1]))
                let interval = try ours.interval(method, level: 0.9, alternative: side)
                let lower = relativeError(interval.lower, ends[0] ?? -.infinity)
                let upper = relativeError(interval.upper, ends[1] ?? .infinity)
                worst[method] = max(worst[method] ?? 0, lower, upper)
                #expect(max(lower, upper) < 1e-10, "\(one.samples) \(key): \(interval), not \(ends)")
            }
        }
        #expect(
            Parity.holds(
                "Statistics", "Bootstrap", against: "SciPy 1.17.1 bootstrap, same seed",
                on: "13 statistics of 11 data sets, distribution and standard error", tolerance: 1e-12,
                error: errors))
        for (method, error) in worst {
            #expect(
                Parity.holds(
                    "Statistics", "Bootstrap.interval(.\(method))",
                    against: "SciPy 1.17.1 bootstrap, same seed",
                    on: "13 statistics of 11 data sets, three alternatives", tolerance: 1e-12, error: error))
        }
    }

    private func permutationTest(_ one: ResamplingFile.PermutationCase) throws -> PermutationTest {
        var rng = Generator(seed: one.seed)
        let x = try column(one.samples[0], prefix: one.cut), y = try column(one.samples[1], prefix: one.cut)
        let side = try #require(Alternative(rawValue: one.alternative))
        switch one.kind {
        case "independent":
            return try .independent(x, y, resamples: 1999, alternative: side, using: &rng) {
                rounded($0.mean() - $1.mean())
            }
        case "samples":
            return try .paired(x, y, resamples: 1999, alternative: side, using: &rng) {
                rounded($0.mean() - $1.mean())
            }
        default:
            return try .pairings(
                x, y, resamples: 1999, alternative: side, using: &rng, statistic: correlation)
        }
    }

    @Test func permutationTestsAreSciPysForTheSameSeed() throws {
        var worst = 0.0
        for one in try ResamplingFile.shared.get().permutations {
            let ours = try permutationTest(one)
            let error = max(
                relativeError(ours.statistic, one.value), relativeError(ours.pValue, one.pValue))
            #expect(error < 1e-12, "\(one): \(ours.statistic), p \(ours.pValue)")
            #expect(ours.nullDistribution.count == one.count, "\(one)")
            worst = max(worst, error)
        }
        #expect(
            Parity.holds(
                "Statistics", "PermutationTest", against: "SciPy 1.17.1 permutation_test, same seed",
                on: "90 tests of 8 data sets: independent, paired, pairings; exact and random",
                tolerance: 1e-12, error: worst))
    }

    @Test func aSignTestOfDifferencesIsThatOfPairs() throws {
        let x = try column("sleep.1"), y = try column("sleep.2")
        var first = Generator(seed: 1), second = Generator(seed: 1)
        let pairs = try PermutationTest.paired(x, y, using: &first) { ($0 - $1).mean() }
        let signs = try PermutationTest.signs(x - y, using: &second) { $0.mean() }
        #expect(pairs.isExact && signs.isExact)
        #expect(pairs.pValue == signs.pValue)
        #expect(pairs.nullDistribution.count == 1024)
    }

    @Test func threeGroupsArePartedInAllWays() throws {
        var rng = Generator(seed: 1)
        let groups: [Vector<Double>] = [[1, 2], [3, 4], [5, 6]]
        let test = try PermutationTest.independent(samples: groups, alternative: .greater, using: &rng) {
            abs($0[0].mean() - $0[1].mean()) + abs($0[1].mean() - $0[2].mean())
        }
        // 6!/(2! 2! 2!) = 90 ways.
        #expect(test.isExact && test.nullDistribution.count == 90)
        #expect(
            rng.random()
                == {
                    var fresh = Generator(seed: 1); return fresh.random()
                }())
    }

    @Test func jackknivesFollowTheirFormulas() throws {
        var worst = 0.0
        for one in try ResamplingFile.shared.get().jackknives {
            let statistic = try #require(statistics[one.statistic == "mean" ? "plain mean" : one.statistic])
            let ours = try Jackknife(column(one.sample), statistic: statistic)
            worst = max(worst, relativeError(ours.standardError, one.standardError))
            // The bias is a difference of nearly equal numbers, and 0 for the mean.
            worst = max(worst, abs(ours.bias - one.bias) / one.standardError)
        }
        #expect(
            Parity.holds(
                "Statistics", "Jackknife", against: "NumPy 2.4.6, from the formulas", on: "5 data sets",
                tolerance: 1e-10, error: worst))
    }

    @Test func theJackknifeOfTheMeanIsItsStandardError() throws {
        let x: Vector = [1, 4, 9, 16, 25]
        let jackknife = try Jackknife(x) { $0.mean() }
        #expect(abs(jackknife.standardError - x.standardDeviation(ddof: 1) / 5.0.squareRoot()) < 1e-14)
        #expect(abs(jackknife.bias) < 1e-14)
        #expect(jackknife.interval().contains(11))
    }

    @Test func resamplesDoNotDependOnTheNumberOfThreads() throws {
        let x = try column("air.ozone"), y = try column("air.wind")
        let threads = Threads.count
        defer { Threads.count = threads }
        let results = try [1, threads].map { count in
            Threads.count = count
            var rng = Generator(seed: 5)
            let bootstrap = try Bootstrap(x, y, isPaired: true, resamples: 2000, using: &rng) {
                correlation($0, $1)
            }
            let test = try PermutationTest.independent(x, y, resamples: 2000, using: &rng) {
                $0.mean() - $1.mean()
            }
            return concatenate([bootstrap.distribution, test.nullDistribution])
        }
        #expect(results[0] == results[1])
    }

    @Test func badSamplesAreRefusedWithTheirPlace() {
        var rng = Generator(seed: 1)
        let x: Vector = [1, .nan, 3]
        #expect(throws: SampleError.notANumber(test: "Bootstrap", sample: "x", position: 1)) {
            try Bootstrap(x, using: &rng) { $0.mean() }
        }
        #expect(throws: SampleError.notANumber(test: "PermutationTest", sample: "group 2", position: 1)) {
            try PermutationTest.independent([1, 2], x, using: &rng) { $0.mean() - $1.mean() }
        }
        #expect(throws: SampleError.tooFew(test: "Jackknife", sample: "x", count: 1, minimum: 2)) {
            try Jackknife([1]) { $0.mean() }
        }
        // The maximum of a sample is that of most resamples: the BCa interval does not exist.
        #expect(throws: SampleError.self) {
            try Bootstrap([3, 3, 3, 3], using: &rng) { $0.mean() }.interval(.bca)
        }
    }

    @Test func adjustedPValuesAreStatsmodels() throws {
        let cases = try ResamplingFile.shared.get().adjusted
        for method in MultipleTesting.allCases {
            var worst = 0.0
            for one in cases {
                let ours = method.adjusted(Vector(one.pValues))
                let theirs = try #require(one.adjusted[method.rawValue])
                for (a, b) in zip(ours, theirs) { worst = max(worst, relativeError(a, b)) }
                #expect(method.rejections(Vector(one.pValues)) == one.rejected[method.rawValue], "\(method)")
            }
            #expect(
                Parity.holds(
                    "Statistics", "MultipleTesting.\(method)",
                    against: "statsmodels 0.15.0 multipletests",
                    on: "8 lists of up to 60 p-values, of iris, wine, breast cancer; ties, 0, 1, 1e-200",
                    tolerance: 1e-13, error: worst))
        }
    }
}
