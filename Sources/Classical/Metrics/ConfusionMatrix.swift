import LinearAlgebra

/// How often rows of each class were taken for each class: true classes down, predicted classes across.
///
/// Printed, it is a table with the classes at its sides.
public struct ConfusionMatrix: Sendable, Hashable, Codable {
    /// Over what counts are divided.
    public enum Normalization: Sendable, Hashable, Codable {
        /// The rows of each true class: the diagonal holds the recalls.
        case actual
        /// The rows taken for each class: the diagonal holds the precisions.
        case predicted
        /// All rows.
        case all
    }

    /// The classes that occur, sorted.
    public let classes: [Label]
    /// The (weighted) number of rows of class i that were taken for class j.
    public let counts: Matrix<Double>

    /// The counts divided by the sum of their row, their column or all; 0 where that sum is 0.
    ///
    /// - Parameter normalization: Which sum.
    public func normalized(by normalization: Normalization) -> Matrix<Double> {
        let rows = counts.sum(over: .columns), columns = counts.sum(over: .rows), all = counts.sum()
        return Matrix(rows: classes.count, columns: classes.count) { row, column in
            let sum =
                switch normalization {
                case .actual: rows[row]
                case .predicted: columns[column]
                case .all: all
                }
            return Metrics.share(counts[row, column], sum)
        }
    }

    /// For a class the rows rightly and wrongly taken for it, and rightly and wrongly taken for others.
    ///
    /// - Parameter label: The class in question.
    public func outcomes(of label: Label) -> BinaryOutcomes {
        guard let code = classes.firstIndex(of: label) else {
            return BinaryOutcomes(
                truePositives: 0, falsePositives: 0, trueNegatives: counts.sum(), falseNegatives: 0)
        }
        let hits = counts[code, code]
        let taken = counts[column: code].sum(), present = counts[row: code].sum()
        return BinaryOutcomes(
            truePositives: hits, falsePositives: taken - hits,
            trueNegatives: counts.sum() - taken - present + hits, falseNegatives: present - hits)
    }
}

/// Rows by what they are and what they were taken for.
public struct BinaryOutcomes: Sendable, Hashable, Codable {
    /// Rows of the class that were taken for it.
    public var truePositives: Double
    /// Rows of other classes that were taken for it.
    public var falsePositives: Double
    /// Rows of other classes that were not taken for it.
    public var trueNegatives: Double
    /// Rows of the class that were not taken for it.
    public var falseNegatives: Double

    /// Counts as given.
    ///
    /// - Parameters:
    ///   - truePositives: Rows of the class taken for it, 0 or more.
    ///   - falsePositives: Other rows taken for it, 0 or more.
    ///   - trueNegatives: Other rows not taken for it, 0 or more.
    ///   - falseNegatives: Rows of the class not taken for it, 0 or more.
    public init(
        truePositives: Double, falsePositives: Double, trueNegatives: Double, falseNegatives: Double
    ) {
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.trueNegatives = trueNegatives
        self.falseNegatives = falseNegatives
    }
}

extension ConfusionMatrix: CustomStringConvertible {
    /// The counts in a table.
    public var description: String {
        let names = classes.map(\.description)
        let cells = (0..<classes.count).map { row in
            (0..<classes.count).map { ConfusionMatrix.text(counts[row, $0]) }
        }
        let first = max(6, names.map(\.count).max() ?? 0)
        let widths = names.indices.map { column in
            2 + max(names[column].count, cells.map { $0[column].count }.max() ?? 0)
        }
        func line(_ head: String, _ texts: [String]) -> String {
            let padded = zip(texts, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
            return head + String(repeating: " ", count: first - head.count) + padded.joined()
        }
        return
            ([line("", names) + "   predicted"] + zip(names, cells).map(line) + ["actual"]).joined(
                separator: "\n")
    }

    private static func text(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    }
}

extension Metrics {
    /// How often rows of each class were taken for each class. O(n + k²).
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row.
    ///   - actual: The true label of each row.
    ///   - weights: How much each row counts, default 1.
    public static func confusionMatrix(
        _ predicted: Labels, _ actual: Labels, weights: Vector<Double>? = nil
    ) -> ConfusionMatrix {
        let pairs = LabelPairs("confusionMatrix", predicted, actual, weights), k = pairs.classes.count
        return ConfusionMatrix(
            classes: pairs.classes,
            counts: Matrix(rows: k, columns: k, elements: pairs.counts(weights)))
    }
}
