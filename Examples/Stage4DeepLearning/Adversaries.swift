import Cairn
import Foundation
import LessonKit

/// Two networks against each other, on points in the plane.
struct Adversaries: Lesson {
    let name = "gan"
    let title = "Generative adversarial networks"
    let summary =
        "A forger and a critic on eight heaps of points, with two kinds of critic; the second needs derivatives of derivatives."
    let topics = ["Stage 4 · item 101 Generative models: GANs"]
    let budget = Budget(seconds: 45, megabytes: 300)
    let target = Target("heaps that the network with a bounded slope finds, of 8", atLeast: 8)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("A forger and a critic")
        page.text(
            "The generator turns noise into points. The critic tells real from made. Each step improves the critic, then the generator along the critic's slope (Goodfellow and others, 2014). Nothing measures directly how good the points are: the loss is a moving target."
        )
        page.formula(
            """
            GAN        critic: cross-entropy of real and made
                       generator: that made is taken for real
            WGAN-GP    critic: mean D(made) - mean D(real) + (‖∇D‖ - 1)²
                       generator: -mean D(made)
            """)
        page.text(
            "The second kind (Gulrajani and others, 2017) has the critic measure a distance, for which its slope must have length 1. The penalty contains a gradient, and its own gradient is needed: derivatives of derivatives, nested calls of `gradient`."
        )
        var panels = Panels(rows: 1, columns: 3, width: 900, height: 340),
            generator = Generator(seed: page.seed)
        let real = Self.heaps(500, &generator)
        draw(real, "Real", &panels[0, 0])
        var rows: [[String]] = [], found: [Int] = []
        for (place, penalty) in page.progress("training", over: [Float(0), 1].enumerated().map { $0 }) {
            let name = penalty == 0 ? "GAN" : "WGAN-GP"
            let forger = train(penalty, steps: page.isQuick ? 1200 : 1800, page.seed)
            let made = forger(Tensor<Float>.normal([2000, 4], using: &generator))
            let (heaps, near) = judge(made)
            found.append(heaps)
            rows.append([name, "\(heaps)", (100 * near).text(3)])
            draw(made[0..<500], name, &panels[0, place + 1])
        }
        page.table(["", "heaps found, of 8", "points within 4 σ of a heap, %"], rows: rows)
        page.figure(
            panels,
            caption:
                "500 points each. A heap counts as found with 2 % of the points or more; an even share is 12.5 %."
        )
        page.youShouldSee(
            "both kinds find the heaps here. The first is known to leave some out where the task is harder, since it goes where the critic is weak at the moment: mode collapse."
        )
        return Double(found[1])
    }

    private static let deviation: Float = 0.15

    /// Points of eight round heaps on a circle.
    private static func heaps(_ count: Int, _ generator: inout Generator) -> Tensor<Float> {
        let places = (0..<count).flatMap { _ in
            let angle = Double(generator.integer(in: 0..<8)) * .pi / 4
            return [Float(2 * cos(angle)), Float(2 * sin(angle))]
        }
        return Tensor(shape: [count, 2], elements: places)
            + Tensor<Float>.normal([count, 2], standardDeviation: Double(deviation), using: &generator)
    }

    private func train(_ penalty: Float, steps: Int, _ seed: UInt64) -> MLP {
        var generator = Generator(seed: seed)
        let size = 128
        let leaky: @Sendable (Tensor<Float>) -> Tensor<Float> = { $0.relu() - (-$0).relu() * 0.2 }
        var forger = MLP([4, 64, 64, 2], using: &generator)
        var critic = MLP([2, 64, 64, 1], bend: leaky, using: &generator)
        var forgerRule = Adam<Float>(learningRate: 2e-3, beta1: 0.5, beta2: 0.9), criticRule = forgerRule
        for _ in 0..<steps {
            for _ in 0..<(penalty == 0 ? 1 : 3) {
                let real = Self.heaps(size, &generator)
                let made = forger(Tensor<Float>.normal([size, 4], using: &generator))
                let slope = gradient(at: critic) { critic in
                    if penalty == 0 {
                        return (-critic(real)).softplus().mean() + critic(made).softplus().mean()
                    }
                    let bound = gradientPenalty(real, made, weight: penalty, using: &generator) { critic($0) }
                    return wassersteinCritic(critic(real), critic(made)) + bound
                }
                criticRule.update(&critic, along: slope)
            }
            let noise = Tensor<Float>.normal([size, 4], using: &generator)
            let judge = critic
            let slope = gradient(at: forger) { forger in
                let mark = judge(forger(noise))
                return penalty == 0 ? (-mark).softplus().mean() : -mark.mean()
            }
            forgerRule.update(&forger, along: slope)
        }
        return forger
    }

    /// How many heaps have 2 % of the points, and the share of points that are in any.
    private func judge(_ made: Tensor<Float>) -> (heaps: Int, near: Double) {
        let points = made.elements
        var counts = [Int](repeating: 0, count: 8)
        for place in stride(from: 0, to: points.count, by: 2) {
            let (x, y) = (Double(points[place]), Double(points[place + 1]))
            let heap = Int((atan2(y, x) / (.pi / 4)).rounded() + 8) % 8, angle = Double(heap) * .pi / 4
            if hypot(x - 2 * cos(angle), y - 2 * sin(angle)) < 4 * Double(Self.deviation) {
                counts[heap] += 1
            }
        }
        return (
            counts.count { $0 * 50 >= points.count / 2 },
            Double(counts.reduce(0, +)) / Double(points.count / 2)
        )
    }

    private func draw(_ points: Tensor<Float>, _ name: String, _ figure: inout Figure) {
        figure.title = name
        figure.scatter(
            points[.all, 0].elements.map(Double.init), points[.all, 1].elements.map(Double.init), size: 4)
        figure.xLimits = -3...3
        figure.yLimits = -3...3
        figure.hasEqualAspect = true
    }
}
