import Foundation
import LinearAlgebra

/// A model whose scores are sums over trees: what ``TreeExplainer`` explains.
public protocol TreeEnsemble: Sendable {
    /// The trees. Explanations are of their scores: log-odds where the model gives probabilities, logarithms where it predicts `e^f`.
    var decisionTrees: DecisionTrees { get }
}

/// A model of boosted trees, fitted here or read from a file of XGBoost or LightGBM.
public protocol BoostedModel: TreeEnsemble {}

extension BoostedModel {
    /// How many columns the rows must have.
    public var featureCount: Int { decisionTrees.featureCount }

    /// The sums over trees, before they become probabilities or means: m × 1, or m × k with a column a class.
    ///
    /// - Parameter x: The rows, m × p; NaN is a missing value.
    public func rawScores(_ x: Matrix<Double>) -> Matrix<Double> {
        Checks.columns(x, featureCount, "rawScores")
        return decisionTrees.scores(x)
    }

    /// How much each feature matters, as shares that sum to 1; all 0 where no tree has a split.
    ///
    /// - Parameter kind: What is counted.
    public func featureImportances(_ kind: ImportanceKind = .gain) -> Vector<Double> {
        decisionTrees.importances(kind)
    }
}

extension DecisionTrees {
    /// The share of each feature.
    package func importances(_ kind: ImportanceKind) -> Vector<Double> {
        var totals = Vector<Double>(repeating: 0, count: featureCount)
        for node in feature.indices where feature[node] >= 0 {
            switch kind {
            case .gain: totals[Int(feature[node])] += gain[node]
            case .splits: totals[Int(feature[node])] += 1
            case .cover: totals[Int(feature[node])] += cover[node]
            }
        }
        let sum = totals.sum()
        return sum > 0 ? totals / sum : totals
    }
}

/// From scores to probabilities.
enum BoostedLink {
    /// Of one score a row the probabilities of two classes, of k scores those of k.
    static func probabilities(_ scores: Matrix<Double>) -> Matrix<Double> {
        let scores = scores.contiguous(), count = scores.columns, from = scores.start
        let p = Matrix<Double>(uninitialized: scores.rows, max(2, count)), to = p.start
        for row in 0..<scores.rows {
            if count == 1 {
                let positive = 1 / (1 + exp(-from[row])), negative = 1 / (1 + exp(from[row]))
                to[2 * row] = negative
                to[2 * row + 1] = positive
                continue
            }
            var most = -Double.infinity, sum = 0.0
            for k in 0..<count { most = max(most, from[row * count + k]) }
            for k in 0..<count {
                let e = exp(from[row * count + k] - most)
                to[row * count + k] = e
                sum += e
            }
            for k in 0..<count { to[row * count + k] /= sum }
        }
        return p
    }
}
