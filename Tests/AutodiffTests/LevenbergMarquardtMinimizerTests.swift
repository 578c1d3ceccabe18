import Autodiff
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite struct LevenbergMarquardtMinimizerTests {
    private func model(_ name: String, _ b: Vector<Double>, _ x: Double) -> Double {
        switch name {
        case "Misra1a": return b[0] * (1 - exp(-b[1] * x))
        case "MGH09": return b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3])
        default:
            let above: Double = b[0] + x * (b[1] + x * (b[2] + x * b[3]))
            let below: Double = 1 + x * (b[4] + x * (b[5] + x * b[6]))
            return above / below
        }
    }

    @Test func findsWhatNISTCertifies() throws {
        var worst = (parameters: 0.0, squares: 0.0)
        for (name, fit) in try MinimizerGolden.load().nist {
            for start in fit.starts {
                let found = LevenbergMarquardt().minimize(from: Vector(start)) { b in
                    Vector(zip(fit.x, fit.y).map { model(name, b, $0) - $1 })
                }
                #expect(found.isConverged, "\(name) from \(start): \(found)")
                let error = zip(found.point, fit.certified).map { abs($0 / $1 - 1) }.max() ?? .infinity
                worst = (
                    max(worst.parameters, error), max(worst.squares, abs(2 * found.value / fit.squares - 1))
                )
            }
        }
        let data = "Misra1a, Thurber, MGH09 from both starts"
        #expect(
            Parity.holds(
                "Autodiff", "LevenbergMarquardt", against: "certified values of NIST", on: data,
                tolerance: 1e-6,
                error: worst.parameters))
        #expect(
            Parity.holds(
                "Autodiff", "LevenbergMarquardt", against: "certified values of NIST", on: data,
                measure: "relative error of the sum of squares", tolerance: 1e-9, error: worst.squares))
    }

    @Test func solvesALinearProblemWithItsJacobian() {
        let a: Matrix = [[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], b: Vector = [1.0, 3.0, 5.5]
        let found = LevenbergMarquardt().minimize(
            from: [0, 0], residuals: { matmul(a, $0) - b }, jacobian: { _ in a })
        // Normal equations: [[3, 3], [3, 5]] x = [9.5, 14].
        #expect(found.isConverged && (found.point - [11.0 / 12, 2.25]).norm(.infinity) < 1e-9, "\(found)")
    }

    @Test func bearsWhatIsHostile() {
        let method = LevenbergMarquardt()
        #expect(method.minimize(from: [1]) { _ in [.nan] }.status == .notFinite)
        #expect(method.minimize(from: [1, 2]) { _ in [0, 0] }.isConverged)
        #expect(method.minimize(from: [1, 2]) { _ in [3, 0] }.isConverged, "a zero Jacobian")
        // Fewer residuals than parameters, and a step over the edge of the logarithm.
        #expect(method.minimize(from: [1, 2]) { x in [x[0] + x[1] - 5] }.value < 1e-15)
        let found = method.minimize(from: [4]) { x in [log(x[0])] }
        #expect(found.isConverged && abs(found.point[0] - 1) < 1e-8, "\(found)")
    }
}
