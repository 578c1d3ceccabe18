import Cairn
import LessonKit

/// What a coefficient says, how sure it is, and how it changes when another column enters.
struct RegressionInference: Lesson {
    let name = "regression"
    let title = "Inference in regression"
    let summary =
        "How heavy is a penguin of given flippers? A slope of 50 g per mm that becomes 20 once species and sex are told, with its error and its tests."
    let topics = [
        "Stage 1 · item 19 R for statistical analysis",
        "Stage 2 · item 39 Statistical inference",
        "Stage 3 · item 42 Linear regression",
    ]
    let budget = Budget(seconds: 10, megabytes: 250)
    let target = Target("largest difference to statsmodels' coefficients and errors (relative)", atMost: 1e-9)

    /// `smf.ols("body_mass_g ~ flipper_length_mm + C(species) + C(sex)", penguins).fit()` of statsmodels 0.15.0: `params` and `bse`.
    private let reference: [(term: String, estimate: Double, error: Double)] = [
        ("Intercept", -365.81744976153004, 532.050312526811),
        ("C(species)[T.Chinstrap]", -87.63447791888436, 46.34725035229188),
        ("C(species)[T.Gentoo]", 836.2600081474613, 85.18544855674763),
        ("C(sex)[T.male]", 530.3810944866959, 37.81010472655211),
        ("flipper_length_mm", 20.024915430293095, 2.845765359515377),
    ]

    func run(_ page: inout Narrator) throws -> Double {
        let penguins = loadPenguins()
        let alone = try OrdinaryLeastSquares().fit("body_mass_g ~ flipper_length_mm", penguins)
        let model = try OrdinaryLeastSquares().fit(
            "body_mass_g ~ flipper_length_mm + C(species) + C(sex)", penguins)
        page.heading("One column explains a lot")
        page.text(
            "Longer flippers, heavier bird: each millimetre goes with \(alone.coefficients[1].fixed(1)) g. The slope is an estimate from \(alone.rowCount) birds; its standard error tells how much another \(alone.rowCount) would move it."
        )
        page.formula("y = Xβ + ε      β̂ = (XᵀX)⁻¹Xᵀy")
        page.formula("se(β̂ⱼ) = s √((XᵀX)⁻¹ⱼⱼ)      t = β̂ⱼ / se(β̂ⱼ)")
        try draw(penguins, alone, &page)
        page.heading("Two columns more, and the slope is another")
        page.text(
            "Gentoo penguins are larger in every way, and so are males. Among birds of one species and one sex a millimetre goes with far less: the first slope also counted the difference between kinds. Neither is wrong. They answer different questions, and only the second says what longer flippers mean for a given kind of bird."
        )
        page.code(model.summary())
        page.youShouldSee(
            "an interval of 14 to 26 g for the flipper, and one for Chinstrap that holds 0: of equal flippers and sex, Adelie and Chinstrap may well weigh the same."
        )
        try assumptions(model, penguins, &page)
        let order = reference.map { row in model.columnNames.firstIndex(of: row.term) ?? -1 }
        guard !order.contains(-1) else { return .infinity }
        return zip(order, reference).map { column, row in
            max(
                Swift.abs(model.coefficients[column] / row.estimate - 1),
                Swift.abs(model.standardErrors[column] / row.error - 1))
        }.max() ?? .nan
    }

    private func draw(_ penguins: DataFrame, _ fit: LinearFit, _ page: inout Narrator) throws {
        let complete = penguins.droppingMissing(in: ["flipper_length_mm", "body_mass_g", "species"])
        var figure = Figure(
            title: "Flippers and mass", xLabel: "flipper length (mm)", yLabel: "body mass (g)")
        let names = ["Adelie", "Chinstrap", "Gentoo"]
        let kinds = complete["species"].strings.map { names.firstIndex(of: $0 ?? "") ?? 0 }
        figure.scatter(
            x: complete.vector("flipper_length_mm"), y: complete.vector("body_mass_g"), classes: kinds,
            names: names)
        let places = Vector<Double>.linspace(172, 231, count: 60)
        let line = try fit.predict(["flipper_length_mm": FormulaColumn.numbers(places)])
        figure.band(
            Array(places), lower: Array(line.confidenceInterval[column: 0]),
            upper: Array(line.confidenceInterval[column: 1]), label: "95 % for the mean")
        figure.line(x: places, y: line.mean, label: "fit")
        page.figure(
            figure, caption: "Within each cloud the slope is gentler than that of the line through all.")
    }

    private func assumptions(_ model: LinearFit, _ penguins: DataFrame, _ page: inout Narrator) throws {
        page.heading("Are the assumptions good enough?")
        page.text(
            "t and p believe that errors are independent, of one variance and about normal. Residuals can deny it: the Breusch-Pagan test asks whether their spread depends on the columns, Jarque-Bera whether they are normal, Durbin-Watson (about 2 is good) whether neighbours agree. Robust standard errors (HC3) do without equal variances."
        )
        let moments = model.residualMoments, pagan = model.breuschPagan.lagrange
        page.table(
            ["test", "statistic", "p"],
            rows: [
                ["Breusch-Pagan", pagan.statistic.fixed(3), pagan.pValue.fixed(3)],
                ["Jarque-Bera", moments.jarqueBera.statistic.fixed(3), moments.jarqueBera.pValue.fixed(3)],
                ["Durbin-Watson", model.durbinWatson.fixed(3), ""],
            ])
        let robust = try OrdinaryLeastSquares(covariance: .hc3).fit(
            "body_mass_g ~ flipper_length_mm + C(species) + C(sex)", penguins)
        page.table(
            ["term", "estimate", "standard error", "robust (HC3)", "variance inflation"],
            rows: model.columnNames.indices.map { column in
                [
                    model.columnNames[column], model.coefficients[column].fixed(2),
                    model.standardErrors[column].fixed(2), robust.standardErrors[column].fixed(2),
                    column == 0 ? "" : model.varianceInflationFactors[column].fixed(2),
                ]
            })
        var figure = Figure(title: "Residuals", xLabel: "fitted mass (g)", yLabel: "measured - fitted (g)")
        figure.scatter(x: model.fitted, y: model.residuals)
        figure.horizontalLine(at: 0)
        page.figure(figure, caption: "No slope and no funnel: nothing here that the model should have said.")
        page.check(
            Target("p of the Breusch-Pagan test, off statsmodels' 0.0600681", atMost: 1e-7),
            score: Swift.abs(pagan.pValue - 0.06006806938307414))
    }
}
