import CKernels
import Foundation
import LinearAlgebra

/// The weights between rows and their neighbours that UMAP begins with.
enum Memberships {
    /// `exp(-(d - ρ) / σ)` for each neighbour, at most 1.
    ///
    /// - Parameters:
    ///   - nearest: The neighbours.
    ///   - n: How many rows there are.
    ///   - neighbors: k, of which the weights sum to log₂ k.
    ///   - connects: Whether ρ is the distance to the nearest row that is no copy; otherwise it is 0.
    static func weights(_ nearest: Neighborhoods, rows n: Int, neighbors: Int, connects: Bool) -> [Double] {
        let k = nearest.count, mean = nearest.distances.reduce(0, +) / Double(max(1, nearest.distances.count))
        var weights = [Double](repeating: 0, count: n * k)
        weights.withUnsafeMutableBufferPointer { weights in
            nonisolated(unsafe) let weights = weights
            inParallel(n, grain: 64) { first, length in
                for row in first..<first + length {
                    let distances = nearest.distances[row * k..<(row + 1) * k]
                    let rho = connects ? distances.first { $0 > 0 } ?? 0 : 0
                    let excess = distances.map { max(0, $0 - rho) }
                    // Of new rows' neighbours the nearest does not count, as a row of its own does not.
                    let counted = connects ? excess[...] : excess.dropFirst()
                    let own = distances.reduce(0, +) / Double(max(1, k))
                    let least = 1e-3 * (rho > 0 ? own : mean)
                    let sigma = max(width(counted, log2(Double(neighbors))), least)
                    for place in 0..<k {
                        weights[row * k + place] =
                            excess[place] <= 0 || sigma == 0 ? 1 : exp(-excess[place] / sigma)
                    }
                }
            }
        }
        return weights
    }

    /// The σ for which `Σ exp(-d / σ)` is the target, by bisection.
    private static func width(_ distances: ArraySlice<Double>, _ target: Double) -> Double {
        var sigma = 1.0, low = 0.0, high = Double.infinity
        if let largest = distances.last, largest > 0 { sigma = largest / 2 }
        for _ in 0..<64 {
            var sum = 0.0
            for distance in distances { sum += distance > 0 ? exp(-distance / sigma) : 1 }
            if abs(sum - target) < 1e-5 { break }
            if sum > target { high = sigma } else { low = sigma }
            sigma = high == .infinity ? sigma * 2 : (low + high) / 2
        }
        return sigma
    }
}

extension MembershipCurve {
    /// Fits a and b at 300 distances from 0 to 3 spreads, by Gauss–Newton steps that shrink where they do not help.
    init(minimumDistance: Double, spread: Double) {
        let distances = (0..<300).map { 3 * spread * Double($0) / 299 }
        let targets = distances.map { $0 < minimumDistance ? 1 : exp(-($0 - minimumDistance) / spread) }
        var a = 1.0, b = 1.0, damping = 1e-3
        var error = MembershipCurve.error(a, b, distances, targets)
        for _ in 0..<200 {
            let step = MembershipCurve.step(a, b, distances, targets, damping)
            let next = MembershipCurve.error(a + step.a, b + step.b, distances, targets)
            if next <= error, a + step.a > 0, b + step.b > 0 {
                (a, b) = (a + step.a, b + step.b)
                damping = max(damping / 10, 1e-12)
                if error - next <= 1e-16 * error { break }
                error = next
            } else {
                damping *= 10
                if damping > 1e12 { break }
            }
        }
        self.init(a: a, b: b)
    }

    private static func value(_ a: Double, _ b: Double, _ d: Double) -> Double { 1 / (1 + a * pow(d, 2 * b)) }

    private static func error(_ a: Double, _ b: Double, _ distances: [Double], _ targets: [Double]) -> Double
    {
        zip(distances, targets).reduce(0) { sum, pair in
            let residual = value(a, b, pair.0) - pair.1
            return sum + residual * residual
        }
    }

    private static func step(
        _ a: Double, _ b: Double, _ distances: [Double], _ targets: [Double], _ damping: Double
    ) -> (a: Double, b: Double) {
        var aa = 0.0, ab = 0.0, bb = 0.0, ga = 0.0, gb = 0.0
        for (d, target) in zip(distances, targets) where d > 0 {
            let power = pow(d, 2 * b), value = 1 / (1 + a * power)
            let slopeA = -power * value * value, slopeB = slopeA * a * 2 * log(d), residual = value - target
            aa += slopeA * slopeA
            ab += slopeA * slopeB
            bb += slopeB * slopeB
            ga += slopeA * residual
            gb += slopeB * residual
        }
        aa *= 1 + damping
        bb *= 1 + damping
        let determinant = aa * bb - ab * ab
        guard determinant != 0 else { return (0, 0) }
        return (-(bb * ga - ab * gb) / determinant, -(aa * gb - ab * ga) / determinant)
    }
}
