import Cairn
import LessonKit

/// What to ask of a table before any model: sizes, shapes, relations, and what does not belong.
struct Exploring: Lesson {
    let name = "exploring"
    let title = "Exploring a data set with figures"
    let summary =
        "2930 houses in Ames: what a price depends on, why its logarithm is better to work with, and five houses that spoil a line."
    let topics = [
        "Stage 1 · item 8 Matplotlib", "Stage 1 · item 9 Seaborn",
        "Stage 1 · item 11 EDA: describe(), histograms, correlations",
    ]
    let budget = Budget(seconds: 10, megabytes: 200)
    let target = Target("correlation of area and log price, off pandas' by", atMost: 1e-12)

    func run(_ page: inout Narrator) throws -> Double {
        var houses = loadAmes()
        page.heading("What is there")
        page.text(
            "\(houses.rowCount) sales, \(houses.columnCount) columns: \(houses.columnTypes.count { $0.isNumeric }) of numbers, \(houses.columnTypes.count { $0 == .category }) of categories. Start with the column you want to foretell."
        )
        let price = houses.vector("Sale_Price")
        page.code("\(houses.select("Sale_Price", "Gr_Liv_Area", "Year_Built").describe())")
        page.heading("The shape of a price")
        page.text(
            "Prices multiply: a better street adds a share and not a sum. Such columns have a long right tail, and their logarithm has none."
        )
        houses = try houses.with("log_price", column("Sale_Price").logarithm())
        let logPrice = houses.vector("log_price")
        var shapes = Panels(columns: 2, width: 760, height: 320)
        shapes[0, 0].title = "price"
        shapes[0, 0].histogram(of: price / 1000, bins: .count(40))
        shapes[0, 0].xLabel = "thousand dollars"
        shapes[0, 1].title = "logarithm of the price"
        shapes[0, 1].histogram(of: logPrice, bins: .count(40))
        page.figure(shapes, caption: "The same 2930 sales.")
        page.table(
            ["column", "skewness"],
            rows: [["price", skewness(price).fixed(3)], ["log price", skewness(logPrice).fixed(3)]])
        page.heading("What the price goes with")
        let numeric = zip(houses.columnNames, houses.columnTypes).filter { $0.1.isNumeric }.map(\.0)
            .filter { !$0.hasSuffix("rice") }
        let ranked = numeric.map { ($0, houses.correlation($0, "log_price")) }
            .sorted { Swift.abs($0.1) > Swift.abs($1.1) }.prefix(8)
        var bars = Figure(title: "Correlation with the log price", height: 320)
        bars.bar(ranked.map(\.0), ranked.map(\.1), horizontal: true, showsValues: true)
        page.figure(bars, caption: "The eight columns of numbers that go with the price most closely.")
        relations(Array(ranked.map(\.0)), houses, &page)
        page.heading("By neighbourhood")
        let places = try houses.grouped(by: "Neighborhood").aggregate(.rows(), .median("Sale_Price"))
            .sorted(by: .descending("Sale_Price_median"))
        page.code("\(places.head(5))")
        outliers(houses, &page)
        return Swift.abs(houses.correlation("Gr_Liv_Area", "log_price") - 0.6958623498676119)
    }

    /// The third moment over the cube of the deviation: 0 for what is symmetric.
    private func skewness(_ x: Vector<Double>) -> Double {
        let z = (x - x.mean()) / x.standardDeviation(ddof: 0)
        return (z * z * z).mean()
    }

    private func relations(_ names: [String], _ houses: DataFrame, _ page: inout Narrator) {
        var map = Figure(title: "Correlations", height: 460)
        let values = names.map { first in names.map { houses.correlation(first, $0) } }
        map.heatMap(
            values, rowNames: names, columnNames: names, colors: .diverging, limits: -1...1, annotates: true)
        page.figure(map, caption: "What goes with the price also goes with each other.")
        page.youShouldSee(
            "pairs that say almost the same: the number of cars and the area of a garage, the basement and the first floor."
        )
    }

    private func outliers(_ houses: DataFrame, _ page: inout Narrator) {
        page.heading("What does not belong")
        page.text(
            "Five houses have more than 4000 square feet. Two of them are dear. Three were sold for the price of a small one: partial sales of houses that were not finished, says the author of the data."
        )
        let area = houses.vector("Gr_Liv_Area"), price = houses.vector("Sale_Price")
        let isLarge = area.map { $0 > 4000 ? 1 : 0 }
        var figure = Figure(xLabel: "living area in square feet", yLabel: "thousand dollars", height: 380)
        figure.scatter(x: area, y: price / 1000, classes: isLarge, names: ["4000 or less", "more"])
        page.figure(
            figure, caption: "Every sale. A straight line would bend to three of the points on the right.")
        let ordinary = isLarge.map { $0 == 0 }
        let all = houses.correlation("Gr_Liv_Area", "Sale_Price")
        let without = houses.filter(ordinary).correlation("Gr_Liv_Area", "Sale_Price")
        page.table(
            ["houses", "correlation of area and price"],
            rows: [["all", all.fixed(4)], ["without the five", without.fixed(4)]])
    }
}
