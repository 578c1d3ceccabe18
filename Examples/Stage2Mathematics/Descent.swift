import Cairn
import LessonKit

/// Ways downhill on two surfaces, and how many steps each takes.
struct GradientDescents: Lesson {
    let name = "descent"
    let title = "Ways downhill"
    let summary =
        "Gradient descent, momentum, Newton and BFGS on a ravine and on a bent valley: the paths they take, and why they differ by a factor of a thousand."
    let topics = [
        "Stage 2 · item 32 Gradient descent",
        "Stage 2 · item 33 Optimisation techniques",
    ]
    let budget = Budget(seconds: 20, megabytes: 250)
    let target = Target("measured rate of gradient descent off max |1 - ηλ|", atMost: 1e-6)

    private typealias Slope = @Sendable (Vector<Double>) -> (value: Double, gradient: Vector<Double>)

    private let start: Vector<Double> = [-1.2, 1.0]

    /// `½(x² + 25y²)`: curvatures 1 and 25.
    private let ravine: Slope = { p in
        let x = p[0], y = p[1]
        return (0.5 * (x * x + 25 * y * y), [x, 25 * y])
    }

    /// Rosenbrock's valley, `(1 - x)² + 100(y - x²)²`, with its minimum in (1, 1).
    private let valley: Slope = { p in
        let off = 1 - p[0], bend = p[1] - p[0] * p[0]
        return (off * off + 100 * bend * bend, [-2 * off - 400 * p[0] * bend, 200 * bend])
    }

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("One step after the other")
        page.text(
            "The gradient points uphill, so step the other way. How far? With curvatures λ from 1 to 25 a step of length η multiplies the error along each by 1 - ηλ: it shrinks only where η < 2/25, and then slowly where λ is 1."
        )
        page.formula(
            "x ← x - η∇f(x)                gradient descent\nv ← βv - η∇f(x),  x ← x + v   momentum\nx ← x - H⁻¹∇f(x)              Newton: H is the matrix of second derivatives"
        )
        let error = rates(&page)
        page.heading("A ravine")
        let steps = paths(
            ravine, "A ravine", rate: 0.07, x: -1.6...0.6, y: -1.1...1.3, minimum: [0, 0],
            levels: [0.05, 0.3, 1, 2.5, 5, 9, 14, 20], &page)
        page.youShouldSee(
            "gradient descent cross the ravine to and fro, momentum swing past the minimum and return, and Newton arrive in one step: of a quadratic it sees everything."
        )
        page.check(
            Target("steps of Newton's method on a quadratic", atMost: 1), score: steps["Newton"] ?? .nan)
        page.heading("A bent valley")
        page.text(
            "Rosenbrock's function falls steeply into a bent valley whose floor is almost flat. The gradient points across the valley, hardly ever along it."
        )
        let bent = paths(
            valley, "A bent valley", rate: 0.001, x: -1.6...1.6, y: -0.7...1.7, minimum: [1, 1],
            levels: [0.3, 1, 3, 10, 30, 100, 300], &page)
        page.youShouldSee(
            "Newton and BFGS follow the bend in some dozens of steps, where a fixed rate that does not diverge takes thousands."
        )
        page.check(
            Target("gradient descent's steps over those of BFGS", atLeast: 50),
            score: (bent["gradient descent"] ?? .nan) / (bent["BFGS"] ?? .nan))
        let found = Newton().minimize(
            differentiating: { p in (1 - p[0]).square() + 100 * (p[1] - p[0].square()).square() }, from: start
        )
        page.check(
            Target("Newton's method with derivatives that no one wrote down, off (1, 1)", atMost: 1e-6),
            score: (found.point - 1).norm(.infinity))
        walls(&page)
        return error
    }

    private func rates(_ page: inout Narrator) -> Double {
        var rows: [[String]] = [], worst = 0.0
        for rate in [0.01, 0.03, 2.0 / 26, 0.0795, 0.081] {
            let found = GradientDescent(
                .fixed(rate: rate), gradientTolerance: 0, iterations: 150, recordsTrace: true
            ).minimize(from: start, ravine)
            let sizes = found.trace.map { $0.point.norm() }, last = sizes.count - 1
            let measured = sizes[last] / sizes[last - 1]
            let factor = Swift.max(Swift.abs(1 - rate), Swift.abs(1 - 25 * rate))
            // At 2/26 both directions shrink alike, elsewhere the slower one is left.
            worst = Swift.max(worst, Swift.abs(measured - factor))
            rows.append([rate.text(3), factor.fixed(4), measured.fixed(4), sizes[last].text(2)])
        }
        page.table(["rate η", "max |1 - ηλ|", "measured", "distance after 150 steps"], rows: rows)
        page.youShouldSee(
            "the best rate at 2/(1 + 25), and a distance that grows as soon as η passes 2/25 = 0.08.")
        return worst
    }

    /// Draws the paths and returns the number of steps of each.
    private func paths(
        _ surface: Slope, _ title: String, rate: Double,
        x: ClosedRange<Double>, y: ClosedRange<Double>, minimum: Vector<Double>, levels: [Double],
        _ page: inout Narrator
    ) -> [String: Double] {
        let descent = GradientDescent(.fixed(rate: rate), iterations: 100_000, recordsTrace: true)
        let momentum = GradientDescent(
            .fixed(rate: rate, momentum: .heavyBall(0.8)), iterations: 100_000, recordsTrace: true)
        let search = GradientDescent(.backtracking, iterations: 100_000, recordsTrace: true)
        let ways: [(String, Minimum)] = [
            ("gradient descent", descent.minimize(from: start, surface)),
            ("momentum", momentum.minimize(from: start, surface)),
            ("line search", search.minimize(from: start, surface)),
            ("BFGS", BFGS(recordsTrace: true).minimize(from: start, surface)),
            ("Newton", Newton(recordsTrace: true).minimize(from: start, surface)),
        ]
        var figure = Figure(title: title, xLabel: "x", yLabel: "y", height: 520)
        (figure.xLimits, figure.yLimits) = (x, y)
        figure.contour(x: x, y: y, levels: .at(levels), resolution: 300, labels: false, color: .sky) { a, b in
            surface([a, b]).value
        }
        for (name, found) in ways where name != "line search" {
            let shown = found.trace.prefix(400)
            figure.line(shown.map { $0.point[0] }, shown.map { $0.point[1] }, label: name)
        }
        figure.scatter([minimum[0]], [minimum[1]], label: "minimum", color: .ink, marker: .star, size: 10)
        page.figure(figure, caption: "The first 400 points of each path from (-1.2, 1).")
        page.table(
            ["method", "steps", "calls of f", "distance to the minimum", "status"],
            rows: ways.map { name, found in
                [
                    name, "\(found.iterations)", "\(found.functionEvaluations)",
                    (found.point - minimum).norm().text(2), found.status.rawValue,
                ]
            })
        page.check(
            Target("largest distance to the minimum", atMost: 1e-3),
            score: ways.map { ($0.1.point - minimum).norm() }.max() ?? .nan)
        return Dictionary(uniqueKeysWithValues: ways.map { ($0.0, Double($0.1.iterations)) })
    }

    private func walls(_ page: inout Narrator) {
        page.heading("Walls and kinks")
        page.text(
            "A bound on x, or a penalty |x| that makes coefficients exactly 0, has no gradient at its edge. The proximal method takes a gradient step on the smooth part and then the exact answer for the rest: it clips, or pulls towards 0."
        )
        let box = ProximalTerm.box(lower: [-2, -2], upper: [0.5, 2])
        let found = ProximalGradient(box, gradientTolerance: 1e-9).minimize(from: start, valley)
        page.table(
            ["bound", "minimum", "value", "steps"],
            rows: [["x ≤ 0.5", "\(found.point)", found.value.fixed(6), "\(found.iterations)"]])
        // On the wall x = ½ the valley's floor is y = ¼, and the value (1 - ½)².
        page.check(
            Target("bounded minimum off (½, ¼)", atMost: 1e-6),
            score: (found.point - [0.5, 0.25]).norm(.infinity))
    }
}
