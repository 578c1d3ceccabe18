import Foundation
import LinearAlgebra

extension Special {
    /// log(1 + x) - x, without the cancellation near 0.
    ///
    /// With r = x / (2 + x), log(1 + x) = 2 artanh r and x = 2r / (1 - r), hence
    /// log(1 + x) - x = r (2 r² (1/3 + r²/5 + r⁴/7 + …) - x), whose two terms never cancel.
    /// The deviance of Poisson, gamma, binomial and beta densities is this function at the distance from the mean.
    ///
    /// - Parameter x: Any number above -1; -∞ at -1 and NaN below.
    /// - Returns: A number ≤ 0, to about 3 units in the last place.
    public static func log1pmx(_ x: Double) -> Double {
        guard x > -0.65, x < 1.5 else { return log1p(x) - x }
        let r = x / (2 + x), square = r * r
        return r * (2 * square * artanhTail(square) - x)
    }

    /// 1/3 + y/5 + y²/7 + … for 0 ≤ y ≤ 0.24: Chebyshev fits to 4e-18, one for small y.
    @inline(__always)
    static func artanhTail(_ y: Double) -> Double {
        if y < 0.02 { return artanhTailNearZero(y) }
        var sum = y * 0.19471808751599423 - 0.11966042801642694
        sum = sum * y + 0.11881961616615806
        sum = sum * y + 0.018862741840212978
        sum = sum * y + 0.052761326877685595
        sum = sum * y + 0.051889377042309115
        sum = sum * y + 0.05889823370591788
        sum = sum * y + 0.06666146372807467
        sum = sum * y + 0.07692332159581024
        sum = sum * y + 0.09090908348550156
        sum = sum * y + 0.11111111124558344
        sum = sum * y + 0.1428571428558754
        sum = sum * y + 0.2000000000000047
        return sum * y + 0.3333333333333333
    }

    @inline(__always)
    private static func artanhTailNearZero(_ y: Double) -> Double {
        var sum = y * 0.06322127696900481 + 0.06652171121633021
        sum = sum * y + 0.07692554681053639
        sum = sum * y + 0.09090906766399352
        sum = sum * y + 0.11111111122972764
        sum = sum * y + 0.1428571428568459
        sum = sum * y + 0.2000000000000003
        return sum * y + 0.3333333333333333
    }

    /// eˣ - 1, accurate near 0.
    ///
    /// - Parameter x: Any number.
    public static func expm1(_ x: Double) -> Double { Foundation.expm1(x) }

    /// log(1 + x), accurate near 0.
    ///
    /// - Parameter x: Any number above -1; -∞ at -1 and NaN below.
    public static func log1p(_ x: Double) -> Double { Foundation.log1p(x) }

    /// log(1 - eˣ) for x < 0, accurate at both ends.
    ///
    /// From the logarithm of a probability the logarithm of its complement: near 0 through `expm1`, far from it through
    /// `log1p` (Mächler, 2012).
    ///
    /// - Parameter x: A number ≤ 0; -∞ at 0 and NaN above.
    public static func log1mexp(_ x: Double) -> Double {
        x > -0.6931471805599453 ? log(-Foundation.expm1(x)) : Foundation.log1p(-exp(x))
    }

    /// (eˣ - 1) / x, and 1 at 0.
    ///
    /// - Parameter x: Any number.
    public static func expm1Ratio(_ x: Double) -> Double { x == 0 ? 1 : Foundation.expm1(x) / x }

    /// log(eᵃ + eᵇ), without overflow.
    ///
    /// - Parameters:
    ///   - a: A logarithm.
    ///   - b: Another.
    public static func logAddExp(_ a: Double, _ b: Double) -> Double {
        if a == b { return a + 0.6931471805599453 }
        return max(a, b) + Foundation.log1p(exp(-abs(a - b)))
    }

    /// log Σ exp(xᵢ), without overflow; -∞ when `values` is empty.
    ///
    /// - Parameter values: Logarithms; n additions.
    public static func logSumExp(_ values: some Collection<Double>) -> Double {
        guard let largest = values.max() else { return -.infinity }
        guard largest.isFinite else { return values.contains { $0.isNaN } ? .nan : largest }
        var sum = 0.0
        for value in values { sum += exp(value - largest) }
        return largest + log(sum)
    }

    /// x log y, and 0 where x = 0 and y is a number.
    ///
    /// - Parameters:
    ///   - x: A factor.
    ///   - y: A number ≥ 0.
    public static func xlogy(_ x: Double, _ y: Double) -> Double { x == 0 && !y.isNaN ? 0 : x * log(y) }

    /// x log(1 + y), and 0 where x = 0 and y is a number.
    ///
    /// - Parameters:
    ///   - x: A factor.
    ///   - y: A number ≥ -1.
    public static func xlog1py(_ x: Double, _ y: Double) -> Double {
        x == 0 && !y.isNaN ? 0 : x * Foundation.log1p(y)
    }
}
