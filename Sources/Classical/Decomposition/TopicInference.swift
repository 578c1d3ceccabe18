import Foundation
import LinearAlgebra
import Statistics

/// The variational inference of ``LatentDirichletAllocation``.
struct TopicInference: Sendable, Codable, Hashable {
    let alpha: Double
    let iterations: Int
    let tolerance: Double

    /// Texts in a run, whose sums are added in order: the same result for any number of threads.
    private static let run = 64

    /// `exp(E log β)` for β with the Dirichlet parameters λ, p × k: by words, so that a text reads whole lines.
    private func wordFactors(_ words: Matrix<Double>) -> Matrix<Double> {
        let k = words.rows, p = words.columns, words = words.contiguous()
        let result = Matrix<Double>.zeros(p, k), sums = words.sum(over: .columns)
        inParallel(p, grain: 64) { first, length in
            for topic in 0..<k {
                let total = Special.digamma(sums[topic])
                for word in first..<first + length {
                    result.start[word * k + topic] = exp(
                        Special.digamma(words.start[topic * p + word]) - total)
                }
            }
        }
        return result
    }

    /// `Σ counts · φ` over the texts of a range, k × p.
    func topicCounts(
        _ x: SparseMatrix<Double>, _ rows: Range<Int>, _ words: Matrix<Double>, _ start: Matrix<Double>
    ) -> Matrix<Double> {
        let k = words.rows, p = words.columns, factors = wordFactors(words), start = start.contiguous()
        // Sums by runs would take much memory for many words: a few fixed groups of runs have one each.
        let groups = max(1, min(8, (rows.count + Self.run - 1) / Self.run)),
            length = (rows.count + groups - 1) / groups
        let sums = (0..<groups).map { _ in Matrix<Double>.zeros(p, k) }
        concurrently(groups) { group in
            var gamma = [Double](repeating: 0, count: k), weights = gamma
            let from = rows.lowerBound + group * length
            for row in from..<max(from, min(rows.upperBound, from + length)) {
                for topic in 0..<k { gamma[topic] = start.start[row * k + topic] }
                infer(x, row, factors, &gamma, &weights)
                for place in Int(x.offsets[row])..<Int(x.offsets[row + 1]) {
                    let word = Int(x.indices[place]), line = factors.start + word * k
                    // lives: the array keeps its matrices, and is read below.
                    let own = sums[group].start + word * k
                    let ratio = x.values[place] / product(line, weights)
                    for topic in 0..<k { own[topic] += ratio * weights[topic] }
                }
            }
        }
        var total = sums[0]
        for other in sums.dropFirst() { total += other }
        return (total * factors).transposed.contiguous()
    }

    /// γ of each text, from 1 on.
    func mixtures(_ x: SparseMatrix<Double>, _ words: Matrix<Double>) -> Matrix<Double> {
        let k = words.rows, factors = wordFactors(words), result = Matrix<Double>.zeros(x.rows, k)
        inParallel(x.rows, grain: 8) { first, length in
            var gamma = [Double](repeating: 1, count: k), weights = gamma
            for row in first..<first + length {
                for topic in 0..<k { gamma[topic] = 1 }
                infer(x, row, factors, &gamma, &weights)
                for topic in 0..<k { result.start[row * k + topic] = gamma[topic] }
            }
        }
        return result
    }

    private func product(_ line: UnsafePointer<Double>, _ weights: [Double]) -> Double {
        var sum = Double.ulpOfOne
        for topic in 0..<weights.count { sum += line[topic] * weights[topic] }
        return sum
    }

    /// Improves γ of one text, and leaves `exp(E log θ)` in `weights`.
    private func infer(
        _ x: SparseMatrix<Double>, _ row: Int, _ factors: Matrix<Double>, _ gamma: inout [Double],
        _ weights: inout [Double]
    ) {
        let k = gamma.count, places = Int(x.offsets[row])..<Int(x.offsets[row + 1])
        var sums = [Double](repeating: 0, count: k)
        expectations(gamma, &weights)
        for _ in 0..<iterations {
            for topic in 0..<k { sums[topic] = 0 }
            for place in places {
                let line = factors.start + Int(x.indices[place]) * k,
                    ratio = x.values[place] / product(line, weights)
                for topic in 0..<k { sums[topic] += ratio * line[topic] }
            }
            var change = 0.0
            for topic in 0..<k {
                let next = alpha + weights[topic] * sums[topic]
                change += abs(next - gamma[topic])
                gamma[topic] = next
            }
            expectations(gamma, &weights)
            if change < tolerance * Double(k) { break }
        }
    }

    /// `exp(ψ(γ) - ψ(Σγ))`.
    private func expectations(_ gamma: [Double], _ weights: inout [Double]) {
        let total = Special.digamma(gamma.reduce(0, +))
        for topic in 0..<gamma.count { weights[topic] = exp(Special.digamma(gamma[topic]) - total) }
    }

    /// The lower bound of the log-likelihood of the texts.
    func bound(_ x: SparseMatrix<Double>, _ gamma: Matrix<Double>, _ words: Matrix<Double>, _ eta: Double)
        -> Double
    {
        let factors = wordFactors(words), k = words.rows
        var score = 0.0, weights = [Double](repeating: 0, count: k)
        for row in 0..<x.rows {
            let own = Array(gamma[row: row])
            expectations(own, &weights)
            for place in Int(x.offsets[row])..<Int(x.offsets[row + 1]) {
                let line = factors.start + Int(x.indices[place]) * k
                score += x.values[place] * log(product(line, weights))
            }
            score += dirichlet(own, alpha)
        }
        for topic in 0..<k { score += dirichlet(Array(words[row: topic]), eta) }
        return score
    }

    /// `E log p - E log q` of a Dirichlet distribution q with these parameters, p with the prior.
    private func dirichlet(_ parameters: [Double], _ prior: Double) -> Double {
        let total = parameters.reduce(0, +), expected = Special.digamma(total),
            count = Double(parameters.count)
        var sum = Special.logGamma(prior * count) - Special.logGamma(total)
        for parameter in parameters {
            sum += (prior - parameter) * (Special.digamma(parameter) - expected)
            sum += Special.logGamma(parameter) - Special.logGamma(prior)
        }
        return sum
    }
}
