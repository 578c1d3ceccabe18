import Foundation
import LinearAlgebra

extension Special {
    /// J₀(x), the Bessel function of the first kind of order 0. Of the C library.
    ///
    /// - Parameter x: Any number.
    public static func besselJ0(_ x: Double) -> Double { j0(x) }

    /// J₁(x). Of the C library.
    ///
    /// - Parameter x: Any number.
    public static func besselJ1(_ x: Double) -> Double { j1(x) }

    /// Jₙ(x). Of the C library.
    ///
    /// - Parameters:
    ///   - order: n, any integer of 32 bits.
    ///   - x: Any number.
    public static func besselJn(_ order: Int, _ x: Double) -> Double {
        require(Int32(exactly: order) != nil, "Special.besselJn: the order \(order) does not fit in 32 bits")
        return jn(Int32(order), x)
    }

    /// Y₀(x), the Bessel function of the second kind of order 0. Of the C library.
    ///
    /// - Parameter x: A number ≥ 0; -∞ at 0.
    public static func besselY0(_ x: Double) -> Double { y0(x) }

    /// Y₁(x). Of the C library.
    ///
    /// - Parameter x: A number ≥ 0; -∞ at 0.
    public static func besselY1(_ x: Double) -> Double { y1(x) }

    /// Yₙ(x). Of the C library.
    ///
    /// - Parameters:
    ///   - order: n, any integer of 32 bits.
    ///   - x: A number ≥ 0.
    public static func besselYn(_ order: Int, _ x: Double) -> Double {
        require(Int32(exactly: order) != nil, "Special.besselYn: the order \(order) does not fit in 32 bits")
        return yn(Int32(order), x)
    }
}
