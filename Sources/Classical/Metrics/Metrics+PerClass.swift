import Foundation
import LinearAlgebra

/// Precision, recall and F₁ of every class.
public struct ClassScores: Sendable, Hashable, Codable {
    /// The classes that occur among predicted or true labels, sorted.
    public let classes: [Label]
    /// Of the rows taken for the class, the share that is of it; 0 where none was taken for it.
    public let precision: [Double]
    /// Of the rows of the class, the share that was taken for it; 0 where no row is of it.
    public let recall: [Double]
    /// The harmonic mean of the two.
    public let f1: [Double]
    /// How many rows are of the class.
    public let support: [Double]
    /// The share of rows that are right.
    public let accuracy: Double

    let hits: [Double]
    let taken: [Double]

    /// The mean of the classes' values.
    func average(_ values: [Double], _ average: Metrics.Average, micro: @autoclosure () -> Double) -> Double {
        switch average {
        case .macro: values.reduce(0, +) / Double(values.count)
        case .weighted:
            Metrics.share(zip(values, support).map { $0 * $1 }.reduce(0, +), support.reduce(0, +))
        case .micro: micro()
        }
    }
}

extension ClassScores: CustomStringConvertible {
    /// A table with a line for each class, and the means.
    public var description: String {
        let names = classes.map(\.description), width = max(12, names.map(\.count).max() ?? 0)
        let rows = support.reduce(0, +)
        func line(_ name: String, _ numbers: [Double], _ support: Double) -> String {
            let cells = numbers.map { String(format: "%11.4f", $0) }.joined()
            return String(repeating: " ", count: width - name.count) + name + cells
                + String(format: "%9.0f", support)
        }
        func means(_ name: String, _ kind: Metrics.Average) -> String {
            line(
                name, [precision, recall, f1].map { average($0, kind, micro: .nan) }, rows)
        }
        let head = String(repeating: " ", count: width) + "  precision     recall         f1  support"
        let lines = classes.indices.map { line(names[$0], [precision[$0], recall[$0], f1[$0]], support[$0]) }
        let accuracyLine =
            String(repeating: " ", count: width - 8) + "accuracy" + String(repeating: " ", count: 22)
            + String(format: "%11.4f%9.0f", accuracy, rows)
        return
            ([head] + lines + [
                accuracyLine, means("macro mean", .macro), means("weighted", .weighted),
            ]).joined(separator: "\n")
    }
}

extension Metrics {
    /// Precision, recall and F₁ of every class; printed, it is a report. O(n + k²).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - weights: How much each row counts, default 1.
    public static func perClass(_ predicted: Labels, _ actual: Labels, weights: Vector<Double>? = nil)
        -> ClassScores
    {
        let pairs = LabelPairs("perClass", predicted, actual, weights), k = pairs.classes.count
        let counts = pairs.counts(weights)
        var taken = [Double](repeating: 0, count: k), support = taken
        for i in 0..<k {
            for j in 0..<k {
                support[i] += counts[i * k + j]
                taken[j] += counts[i * k + j]
            }
        }
        let hits = (0..<k).map { counts[$0 * k + $0] }
        return ClassScores(
            classes: pairs.classes, precision: zip(hits, taken).map(share),
            recall: zip(hits, support).map(share),
            f1: (0..<k).map { share(2 * hits[$0], taken[$0] + support[$0]) }, support: support,
            accuracy: share(hits.reduce(0, +), support.reduce(0, +)), hits: hits, taken: taken)
    }

    /// The mean precision of the classes: of the rows taken for a class, the share that is of it. O(n + k²).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - average: How classes become one number, default `.macro`.
    ///   - weights: How much each row counts, default 1.
    public static func precision(
        _ predicted: Labels, _ actual: Labels, average: Average = .macro, weights: Vector<Double>? = nil
    ) -> Double {
        let all = perClass(predicted, actual, weights: weights)
        return all.average(all.precision, average, micro: share(sum(all.hits), sum(all.taken)))
    }

    /// The mean recall of the classes: of the rows of a class, the share that was taken for it. O(n + k²).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - average: How classes become one number, default `.macro`.
    ///   - weights: How much each row counts, default 1.
    public static func recall(
        _ predicted: Labels, _ actual: Labels, average: Average = .macro, weights: Vector<Double>? = nil
    ) -> Double {
        let all = perClass(predicted, actual, weights: weights)
        return all.average(all.recall, average, micro: share(sum(all.hits), sum(all.support)))
    }

    /// The mean Fᵦ of the classes, `(1 + β²) P R / (β² P + R)`: recall counts β times as much as precision. O(n + k²).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - beta: β, 0 or more; default 1, the harmonic mean.
    ///   - average: How classes become one number, default `.macro`.
    ///   - weights: How much each row counts, default 1.
    ///
    /// Source: C. J. van Rijsbergen, "Information Retrieval" (1979).
    public static func fScore(
        _ predicted: Labels, _ actual: Labels, beta: Double = 1, average: Average = .macro,
        weights: Vector<Double>? = nil
    ) -> Double {
        let all = perClass(predicted, actual, weights: weights)
        let values = all.classes.indices.map { f(all.hits[$0], all.taken[$0], all.support[$0], beta) }
        return all.average(values, average, micro: f(sum(all.hits), sum(all.taken), sum(all.support), beta))
    }

    /// The mean Jaccard index of the classes: rows that are of a class and taken for it, among those that are either. O(n + k²).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - average: How classes become one number, default `.macro`.
    ///   - weights: How much each row counts, default 1.
    public static func jaccard(
        _ predicted: Labels, _ actual: Labels, average: Average = .macro, weights: Vector<Double>? = nil
    ) -> Double {
        let all = perClass(predicted, actual, weights: weights)
        let values = all.classes.indices.map { index in
            share(all.hits[index], all.taken[index] + all.support[index] - all.hits[index])
        }
        let hits = sum(all.hits)
        return all.average(values, average, micro: share(hits, sum(all.taken) + sum(all.support) - hits))
    }

    /// The precision of one class: of the rows taken for it, the share that is of it; 0 where none was taken for it. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - label: The class.
    ///   - weights: How much each row counts, default 1.
    public static func precision(
        _ predicted: Labels, _ actual: Labels, of label: Label, weights: Vector<Double>? = nil
    ) -> Double {
        let all = perClass(predicted, actual, weights: weights)
        return all.classes.firstIndex(of: label).map { all.precision[$0] } ?? 0
    }

    /// The recall of one class: of its rows, the share that was taken for it; 0 where no row is of it. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - label: The class.
    ///   - weights: How much each row counts, default 1.
    public static func recall(
        _ predicted: Labels, _ actual: Labels, of label: Label, weights: Vector<Double>? = nil
    ) -> Double {
        let all = perClass(predicted, actual, weights: weights)
        return all.classes.firstIndex(of: label).map { all.recall[$0] } ?? 0
    }

    /// Fᵦ of one class; 0 where no row is of it nor taken for it. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - label: The class.
    ///   - beta: How many times as much as precision recall counts, 0 or more; default 1.
    ///   - weights: How much each row counts, default 1.
    public static func fScore(
        _ predicted: Labels, _ actual: Labels, of label: Label, beta: Double = 1,
        weights: Vector<Double>? = nil
    ) -> Double {
        let all = perClass(predicted, actual, weights: weights)
        return all.classes.firstIndex(of: label).map {
            f(all.hits[$0], all.taken[$0], all.support[$0], beta)
        } ?? 0
    }

    /// (1 + β²) hits / (β² rows of the class + rows taken for it).
    private static func f(_ hits: Double, _ taken: Double, _ present: Double, _ beta: Double) -> Double {
        require(beta >= 0, "Metrics.fScore: beta is \(beta), and must be 0 or more")
        if beta == .infinity { return share(hits, present) }
        let square = beta * beta
        return share((1 + square) * hits, square * present + taken)
    }

    private static func sum(_ values: [Double]) -> Double { values.reduce(0, +) }
}
