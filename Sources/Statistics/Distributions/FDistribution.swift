import Foundation
import LinearAlgebra
import Randomness

/// The ratio of two mean squares, (χ²ₘ/m)/(χ²ₙ/n): what analysis of variance compares with. SciPy: `f(m, n)`.
///
/// With w = mx/(mx + n), P(X ≤ x) = I_w(m/2, n/2).
///
///     let ratio = FDistribution(numeratorDegrees: 3, denominatorDegrees: 20)
///     print(ratio.survival(4.938193382310539))    // 0.00999999999999999
public struct FDistribution: ContinuousDistribution, Equatable {
    /// The degrees of freedom m of the numerator.
    public let numeratorDegrees: Double
    /// The degrees of freedom n of the denominator.
    public let denominatorDegrees: Double
    private let incomplete: IncompleteBeta

    /// The F distribution of two numbers of degrees of freedom.
    ///
    /// - Parameters:
    ///   - numeratorDegrees: m > 0.
    ///   - denominatorDegrees: n > 0; the mean needs n > 2, the variance n > 4.
    public init(numeratorDegrees: Double, denominatorDegrees: Double) {
        requirePositive(numeratorDegrees, "FDistribution", "numeratorDegrees")
        requirePositive(denominatorDegrees, "FDistribution", "denominatorDegrees")
        self.numeratorDegrees = numeratorDegrees
        self.denominatorDegrees = denominatorDegrees
        incomplete = IncompleteBeta(numeratorDegrees / 2, denominatorDegrees / 2)
    }

    /// Whether the degrees of freedom are the same.
    public static func == (left: FDistribution, right: FDistribution) -> Bool {
        left.numeratorDegrees == right.numeratorDegrees && left.denominatorDegrees == right.denominatorDegrees
    }

    private var m: Double { numeratorDegrees }
    private var n: Double { denominatorDegrees }

    public var support: ClosedRange<Double> { 0 ... .infinity }
    public var mean: Double { n > 2 ? n / (n - 2) : .infinity }
    public var variance: Double {
        n > 4 ? 2 * mean * mean * ((m + n - 2) / (m * (n - 4))) : .infinity
    }
    public var skewness: Double {
        n > 6 ? (2 * m + n - 2) / (n - 6) * (8 * (n - 4) / (m * (m + n - 2))).squareRoot() : .nan
    }
    public var excessKurtosis: Double {
        guard n > 8 else { return .nan }
        let first = m * (5 * n - 22) * (m + n - 2), second = (n - 4) * (n - 2) * (n - 2)
        return 12 * (first + second) / (m * (n - 6) * (n - 8) * (m + n - 2))
    }
    public var entropy: Double {
        // ln(n/m) + ln B + (1 − a)ψ(a) − (1 + b)ψ(b) + (a + b)ψ(a + b), a = m/2, b = n/2, without what cancels.
        let a = m / 2, b = n / 2, c = a + b
        let errors = Special.stirlingError(a) + Special.stirlingError(b) - Special.stirlingError(c)
        let logs = log(n / m) + 0.5 * log(a) - 1.5 * log(b) + 0.5 * log(c)
        let gaps = (a - 1) * logMinusDigamma(a) + (b + 1) * logMinusDigamma(b) - c * logMinusDigamma(c)
        return Special.halfLogTwoPi + errors + logs + gaps
    }

    /// w, 1 − w and the distance from the mean, each of x itself and none by subtraction.
    private func point(_ x: Double) -> BetaPoint {
        // Where mx overflows, the same in units of n.
        let odds = m / n * x, w = odds < .infinity ? odds / (1 + odds) : 1, y = 1 / (1 + odds)
        return BetaPoint(m / 2, n / 2, x: w, y: y, distance: m / 2 * (1 - x) * y)
    }

    public func pdf(_ x: Double) -> Double {
        if !(x > 0 && x < .infinity) { return edge(x) }
        let exponent = point(x).exponent
        return exponent > -600 ? exp(exponent) * incomplete.factor / x : exp(logPDF(x))
    }

    public func logPDF(_ x: Double) -> Double {
        x > 0 && x < .infinity ? point(x).logTerm - log(x) : log(edge(x))
    }

    private func edge(_ x: Double) -> Double {
        x.isNaN ? .nan : x != 0 ? 0 : m < 2 ? .infinity : m == 2 ? 1 : 0
    }

    public func cdf(_ x: Double) -> Double { x <= 0 ? 0 : incomplete.tails(at: point(x)).lower }
    public func survival(_ x: Double) -> Double { x <= 0 ? 1 : incomplete.tails(at: point(x)).upper }
    public func logCDF(_ x: Double) -> Double { x <= 0 ? -.infinity : incomplete.logTails(point(x)).lower }
    public func logSurvival(_ x: Double) -> Double { x <= 0 ? 0 : incomplete.logTails(point(x)).upper }
    public func quantile(_ p: Double) -> Double {
        isProbability(p) ? ratio(incomplete.quantile(lower: p, upper: 1 - p)) : .nan
    }
    public func inverseSurvival(_ q: Double) -> Double {
        isProbability(q) ? ratio(incomplete.quantile(lower: 1 - q, upper: q)) : .nan
    }

    private func ratio(_ w: (x: Double, complement: Double)) -> Double { w.x / w.complement * (n / m) }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.f(numerator: m, denominator: n)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.f(numerator: m, denominator: n, count: $0.count)) }
    }
}
