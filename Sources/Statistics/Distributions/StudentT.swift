import Foundation
import LinearAlgebra
import Randomness

/// Student's t: a standard normal draw over the root of an independent χ²ᵥ/v, moved and scaled.
///
/// The density is proportional to (1 + z²/v)^(−(v+1)/2), z = (x − m)/s. The mean of n normal draws, in units of its estimated standard
/// error, follows it with v = n − 1. SciPy: `t(v, loc=m, scale=s)`.
///
///     let t = StudentT(degreesOfFreedom: 10)
///     print(t.quantile(0.975))                     // 2.2281388519862744
///     print(2 * t.survival(3))                     // 0.013343655022569586
public struct StudentT: ContinuousDistribution, FittableDistribution, Equatable {
    /// The degrees of freedom v.
    public let degreesOfFreedom: Double
    /// The centre m.
    public let location: Double
    /// The scale s.
    public let scale: Double
    let incomplete: IncompleteBeta
    /// The density at the centre, times s.
    let peak: Double

    /// Student's t of a number of degrees of freedom.
    ///
    /// - Parameters:
    ///   - degreesOfFreedom: v > 0, not necessarily an integer; 1 gives the Cauchy distribution.
    ///   - location: The centre m, default 0.
    ///   - scale: s > 0, default 1.
    public init(degreesOfFreedom: Double, location: Double = 0, scale: Double = 1) {
        requirePositive(degreesOfFreedom, "StudentT", "degreesOfFreedom")
        requireFinite(location, "StudentT", "location")
        requirePositive(scale, "StudentT", "scale")
        self.degreesOfFreedom = degreesOfFreedom
        self.location = location
        self.scale = scale
        incomplete = IncompleteBeta(degreesOfFreedom / 2, 0.5)
        // Γ((v + 1)/2)/(Γ(v/2) √(πv)).
        let ratio = Special.logGammaDifference(degreesOfFreedom / 2, 0.5)
        peak = exp(ratio) / (.pi * degreesOfFreedom).squareRoot()
    }

    /// Whether the parameters are the same.
    public static func == (left: StudentT, right: StudentT) -> Bool {
        left.degreesOfFreedom == right.degreesOfFreedom && left.location == right.location
            && left.scale == right.scale
    }

    private var v: Double { degreesOfFreedom }

    public var support: ClosedRange<Double> { -.infinity ... .infinity }
    public var mean: Double { v > 1 ? location : .nan }
    public var median: Double { location }
    public var variance: Double {
        v > 2 ? scale * scale * (v / (v - 2)) : v > 1 ? .infinity : .nan
    }
    public var skewness: Double { v > 3 ? 0 : .nan }
    public var excessKurtosis: Double { v > 4 ? 6 / (v - 4) : v > 2 ? .infinity : .nan }
    public var entropy: Double {
        // ψ((v + 1)/2) − ψ(v/2) without the cancellation of large v.
        let gap = log1p(1 / v) - logMinusDigamma((v + 1) / 2) + logMinusDigamma(v / 2)
        return (v + 1) / 2 * gap - log(peak) + log(scale)
    }

    /// ln(1 + z²/v).
    private func logKernel(_ z: Double) -> Double {
        let square = z * z / v
        return square < 1e15 ? log1p(square) : 2 * log(abs(z)) - log(v)
    }

    /// The density of Z.
    func density(_ z: Double) -> Double { peak * exp(-0.5 * (v + 1) * logKernel(z)) }

    public func pdf(_ x: Double) -> Double { density((x - location) / scale) / scale }

    public func logPDF(_ x: Double) -> Double {
        log(peak) - 0.5 * (v + 1) * logKernel((x - location) / scale) - log(scale)
    }

    /// w = v/(v + z²), 1 − w and the distance of w from the mean of a beta variable of shapes v/2 and 1/2.
    private func point(_ z: Double) -> BetaPoint {
        let root = z / v.squareRoot(), odds = root * root
        let w = 1 / (1 + odds), y = odds < 1e300 ? odds * w : 1
        let distance = abs(z) < 1e150 ? 0.5 * (z - 1) * (z + 1) * w : 0.5 * v * y
        return BetaPoint(v / 2, 0.5, x: w, y: y, distance: distance)
    }

    /// P(Z ≤ z): half of I_w(v/2, 1/2) on the side of the smaller tail.
    private func below(_ z: Double) -> Double {
        if z.isNaN { return .nan }
        if z == 0 { return 0.5 }
        let tails = tails(beyond: abs(z))
        return z < 0 ? 0.5 * tails.lower : 0.5 + 0.5 * tails.upper
    }

    /// I_w(v/2, 1/2) and its complement; for huge z, where w underflows, the leading term of the tail.
    func tails(beyond z: Double) -> (lower: Double, upper: Double) {
        let point = point(z)
        return point.x > 1e-290 ? incomplete.tails(at: point) : (2 * exp(logFarTail(z)), 1)
    }

    /// ln P(Z > z) for z so large that only the first term counts: peak · v^((v+1)/2) z^(−v)/v.
    private func logFarTail(_ z: Double) -> Double {
        log(peak) + 0.5 * (v - 1) * log(v) - v * log(z)
    }

    private func logBelow(_ z: Double) -> Double {
        if z > -1 || z.isNaN { return log1p(-below(-z)) }
        let point = point(-z)
        if point.x < 1e-290 { return logFarTail(-z) }
        return incomplete.logTails(point).lower - Special.logTwo
    }

    public func cdf(_ x: Double) -> Double { below((x - location) / scale) }
    public func survival(_ x: Double) -> Double { below((location - x) / scale) }
    public func logCDF(_ x: Double) -> Double { logBelow((x - location) / scale) }
    public func logSurvival(_ x: Double) -> Double { logBelow((location - x) / scale) }
    public func quantile(_ p: Double) -> Double { location - scale * upperPoint(p) }
    public func inverseSurvival(_ q: Double) -> Double { location + scale * upperPoint(q) }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        location + scale * generator.standardT(degreesOfFreedom: degreesOfFreedom)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { places in
            places.take(generator.standardT(degreesOfFreedom: degreesOfFreedom, count: places.count))
            for index in places.indices { places[index] = location + scale * places[index] }
        }
    }
}
