import Foundation
import LinearAlgebra
import Randomness

extension Textbook {
    /// AdaBoost for classes -1 and 1 with trees of one question.
    ///
    /// In each round the question with the least weighted error e gets the vote `α = ½ log((1 - e)/e)`, and the weights of the rows that it gets
    /// wrong grow by `e^(2α)`. The answer is the sign of the sum of votes. (SAMME has twice these votes, which changes no sign.)
    ///
    /// O(rounds × p n²). The version to run is ``AdaBoostClassifier``. Source: Freund and Schapire (1997).
    ///
    /// - Parameters:
    ///   - x: n × p.
    ///   - y: n numbers, -1 or 1.
    ///   - rounds: How many questions, at least 0.
    /// - Returns: The questions: an answer of `sign` where the column is at most the threshold, of `-sign` elsewhere, and its vote.
    public static func adaBoost(_ x: Matrix<Double>, _ y: Vector<Double>, rounds: Int) -> [(
        column: Int, threshold: Double, sign: Double, vote: Double
    )] {
        require(x.rows == y.count && rounds >= 0, "adaBoost: \(x.rows) × \(x.columns), \(y.count), \(rounds)")
        var weights = [Double](repeating: 1 / Double(x.rows), count: x.rows)
        var questions: [(column: Int, threshold: Double, sign: Double, vote: Double)] = []
        for _ in 0..<rounds {
            var best = (error: Double.infinity, column: 0, threshold: 0.0, sign: 1.0)
            for column in 0..<x.columns {
                let values = Set((0..<x.rows).map { x[$0, column] }).sorted()
                for (low, high) in zip(values, values.dropFirst()) {
                    let threshold = (low + high) / 2
                    var wrong = 0.0
                    for row in 0..<x.rows where (x[row, column] <= threshold ? 1 : -1) != y[row] {
                        wrong += weights[row]
                    }
                    for (error, sign) in [(wrong, 1.0), (1 - wrong, -1.0)] where error < best.error - 1e-12 {
                        best = (error, column, threshold, sign)
                    }
                }
            }
            if best.error >= 0.5 { break }
            let vote = 0.5 * log((1 - best.error) / max(best.error, 1e-15))
            questions.append((best.column, best.threshold, best.sign, vote))
            for row in 0..<x.rows {
                let answer = x[row, best.column] <= best.threshold ? best.sign : -best.sign
                weights[row] *= exp(-vote * y[row] * answer)
            }
            let sum = weights.reduce(0, +)
            for row in 0..<x.rows { weights[row] /= sum }
        }
        return questions
    }
}
