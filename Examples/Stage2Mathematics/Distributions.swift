import Cairn
import Foundation
import LessonKit

/// What a distribution is, and why sums of anything look normal.
struct Distributions: Lesson {
    let name = "distributions"
    let title = "Distributions and the central limit theorem"
    let summary =
        "Density, cumulative probability and quantile of one family after another; and how fast a mean becomes normal."
    let topics = [
        "Stage 2 · item 35 Probability distributions",
        "Stage 2 · item 36 Expectation, variance, covariance",
    ]
    let budget = Budget(seconds: 10, megabytes: 250)
    let target = Target("slope of log distance to the normal against log n, off -1/2", atMost: 0.02)

    func run(_ page: inout Narrator) throws -> Double {
        families(&page)
        threeFunctions(&page)
        let slope = limit(&page)
        tails(&page)
        return Swift.abs(slope + 0.5)
    }

    private func families(_ page: inout Narrator) {
        page.heading("A distribution says how often")
        page.text(
            "A density is not a probability: the area under it is. These three have the same mean, 2, and the same variance, 2, and yet say different things about what is rare."
        )
        var figure = Figure(title: "Mean 2, variance 2", xLabel: "x", yLabel: "density")
        figure.function(over: -3...8, label: "normal") {
            Normal(mean: 2, standardDeviation: 2.0.squareRoot()).pdf($0)
        }
        figure.function(over: -3...8, label: "gamma") { Gamma(shape: 2, scale: 1).pdf($0) }
        figure.function(over: -3...8, label: "Laplace") { Laplace(location: 2, scale: 1).pdf($0) }
        page.figure(figure, caption: "Three densities that share their first two moments.")
        let all: [(String, any Distribution)] = [
            ("Normal", Normal(mean: 2, standardDeviation: 2.0.squareRoot())),
            ("Gamma", Gamma(shape: 2, scale: 1)),
            ("Laplace", Laplace(location: 2, scale: 1)),
        ]
        page.table(
            ["family", "mean", "variance", "skewness", "excess kurtosis", "entropy", "P(X > 8)"],
            rows: all.map { name, law in
                [
                    name, law.mean.fixed(2), law.variance.fixed(2), law.skewness.fixed(2),
                    law.excessKurtosis.fixed(2), law.entropy.fixed(3), law.survival(8).text(2),
                ]
            })
        page.youShouldSee(
            "the largest entropy in the first row: of all laws with this variance, the normal says least.")
    }

    private func threeFunctions(_ page: inout Narrator) {
        page.heading("One law, three questions")
        page.text(
            "`cdf` asks how much lies below x, `survival` how much above, `quantile` which x leaves p below. Far out, ask for `survival` and never for `1 - cdf`: the difference has no digits left, and no quantile can find its way back: that is the ∞ below."
        )
        page.formula("F(x) = P(X ≤ x)      S(x) = 1 - F(x)      F(F⁻¹(p)) = p")
        let normal = Normal.standard
        page.table(
            ["x", "cdf(x)", "1 - cdf(x)", "survival(x)", "quantile(cdf(x))"],
            rows: [-2.0, 0, 2, 5, 9, 20].map { x in
                let below = normal.cdf(x)
                return [
                    "\(x)", below.text(6), (1 - below).text(6), normal.survival(x).text(6),
                    normal.quantile(below).text(6),
                ]
            })
        var generator = Generator(seed: page.seed)
        let law = Gamma(shape: 2, scale: 1), count = page.isQuick ? 20_000 : 200_000
        let draws = law.sample(count: count, using: &generator)
        page.check(
            Target("a sample's mean, in standard errors from the law's", atMost: 4.5),
            score: Swift.abs(draws.mean() - law.mean) / (law.standardDeviation / Double(count).squareRoot()))
    }

    /// The mean of n exponential draws is a gamma law, so its distance to the normal is known and not guessed.
    private func limit(_ page: inout Narrator) -> Double {
        page.heading("Why means are normal")
        page.text(
            "A single draw of the exponential law is as far from a bell as can be. Its mean over n draws, centred and scaled, follows a gamma law of shape n exactly; the largest gap between the two cumulative curves shrinks like 1/√n, as Berry and Esseen proved for every law with a third moment."
        )
        page.formula("Zₙ = (X̄ₙ - μ) / (σ/√n)\nsup |P(Zₙ ≤ z) - Φ(z)| ≤ 0.4748 · E|X - μ|³ / (σ³ √n)")
        var figure = Figure(
            title: "The mean of n exponential draws, standardised", xLabel: "z", yLabel: "density")
        for n in [1, 3, 10, 30] {
            let law = Gamma(shape: Double(n), scale: 1), root = Double(n).squareRoot()
            figure.function(over: -3...4, label: "n = \(n)") { root * law.pdf(Double(n) + $0 * root) }
        }
        figure.function(over: -3...4, label: "normal") { Normal.standard.pdf($0) }
        figure.yLimits = 0...0.8
        page.figure(figure, caption: "The bump moves to the middle, and the bell comes out.")
        let sizes = [4, 16, 64, 256, 1024, 4096]
        let gaps = sizes.map(largestGap)
        // E|X - 1|³ of the exponential law of mean 1 is 12/e - 2.
        let third = 12 / exp(1.0) - 2
        page.table(
            ["n", "largest gap", "Berry-Esseen bound"],
            rows: zip(sizes, gaps).map { n, gap in
                ["\(n)", gap.text(4), (0.4748 * third / Double(n).squareRoot()).text(4)]
            })
        page.youShouldSee("the gap halve whenever n grows fourfold.")
        let x = Vector(sizes.map { log(Double($0)) }), y = Vector(gaps.map { log($0) })
        return dot(x - x.mean(), y - y.mean()) / (x - x.mean()).sumOfSquares()
    }

    private func largestGap(_ n: Int) -> Double {
        let law = Gamma(shape: Double(n), scale: 1), root = Double(n).squareRoot()
        let z = Vector<Double>.linspace(-4, 4, count: 2001)
        return (law.cdf(z * root + Double(n)) - Normal.standard.cdf(z)).norm(.infinity)
    }

    private func tails(_ page: inout Narrator) {
        page.heading("Where the theorem does not help")
        page.text(
            "The Cauchy law has no mean. The average of a million draws is distributed exactly as a single one: more data does not help at all."
        )
        var generator = Generator(seed: page.seed)
        let count = page.isQuick ? 10_000 : 100_000
        let wild = Cauchy(location: 0, scale: 1).sample(count: count, using: &generator)
        let tame = Normal.standard.sample(count: count, using: &generator)
        let places = Vector<Double>.logspace(1, log(Double(count)) / log(10), count: 200)
        var figure = Figure(title: "Running means", xLabel: "draws", yLabel: "mean so far")
        figure.xScale = .log10
        for (label, draws) in [("Cauchy", wild), ("normal", tame)] {
            let sums = draws.cumulativeSum()
            figure.line(Array(places), places.map { sums[Int($0) - 1] / Double(Int($0)) }, label: label)
        }
        page.figure(figure, caption: "One settles, the other jumps for ever.")
    }
}
