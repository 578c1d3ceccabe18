import Autodiff
import LinearAlgebra
import TestSupport
import Testing

@Suite struct QuasiNewtonMinimizerTests {
    /// Largest error of a minimum, and largest ratio of our evaluations to SciPy's.
    private func compare(_ minimizer: some GradientMinimizer, with method: String) throws
        -> (error: Double, ratio: Double)
    {
        let golden = try MinimizerGolden.load()
        var worst = (error: 0.0, ratio: 0.0)
        for function in TestFunction.allCases {
            let problem = try #require(golden.minima[function.rawValue])
            let theirs = try #require(problem.methods[method])
            let found = minimizer.minimize(from: Vector(problem.start)) { function($0) }
            let ratio = Double(found.functionEvaluations) / Double(theirs.evaluations)
            #expect(found.isConverged, "\(function.rawValue): \(found.status)")
            #expect(found.gradientNorm <= minimizer.gradientTolerance)
            worst = (max(worst.error, function.error(found.point)), max(worst.ratio, ratio))
        }
        return worst
    }

    @Test func bfgsFindsWhatSciPyFindsWithAboutAsManyEvaluations() throws {
        let worst = try compare(BFGS(gradientTolerance: 1e-7, iterations: 5000), with: "BFGS")
        let data = "Rosenbrock 2, 10, 100, Beale, Booth, Himmelblau, quadratic of condition 1e6"
        #expect(
            Parity.holds(
                "Autodiff", "BFGS", against: "closed form", on: data, measure: "absolute error",
                tolerance: 1e-6,
                error: worst.error))
        #expect(
            Parity.holds(
                "Autodiff", "BFGS", against: "SciPy 1.17.1 minimize(method=\"BFGS\")", on: data,
                measure: "evaluations, ours / theirs", tolerance: 1.5, error: worst.ratio))
    }

    @Test func lbfgsFindsWhatSciPyFindsWithAboutAsManyEvaluations() throws {
        let worst = try compare(LBFGS(gradientTolerance: 1e-7, iterations: 5000), with: "L-BFGS-B")
        let data = "Rosenbrock 2, 10, 100, Beale, Booth, Himmelblau, quadratic of condition 1e6"
        #expect(
            Parity.holds(
                "Autodiff", "LBFGS", against: "closed form", on: data, measure: "absolute error",
                tolerance: 1e-6,
                error: worst.error))
        #expect(
            Parity.holds(
                "Autodiff", "LBFGS", against: "SciPy 1.17.1 minimize(method=\"L-BFGS-B\")", on: data,
                measure: "evaluations, ours / theirs", tolerance: 1.5, error: worst.ratio))
    }
}
