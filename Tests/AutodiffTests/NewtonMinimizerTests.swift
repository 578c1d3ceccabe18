import Autodiff
import LinearAlgebra
import TestSupport
import Testing

@Suite struct NewtonMinimizerTests {
    /// Rosenbrock's function as tensor operations.
    private func rosenbrockTensor(_ x: Tensor<Double>) -> Tensor<Double> {
        let bend = x[1...] - x[..<(x.count - 1)].square(), off = 1 - x[..<(x.count - 1)]
        return (100 * bend.square() + off.square()).sum()
    }

    private func worst(_ minimizer: some GradientMinimizer) throws -> (error: Double, ratio: Double) {
        let golden = try MinimizerGolden.load()
        var worst = (error: 0.0, ratio: 0.0)
        for function in TestFunction.allCases {
            // At 0, Himmelblau's Hessian has curvatures of both signs; all minima are as good.
            let problem = try #require(golden.minima[function.rawValue])
            let theirs = try #require(problem.methods["Newton-CG"])
            let found = minimizer.minimize(from: Vector(problem.start)) { function($0) }
            #expect(found.isConverged, "\(function.rawValue): \(found.status)")
            worst.error = max(worst.error, function.error(found.point))
            worst.ratio = max(worst.ratio, Double(found.iterations) / Double(theirs.iterations))
        }
        return worst
    }

    private let data = "Rosenbrock 2, 10, 100, Beale, Booth, Himmelblau, quadratic of condition 1e6"

    @Test func newtonFindsTheMinimaInFewSteps() throws {
        let worst = try worst(Newton(gradientTolerance: 1e-7))
        #expect(
            Parity.holds(
                "Autodiff", "Newton", against: "closed form", on: data, measure: "absolute error",
                tolerance: 1e-6, error: worst.error))
        #expect(
            Parity.holds(
                "Autodiff", "Newton", against: "SciPy 1.17.1 minimize(method=\"Newton-CG\")", on: data,
                measure: "steps, ours / theirs", tolerance: 1.5, error: worst.ratio))
    }

    @Test func newtonWithoutAHessianDoesAsWellAsSciPys() throws {
        let worst = try worst(NewtonCG(gradientTolerance: 1e-7))
        #expect(
            Parity.holds(
                "Autodiff", "NewtonCG", against: "closed form", on: data, measure: "absolute error",
                tolerance: 1e-6, error: worst.error))
        #expect(
            Parity.holds(
                "Autodiff", "NewtonCG", against: "SciPy 1.17.1 minimize(method=\"Newton-CG\")", on: data,
                measure: "steps, ours / theirs", tolerance: 1.5, error: worst.ratio))
    }

    @Test func derivativesMayComeFromTensors() {
        for minimizer in [Newton(gradientTolerance: 1e-10), NewtonCG(gradientTolerance: 1e-10)]
            as [any GradientMinimizer]
        {
            let found =
                (minimizer as? Newton)?.minimize(differentiating: rosenbrockTensor, from: [-1.2, 1, 0.5])
                ?? (minimizer as? NewtonCG)?.minimize(
                    differentiating: rosenbrockTensor, from: [-1.2, 1, 0.5])
            #expect(found?.isConverged == true)
            #expect(((found?.point ?? [0, 0, 0]) - 1).norm(.infinity) < 1e-9)
        }
        let found = BFGS().minimize(differentiating: rosenbrockTensor, from: [-1.2, 1])
        #expect(found.isConverged && (found.point - 1).norm(.infinity) < 1e-5)
    }

    @Test func aQuadraticTakesOneStep() {
        let h: Matrix = [[4.0, 1.0], [1.0, 3.0]]
        let found = Newton().minimize(from: [3, -2], hessian: { _ in h }) { x in
            (0.5 * dot(x, matmul(h, x)), matmul(h, x))
        }
        #expect(found.iterations == 1 && found.isConverged && found.functionEvaluations == 2)
    }

    @Test func aSaddleIsLeftDownhill() {
        // x⁴/4 - x²/2 + y²/2: near 0 the Hessian is diag(-1, 1).
        for minimizer in [Newton(), NewtonCG()] as [any GradientMinimizer] {
            let found = minimizer.minimize(from: [1e-3, 1]) { p in
                let x = p[0], y = p[1], square = x * x
                return (square * square / 4 - square / 2 + y * y / 2, [square * x - x, y])
            }
            #expect(found.isConverged && (abs(found.point[0]) - 1).magnitude < 1e-5, "\(found)")
        }
    }
}
