import LinearAlgebra

/// The iteration of generalised linear models: weighted least squares, again and again.
struct ReweightedLeastSquares {
    let x: Matrix<Double>
    let y: Vector<Double>
    let weights: Vector<Double>
    let offset: Vector<Double>
    let family: ResponseFamily
    let link: LinkFunction

    /// Where the iteration stands.
    struct State {
        var coefficients: Vector<Double>
        /// η = Xβ + offset.
        var predictor: Vector<Double>
        var means: Vector<Double>
        var deviance: Double
    }

    func deviance(_ means: Vector<Double>) -> Double {
        var sum = 0.0
        for row in 0..<y.count { sum += weights[row] * family.unitDeviance(y[row], mean: means[row]) }
        return sum
    }

    /// `w/(g′²V)` at the means.
    func workingWeights(_ means: Vector<Double>) -> Vector<Double> {
        Vector(count: y.count) { row in
            let mean: Double = means[row], slope = link.derivative(mean)
            return weights[row] / (slope * slope * family.variance(mean))
        }
    }

    /// The means, or nil where a predictor belongs to none that the family allows.
    private func means(_ predictor: Vector<Double>) -> Vector<Double>? {
        let means = predictor.map { family.clamped(link.mean($0)) }
        let fits = predictor.allSatisfy { link != .inverseSquared || $0 > 0 }
        return fits && means.allSatisfy(family.allowsMean) ? means : nil
    }

    private func state(_ coefficients: Vector<Double>) -> State? {
        let predictor = matmul(x, coefficients) + offset
        guard let means = means(predictor) else { return nil }
        let deviance = deviance(means)
        guard deviance.isFinite else { return nil }
        return State(coefficients: coefficients, predictor: predictor, means: means, deviance: deviance)
    }

    /// The state at rest and the number of iterations.
    func run(maximumIterations: Int, tolerance: Double) throws -> (state: State, iterations: Int) {
        let average = (weights * y).sum() / weights.sum()
        let means = y.map { family.start($0, average: average) }
        var old = State(
            coefficients: Vector(repeating: 0, count: x.columns), predictor: means.map(link.predictor),
            means: means, deviance: deviance(means))
        var change = Double.infinity
        // Where a coefficient has no end, rows at the bounds keep moving without changing the deviance: ten such steps are rest.
        var idle = 0
        for iteration in 1...maximumIterations {
            let working = workingWeights(old.means)
            let target = try solve(old, working, iteration)
            let new = try step(from: old, to: target, iteration)
            try checkSeparation(new, iteration)
            let roots = working.sqrt()
            change = (roots * (new.predictor - old.predictor)).norm() / (1 + (roots * new.predictor).norm())
            let moved = (new.deviance - old.deviance).magnitude
            idle = moved <= 4 * Double.ulpOfOne * (new.deviance.magnitude + 0.1) ? idle + 1 : 0
            old = new
            if change <= tolerance || (idle >= 10 && change < 1e-6) { return (old, iteration) }
        }
        throw ModelError.didNotConverge(iterations: maximumIterations, deviance: old.deviance, change: change)
    }

    private func solve(_ old: State, _ working: Vector<Double>, _ iteration: Int) throws -> Vector<Double> {
        let responses = Vector(count: y.count) { row in
            old.predictor[row] - offset[row] + (y[row] - old.means[row]) * link.derivative(old.means[row])
        }
        let roots = working.sqrt()
        guard responses.allSatisfy(\.isFinite), roots.allSatisfy(\.isFinite) else {
            throw ModelError.invalidStep(
                iteration: iteration, detail: "the link \(link.rawValue) has no finite slope at a fitted mean"
            )
        }
        return try QRDecomposition(x.scalingRows(by: roots)).leastSquares(roots * responses)
    }

    /// The target, or a point on the way to it where it lies outside the family's range or has a larger deviance.
    private func step(from old: State, to target: Vector<Double>, _ iteration: Int) throws -> State {
        var share = 1.0
        for _ in 0..<40 {
            let tried =
                iteration == 1 ? target * share : old.coefficients + (target - old.coefficients) * share
            if let new = state(tried) {
                let slack = 1e-7 * (abs(old.deviance) + 0.1)
                if iteration == 1 || new.deviance <= old.deviance + slack { return new }
            }
            if iteration == 1 { break }
            share /= 2
        }
        throw ModelError.invalidStep(
            iteration: iteration,
            detail: "the linear predictor leaves the range of the link \(link.rawValue); try the link log")
    }

    /// Shares that are all fitted to within 1e-8 have no finite maximum.
    private func checkSeparation(_ state: State, _ iteration: Int) throws(ModelError) {
        guard family == .binomial else { return }
        for row in 0..<y.count where (y[row] - state.means[row]).magnitude > 1e-8 { return }
        throw .perfectSeparation(iterations: iteration)
    }
}
