import Cairn
import Foundation
import LessonKit

/// What a house costs and why: a linear model on the logarithm of the price, read coefficient by coefficient.
struct HousePrices: Lesson {
    let name = "house-prices"
    let title = "House prices and what the coefficients mean"
    let summary =
        "2925 houses in Ames: nine columns explain 86 % of the log price, each coefficient is a percentage, and a penalty takes its p-value away."
    let topics = [
        "Stage 3 · item 42 Linear regression", "Stage 3 · Ridge, lasso and elastic net",
    ]
    let budget = Budget(seconds: 10, megabytes: 250)
    let target = Target(
        "share of the variance of the log price explained in 700 unseen houses", atLeast: 0.82)

    private static let columns = [
        "log area", "log lot", "basement (100 sq ft)", "decades old", "decades since remodelling",
        "garage (cars)", "fireplaces", "baths", "bedrooms",
    ]

    func run(_ page: inout Narrator) throws -> Double {
        let (x, y) = table()
        var generator = Generator(seed: page.seed)
        let order = generator.permutation(x.rows), learn = Array(order[700...]), test = Array(order[..<700])
        let (trainX, trainY, testX, testY) = (x[rows: learn], y[at: learn], x[rows: test], y[at: test])
        page.heading("A price is a product")
        page.text(
            "A fireplace adds a share of the price, not a sum. So the logarithm of the price is the sum: ln price = b₀ + Σ βⱼxⱼ. A coefficient of 0.07 for a fireplace then says: 7 % more, all else being equal."
        )
        page.formula("β̂ = the least Σ (yᵢ - b₀ - xᵢᵀβ)²        change in percent = 100 (e^β - 1)")
        let model = try LinearRegression().fit(trainX, trainY)
        let summary = try model.summary(trainX, trainY, names: Self.columns)
        page.table(
            ["column", "β", "95 % interval", "percent a unit", "variance inflation"],
            rows: Self.columns.indices.map { column in
                let row = summary.coefficients[column + 1]
                return [
                    row.term, row.estimate.fixed(3), "\(row.lower.fixed(3)) to \(row.upper.fixed(3))",
                    column < 2 ? "elasticity" : (100 * (exp(row.estimate) - 1)).fixed(1),
                    summary.varianceInflation[column].fixed(1),
                ]
            })
        page.youShouldSee(
            "negative coefficients for bedrooms and baths: not that these are bad, but that of two houses of one area the one cut into more rooms is cheaper. A coefficient speaks with all other columns held."
        )
        let score = explained(model.predict(testX), testY)
        draw(model, testX, testY, score, &page)
        try shrink(trainX, trainY, &page)
        try refuse(trainX, trainY, &page)
        return score
    }

    /// The houses but for the five that are no ordinary sales (above 4000 square feet), as the card of the data advises.
    private func table() -> (Matrix<Double>, Vector<Double>) {
        let houses = loadAmes(), area = houses.vector("Gr_Liv_Area")
        let columns = [
            area.log(), houses.vector("Lot_Area").log(), houses.vector("Total_Bsmt_SF") / 100,
            (2010 - houses.vector("Year_Built")) / 10, (2010 - houses.vector("Year_Remod_Add")) / 10,
            houses.vector("Garage_Cars"), houses.vector("Fireplaces"), houses.vector("Full_Bath"),
            houses.vector("Bedroom_AbvGr"),
        ]
        let kept = (0..<area.count).filter { area[$0] <= 4000 }
        return (stack(columns, as: .columns)[rows: kept], houses.vector("Sale_Price").log()[at: kept])
    }

    private func explained(_ predicted: Vector<Double>, _ actual: Vector<Double>) -> Double {
        1 - (actual - predicted).sumOfSquares() / (actual - actual.mean()).sumOfSquares()
    }

    private func draw(
        _ model: LinearModel, _ x: Matrix<Double>, _ y: Vector<Double>, _ score: Double,
        _ page: inout Narrator
    ) {
        page.heading("Houses that the model has not seen")
        let predicted = model.predict(x)
        page.text(
            "Of the variance of 700 held-back log prices the model explains \((100 * score).fixed(1)) %; predicting the mean explains none."
        )
        var figure = Figure(title: "Held-back houses", xLabel: "predicted ($1000)", yLabel: "paid ($1000)")
        figure.scatter(x: predicted.exp() / 1000, y: y.exp() / 1000)
        figure.line([50, 450], [50, 450], label: "exact")
        page.figure(
            figure, caption: "The spread grows with the price: errors are shares, as the logarithm has it.")
    }

    private func shrink(_ x: Matrix<Double>, _ y: Vector<Double>, _ page: inout Narrator) throws {
        page.heading("The lasso picks columns")
        page.text(
            "With a penalty λΣ|βⱼ| on scaled columns coefficients become exactly 0, the less useful first. The path shows each coefficient as λ falls."
        )
        let z = (x - x.mean(over: .rows)) / x.standardDeviation(over: .rows)
        let path = try ElasticNetPath(count: 60).fit(z, y), across = Array(path.penalties)
        var figure = Figure(
            title: "The lasso's path", xLabel: "λ", yLabel: "coefficient of the scaled column")
        figure.xScale = .log10
        for (column, name) in Self.columns.enumerated() {
            figure.line(across, Array(path.coefficients[column: column]), label: name)
        }
        page.figure(figure, caption: "From right to left: area and age come in first.")
    }

    private func refuse(_ x: Matrix<Double>, _ y: Vector<Double>, _ page: inout Narrator) throws {
        page.heading("Why a penalised model has no p-values")
        do {
            _ = try Lasso(penalty: 0.01).fit(x, y).summary(x, y)
        } catch {
            page.text("Asked for them, the library answers: \(error).")
        }
    }
}
