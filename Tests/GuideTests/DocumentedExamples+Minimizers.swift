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
}
