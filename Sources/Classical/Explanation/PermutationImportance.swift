import LinearAlgebra
import Randomness

/// How much worse a model gets when a feature is shuffled: how much it relies on that feature.
public struct PermutationImportance: Sendable, Hashable {
    /// The score of the rows as they are.
    public let baseline: Double
    /// By how much the score falls, for each feature and repeat, p × repeats.
    public let drops: Matrix<Double>

    /// The mean drop of each feature.
    public var means: Vector<Double> { drops.mean(over: .columns) }
    /// The standard deviation of each feature's drops, dividing by the number of repeats.
    public var deviations: Vector<Double> {
        Vector(
            (0..<drops.rows).map { feature in
                let mean = (0..<drops.columns).reduce(0.0) { $0 + drops[feature, $1] } / Double(drops.columns)
                let squares = (0..<drops.columns).reduce(0.0) { sum, repetition in
                    let distance = drops[feature, repetition] - mean
                    return sum + distance * distance
                }
                return (squares / Double(drops.columns)).squareRoot()
            })
    }
}

/// Shuffles one column after the other and asks how far the score falls.
///
/// Use rows that the model was not fitted to: on the rows of the fit a model seems to need what it merely memorised. Features that say the
/// same share their importance, for each can stand in for the other.
///
///     let importance = permutationImportance(of: x) { rows in
///         Metrics.r2(model.predict(rows), y)
///     }
///     let means = importance.means
///
/// The shuffles are those of scikit-learn's `permutation_importance(random_state: seed)`, and so are the numbers.
///
/// Complexity: p × repeats + 1 calls of `score`.
///
/// Source: L. Breiman, Random forests, 2001.
///
/// - Parameters:
///   - x: The rows, n × p.
///   - repeats: How often each column is shuffled, from 1 on.
///   - seed: Decides the shuffles.
///   - score: The score of a model on rows like `x`, the larger the better.
public func permutationImportance(
    of x: Matrix<Double>, repeats: Int = 5, seed: UInt32 = 0, score: (Matrix<Double>) -> Double
) -> PermutationImportance {
    require(repeats >= 1, "permutationImportance: \(repeats) repeats")
    require(x.rows > 0 && x.columns > 0, "permutationImportance: \(x.rows) × \(x.columns) rows")
    let baseline = score(x)
    var first = RandomState(seed: seed)
    let columnSeed = UInt32(first.integer(in: 0...Int(Int32.max)))
    var drops: [Double] = []
    for column in 0..<x.columns {
        var generator = RandomState(seed: columnSeed), shuffled = x,
            values = (0..<x.rows).map { x[$0, column] }
        var order = Array(0..<x.rows)
        for _ in 0..<repeats {
            generator.shuffle(&order)
            values = order.map { values[$0] }
            for row in 0..<x.rows { shuffled[row, column] = values[row] }
            drops.append(baseline - score(shuffled))
        }
    }
    return PermutationImportance(
        baseline: baseline, drops: Matrix(rows: x.columns, columns: repeats, elements: drops))
}

/// How far `r²` falls when each column is shuffled. See ``permutationImportance(of:repeats:seed:score:)``.
///
/// - Parameters:
///   - model: A fitted model.
///   - x: Rows that it was not fitted to, n × p.
///   - y: The number of each row, n.
///   - repeats: How often each column is shuffled, from 1 on.
///   - seed: Decides the shuffles.
public func permutationImportance(
    of model: some RegressionModel, _ x: Matrix<Double>, _ y: Vector<Double>, repeats: Int = 5,
    seed: UInt32 = 0
) -> PermutationImportance {
    require(x.rows == y.count, "permutationImportance: \(y.count) targets for \(x.rows) rows")
    let mean = y.sum() / Double(max(1, y.count)), total = (y - mean).map { $0 * $0 }.sum()
    return permutationImportance(of: x, repeats: repeats, seed: seed) { rows in
        let rest = (y - model.predict(rows)).map { $0 * $0 }.sum()
        return 1 - rest / total
    }
}

/// How far the share of rows that are classified correctly falls when each column is shuffled. See
/// ``permutationImportance(of:repeats:seed:score:)``.
///
/// - Parameters:
///   - model: A fitted model.
///   - x: Rows that it was not fitted to, n × p.
///   - y: The class of each row, n.
///   - repeats: How often each column is shuffled, from 1 on.
///   - seed: Decides the shuffles.
public func permutationImportance(
    of model: some ClassificationModel, _ x: Matrix<Double>, _ y: Labels, repeats: Int = 5, seed: UInt32 = 0
) -> PermutationImportance {
    require(x.rows == y.count, "permutationImportance: \(y.count) labels for \(x.rows) rows")
    return permutationImportance(of: x, repeats: repeats, seed: seed) { rows in
        let predicted = model.predict(rows)
        return Double(zip(predicted, y).count { $0 == $1 }) / Double(y.count)
    }
}
