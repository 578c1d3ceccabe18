import Foundation
import LinearAlgebra
import Randomness

/// A density that rises in a straight line from a to the mode c and falls in one to b.
///
/// What is assumed where only the least, the likeliest and the largest value are known. SciPy: `triang((c − a)/(b − a), loc=a, scale=b − a)`.
public struct Triangular: ContinuousDistribution, Equatable {
    /// The smallest value a.
    public let lower: Double
    /// The likeliest value c.
    public let mode: Double
    /// The largest value b.
    public let upper: Double

    /// The triangular distribution of two ends and a mode.
    ///
    /// - Parameters:
    ///   - lower: The smallest value a.
    ///   - mode: The likeliest value c, a ≤ c ≤ b.
    ///   - upper: The largest value b > a. The width b − a must be finite.
    public init(lower: Double, mode: Double, upper: Double) {
        require(
            lower < upper && (upper - lower).isFinite && mode >= lower && mode <= upper,
            "Triangular: needs lower ≤ mode ≤ upper and lower < upper, not \(lower), \(mode), \(upper)")
        self.lower = lower
        self.mode = mode
        self.upper = upper
    }

    private var width: Double { upper - lower }
    private var rise: Double { mode - lower }
    private var fall: Double { upper - mode }

    public var support: ClosedRange<Double> { lower...upper }
    public var mean: Double { lower + (rise + width) / 3 }
    public var variance: Double { (width * width - rise * fall) / 18 }
    public var skewness: Double {
        // With t = c's share of the width: √2 (1 − 2t)(1 + t)(2 − t) / (5 (1 − t + t²)^1.5).
        let t = rise / width, s = fall / width
        let root = (1 - t * s).squareRoot()
        return 2.0.squareRoot() * (s - t) * (1 + t) * (1 + s) / (5 * root * root * root)
    }
    public var excessKurtosis: Double { -0.6 }
    public var entropy: Double { 0.5 + log(width / 2) }

    public func pdf(_ x: Double) -> Double {
        if x < lower || x > upper { return 0 }
        if x == mode { return 2 / width }
        return x < mode ? 2 * (x - lower) / width / rise : 2 * (upper - x) / width / fall
    }

    public func logPDF(_ x: Double) -> Double { log(pdf(x)) }

    public func cdf(_ x: Double) -> Double {
        if x <= lower { return 0 }
        if x >= upper { return 1 }
        if x <= mode { return (x - lower) / width * ((x - lower) / rise) }
        return rise / width + (x - mode) / width * ((fall + (upper - x)) / fall)
    }

    public func survival(_ x: Double) -> Double {
        if x <= lower { return 1 }
        if x >= upper { return 0 }
        if x >= mode { return (upper - x) / width * ((upper - x) / fall) }
        return fall / width + (mode - x) / width * ((rise + (x - lower)) / rise)
    }

    public func quantile(_ p: Double) -> Double {
        guard isProbability(p) else { return .nan }
        let share = rise / width
        if p <= share { return min(lower + (p * width).squareRoot() * rise.squareRoot(), mode) }
        if p > 0.5 { return max(upper - ((1 - p) * width).squareRoot() * fall.squareRoot(), mode) }
        return mode + beyondMode((p - share) * width, fall)
    }

    public func inverseSurvival(_ q: Double) -> Double {
        guard isProbability(q) else { return .nan }
        let share = fall / width
        if q <= share { return max(upper - (q * width).squareRoot() * fall.squareRoot(), mode) }
        if q > 0.5 { return min(lower + ((1 - q) * width).squareRoot() * rise.squareRoot(), mode) }
        return mode - beyondMode((q - share) * width, rise)
    }

    /// How far beyond the mode a probability of `area`/width reaches on a side of the given length: length − √(length² − length·area),
    /// without the cancellation.
    private func beyondMode(_ area: Double, _ length: Double) -> Double {
        area / (1 + max(0, 1 - area / length).squareRoot())
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.triangular(left: lower, mode: mode, right: upper)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.triangular(left: lower, mode: mode, right: upper, count: $0.count)) }
    }
}
