import LinearAlgebra

/// What is added to a smooth function and need not be smooth itself: a penalty or a constraint g, known by its proximal map.
///
/// `prox(v, t) = argmin_x g(x) + ‖x - v‖²/2t`.
public enum ProximalTerm: Sendable {
    /// Nothing: g = 0.
    case none
    /// `g(x) = λ Σ|xᵢ|`, which makes elements exactly 0; its map pulls each towards 0 by λt (soft threshold). λ is not negative.
    case absolute(Double)
    /// Each element within its bounds, which may be infinite; the map clips. As many of each as there are elements.
    case box(lower: Vector<Double>, upper: Vector<Double>)
    /// `g(x) = λ₁ Σ|xᵢ| + λ₂/2 Σxᵢ²`: the elastic net.
    case elasticNet(absolute: Double, square: Double)

    /// g(x).
    public func value(_ x: Vector<Double>) -> Double {
        switch self {
        case .none: 0
        case .absolute(let weight): weight * x.norm(.one)
        case .box(let lower, let upper):
            (0..<x.count).allSatisfy { x[$0] >= lower[$0] && x[$0] <= upper[$0] } ? 0 : .infinity
        case .elasticNet(let absolute, let square): absolute * x.norm(.one) + 0.5 * square * dot(x, x)
        }
    }

    /// The proximal map.
    ///
    /// - Parameters:
    ///   - v: Where.
    ///   - step: t, positive.
    public func proximal(_ v: Vector<Double>, step: Double) -> Vector<Double> {
        switch self {
        case .none: v
        case .absolute(let weight): Self.softened(v, weight * step)
        case .box(let lower, let upper): Vector((0..<v.count).map { min(max(v[$0], lower[$0]), upper[$0]) })
        case .elasticNet(let absolute, let square): Self.softened(v, absolute * step) / (1 + step * square)
        }
    }

    /// `sign(vᵢ) max(|vᵢ| - threshold, 0)`.
    private static func softened(_ v: Vector<Double>, _ threshold: Double) -> Vector<Double> {
        Vector(v.map { $0.magnitude <= threshold ? 0 : $0 - threshold * ($0 < 0 ? -1 : 1) })
    }

    func validate(_ count: Int) {
        switch self {
        case .none: break
        case .absolute(let weight):
            require(weight >= 0, "ProximalTerm.absolute(\(weight)): not negative, please")
        case .box(let lower, let upper):
            require(
                lower.count == count && upper.count == count,
                "ProximalTerm.box: \(lower.count) lower and \(upper.count) upper bounds for \(count) elements"
            )
            require(
                (0..<count).allSatisfy { lower[$0] <= upper[$0] },
                "ProximalTerm.box: a lower bound above the upper")
        case .elasticNet(let absolute, let square):
            require(
                absolute >= 0 && square >= 0,
                "ProximalTerm.elasticNet(absolute: \(absolute), square: \(square))")
        }
    }
}

/// Minimises `f(x) + g(x)`, f smooth, g simple but perhaps with kinks or walls: a gradient step on f, then the proximal map of g.
///
///     x ← prox(y - t∇f(y), t),   y = x + (θ - 1)/θ' · (x - x_before)      θ' = (1 + √(1 + 4θ²))/2
///
/// With y = x it is the plain method (ISTA), whose error falls as 1/k; with the momentum above FISTA, as 1/k². The step t is shortened until
/// `f(x) ≤ f(y) + ∇f(y)·(x - y) + ‖x - y‖²/2t`. Where the momentum leads uphill it begins anew.
///
///     let a: Matrix = [[1.0, 0.0], [0.0, 2.0]], b: Vector = [3.0, 0.5]
///     let found = ProximalGradient(.absolute(2)).minimize(from: [0, 0]) { x in
///         let off = matmul(a, x) - b
///         return (0.5 * dot(off, off), matmul(a.transposed, off))
///     }
///     print(found.status, found.point)  // converged [1.0, 0.0]
///
/// O(n) memory and operations a step, and one call of the function, more where the step is shortened.
///
/// Source: Beck and Teboulle, *A Fast Iterative Shrinkage-Thresholding Algorithm* (2009); O'Donoghue and Candès, *Adaptive Restart* (2015).
public struct ProximalGradient: Sendable {
    /// g.
    public var term: ProximalTerm
    /// Whether steps carry momentum: FISTA, else ISTA.
    public var isAccelerated: Bool
    /// Stop where no element of `(y - x)/t` is larger; not negative.
    public var gradientTolerance: Double
    /// Stop after as many steps; not negative.
    public var iterations: Int
    /// The first t, positive. It is never lengthened by more than a fifth a step.
    public var firstStep: Double
    /// Whether ``Minimum/trace`` is filled.
    public var recordsTrace: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - term: g.
    ///   - isAccelerated: Whether steps carry momentum: FISTA, else ISTA.
    ///   - gradientTolerance: Stop where no element of `(y - x)/t` is larger; not negative.
    ///   - iterations: Stop after as many steps; not negative.
    ///   - firstStep: The first t, positive.
    ///   - recordsTrace: Whether ``Minimum/trace`` is filled.
    public init(
        _ term: ProximalTerm, isAccelerated: Bool = true, gradientTolerance: Double = 1e-8,
        iterations: Int = 10_000,
        firstStep: Double = 1, recordsTrace: Bool = false
    ) {
        self.term = term
        self.isAccelerated = isAccelerated
        self.gradientTolerance = gradientTolerance
        self.iterations = iterations
        self.firstStep = firstStep
        self.recordsTrace = recordsTrace
    }

    /// Minimises `f + g`.
    ///
    /// - Parameters:
    ///   - start: Where to begin, n elements; the proximal map of it is the first point.
    ///   - function: x ↦ (f(x), ∇f(x)), without g.
    /// - Returns: The last point, with the value of `f + g`, and why the method stopped there.
    public func minimize<Failure: Error>(
        from start: Vector<Double>,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> Minimum {
        requireSettings("ProximalGradient", tolerance: gradientTolerance, iterations: iterations)
        require(firstStep > 0 && firstStep.isFinite, "ProximalGradient: a first step of \(firstStep)")
        term.validate(start.count)
        var evaluator = Evaluator(name: "ProximalGradient"), step = firstStep, momentum = 1.0
        var point = term.proximal(start, step: step)
        var ahead = try evaluator.evaluate(point, function)
        var result = ahead
        result.value += term.value(point)
        var record = Record(result, keepsTrace: recordsTrace)
        guard ahead.isFinite else {
            let status: MinimizationStatus = ahead.isUnbounded ? .unbounded : .notFinite
            return record.minimum(result, status, evaluator.count)
        }
        while record.iterations < iterations {
            guard let (next, evaluation) = try shorten(&step, ahead, &evaluator, function) else {
                return record.minimum(result, .lineSearchFailed, evaluator.count)
            }
            result = evaluation
            result.value += term.value(next)
            result.gradient = (ahead.point - next) / step  // the gradient map
            record.add(result)
            if result.isUnbounded { return record.minimum(result, .unbounded, evaluator.count) }
            if result.gradientNorm <= gradientTolerance {
                return record.minimum(result, .converged, evaluator.count)
            }
            let before = point
            point = next
            let leadsUphill = dot(ahead.point - next, next - before) > 0
            if isAccelerated && !leadsUphill {
                let following = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
                var forward = next
                axpy((momentum - 1) / following, next - before, &forward)
                momentum = following
                ahead = forward == next ? evaluation : try evaluator.evaluate(forward, function)
                if !ahead.isFinite { (ahead, momentum) = (evaluation, 1) }
            } else {
                (ahead, momentum) = (evaluation, 1)
            }
            step *= isAccelerated ? 1 : 1.2
        }
        return record.minimum(result, .iterationLimit, evaluator.count)
    }

    /// Halves t until the parabola above f(y) holds at the next point.
    private func shorten<Failure: Error>(
        _ step: inout Double, _ from: Evaluation, _ evaluator: inout Evaluator,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> (Vector<Double>, Evaluation)? {
        for _ in 0..<200 {
            var trial = from.point
            axpy(-step, from.gradient, &trial)
            let next = term.proximal(trial, step: step), evaluation = try evaluator.evaluate(next, function)
            let move = next - from.point, slope = dot(from.gradient, move)
            let bound = from.value + slope + dot(move, move) / (2 * step)
            let rounding = 10 * from.value.ulp
            if evaluation.isFinite || evaluation.isUnbounded, evaluation.value <= bound + rounding {
                return (next, evaluation)
            }
            step *= 0.5
            if step == 0 { return nil }
        }
        return nil
    }
}
