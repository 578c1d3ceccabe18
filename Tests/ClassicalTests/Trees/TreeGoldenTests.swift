import Datasets
import Foundation
import LinearAlgebra
import TestSupport
import Testing

import Classical

/// Against scikit-learn: `Tests/Golden/classical/trees.py`.
struct TreeGolden: Decodable, Sendable {
    struct Tree: Decodable, Sendable {
        var data: String
        var criterion: String
        var depth: Int
        var leaf: Int
        var feature: [Int]
        var threshold: [Double]
        var rows: [Double]
        var impurity: [Double]
        var missing: [Int]
    }
    struct Pruning: Decodable, Sendable {
        var data: String
        var prices: [Double]
        var impurities: [Double]
        var leaves: [Int]
    }
    struct Boosting: Decodable, Sendable {
        var data: String
        var depth: Int
        var weights: [Double]
        var errors: [Double]
        var accuracy: Double
        var probabilities: [Double]
    }
    struct Combined: Decodable, Sendable {
        var kind: String
        var data: String
        var answers: [Double]
    }
    struct Spread: Decodable, Sendable {
        var data: String
        var low: Double
        var high: Double
        var mean: Double
    }
    var version: String
    var trees: [Tree]
    var pruning: [Pruning]
    var boosting: [Boosting]
    var combined: [Combined]
    var scores: [String: [Spread]]

    static func load() throws -> TreeGolden { try Golden.load("classical/trees") }

    /// Rows and classes of a bundled data set.
    static func classes(_ name: String) -> (x: Matrix<Double>, y: Labels) {
        switch name {
        case "iris": (loadIris().features, Labels(loadIris().labels))
        case "wine": (loadWine().features, Labels(loadWine().labels))
        case "digits": (loadDigits().features, Labels(loadDigits().labels))
        case "holes": (holes(loadBreastCancer().features), Labels(loadBreastCancer().labels))
        default: (loadBreastCancer().features, Labels(loadBreastCancer().labels))
        }
    }

    private static func holes(_ x: Matrix<Double>) -> Matrix<Double> {
        Matrix(rows: x.rows, columns: x.columns) { ($0 * 7 + $1 * 3) % 11 == 0 ? .nan : x[$0, $1] }
    }

    /// Even and odd rows.
    static func halves(_ count: Int) -> (fitted: [Int], held: [Int]) {
        (Array(stride(from: 0, to: count, by: 2)), Array(stride(from: 1, to: count, by: 2)))
    }
}

@Suite struct TreeGoldenTests {
    /// The model's nodes, grown with the options of a golden tree.
    private func nodes(_ tree: TreeGolden.Tree) throws -> TreeNodes {
        let depth = tree.depth == 99 ? nil : tree.depth
        if let criterion = ClassificationCriterion(rawValue: tree.criterion) {
            let (x, y) = TreeGolden.classes(tree.data)
            let estimator = DecisionTreeClassifier(
                criterion: criterion, maximumDepth: depth, minimumLeafRows: tree.leaf)
            return try estimator.fit(x, y).nodes
        }
        let criterion: RegressionCriterion =
            switch tree.criterion {
            case "squared_error": .squaredError
            case "absolute_error": .absoluteError
            default: .poisson
            }
        let data = loadDiabetes()
        let estimator = DecisionTreeRegressor(
            criterion: criterion, maximumDepth: depth, minimumLeafRows: tree.leaf)
        return try estimator.fit(data.features, data.target).nodes
    }

    @Test func treesHaveTheSplitsOfScikitLearn() throws {
        let golden = try TreeGolden.load()
        for tree in golden.trees {
            let nodes = try nodes(tree), name = "\(tree.data) \(tree.criterion)"
            var different = 0, threshold = 0.0, impurity = 0.0
            for node in 0..<min(nodes.count, tree.feature.count) {
                if Int(nodes.feature[node]) != tree.feature[node] || nodes.cover[node] != tree.rows[node] {
                    different += 1
                    if different < 4 {
                        print(
                            name, "node", node, nodes.feature[node], tree.feature[node],
                            nodes.threshold[node],
                            tree.threshold[node], nodes.cover[node], tree.rows[node])
                    }
                } else {
                    let scale = max(1e-3, abs(tree.threshold[node]))
                    let own = nodes.threshold[node] == .infinity ? 1e300 : nodes.threshold[node]
                    threshold = max(threshold, abs(own - tree.threshold[node]) / scale)
                    let scaleOfImpurity = max(1, tree.impurity[0])
                    impurity = max(
                        impurity, abs(nodes.impurity[node] - tree.impurity[node]) / scaleOfImpurity)
                    if tree.feature[node] >= 0, Int(nodes.missingGoesLeft[node]) != tree.missing[node] {
                        different += 1
                    }
                }
            }
            different += abs(nodes.count - tree.feature.count)
            let estimator =
                tree.criterion.contains("_") || tree.criterion == "poisson"
                ? "DecisionTreeRegressor" : "DecisionTreeClassifier"
            let reference = "scikit-learn \(golden.version) \(estimator)"
            let data = "\(name), \(tree.feature.count) nodes"
            #expect(
                Parity.holds(
                    "Classical", estimator, against: reference, on: data, measure: "nodes that differ",
                    tolerance: 0, error: Double(different)), "\(name): \(different)")
            // scikit-learn rounds features to single precision.
            #expect(
                Parity.holds(
                    "Classical", estimator, against: reference, on: data,
                    measure: "relative error of thresholds", tolerance: 1e-6, error: threshold),
                "\(name): \(threshold)")
            #expect(impurity < 1e-9, "\(name): \(impurity)")
        }
    }

    @Test func pruningCutsWhatScikitLearnCuts() throws {
        let golden = try TreeGolden.load()
        for pruning in golden.pruning {
            let (x, y) = TreeGolden.classes(pruning.data)
            let path = try DecisionTreeClassifier().fit(x, y).pruningPath()
            for (price, leaves) in zip([0.01, 0.02, 0.05], pruning.leaves) {
                let pruned = try DecisionTreeClassifier(pruning: price).fit(x, y)
                #expect(pruned.leafCount == leaves, "\(pruning.data) at \(price)")
                let step = path.prices.lastIndex { $0 <= price } ?? 0
                #expect(path.leaves[step] == leaves, "\(pruning.data): the path at \(price)")
            }
            var worst = 0.0
            let last = path.prices.suffix(4), reference = pruning.prices.suffix(4)
            for (own, other) in zip(last, reference) { worst = max(worst, abs(own - other)) }
            for (own, other) in zip(path.impurities.suffix(4), pruning.impurities.suffix(4)) {
                worst = max(worst, abs(own - other))
            }
            #expect(
                Parity.holds(
                    "Classical", "DecisionTreeClassifier.pruning",
                    against: "scikit-learn \(golden.version) cost_complexity_pruning_path",
                    on: "\(pruning.data), the last four prices and impurities", measure: "absolute error",
                    tolerance: 1e-12, error: worst), "\(pruning.data): \(worst)")
        }
    }
}
