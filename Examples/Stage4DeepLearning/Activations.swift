import Cairn
import Foundation
import LessonKit

/// Bends, starting weights and losses: what lets a slope through twenty layers, and what it should be the slope of.
struct Activations: Lesson {
    let name = "activations"
    let title = "Activations and losses"
    let summary =
        "Why deep networks went from sigmoid to ReLU, why starting weights have a size, and which loss goes with which output."
    let topics = [
        "Stage 4 · item 88 Activations: ReLU, sigmoid, softmax and others",
        "Stage 4 · item 89 Loss functions",
    ]
    let budget = Budget(seconds: 10, megabytes: 200)
    let target = Target(
        "powers of ten that the slope loses in 20 layers: ReLU, He's weights", atMost: 1)

    func run(_ page: inout Narrator) throws -> Double {
        curves(&page)
        let lost = depth(&page)
        losses(&page)
        outliers(&page)
        return lost
    }

    private static let bends: [(name: String, bend: @Sendable (Tensor<Double>) -> Tensor<Double>)] = [
        ("sigmoid", { $0.sigmoid() }), ("tanh", { $0.tanh() }), ("ReLU", { $0.relu() }),
        ("GELU", { $0.gelu() }), ("SiLU", { $0.silu() }),
    ]

    private func curves(_ page: inout Narrator) {
        page.heading("A bend and its slope")
        page.text(
            "Without a bend between them, two dense layers are one dense layer. On the way back each layer multiplies the gradient by the slope of its bend, so that is what to look at. Forward mode, `jvp`, draws it."
        )
        page.formula(
            """
            sigmoid 1/(1 + e⁻ˣ)    tanh x    ReLU max(x, 0)
            GELU x Φ(x)            SiLU x/(1 + e⁻ˣ)
            """)
        let x = Tensor<Double>.range(from: -4, to: 4.001, by: 0.05), across = x.elements
        var value = Figure(title: "Activations", xLabel: "x"),
            slope = Figure(title: "Their slopes", xLabel: "x")
        for (name, bend) in Self.bends {
            let (y, dy) = jvp(at: x, along: x.onesLike, bend)
            value.line(across, y.elements, label: name)
            slope.line(across, dy.elements, label: name)
        }
        value.yLimits = -1.2...4
        page.figure(
            Panels(columns: 2, [value, slope]),
            caption: "Sigmoid's slope is never above 1/4; ReLU's is 0 or 1.")
    }

    /// The size of the gradient that reaches each of twenty layers.
    private func depth(_ page: inout Narrator) -> Double {
        page.heading("Twenty layers deep")
        page.text(
            "Weights of a layer with n inputs keep the size of their input if their standard deviation is √(1/n) (Glorot and Bengio, 2010); ReLU throws half away, so it takes √(2/n) (He and others, 2015). The same for the gradient on its way back."
        )
        page.formula("how much of the gradient reaches layer k:    ‖∂L/∂hₖ‖ / ‖∂L/∂h₂₀‖")
        let cases: [(String, @Sendable (Tensor<Double>) -> Tensor<Double>, Double)] = [
            ("sigmoid, √(1/n)", { $0.sigmoid() }, 1), ("tanh, √(1/n)", { $0.tanh() }, 1),
            ("ReLU, √(1/n)", { $0.relu() }, 1), ("ReLU, √(2/n)", { $0.relu() }, 2),
        ]
        var figure = Figure(
            title: "What is left of the gradient", xLabel: "layer", yLabel: "relative to the last")
        figure.yScale = .log10
        var rows: [[String]] = [], lost = Double.nan
        for (name, bend, gain) in cases {
            let shares = reach(bend, gain, page.seed)
            figure.line((1...shares.count).map(Double.init), shares, label: name, marker: .circle)
            lost = Swift.abs(log10(shares[0]))
            rows.append([name, shares[0].text(2), shares[9].text(2)])
        }
        page.table(["bend, weights", "reaches layer 1", "reaches layer 10"], rows: rows)
        page.figure(
            figure, caption: "From right to left: the gradient on its way back through 20 layers of 128.")
        page.youShouldSee(
            "sigmoid lose a factor of several at each layer, so that the first ones never learn: the vanishing gradient that kept networks shallow until 2010."
        )
        return lost
    }

    private func reach(
        _ bend: @escaping @Sendable (Tensor<Double>) -> Tensor<Double>, _ gain: Double, _ seed: UInt64
    ) -> [Double] {
        var generator = Generator(seed: seed)
        let size = 128, deviation = (gain / Double(size)).squareRoot()
        let weights = (0..<20).map { _ in
            Tensor<Double>.normal([size, size], standardDeviation: deviation, using: &generator)
        }
        let x = Tensor<Double>.normal([64, size], using: &generator)
        let aim = Tensor<Double>.normal([64, size], using: &generator)
        // Zeros added to each layer's input: the gradient of layer k's is ∂L/∂hₖ.
        let nudges = weights.map { _ in Tensor<Double>.zeros([64, size]) }
        let slopes = gradient(at: nudges) { nudges in
            var h = x
            for (w, nudge) in zip(weights, nudges) { h = bend(matmul(h + nudge, w)) }
            return (h * aim).sum()
        }
        let sizes = slopes.map { Double($0.norm().item) }
        return sizes.map { $0 / sizes[19] }
    }

    /// Outputs and the losses that go with them.
    private func losses(_ page: inout Narrator) {
        page.heading("An output and its loss")
        page.text(
            "A loss is minus the logarithm of the probability that the model gave to what happened. That fixes the pairs, and each has the same gradient at its output: what was said minus what was true."
        )
        page.table(
            ["target", "output", "loss", "gradient at the output"],
            rows: [
                ["a number", "as it is", "squared error", "ŷ - y"],
                ["yes or no", "sigmoid", "binary cross-entropy", "p - y"],
                ["one of k", "softmax", "cross-entropy", "p - y"],
                ["a count", "exp", "Poisson", "λ - y"],
            ])
        let z = Tensor<Double>.range(from: -8, to: 8.001, by: 0.1)
        let squared = gradient(at: z) { z in ((z.sigmoid() - 1) * (z.sigmoid() - 1)).sum() * 0.5 }
        let entropy = gradient(at: z) { z in (-z).softplus().sum() }
        var figure = Figure(
            title: "The truth is 1, the network says sigmoid(z)", xLabel: "z", yLabel: "gradient")
        figure.line(z.elements, squared.elements, label: "squared error")
        figure.line(z.elements, entropy.elements, label: "cross-entropy")
        page.figure(
            figure,
            caption: "Far left, where the network is sure and wrong, the squared error has no slope left.")
        page.check(
            Target("slope of the squared error where the network is sure and wrong (z = -8)", atMost: 1e-3),
            score: Swift.abs(squared.elements[0]))
        page.check(
            Target("slope of the cross-entropy there", atLeast: 0.99), score: Swift.abs(entropy.elements[0]))
    }

    /// A line through points of which some are far off, by three losses.
    private func outliers(_ page: inout Narrator) {
        page.heading("Numbers that are far off")
        page.text(
            "The squared error follows an outlier with all its weight; the absolute error, and Huber's, which is squared within 1 and straight beyond, follow the many."
        )
        var generator = Generator(seed: page.seed)
        let x = (0..<60).map { Double($0) / 10 - 3 }
        var y = x.map { 2 * $0 + generator.normal(standardDeviation: 0.3) }
        for place in stride(from: 50, to: 60, by: 2) { y[place] -= 15 }
        let input = Tensor(x), aim = Tensor(y)
        var figure = Figure(title: "One line, three losses", xLabel: "x", yLabel: "y")
        figure.scatter(x, y, label: "data: slope 2, five far off")
        var slopes: [Double] = []
        let losses: [(String, @Sendable (Tensor<Double>, Tensor<Double>) -> Tensor<Double>)] = [
            ("squared", { meanSquaredError($0, $1) }), ("absolute", { meanAbsoluteError($0, $1) }),
            ("Huber", { huber($0, $1) }),
        ]
        for (name, loss) in losses {
            var line = Tensor<Double>([0, 0]), optimizer = Adam<Double>(learningRate: 0.02)
            for _ in 0..<1500 {
                let slope = gradient(at: line) { line in loss(line[0] * input + line[1], aim) }
                optimizer.update(&line, along: slope)
            }
            let (slope, level) = (line.elements[0], line.elements[1])
            slopes.append(slope)
            figure.line(
                [-3, 3], [-3, 3].map { slope * $0 + level }, label: "\(name): slope \(slope.text(3))")
        }
        page.figure(figure, caption: "Five points of sixty turn the line of the squared error.")
        page.check(
            Target("Huber's slope, off the true 2", atMost: 0.2), score: Swift.abs(slopes[2] - 2))
    }
}
