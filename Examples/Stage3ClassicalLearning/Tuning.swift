import Cairn
import LessonKit

/// The best of many is better than it is: searches, and what they promise.
struct TuningWithoutFoolingYourself: Lesson {
    let name = "tuning"
    let title = "Tuning without fooling yourself"
    let summary =
        "The score of the best of forty configurations is partly luck; nested cross-validation says how much."
    let topics = ["Stage 3 · item 63 Cross-validation", "Stage 3 · item 66 Hyperparameter search"]
    let budget = Budget(seconds: 60, megabytes: 300)
    let target = Target("r² that the best of many promises beyond its nested score", atLeast: 0.02)

    func run(_ page: inout Narrator) throws -> Double {
        let data = loadDiabetes(), count = 120
        page.heading("A hundred and twenty patients to learn from, 322 to tell the truth")
        page.text(
            "Of the 442 patients of the diabetes data \(count) are taken to learn from. Forty random configurations of gradient boosting are tried on folds of them, and the best is chosen. The other patients, whom one would not have, then tell what the chosen model is worth."
        )
        page.formula(
            """
            best of many    max over configurations of the mean over folds       what the search reports
            nested          outer folds, each with a search of its own within     never tested on what was chosen by
            truth           the chosen model on the other 322 patients
            """)
        let repeats = page.isQuick ? 6 : 12
        var rows: [[String]] = [], promised: [Double] = [], nested: [Double] = [], kept: [Double] = []
        for draw in page.progress("searching", over: 0..<repeats) {
            var generator = Generator(seed: page.seed + UInt64(draw))
            let order = generator.permutation(data.target.count)
            let known = Array(order[..<count]), others = Array(order[count...])
            let x = data.features[rows: known], y = data.target[at: known]
            let honest = try nestedCrossValidate(
                Self.base, over: Self.space, x, y, by: .random(40, seed: 1), outer: KFold(5, seed: 1),
                inner: KFold(5, seed: 2))
            let search = try tune(
                Self.base, over: Self.space, x, y, by: .random(40, seed: 1), folds: KFold(5, seed: 1))
            let truth = RegressionScore.r2(search.model, data.features[rows: others], data.target[at: others])
            promised.append(search.best.mean)
            nested.append(honest.mean)
            kept.append(truth)
            rows.append(["\(draw + 1)", search.best.mean.text(3), honest.mean.text(3), truth.text(3)])
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        rows.append(["mean", mean(promised).text(3), mean(nested).text(3), mean(kept).text(3)])
        page.table(["draw", "best of 40", "nested", "truth"], rows: rows)
        page.youShouldSee(
            "the best of forty above the nested score in nearly every draw. A part of the difference is luck; another is that nested models learn from 96 patients and not from 120. The truth can lie above both, and does on average: the chosen model learns from all 120, and r² on folds of 24 patients, each held against the mean of its own fold, comes out low. What luck alone does is shown next."
        )
        try luckAlone(&page)
        try searches(&page)
        page.check(
            Target("distance of the nested score from the truth, on average", atMost: 0.15),
            score: abs(mean(nested) - mean(kept)))
        return mean(promised) - mean(nested)
    }

    static let base: GradientBoostingRegressor = {
        var base = GradientBoostingRegressor(trees: 40)
        base.minimumLeafRows = 5
        return base
    }()

    static let space: [Parameter<GradientBoostingRegressor>] = [
        .logarithmic(\.learningRate, 0.02...0.5), .integers(\.maximumLeaves, 2...16),
        .logarithmic(\.ridgePenalty, 0.01...100), .integers(\.minimumLeafRows, 2...20),
        .linear(\.rowFraction, 0.4...1), .linear(\.columnFraction, 0.3...1),
        .values("seed", Array(0 as UInt64..<50)) { $0.seed = $1 },
    ]

    /// The same search where there is nothing to find.
    private func luckAlone(_ page: inout Narrator) throws {
        page.heading("Nothing to learn")
        let data = loadDiabetes()
        var generator = Generator(seed: page.seed)
        let known = Array(generator.permutation(data.target.count)[..<90])
        let shuffled = generator.permutation(of: known)
        let search = try tune(
            Self.base, over: Self.space, data.features[rows: known], data.target[at: shuffled],
            by: .random(60, seed: 3), folds: KFold(5, seed: 4))
        let means = search.candidates.map(\.mean)
        page.text(
            "With the targets dealt out to the wrong patients no configuration can be better than 0. The mean of the sixty that were tried is \(Vector(means).mean().text(3)), the best \(search.best.mean.text(3)): the difference is luck, and it grows with the number that are tried."
        )
    }

    /// How fast two searches find what there is.
    private func searches(_ page: inout Narrator) throws {
        page.heading("Searching with and without a memory")
        let data = loadDiabetes(), count = page.isQuick ? 15 : 30
        var figure = Figure(title: "Best score so far", xLabel: "configurations tried", yLabel: "r²")
        for (name, strategy) in [
            ("random", SearchStrategy.random(count, seed: 5)), ("Bayesian", .bayesian(count, seed: 5)),
        ] {
            let search = try tune(
                Self.base, over: Array(Self.space.dropLast()), data.features, data.target, by: strategy,
                folds: KFold(5, seed: 0))
            var best = -Double.infinity
            let trace = search.candidates.map { candidate -> Double in
                best = max(best, candidate.mean)
                return best
            }
            figure.line(trace.indices.map { Double($0 + 1) }, trace, label: name)
        }
        page.figure(
            figure, caption: "All patients. The Bayesian search fits a Gaussian process to the scores so far."
        )
    }
}
