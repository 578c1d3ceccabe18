import LinearAlgebra

/// What the four estimators of forests have in common.
enum ForestFitting {
    static func classifier(
        _ x: Matrix<Double>, _ y: Labels, _ weights: Vector<Double>?, _ classWeights: ClassWeights,
        _ criterion: ClassificationCriterion, _ options: TreeOptions, _ forest: ForestOptions, _ seed: UInt64,
        drawsThresholds: Bool
    ) throws(FitError) -> ForestClassifierModel {
        try forest.check()
        let (task, weights, classes) = try TreeFitting.task(
            x, y, weights, classWeights, criterion, options, drawsThresholds: drawsThresholds)
        let grower = ForestGrower(
            task: task, weights: weights, trees: forest.trees, bootstraps: forest.bootstraps, seed: seed)
        let (grown, draws) = grower.grow(keepsDraws: forest.scoresOutOfBag)
        let unseen = forest.scoresOutOfBag ? grower.outOfBag(grown, draws) : nil
        return ForestClassifierModel(
            featureCount: x.columns, classes: classes, featureImportances: Vector(grown.importances),
            outOfBagScore: unseen.map { accuracy($0, task.targets) }, outOfBagProbabilities: unseen,
            nodes: grown.nodes, roots: grown.roots)
    }

    static func regressor(
        _ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?,
        _ criterion: RegressionCriterion,
        _ options: TreeOptions, _ forest: ForestOptions, _ seed: UInt64, drawsThresholds: Bool
    ) throws(FitError) -> ForestRegressorModel {
        try forest.check()
        let (task, weights) = try TreeFitting.task(
            x, y, weights, criterion, options, drawsThresholds: drawsThresholds)
        let grower = ForestGrower(
            task: task, weights: weights, trees: forest.trees, bootstraps: forest.bootstraps, seed: seed)
        let (grown, draws) = grower.grow(keepsDraws: forest.scoresOutOfBag)
        let unseen = forest.scoresOutOfBag ? Vector(grower.outOfBag(grown, draws).flattened) : nil
        return ForestRegressorModel(
            featureCount: x.columns, featureImportances: Vector(grown.importances),
            outOfBagScore: unseen.map { determination($0, task.targets) }, outOfBagPredictions: unseen,
            nodes: grown.nodes, roots: grown.roots)
    }

    /// The share of rows whose largest probability is that of their class, of the rows that have probabilities.
    private static func accuracy(_ probabilities: Matrix<Double>, _ codes: [Double]) -> Double {
        var right = 0, all = 0
        for (row, code) in codes.enumerated() where !probabilities[row, 0].isNaN {
            var best = 0
            for other in 1..<probabilities.columns where probabilities[row, other] > probabilities[row, best]
            {
                best = other
            }
            all += 1
            if best == Int(code) { right += 1 }
        }
        return Double(right) / Double(all)
    }

    /// R² over the rows that have predictions.
    private static func determination(_ predictions: Vector<Double>, _ targets: [Double]) -> Double {
        let rows = targets.indices.filter { !predictions[$0].isNaN }
        let mean = rows.reduce(0) { $0 + targets[$1] } / Double(rows.count)
        var residual = 0.0, total = 0.0
        for row in rows {
            residual += (targets[row] - predictions[row]) * (targets[row] - predictions[row])
            total += (targets[row] - mean) * (targets[row] - mean)
        }
        return 1 - residual / total
    }
}
