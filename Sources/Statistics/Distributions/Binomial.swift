import Foundation
import LinearAlgebra
import Randomness

/// How many of n trials succeed when each does with probability p: P(k) = C(n, k) pᵏ(1 − p)ⁿ⁻ᵏ.
///
/// SciPy: `binom(n, p)`.
///
///     let heads = Binomial(trials: 100, probability: 0.5)
///     print(heads.pmf(50), heads.survival(59))    // 0.07958923738717877 0.028443966820490392
public struct Binomial: DiscreteDistribution, Equatable {
    /// The number of trials n.
    public let trials: Int
    /// The probability p of success in each.
    public let probability: Double

    /// The binomial distribution of a number of trials and a probability.
    ///
    /// - Parameters:
    ///   - trials: n ≥ 0.
    ///   - probability: p in 0...1.
    public init(trials: Int, probability: Double) {
        require(trials >= 0, "Binomial: trials must be ≥ 0, not \(trials)")
        requireProbability(probability, "Binomial", "probability")
        self.trials = trials
        self.probability = probability
    }

    private var n: Double { Double(trials) }
    private var isCertain: Bool { trials == 0 || probability == 0 || probability == 1 }
    private var certainValue: Int { probability == 1 ? trials : 0 }

    public var support: ClosedRange<Int> { 0...trials }
    public var mean: Double { n * probability }
    public var variance: Double { n * probability * (1 - probability) }
    public var skewness: Double { (1 - 2 * probability) / standardDeviation }
    public var excessKurtosis: Double { (1 - 6 * probability * (1 - probability)) / variance }
    public var entropy: Double {
        if isCertain { return 0 }
        if variance < 1e8 { return summedEntropy() }
        let correction: Double = (4 * probability * (1 - probability) - 1) / (12 * variance)
        return 0.5 + Special.halfLogTwoPi + 0.5 * log(variance) + correction
    }

    public func pmf(_ k: Int) -> Double { exp(logPMF(k)) }
    public func logPMF(_ k: Int) -> Double {
        k < 0 || k > trials ? -.infinity : Special.logBinomialTerm(Double(k), n, probability)
    }

    /// P(K > k) = I_p(k + 1, n − k) and its complement; nil where k is outside the support or nothing is random.
    private func incomplete(_ x: Double) -> (kernel: IncompleteBeta, point: BetaPoint)? {
        guard x >= 0, x < n, !isCertain else { return nil }
        let k = x.rounded(.down)
        return (IncompleteBeta(k + 1, n - k), BetaPoint(k + 1, n - k, probability))
    }

    /// What `incomplete` leaves out: P(K ≤ x) is 0 or 1.
    private func certainCDF(_ x: Double) -> Double {
        if x.isNaN { return .nan }
        if x < 0 || x >= n { return x < 0 ? 0 : 1 }
        return x >= Double(certainValue) ? 1 : 0
    }

    public func cdf(_ x: Double) -> Double {
        guard let (kernel, point) = incomplete(x) else { return certainCDF(x) }
        return kernel.tails(at: point).upper
    }

    public func survival(_ x: Double) -> Double {
        guard let (kernel, point) = incomplete(x) else { return 1 - certainCDF(x) }
        return kernel.tails(at: point).lower
    }

    public func logCDF(_ x: Double) -> Double {
        guard let (kernel, point) = incomplete(x) else { return log(certainCDF(x)) }
        return kernel.logTails(point).upper
    }

    public func logSurvival(_ x: Double) -> Double {
        guard let (kernel, point) = incomplete(x) else { return log(1 - certainCDF(x)) }
        return kernel.logTails(point).lower
    }

    public func quantile(_ p: Double) -> Double { searchedQuantile(p) }
    public func inverseSurvival(_ q: Double) -> Double { searchedInverseSurvival(q) }

    public func evaluate(
        _ function: DistributionFunction, of x: UnsafeBufferPointer<Double>,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        evaluateByTable(function, of: x, into: result)
    }

    public func sampleInteger<Stream: RandomStream>(using generator: inout Stream) -> Int {
        generator.binomial(trials: trials, probability: probability)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sampleIntegers<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [Int] {
        generator.binomial(trials: trials, probability: probability, count: count)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) {
            $0.take(generator.binomial(trials: trials, probability: probability, count: $0.count))
        }
    }

    /// The probability for a known number of trials: the mean over n. O(count).
    ///
    /// - Parameters:
    ///   - data: Integers in 0...n.
    ///   - trials: n ≥ 1.
    /// - Throws: `DistributionFitError` where there are no values, or one is no integer of 0...n.
    public static func fit(to data: Vector<Double>, trials: Int) throws(DistributionFitError) -> Binomial {
        require(trials >= 1, "Binomial.fit: trials must be ≥ 1, not \(trials)")
        let counts = try fitCounts(data, in: "0, 1, …, \(trials)") { $0 >= 0 && $0 <= Double(trials) }
        return Binomial(trials: trials, probability: min(1, average(counts) / Double(trials)))
    }
}
