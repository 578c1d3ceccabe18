import LinearAlgebra

/// The method of Levenberg and Marquardt: nonlinear least squares, `½‖r(x)‖²` for m residuals of n parameters.
///
/// With the Jacobian J, m × n, `Jᵢⱼ = ∂rᵢ/∂xⱼ`, and D, the largest lengths so far of its columns, the step δ solves
///
///     (JᵀJ + λD²) δ = -Jᵀr
///
/// by QR of J above √λD, which squares no condition number. λ falls after steps that keep what the linear model promised, down to
/// those of Gauss and Newton, and rises after steps that do not (Nielsen's rule). NaN and infinities count as such failures.
///
///     let times: Vector = [0.0, 1.0, 2.0, 3.0], seen: Vector = [2.0, 1.0, 0.5, 0.25]
///     let found = LevenbergMarquardt().minimize(from: [1, 0]) { x in x[0] * (x[1] * times).exp() - seen }
///     print(found.status, (found.point - [2, -0.6931471805599453]).norm() < 1e-8)  // converged true
///
/// O(mn²) operations a step. SciPy: `least_squares(method="lm")`. Source: Levenberg (1944); Marquardt (1963); Moré, *The
/// Levenberg-Marquardt Algorithm* (1978); Nielsen, *Damping Parameter in Marquardt's Method* (1999).
public struct LevenbergMarquardt: Sendable {
    /// Stop where a step is no longer than this share of the point, both measured in D; not negative.
    public var stepTolerance: Double
    /// Stop where no column of J has a larger cosine with r, in absolute value; not negative.
    public var cosineTolerance: Double
    /// Stop after as many trial steps; not negative.
    public var iterations: Int
    /// The first λ; positive.
    public var damping: Double
    /// Whether ``Minimum/trace`` is filled.
    public var recordsTrace: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - stepTolerance: Stop where a step is no longer than this share of the point, both measured in D; not negative.
    ///   - cosineTolerance: Stop where no column of J has a larger cosine with r, in absolute value; not negative.
    ///   - iterations: Stop after as many trial steps; not negative.
    ///   - damping: The first λ; positive.
    ///   - recordsTrace: Whether ``Minimum/trace`` is filled.
    public init(
        stepTolerance: Double = 1e-10, cosineTolerance: Double = 1e-12, iterations: Int = 1000,
        damping: Double = 1e-3, recordsTrace: Bool = false
    ) {
        self.stepTolerance = stepTolerance
        self.cosineTolerance = cosineTolerance
        self.iterations = iterations
        self.damping = damping
        self.recordsTrace = recordsTrace
    }

    /// Minimises with the Jacobian by central differences, 2n calls for each; their steps suit parameters of the order of 1.
    ///
    /// - Parameters:
    ///   - start: Where to begin, n elements.
    ///   - residuals: x ↦ r(x), m elements.
    /// - Returns: The best point; ``Minimum/functionEvaluations`` counts the calls of the differences too.
    public func minimize<Failure: Error>(
        from start: Vector<Double>, residuals: (Vector<Double>) throws(Failure) -> Vector<Double>
    ) throws(Failure) -> Minimum {
        var calls = 0
        var found = try minimize(
            from: start, residuals: residuals,
            jacobian: { (point) throws(Failure) -> Matrix<Double> in
                var columns: [Vector<Double>] = [], moved = point
                for index in 0..<point.count {
                    let (above, below) = differencePoints(point[index])
                    moved[index] = above
                    let upper = try residuals(moved)
                    moved[index] = below
                    columns.append((upper - (try residuals(moved))) / (above - below))
                    moved[index] = point[index]
                    calls += 2
                }
                return stack(columns, as: .columns)
            })
        found.functionEvaluations += calls
        return found
    }

    /// Minimises with a Jacobian that is known.
    ///
    /// - Parameters:
    ///   - start: Where to begin, n elements; at least one.
    ///   - residuals: x ↦ r(x), m elements; at least one.
    ///   - jacobian: x ↦ J(x), m × n.
    /// - Returns: The best point, with the value `½‖r‖²` and the gradient `Jᵀr`. Throws only what the functions throw.
    public func minimize<Failure: Error>(
        from start: Vector<Double>, residuals: (Vector<Double>) throws(Failure) -> Vector<Double>,
        jacobian: (Vector<Double>) throws(Failure) -> Matrix<Double>
    ) throws(Failure) -> Minimum {
        requireSettings(
            "LevenbergMarquardt", tolerance: min(stepTolerance, cosineTolerance), iterations: iterations)
        require(damping > 0 && damping.isFinite, "LevenbergMarquardt: a damping of \(damping)")
        require(start.count > 0, "LevenbergMarquardt: no parameters")
        var state = State(point: start, residuals: try residuals(start), damping: damping)
        require(state.residuals.count > 0, "LevenbergMarquardt: no residuals")
        try state.linearise(jacobian)
        var record = Record(state.evaluation, keepsTrace: recordsTrace), calls = 1
        guard state.evaluation.isFinite else { return record.minimum(state.evaluation, .notFinite, calls) }
        while true {
            if state.largestCosine <= cosineTolerance {
                return record.minimum(state.evaluation, .converged, calls)
            }
            if record.iterations == iterations {
                return record.minimum(state.evaluation, .iterationLimit, calls)
            }
            guard let step = state.step() else {
                return record.minimum(state.evaluation, .lineSearchFailed, calls)
            }
            if step.length <= stepTolerance * (state.length + stepTolerance) {
                return record.minimum(state.evaluation, .converged, calls)
            }
            let trial = state.point + step.change, values = try residuals(trial)
            calls += 1
            let gain = (state.value - 0.5 * dot(values, values)) / step.promised
            if gain > 0 && gain.isFinite {
                let old = state
                (state.point, state.residuals) = (trial, values)
                try state.linearise(jacobian)
                if state.evaluation.isFinite { state.trust(gain) } else { state = old.distrusted() }
            } else {
                state = state.distrusted()
            }
            record.add(state.evaluation)
        }
    }
}

/// A point, its residuals and its linear model.
private struct State {
    var point: Vector<Double>
    var residuals: Vector<Double>
    var damping: Double
    private var jacobian = Matrix<Double>.zeros(0, 0)
    /// D.
    private var scales: Vector<Double>
    private var growth = 2.0
    private(set) var evaluation: Evaluation

    init(point: Vector<Double>, residuals: Vector<Double>, damping: Double) {
        (self.point, self.residuals, self.damping) = (point, residuals, damping)
        scales = Vector(repeating: 0, count: point.count)
        evaluation = Evaluation(point: point, value: .nan, gradient: point)
    }

    var value: Double { evaluation.value }
    /// ‖Dx‖.
    var length: Double { (point * scales).norm() }

    mutating func linearise<Failure: Error>(
        _ function: (Vector<Double>) throws(Failure) -> Matrix<Double>
    ) throws(Failure) {
        jacobian = try function(point)
        require(
            jacobian.rows == residuals.count && jacobian.columns == point.count,
            "LevenbergMarquardt: a Jacobian of \(jacobian.rows) × \(jacobian.columns), "
                + "\(residuals.count) residuals, \(point.count) parameters")
        for column in 0..<point.count {
            let norm = jacobian[column: column].norm()
            scales[column] = max(scales[column], norm)
            if scales[column] == 0 { scales[column] = 1 }
        }
        evaluation = Evaluation(
            point: point, value: 0.5 * dot(residuals, residuals), gradient: matmul(residuals, jacobian))
    }

    var largestCosine: Double {
        let size = residuals.norm()
        return size == 0 ? 0 : (evaluation.gradient / scales).norm(.infinity) / size
    }

    /// δ, ‖Dδ‖, and by how much the linear model falls; nil where it cannot be solved for.
    func step() -> (change: Vector<Double>, length: Double, promised: Double)? {
        let n = point.count
        let scaled = jacobian / scales
        let below = damping.squareRoot() * Matrix<Double>.identity(n)
        let right = concatenate([-residuals, Vector(repeating: 0, count: n)])
        guard damping.isFinite,
            let z = try? QRDecomposition(concatenate([scaled, below], along: .rows)).leastSquares(right)
        else { return nil }
        // ½‖r‖² - ½‖r + Jδ‖² = ½(λ‖z‖² - zᵀg), g the gradient in the scaled variables.
        let promised = 0.5 * (damping * dot(z, z) - dot(z, evaluation.gradient / scales))
        return promised > 0 ? (z / scales, z.norm(), promised) : nil
    }

    mutating func trust(_ gain: Double) {
        let off = 2 * gain - 1
        damping *= max(1.0 / 3, 1 - off * off * off)
        growth = 2
    }

    func distrusted() -> State {
        var next = self
        next.damping *= growth
        next.growth *= 2
        return next
    }
}
