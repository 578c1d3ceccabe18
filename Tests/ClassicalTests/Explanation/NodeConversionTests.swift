import Classical
import Datasets
import LinearAlgebra
import Testing

@Suite struct NodeConversionTests {
    private struct Forest: TreeEnsemble {
        var decisionTrees: DecisionTrees
    }

    /// A tree of two classes: x₀ ≤ 1 leads to (0.9, 0.1), else a category among {1, 3} of x₁ to (0.5, 0.5), else to (0.2, 0.8).
    private var nodes: TreeNodes {
        var nodes = TreeNodes(outputs: 2)
        nodes.addLeaf([0.5, 0.5], cover: 10)
        nodes.addLeaf([0.9, 0.1], cover: 4)
        nodes.addLeaf([0.3, 0.7], cover: 6)
        nodes.addLeaf([0.5, 0.5], cover: 2)
        nodes.addLeaf([0.2, 0.8], cover: 4)
        nodes.split(0, feature: 0, threshold: 1, missingGoesLeft: true, left: 1, right: 2)
        nodes.split(2, feature: 1, categories: [0b1010], missingGoesLeft: false, left: 3, right: 4)
        return nodes
    }

    @Test func nodesScoreAsTheyDid() {
        let trees = DecisionTrees(nodes, roots: [0, 0], featureCount: 2, scale: 0.5)
        let x: Matrix<Double> = [[0, 0], [1, 3], [2, 3], [2, 0], [.nan, 1], [2, .nan], [2, 99]]
        let scores = trees.scores(x)
        for row in 0..<x.rows {
            let leaf = nodes.leaf(of: [x[row, 0], x[row, 1]])
            #expect(abs(scores[row, 1] - nodes.values[2 * leaf + 1]) < 1e-15)
        }
        let values = TreeExplainer(Forest(decisionTrees: trees)).explain(x)
        #expect((values.scores - scores).abs().max() < 1e-12)
        // The mean of the leaves by cover: 0.4 · 0.9 + 0.6 (1/3 · 0.5 + 2/3 · 0.2).
        #expect(abs(values.baseValues[0] - 0.54) < 1e-12)
        let against = TreeExplainer(Forest(decisionTrees: trees), background: x).explain(x)
        #expect((against.scores - scores).abs().max() < 1e-12)
        #expect((against.baseValues - scores.mean(over: .rows)).abs().max() < 1e-12)
    }

    @Test func forestsAreExplained() throws {
        let data = loadDiabetes(), wine = loadWine(), x = wine.features
        var forest = RandomForestRegressor(trees: 10)
        forest.seed = 3
        let numbers = try forest.fit(data.features, data.target), rows = data.features[rows: Array(0..<20)]
        for background in [nil, data.features[rows: Array(100..<120)]] {
            let values = TreeExplainer(numbers, background: background).explain(rows)
            #expect((values.scores.flattened - numbers.predict(rows)).abs().max() < 1e-9)
        }
        let classes = try RandomForestClassifier(trees: 10).fit(x, Labels(wine.labels))
        let values = TreeExplainer(classes).explain(x)
        #expect((values.scores - classes.probabilities(x)).abs().max() < 1e-10)
        // What one class gains the others lose.
        let sum = values.values[0] + values.values[1] + values.values[2]
        #expect(sum.abs().max() < 1e-12)
        let tree = try DecisionTreeClassifier().fit(x, Labels(wine.labels))
        #expect((TreeExplainer(tree).explain(x).scores - tree.probabilities(x)).abs().max() < 1e-12)
    }
}
