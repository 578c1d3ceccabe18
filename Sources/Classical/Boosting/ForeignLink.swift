import Foundation
import LinearAlgebra

extension ForeignLink {
    /// What the library predicts from scores, m × outputs; of ``largest`` m × 1, the number of the class.
    func apply(_ scores: Matrix<Double>) -> Matrix<Double> {
        switch self {
        case .identity: scores
        case .exponential: scores.map { exp($0) }
        case .logistic(let steepness): scores.map { 1 / (1 + exp(-steepness * $0)) }
        case .positive: scores.map { $0 > 0 ? 1 : 0 }
        case .signedSquare: scores.map { $0 < 0 ? -$0 * $0 : $0 * $0 }
        case .softplus: scores.map { max($0, 0) + log1p(exp(-abs($0))) }
        case .softmax: scores.columns == 1 ? scores.map { _ in 1 } : BoostedLink.probabilities(scores)
        case .largest:
            Matrix(rows: scores.rows, columns: 1) { row, _ in
                var best = 0
                for k in 0..<scores.columns where scores[row, k] > scores[row, best] { best = k }
                return Double(best)
            }
        }
    }
}
