import Foundation
import LinearAlgebra

extension Special {
    /// ψ(x) = d/dx log Γ(x).
    ///
    /// Next to its positive zero a Taylor series about that zero; else the recurrence ψ(x) = ψ(x + 1) - 1/x up to 10, then
    /// log x - 1/(2x) - 1/(12x²) + 1/(120x⁴) - …; for x < 0 the reflection ψ(1 - x) - ψ(x) = π cot πx.
    ///
    /// - Parameter x: Any number; NaN at the negative integers, -∞ at 0.
    public static func digamma(_ x: Double) -> Double {
        if x == 0 { return x.sign == .minus ? .infinity : -.infinity }
        if x < 0 {
            let fraction = x - x.rounded()
            if fraction == 0 || !x.isFinite { return .nan }
            return digamma(1 - x) - .pi / tan(.pi * fraction)
        }
        let d = (x - 1.4616321449683622) - 9.549995429965697e-17
        if abs(d) < 0.4 { return digammaNearZero(d) }
        var sum = 0.0, y = x
        while y < 10 {
            sum += 1 / y
            y += 1
        }
        return digammaSeries(y) - sum
    }

    /// ψ at a distance from its zero, 1.4616321449683622 + 9.55e-17 (the double, and what it lacks).
    private static func digammaNearZero(_ distance: Double) -> Double {
        var sum = 0.0
        for coefficient in zeroSeries.reversed() { sum = sum * distance + coefficient }
        return sum * distance
    }

    /// ψ⁽ᵏ⁾(x₀)/k! at the zero x₀, k = 1, 2, ….
    private static let zeroSeries: [Double] = [
        0.9676722454476212, -0.4427631689835921, 0.258499760955651, -0.16394270544240652,
        0.10782405069126237, -0.07219956125645471, 0.04880428816414311, -0.03316112647484736,
        0.022597648232218104, -0.01542476590494896, 0.010538791616612175, -0.007204534386356869,
        0.004926781395729853, -0.003369801655439328, 0.002305126326734928, -0.0015769367714301972,
        0.0010788252019162967, -0.0007380709389960052, 0.000504953265834602, -0.0003454680251063077,
        0.00023635601564027053, -0.00016170622091974803, 0.0001106337276874741, -7.569179582195066e-05,
        5.178575795222081e-05, -3.5430070947659604e-05, 2.424006611860132e-05, -1.6584242271854135e-05,
        1.134638458466385e-05, -7.762817668462094e-06,
    ]

    private static func digammaSeries(_ x: Double) -> Double {
        let y = 1 / (x * x)
        var tail = y * -3.0539543302701197 + 0.44325980392156863
        tail = y * tail - 0.083333333333333333
        tail = y * tail + 0.021092796092796093
        tail = y * tail - 0.0075757575757575758
        tail = y * tail + 0.0041666666666666667
        tail = y * tail - 0.0039682539682539683
        tail = y * tail + 0.0083333333333333333
        tail = y * tail - 0.083333333333333333
        return log(x) + (y * tail - 0.5 / x)
    }

    /// ψ'(x) = Σ 1/(n + x)².
    ///
    /// - Parameter x: Any number; +∞ at 0, -1, ….
    public static func trigamma(_ x: Double) -> Double {
        if x > 0 { return zeta(2, x) }
        let fraction = x - x.rounded()
        if fraction == 0 { return .infinity }
        guard x.isFinite else { return .nan }
        let sine = sin(.pi * fraction) / .pi
        return 1 / (sine * sine) - zeta(2, 1 - x)
    }

    /// ψ⁽ⁿ⁾(x), the derivative of order n of ψ: (-1)ⁿ⁺¹ n! ζ(n + 1, x).
    ///
    /// For x < 0 through ψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁾(x + m) - (-1)ⁿ n! Σ 1/(x + k)ⁿ⁺¹.
    ///
    /// - Parameters:
    ///   - order: n ≥ 0; 0 is ψ itself.
    ///   - x: Any number > -100000; NaN or ∞ at 0, -1, ….
    public static func polygamma(_ order: Int, _ x: Double) -> Double {
        require(order >= 0, "Special.polygamma: the order must not be negative, and is \(order)")
        if order == 0 { return digamma(x) }
        if order == 1 { return trigamma(x) }
        let n = Double(order), sign: Double = order % 2 == 0 ? -1 : 1
        if x > 0 {
            let product = tgamma(n + 1) * zeta(n + 1, x)
            if product.isNormal { return sign * product }
            return sign * exp(logGamma(n + 1) + log(zeta(n + 1, x)))
        }
        guard x > -100_000, x != x.rounded() else { return x.isNaN || x < -100_000 ? .nan : .infinity }
        return sign * tgamma(n + 1) * sumBelowZero(x, power: n + 1)
    }

    /// Σ 1/(x + k)ˢ for x < 0. The terms next to zero are the largest, and cancel in pairs: they come first.
    private static func sumBelowZero(_ x: Double, power: Double) -> Double {
        let count = Int((-2 * x).rounded(.up)) + 20
        let terms = (0..<count).map { pow(x + Double($0), -power) }
        let sum = terms.sorted { abs($0) > abs($1) }.reduce(0, +)
        return sum + zeta(power, x + Double(count))
    }
}
