import Foundation
import LinearAlgebra
import Randomness

/// Shares that add up to 1: density Γ(α₀)/ΠΓ(αⱼ) Π xⱼ^(αⱼ - 1), α₀ = Σ αⱼ.
///
/// The conjugate prior of the probabilities of a `Multinomial`: αⱼ - 1 counts seen before. SciPy: `dirichlet(alpha)`.
///
///     let shares = Dirichlet(concentrations: [2, 3, 5])
///     print(shares.mean)              // [0.2, 0.3, 0.5]
///     print(shares.logPDF([0.2, 0.3, 0.5]))   // 2.140654225847826
public struct Dirichlet: Sendable, Equatable {
    /// αⱼ, each > 0.
    public let concentrations: [Double]

    /// The Dirichlet distribution of concentrations.
    ///
    /// - Parameter concentrations: αⱼ, at least two, each finite and > 0.
    public init(concentrations: [Double]) {
        require(
            concentrations.count >= 2 && concentrations.allSatisfy { $0 > 0 && $0.isFinite },
            "Dirichlet: at least two concentrations, all finite and > 0, not \(concentrations)")
        self.concentrations = concentrations
    }

    private var total: Double { concentrations.reduce(0, +) }

    /// αⱼ/α₀.
    public var mean: Vector<Double> { Vector(concentrations) / total }

    /// (mᵢ δᵢⱼ - mᵢ mⱼ)/(α₀ + 1), m the mean.
    public var covariance: Matrix<Double> {
        let sum = total, m = concentrations.map { $0 / sum }
        return Matrix(rows: m.count, columns: m.count) { row, column in
            (row == column ? m[row] * (1 - m[row]) : -m[row] * m[column]) / (sum + 1)
        }
    }

    /// (αⱼ - 1)/(α₀ - k), where the density is largest; nil unless all αⱼ > 1.
    public var mode: Vector<Double>? {
        guard concentrations.allSatisfy({ $0 > 1 }) else { return nil }
        return (Vector(concentrations) - 1) / (total - Double(concentrations.count))
    }

    /// log B(α) = Σ log Γ(αⱼ) - log Γ(α₀), as a sum of logarithms of beta functions.
    private var logNormalizer: Double {
        var sum = concentrations[0], result = 0.0
        for a in concentrations.dropFirst() {
            result += Special.logBeta(sum, a)
            sum += a
        }
        return result
    }

    /// E[-log p] in nats.
    public var entropy: Double {
        let sum = total
        var result = logNormalizer + (sum - Double(concentrations.count)) * Special.digamma(sum)
        for a in concentrations { result -= (a - 1) * Special.digamma(a) }
        return result
    }

    /// log p(x); -∞ where a share is negative or they do not add up to 1 within 1e-9.
    ///
    /// - Parameter x: A share for each concentration.
    public func logPDF(_ x: Vector<Double>) -> Double {
        require(
            x.count == concentrations.count,
            "Dirichlet: \(x.count) shares for \(concentrations.count) concentrations")
        guard x.allSatisfy({ $0 >= 0 }), abs(x.sum() - 1) < 1e-9 else {
            return x.contains { $0.isNaN } ? .nan : -.infinity
        }
        return zip(concentrations, x).reduce(-logNormalizer) { $0 + Special.xlogy($1.0 - 1, $1.1) }
    }

    /// p(x).
    ///
    /// - Parameter x: A share for each concentration.
    public func pdf(_ x: Vector<Double>) -> Double { exp(logPDF(x)) }

    /// The distribution of one share alone.
    ///
    /// - Parameter index: Its index.
    public func marginal(of index: Int) -> Beta {
        require(
            concentrations.indices.contains(index),
            "Dirichlet.marginal: no share \(index) among \(concentrations.count)")
        var others = 0.0
        for (other, a) in concentrations.enumerated() where other != index { others += a }
        return Beta(alpha: concentrations[index], beta: others)
    }

    /// The posterior once the counts of a multinomial draw are seen: αⱼ + countⱼ.
    ///
    /// - Parameter counts: A count ≥ 0 for each concentration.
    public func updated(by counts: [Int]) -> Dirichlet {
        require(
            counts.count == concentrations.count && counts.allSatisfy { $0 >= 0 },
            "Dirichlet.updated: the counts \(counts) do not fit \(concentrations.count) concentrations")
        return Dirichlet(concentrations: zip(concentrations, counts).map { $0 + Double($1) })
    }

    /// One draw, NumPy's `dirichlet`.
    ///
    /// - Parameter generator: Where the randomness comes from.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Vector<Double> {
        Vector(generator.dirichlet(concentrations))
    }

    /// `count` draws, one in each row.
    ///
    /// - Parameters:
    ///   - count: How many, 0 or more.
    ///   - generator: Where the randomness comes from.
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Matrix<Double> {
        require(count >= 0, "Dirichlet.sample: count must be ≥ 0, not \(count)")
        let draws = generator.dirichlet(concentrations, count: count)
        return Matrix(rows: count, columns: concentrations.count) { draws[$0][$1] }
    }

    /// The concentrations of the largest likelihood: Newton's iteration, whose matrix is diagonal but for a constant. O(rows · k).
    ///
    /// - Parameter rows: Shares in each row, all > 0.
    /// - Throws: `DistributionFitError` where there are fewer than two rows, a share is not positive, or the rows are all equal.
    /// - Note: Source: T. Minka, *Estimating a Dirichlet distribution*, 2000.
    public static func fit(to rows: Matrix<Double>) throws(DistributionFitError) -> Dirichlet {
        require(rows.columns >= 2, "Dirichlet.fit: shares of \(rows.columns) columns")
        guard rows.rows >= 2 else { throw .tooFewValues(count: rows.rows, needed: 2) }
        for (index, value) in rows.elements.enumerated() where !(value > 0 && value <= 1) {
            throw .outsideSupport(index: index, value: value, support: "0 < x ≤ 1")
        }
        let logs = Array(rows.log().mean(over: .rows)), mean = Array(rows.mean(over: .rows))
        let second = rows[column: 0].sumOfSquares() / Double(rows.rows)
        guard second > mean[0] * mean[0] * (1 + 1e-12) else {
            throw .degenerate(reason: "the rows are all equal")
        }
        let precision = (mean[0] - second) / (second - mean[0] * mean[0])
        var alpha = mean.map { $0 * precision }
        for _ in 0..<200 {
            let step = newtonStep(alpha, logs)
            var scale = 1.0
            while zip(alpha, step).contains(where: { $0 - scale * $1 <= 0 }) { scale *= 0.5 }
            for index in alpha.indices { alpha[index] -= scale * step[index] }
            if zip(alpha, step).allSatisfy({ abs($1) <= 1e-13 * $0 }) {
                return Dirichlet(concentrations: alpha)
            }
        }
        throw .noConvergence(iterations: 200)
    }

    /// H⁻¹g: gⱼ = ψ(α₀) - ψ(αⱼ) + mean log xⱼ, H = ψ'(α₀) 11ᵀ - diag ψ'(αⱼ).
    private static func newtonStep(_ alpha: [Double], _ logs: [Double]) -> [Double] {
        let sum = alpha.reduce(0, +), common = Special.digamma(sum), z = Special.trigamma(sum)
        let gradient = zip(alpha, logs).map { common - Special.digamma($0) + $1 }
        let diagonal = alpha.map { -Special.trigamma($0) }
        let top = zip(gradient, diagonal).reduce(0) { $0 + $1.0 / $1.1 }
        let shift = top / (1 / z + diagonal.reduce(0) { $0 + 1 / $1 })
        return zip(gradient, diagonal).map { ($0 - shift) / $1 }
    }
}
