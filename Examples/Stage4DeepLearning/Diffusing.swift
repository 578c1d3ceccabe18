import Cairn
import LessonKit

/// Noise taken away step by step: points of two moons, then digits of a wanted kind.
struct Diffusing: Lesson {
    let name = "diffusion"
    let title = "Diffusion models"
    let summary =
        "Learn to say which noise was added, then begin with noise alone: moons, and digits to order."
    let topics = ["Stage 4 · item 103 Diffusion models"]
    let budget = Budget(seconds: 60, megabytes: 400)
    let target = Target("share of made digits that a classifier reads as the digit asked for", atLeast: 0.9)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("There and back")
        page.text(
            "Forward, data becomes noise: each step shrinks a point a little and adds a little noise, and any step can be reached in one draw. A network learns to say, from the noisy point and the time, which noise was in it. Backward, one takes away a little of what it says, adds fresh noise that is smaller, and repeats (Sohl-Dickstein and others, 2015; Ho, Jain and Abbeel, 2020)."
        )
        page.formula(
            """
            forward    xₜ = √āₜ x₀ + √(1 - āₜ) ε      āₜ = a₁ a₂ … aₜ, from 1 to 0
            learn      minimise ‖ε - ε̂(xₜ, t)‖²
            backward   xₜ₋₁ = (xₜ - (1 - aₜ)/√(1 - āₜ) ε̂)/√aₜ + σₜ ε
                       σₜ² = (1 - aₜ)(1 - āₜ₋₁)/(1 - āₜ)
            """)
        let near = moons(&page)
        page.check(Target("share of made points within 0.25 of a real one", atLeast: 0.9), score: near)
        return digits(&page)
    }

    private func moons(_ page: inout Narrator) -> Double {
        page.heading("Two moons")
        let data = makeMoons(samples: 2000, noise: 0.05, seed: UInt32(truncatingIfNeeded: page.seed))
        let center = Tensor<Float>([0.5, 0.25]), real = Tensor<Float>(data.features.tensor) - center
        var generator = Generator(seed: page.seed)
        var model = Denoiser(features: 2, classes: 0, hidden: 128, steps: 50, using: &generator)
        model.learn(
            real, labels: nil, rounds: 4000, batch: 256, rate: 2e-3, page, &generator)
        var panels = Panels(rows: 2, columns: 4, width: 900, height: 460)
        for (place, step) in [0, 8, 20, 49].enumerated() {
            let noise = Tensor<Float>.normal([500, 2], using: &generator)
            draw(
                model.noised(real[0..<500], noise, step: step), "forward, step \(step + 1)", &panels[0, place]
            )
        }
        let stops = [49, 20, 8, 0]
        let path = model.sample(1000, labels: nil, stopsAt: stops, &generator)
        for (place, points) in path.enumerated() {
            draw(points[0..<500], "backward, step \(stops[place] + 1)", &panels[1, place])
        }
        page.figure(
            panels, caption: "Above, moons become noise. Below, noise that no one has seen becomes moons.")
        // The nearest real point to each made one, by all squared distances at once.
        let made = path[3]
        let distances =
            (made * made).sum(over: 1, keepingAxes: true) + (real * real).sum(over: 1)
            - 2 * matmul(made, real.transposed)  // [1000, 2000]
        let nearest = distances.min(over: 1).elements
        return Double(nearest.count { $0 < 0.0625 }) / Double(nearest.count)
    }

    private func digits(_ page: inout Narrator) -> Double {
        page.heading("Digits to order")
        page.text(
            "The same program, with 64 numbers instead of 2 and the wanted digit as a further input. A classifier that has only seen real digits says whether what is made can be read."
        )
        let (training, test) = Stage4DeepLearning.digits()
        var generator = Generator(seed: page.seed)
        var model = Denoiser(features: 64, classes: 10, hidden: 256, steps: 100, using: &generator)
        model.learn(
            training.x * 2 - 1, labels: training.labels, rounds: 4500, batch: 128,
            rate: 2e-3, page,
            &generator)
        let wanted = (0..<500).map { $0 % 10 }
        let path = model.sample(500, labels: wanted, stopsAt: [99, 50, 25, 12, 0], &generator)
        let made = path[4].clamped(to: -1...1) * 0.5 + 0.5
        var judge = MLP([64, 128, 10], using: &generator), optimizer = Adam<Float>(learningRate: 3e-3)
        fit(&judge, with: &optimizer, on: training, epochs: 20, using: &generator)
        let score = accuracy(judge(made), wanted)
        page.table(
            ["read by the classifier", "share right"],
            rows: [
                ["real unseen digits", accuracy(judge(test.x), test.labels).text(4)],
                ["made digits, as the digit asked for", score.text(4)],
            ])
        var grid = Figure(width: 640, height: 320)
        grid.imageGrid(rasters(made[0..<50], width: 8), columns: 10)
        page.figure(grid, caption: "Fifty made digits, 0 to 9 in each row.")
        let steps = path.flatMap { rasters($0[10..<20].clamped(to: -1...1) * 0.5 + 0.5, width: 8) }
        var film = Figure(width: 640, height: 320)
        film.imageGrid(steps, columns: 10)
        page.figure(film, caption: "Ten of them on their way out of the noise: steps 100, 51, 26, 13 and 1.")
        page.youShouldSee("digits in many hands, and here and there a stroke that went astray.")
        return score
    }

    private func draw(_ points: Tensor<Float>, _ name: String, _ figure: inout Figure) {
        figure.title = name
        figure.scatter(
            points[.all, 0].elements.map(Double.init), points[.all, 1].elements.map(Double.init), size: 3)
        figure.xLimits = -2.5...2.5
        figure.yLimits = -2...2
    }
}
