import Autodiff
import LinearAlgebra
import TestSupport
import Testing

@Suite struct NelderMeadMinimizerTests {
    @Test func findsWhatSciPyFindsWithAboutAsManyEvaluations() throws {
        let golden = try MinimizerGolden.load()
        var worst = (error: 0.0, ratio: 0.0)
        for function in TestFunction.allCases where function.hasTwoVariables {
            let problem = try #require(golden.minima[function.rawValue])
            let theirs = try #require(problem.methods["Nelder-Mead"])
            let found = NelderMead().minimize(from: Vector(problem.start)) { function($0).value }
            #expect(found.isConverged && found.gradientNorm.isNaN)
            let ratio = Double(found.functionEvaluations) / Double(theirs.evaluations)
            worst = (max(worst.error, function.error(found.point)), max(worst.ratio, ratio))
        }
        let data = "Rosenbrock 2, Beale, Booth, Himmelblau"
        #expect(
            Parity.holds(
                "Autodiff", "NelderMead", against: "closed form", on: data, measure: "absolute error",
                tolerance: 1e-6, error: worst.error))
        #expect(
            Parity.holds(
                "Autodiff", "NelderMead", against: "SciPy 1.17.1 minimize(method=\"Nelder-Mead\")", on: data,
                measure: "evaluations, ours / theirs", tolerance: 1.1, error: worst.ratio))
    }

    @Test func findsAMinimumOfTenVariables() {
        let found = NelderMead().minimize(from: Vector(repeating: 3, count: 10)) { x in
            dot(x - 1, x - 1)
        }
        #expect(found.isConverged && (found.point - 1).norm(.infinity) < 1e-6, "\(found)")
    }

    @Test func findsAKink() {
        let found = NelderMead().minimize(from: [3, -4]) { x in abs(x[0] - 1) + 2 * abs(x[1]) }
        #expect(found.isConverged && (found.point - [1, 0]).norm(.infinity) < 1e-7, "\(found)")
    }

    @Test func bearsWhatIsNoFunctionToMinimise() {
        #expect(NelderMead().minimize(from: []) { _ in 2 }.isConverged)
        #expect(NelderMead().minimize(from: [1, 2]) { _ in .nan }.status == .notFinite)
        #expect(NelderMead().minimize(from: [1, 2]) { _ in 7 }.isConverged)
        #expect(NelderMead().minimize(from: [1]) { x in -x[0] * x[0] * x[0] }.status == .unbounded)
        let wall = NelderMead().minimize(from: [0.1]) { x in x[0] > 0.5 ? .nan : -x[0] }
        #expect(wall.isConverged && abs(wall.point[0] - 0.5) < 1e-6)
    }

    @Test func keepsToItsLimitAndTracesItsWay() {
        let found = NelderMead(iterations: 5, recordsTrace: true).minimize(from: [-1.2, 1]) {
            rosenbrock($0).value
        }
        #expect(found.status == .iterationLimit && found.iterations == 5 && found.trace.count == 6)
        #expect(found.trace.last?.value == found.value)
    }
}
