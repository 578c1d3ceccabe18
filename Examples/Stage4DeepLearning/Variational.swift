import Cairn
import LessonKit

/// A variational autoencoder: a plane of digits in which every point is a digit.
struct Variational: Lesson {
    let name = "vae"
    let title = "A variational autoencoder"
    let summary =
        "Codes with a blur, kept near a normal law, so that any point drawn from it can be turned into a digit."
    let topics = ["Stage 4 · item 102 VAEs"]
    let budget = Budget(seconds: 30, megabytes: 300)
    let target = Target("bound on minus the log-probability of an unseen digit, nats", atMost: 25.5)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("A code with a blur")
        page.text(
            "An autoencoder leaves holes between its codes: what is drawn from there is no digit. Here the encoder gives a mean μ and a spread σ, the decoder gets a draw from that blur, and a second term of the loss keeps all blurs near one standard normal law: no room for holes (Kingma and Welling, 2014)."
        )
        page.formula(
            """
            z = μ(x) + σ(x) ε,   ε ~ N(0, 1)        so that slopes reach μ and σ
            -log p(x) ≤ E[-log p(x | z)] + KL(N(μ, σ²) ‖ N(0, 1))
            KL = ½ Σ (μ² + σ² - 1 - log σ²)
            """)
        let (training, test) = digits()
        var generator = Generator(seed: page.seed)
        var pair = [MLP([64, 256, 4], using: &generator), MLP([2, 256, 64], using: &generator)]
        let epochs = page.isQuick ? 80 : 160, schedule = CosineSchedule(from: 2e-3, steps: epochs * 23)
        var optimizer = Adam<Float>(learningRate: 2e-3), step = 0, curve: [Double] = [],
            divergences: [Double] = []
        for _ in page.progress("training", over: 0..<epochs) {
            var total = 0.0, apart = 0.0
            for rows in batches(of: 64, from: training.count, using: &generator) {
                let x = training.x.gathered(Indices(rows))
                let noise = Tensor<Float>.normal([rows.count, 2], using: &generator)
                var divergence = 0.0
                let (bound, slope) = valueAndGradient(at: pair) { pair in
                    let terms = Self.bound(pair, x, noise)
                    divergence = Double(terms.divergence.item)
                    return terms.pixels + terms.divergence
                }
                optimizer.learningRate = schedule.rate(at: step)
                optimizer.update(&pair, along: slope)
                step += 1
                total += Double(bound.item) * Double(rows.count)
                apart += divergence * Double(rows.count)
            }
            curve.append(total / Double(training.count))
            divergences.append(apart / Double(training.count))
        }
        let score = unseen(pair, test, &generator)
        page.table(
            ["", "bound, nats", "of it KL"],
            rows: [
                ["known digits, last epoch", curve[epochs - 1].text(4), divergences[epochs - 1].text(3)],
                ["unseen digits", score.total.text(4), score.divergence.text(3)],
            ])
        plane(pair[1], &page)
        codes(pair[0], test, &page)
        return score.total
    }

    /// The two terms of the bound, means over the pictures. A pixel's shade is read as the probability that it is black.
    private static func bound(
        _ pair: [MLP], _ x: Tensor<Float>, _ noise: Tensor<Float>
    ) -> (pixels: Tensor<Float>, divergence: Tensor<Float>) {
        let code = pair[0](x), count = Float(x.shape[0])
        let mean = code[.all, .range(0..<2)], logVariance = code[.all, .range(2..<4)]
        let z = mean + (logVariance * 0.5).exp() * noise
        let logits = pair[1](z)
        let pixels = (logits.softplus() - logits * x).sum() / count
        let divergence = (mean * mean + logVariance.exp() - 1 - logVariance).sum() * (0.5 / count)
        return (pixels, divergence)
    }

    private func unseen(
        _ pair: [MLP], _ test: Labelled, _ generator: inout Generator
    ) -> (total: Double, divergence: Double) {
        var total = 0.0, apart = 0.0
        for _ in 0..<20 {
            let noise = Tensor<Float>.normal([test.count, 2], using: &generator)
            let terms = Self.bound(pair, test.x, noise)
            total += Double((terms.pixels + terms.divergence).item) / 20
            apart += Double(terms.divergence.item) / 20
        }
        return (total, apart)
    }

    /// Digits from a grid of codes, as dense as the normal law is.
    private func plane(_ decoder: MLP, _ page: inout Narrator) {
        page.heading("A plane of digits")
        let side = 14, normal = Normal(mean: 0, standardDeviation: 1)
        let steps = (0..<side).map { Float(normal.quantile((Double($0) + 0.5) / Double(side))) }
        let codes = steps.reversed().flatMap { up in steps.map { [$0, up] } }
        let shades = decoder(Tensor(codes)).sigmoid()  // [196, 64]
        let sheet = shades.reshaped([side, side, 8, 8]).permuted([0, 2, 1, 3]).reshaped([8 * side, 8 * side])
        var figure = Figure(width: 560, height: 560)
        figure.image(raster(sheet.elements, width: 8 * side))
        page.figure(
            figure,
            caption:
                "What the decoder draws from \(side * side) codes. None of these digits was written by anyone."
        )
        page.youShouldSee("one digit pass into another without a gap.")
    }

    private func codes(_ encoder: MLP, _ test: Labelled, _ page: inout Narrator) {
        let code = encoder(test.x)
        let x = code[.all, 0].elements.map(Double.init), y = code[.all, 1].elements.map(Double.init)
        var figure = Figure(
            title: "Means of the codes", xLabel: "first", yLabel: "second", width: 560, height: 520)
        figure.scatter(x, y, classes: test.labels, names: (0..<10).map(String.init), size: 6)
        page.figure(
            figure,
            caption: "Unseen digits. The cloud as a whole is round and about as wide as the normal law.")
    }
}
