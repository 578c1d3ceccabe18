import Foundation
import LinearAlgebra
import Randomness

extension Textbook {
    /// Linear regression by gradient descent: `β ← β - η/n Xᵀ(Xβ - y)`, from 0.
    ///
    /// The version to run is ``LinearRegression``.
    ///
    /// - Parameters:
    ///   - x: n × p, scaled, with a column of ones for an intercept.
    ///   - y: n numbers.
    ///   - rate: η, the length of a step.
    ///   - steps: How many steps.
    /// - Returns: The p coefficients.
    public static func linearRegression(
        _ x: Matrix<Double>, _ y: Vector<Double>, rate: Double = 0.1, steps: Int = 1000
    ) -> Vector<Double> {
        var beta = Vector<Double>(repeating: 0, count: x.columns)
        for _ in 0..<steps {
            let error = matmul(x, beta) - y  // [n]
            beta -= matmul(error, x) * (rate / Double(y.count))
        }
        return beta
    }

    /// Logistic regression by gradient descent: `β ← β - η/n Xᵀ(1/(1 + e^(-Xβ)) - y)`, from 0.
    ///
    /// The version to run is ``LogisticRegression``.
    ///
    /// - Parameters:
    ///   - x: n × p, scaled, with a column of ones for an intercept.
    ///   - y: n numbers, 0 or 1.
    ///   - rate: η, the length of a step.
    ///   - steps: How many steps.
    /// - Returns: The p coefficients.
    public static func logisticRegressionByDescent(
        _ x: Matrix<Double>, _ y: Vector<Double>, rate: Double = 1, steps: Int = 1000
    ) -> Vector<Double> {
        var beta = Vector<Double>(repeating: 0, count: x.columns)
        for _ in 0..<steps {
            let error = matmul(x, beta).map { 1 / (1 + exp(-$0)) } - y  // [n]
            beta -= matmul(error, x) * (rate / Double(y.count))
        }
        return beta
    }

    /// The perceptron: a row on the wrong side is added to the coefficients, or taken off, until none is.
    ///
    /// The version to run is ``Perceptron``.
    ///
    /// - Parameters:
    ///   - x: n × p, with a column of ones for an intercept.
    ///   - y: n numbers, -1 or 1.
    ///   - epochs: How many passes at most.
    /// - Returns: The p coefficients.
    public static func perceptron(_ x: Matrix<Double>, _ y: Vector<Double>, epochs: Int = 100) -> Vector<
        Double
    > {
        var beta = Vector<Double>(repeating: 0, count: x.columns)
        for _ in 0..<epochs {
            var mistakes = 0
            for row in 0..<x.rows where y[row] * dot(x[row: row], beta) <= 0 {
                beta += x[row: row] * y[row]
                mistakes += 1
            }
            if mistakes == 0 { break }
        }
        return beta
    }
}
