import Foundation

/// A smooth estimate of a density: a normal curve on each value, added up.
///
///     p(x) = 1/(n·h·√(2π)) · Σᵢ exp(−(x − xᵢ)²/(2h²))        h = σ·n^(−1/5)
///
/// `n` is the number of values, `σ` their standard deviation with n − 1 degrees of freedom, `h` the bandwidth by
/// Scott's rule. Equal to `scipy.stats.gaussian_kde(values)`.
///
///     let density = KernelDensity([1, 2, 4])!
///     density(2)   // 0.219…
///
/// Source: Scott, "Multivariate Density Estimation", 1992.
public struct KernelDensity: Sendable {
    /// The values under the curves, as given.
    public let values: [Double]
    /// The width of each curve, `h`.
    public let bandwidth: Double

    /// The estimate from the finite values; nil where fewer than two differ. O(n).
    ///
    /// - Parameters:
    ///   - values: the sample.
    ///   - bandwidth: the width of each curve, more than 0; by default Scott's rule.
    public init?(_ values: [Double], bandwidth: Double? = nil) {
        let finite = values.filter { abs($0) <= 1e150 }
        let n = Double(finite.count)
        guard n >= 1 else { return nil }
        let mean = finite.reduce(0) { $0 + $1 / n }
        let variance = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(n - 1, 1)
        let width = bandwidth ?? pow(n, -0.2) * variance.squareRoot()
        guard width > 1e-150, width.isFinite else { return nil }
        self.values = finite
        self.bandwidth = width
    }

    /// The density at `x`. O(n).
    public func callAsFunction(_ x: Double) -> Double {
        var sum = 0.0
        let scale = 1 / bandwidth
        for value in values {
            let z = (x - value) * scale
            sum += exp(-0.5 * z * z)
        }
        return sum / (Double(values.count) * bandwidth * (2 * Double.pi).squareRoot())
    }

    /// The density at `count` points from the smallest to the largest value.
    ///
    /// More than 20 000 values are first gathered at 2 048 places, each value shared between its two neighbours: then
    /// this takes O(n) and not O(n·count).
    func curve(_ count: Int) -> [(x: Double, density: Double)] {
        guard let low = values.min(), let high = values.max(), high > low else { return [] }
        let at = (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
        guard values.count > 20_000 else { return at.map { ($0, self($0)) } }
        let places = 2048, step = (high - low) / Double(places - 1)
        var weights = [Double](repeating: 0, count: places)
        for value in values {
            let position = (value - low) / step
            let index = min(Int(position), places - 2)
            weights[index] += 1 - (position - Double(index))
            weights[index + 1] += position - Double(index)
        }
        let norm = Double(values.count) * bandwidth * (2 * Double.pi).squareRoot()
        return at.map { x in
            var sum = 0.0
            for (index, weight) in weights.enumerated() where weight > 0 {
                let z = (x - low - Double(index) * step) / bandwidth
                sum += weight * exp(-0.5 * z * z)
            }
            return (x, sum / norm)
        }
    }
}
