import Foundation

/// The nodes and weights of Gauss and Legendre's quadrature on [0, 1].
enum GaussLegendre {
    /// The rule of 28 points, which gives an exponential or a normal tail cut off at e⁻³⁷ to 1e-16.
    static let standard: [(node: Double, weight: Double)] = rule(28)
    /// The rule of 40 points, for integrands that turn more often.
    static let forty: [(node: Double, weight: Double)] = rule(40)

    /// The zeros of the Legendre polynomial by Newton's iteration from cos(π (i - ¼)/(n + ½)).
    static func rule(_ count: Int) -> [(node: Double, weight: Double)] {
        (1...count).map { i in
            var z = cos(.pi * (Double(i) - 0.25) / (Double(count) + 0.5)), slope = 0.0
            for _ in 0..<6 {
                var previous = 1.0, current = z
                for k in 2...count {
                    let next = (Double(2 * k - 1) * z * current - Double(k - 1) * previous) / Double(k)
                    (previous, current) = (current, next)
                }
                slope = Double(count) * (z * current - previous) / (z * z - 1)
                z -= current / slope
            }
            return (0.5 * (1 - z), 1 / ((1 - z * z) * slope * slope))
        }
    }
}
