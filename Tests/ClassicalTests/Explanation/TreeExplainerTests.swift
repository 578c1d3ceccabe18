import Classical
import Datasets
import LinearAlgebra
import TestSupport
import Testing

@Suite struct TreeExplainerTests {
    private func contributions(_ values: ShapleyValues) -> Matrix<Double> {
        let features = values.values[0].columns, outputs = values.values.count
        return Matrix(rows: values.values[0].rows, columns: outputs * (features + 1)) { row, place in
            let output = place / (features + 1), feature = place % (features + 1)
            return feature == features ? values.baseValues[output] : values.values[output][row, feature]
        }
    }

    /// The largest difference from the library's contributions, as a share of the largest score.
    private func error(_ test: BoosterCase, _ model: some TreeEnsemble) -> Double {
        let rows = test.features[rows: Array(0..<test.contributions.count)]
        let ours = contributions(TreeExplainer(model).explain(rows)),
            theirs = Matrix(rows: test.contributions)
        return (ours - theirs).abs().max() / max(1, theirs.abs().max())
    }

    @Test func pathsGiveWhatXGBoostGives() throws {
        var worst = 0.0
        for test in try BoosterCase.all("xgboost") where !test.contributions.isEmpty {
            let error = error(test, try XGBoostModel(json: test.model))
            #expect(error < 1e-5, "\(test.name): \(error)")
            worst = max(worst, error)
        }
        #expect(
            Parity.holds(
                "Classical", "TreeExplainer", against: "XGBoost 3.2.0 pred_contribs (in 32 bits)",
                on: "23 models, 6 rows each", tolerance: 1e-5, error: worst))
    }

    @Test func pathsGiveWhatLightGBMGives() throws {
        var worst = 0.0
        // Of a forest LightGBM gives the sum over trees, though it predicts their mean: its contributions do not add up to its prediction.
        for test in try BoosterCase.all("lightgbm") where !test.contributions.isEmpty && test.name != "forest"
        {
            let error = error(test, try LightGBMModel(text: test.model))
            #expect(error < 1e-8, "\(test.name): \(error)")
            worst = max(worst, error)
        }
        #expect(
            Parity.holds(
                "Classical", "TreeExplainer", against: "LightGBM 4.7.0 pred_contrib",
                on: "25 models, 6 rows each",
                tolerance: 1e-8, error: worst))
    }

    private func booster() throws -> (GradientBoostingRegressor.Model, Matrix<Double>) {
        let data = loadDiabetes(), x = data.features[columns: [0, 2, 3, 8]]
        let model = try GradientBoostingRegressor(trees: 8, maximumLeaves: 6).fit(x, data.target)
        return (model, x)
    }

    @Test func valuesAddUpToScores() throws {
        let (model, x) = try booster(), rows = x[rows: Array(0..<40)], scores = model.rawScores(rows)
        for background in [nil, x[rows: Array(100..<150)]] {
            let values = TreeExplainer(model, background: background).explain(rows)
            #expect((values.scores - scores).abs().max() < 1e-9)
        }
        let iris = loadIris(),
            forest = try GradientBoostingClassifier(trees: 5).fit(iris.features, Labels(iris.labels))
        let values = TreeExplainer(forest).explain(iris.features)
        #expect((values.scores - forest.rawScores(iris.features)).abs().max() < 1e-9)
    }

    /// The definition: every set of known features, with a score for each.
    private func shapley(_ features: Int, _ score: (Set<Int>) -> Double) -> [Double] {
        func factorial(_ n: Int) -> Double { (1...max(1, n)).reduce(1.0) { $0 * Double($1) } }
        return (0..<features).map { feature in
            var sum = 0.0
            for bits in 0..<(1 << features) where bits >> feature & 1 == 0 {
                let known = Set((0..<features).filter { bits >> $0 & 1 == 1 })
                let weight =
                    factorial(known.count) * factorial(features - known.count - 1) / factorial(features)
                sum += weight * (score(known.union([feature])) - score(known))
            }
            return sum
        }
    }

    @Test func aBackgroundGivesTheDefinition() throws {
        let (model, x) = try booster(), background = x[rows: Array(200..<230)]
        let explainer = TreeExplainer(model, background: background)
        var worst = 0.0
        for row in [0, 17, 300] {
            let expected = shapley(4) { known in
                let mixed = Matrix(rows: background.rows, columns: 4) {
                    known.contains($1) ? x[row, $1] : background[$0, $1]
                }
                return model.predict(mixed).mean()
            }
            let values = explainer.explain(x[rows: [row]]).values[0]
            for feature in 0..<4 { worst = max(worst, abs(values[0, feature] - expected[feature])) }
        }
        #expect(
            Parity.holds(
                "Classical", "TreeExplainer", against: "the definition, over all sets",
                on: "interventional, 8 trees, diabetes", measure: "absolute error", tolerance: 1e-9,
                error: worst))
    }

    @Test func aFeatureThatIsNotUsedGetsNothing() throws {
        let data = loadDiabetes()
        var booster = GradientBoostingRegressor(trees: 5)
        booster.columnFraction = 0.3
        let model = try booster.fit(data.features, data.target),
            values = TreeExplainer(model).explain(data.features)
        let used = model.featureImportances(.splits)
        for feature in 0..<10 where used[feature] == 0 { #expect(values.meanAbsolute()[feature] == 0) }
    }
}
