import Cairn
import Foundation
import LessonKit

/// What the lesson `diffusion` trains: which noise is in a noisy row, given the step, and the class if there are any.
struct Denoiser: Sendable {
    var net: MLP
    /// aₜ, and their products āₜ.
    let shrink, left: [Float]
    let classes, features: Int

    /// Steps by Nichol and Dhariwal's cosine rule (2021).
    init(features: Int, classes: Int, hidden: Int, steps: Int, using generator: inout Generator) {
        func level(_ t: Double) -> Double { pow(cos((t / Double(steps) + 0.008) / 1.008 * .pi / 2), 2) }
        shrink = (0..<steps).map { Float(max(0.02, level(Double($0 + 1)) / level(Double($0)))) }
        var product: Float = 1, products: [Float] = []
        for a in shrink {
            product *= a
            products.append(product)
        }
        left = products
        self.classes = classes
        self.features = features
        net = MLP(
            [features + 16 + classes, hidden, hidden, hidden, features], bend: { $0.silu() },
            using: &generator)
    }

    /// √ā x + √(1 - ā) ε at one step.
    func noised(_ x: Tensor<Float>, _ noise: Tensor<Float>, step: Int) -> Tensor<Float> {
        x * left[step].squareRoot() + noise * (1 - left[step]).squareRoot()
    }

    /// The row, eight waves of the step, and the class as a one among zeros.
    private func inputs(_ x: Tensor<Float>, _ steps: [Int], _ labels: [Int]?) -> Tensor<Float> {
        let waves = steps.flatMap { step in
            (0..<16).map { place in
                let angle = Double(step) / Double(shrink.count) * .pi * pow(2, Double(place / 2)) / 2
                return Float(place % 2 == 0 ? sin(angle) : cos(angle))
            }
        }
        let time = Tensor<Float>(shape: [steps.count, 16], elements: waves)
        guard let labels, classes > 0 else { return concatenated([x, time], along: 1) }
        return concatenated([x, time, Tensor<Float>.identity(classes).gathered(Indices(labels))], along: 1)
    }

    /// Learns from so many batches; the rate falls to 0 along a cosine.
    mutating func learn(
        _ x: Tensor<Float>, labels: [Int]?, rounds: Int, batch: Int, rate: Double, _ page: Narrator,
        _ generator: inout Generator
    ) {
        var optimizer = Adam<Float>(learningRate: rate)
        let schedule = CosineSchedule(from: rate, steps: rounds)
        for round in page.progress("training", over: 0..<rounds) {
            let rows = generator.integers(in: 0..<x.shape[0], count: batch)
            let steps = generator.integers(in: 0..<shrink.count, count: batch)
            let noise = Tensor<Float>.normal([batch, features], using: &generator)
            let keep = Tensor(steps.map { left[$0].squareRoot() }).reshaped([batch, 1])
            let blur = Tensor(steps.map { (1 - left[$0]).squareRoot() }).reshaped([batch, 1])
            let noisy = x.gathered(Indices(rows)) * keep + noise * blur
            let input = inputs(noisy, steps, labels.map { labels in rows.map { labels[$0] } })
            let slope = gradient(at: net) { net in meanSquaredError(net(input), noise) }
            optimizer.learningRate = schedule.rate(at: round)
            optimizer.update(&net, along: slope)
        }
    }

    /// Rows out of noise; returns what there is after each of the steps `stopsAt`, which fall.
    func sample(
        _ count: Int, labels: [Int]?, stopsAt stops: [Int], _ generator: inout Generator
    ) -> [Tensor<Float>] {
        var x = Tensor<Float>.normal([count, features], using: &generator), seen: [Tensor<Float>] = []
        for step in shrink.indices.reversed() {
            let a = shrink[step], whole = left[step], before = step > 0 ? left[step - 1] : 1
            let noise = net(inputs(x, Array(repeating: step, count: count), labels))
            x = (x - noise * ((1 - a) / (1 - whole).squareRoot())) / a.squareRoot()
            if step > 0 {
                let spread = ((1 - a) * (1 - before) / (1 - whole)).squareRoot()
                x = x + Tensor<Float>.normal([count, features], using: &generator) * spread
            }
            if stops.contains(step) { seen.append(x) }
        }
        return seen
    }
}
