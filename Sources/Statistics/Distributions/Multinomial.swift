import Foundation
import LinearAlgebra
import Randomness

/// How n trials fall on k outcomes of given probabilities: P(x) = n!/(x₁!…xₖ!) p₁^x₁…pₖ^xₖ.
///
/// SciPy: `multinomial(n, p)`.
///
///     let dice = Multinomial(trials: 6, probabilities: [Double](repeating: 1.0 / 6, count: 6))
///     print(dice.pmf([1, 1, 1, 1, 1, 1]))     // 0.015432098765432107
public struct Multinomial: Sendable, Equatable {
    /// The number of trials n.
    public let trials: Int
    /// The probability of each outcome; they add up to 1.
    public let probabilities: [Double]

    /// The multinomial distribution of a number of trials and probabilities.
    ///
    /// - Parameters:
    ///   - trials: n ≥ 0.
    ///   - probabilities: At least one, each in 0...1, adding up to 1 within 1e-8.
    public init(trials: Int, probabilities: [Double]) {
        require(trials >= 0, "Multinomial: trials must be ≥ 0, not \(trials)")
        let sum = probabilities.reduce(0, +)
        require(
            !probabilities.isEmpty && probabilities.allSatisfy { $0 >= 0 } && abs(sum - 1) < 1e-8,
            "Multinomial: probabilities must be ≥ 0 and add up to 1, not \(probabilities)")
        self.trials = trials
        self.probabilities = probabilities
    }

    /// n p for each outcome.
    public var mean: Vector<Double> { Vector(probabilities) * Double(trials) }

    /// n (p δᵢⱼ - pᵢ pⱼ).
    public var covariance: Matrix<Double> {
        Matrix(rows: probabilities.count, columns: probabilities.count) { row, column in
            let p = probabilities[row], q = probabilities[column]
            return Double(trials) * (row == column ? p * (1 - p) : -p * q)
        }
    }

    /// -Σ P log P in nats: n! and the xᵢ! through the binomial distribution of each count. O(n · outcomes).
    public var entropy: Double {
        let n = Double(trials)
        var result = -Special.logFactorial(n)
        for p in probabilities where p > 0 {
            result -= n * p * log(p)
            let count = Binomial(trials: trials, probability: p)
            for k in 0...trials where k > 1 { result += count.pmf(k) * Special.logFactorial(Double(k)) }
        }
        return result
    }

    /// log P(x); -∞ where a count is negative or they do not add up to n.
    ///
    /// One binomial term after another, of what is left, so that nothing large cancels.
    ///
    /// - Parameter counts: A count for each outcome.
    public func logPMF(_ counts: [Int]) -> Double {
        require(
            counts.count == probabilities.count,
            "Multinomial: \(counts.count) counts for \(probabilities.count) outcomes")
        guard counts.allSatisfy({ $0 >= 0 }), counts.reduce(0, +) == trials else { return -.infinity }
        // The sums of what is left, from the end: 1 less what went before would lose the digits of small ones.
        var tails = probabilities
        for index in tails.indices.dropLast().reversed() { tails[index] += tails[index + 1] }
        var result = 0.0, left = Double(trials)
        for (index, count) in counts.enumerated() where index < counts.count - 1 {
            let share = tails[index] > 0 ? min(1, probabilities[index] / tails[index]) : 0
            if tails[index] == 0 && left > 0 { return -.infinity }
            result += Special.logBinomialTerm(Double(count), left, share)
            left -= Double(count)
        }
        return left > 0 && tails[tails.count - 1] == 0 ? -.infinity : result
    }

    /// P(x).
    ///
    /// - Parameter counts: A count for each outcome.
    public func pmf(_ counts: [Int]) -> Double { exp(logPMF(counts)) }

    /// The distribution of one count alone.
    ///
    /// - Parameter outcome: Its index.
    public func marginal(of outcome: Int) -> Binomial {
        require(
            probabilities.indices.contains(outcome),
            "Multinomial.marginal: no outcome \(outcome) among \(probabilities.count)")
        return Binomial(trials: trials, probability: min(1, probabilities[outcome]))
    }

    /// One draw, NumPy's `multinomial`.
    ///
    /// - Parameter generator: Where the randomness comes from.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> [Int] {
        generator.multinomial(trials: trials, probabilities: probabilities)
    }

    /// `count` draws.
    ///
    /// - Parameters:
    ///   - count: How many, 0 or more.
    ///   - generator: Where the randomness comes from.
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [[Int]] {
        generator.multinomial(trials: trials, probabilities: probabilities, count: count)
    }

    /// The most likely probabilities for counts that were seen: their shares.
    ///
    /// - Parameter counts: A count ≥ 0 for each outcome, not all 0.
    /// - Throws: `DistributionFitError` where a count is negative or all are 0.
    public static func fit(to counts: [Int]) throws(DistributionFitError) -> Multinomial {
        if let index = counts.firstIndex(where: { $0 < 0 }) {
            throw .outsideSupport(index: index, value: Double(counts[index]), support: "0, 1, …")
        }
        let total = counts.reduce(0, +)
        guard total > 0 else { throw .tooFewValues(count: total, needed: 1) }
        return Multinomial(trials: total, probabilities: counts.map { Double($0) / Double(total) })
    }
}
