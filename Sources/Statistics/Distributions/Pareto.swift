import Foundation
import LinearAlgebra
import Randomness

/// Pareto's power law: P(X > x) = (m/x)ᵃ for x ≥ m.
///
/// Incomes, city sizes, file sizes: what has the same shape at every scale. SciPy: `pareto(b=a, scale=m)`.
public struct Pareto: ContinuousDistribution, FittableDistribution, Equatable {
    /// The exponent a.
    public let shape: Double
    /// The smallest value m.
    public let scale: Double

    /// The Pareto distribution of an exponent and a smallest value.
    ///
    /// - Parameters:
    ///   - shape: The exponent a > 0; moments of order a and above are infinite.
    ///   - scale: The smallest value m > 0, default 1.
    public init(shape: Double, scale: Double = 1) {
        requirePositive(shape, "Pareto", "shape")
        requirePositive(scale, "Pareto", "scale")
        self.shape = shape
        self.scale = scale
    }

    public var support: ClosedRange<Double> { scale ... .infinity }
    public var mean: Double { shape > 1 ? shape * scale / (shape - 1) : .infinity }
    public var variance: Double {
        shape > 2 ? scale * scale * shape / ((shape - 1) * (shape - 1) * (shape - 2)) : .infinity
    }
    public var skewness: Double {
        shape > 3 ? 2 * (1 + shape) / (shape - 3) * (1 - 2 / shape).squareRoot() : .nan
    }
    public var excessKurtosis: Double {
        guard shape > 4 else { return .nan }
        let polynomial = ((shape + 1) * shape - 6) * shape - 2
        return 6 * polynomial / (shape * (shape - 3) * (shape - 4))
    }
    public var entropy: Double { 1 + 1 / shape + log(scale / shape) }

    /// ln(x/m) for x ≥ m, with its digits next to m too.
    private func logRatio(_ x: Double) -> Double {
        x < 2 * scale
            ? log1p((x - scale) / scale) : x < 1e300 * min(1, scale) ? log(x / scale) : log(x) - log(scale)
    }

    public func pdf(_ x: Double) -> Double {
        x < scale ? 0 : x == .infinity ? 0 : shape / x * exp(-shape * logRatio(x))
    }
    public func logPDF(_ x: Double) -> Double {
        x < scale ? -.infinity : log(shape) - log(x) - shape * logRatio(x)
    }
    public func cdf(_ x: Double) -> Double { x <= scale ? 0 : -expm1(-shape * logRatio(x)) }
    public func survival(_ x: Double) -> Double { x <= scale ? 1 : exp(-shape * logRatio(x)) }
    public func logCDF(_ x: Double) -> Double {
        x <= scale ? -.infinity : Special.log1mexp(-shape * logRatio(x))
    }
    public func logSurvival(_ x: Double) -> Double { x <= scale ? 0 : -shape * logRatio(x) }
    public func quantile(_ p: Double) -> Double { isProbability(p) ? scale * exp(-log1p(-p) / shape) : .nan }
    public func inverseSurvival(_ q: Double) -> Double {
        isProbability(q) ? scale * exp(-log(q) / shape) : .nan
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        (generator.pareto(shape: shape) + 1) * scale
    }

    /// `count` draws, NumPy's `(rng.pareto(a, count) + 1) * m`.
    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { places in
            places.take(generator.pareto(shape: shape, count: places.count))
            for index in places.indices { places[index] = (places[index] + 1) * scale }
        }
    }

    /// m the smallest value and 1/a the mean of ln(xᵢ/m). O(count).
    ///
    /// - Parameter data: At least two different values > 0.
    /// - Throws: `DistributionFitError` where the values are too few, not finite, not positive or all equal.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Pareto {
        let values = try fitData(data, atLeast: 2, in: "x > 0") { $0 > 0 }
        try requireSpread(values)
        let least = values.min() ?? 1
        return Pareto(shape: 1 / average(values) { log($0 / least) }, scale: least)
    }
}
