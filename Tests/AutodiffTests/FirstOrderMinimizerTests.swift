import Autodiff
import LinearAlgebra
import TestSupport
import Testing

@Suite struct FirstOrderMinimizerTests {
    /// `½(x² + 25y²)`: curvatures 1 and 25.
    private func bowl(_ x: Vector<Double>) -> ValueAndGradient {
        (0.5 * (x[0] * x[0] + 25 * x[1] * x[1]), [x[0], 25 * x[1]])
    }

    @Test func aFixedRateShrinksEachCoordinateByItsOwnFactor() {
        // x ← x - η λ x: after k steps (1 - ηλ)ᵏ x₀.
        let found = GradientDescent(.fixed(rate: 0.05), gradientTolerance: 0, iterations: 7).minimize(from: [
            3, -2,
        ]) {
            bowl($0)
        }
        var factors = (x: 1.0, y: 1.0)
        for _ in 0..<7 { factors = (factors.x * (1 - 0.05), factors.y * (1 - 0.05 * 25)) }
        #expect(
            found.point.isApproximatelyEqual(to: [3 * factors.x, -2 * factors.y], relativeTolerance: 1e-13))
        #expect(
            Parity.holds(
                "Autodiff", "GradientDescent", against: "closed form", on: "a quadratic, 7 steps",
                measure: "absolute error",
                tolerance: 1e-13, error: (found.point - [3 * factors.x, -2 * factors.y]).norm(.infinity)))
    }

    /// The recurrences written out for one coordinate of curvature λ.
    private func orbit(
        _ start: Double, curvature: Double, rate: Double, beta: Double, nesterov: Bool, steps: Int
    ) -> Double {
        var x = start, v = 0.0
        for _ in 0..<steps {
            let at = nesterov ? x + beta * v : x
            v = beta * v - rate * curvature * at
            x += v
        }
        return nesterov ? x + beta * v : x
    }

    @Test(arguments: [false, true]) func momentumFollowsItsRecurrence(nesterov: Bool) {
        let momentum: GradientDescent.Momentum = nesterov ? .nesterov(0.8) : .heavyBall(0.8)
        let minimizer = GradientDescent(
            .fixed(rate: 0.02, momentum: momentum), gradientTolerance: 0, iterations: 20, recordsTrace: true)
        let found = minimizer.minimize(from: [3, -2]) { bowl($0) }
        for (count, step) in found.trace.enumerated() {
            let x = orbit(3, curvature: 1, rate: 0.02, beta: 0.8, nesterov: nesterov, steps: count)
            let y = orbit(-2, curvature: 25, rate: 0.02, beta: 0.8, nesterov: nesterov, steps: count)
            #expect((step.point - [x, y]).norm(.infinity) < 1e-13)
        }
    }

    @Test func momentumNeedsFewerSteps() {
        let plain = GradientDescent(.fixed(rate: 0.04)).minimize(from: [3, -2]) { bowl($0) }
        // The best of heavy balls: η = 4/(√L + √μ)², β = ((√L - √μ)/(√L + √μ))².
        let heavy = GradientDescent(.fixed(rate: 4.0 / 36, momentum: .heavyBall(16.0 / 36))).minimize(from: [
            3, -2,
        ]) {
            bowl($0)
        }
        let ahead = GradientDescent(.fixed(rate: 0.04, momentum: .nesterov(2.0 / 3))).minimize(from: [3, -2])
        {
            bowl($0)
        }
        #expect(plain.isConverged && heavy.isConverged && ahead.isConverged)
        #expect(heavy.iterations < plain.iterations / 3 && ahead.iterations < plain.iterations / 3)
    }

    @Test func aRateTooLargeDiverges() {
        // 2/L = 0.08.
        let found = GradientDescent(.fixed(rate: 0.081)).minimize(from: [3, -2]) { bowl($0) }
        #expect(found.status == .notFinite || found.status == .iterationLimit)
        #expect(found.value <= bowl([3, -2]).value, "the best point")
        #expect(GradientDescent(.fixed(rate: 0.079)).minimize(from: [3, -2]) { bowl($0) }.isConverged)
    }

    @Test func backtrackingFindsTheMinimaOfTwoVariables() throws {
        let golden = try MinimizerGolden.load()
        for function in TestFunction.allCases where function.hasTwoVariables {
            let start = Vector(try #require(golden.minima[function.rawValue]).start)
            let found = GradientDescent(iterations: 100_000).minimize(from: start) { function($0) }
            #expect(found.isConverged && function.error(found.point) < 1e-3, "\(function.rawValue): \(found)")
        }
    }

    @Test func conjugateGradientsFindWhatSciPyFindsWithAboutAsManyEvaluations() throws {
        let golden = try MinimizerGolden.load()
        let minimizer = ConjugateGradientMinimizer(gradientTolerance: 1e-7)
        var worst = (error: 0.0, ratio: 0.0)
        for function in TestFunction.allCases {
            let problem = try #require(golden.minima[function.rawValue])
            let theirs = try #require(problem.methods["CG"])
            let found = minimizer.minimize(from: Vector(problem.start)) { function($0) }
            let ratio = Double(found.functionEvaluations) / Double(theirs.evaluations)
            #expect(found.isConverged, "\(function.rawValue): \(found.status)")
            worst = (max(worst.error, function.error(found.point)), max(worst.ratio, ratio))
        }
        let data = "Rosenbrock 2, 10, 100, Beale, Booth, Himmelblau, quadratic of condition 1e6"
        #expect(
            Parity.holds(
                "Autodiff", "ConjugateGradientMinimizer", against: "closed form", on: data,
                measure: "absolute error",
                tolerance: 1e-6, error: worst.error))
        #expect(
            Parity.holds(
                "Autodiff", "ConjugateGradientMinimizer", against: "SciPy 1.17.1 minimize(method=\"CG\")",
                on: data,
                measure: "evaluations, ours / theirs", tolerance: 1.5, error: worst.ratio))
    }
}
