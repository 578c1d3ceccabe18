import Foundation
import LinearAlgebra
import Randomness

/// How many of n draws without replacement are successes when K of N are: P(k) = C(K, k) C(N − K, n − k)/C(N, n).
///
/// Fisher's exact test rests on it. SciPy: `hypergeom(M=N, n=K, N=n)`.
///
///     let aces = Hypergeometric(population: 52, successes: 4, draws: 5)
///     print(aces.survival(0))                      // 0.3411580016622032
public struct Hypergeometric: DiscreteDistribution, Equatable {
    /// The size of the population N.
    public let population: Int
    /// How many of them are successes, K.
    public let successes: Int
    /// How many are drawn, n.
    public let draws: Int

    /// The hypergeometric distribution of a population, its successes and a number of draws.
    ///
    /// - Parameters:
    ///   - population: N ≥ 0.
    ///   - successes: K in 0...N.
    ///   - draws: n in 0...N.
    public init(population: Int, successes: Int, draws: Int) {
        require(
            population >= 0 && successes >= 0 && successes <= population && draws >= 0 && draws <= population,
            "Hypergeometric: needs 0 ≤ successes, draws ≤ population, not \(successes), \(draws), \(population)"
        )
        self.population = population
        self.successes = successes
        self.draws = draws
    }

    private var share: Double { Double(successes) / Double(population) }
    private var sampled: Double { Double(draws) / Double(population) }

    public var support: ClosedRange<Int> {
        max(0, draws - (population - successes))...min(successes, draws)
    }
    public var mean: Double { population == 0 ? 0 : Double(draws) * share }
    public var variance: Double {
        if population < 2 { return 0 }
        let rest = Double(population - draws) / Double(population - 1)
        return Double(draws) * share * (Double(population - successes) / Double(population)) * rest
    }
    public var skewness: Double {
        let n = Double(population), k = Double(successes), d = Double(draws)
        let top = (n - 2 * k) * (n - 1).squareRoot() * (n - 2 * d)
        let bottom = (d * k).squareRoot() * ((n - k) * (n - d)).squareRoot() * (n - 2)
        return top / bottom
    }
    public var excessKurtosis: Double {
        let n = Double(population), k = Double(successes), d = Double(draws)
        let first = n * (n + 1) - 6 * k * (n - k) - 6 * d * (n - d)
        let second = 6 * d * k * (n - k) * (n - d) * (5 * n - 6)
        return (n * n * (n - 1) * first + second) / (d * k * (n - k) * (n - d) * (n - 2) * (n - 3))
    }
    public var entropy: Double { summedEntropy() }

    public func pmf(_ k: Int) -> Double { exp(logPMF(k)) }

    /// A product of two binomial probabilities over a third; the p = n/N in all three cancels.
    ///
    /// Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000).
    public func logPMF(_ k: Int) -> Double {
        guard support.contains(k) else { return -.infinity }
        if support.count == 1 { return 0 }
        let inside = Special.logBinomialTerm(Double(k), Double(successes), sampled)
        let outside = Special.logBinomialTerm(Double(draws - k), Double(population - successes), sampled)
        return inside + outside - Special.logBinomialTerm(Double(draws), Double(population), sampled)
    }

    /// P(K ≤ k) over P(K = k), by ratios of neighbours, for k below the mode.
    private func lowerSum(_ k: Int) -> Double {
        var sum = 1.0, part = 1.0, j = Double(k)
        let rest = Double(population - successes - draws), least = Double(support.lowerBound)
        while j > least && part > sum * 1e-18 {
            part *= j / (Double(successes) - j + 1) * ((rest + j) / (Double(draws) - j + 1))
            sum += part
            j -= 1
        }
        return sum
    }

    /// P(K ≥ k) over P(K = k), for k above the mode.
    private func upperSum(_ k: Int) -> Double {
        var sum = 1.0, part = 1.0, j = Double(k)
        let rest = Double(population - successes - draws), most = Double(support.upperBound)
        while j < most && part > sum * 1e-18 {
            part *= (Double(successes) - j) / (j + 1) * ((Double(draws) - j) / (rest + j + 1))
            sum += part
            j += 1
        }
        return sum
    }

    /// ln P(K ≤ x) and ln P(K > x), the smaller by its sum.
    private func logTails(_ x: Double) -> (lower: Double, upper: Double) {
        if x.isNaN { return (.nan, .nan) }
        let k = floored(x)
        if k < support.lowerBound { return (-.infinity, 0) }
        if k >= support.upperBound { return (0, -.infinity) }
        if Double(k) < mean {
            let lower = min(0, logPMF(k) + log(lowerSum(k)))
            return (lower, Special.log1mexp(lower))
        }
        let upper = min(0, logPMF(k + 1) + log(upperSum(k + 1)))
        return (Special.log1mexp(upper), upper)
    }

    public func cdf(_ x: Double) -> Double { exp(logTails(x).lower) }
    public func survival(_ x: Double) -> Double { exp(logTails(x).upper) }
    public func logCDF(_ x: Double) -> Double { logTails(x).lower }
    public func logSurvival(_ x: Double) -> Double { logTails(x).upper }
    public func quantile(_ p: Double) -> Double { searchedQuantile(p) }
    public func inverseSurvival(_ q: Double) -> Double { searchedInverseSurvival(q) }

    public func evaluate(
        _ function: DistributionFunction, of x: UnsafeBufferPointer<Double>,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        evaluateByTable(function, of: x, into: result)
    }

    public func sampleInteger<Stream: RandomStream>(using generator: inout Stream) -> Int {
        generator.hypergeometric(good: successes, bad: population - successes, sample: draws)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sampleIntegers<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [Int] {
        generator.hypergeometric(
            good: successes, bad: population - successes, sample: draws, count: count)
    }
}
