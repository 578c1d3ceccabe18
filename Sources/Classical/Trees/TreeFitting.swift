import LinearAlgebra
import Randomness

/// What `fit` of single trees and of forests have in common: the checks, and the data in the form that trees grow on.
enum TreeFitting {
    /// The task of learning classes, the weights of rows, and the classes that occur.
    static func task(
        _ x: Matrix<Double>, _ y: Labels, _ weights: Vector<Double>?, _ classWeights: ClassWeights,
        _ criterion: ClassificationCriterion, _ options: TreeOptions, drawsThresholds: Bool
    ) throws(FitError) -> (TreeTask, [Double], [Label]) {
        try options.check()
        let x = try Checks.features(x, allowsMissing: true)
        let y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let all = try classWeights.weights(of: y, times: weights)
        try Checks.weights(all, rows: x.rows)
        let task = TreeTask(
            data: try RankedColumns(
                x, categorical: options.categoricalFeatures, keepsValues: drawsThresholds),
            objective: .classes(y.classes.count, criterion), options: options,
            drawsThresholds: drawsThresholds, targets: y.codes.map(Double.init))
        return (task, all.map { Array($0) } ?? [Double](repeating: 1, count: x.rows), y.classes)
    }

    /// The task of learning numbers, and the weights of rows.
    static func task(
        _ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?,
        _ criterion: RegressionCriterion, _ options: TreeOptions, drawsThresholds: Bool
    ) throws(FitError) -> (TreeTask, [Double]) {
        try options.check()
        let x = try Checks.features(x, allowsMissing: true)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let all = weights.map { Array($0) } ?? [Double](repeating: 1, count: x.rows)
        if criterion == .poisson { try checkCounts(y, all) }
        let task = TreeTask(
            data: try RankedColumns(
                x, categorical: options.categoricalFeatures, keepsValues: drawsThresholds),
            objective: .numbers(criterion), options: options, drawsThresholds: drawsThresholds,
            targets: Array(y))
        return (task, all)
    }

    private static func checkCounts(_ y: Vector<Double>, _ weights: [Double]) throws(FitError) {
        var sum = 0.0
        for row in 0..<y.count {
            if y[row] < 0 { throw .badTarget(row: row, value: y[row], expected: "a number of 0 or more") }
            sum += weights[row] * y[row]
        }
        if sum == 0 { throw .badTarget(row: 0, value: 0, expected: "a sum above 0") }
    }

    static func classifier(
        _ x: Matrix<Double>, _ y: Labels, _ weights: Vector<Double>?, _ classWeights: ClassWeights,
        _ criterion: ClassificationCriterion, _ options: TreeOptions, _ seed: UInt64, drawsThresholds: Bool
    ) throws(FitError) -> TreeClassifierModel {
        let (task, weights, classes) = try task(
            x, y, weights, classWeights, criterion, options, drawsThresholds: drawsThresholds)
        let (nodes, importances) = task.single(weights, seed)
        return TreeClassifierModel(
            featureCount: x.columns, classes: classes, featureImportances: importances, nodes: nodes)
    }

    static func regressor(
        _ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?,
        _ criterion: RegressionCriterion,
        _ options: TreeOptions, _ seed: UInt64, drawsThresholds: Bool
    ) throws(FitError) -> TreeRegressorModel {
        let (task, weights) = try task(x, y, weights, criterion, options, drawsThresholds: drawsThresholds)
        let (nodes, importances) = task.single(weights, seed)
        return TreeRegressorModel(featureCount: x.columns, featureImportances: importances, nodes: nodes)
    }
}

extension TreeTask {
    /// One tree on all threads.
    fileprivate func single(_ weights: [Double], _ seed: UInt64) -> (TreeNodes, Vector<Double>) {
        var generator = Generator(seed: seed)
        let (nodes, importances) = grow(
            weights, using: &generator, parts: Threads.count, keepsImpurity: true)
        let shares = options.pruning > 0 ? nodes.importances(data.columns) : importances
        return (nodes, Vector(shares))
    }
}
