import CKernels
import Foundation
import LinearAlgebra

/// How far apart two rows are.
public enum NeighborMetric: Sendable, Codable, Hashable {
    /// `√Σ(xⱼ - zⱼ)²`.
    case euclidean
    /// `Σ|xⱼ - zⱼ|`.
    case manhattan
    /// `max |xⱼ - zⱼ|`.
    case chebyshev
    /// `(Σ|xⱼ - zⱼ|ᵖ)^(1/p)`, p of 1 or more.
    case minkowski(power: Double)
    /// `1 - x·z / (‖x‖‖z‖)`; 1 where a row is 0. No metric in the strict sense, and searched by brute force only.
    case cosine
}

/// A metric as the kernels know it: a sum, and what makes a distance of it.
package struct DistanceSum: Sendable {
    package let code: Int32
    package let power: Double

    package init(_ metric: NeighborMetric) {
        switch metric {
        case .euclidean, .minkowski(power: 2): (code, power) = (0, 2)
        // A product, which the search finds without this sum; it is the distance itself.
        case .cosine: (code, power) = (4, 1)
        case .manhattan, .minkowski(power: 1): (code, power) = (1, 1)
        case .chebyshev, .minkowski(power: .infinity): (code, power) = (2, 1)
        case .minkowski(let power):
            require(power >= 1, "NeighborIndex: a Minkowski power of \(power), which is less than 1")
            (code, self.power) = (3, power)
        }
    }

    /// The sum for two points.
    @inline(__always)
    package func callAsFunction(_ x: UnsafePointer<Double>, _ z: UnsafePointer<Double>, _ columns: Int)
        -> Double
    {
        cairn_point_distance(code, power, x, z, columns)
    }

    /// The distance that a sum stands for.
    @inline(__always)
    package func distance(_ sum: Double) -> Double {
        switch code {
        case 0: sum.squareRoot()
        case 3: pow(sum, 1 / power)
        default: sum
        }
    }

    /// The sum that stands for a distance.
    @inline(__always)
    package func sum(_ distance: Double) -> Double {
        switch code {
        case 0: distance * distance
        case 3: pow(distance, power)
        default: distance
        }
    }
}
