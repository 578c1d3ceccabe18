import LinearAlgebra

/// Why a row has its score: what each feature adds to it, in the one way that is fair (Shapley values).
///
/// For a row x, let `f(S)` be the score that is expected when only the features of a set S are known. The Shapley value of feature j is its
/// mean contribution `f(S ∪ j) - f(S)` over all orders in which features become known:
/// `φ_j = Σ_S |S|! (p - |S| - 1)!/p! (f(S ∪ j) - f(S))`. Values and base add up: `f(x) = base + Σ_j φ_j`.
///
///     let points: Matrix<Double> = [[0], [0], [1], [1]], heights: Vector<Double> = [1, 2, 4, 5]
///     var stump = GradientBoostingRegressor(trees: 1, learningRate: 1)
///     stump.minimumLeafRows = 1
///     let explanation = TreeExplainer(try stump.fit(points, heights)).explain(points)
///     print(explanation.baseValues[0], explanation.values[0][0, 0])  // 3.0 -1.0
///
/// What "expected" means is a choice:
///
/// - **By the paths** (no background): where a question is about an unknown feature, the row goes both ways, by the weights of the training rows
///   that went there. What XGBoost's `pred_contribs` and LightGBM's `pred_contrib` compute.
/// - **Interventional** (a background): unknown features take their values from rows of a background, and the mean over these is taken. Only
///   features that the model uses get any credit; the cost grows with the background.
///
/// Explained are scores before the link: log-odds, logarithms of means.
///
/// Complexity, for a row: O(t l d²) by the paths with t trees of l leaves and depth d; O(t l (d + b)) with b background rows, and the
/// preparation of the background once.
///
/// Source: S. M. Lundberg et al., From local explanations to global understanding with explainable AI for trees, 2020.
public struct TreeExplainer: Sendable {
    let trees: DecisionTrees
    let paths: [LeafPaths]
    let background: TreeBackground?
    /// The expected score of each output, when nothing is known.
    public let baseValues: Vector<Double>

    /// An explainer.
    ///
    /// - Parameters:
    ///   - model: A booster, a forest, or a model of XGBoost or LightGBM.
    ///   - background: The rows that unknown features take their values from, b × p; nil to explain by the paths. 100 rows are a good number.
    public init(_ model: some TreeEnsemble, background: Matrix<Double>? = nil) {
        let trees = model.decisionTrees
        self.trees = trees
        paths = trees.roots.indices.map { LeafPaths(trees, tree: $0) }
        if let background {
            Checks.columns(background, trees.featureCount, "TreeExplainer(background:)")
            require(background.rows > 0, "TreeExplainer: the background has no rows")
            let longest = paths.map(\.longest).max() ?? 0
            require(
                longest <= 128, "TreeExplainer: \(longest) features on a way; with a background up to 128")
            self.background = TreeBackground(background, trees, paths)
            let scores = trees.scores(background)
            baseValues = scores.mean(over: .rows)
        } else {
            self.background = nil
            baseValues = TreeExplainer.expected(trees, paths)
        }
    }

    /// The mean of the leaves by the weight of the rows that went there.
    private static func expected(_ trees: DecisionTrees, _ paths: [LeafPaths]) -> Vector<Double> {
        var sums = Vector(trees.base)
        for (tree, path) in paths.enumerated() {
            for leaf in path.leaves {
                let share = path.elements[leaf.elements].reduce(1.0) { $0 * $1.share }
                trees.forEachValue(leaf.node, tree) { output, value in sums[output] += share * value }
            }
        }
        return sums
    }

    /// What each feature adds to the score of each row.
    ///
    /// - Parameter x: The rows, m × p; NaN is a missing value.
    public func explain(_ x: Matrix<Double>) -> ShapleyValues {
        Checks.columns(x, trees.featureCount, "TreeExplainer.explain")
        let x = x.contiguous(), outputs = trees.outputCount, width = x.columns
        let values = (0..<outputs).map { _ in Matrix<Double>(repeating: 0, rows: x.rows, columns: width) }
        let starts = values.map(\.start), rows = x.start
        concurrently(x.rows) { row in
            for tree in paths.indices {
                add(tree, rows + row * width) { output, feature, value in
                    starts[output][row * width + feature] += value
                }
            }
        }
        return ShapleyValues(baseValues: baseValues, values: values)
    }

    private func add(_ tree: Int, _ row: UnsafePointer<Double>, _ give: (Int, Int, Double) -> Void) {
        let path = paths[tree]
        guard path.longest > 0 else { return }
        var answers = [Bool](repeating: false, count: path.nodes.count)
        path.answers(trees, row, into: &answers)
        if let background {
            background.add(trees, path, tree, answers, give)
        } else {
            PathShapley(path.longest).add(trees, path, tree, answers, give)
        }
    }
}

extension DecisionTrees {
    /// Calls `body` with each output that a leaf adds to, and what it adds.
    func forEachValue(_ leaf: Int, _ tree: Int, _ body: (Int, Double) -> Void) {
        if hasVectorLeaves {
            for output in 0..<outputCount { body(output, value[leaf * outputCount + output]) }
        } else {
            body(Int(treeOutput[tree]), value[leaf])
        }
    }
}

/// What each feature adds to each row's scores.
public struct ShapleyValues: Sendable, Hashable {
    /// The expected score of each output, when nothing is known.
    public let baseValues: Vector<Double>
    /// For each output the values of rows and features, m × p.
    public let values: [Matrix<Double>]

    /// The scores that base and values add up to, m × outputs: those of the model.
    public var scores: Matrix<Double> {
        let sums = values.map { $0.sum(over: .columns) }
        return Matrix(rows: sums[0].count, columns: sums.count) { sums[$1][$0] + baseValues[$1] }
    }

    /// The mean size of each feature's values: how much it matters over all rows.
    ///
    /// - Parameter output: Which output, counted from 0.
    public func meanAbsolute(output: Int = 0) -> Vector<Double> {
        require(values.indices.contains(output), "ShapleyValues: no output \(output) in \(values.count)")
        return values[output].abs().mean(over: .rows)
    }
}
