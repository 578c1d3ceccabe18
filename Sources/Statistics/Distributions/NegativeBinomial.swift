import Foundation
import LinearAlgebra
import Randomness

/// The number of failures before the r-th success: P(k) = Γ(k + r)/(k! Γ(r)) pʳ(1 − p)ᵏ for k = 0, 1, ….
///
/// With r not an integer it is a Poisson distribution whose rate is itself random (a gamma draw): counts that vary more than a
/// Poisson distribution lets them. SciPy: `nbinom(r, p)`.
public struct NegativeBinomial: DiscreteDistribution, FittableDistribution, Equatable {
    /// The number of successes r.
    public let successes: Double
    /// The probability p of success in each trial.
    public let probability: Double

    /// The negative binomial distribution of a number of successes and a probability.
    ///
    /// - Parameters:
    ///   - successes: r > 0, not necessarily an integer.
    ///   - probability: p in (0, 1].
    public init(successes: Double, probability: Double) {
        requirePositive(successes, "NegativeBinomial", "successes")
        require(
            probability > 0 && probability <= 1,
            "NegativeBinomial: probability must be in (0, 1], not \(probability)")
        self.successes = successes
        self.probability = probability
    }

    private var failure: Double { 1 - probability }

    public var support: ClosedRange<Int> { 0...(probability == 1 ? 0 : .max) }
    public var mean: Double { successes * failure / probability }
    public var variance: Double { successes * failure / probability / probability }
    public var skewness: Double { (1 + failure) / (successes * failure).squareRoot() }
    public var excessKurtosis: Double { 6 / successes + probability * probability / (successes * failure) }
    public var entropy: Double { probability == 1 ? 0 : summedEntropy() }

    public func pmf(_ k: Int) -> Double { exp(logPMF(k)) }
    public func logPMF(_ k: Int) -> Double {
        if k < 0 { return -.infinity }
        if probability == 1 { return k == 0 ? 0 : -.infinity }
        let total = successes + Double(k)
        return Special.logBinomialTerm(successes, total, probability) + log(successes / total)
    }

    /// P(K ≤ k) = I_p(r, k + 1); nil where k is outside the support or nothing is random.
    private func incomplete(_ x: Double) -> (kernel: IncompleteBeta, point: BetaPoint)? {
        guard x >= 0, x < 1e300, probability < 1 else { return nil }
        let k = x.rounded(.down)
        return (IncompleteBeta(successes, k + 1), BetaPoint(successes, k + 1, probability))
    }

    private func certainCDF(_ x: Double) -> Double { x.isNaN ? .nan : x < 0 ? 0 : 1 }

    public func cdf(_ x: Double) -> Double {
        guard let (kernel, point) = incomplete(x) else { return certainCDF(x) }
        return kernel.tails(at: point).lower
    }

    public func survival(_ x: Double) -> Double {
        guard let (kernel, point) = incomplete(x) else { return 1 - certainCDF(x) }
        return kernel.tails(at: point).upper
    }

    public func logCDF(_ x: Double) -> Double {
        guard let (kernel, point) = incomplete(x) else { return log(certainCDF(x)) }
        return kernel.logTails(point).lower
    }

    public func logSurvival(_ x: Double) -> Double {
        guard let (kernel, point) = incomplete(x) else { return log(1 - certainCDF(x)) }
        return kernel.logTails(point).upper
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
        generator.negativeBinomial(successes: successes, probability: probability)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sampleIntegers<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [Int] {
        generator.negativeBinomial(successes: successes, probability: probability, count: count)
    }

    /// The r and p of the largest likelihood: p = r/(r + x̄), and r where mean ψ(xᵢ + r) − ψ(r) + ln p = 0.
    ///
    /// - Parameter data: Integers ≥ 0 whose variance exceeds their mean.
    /// - Throws: `DistributionFitError`, of case `degenerate` where the variance does not exceed the mean: then the Poisson distribution,
    ///   the limit of the family, is likelier than any member.
    /// Complexity: O(count) for each of some 20 steps.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> NegativeBinomial {
        let values = try fitCounts(data, in: "0, 1, 2, …") { $0 >= 0 }
        let mean = average(values), variance = average(values) { ($0 - mean) * ($0 - mean) }
        guard variance > mean else {
            throw .degenerate(reason: "the variance \(variance) does not exceed the mean \(mean)")
        }
        let successes = try positiveRoot(from: mean * mean / (variance - mean)) { r in
            let base = Special.digamma(r), slope = Special.trigamma(r)
            let gap = average(values) { $0 == 0 ? 0 : Special.digamma($0 + r) - base }
            let bend = average(values) { $0 == 0 ? 0 : Special.trigamma($0 + r) - slope }
            return (gap - log1p(mean / r), bend + mean / (r * (r + mean)))
        }
        return NegativeBinomial(successes: successes, probability: successes / (successes + mean))
    }
}
