import Foundation
import LinearAlgebra
import Randomness

extension Textbook {
    /// Naive Bayes with normal distributions, as it is written on the board: the class of each row of `query`.
    ///
    /// For each class the share of its rows, and the mean and variance of each column; then the class with the largest
    /// `log P(c) + Σⱼ log N(xⱼ; μ_cj, σ²_cj)`. The version to run is ``GaussianNaiveBayes``.
    ///
    /// - Parameters:
    ///   - x: The rows to learn from, n × p.
    ///   - codes: The class of each, counted from 0; every class has two rows or more that differ in each column.
    ///   - query: The rows to tell apart, m × p.
    public static func naiveBayes(_ x: Matrix<Double>, _ codes: [Int], _ query: Matrix<Double>) -> [Int] {
        require(
            x.rows == codes.count && x.columns == query.columns,
            "naiveBayes: \(x.rows) × \(x.columns), \(codes.count) codes, \(query.rows) × \(query.columns)")
        let classes = 0...(codes.max() ?? 0)
        var best = [Int](repeating: 0, count: query.rows)
        var bestScore = [Double](repeating: -.infinity, count: query.rows)
        for label in classes {
            let members = x[rows: codes.indices.filter { codes[$0] == label }]
            let mean = members.mean(over: .rows), variance = members.variance(over: .rows)
            for row in 0..<query.rows {
                var score = log(Double(members.rows) / Double(x.rows))
                for column in 0..<x.columns {
                    let distance = query[row, column] - mean[column]
                    score -= log(2 * Double.pi * variance[column]) / 2
                    score -= distance * distance / (2 * variance[column])
                }
                if score > bestScore[row] {
                    bestScore[row] = score
                    best[row] = label
                }
            }
        }
        return best
    }
}
