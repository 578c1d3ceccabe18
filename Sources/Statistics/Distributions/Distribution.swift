import LinearAlgebra
import Randomness

/// A probability distribution on the real line, as a value that holds its parameters.
///
/// Write code against `some Distribution` and it takes every one of them, continuous and discrete:
///
///     func tail(of distribution: some Distribution, beyond x: Double) -> Double { distribution.survival(x) }
///
/// The laws that hold for all:
///
/// - a parameter outside its range stops the program with a message; NaN in gives NaN out;
/// - `survival` is computed, not subtracted from 1, so that tails keep their digits down to 1e-308; where a tail is
///   smaller still, its logarithm has them;
/// - a probability outside 0...1 has the quantile NaN;
/// - a moment that does not exist is NaN, one that diverges is infinite;
/// - draws equal those of NumPy's `Generator` for the same seed where NumPy has the distribution.
///
/// A function of a whole `Vector` is one call for the array, on all threads.
public protocol Distribution: Sendable {
    /// The expectation E[X]; NaN where it does not exist.
    var mean: Double { get }
    /// E[(X − μ)²]; infinite where it diverges.
    var variance: Double { get }
    /// √variance.
    var standardDeviation: Double { get }
    /// E[(X − μ)³]/σ³: 0 for what is symmetric, positive for a long right tail.
    var skewness: Double { get }
    /// E[(X − μ)⁴]/σ⁴ − 3, which is 0 for a normal distribution.
    var excessKurtosis: Double { get }
    /// E[−ln p(X)] in nats, p the density (continuous) or the probability (discrete).
    var entropy: Double { get }
    /// The quantile of 1/2.
    var median: Double { get }

    /// The cumulative distribution function P(X ≤ x).
    func cdf(_ x: Double) -> Double
    /// P(X > x) with all its digits, also where it is far below 1e-16. SciPy's `sf`.
    func survival(_ x: Double) -> Double
    /// ln P(X ≤ x), finite also where `cdf` underflows.
    func logCDF(_ x: Double) -> Double
    /// ln P(X > x), finite also where `survival` underflows.
    func logSurvival(_ x: Double) -> Double

    /// The smallest x with P(X ≤ x) ≥ p. SciPy's `ppf`.
    ///
    /// - Parameter p: A probability; outside 0...1 the quantile is NaN.
    func quantile(_ p: Double) -> Double
    /// The smallest x with P(X > x) ≤ q, exact for tiny q where `quantile(1 − q)` could not tell q from 0. SciPy's `isf`.
    ///
    /// - Parameter q: A probability; outside 0...1 the result is NaN.
    func inverseSurvival(_ q: Double) -> Double

    /// One draw.
    ///
    /// - Parameter generator: Where the randomness comes from.
    func sample<Stream: RandomStream>(using generator: inout Stream) -> Double

    /// `count` draws, the same that `count` calls of `sample(using:)` give.
    ///
    /// - Parameters:
    ///   - count: How many, 0 or more.
    ///   - generator: Where the randomness comes from.
    func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double>

    /// Writes a function of each of `x` to the same place of `result`: what the functions of vectors call, once for each run of
    /// elements. A distribution that knows a faster loop over an array than one call after another has it here.
    ///
    /// - Parameters:
    ///   - function: Which function.
    ///   - x: The arguments.
    ///   - result: As many places as `x` has.
    func evaluate(
        _ function: DistributionFunction, of x: UnsafeBufferPointer<Double>,
        into result: UnsafeMutableBufferPointer<Double>)
}

/// The functions of one number that a distribution has.
public enum DistributionFunction: Sendable, CaseIterable {
    /// The density of a continuous distribution, the probability of a discrete one.
    case density
    /// The logarithm of the density or probability.
    case logDensity
    /// P(X ≤ x).
    case cdf
    /// P(X > x).
    case survival
    /// ln P(X ≤ x).
    case logCDF
    /// ln P(X > x).
    case logSurvival
    /// The inverse of `cdf`.
    case quantile
    /// The inverse of `survival`.
    case inverseSurvival
}

/// A distribution with a density.
public protocol ContinuousDistribution: Distribution {
    /// The closure of the set where the density is positive, SciPy's `support()`.
    var support: ClosedRange<Double> { get }
    /// The probability density at x, 0 outside the support.
    func pdf(_ x: Double) -> Double
    /// ln pdf(x), finite also where the density underflows; −∞ outside the support.
    func logPDF(_ x: Double) -> Double
}

/// A distribution on the integers.
public protocol DiscreteDistribution: Distribution {
    /// The smallest and the largest integer of positive probability; `Int.max` where there is no largest.
    var support: ClosedRange<Int> { get }
    /// P(X = k).
    func pmf(_ k: Int) -> Double
    /// ln P(X = k), finite also where the probability underflows; −∞ where it is 0.
    func logPMF(_ k: Int) -> Double
    /// One draw, as an integer.
    ///
    /// - Parameter generator: Where the randomness comes from.
    func sampleInteger<Stream: RandomStream>(using generator: inout Stream) -> Int
    /// `count` draws, as integers.
    ///
    /// - Parameters:
    ///   - count: How many, 0 or more.
    ///   - generator: Where the randomness comes from.
    func sampleIntegers<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [Int]
}

/// A distribution whose parameters can be estimated from data.
public protocol FittableDistribution: Distribution {
    /// The distribution of the family under which `data` is most likely (maximum likelihood).
    ///
    /// A family without a location parameter keeps its origin at 0, as SciPy's `fit(data, floc=0)` does.
    ///
    /// - Parameter data: Independent observations.
    /// - Throws: `DistributionFitError` where the data are too few, not finite, outside the support or all equal.
    static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Self
}

/// Why no distribution could be fitted to data.
public enum DistributionFitError: Error, Equatable, Sendable {
    /// Fewer values than the family needs.
    case tooFewValues(count: Int, needed: Int)
    /// A value that is NaN or infinite.
    case notFinite(index: Int, value: Double)
    /// A value that no member of the family can give.
    case outsideSupport(index: Int, value: Double, support: String)
    /// The likelihood has no maximum inside the family, because all values are equal for instance.
    case degenerate(reason: String)
    /// The iteration for the maximum did not settle.
    case noConvergence(iterations: Int)
}

extension DistributionFitError: CustomStringConvertible {
    /// The facts in a sentence.
    public var description: String {
        switch self {
        case .tooFewValues(let count, let needed):
            "fit: \(needed) values or more are needed, there are \(count)"
        case .notFinite(let index, let value): "fit: value \(index) is \(value)"
        case .outsideSupport(let index, let value, let support):
            "fit: value \(index) is \(value), which no member of the family gives: \(support)"
        case .degenerate(let reason): "fit: there is no most likely member of the family: \(reason)"
        case .noConvergence(let iterations): "fit: no maximum was found in \(iterations) iterations"
        }
    }
}
