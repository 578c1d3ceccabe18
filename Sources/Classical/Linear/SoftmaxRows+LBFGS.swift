import LinearAlgebra

extension SoftmaxRows {
    /// Limited-memory quasi-Newton steps on parameters scaled so that their second derivatives are near 1.
    func lbfgs() throws(FitError) -> Solution {
        let shift = shift, scales = scales(shift)
        func evaluate(_ scaled: Vector<Double>) -> (value: Double, gradient: Vector<Double>, loss: Double) {
            let theta = scaled * scales, pass = self.evaluate(theta, shift, hessian: false)
            return (pass.value + penalty(theta), penalized(pass.gradient, theta) * scales, pass.value)
        }
        var point = Vector<Double>(repeating: 0, count: size), now = evaluate(point)
        if !now.value.isFinite || !now.gradient.allSatisfy({ $0.isFinite }) { try rows.explainNonFinite() }
        var memory = QuasiNewtonMemory(), iteration = 0
        while iteration < maximumIterations {
            iteration += 1
            var direction = memory.direction(now.gradient)
            var slope = dot(direction, now.gradient)
            if slope >= 0 {
                memory = QuasiNewtonMemory()
                (direction, slope) = (now.gradient * -1, -now.gradient.sumOfSquares())
            }
            var length = iteration == 1 ? min(1, 1 / max(-slope, 1e-300).squareRoot()) : 1.0
            var found: (Vector<Double>, (value: Double, gradient: Vector<Double>, loss: Double))?
            while length > 1e-10 {
                let candidate = point + direction * length, next = evaluate(candidate)
                if next.value <= now.value + 1e-4 * length * slope + 1e-15 * abs(now.value) {
                    found = (candidate, next)
                    break
                }
                length *= 0.5
            }
            guard let (candidate, next) = found else { break }
            memory.add(candidate - point, next.gradient - now.gradient)
            (point, now) = (candidate, next)
            if now.gradient.sumOfSquares() <= 1e-16 * max(1, Double(classes)) { break }
        }
        guard point.allSatisfy({ $0.isFinite }) else {
            throw .diverged(iterations: iteration, why: "the coefficients grew beyond all numbers")
        }
        return solution(point * scales, shift, now.loss, iteration)
    }

    /// One over the root of each parameter's second derivative where all probabilities are equal.
    private func scales(_ shift: Vector<Double>) -> Vector<Double> {
        let weights = rows.weights ?? .ones(rows.count), share = 1 / Double(classes)
        let squares = matmul(weights, (rows.x - shift).square()), sum = weights.sum()
        return Vector(count: size) { index in
            let column = index % width
            let curvature = share * (1 - share) * (column < p ? squares[column] : sum)
            let total = curvature + (column < p ? ridge : 0)
            return total > 0 && total.isFinite ? 1 / total.squareRoot() : 1
        }
    }
}

/// The last pairs of steps and changes of the gradient: an approximation of the inverse of the second derivatives.
///
/// Source: Nocedal, *Updating Quasi-Newton Matrices with Limited Storage* (1980).
struct QuasiNewtonMemory {
    private var pairs: [(step: Vector<Double>, change: Vector<Double>, product: Double)] = []
    var limit = 20

    /// `-H∇`, H the approximation.
    func direction(_ gradient: Vector<Double>) -> Vector<Double> {
        var q = gradient, shares: [Double] = []
        for pair in pairs.reversed() {
            let share = dot(pair.step, q) / pair.product
            q -= pair.change * share
            shares.append(share)
        }
        if let last = pairs.last { q *= last.product / last.change.sumOfSquares() }
        for (pair, share) in zip(pairs, shares.reversed()) {
            q += pair.step * (share - dot(pair.change, q) / pair.product)
        }
        return q * -1
    }

    mutating func add(_ step: Vector<Double>, _ change: Vector<Double>) {
        let product = dot(step, change)
        guard product > 1e-12 * change.sumOfSquares() else { return }
        pairs.append((step, change, product))
        if pairs.count > limit { pairs.removeFirst() }
    }
}
