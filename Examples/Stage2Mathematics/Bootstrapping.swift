import Cairn
import LessonKit

/// An interval for any statistic, and a count of how often such intervals are right.
struct Bootstrapping: Lesson {
    let name = "bootstrap"
    let title = "Confidence intervals by bootstrap"
    let summary =
        "Draw samples from the sample: an interval for a median without a formula, and a simulation of how often intervals keep their promise."
    let topics = ["Stage 2 · item 39 Statistical inference"]
    let budget = Budget(seconds: 20, megabytes: 250)
    let target = Target("share of 95 % BCa intervals that hold the truth", atLeast: 0.85)

    func run(_ page: inout Narrator) throws -> Double {
        let progression = loadDiabetes().target
        try one(progression, &page)
        try formulaAndBootstrap(progression, &page)
        return try coverage(&page)
    }

    private func one(_ y: Vector<Double>, _ page: inout Narrator) throws {
        page.heading("How sure is a median?")
        page.text(
            "The median progression of 442 diabetes patients is \(y.median().fixed(1)). Other patients would have given another. There is one sample only, but it looks like the population it came from: draw from it, with replacement, as many patients as it has, and take the median again; and again."
        )
        page.formula("x*₁ … x*ₙ drawn from x₁ … xₙ with replacement      θ* = median(x*)      repeat")
        var generator = Generator(seed: page.seed)
        let bootstrap = try Bootstrap(y, resamples: page.isQuick ? 1999 : 9999, using: &generator) {
            $0.median()
        }
        var figure = Figure(title: "Medians of resamples", xLabel: "median progression", yLabel: "resamples")
        figure.histogram(of: bootstrap.distribution)
        figure.verticalLine(at: bootstrap.estimate, label: "the sample's median")
        page.figure(figure, caption: "The spread of these is about the spread that other samples would have.")
        page.table(
            ["interval", "from", "to"],
            rows: try [("percentile", Bootstrap.Method.percentile), ("basic", .basic), ("BCa", .bca)].map {
                name, method in
                let interval = try bootstrap.interval(method)
                return [name, interval.lower.fixed(1), interval.upper.fixed(1)]
            })
        page.text(
            "Its standard error is \(bootstrap.standardError.fixed(2)), and no formula for the error of a median was needed."
        )
    }

    /// For a mean there is a formula, so the bootstrap can be marked.
    private func formulaAndBootstrap(_ y: Vector<Double>, _ page: inout Narrator) throws {
        page.heading("Where a formula exists they agree")
        var generator = Generator(seed: page.seed)
        let bootstrap = try Bootstrap(y, resamples: page.isQuick ? 1999 : 9999, using: &generator) {
            $0.mean()
        }
        let formula = y.standardDeviation(ddof: 1) / Double(y.count).squareRoot()
        page.table(
            ["standard error of the mean", ""],
            rows: [["s/√n", formula.fixed(3)], ["bootstrap", bootstrap.standardError.fixed(3)]])
        page.check(
            Target("bootstrap's standard error over the formula's, off 1", atMost: 0.06),
            score: Swift.abs(bootstrap.standardError / formula - 1))
    }

    private func coverage(_ page: inout Narrator) throws -> Double {
        page.heading("Do 95 % intervals hold the truth in 95 %?")
        page.text(
            "That can be tried: make samples of 40 from an exponential law, whose mean is known to be 1, and count how often the interval holds it. The law is skewed and the samples are small, so no method keeps its promise quite; which comes nearest?"
        )
        let rounds = page.isQuick ? 150 : 600, law = Exponential(rate: 1)
        var generator = Generator(seed: page.seed)
        var hits = ["t": 0, "percentile": 0, "BCa": 0]
        for _ in page.progress("samples", over: 0..<rounds) {
            let x = law.sample(count: 40, using: &generator)
            let bootstrap = try Bootstrap(x, resamples: 999, using: &generator) { $0.mean() }
            hits["t", default: 0] += try TTest.oneSample(x, mean: 1).confidenceInterval.contains(1) ? 1 : 0
            hits["percentile", default: 0] += try bootstrap.interval(.percentile).contains(1) ? 1 : 0
            hits["BCa", default: 0] += try bootstrap.interval(.bca).contains(1) ? 1 : 0
        }
        let shares = ["t", "percentile", "BCa"].map { ($0, Double(hits[$0] ?? 0) / Double(rounds)) }
        page.table(["method", "share that holds the truth"], rows: shares.map { [$0.0, $0.1.fixed(3)] })
        page.youShouldSee(
            "all a little below 0.95. An interval is a procedure that is right in so many of 100 uses; of a single one nothing can be said."
        )
        return shares[2].1
    }
}
