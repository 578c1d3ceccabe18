import Cairn
import Testing

// The examples in the comments of the minimisers.

@Suite(.printsItsComments) struct DocumentedMinimizers {
    @Test func gradientMinimizerExample() {
        // snippet
        let found = LBFGS().minimize(from: [-1.2, 1]) { x in
            let bend = x[1] - x[0] * x[0], off = 1 - x[0]
            return (100 * bend * bend + off * off, [-400 * bend * x[0] - 2 * off, 200 * bend])
        }
        print(found.status, (found.point - [1, 1]).norm() < 1e-6)  // converged true
        // end
    }

    @Test func nelderMeadExample() {
        // snippet
        let found = NelderMead().minimize(from: [-1.2, 1]) { x in
            let bend = x[1] - x[0] * x[0], off = 1 - x[0]
            return 100 * bend * bend + off * off
        }
        print(found.status, (found.point - [1, 1]).norm() < 1e-6)  // converged true
        // end
    }

    @Test func levenbergMarquardtExample() {
        // snippet
        let times: Vector = [0.0, 1.0, 2.0, 3.0], seen: Vector = [2.0, 1.0, 0.5, 0.25]
        let found = LevenbergMarquardt().minimize(from: [1, 0]) { x in x[0] * (x[1] * times).exp() - seen }
        print(found.status, (found.point - [2, -0.6931471805599453]).norm() < 1e-8)  // converged true
        // end
    }

    @Test func newtonExample() {
        // snippet
        let found = Newton().minimize(
            differentiating: { x in
                let bend = x[1] - x[0] * x[0], off = 1 - x[0]
                return 100 * bend * bend + off * off
            }, from: [-1.2, 1])
        print(found.status, found.iterations < 25)  // converged true
        // end
    }

    @Test func newtonCGExample() {
        // snippet
        let found = NewtonCG().minimize(
            differentiating: { x in
                let bend = x[1] - x[0] * x[0], off = 1 - x[0]
                return 100 * bend * bend + off * off
            }, from: [-1.2, 1])
        print(found.status, (found.point - [1, 1]).norm() < 1e-5)  // converged true
        // end
    }

    @Test func proximalGradientExample() {
        // snippet
        let a: Matrix = [[1.0, 0.0], [0.0, 2.0]], b: Vector = [3.0, 0.5]
        let found = ProximalGradient(.absolute(2)).minimize(from: [0, 0]) { x in
            let off = matmul(a, x) - b
            return (0.5 * dot(off, off), matmul(a.transposed, off))
        }
        print(found.status, found.point)  // converged [1.0, 0.0]
        // end
    }

    @Test func scalarExamples() throws {
        // snippet
        let found = GoldenSection().minimize(in: 0...5) { x in (x - 2) * (x - 2) }
        print(found.status, abs(found.point - 2) < 1e-7)  // converged true
        // end
    }

    @Test func brentExample() {
        // snippet
        let found = BrentMinimizer().minimize(in: -5...5) { x in x * x * x * x - 3 * x }
        print(found.status, found.functionEvaluations < 40)  // converged true
        // end
    }

    @Test func brentRootExample() throws {
        // snippet
        let root = try BrentRootFinder().root(in: 0...2) { x in x * x - 2 }
        print(abs(root - 2.0.squareRoot()) < 1e-12)  // true
        // end
    }
}
