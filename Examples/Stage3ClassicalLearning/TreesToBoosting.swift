import Cairn
import Foundation
import LessonKit

/// One tree, many trees side by side, many trees in a row: what each does to bias and to variance, measured.
struct TreesToBoosting: Lesson {
    let name = "trees-to-boosting"
    let title = "From one tree to boosting"
    let summary =
        "A tree that can be read, why it changes with the data, and how forests and boosting cure what: bias and variance on house prices."
    let topics = [
        "Stage 3 · item 45 Decision trees", "Stage 3 · item 46 Random forests",
        "Stage 3 · item 47 Gradient boosting",
    ]
    let budget = Budget(seconds: 15, megabytes: 300)
    let target = Target("variance of a forest, as a share of a tree's", atMost: 0.35)

    func run(_ page: inout Narrator) throws -> Double {
        let houses = loadAmes(), all = houses.matrix(),
            names = houses.columnNames.filter { houses[$0].type.isNumeric }
        guard let price = names.firstIndex(of: "Sale_Price") else { return .nan }
        let x = all[columns: names.indices.filter { $0 != price }]
        let y = Vector(count: all.rows) { log10(all[$0, price]) }
        let held = Array(stride(from: 0, to: x.rows, by: 3))
        let rows = (0..<x.rows).filter { $0 % 3 != 0 }
        try oneTree(x[rows: rows], y[at: rows], names.filter { $0 != "Sale_Price" }, &page)
        let share = try measure(x, y, rows, held, &page)
        try size(x, y, rows, held, &page)
        return share
    }

    private func oneTree(
        _ x: Matrix<Double>, _ y: Vector<Double>, _ names: [String], _ page: inout Narrator
    ) throws {
        page.heading("A tree that can be read")
        page.text(
            "A tree asks the question after which the prices on either side differ least, and goes on in each half. Prices are logarithms to base 10: 0.3 is a factor of two."
        )
        let tree = try DecisionTreeRegressor(maximumDepth: 2).fit(x, y)
        page.figure(
            tree.drawing(features: names, title: "log10 of the price"),
            caption: "Three questions, four answers.")
        page.code(tree.text(features: names))
        page.youShouldSee(
            "living area, year of building or places in the garage: no one told the tree what matters.")
    }

    /// What a model predicts for the held-out rows, once for each of several samples.
    private func predictions<Model: RegressionModel>(
        _ samples: [[Int]], _ x: Matrix<Double>, _ y: Vector<Double>, _ held: Matrix<Double>,
        _ fit: (Matrix<Double>, Vector<Double>) throws -> Model
    ) throws -> [Vector<Double>] {
        try samples.map { try fit(x[rows: $0], y[at: $0]).predict(held) }
    }

    /// The mean variance over samples, and the mean squared distance of the mean prediction from the truth.
    private func parts(_ answers: [Vector<Double>], _ truth: Vector<Double>) -> (
        variance: Double, bias: Double
    ) {
        let count = Double(answers.count)
        var variance = 0.0, bias = 0.0
        for row in 0..<truth.count {
            let mean = answers.reduce(0.0) { $0 + $1[row] } / count
            let spread = answers.reduce(0.0) { $0 + ($1[row] - mean) * ($1[row] - mean) } / (count - 1)
            variance += spread
            // The mean of so few samples has some variance itself.
            bias += (mean - truth[row]) * (mean - truth[row]) - spread / count
        }
        return (variance / Double(truth.count), bias / Double(truth.count))
    }

    private func measure(
        _ x: Matrix<Double>, _ y: Vector<Double>, _ rows: [Int], _ held: [Int], _ page: inout Narrator
    ) throws -> Double {
        page.heading("Bias and variance, measured")
        page.text(
            "Twelve samples of 500 houses each teach twelve models of a kind. How much their answers about the same house differ is the variance; how far their mean is from the price is the bias, with the noise of prices themselves in it."
        )
        page.formula("E (f - y)² = (noise + bias²) + variance")
        var generator = Generator(seed: page.seed)
        let samples = (0..<12).map { _ in Array(generator.permutation(of: rows).prefix(500)) }
        let far = x[rows: held], truth = y[at: held]
        var deep = RandomForestRegressor(trees: 60, maximumFeatures: .fraction(0.33))
        deep.minimumLeafRows = 2
        let kinds: [(String, [Vector<Double>])] = [
            (
                "tree of depth 2",
                try predictions(samples, x, y, far) { try DecisionTreeRegressor(maximumDepth: 2).fit($0, $1) }
            ),
            ("full tree", try predictions(samples, x, y, far) { try DecisionTreeRegressor().fit($0, $1) }),
            (
                "60 bagged trees",
                try predictions(samples, x, y, far) { try RandomForestRegressor(trees: 60).fit($0, $1) }
            ),
            ("random forest", try predictions(samples, x, y, far) { try deep.fit($0, $1) }),
            (
                "extra trees",
                try predictions(samples, x, y, far) { try ExtraTreesRegressor(trees: 60).fit($0, $1) }
            ),
            (
                "AdaBoost, depth 3",
                try predictions(samples, x, y, far) { try AdaBoostRegressor(rounds: 60).fit($0, $1) }
            ),
            (
                "gradient boosting",
                try predictions(samples, x, y, far) { try GradientBoostingRegressor().fit($0, $1) }
            ),
        ]
        let found = kinds.map { parts($0.1, truth) }
        page.table(
            ["model", "noise + bias² · 10⁴", "variance · 10⁴", "sum"],
            rows: zip(kinds, found).map { kind, found in
                [
                    kind.0, (1e4 * found.bias).fixed(1), (1e4 * found.variance).fixed(1),
                    (1e4 * (found.bias + found.variance)).fixed(1),
                ]
            })
        page.youShouldSee(
            "the small tree biased and steady, the full tree nearly unbiased and restless. Averaging keeps the bias of the full tree and takes its variance away; boosting starts from small trees and takes the bias away."
        )
        page.check(
            Target("bias of boosted trees, as a share of a small tree's", atMost: 0.8),
            score: found[5].bias / found[0].bias)
        return found[3].variance / found[1].variance
    }

    /// The error as the forest grows.
    private func size(
        _ x: Matrix<Double>, _ y: Vector<Double>, _ rows: [Int], _ held: [Int], _ page: inout Narrator
    ) throws {
        page.heading("How many trees?")
        page.text(
            "The variance of a mean of m trees is ρσ² + (1 - ρ)σ²/m: it falls to ρσ², not to 0. More trees never hurt; after a while they cost time only."
        )
        let counts = [1, 2, 5, 10, 20, 50, 100, 200], truth = y[at: held]
        let far = x[rows: held], near = x[rows: rows], prices = y[at: rows]
        let errors = try counts.map { (count: Int) throws -> Double in
            let forest = RandomForestRegressor(
                trees: count, maximumFeatures: .fraction(0.33), seed: page.seed)
            let rest = try forest.fit(near, prices).predict(far) - truth
            return (dot(rest, rest) / Double(rest.count)).squareRoot()
        }
        var figure = Figure(title: "A forest grows", xLabel: "trees", yLabel: "error, log10 of the price")
        figure.xScale = .log10
        figure.line(counts.map(Double.init), errors, marker: .circle)
        page.figure(figure, caption: "Root of the mean squared error on houses that no tree saw.")
    }
}
