import Cairn
import Testing

// The examples of boosting and of explanations, in comments and on their pages.

@Suite(.printsItsComments) struct DocumentedBoosting {
    @Test func boostingPage() throws {
        // snippet
        let rows: Matrix<Double> = [[0], [0], [1], [1]], targets: Vector<Double> = [1, 2, 4, 5]
        var booster = GradientBoostingRegressor(trees: 1, learningRate: 1)
        booster.minimumLeafRows = 1
        let model = try booster.fit(rows, targets)
        print(Array(model.predict(rows)))  // [2.0, 2.0, 4.0, 4.0]
        // end
    }

    @Test func explanationPage() throws {
        // snippet
        let points: Matrix<Double> = [[0], [0], [1], [1]], heights: Vector<Double> = [1, 2, 4, 5]
        var stump = GradientBoostingRegressor(trees: 1, learningRate: 1)
        stump.minimumLeafRows = 1
        let explanation = TreeExplainer(try stump.fit(points, heights)).explain(points)
        print(explanation.baseValues[0], explanation.values[0][0, 0])  // 3.0 -1.0
        // end
    }

    @Test func classifierExample() throws {
        // snippet
        let iris = loadIris()
        let model = try GradientBoostingClassifier(trees: 20).fit(iris.features, Labels(iris.labels))
        print(model.predict(iris.features[rows: [0, 50, 100]]))  // [0, 1, 2]
        // end
    }
}
