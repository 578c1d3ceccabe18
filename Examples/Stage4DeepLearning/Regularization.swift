import Cairn
import LessonKit

/// A network that could learn two hundred digits by heart, and five ways to keep it from that.
struct Regularization: Lesson {
    let name = "regularization"
    let title = "Regularisation"
    let summary =
        "Three hundred pictures and a hundred thousand weights: weight decay, dropout, early stopping, more pictures out of few."
    let topics = ["Stage 4 · item 92 Dropout, weight decay"]
    let budget = Budget(seconds: 60, megabytes: 300)
    let target = Target("unseen pictures right with changed pictures, less those with nothing", atLeast: 0.02)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Learning by heart")
        page.text(
            "A network with more weights than examples can fit any labels. It reads its 300 pictures of MNIST without a mistake within seconds; the question is what it makes of 1000 others."
        )
        page.formula(
            """
            weight decay     w ← (1 - ηλ) w with each step         large weights must be worth it
            dropout          h ← h ∘ m/(1-p),  m = 0 with chance p   no unit may rely on another
            early stopping   keep the weights of the best epoch on pictures held back
            changed          each picture anew each time, turned, magnified, moved
            """)
        let ways: [Way] = [
            Way("nothing"), Way("weight decay 0.3", decay: 0.3), Way("dropout 0.5", dropout: 0.5),
            Way("early stopping", stopsEarly: true), Way("changed pictures", changes: true),
            Way("changed, dropout 0.2", dropout: 0.2, changes: true),
        ]
        let seeds = (0..<UInt64(page.isQuick ? 2 : 3)).map { page.seed + $0 }
        let epochs = page.isQuick ? 60 : 100
        var rows: [[String]] = [], means: [Double] = []
        var figure = Figure(title: "Unseen pictures", xLabel: "epoch", yLabel: "share read right")
        for way in page.progress("training", over: ways) {
            let runs = seeds.map { run(way, epochs, $0) }
            let unseen = runs.map(\.score).reduce(0, +) / Double(runs.count)
            let known = runs.map(\.known).reduce(0, +) / Double(runs.count)
            means.append(unseen)
            rows.append([way.name, known.text(4), unseen.text(4), "\((100 * (unseen - means[0])).fixed(1))"])
            if !way.stopsEarly {
                let curve = runs[0].curve
                figure.line(curve.indices.map { Double(5 * $0 + 5) }, curve, label: way.name)
            }
        }
        page.table(["way", "known right", "unseen right", "points gained"], rows: rows)
        figure.yLimits = 0.75...0.95
        page.figure(figure, caption: "The first seed's runs.")
        page.youShouldSee(
            "weight decay and dropout gain little, the changed pictures most: they add what we know of pictures, and not only a penalty."
        )
        return means[4] - means[0]
    }

    struct Way {
        var name: String, decay = 0.0, dropout = 0.0, stopsEarly = false, changes = false
        init(
            _ name: String, decay: Double = 0, dropout: Double = 0, stopsEarly: Bool = false,
            changes: Bool = false
        ) {
            self.name = name
            self.decay = decay
            self.dropout = dropout
            self.stopsEarly = stopsEarly
            self.changes = changes
        }
    }

    /// Dense, bend, dropout, dense.
    struct Net: Module {
        var first, second: Linear<Float>
        var dropout: Dropout<Float>

        func callAsFunction(_ x: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
            second(dropout(first(x.flattened(from: 1), &context).relu(), &context), &context)
        }

        mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
            visit("first", &first)
            visit("second", &second)
        }
    }

    private func run(
        _ way: Way, _ epochs: Int, _ seed: UInt64
    ) -> (known: Double, score: Double, curve: [Double]) {
        let (training, test) = mnist()
        var generator = Generator(seed: seed)
        let order = generator.permutation(training.count)
        // Three hundred to learn from, a hundred held back, and the thousand of the test.
        let known = training.selecting(Array(order[..<300])),
            held = training.selecting(Array(order[300..<400]))
        var net = Net(
            first: Linear(784, 128, using: &generator), second: Linear(128, 10, using: &generator),
            dropout: Dropout(way.dropout))
        var optimizer = AdamW<Float>(learningRate: 2e-3, weightDecay: way.decay)
        var best = net, bestScore = 0.0, curve: [Double] = []
        for _ in 0..<epochs / 5 {
            fit(&net, with: &optimizer, on: known, epochs: 5, batch: 32, using: &generator) { x, generator in
                way.changes
                    ? x.augmented(
                        by: [.affine(degrees: 12, scale: 0.9...1.1, translate: 0.07)], using: &generator)
                    : x
            }
            curve.append(accuracy(net(test.x), test.labels))
            let score = accuracy(net(held.x), held.labels)
            if score > bestScore { (best, bestScore) = (net, score) }
        }
        if way.stopsEarly { net = best }
        return (
            accuracy(net(known.x), known.labels), accuracy(net(test.x), test.labels), curve
        )
    }
}
