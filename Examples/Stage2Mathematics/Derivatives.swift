import Cairn
import LessonKit

/// One function, differentiated by differences, by dual numbers, in reverse and on tensors, and how far each is off.
struct Derivatives: Lesson {
    let name = "derivatives"
    let title = "Derivatives, three ways"
    let summary =
        "Differences lose digits whatever the step; dual numbers and reverse mode lose none. One function, written once, shows all three."
    let topics = ["Stage 2 · item 30 Derivatives, partial derivatives, gradients"]
    let budget = Budget(seconds: 10, megabytes: 250)
    let target = Target("error of dual numbers and reverse mode (relative)", atMost: 1e-14)

    /// The function, for any kind of number.
    private func f<N: Textbook.Number>(_ x: N) -> N { x * tanh(x) + exp(-x) * sin(3 * x) }

    /// Its derivative on paper, `tanh x + x(1 - tanh² x) + e⁻ˣ(3 cos 3x - sin 3x)`.
    private func slope(_ x: Double) -> Double {
        let t = tanh(x), wave = 3 * cos(3 * x) - sin(3 * x)
        return t + x * (1 - t * t) + exp(-x) * wave
    }

    func run(_ page: inout Narrator) throws -> Double {
        let x = 0.7, exact = slope(x)
        page.heading("What differences cost")
        page.text(
            "A derivative is a limit, and a computer cannot take limits. It can take a small step h; but what is cut off shrinks with h while the rounding of f is divided by it."
        )
        page.formula(
            "f(x) = x tanh x + e⁻ˣ sin 3x        f'(x) = tanh x + x(1 - tanh² x) + e⁻ˣ(3 cos 3x - sin 3x)\n"
                + "(f(x + h) - f(x))/h = f' + h/2 f'' + …      (f(x + h) - f(x - h))/2h = f' + h²/6 f''' + …")
        try differences(x, exact, &page)
        let worst = try exactWays(x, exact, &page)
        try manyVariables(&page)
        return worst
    }

    private func differences(_ x: Double, _ exact: Double, _ page: inout Narrator) throws {
        let steps = Array(Vector<Double>.logspace(-15, 0, count: 91))
        let error = { (derivative: Double) in Swift.max(Swift.abs(derivative / exact - 1), 1e-17) }
        let forward = steps.map { error(Textbook.forwardDifference(at: x, step: $0, of: f)) }
        let central = steps.map { error(Textbook.centralDifference(at: x, step: $0, of: f)) }
        let extrapolated = steps.map { error(Textbook.extrapolatedDifference(at: x, step: $0, of: f)) }
        var figure = Figure(
            title: "Error against the step", xLabel: "step h", yLabel: "relative error of f'", height: 480)
        figure.xScale = .log10
        figure.yScale = .log10
        figure.line(steps, forward, label: "forward difference")
        figure.line(steps, central, label: "central difference")
        figure.line(steps, extrapolated, label: "extrapolated, five steps")
        figure.horizontalLine(
            at: error(Textbook.derivative(at: x, of: f)), label: "dual numbers, no step at all")
        page.figure(figure, caption: "Each difference has a best step; what is left there is its limit.")
        page.youShouldSee(
            "two slopes in each curve: on the right the error of the formula, 1 or 2 decades a decade of h; on the left rounding, which rises as h falls. Forward differences end with half the digits, central ones with two thirds."
        )
        let best = steps[central.indices.min { central[$0] < central[$1] } ?? 0]
        page.check(
            Target("best step of central differences, in powers of ten off ∛ε ≈ 6e-6", atMost: 1.5),
            score: Swift.abs(log(best / 6e-6) / log(10.0)))
    }

    private func exactWays(_ x: Double, _ exact: Double, _ page: inout Narrator) throws -> Double {
        page.heading("Derivatives without a step")
        page.text(
            "A dual number x + x'ε with ε² = 0 carries its derivative through the calculation. A `Textbook.Value` remembers where it came from, and the chain rule goes back through what it remembers. Both apply the exact rule of each operation, so only rounding is left."
        )
        page.formula("(x + x'ε)(y + y'ε) = xy + (x'y + xy')ε        ∂out/∂input += ∂out/∂node · ∂node/∂input")
        let value = Textbook.Value(x, label: "x")
        let tensors: Tensor<Double> = gradient(at: Tensor<Double>(x)) {
            (x: Tensor<Double>) -> Tensor<Double> in
            let wave = (3 * x).sin(), decay = (-x).exp()
            return x * x.tanh() + decay * wave
        }
        let forward: Double = Textbook.forwardDifference(at: x, of: f)
        let central: Double = Textbook.centralDifference(at: x, of: f)
        let extrapolated: Double = Textbook.extrapolatedDifference(at: x, of: f)
        let dual: Double = Textbook.derivative(at: x, of: f)
        let reverse: Double = Textbook.gradient(of: f(value), with: [value])[0]
        let ways: [(String, Double)] = [
            ("forward difference, best step", forward), ("central difference, best step", central),
            ("extrapolated difference", extrapolated), ("dual number", dual), ("reverse mode", reverse),
            ("reverse mode on tensors", tensors.item),
        ]
        page.table(
            ["way", "f'(0.7)", "relative error"],
            rows: ways.map { (name: String, found: Double) -> [String] in
                [name, "\(found)", Swift.abs(found / exact - 1).text(2)]
            })
        let second: Double = Textbook.secondDerivative(at: x, of: f)
        let check = Textbook.centralDifference(at: x, of: slope)
        page.text(
            "A dual number of dual numbers gives the second derivative too, f''(0.7) = \(second.fixed(9)).")
        page.check(
            Target("second derivative, off differences of f' (relative)", atMost: 1e-9),
            score: Swift.abs(second / check - 1))
        return [dual, reverse, tensors.item].map { Swift.abs($0 / exact - 1) }.max() ?? .nan
    }

    private func manyVariables(_ page: inout Narrator) throws {
        page.heading("Many variables: why learning goes in reverse")
        page.text(
            "Dual numbers need one calculation for each input, whatever the number of outputs; reverse mode needs one for each output. A loss has one output and a network millions of inputs."
        )
        let loss: @Sendable (Tensor<Double>) -> Tensor<Double> = { x in (x * x.tanh()).sum() }
        var rows: [[String]] = [], worst = 0.0
        for count in page.isQuick ? [4, 16, 64] : [10, 100, 1000] {
            let x = Tensor<Double>.range(to: Double(count)) / Double(count)
            var inReverse: Tensor<Double>?, forward: [Double] = []
            let reverse = fastest(of: 5) { inReverse = gradient(at: x, loss) }
            let duals = fastest(of: 2) {
                forward = (0..<count).map { index in
                    var direction = Tensor<Double>.zeros([count])
                    direction.withUnsafeMutableBufferPointer { $0[index] = 1 }
                    return jvp(at: x, along: direction, loss).tangent.item
                }
            }
            let found = inReverse?.elements ?? []
            for (a, b) in zip(found, forward) { worst = Swift.max(worst, Swift.abs(a - b)) }
            rows.append(["\(count)", "\(count)", "1", (1e6 * duals).fixed(0), (1e6 * reverse).fixed(0)])
        }
        page.table(["inputs", "forward passes", "reverse passes", "forward, µs", "reverse, µs"], rows: rows)
        page.youShouldSee(
            "the time of forward mode grow with the number of inputs, that of reverse mode hardly.")
        page.check(Target("largest difference between the two modes", atMost: 1e-14), score: worst)
    }
}
