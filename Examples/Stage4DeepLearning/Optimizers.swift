import Cairn
import Foundation
import LessonKit

/// Four rules of descent in a ravine that can be looked at, and on digits.
struct Optimizers: Lesson {
    let name = "optimizers"
    let title = "Optimisers compared"
    let summary =
        "Plain descent, momentum, RMSprop and Adam in a ravine, and on a network with inputs of very different sizes."
    let topics = ["Stage 4 · item 91 Optimisers (SGD, Adam, RMSprop, AdamW)"]
    let budget = Budget(seconds: 25, megabytes: 300)
    let target = Target("Adam's loss, over that of plain descent, after the same epochs", atMost: 0.5)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Four rules")
        page.formula(
            """
            descent     w ← w - η g
            momentum    m ← μ m + g            w ← w - η m
            RMSprop     v ← α v + (1-α) g²     w ← w - η g/(√v + ε)
            Adam        both m and v, each divided by the share of it that is there yet
                        w ← w - η m̂/(√v̂ + ε)
            """)
        page.text(
            "Momentum goes on where slopes agree and averages them where they alternate. The other two give each weight a step of its own, by the size that its slopes usually have. (Polyak, 1964; Tieleman and Hinton, 2012; Kingma and Ba, 2015.)"
        )
        ravine(&page)
        page.heading("Digits with uneven inputs")
        page.text(
            "The same network, 64-64-10, from the same weights, in the same order of batches; but the input columns are stretched by factors from 0.1 to 10, as raw tables are. Each rule has the best of four rates."
        )
        return digits(&page)
    }

    private func rules(_ rate: Double) -> [(name: String, rule: any Optimizer<Double>)] {
        [
            ("descent", SGD(learningRate: rate)), ("momentum", SGD(learningRate: rate / 4, momentum: 0.9)),
            ("RMSprop", RMSprop(learningRate: 0.05, alpha: 0.9)), ("Adam", Adam(learningRate: 0.15)),
        ]
    }

    private func ravine(_ page: inout Narrator) {
        page.heading("A ravine")
        page.text("`f(x, y) = x²/2 + 15 y²`: thirty times steeper across than along.")
        var figure = Figure(title: "Forty steps", xLabel: "x", yLabel: "y", width: 720, height: 420)
        figure.contour(x: -5...1, y: -1.6...1.6, levels: .about(14)) { x, y in x * x / 2 + 15 * y * y }
        var rows: [[String]] = []
        for (name, rule) in rules(0.06) {
            let path = descend(rule, steps: 40)
            figure.line(path.map { $0[0] }, path.map { $0[1] }, label: name, marker: .circle, width: 1.5)
            let end = path[path.count - 1]
            rows.append([
                name, end[0].text(2), end[1].text(2), (end[0] * end[0] / 2 + 15 * end[1] * end[1]).text(2),
            ])
        }
        figure.xLimits = -5...1
        figure.yLimits = -1.6...1.6
        page.table(["rule", "x", "y", "f"], rows: rows)
        page.figure(
            figure,
            caption:
                "From (-4.5, 1.4). Steps that are short enough for the walls are too short for the floor.")
        page.youShouldSee(
            "descent jump from wall to wall, momentum shoot past the middle and come back, RMSprop and Adam go along both axes at one pace. At a rate chosen for it, plain descent is not beaten here."
        )
    }

    private func descend(_ rule: any Optimizer<Double>, steps: Int) -> [[Double]] {
        var rule = rule, place = Tensor<Double>([-4.5, 1.4]), path = [place.elements]
        for _ in 0..<steps {
            let slope = gradient(at: place) { w in (w * w * Tensor([0.5, 15])).sum() }
            rule.update(&place, along: slope)
            path.append(place.elements)
        }
        return path
    }

    /// Trains with each rule; returns Adam's last loss over plain descent's.
    private func digits(_ page: inout Narrator) -> Double {
        let (training, test) = Stage4DeepLearning.digits()
        let factors: [Float] = (0..<64).map { (column: Int) -> Float in
            Float(pow(10, Double(column % 9) / 4 - 1))
        }
        let stretch = Tensor<Float>(factors)
        let data = Labelled(x: training.x * stretch, labels: training.labels)
        let unseen = Labelled(x: test.x * stretch, labels: test.labels), epochs = page.isQuick ? 6 : 10
        let kinds: [(String, [Double], (Double) -> any Optimizer<Float>)] = [
            ("descent", [0.003, 0.01, 0.03, 0.1], { SGD(learningRate: $0) }),
            ("momentum", [0.0003, 0.001, 0.003, 0.01], { SGD(learningRate: $0, momentum: 0.9) }),
            ("RMSprop", [0.0003, 0.001, 0.003, 0.01], { RMSprop(learningRate: $0, alpha: 0.9) }),
            ("Adam", [0.0003, 0.001, 0.003, 0.01], { Adam(learningRate: $0) }),
        ]
        var figure = Figure(
            title: "The loss of each epoch, at the best rate", xLabel: "epoch", yLabel: "cross-entropy")
        figure.yScale = .log10
        var rows: [[String]] = [], last: [Double] = []
        for (name, rates, make) in page.progress("training", over: kinds) {
            let runs = rates.map { rate in train(make(rate), data, unseen, epochs, page.seed) }
            let best = runs.indices.min { loss(runs[$0].losses) < loss(runs[$1].losses) } ?? 0
            figure.line((1...epochs).map(Double.init), runs[best].losses, label: name)
            last.append(loss(runs[best].losses))
            rows.append([name, rates[best].text(2), last[last.count - 1].text(3), runs[best].score.text(3)])
        }
        page.table(["rule", "best rate", "loss, last epoch", "unseen digits right"], rows: rows)
        page.figure(figure, caption: "Where inputs differ in size, a step for each weight pays.")
        return last[3] / last[0]
    }

    private func loss(_ losses: [Double]) -> Double {
        let last = losses[losses.count - 1]
        return last.isNaN ? .infinity : last
    }

    private func train(
        _ rule: some Optimizer<Float>, _ data: Labelled, _ unseen: Labelled, _ epochs: Int, _ seed: UInt64
    ) -> (losses: [Double], score: Double) {
        var rule = rule, generator = Generator(seed: seed), net = MLP([64, 64, 10], using: &generator)
        let losses = fit(&net, with: &rule, on: data, epochs: epochs, using: &generator)
        return (losses, accuracy(net(unseen.x), unseen.labels))
    }
}
