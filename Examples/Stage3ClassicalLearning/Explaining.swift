import Cairn
import LessonKit

/// What a booster has learned, asked in three ways: which columns it needs, how it answers them, and why one patient has this score.
struct Explaining: Lesson {
    let name = "explaining"
    let title = "Explaining a model"
    let summary =
        "A booster predicts how far diabetes goes in a year. Which measurements does it rely on, in what shape, and why does it say this of this patient?"
    let topics = ["Stage 3 · item 50 Interpretability"]
    let budget = Budget(seconds: 10, megabytes: 250)
    let target = Target("largest difference between a score and the sum of its explanation", atMost: 1e-9)

    func run(_ page: inout Narrator) throws -> Double {
        let data = loadDiabetes(), x = data.raw, y = data.target, names = data.featureNames
        let held = Array(stride(from: 3, to: x.rows, by: 4)), kept = (0..<x.rows).filter { $0 % 4 != 3 }
        var booster = GradientBoostingRegressor(trees: 60, learningRate: 0.05, maximumLeaves: 6)
        booster.rowFraction = 0.8
        let model = try booster.fit(x[rows: kept], y[at: kept])
        let fresh = x[rows: held], truth = y[at: held]
        shuffled(model, fresh, truth, names, &page)
        shape(model, fresh, names, &page)
        return patient(model, fresh, x[rows: kept], names, &page)
    }

    private func shuffled(
        _ model: GradientBoostingRegressor.Model, _ x: Matrix<Double>, _ y: Vector<Double>, _ names: [String],
        _ page: inout Narrator
    ) {
        page.heading("Which columns does it need?")
        page.text(
            "Shuffle one column of the rows held out, so that it says nothing any more, and see how far the score falls. That asks the model, not the world: of two columns that say the same, neither seems needed."
        )
        let importance = permutationImportance(of: model, x, y, repeats: 20)
        let gains = model.featureImportances(), means = importance.means
        let order = names.indices.sorted { means[$0] > means[$1] }
        page.table(
            ["measurement", "r² lost when shuffled", "± deviation", "share of the gain"],
            rows: order.map { column in
                [
                    names[column], means[column].fixed(3), importance.deviations[column].fixed(3),
                    gains[column].fixed(3),
                ]
            })
        page.text(
            "r² on rows held out is \(importance.baseline.fixed(3)). The gain counts what splits did for the rows of the fit, noise included: columns that are needed for nothing have some of it."
        )
        page.check(
            Target("r² lost without the body mass index", atLeast: 0.05), score: means[2])
    }

    private func shape(
        _ model: GradientBoostingRegressor.Model, _ x: Matrix<Double>, _ names: [String],
        _ page: inout Narrator
    ) {
        page.heading("How does it answer them?")
        page.formula("average(v) = 1/n Σᵢ f(xᵢ with bmi set to v)")
        let dependence = PartialDependence(of: x, feature: 2, points: 40) { model.predict($0) }
        var figure = Figure(
            title: "Partial dependence and single patients", xLabel: "body mass index",
            yLabel: "predicted progression")
        let grid = Array(dependence.grid)
        for row in stride(from: 0, to: x.rows, by: 9) {
            figure.line(grid, Array(dependence.individual[row: row]), color: .sky, width: 0.8)
        }
        figure.line(grid, Array(dependence.average), label: "average", color: .vermilion, width: 3)
        page.figure(
            figure,
            caption:
                "Thin lines are patients, each with the other nine measurements as they are; the thick one is their mean."
        )
        page.youShouldSee(
            "flat, then rising, then flat: what a straight line cannot say. Were the thin lines to cross, the average would hide that the index means different things for different patients."
        )
    }

    private func patient(
        _ model: GradientBoostingRegressor.Model, _ x: Matrix<Double>, _ background: Matrix<Double>,
        _ names: [String],
        _ page: inout Narrator
    ) -> Double {
        page.heading("Why this patient?")
        page.text(
            "Let the measurements become known one after the other, and note by how much each changes the expected score; take the mean over all orders. That is the only division in which equal columns get equal parts, unused columns get none, and the parts add up."
        )
        page.formula("f(x) = base + φ₁ + … + φ₁₀        φⱼ = Σ_S |S|! (9 - |S|)!/10! (f(S ∪ j) - f(S))")
        let byPaths = TreeExplainer(model).explain(x)
        let against = TreeExplainer(model, background: background[rows: Array(0..<100)]).explain(x)
        let scores = model.predict(x), row = (0..<x.rows).max { scores[$0] < scores[$1] } ?? 0
        let order = names.indices.sorted { abs(byPaths.values[0][row, $0]) > abs(byPaths.values[0][row, $1]) }
        page.table(
            ["measurement", "value", "adds, by the paths", "adds, against 100 patients"],
            rows: [["base", "", byPaths.baseValues[0].fixed(1), against.baseValues[0].fixed(1)]]
                + order.map { column in
                    [
                        names[column], x[row, column].fixed(1), byPaths.values[0][row, column].fixed(1),
                        against.values[0][row, column].fixed(1),
                    ]
                } + [["sum", "", byPaths.scores[row, 0].fixed(1), against.scores[row, 0].fixed(1)]])
        var figure = Figure(title: "Mean size of the parts", xLabel: "progression", yLabel: "")
        let sizes = byPaths.meanAbsolute(), largest = names.indices.sorted { sizes[$0] > sizes[$1] }
        figure.bar(largest.map { names[$0] }, largest.map { sizes[$0] }, horizontal: true)
        page.figure(figure, caption: "Over all patients held out: a third view of what the model relies on.")
        page.text(
            "Explanations are of the model. That it leans on a measurement does not make the measurement a cause, and changing it need not change the patient."
        )
        let errors = [byPaths, against].map { ($0.scores.flattened - scores).abs().max() }
        return errors.max() ?? .infinity
    }
}
