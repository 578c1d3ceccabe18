import LinearAlgebra
import Plots

/// How probabilities compare with what happened: rows sorted into bins by their probability, and in each the share that came true.
///
///     let error = ReliabilityDiagram(probabilities, actual, of: "churn").expectedError
///
/// Source: M. DeGroot, S. Fienberg, "The comparison and evaluation of forecasters" (1983).
public struct ReliabilityDiagram: Sendable, Hashable, Codable {
    /// How bins are made.
    public enum Bins: Sendable, Hashable, Codable {
        /// All of the same width.
        case equalWidth(Int)
        /// All of (nearly) the same number of rows.
        case equalCount(Int)
    }

    /// The mean probability of the rows in each bin that is not empty.
    public let predicted: [Double]
    /// The share of them that came true.
    public let observed: [Double]
    /// How many there are.
    public let counts: [Double]

    /// Rows in bins. O(n + bins).
    ///
    /// - Parameters:
    ///   - probabilities: The probability of the class, 0 to 1.
    ///   - actual: The true label of each row.
    ///   - positive: The class, by default the last of two.
    ///   - bins: How bins are made, default ten of the same width.
    ///   - weights: How much each row counts, default 1.
    public init(
        _ probabilities: Vector<Double>, _ actual: Labels, of positive: Label? = nil,
        bins: Bins = .equalWidth(10), weights: Vector<Double>? = nil
    ) {
        Metrics.check("reliability", probabilities.count, actual.count, weights)
        self.init(probabilities, Metrics.positives("reliability", actual, positive), bins, weights)
    }

    init(_ p: Vector<Double>, _ came: [Bool], _ bins: Bins, _ weights: Vector<Double>?) {
        let edges: [Double]
        switch bins {
        case .equalWidth(let count):
            require(count >= 1, "ReliabilityDiagram: \(count) bins, and must be 1 or more")
            let width = 1 / Double(count)
            edges = (1..<max(1, count)).map { Double($0) * width }
        case .equalCount(let count):
            require(count >= 1, "ReliabilityDiagram: \(count) bins, and must be 1 or more")
            edges =
                count == 1 ? [] : Array(p.quantiles(Vector((1..<count).map { Double($0) / Double(count) })))
        }
        var sums = [Double](repeating: 0, count: edges.count + 1), hits = sums, counts = sums
        for (row, value) in p.enumerated() {
            // The bin after the last edge that lies below; an edge itself belongs to the bin before it.
            var low = 0, high = edges.count
            while low < high {
                let middle = (low + high) / 2
                if edges[middle] < value { low = middle + 1 } else { high = middle }
            }
            let weight = weights?[row] ?? 1
            sums[low] += weight * value
            hits[low] += came[row] ? weight : 0
            counts[low] += weight
        }
        let filled = counts.indices.filter { counts[$0] > 0 }
        predicted = filled.map { sums[$0] / counts[$0] }
        observed = filled.map { hits[$0] / counts[$0] }
        self.counts = filled.map { counts[$0] }
    }

    /// The mean distance of probability and share, weighted by rows: the expected calibration error.
    ///
    /// Source: M. Naeini, G. Cooper, M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning" (2015).
    public var expectedError: Double {
        let all = counts.reduce(0, +)
        return counts.indices.reduce(0.0) { $0 + counts[$1] / all * abs(predicted[$1] - observed[$1]) }
    }

    /// The largest distance of probability and share in a bin.
    public var maximumError: Double { zip(predicted, observed).map { abs($0 - $1) }.max() ?? .nan }

    /// Share against probability, with the diagonal of honest probabilities.
    public func figure(title: String = "Reliability") -> Figure {
        var figure = Figure(
            title: title, xLabel: "predicted probability", yLabel: "share that came true")
        figure.line([0, 1], [0, 1], label: "honest")
        figure.line(predicted, observed, label: "model")
        figure.scatter(predicted, observed)
        return figure
    }
}

extension Metrics {
    /// The expected calibration error of the predicted class: the mean distance between its probability and how often it is right, over
    /// bins. O(n k).
    ///
    /// - Parameters:
    ///   - probabilities: The probability of each class, n × k.
    ///   - actual: The true label of each row.
    ///   - classes: The classes of the columns, where they are not `actual.classes`.
    ///   - bins: How bins are made, default ten of the same width.
    ///   - weights: How much each row counts, default 1.
    ///
    /// Source: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural networks" (2017).
    public static func expectedCalibrationError(
        _ probabilities: Matrix<Double>, _ actual: Labels, classes: [Label]? = nil,
        bins: ReliabilityDiagram.Bins = .equalWidth(10), weights: Vector<Double>? = nil
    ) -> Double {
        check("expectedCalibrationError", probabilities.rows, actual.count, weights)
        let codes = columnCodes("expectedCalibrationError", probabilities, actual, classes)
        let largest = probabilities.argmax(over: .columns)
        let sure = Vector(largest.indices.map { probabilities[$0, largest[$0]] })
        let isRight = largest.indices.map { largest[$0] == codes[$0] }
        return ReliabilityDiagram(sure, isRight, bins, weights).expectedError
    }
}
