import LinearAlgebra

extension SoftmaxRows {
    /// Newton's method with all second derivatives; with a λ₁ each step is the lasso of the quadratic model.
    func newton() throws(FitError) -> Solution {
        let shift = shift
        var theta = Vector<Double>(repeating: 0, count: size), iteration = 0
        var pass = evaluate(theta, shift, hessian: true)
        if !pass.value.isFinite || !pass.gradient.allSatisfy({ $0.isFinite }) { try rows.explainNonFinite() }
        var objective = pass.value + penalty(theta)
        while iteration < maximumIterations {
            iteration += 1
            let g = penalized(pass.gradient, theta), h = regularized(pass.hessian)
            let step = lasso > 0 ? lassoStep(theta, g, h) : try smoothStep(g, h, iteration)
            var promised = -dot(g, step)
            if lasso > 0 { promised += penalizedSize(theta) - penalizedSize(theta + step) }
            if !(promised > 0) { break }
            if lasso == 0, promised <= 1e-9 {
                theta += step
                break
            }
            var length = 1.0, accepted = false
            while length > 1e-12 {
                let candidate = theta + step * length
                let next = evaluate(candidate, shift, hessian: true), value = next.value + penalty(candidate)
                if value <= objective - 1e-4 * length * promised + 1e-14 * abs(objective) {
                    (theta, pass, objective, accepted) = (candidate, next, value, true)
                    break
                }
                length *= 0.5
            }
            if !accepted || (lasso > 0 && promised <= 1e-12) { break }
        }
        guard theta.allSatisfy({ $0.isFinite }) else {
            throw .diverged(iterations: iteration, why: "the coefficients grew beyond all numbers")
        }
        return solution(theta, shift, pass.value, iteration)
    }

    func penalized(_ gradient: Vector<Double>, _ theta: Vector<Double>) -> Vector<Double> {
        Vector(count: size) { gradient[$0] + (isSlope($0) ? ridge * theta[$0] : 0) }
    }

    private func penalizedSize(_ theta: Vector<Double>) -> Double {
        var sum = 0.0
        for index in 0..<size where isSlope(index) { sum += abs(theta[index]) }
        return lasso * sum
    }

    /// The second derivatives with the penalty's, and with what keeps the sums over classes at 0 where no penalty does.
    private func regularized(_ hessian: Matrix<Double>) -> Matrix<Double> {
        var h = hessian
        h.makeUnique()
        let start = h.start, n = size
        for column in 0..<width {
            if column < p, ridge > 0 || lasso > 0 { continue }
            var trace = 0.0
            for a in 0..<classes { trace += start[(a * width + column) * (n + 1)] }
            let extra = trace / Double(classes * classes)
            for a in 0..<classes {
                for b in 0..<classes { start[(a * width + column) * n + b * width + column] += extra }
            }
        }
        for index in 0..<n where isSlope(index) { start[index * (n + 1)] += ridge }
        return h
    }

    private func smoothStep(_ g: Vector<Double>, _ h: Matrix<Double>, _ iteration: Int) throws(FitError)
        -> Vector<Double>
    {
        let scales = Vector(count: size) { h[$0, $0] > 0 ? 1 / h[$0, $0].squareRoot() : 1 }
        var scaled = h * scales * scales.asColumn, extra = 0.0
        for _ in 0..<12 {
            scaled.diagonal { $0 = 1 + extra }
            if let factor = try? CholeskyDecomposition(scaled), factor.reciprocalConditionNumber() > 1e-15 {
                return scales * factor.solve(scales * g) * -1
            }
            extra = max(extra * 10, 1e-13)
        }
        throw .diverged(iterations: iteration, why: "the second derivatives are no positive definite matrix")
    }

    private func lassoStep(_ theta: Vector<Double>, _ g: Vector<Double>, _ h: Matrix<Double>) -> Vector<
        Double
    > {
        let penalties = Vector(count: size) { isSlope($0) ? lasso : 0.0 }
        let problem = QuadraticLasso(
            h: h, c: matmul(h, theta) - g, penalties: penalties, maximumSweeps: 2000, tolerance: 1e-13)
        return problem.solve(from: theta).solution - theta
    }
}
