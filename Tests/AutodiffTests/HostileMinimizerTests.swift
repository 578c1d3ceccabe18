import Autodiff
import Foundation
import LinearAlgebra
import Testing

/// What every minimiser with gradients must bear.
@Suite struct HostileMinimizerTests {
    static let all: [any GradientMinimizer] = [
        BFGS(), LBFGS(), BFGS(lineSearch: .armijo()), LBFGS(lineSearch: .armijo()),
        ConjugateGradientMinimizer(), GradientDescent(), Newton(), NewtonCG(),
    ]

    private func square(_ x: Vector<Double>) -> ValueAndGradient { (dot(x, x), 2 * x) }

    @Test(arguments: all) func stopsAtOnceAtTheMinimum(minimizer: any GradientMinimizer) {
        let found = minimizer.minimize(from: [0, 0]) { square($0) }
        #expect(found.status == .converged && found.iterations == 0 && found.functionEvaluations == 1)
    }

    @Test(arguments: all) func takesTheEmptyVector(minimizer: any GradientMinimizer) {
        let found = minimizer.minimize(from: Vector<Double>([])) { _ in (3, Vector<Double>([])) }
        #expect(found.status == .converged && found.value == 3 && found.point.count == 0)
    }

    @Test(arguments: all) func saysThatTheStartIsNotANumber(minimizer: any GradientMinimizer) {
        #expect(minimizer.minimize(from: [.nan]) { square($0) }.status == .notFinite)
        #expect(minimizer.minimize(from: [1]) { _ in (.infinity, [1]) }.status == .notFinite)
        #expect(minimizer.minimize(from: [1]) { _ in (1, [.nan]) }.status == .notFinite)
    }

    @Test(arguments: all) func stepsBackFromNaN(minimizer: any GradientMinimizer) {
        // x - log x has its minimum at 1, and no value for x ≤ 0; the first step from 1e-3 is far too long in both directions.
        for start in [1e-3, 0.1, 5, 1e3] {
            let found = minimizer.minimize(from: [start]) { x in
                (x[0] - log(x[0]), [x[0] > 0 ? 1 - 1 / x[0] : .nan])
            }
            #expect(found.isConverged && abs(found.point[0] - 1) < 1e-4, "from \(start): \(found)")
        }
    }

    @Test(arguments: all) func stopsWhereAllAroundIsNaN(minimizer: any GradientMinimizer) {
        let found = minimizer.minimize(from: [1, 2]) { x in
            x == [1, 2] ? (1, [1, 1]) : (.nan, [.nan, .nan])
        }
        #expect(found.status == .notFinite && found.point == [1, 2])
    }

    @Test(arguments: all) func saysThatThereIsNoMinimum(minimizer: any GradientMinimizer) {
        let cubic = minimizer.minimize(from: [-1]) { x in (x[0] * x[0] * x[0], [3 * x[0] * x[0]]) }
        #expect(cubic.status == .unbounded, "\(cubic)")
        #expect(minimizer.minimize(from: [1]) { _ in (-.infinity, [1]) }.status == .unbounded)
    }

    @Test(arguments: all) func stopsWithAWrongGradient(minimizer: any GradientMinimizer) {
        let found = minimizer.minimize(from: [3, 4]) { x in (dot(x, x), -2 * x) }
        #expect(found.status == .lineSearchFailed || found.status == .iterationLimit)
        #expect(found.value <= 25)
    }

    @Test(arguments: all) func endsAtAKink(minimizer: any GradientMinimizer) {
        let found = minimizer.minimize(from: [3.3]) { x in (abs(x[0]), [x[0] < 0 ? -1 : 1]) }
        #expect(found.functionEvaluations < 10_000)
        #expect(abs(found.point[0]) < 1e-3, "\(found)")
    }

    @Test(arguments: all) func bearsHugeAndTinyFunctions(minimizer: any GradientMinimizer) {
        for scale in [1e-3, 1e3, 1e12, 1e150] {
            let found = minimizer.minimize(from: [3, -4]) { x in (scale * dot(x, x), 2 * scale * x) }
            // A gradient of 1e-5 in each of two elements leaves f = (∇f)ᵀ∇f / 4·scale.
            #expect(found.value <= max(25 * scale * 1e-10, 0.5e-10 / scale), "times \(scale): \(found)")
        }
        // Where even the square of the gradient overflows.
        let found = minimizer.minimize(from: [3, -4]) { x in (1e200 * dot(x, x), 2e200 * x) }
        #expect(found.value < 1e195, "\(found)")
    }

    @Test(arguments: all) func keepsToItsLimitAndTracesItsWay(minimizer: any GradientMinimizer) {
        var minimizer = minimizer
        minimizer.iterations = 3
        minimizer.recordsTrace = true
        let found = minimizer.minimize(from: [-1.2, 1]) { rosenbrock($0) }
        #expect(found.status == .iterationLimit && found.iterations == 3 && found.trace.count == 4)
        #expect(found.trace.first?.point == [-1.2, 1] && found.trace.last?.value == found.value)
        for (before, after) in zip(found.trace, found.trace.dropFirst()) {
            #expect(after.value < before.value)
        }
        minimizer.iterations = 0
        #expect(minimizer.minimize(from: [-1.2, 1]) { rosenbrock($0) }.point == [-1.2, 1])
    }

    @Test(arguments: all) func differencesStandForTheGradient(minimizer: any GradientMinimizer) {
        let found = minimizer.minimize(from: [4, 5]) { (x: Vector<Double>) -> Double in
            let off: Double = x[0] - 1
            let curve: Double = exp(x[1]) - 2 * x[1]
            return off * off + curve
        }
        #expect(found.isConverged)
        #expect(found.point.isApproximatelyEqual(to: [1, log(2)], relativeTolerance: 1e-5))
        #expect(found.functionEvaluations % 5 == 0)
    }

    @Test(arguments: all) func throwsWhatTheFunctionThrows(minimizer: any GradientMinimizer) {
        struct Stop: Error, Equatable {}
        var calls = 0
        #expect(throws: Stop()) {
            _ = try minimizer.minimize(from: [3, 4]) { x throws(Stop) -> ValueAndGradient in
                calls += 1
                if calls == 3 { throw Stop() }
                return rosenbrock(x)
            }
        }
        #expect(calls == 3)
    }

    @Test func complainsOfAGradientOfAnotherLength() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = BFGS().minimize(from: [1, 2]) { _ in (1, [1, 2, 3]) }
        }
        let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(message.contains("BFGS.minimize: the gradient has 3 elements, the point 2"))
    }

    @Test func complainsOfSenselessSettings() async {
        await #expect(processExitsWith: .failure) {
            _ = BFGS(gradientTolerance: -1).minimize(from: [1]) { _ in (1, [1]) }
        }
        await #expect(processExitsWith: .failure) {
            _ = LBFGS(memory: 0).minimize(from: [1]) { _ in (1, [1]) }
        }
        await #expect(processExitsWith: .failure) {
            _ = BFGS(lineSearch: .strongWolfe(decrease: 0.5, curvature: 0.1)).minimize(from: [1]) { _ in
                (1, [1])
            }
        }
        await #expect(processExitsWith: .failure) {
            _ = BFGS(iterations: -1).minimize(from: [1]) { _ in (1, [1]) }
        }
    }

    @Test func centralDifferencesAreRightToTenDigits() {
        let gradient = centralDifferences(at: [0.5, -2]) { x in exp(x[0]) * sin(x[1]) }
        let expected: Vector<Double> = [exp(0.5) * sin(-2), exp(0.5) * cos(-2)]
        #expect(gradient.isApproximatelyEqual(to: expected, relativeTolerance: 1e-9))
    }
}
