import Cairn
import Foundation
import LessonKit

/// Bayes' rule in numbers: a rare disease, a share learnt from counts, and a posterior without a formula.
struct Bayes: Lesson {
    let name = "bayes"
    let title = "Bayes' rule"
    let summary =
        "Why a good test of a rare disease is mostly wrong, how counts turn a belief into a distribution, and what to do without a formula."
    let topics = ["Stage 2 · item 37 Conditional probability, Bayes theorem, Bayesian inference and thinking"]
    let budget = Budget(seconds: 10, megabytes: 250)
    let target = Target("grid posterior's mean off the conjugate one", atMost: 1e-9)

    func run(_ page: inout Narrator) throws -> Double {
        rareDisease(&page)
        let model = try learningAShare(&page)
        let error = try withoutAFormula(model, &page)
        priors(&page)
        return error
    }

    private func rareDisease(_ page: inout Narrator) {
        page.heading("A positive test")
        page.text(
            "The test finds 99 % of the sick and clears 95 % of the healthy. Yours is positive. Are you sick? That depends on something the test does not know: how many are sick at all."
        )
        page.formula("P(sick | +) = P(+ | sick) P(sick) / P(+)")
        page.formula("P(+) = P(+ | sick) P(sick) + P(+ | healthy) P(healthy)")
        let posterior = { (share: Double) in 0.99 * share / (0.99 * share + 0.05 * (1 - share)) }
        page.table(
            ["sick among 10 000", "positive and sick", "positive and healthy", "P(sick | +)"],
            rows: [1, 10, 100, 1000, 5000].map { sick in
                let share = Double(sick) / 10_000
                return [
                    "\(sick)", (9900 * share).fixed(1), (500 * (1 - share)).fixed(1),
                    posterior(share).fixed(3),
                ]
            })
        page.youShouldSee(
            "1 in 6 among those tested where one in a hundred is sick: the healthy are so many that their few errors win."
        )
    }

    /// The share of spam, learnt mail by mail.
    private func learningAShare(_ page: inout Narrator) throws -> BetaBinomialModel {
        page.heading("Learning a share")
        page.text(
            "How large is the share of spam in mail? Begin by knowing nothing, the uniform law on [0, 1], and read one mail after the other. A beta law stays a beta law: each spam adds 1 to α, each other mail 1 to β."
        )
        page.formula("Beta(α, β)  →  Beta(α + spam, β + others)        mean (α + spam)/(α + β + n)")
        let labels = loadSpam().labels
        var generator = Generator(seed: page.seed)
        let order = generator.permutation(labels.count)
        var figure = Figure(title: "The posterior sharpens", xLabel: "share of spam", yLabel: "density")
        var rows: [[String]] = []
        var last = BetaBinomialModel()
        for n in [0, 10, 100, 1000] {
            let spam = order[..<n].count { labels[$0] == 1 }
            let model = BetaBinomialModel().updated(successes: spam, failures: n - spam)
            let interval = model.distribution.credibleInterval(level: 0.95)
            figure.function(over: 0.001...0.999, label: "\(n) mails") { model.distribution.pdf($0) }
            rows.append([
                "\(n)", "\(spam)", model.distribution.mean.fixed(3),
                "\(interval.lowerBound.fixed(3)) to \(interval.upperBound.fixed(3))",
            ])
            last = model
        }
        page.figure(figure, caption: "After 0, 10, 100 and 1000 mails.")
        page.table(["mails read", "spam", "posterior mean", "95 % credible interval"], rows: rows)
        let share = Double(labels.count { $0 == 1 }) / Double(labels.count)
        page.text("Of all \(labels.count) mails \(share.fixed(3)) are spam.")
        return last
    }

    private func withoutAFormula(_ model: BetaBinomialModel, _ page: inout Narrator) throws -> Double {
        page.heading("Without a formula")
        page.text(
            "Few posteriors have a name. With one parameter a grid does: prior times likelihood at each point, divided by the sum. The same counts on 2001 points:"
        )
        let (alpha, beta) = (model.alpha, model.beta)
        let grid = try GridPosterior(.linspace(0, 1, count: 2001)) { p in
            (alpha - 1) * log(p) + (beta - 1) * log1p(-p)
        }
        let law = model.distribution
        page.table(
            ["", "mean", "deviation", "2.5 %", "97.5 %"],
            rows: [
                [
                    "grid", grid.mean.fixed(6), grid.standardDeviation.fixed(6),
                    grid.quantile(0.025).fixed(6),
                    grid.quantile(0.975).fixed(6),
                ],
                [
                    "conjugate", law.mean.fixed(6), law.standardDeviation.fixed(6),
                    law.quantile(0.025).fixed(6),
                    law.quantile(0.975).fixed(6),
                ],
            ])
        page.text(
            "A grid costs (points)^(parameters): for five parameters it is out of reach, and the lesson `mcmc` goes on."
        )
        return Swift.abs(grid.mean - law.mean)
    }

    private func priors(_ page: inout Narrator) {
        page.heading("What the prior does")
        page.text("A stubborn prior needs more data to be moved, and is moved in the end.")
        var rows: [[String]] = []
        for (name, prior) in [
            ("knows nothing, Beta(1, 1)", BetaBinomialModel()),
            ("thinks little of mail, Beta(18, 2)", BetaBinomialModel(alpha: 18, beta: 2)),
        ] {
            rows.append(
                [name]
                    + [10, 100, 1000].map { n in
                        prior.updated(successes: n * 2 / 5, failures: n - n * 2 / 5).distribution.mean.fixed(
                            3)
                    })
        }
        page.table(["prior", "after 10 mails (40 % spam)", "after 100", "after 1000"], rows: rows)
    }
}
