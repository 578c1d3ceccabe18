import Foundation
import LinearAlgebra

/// Whether Markov chains have converged, and how many independent draws theirs are worth.
///
/// Each function takes a matrix with one row per chain. Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner, *Rank-normalization,
/// folding, and localization: an improved R̂ for assessing convergence of MCMC*, Bayesian Analysis 16 (2021). With fewer than four draws or with a
/// NaN the answer is NaN.
public enum ChainDiagnostics {
    /// R-hat, rank-normalised and split: the larger of that of the draws and that of their distances from the median. 1 where the
    /// chains are alike; from 1.01 on they are not yet. O(n log n).
    ///
    /// - Parameter values: One row per chain.
    public static func rHat(_ values: Matrix<Double>) -> Double {
        guard isValid(values) else { return .nan }
        let halves = split(values)
        let folded = (halves - halves.flattened.median()).abs()
        return max(
            potentialScaleReduction(rankNormalized(halves)), potentialScaleReduction(rankNormalized(folded)))
    }

    /// The effective sample size of the rank-normalised draws: for means and medians.
    ///
    /// - Parameter values: One row per chain.
    public static func bulkESS(_ values: Matrix<Double>) -> Double {
        isValid(values) ? effectiveSize(rankNormalized(split(values))) : .nan
    }

    /// The smaller of the effective sample sizes for the 5 % and the 95 % quantile.
    ///
    /// - Parameter values: One row per chain.
    public static func tailESS(_ values: Matrix<Double>) -> Double {
        min(quantileESS(values, 0.05), quantileESS(values, 0.95))
    }

    /// The effective sample size for a quantile: that of the indicators of being below it.
    ///
    /// - Parameters:
    ///   - values: One row per chain.
    ///   - probability: In 0...1.
    public static func quantileESS(_ values: Matrix<Double>, _ probability: Double) -> Double {
        guard isValid(values) else { return .nan }
        let quantile = values.flattened.quantile(probability)
        return effectiveSize(split(values.map { $0 <= quantile ? 1 : 0 }))
    }

    /// The effective sample size for the mean: of the draws as they are.
    ///
    /// - Parameter values: One row per chain.
    public static func meanESS(_ values: Matrix<Double>) -> Double {
        isValid(values) ? effectiveSize(split(values)) : .nan
    }

    /// The Monte Carlo standard error of the mean, `sd/√ESS`.
    ///
    /// - Parameter values: One row per chain.
    public static func mcseMean(_ values: Matrix<Double>) -> Double {
        guard isValid(values) else { return .nan }
        return values.flattened.standardDeviation(ddof: 1) / meanESS(values).squareRoot()
    }

    /// The Monte Carlo standard error of the standard deviation, by the delta method from that of the squared distances.
    ///
    /// - Parameter values: One row per chain.
    public static func mcseStandardDeviation(_ values: Matrix<Double>) -> Double {
        guard isValid(values) else { return .nan }
        let squares = (values - values.mean()).square()
        let variance = squares.mean()
        let ofVariance = (squares.square().mean() - variance * variance) / meanESS(squares)
        return (ofVariance / variance / 4).squareRoot()
    }

    // MARK: Parts

    private static func isValid(_ values: Matrix<Double>) -> Bool {
        values.columns >= 4 && values.rows >= 1 && values.flattened.allSatisfy { !$0.isNaN }
    }

    /// Each chain as two: the first half of its draws and the last.
    static func split(_ values: Matrix<Double>) -> Matrix<Double> {
        let half = values.columns / 2
        return concatenate([values[0..., 0..<half], values[0..., (values.columns - half)...]], along: .rows)
    }

    /// `Φ⁻¹((r - 3/8)/(S + 1/4))`, r the rank among all S draws; equal draws share their mean rank.
    static func rankNormalized(_ values: Matrix<Double>) -> Matrix<Double> {
        let flat = values.flattened, order = flat.argsort()
        var scores = [Double](repeating: 0, count: flat.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, flat[order[end]] == flat[order[start]] { end += 1 }
            let rank = Double(start + end + 1) / 2
            let score = Special.normalQuantile((rank - 0.375) / (Double(flat.count) + 0.25))
            for place in start..<end { scores[order[place]] = score }
            start = end
        }
        return Matrix(rows: values.rows, columns: values.columns, elements: scores)
    }

    /// `√(((n - 1)/n · W + B/n)/W)`, B between the chains, W within.
    static func potentialScaleReduction(_ values: Matrix<Double>) -> Double {
        let n = Double(values.columns)
        let within = values.variance(over: .columns, ddof: 1).mean()
        let between = n * values.mean(over: .columns).variance(ddof: 1)
        return ((between / within + n - 1) / n).squareRoot()
    }

    /// Chains · draws over the autocorrelation time, whose sum ends where Geyer's initial monotone sequence does.
    static func effectiveSize(_ values: Matrix<Double>) -> Double {
        let total = Double(values.count)
        guard values.max() - values.min() >= 1e-15 else { return total }
        let time = autocorrelationTime(Autocovariances(values))
        return total / max(time, 1 / log10(total))
    }

    private static func autocorrelationTime(_ covariances: Autocovariances) -> Double {
        let n = covariances.drawCount
        var rho = [Double](repeating: 0, count: n)
        var even = 1.0, odd = covariances.correlation(1)
        (rho[0], rho[1]) = (even, odd)
        var t = 1
        while t < n - 3, even + odd > 0 {
            (even, odd) = (covariances.correlation(t + 1), covariances.correlation(t + 2))
            if even + odd >= 0 { (rho[t + 1], rho[t + 2]) = (even, odd) }
            t += 2
        }
        let last = t - 2
        if even > 0, last + 1 < n { rho[last + 1] = even }
        t = 1
        while t <= last - 2 {
            if rho[t + 1] + rho[t + 2] > rho[t - 1] + rho[t] {
                rho[t + 1] = (rho[t - 1] + rho[t]) / 2
                rho[t + 2] = rho[t + 1]
            }
            t += 2
        }
        let sum = rho[..<(max(0, last) + 1)].reduce(0, +)
        return -1 + 2 * sum + (last + 1 < n ? rho[last + 1] : 0)
    }
}

/// Autocovariances of chains, computed one lag at a time as they are asked for; O(chains · draws) each.
private struct Autocovariances {
    private let centred: [[Double]]
    private let within: Double
    private let pooled: Double
    let drawCount: Int

    init(_ values: Matrix<Double>) {
        let n = Double(values.columns)
        drawCount = values.columns
        centred = (0..<values.rows).map { row in
            let chain = values[row, 0...]
            return Array(chain - chain.mean())
        }
        let variances = values.variance(over: .columns)
        within = variances.mean() * n / (n - 1)
        let between = values.rows > 1 ? values.mean(over: .columns).variance(ddof: 1) : 0
        pooled = within * (n - 1) / n + between
    }

    /// The autocorrelation at a lag, of the chains together: `1 - (W - mean autocovariance)/V`.
    func correlation(_ lag: Int) -> Double {
        var sum = 0.0
        for chain in centred {
            chain.withUnsafeBufferPointer { x in
                for index in 0..<(x.count - lag) { sum += x[index] * x[index + lag] }
            }
        }
        return 1 - (within - sum / Double(drawCount * centred.count)) / pooled
    }
}
