import Foundation
import LinearAlgebra
import Randomness

/// The sum of k squared standard normal draws: a gamma distribution of shape k/2 and scale 2.
///
/// What a sum of squared standardised residuals follows where the model is right. SciPy: `chi2(k)`.
///
///     print(ChiSquared(degreesOfFreedom: 1).survival(3.841458820694124))  // 0.04999999999999996
public struct ChiSquared: ContinuousDistribution, FittableDistribution, Equatable {
    /// The degrees of freedom k.
    public let degreesOfFreedom: Double
    private let gamma: Gamma

    /// The χ² distribution of a number of degrees of freedom.
    ///
    /// - Parameter degreesOfFreedom: k > 0, not necessarily an integer.
    public init(degreesOfFreedom: Double) {
        requirePositive(degreesOfFreedom, "ChiSquared", "degreesOfFreedom")
        self.degreesOfFreedom = degreesOfFreedom
        gamma = Gamma(shape: degreesOfFreedom / 2, scale: 2)
    }

    public var support: ClosedRange<Double> { 0 ... .infinity }
    public var mean: Double { degreesOfFreedom }
    public var variance: Double { 2 * degreesOfFreedom }
    public var skewness: Double { gamma.skewness }
    public var excessKurtosis: Double { gamma.excessKurtosis }
    public var entropy: Double { gamma.entropy }
    public func pdf(_ x: Double) -> Double { gamma.pdf(x) }
    public func logPDF(_ x: Double) -> Double { gamma.logPDF(x) }
    public func cdf(_ x: Double) -> Double { gamma.cdf(x) }
    public func survival(_ x: Double) -> Double { gamma.survival(x) }
    public func logCDF(_ x: Double) -> Double { gamma.logCDF(x) }
    public func logSurvival(_ x: Double) -> Double { gamma.logSurvival(x) }
    public func quantile(_ p: Double) -> Double { gamma.quantile(p) }
    public func inverseSurvival(_ q: Double) -> Double { gamma.inverseSurvival(q) }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.chiSquare(degreesOfFreedom: degreesOfFreedom)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.chiSquare(degreesOfFreedom: degreesOfFreedom, count: $0.count)) }
    }

    /// The k of the largest likelihood: ψ(k/2) = mean ln(xᵢ/2).
    ///
    /// - Parameter data: Values > 0.
    /// - Throws: `DistributionFitError` where there are none, or one is not finite or not positive.
    /// Complexity: O(count), and some 10 evaluations of ψ.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> ChiSquared {
        let values = try fitData(data, in: "x > 0") { $0 > 0 }
        let target = average(values) { log($0 / 2) }
        // ψ(a) ≈ ln(a − 1/2) for large a, −1/a for small.
        let start = target > -2 ? exp(target) + 0.5 : -1 / (target + eulerGamma)
        let half = try positiveRoot(from: start) { (Special.digamma($0) - target, Special.trigamma($0)) }
        return ChiSquared(degreesOfFreedom: 2 * half)
    }
}
