import Foundation
import LinearAlgebra

extension Metrics {
    /// The mean of `-ln p`, p the probability given to the true class: 0 for certainty that is right. O(n).
    ///
    /// Probabilities are kept within 2⁻⁵² of 0 and 1, so that one confident mistake does not make it infinite.
    ///
    /// - Parameters:
    ///   - probabilities: The probability of each class, n × k; rows sum to 1.
    ///   - actual: The true label of each row.
    ///   - classes: The classes of the columns, where they are not `actual.classes`; a row of another class has probability 0.
    ///   - weights: How much each row counts, default 1.
    public static func logLoss(
        _ probabilities: Matrix<Double>, _ actual: Labels, classes: [Label]? = nil,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("logLoss", probabilities.rows, actual.count, weights)
        let codes = columnCodes("logLoss", probabilities, actual, classes)
        let p = probabilities.contiguous(), k = p.columns
        return meanLog(codes.count, weights) { codes[$0] < 0 ? 0 : p.start[$0 * k + codes[$0]] }
    }

    /// The mean of `-ln p` for two classes. O(n).
    ///
    /// - Parameters:
    ///   - probabilities: The probability of the positive class.
    ///   - actual: The true label of each row.
    ///   - positive: The positive class, by default the last of two.
    ///   - weights: How much each row counts, default 1.
    public static func logLoss(
        _ probabilities: Vector<Double>, _ actual: Labels, of positive: Label? = nil,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("logLoss", probabilities.count, actual.count, weights)
        let isPositive = positives("logLoss", actual, positive), p = probabilities.contiguous()
        return meanLog(actual.count, weights) { isPositive[$0] ? p.start[$0] : 1 - p.start[$0] }
    }

    private static func meanLog(_ count: Int, _ weights: Vector<Double>?, _ probability: (Int) -> Double)
        -> Double
    {
        let epsilon = 0x1p-52
        let logs = Vector<Double>(count: count) { min(max(probability($0), epsilon), 1 - epsilon) }.log()
        return -mean(logs, weights)
    }

    /// The mean square of the distance between probabilities and truth, halved for two classes so that it is that of the positive
    /// class. O(n k).
    ///
    /// - Parameters:
    ///   - probabilities: The probability of each class, n × k; rows sum to 1.
    ///   - actual: The true label of each row.
    ///   - classes: The classes of the columns, where they are not `actual.classes`.
    ///   - weights: How much each row counts, default 1.
    ///
    /// Source: G. Brier, "Verification of forecasts expressed in terms of probability" (1950).
    public static func brierScore(
        _ probabilities: Matrix<Double>, _ actual: Labels, classes: [Label]? = nil,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("brierScore", probabilities.rows, actual.count, weights)
        let codes = columnCodes("brierScore", probabilities, actual, classes)
        let p = probabilities.contiguous(), k = p.columns
        let errors = Vector<Double>(count: codes.count) { row in
            var sum = codes[row] < 0 ? 1.0 : 0
            for code in 0..<k {
                let error = p.start[row * k + code] - (code == codes[row] ? 1 : 0)
                sum += error * error
            }
            return sum
        }
        return mean(errors, weights) * (k < 3 ? 0.5 : 1)
    }

    /// The mean square of the distance between probability and truth for two classes. O(n).
    ///
    /// - Parameters:
    ///   - probabilities: The probability of the positive class.
    ///   - actual: The true label of each row.
    ///   - positive: The positive class, by default the last of two.
    ///   - weights: How much each row counts, default 1.
    public static func brierScore(
        _ probabilities: Vector<Double>, _ actual: Labels, of positive: Label? = nil,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("brierScore", probabilities.count, actual.count, weights)
        let isPositive = positives("brierScore", actual, positive)
        let errors = Vector<Double>(count: actual.count) { probabilities[$0] - (isPositive[$0] ? 1 : 0) }
        return mean(errors.square(), weights)
    }

    /// The share of the log loss of the classes' shares that the probabilities take away: 1 for certainty that is right, 0 for knowing
    /// the shares only. NaN for fewer than two rows. O(n k).
    ///
    /// - Parameters:
    ///   - probabilities: The probability of each class, n × k; rows sum to 1.
    ///   - actual: The true label of each row.
    ///   - classes: The classes of the columns, where they are not `actual.classes`.
    ///   - weights: How much each row counts, default 1.
    public static func explainedLogLoss(
        _ probabilities: Matrix<Double>, _ actual: Labels, classes: [Label]? = nil,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("explainedLogLoss", probabilities.rows, actual.count, weights)
        if actual.count < 2 { return .nan }
        let codes = columnCodes("explainedLogLoss", probabilities, actual, classes)
        var shares = [Double](repeating: 0, count: probabilities.columns), all = 0.0
        for (row, code) in codes.enumerated() {
            let weight = weights?[row] ?? 1
            if code >= 0 { shares[code] += weight }
            all += weight
        }
        let null = meanLog(codes.count, weights) { codes[$0] < 0 ? 0 : shares[codes[$0]] / all }
        return 1 - logLoss(probabilities, actual, classes: classes, weights: weights) / null
    }

    /// The mean of `max(0, 1 - margin)`, the margin being the score of the true class less the largest of the others. O(n k).
    ///
    /// - Parameters:
    ///   - scores: The score of each class, n × k.
    ///   - actual: The true label of each row.
    ///   - classes: The classes of the columns, where they are not `actual.classes`.
    ///   - weights: How much each row counts, default 1.
    public static func hingeLoss(
        _ scores: Matrix<Double>, _ actual: Labels, classes: [Label]? = nil, weights: Vector<Double>? = nil
    ) -> Double {
        check("hingeLoss", scores.rows, actual.count, weights)
        let codes = columnCodes("hingeLoss", scores, actual, classes)
        let losses = Vector<Double>(count: codes.count) { row in
            var other = -Double.infinity
            for code in 0..<scores.columns where code != codes[row] { other = max(other, scores[row, code]) }
            let own = codes[row] < 0 ? -Double.infinity : scores[row, codes[row]]
            return max(0, 1 - (own - other))
        }
        return mean(losses, weights)
    }
}
