import Foundation
import LinearAlgebra

extension Special {
    /// Φ(x) = P(Z ≤ x) for a standard normal Z: ½ erfc(-x/√2), right in the lower tail.
    ///
    /// For the upper tail take Φ(-x).
    ///
    /// - Parameter x: Any number.
    public static func normalCDF(_ x: Double) -> Double {
        let z = Compensated.product(-x, halfRoot), value = 0.5 * Foundation.erfc(z.high)
        guard x < 0, x > -39 else { return value }
        // What -x/√2 lost in rounding: the product's error, and that of the double next to √½.
        let lost = z.low - x * -4.8336466567264567e-17
        // The logarithmic slope of erfc is about -(z + √(z² + 4/π)).
        return value * (1 - lost * (z.high + (z.high * z.high + 1.273).squareRoot()))
    }

    /// log Φ(x), which is -x²/2 - log(-x √(2π)) - … where Φ itself is 0 in double precision.
    ///
    /// - Parameter x: Any number.
    public static func logNormalCDF(_ x: Double) -> Double {
        if x > -1 { return Foundation.log1p(-0.5 * Foundation.erfc(x * halfRoot)) }
        return log(0.5 * erfcx(-x * halfRoot)) - 0.5 * x * x
    }

    /// The x with Φ(x) = p.
    ///
    /// Rational functions of Wichura's algorithm AS 241: one in (p - ½)² near the middle, two in √(-log p) in the tails.
    ///
    /// - Parameter p: A number in [0, 1]; ±∞ at the ends, NaN outside.
    /// - Note: Source: M. J. Wichura, *Algorithm AS 241*, Applied Statistics 37, 1988.
    public static func normalQuantile(_ p: Double) -> Double { normalQuantile(lower: p, upper: 1 - p) }

    /// The x with Φ(x) = `lower`, `upper` being 1 - `lower`.
    static func normalQuantile(lower: Double, upper: Double) -> Double {
        guard lower >= 0, upper >= 0 else { return .nan }
        if min(lower, upper) >= 0.075 { return centralQuantile(lower <= upper ? lower - 0.5 : 0.5 - upper) }
        if lower == 0 { return -.infinity }
        if upper == 0 { return .infinity }
        let tail = tailQuantile((-log(min(lower, upper))).squareRoot())
        return lower < upper ? -tail : tail
    }

    /// The quantile of ½ + q for |q| ≤ 0.425.
    static func centralQuantile(_ q: Double) -> Double {
        let r = 0.180625 - q * q
        let top = polynomial(
            r,
            [
                3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                1.3731693765509461125e4,
                4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4,
                2.5090809287301226727e3,
            ])
        let bottom = polynomial(
            r,
            [
                1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
                2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
                5.2264952788528545610e3,
            ])
        return q * top / bottom
    }

    /// The quantile of the upper tail exp(-r²).
    private static func tailQuantile(_ r: Double) -> Double {
        if r <= 5 {
            let s = r - 1.6
            let top = polynomial(
                s,
                [
                    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                    3.64784832476320460504e0,
                    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2,
                    7.74545014278341407640e-4,
                ])
            let bottom = polynomial(
                s,
                [
                    1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
                    1.05075007164441684324e-9,
                ])
            return top / bottom
        }
        let s = r - 5
        let top = polynomial(
            s,
            [
                6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                2.96560571828504891230e-1,
                2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5,
                2.01033439929228813265e-7,
            ])
        let bottom = polynomial(
            s,
            [
                1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
                2.04426310338993978564e-15,
            ])
        return top / bottom
    }

    /// c₀ + c₁ x + c₂ x² + ….
    @inline(__always)
    static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
        var sum = 0.0
        for coefficient in coefficients.reversed() { sum = sum * x + coefficient }
        return sum
    }
}
