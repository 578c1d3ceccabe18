import Cairn
import LessonKit

/// A two-layer network with its backward pass written by hand, by the library, and at full speed.
struct Backpropagation: Lesson {
    let name = "backpropagation"
    let title = "A network by hand, and by the library"
    let summary =
        "Forward and backward in ten lines of matrices, equal to what automatic differentiation finds, and then digits read."
    let topics = [
        "Stage 4 · item 87 Feedforward networks", "Stage 4 · item 90 Backpropagation",
    ]
    let budget = Budget(seconds: 15, megabytes: 300)
    let target = Target("share of unseen digits read right", atLeast: 0.965)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Forward, then backward")
        page.text(
            "A picture x goes through a dense layer, a bend, and another dense layer; softmax makes shares of the ten logits, and the loss is minus the logarithm of the right one's share. Backward, the same steps in reverse order hand the slope on: each product transposed, each bend a mask."
        )
        page.formula(
            """
            forward    Z = XW₁ + b₁    H = max(Z, 0)    S = HW₂ + b₂    P = softmax(S)
            loss       L = -1/n Σ log P[yᵢ]
            backward   dS = (P - Y)/n  dW₂ = HᵀdS       dH = dS W₂ᵀ     dZ = dH ∘ [Z > 0]
                       dW₁ = XᵀdZ      db₁ = Σ dZ       db₂ = Σ dS
            """)
        let (training, test) = digits()
        let gap = try compare(training, page.seed)
        page.text(
            "The lesson's own `byHand` is those lines; `valueAndGradient` of the library records the forward pass and walks it back. Both on the same 64 digits, in double precision:"
        )
        page.check(
            Target("largest difference of the two gradients, relative", atMost: 1e-12), score: gap)

        page.heading("Digits")
        var generator = Generator(seed: page.seed)
        var hand = Layers<Float>(using: &generator)
        var net = MLP([64, 128, 10], using: &generator), optimizer = Adam<Float>(learningRate: 3e-3)
        let epochs = page.isQuick ? 40 : 80
        var handLoss: [Double] = [], netLoss: [Double] = []
        let schedule = CosineSchedule(from: 3e-3, steps: epochs)
        for epoch in page.progress("training", over: 0..<epochs) {
            optimizer.learningRate = schedule.rate(at: epoch)
            handLoss.append(descend(&hand, training, &generator))
            netLoss += fit(&net, with: &optimizer, on: training, epochs: 1, using: &generator)
        }
        let handScore = accuracy(logits(hand, test.x), test.labels),
            score = accuracy(net(test.x), test.labels)
        page.table(
            ["", "hidden", "optimiser", "loss, last epoch", "unseen digits right"],
            rows: [
                ["by hand", "32", "descent, rate 0.5", handLoss[epochs - 1].text(3), handScore.text(4)],
                ["library", "128", "Adam, rate 0.003", netLoss[epochs - 1].text(3), score.text(4)],
            ])
        var figure = Figure(title: "The loss of each epoch", xLabel: "epoch", yLabel: "cross-entropy")
        figure.yScale = .log10
        let x = (1...epochs).map(Double.init)
        figure.line(x, handLoss, label: "by hand, gradient descent")
        figure.line(x, netLoss, label: "library, Adam")
        page.figure(figure, caption: "1437 digits, in batches of 64.")
        wrong(net, test, &page)
        return score
    }

    /// The parameters of two layers, held by hand.
    struct Layers<T: Scalar>: Parameterized {
        var w1, b1, w2, b2: Tensor<T>

        init(using generator: inout Generator) {
            w1 = .normal([64, 32], standardDeviation: 0.18, using: &generator)
            b1 = .zeros([32])
            w2 = .normal([32, 10], standardDeviation: 0.25, using: &generator)
            b2 = .zeros([10])
        }

        mutating func visitParameters(_ visit: inout ParameterVisitor<T>) {
            visit("w1", &w1)
            visit("b1", &b1)
            visit("w2", &w2)
            visit("b2", &b2)
        }
    }

    /// The gradient of the mean cross-entropy, line by line as above.
    private func byHand<T: Scalar>(_ p: Layers<T>, _ x: Tensor<T>, _ labels: [Int]) -> Layers<T> {
        let z = matmul(x, p.w1) + p.b1  // [n, 32]
        let h = z.relu()
        let s = matmul(h, p.w2) + p.b2  // [n, 10]
        let shares = (s - s.logSumExp(over: 1, keepingAxis: true)).exp()
        let truth = Tensor<T>.identity(10).gathered(Indices(labels))
        let ds = (shares - truth) / T(labels.count)
        let dh = matmul(ds, p.w2.transposed)
        let dz = dh * Tensor<T>(z .> 0)
        var gradient = p
        gradient.w2 = matmul(h.transposed, ds)
        gradient.b2 = ds.sum(over: 0)
        gradient.w1 = matmul(x.transposed, dz)
        gradient.b1 = dz.sum(over: 0)
        return gradient
    }

    private func logits<T: Scalar>(_ p: Layers<T>, _ x: Tensor<T>) -> Tensor<T> {
        linear(linear(x, p.w1, p.b1).relu(), p.w2, p.b2)
    }

    /// The largest relative difference between the gradient by hand and that of the library.
    private func compare(_ data: Labelled, _ seed: UInt64) throws -> Double {
        var generator = Generator(seed: seed)
        let layers = Layers<Double>(using: &generator), part = data.selecting(Array(0..<64))
        let x = Tensor<Double>(part.x)
        let ours = byHand(layers, x, part.labels)
        let theirs = gradient(at: layers) { crossEntropy(logits($0, x), Indices(part.labels)) }
        return zip(ours.parameters, theirs.parameters).map { a, b in
            Double((a - b).norm().item / b.norm().item)
        }.max() ?? .nan
    }

    /// One epoch of plain descent along the gradient by hand; returns the mean loss.
    private func descend(_ p: inout Layers<Float>, _ data: Labelled, _ generator: inout Generator) -> Double {
        for rows in batches(of: 64, from: data.count, using: &generator) {
            let part = data.selecting(rows), slope = byHand(p, part.x, part.labels)
            p.w1 -= slope.w1 * 0.5
            p.b1 -= slope.b1 * 0.5
            p.w2 -= slope.w2 * 0.5
            p.b2 -= slope.b2 * 0.5
        }
        return Double(crossEntropy(logits(p, data.x), Indices(data.labels)).item)
    }

    private func wrong(_ net: MLP, _ test: Labelled, _ page: inout Narrator) {
        let answers = net(test.x).argmax(over: 1)
        let rows = Array(test.labels.indices.filter { answers[$0] != test.labels[$0] }.prefix(12))
        if rows.isEmpty { return }
        var grid = Figure(width: 640, height: 200)
        grid.imageGrid(
            rasters(test.selecting(rows).x, width: 8), columns: 6,
            captions: rows.map { "\(test.labels[$0]), read as \(answers[$0])" })
        page.figure(grid, caption: "Digits that the library's network misreads.")
        page.youShouldSee("digits that a person would have to look at twice.")
    }
}
