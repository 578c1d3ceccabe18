import Cairn
import LessonKit

/// Testing a difference with its assumptions looked at first, and four tests that ask it in four ways.
struct TwoGroups: Lesson {
    let name = "two-groups"
    let title = "Testing two groups"
    let summary =
        "Do Chinstrap penguins have longer flippers than Adelie? Look, check the assumptions, test, and say how large the difference is."
    let topics = ["Stage 2 · item 38 Hypothesis testing, statistical significance"]
    let budget = Budget(seconds: 15, megabytes: 250)
    let target = Target("p of Welch's test, off SciPy's 6.049e-8 (relative)", atMost: 1e-8)

    func run(_ page: inout Narrator) throws -> Double {
        let penguins = loadPenguins().droppingMissing(in: ["flipper_length_mm"])
        let adelie = try penguins.filter(column("species") == "Adelie").vector("flipper_length_mm")
        let chinstrap = try penguins.filter(column("species") == "Chinstrap").vector("flipper_length_mm")
        look(adelie, chinstrap, &page)
        try assumptions(adelie, chinstrap, &page)
        let p = try tests(adelie, chinstrap, &page)
        try mistakes(&page)
        return Swift.abs(p / 6.049266635901903e-08 - 1)
    }

    private func look(_ adelie: Vector<Double>, _ chinstrap: Vector<Double>, _ page: inout Narrator) {
        page.heading("Look first")
        var figure = Figure(title: "Flipper length", yLabel: "mm")
        figure.violin([Array(adelie), Array(chinstrap)], names: ["Adelie", "Chinstrap"])
        page.figure(figure, caption: "\(adelie.count) Adelie and \(chinstrap.count) Chinstrap penguins.")
        page.text(
            "The means are \(adelie.mean().fixed(2)) and \(chinstrap.mean().fixed(2)) mm. Is the difference one of the kinds, or of the birds that happened to be caught?"
        )
    }

    private func assumptions(
        _ adelie: Vector<Double>, _ chinstrap: Vector<Double>, _ page: inout Narrator
    ) throws {
        page.heading("The assumptions")
        page.text(
            "The t test wants independent birds and means that are about normal; Student's version also wants one variance. Shapiro and Wilk ask whether a sample can be normal, Levene whether the spreads can be equal. A large p does not prove either: it says that nothing speaks against it."
        )
        let first = try ShapiroWilkTest(adelie), second = try ShapiroWilkTest(chinstrap)
        let spread = try LeveneTest([adelie, chinstrap])
        page.table(
            ["question", "test", "statistic", "p"],
            rows: [
                ["Adelie normal?", "Shapiro-Wilk", first.statistic.fixed(4), first.pValue.fixed(3)],
                ["Chinstrap normal?", "Shapiro-Wilk", second.statistic.fixed(4), second.pValue.fixed(3)],
                ["one variance?", "Levene", spread.statistic.fixed(4), spread.pValue.fixed(3)],
            ])
        page.youShouldSee(
            "nothing against normal data or equal variances. Welch's test does not need the latter, and costs nothing: take it always."
        )
    }

    private func tests(
        _ adelie: Vector<Double>, _ chinstrap: Vector<Double>, _ page: inout Narrator
    ) throws -> Double {
        page.heading("Four tests")
        page.formula("t = (x̄ - ȳ) / √(s²ₓ/n + s²ᵧ/m)")
        let welch = try TTest.twoSample(adelie, chinstrap)
        let student = try TTest.twoSample(adelie, chinstrap, variances: .equal)
        let ranks = try MannWhitneyTest(adelie, chinstrap)
        var generator = Generator(seed: page.seed)
        let shuffled = try PermutationTest.independent(
            adelie, chinstrap, resamples: page.isQuick ? 999 : 9999, using: &generator
        ) { $0.mean() - $1.mean() }
        page.table(
            ["test", "what it compares", "p"],
            rows: [
                ["Welch", "means, each with its own variance", welch.pValue.text(4)],
                ["Student", "means, one variance", student.pValue.text(4)],
                ["Mann-Whitney", "which of two birds has the longer flipper", ranks.pValue.text(4)],
                [
                    "permutation", "the difference of means after shuffling the names",
                    shuffled.pValue.text(4),
                ],
            ])
        page.text(
            "p is the probability of a difference as large as this if the kinds did not differ. It is not the probability that they do not. How large the difference is, the interval says: \(welch.confidenceInterval) mm for Adelie minus Chinstrap, \(Swift.abs(welch.effectSize).fixed(2)) standard deviations."
        )
        page.youShouldSee(
            "the permutation test stop at 2 over the number of shuffles, 1 for each side: it cannot tell smaller ones apart."
        )
        return welch.pValue
    }

    /// Many tests of nothing: one in twenty is "significant", and corrections undo that.
    private func mistakes(_ page: inout Narrator) throws {
        page.heading("Twenty tests find something")
        let rounds = page.isQuick ? 200 : 1000
        var generator = Generator(seed: page.seed)
        var raw = 0, holm = 0
        for _ in page.progress("families of tests", over: 0..<rounds) {
            let pValues = try Vector(
                (0..<20).map { _ in
                    let x = Normal.standard.sample(count: 15, using: &generator)
                    let y = Normal.standard.sample(count: 15, using: &generator)
                    return try TTest.twoSample(x, y).pValue
                })
            raw += pValues.min() <= 0.05 ? 1 : 0
            holm += MultipleTesting.holm.adjusted(pValues).min() <= 0.05 ? 1 : 0
        }
        let rate = Double(raw) / Double(rounds), corrected = Double(holm) / Double(rounds)
        page.table(
            ["families of 20 tests without any effect", "share with p ≤ 0.05"],
            rows: [
                ["as they are (1 - 0.95²⁰ = 0.64 is expected)", rate.fixed(3)],
                ["after Holm's correction (0.05 at most is promised)", corrected.fixed(3)],
            ])
        page.check(Target("share of false findings after the correction", atMost: 0.08), score: corrected)
    }
}
