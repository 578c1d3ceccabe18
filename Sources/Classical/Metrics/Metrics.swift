import LinearAlgebra

/// How good predictions are: numbers for classes, probabilities, quantities, groups and rankings.
///
/// Predictions come first, the truth second, and how much each row counts last:
///
///     let predicted: Labels = ["spam", "mail", "spam", "mail"]
///     let actual: Labels = ["spam", "mail", "mail", "mail"]
///     print(Metrics.accuracy(predicted, actual))  // 0.75
///     print(Metrics.recall(predicted, actual, of: "spam"))  // 1.0
///     print(Metrics.confusionMatrix(predicted, actual).counts)
///     // [[2.0, 1.0],
///     //  [0.0, 1.0]]
///
/// Unequal lengths, negative weights and no rows at all stop the program with the numbers; a score that the data do not define,
/// such as the ROC area where all rows are of one class, is NaN. Numbers are those of scikit-learn to the last few digits.
public enum Metrics {
    /// How the scores of classes become one.
    public enum Average: Sendable, Hashable, Codable, CaseIterable {
        /// Every class counts the same.
        case macro
        /// Every class counts by its rows.
        case weighted
        /// Every row counts the same: rows are counted over all classes first.
        case micro
    }
}

extension Metrics {
    /// As many predictions as truths and weights, and one row or more.
    static func check(_ name: StaticString, _ predicted: Int, _ actual: Int, _ weights: Vector<Double>?) {
        require(
            predicted == actual, "Metrics.\(name): \(predicted) predictions for \(actual) rows")
        require(actual > 0, "Metrics.\(name): no rows")
        guard let weights else { return }
        require(weights.count == actual, "Metrics.\(name): \(weights.count) weights for \(actual) rows")
        require(
            weights.min() >= 0 && weights.max() < .infinity,
            "Metrics.\(name): the weights are from \(weights.min()) to \(weights.max()), and must be 0 or more"
        )
    }

    /// Σ w v / Σ w; the mean without weights.
    static func mean(_ values: Vector<Double>, _ weights: Vector<Double>?) -> Double {
        guard let weights else { return values.mean() }
        return (values * weights).sum() / weights.sum()
    }

    /// `above / below`, 0 where there is nothing to divide by.
    @inline(__always)
    static func share(_ above: Double, _ below: Double) -> Double { below == 0 ? 0 : above / below }
}

/// Predicted and true labels as places in one list of classes, those that occur in either.
struct LabelPairs {
    let classes: [Label]
    let predicted: [Int]
    let actual: [Int]

    init(_ name: StaticString, _ predicted: Labels, _ actual: Labels, _ weights: Vector<Double>?) {
        Metrics.check(name, predicted.count, actual.count, weights)
        let first = LabelPairs.occurring(predicted), second = LabelPairs.occurring(actual)
        if predicted.classes == actual.classes, zip(first, second).allSatisfy({ $0 || $1 }) {
            classes = actual.classes
            self.predicted = predicted.codes
            self.actual = actual.codes
            return
        }
        var union: Set<Label> = []
        for (code, occurs) in first.enumerated() where occurs { union.insert(predicted.classes[code]) }
        for (code, occurs) in second.enumerated() where occurs { union.insert(actual.classes[code]) }
        classes = union.sorted()
        self.predicted = LabelPairs.codes(predicted, classes)
        self.actual = LabelPairs.codes(actual, classes)
    }

    private static func occurring(_ labels: Labels) -> [Bool] {
        var occurs = [Bool](repeating: false, count: labels.classes.count), missing = occurs.count
        for code in labels.codes where !occurs[code] {
            occurs[code] = true
            missing -= 1
            if missing == 0 { break }
        }
        return occurs
    }

    /// The place of each label among `classes`; a class that is not among them must not occur.
    static func codes(_ labels: Labels, _ classes: [Label]) -> [Int] {
        if labels.classes == classes { return labels.codes }
        let places = Dictionary(uniqueKeysWithValues: zip(classes, 0...))
        let map = labels.classes.map { places[$0, default: -1] }
        return labels.codes.map { map[$0] }
    }

    /// Weighted counts, k × k row by row: true classes down, predicted ones across.
    func counts(_ weights: Vector<Double>?) -> [Double] {
        let k = classes.count
        guard let weights else { return wholeCounts(k) }
        var counts = [Double](repeating: 0, count: k * k)
        weights.withUnsafeBufferPointer { weights in
            for row in actual.indices { counts[actual[row] * k + predicted[row]] += weights[row] }
        }
        return counts
    }

    private func wholeCounts(_ k: Int) -> [Double] {
        // Four tables, so that equal neighbours do not wait for each other's sum.
        var tables = [Int](repeating: 0, count: 4 * k * k)
        let size = k * k
        tables.withUnsafeMutableBufferPointer { tables in
            predicted.withUnsafeBufferPointer { predicted in
                actual.withUnsafeBufferPointer { actual in
                    for row in actual.indices {
                        tables[(row & 3) * size + actual[row] * k + predicted[row]] += 1
                    }
                }
            }
        }
        return (0..<size).map { place in
            Double(tables[place] + tables[size + place] + tables[2 * size + place] + tables[3 * size + place])
        }
    }
}
