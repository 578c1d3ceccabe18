import Foundation
import LinearAlgebra
import Randomness

/// Finds unusual rows by how few random questions set them apart.
///
///     let x: Matrix = [[1.0], [1.1], [0.9], [1.2], [0.8], [1.0], [9.0]]
///     let model = try IsolationForest(trees: 200, seed: 1).fit(x)
///     print(model.anomalyScores(x).argmax())  // 6
///
/// Each tree takes ψ rows and splits them at a random column and a random threshold until a row is alone, or ⌈log₂ ψ⌉ questions were
/// asked. With h the number of questions on the way to a row's leaf, plus `c(m)` where m rows were left there, the score of a row is
///
/// `2^(-mean h / c(ψ))`, `c(m) = 2(ln(m - 1) + γ) - 2(m - 1)/m`,
///
/// in which c(m) is the mean number of questions in a random search tree of m rows, and γ Euler's constant. Scores near 1 are unusual;
/// those far below 0.5 are usual. (scikit-learn's `score_samples` is the same with the other sign.) The scale of columns does not matter.
///
/// Fitting costs O(trees × ψ log ψ), scoring O(trees × log ψ) a row. The result does not depend on the number of threads.
///
/// Source: Liu, Ting and Zhou, *Isolation forest* (2008).
public struct IsolationForest: OutlierDetector, Codable, Hashable {
    /// How many trees, at least 1.
    public var trees: Int
    /// ψ, how many rows each tree takes, at least 2; all where there are fewer.
    public var sampleRows: Int
    /// The share of the fitted rows that count as unusual, in (0, 0.5]; nil for the fixed threshold of 0.5.
    public var contamination: Double?
    /// The seed of all that is drawn.
    public var seed: UInt64
    /// NaN goes to a side at random.
    public static let acceptsMissingValues = true

    /// A forest.
    ///
    /// - Parameters:
    ///   - trees: How many trees, at least 1.
    ///   - sampleRows: How many rows each tree takes, at least 2.
    ///   - contamination: The share of the fitted rows that count as unusual, in (0, 0.5]; nil for scores above 0.5.
    ///   - seed: The seed of all that is drawn.
    public init(trees: Int = 100, sampleRows: Int = 256, contamination: Double? = nil, seed: UInt64 = 0) {
        (self.trees, self.sampleRows, self.contamination, self.seed) = (
            trees, sampleRows, contamination, seed
        )
    }

    /// Trees in which unusual rows are alone early.
    public struct Model: OutlierModel, Hashable {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The score from which on a row counts as unusual.
        public internal(set) var threshold: Double
        /// The trees; the value of a leaf is the length of the way to it.
        package let nodes: TreeNodes
        /// The root of each tree.
        @Packed package var roots: [Int32]
        /// c(ψ).
        private let expectedLength: Double

        init(_ columns: Int, _ threshold: Double, _ nodes: TreeNodes, _ roots: [Int32], _ length: Double) {
            (featureCount, self.threshold, self.nodes) = (columns, threshold, nodes)
            (_roots, expectedLength) = (Packed(wrappedValue: roots), length)
        }

        /// `2^(-mean h / c(ψ))` for each row, in (0, 1). O(trees × log ψ) a row.
        ///
        /// - Parameter x: The rows, m × p; NaN is a missing value.
        public func anomalyScores(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "IsolationForest.anomalyScores")
            let scale = -1 / (Double(roots.count) * expectedLength)
            let scores = nodes.sums(x, roots: roots, scale: scale)
            for row in 0..<scores.rows { scores.start[row] = exp2(scores.start[row]) }
            return Vector(scores.flattened)
        }
    }

    /// Grows the trees.
    ///
    /// - Parameter x: The rows, n × p; NaN is a missing value.
    /// - Throws: ``FitError``, where the data or the options cannot be used.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try checked(x), size = min(sampleRows, x.rows)
        var grown = [TreeNodes](repeating: TreeNodes(outputs: 1), count: trees)
        grown.withUnsafeMutableBufferPointer { grown in
            nonisolated(unsafe) let grown = grown
            concurrently(trees) { tree in
                let seeds = SeedSequence(entropy: [seed], spawnKey: [UInt32(tree)])
                var grower = IsolationTreeGrower(x, size, Generator(seeds: seeds))
                grown[tree] = grower.grow()
            }
        }
        var nodes = TreeNodes(outputs: 1), roots: [Int32] = []
        nodes.reserve(grown.reduce(0) { $0 + $1.count })
        for tree in grown { roots.append(Int32(nodes.append(tree))) }
        var model = Model(x.columns, 0.5, nodes, roots, IsolationTreeGrower.meanLength(size))
        if let contamination {
            // The least score of the most unusual share, by linear interpolation between two rows.
            let scores = Array(model.anomalyScores(x)).sorted()
            let place = (1 - contamination) * Double(scores.count - 1), low = Int(place)
            let high = min(low + 1, scores.count - 1)
            model.threshold = scores[low] + (place - Double(low)) * (scores[high] - scores[low])
        }
        return model
    }

    private func checked(_ x: Matrix<Double>) throws(FitError) -> Matrix<Double> {
        guard trees >= 1 else { throw .badOption("trees is \(trees), which is below 1") }
        guard sampleRows >= 2 else { throw .badOption("sampleRows is \(sampleRows), which is below 2") }
        if let contamination, !(contamination > 0 && contamination <= 0.5) {
            throw .badOption("contamination is \(contamination), not in (0, 0.5]")
        }
        let x = try Checks.features(x, allowsMissing: true)
        if x.rows < 2 { throw .tooFewRows(x.rows, needed: 2, why: "one row cannot be told from others") }
        return x
    }
}
