import Foundation
import LinearAlgebra

extension Special {
    /// erf(x) = 2/√π ∫₀ˣ exp(-t²) dt.
    ///
    /// - Parameter x: Any number.
    public static func erf(_ x: Double) -> Double { Foundation.erf(x) }

    /// erfc(x) = 1 - erf(x), accurate in the tail.
    ///
    /// - Parameter x: Any number; 0 from 26.6 on, where it underflows.
    public static func erfc(_ x: Double) -> Double { Foundation.erfc(x) }

    /// erfcx(x) = exp(x²) erfc(x), which falls like 1/(x√π) and so stays a normal number where erfc does not.
    ///
    /// Up to 12 the product, with the rounding of x² made good; above, the asymptotic series
    /// (1 - 1/(2x²) + 3/(4x⁴) - …)/(x√π).
    ///
    /// - Parameter x: Any number; +∞ below -26.7.
    public static func erfcx(_ x: Double) -> Double {
        guard x >= 12 else {
            if x < -27 { return .infinity }
            let square = Compensated.product(x, x)
            return exp(square.high) * (1 + square.low) * Foundation.erfc(x)
        }
        let y = 0.5 / x / x
        var sum = 1.0
        for k in stride(from: 19.0, through: 1, by: -2) { sum = 1 - k * y * sum }
        return sum * 0.56418958354775628695 / x
    }

    /// The x with erf(x) = y.
    ///
    /// - Parameter y: A number in [-1, 1]; ±∞ at the ends, NaN outside.
    public static func erfInverse(_ y: Double) -> Double {
        if abs(y) <= 0.85 { return halfRoot * centralQuantile(0.5 * y) }
        return y < 0 ? -erfcInverse(1 + y) : erfcInverse(1 - y)
    }

    /// The x with erfc(x) = y.
    ///
    /// - Parameter y: A number in [0, 2]; ±∞ at the ends, NaN outside.
    public static func erfcInverse(_ y: Double) -> Double {
        -halfRoot * normalQuantile(lower: 0.5 * y, upper: 0.5 * (2 - y))
    }

    static let halfRoot = 0.70710678118654752440
}
