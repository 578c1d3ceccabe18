import LinearAlgebra

extension Metrics {
    /// The share of rows whose label is right. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - weights: How much each row counts, default 1.
    public static func accuracy(_ predicted: Labels, _ actual: Labels, weights: Vector<Double>? = nil)
        -> Double
    {
        check("accuracy", predicted.count, actual.count, weights)
        let map = LabelPairs.codes(
            Labels(trusted: Array(predicted.classes.indices), predicted.classes), actual.classes)
        guard let weights else {
            var right = 0
            if predicted.classes == actual.classes {
                for (a, b) in zip(predicted.codes, actual.codes) { right += a == b ? 1 : 0 }
            } else {
                for (a, b) in zip(predicted.codes, actual.codes) { right += map[a] == b ? 1 : 0 }
            }
            return Double(right) / Double(actual.count)
        }
        let right = Vector(zip(predicted.codes, actual.codes).map { map[$0] == $1 ? 1.0 : 0 })
        return mean(right, weights)
    }

    /// The share of rows whose label is wrong, 1 - accuracy. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - weights: How much each row counts, default 1.
    public static func zeroOneLoss(_ predicted: Labels, _ actual: Labels, weights: Vector<Double>? = nil)
        -> Double
    {
        1 - accuracy(predicted, actual, weights: weights)
    }

    /// The mean of the recalls of the classes that occur among the true labels: what accuracy would be if all classes were as
    /// frequent. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - adjusted: Whether chance counts 0 instead of 1/k, and perfection 1. Default false.
    ///   - weights: How much each row counts, default 1.
    public static func balancedAccuracy(
        _ predicted: Labels, _ actual: Labels, adjusted: Bool = false, weights: Vector<Double>? = nil
    ) -> Double {
        let all = perClass(predicted, actual, weights: weights)
        let recalls = zip(all.recall, all.support).filter { $1 > 0 }.map(\.0)
        let score = recalls.reduce(0, +) / Double(recalls.count)
        let chance = 1 / Double(recalls.count)
        return adjusted ? (score - chance) / (1 - chance) : score
    }

    /// The correlation of predicted and true classes, -1 to 1, and 0 where either side is one class only. O(n + k²).
    ///
    /// With the counts C of the confusion matrix, t its row sums, p its column sums, c its trace and s its sum:
    /// `(c s - Σ t p) / √((s² - Σ p²)(s² - Σ t²))`.
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - weights: How much each row counts, default 1.
    ///
    /// Source: J. Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient" (2004).
    public static func matthews(_ predicted: Labels, _ actual: Labels, weights: Vector<Double>? = nil)
        -> Double
    {
        let counts = confusionMatrix(predicted, actual, weights: weights).counts
        let rows = counts.sum(over: .columns), columns = counts.sum(over: .rows)
        let right = counts.diagonal().sum(), all = counts.sum()
        let above = right * all - dot(rows, columns)
        let predictedSpread = all * all - dot(columns, columns), actualSpread = all * all - dot(rows, rows)
        let below = predictedSpread * actualSpread
        return below > 0 ? above / below.squareRoot() : 0
    }

    /// How far apart classes are when two people disagree.
    public enum Disagreement: Sendable, Hashable, Codable {
        /// Every disagreement counts the same.
        case equal
        /// By the distance of the classes in their order.
        case linear
        /// By the square of that distance.
        case quadratic
    }

    /// The agreement of two labellings beyond chance, 1 for full agreement, 0 for chance; NaN where there is only one class. O(n + k²).
    ///
    /// `κ = 1 - Σ w C / Σ w E`, with the counts C, the counts E expected by chance, and the weights w of disagreement.
    ///
    /// - Parameters:
    ///   - predicted: One labelling.
    ///   - actual: The other.
    ///   - disagreement: How much each pair of classes counts, default `.equal`.
    ///   - weights: How much each row counts, default 1.
    ///
    /// Source: J. Cohen, "A coefficient of agreement for nominal scales" (1960).
    public static func cohenKappa(
        _ predicted: Labels, _ actual: Labels, disagreement: Disagreement = .equal,
        weights: Vector<Double>? = nil
    ) -> Double {
        let counts = confusionMatrix(predicted, actual, weights: weights).counts
        let rows = counts.sum(over: .columns), columns = counts.sum(over: .rows), all = counts.sum()
        var observed = 0.0, expected = 0.0
        for i in 0..<counts.rows {
            for j in 0..<counts.columns where i != j {
                let distance = Double(abs(i - j))
                let weight =
                    switch disagreement {
                    case .equal: 1.0
                    case .linear: distance
                    case .quadratic: distance * distance
                    }
                observed += weight * counts[i, j]
                expected += weight * rows[i] * columns[j] / all
            }
        }
        return expected == 0 ? .nan : 1 - observed / expected
    }

    /// The share of rows whose true class is among the `k` with the largest scores. O(n · classes).
    ///
    /// Of equal scores those of later classes come first, as in scikit-learn.
    ///
    /// - Parameters:
    ///   - scores: The score of each class, n × classes, in the order of `actual.classes` (or of `classes`).
    ///   - actual: The true label of each row.
    ///   - k: How many, 1 or more; default 2.
    ///   - classes: The classes of the columns, where they are not `actual.classes`.
    ///   - weights: How much each row counts, default 1.
    public static func topAccuracy(
        _ scores: Matrix<Double>, _ actual: Labels, k: Int = 2, classes: [Label]? = nil,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("topAccuracy", scores.rows, actual.count, weights)
        require(k >= 1, "Metrics.topAccuracy: k is \(k), and must be 1 or more")
        let codes = columnCodes("topAccuracy", scores, actual, classes)
        let hits = Vector<Double>(count: actual.count) { row in
            let code = codes[row]
            if code < 0 { return 0 }
            let own = scores[row, code]
            var before = 0
            for other in 0..<scores.columns where other != code {
                let score = scores[row, other]
                if score > own || (score == own && other > code) { before += 1 }
            }
            return before < k ? 1 : 0
        }
        return mean(hits, weights)
    }

    /// For each row the column of its true class; -1 where no column is of it.
    static func columnCodes(
        _ name: StaticString, _ scores: Matrix<Double>, _ actual: Labels, _ classes: [Label]?
    ) -> [Int] {
        let classes = classes ?? actual.classes
        require(
            scores.columns == classes.count,
            "Metrics.\(name): \(scores.columns) columns for the \(classes.count) classes \(classes)")
        return LabelPairs.codes(actual, classes)
    }
}
