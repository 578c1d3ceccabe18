import LinearAlgebra

/// Gradient descent: downhill, where it is steepest; with momentum, or with a step that a line search chooses.
///
/// With the rate η and the momentum β:
///
///     plain       x ← x - η∇f(x)
///     heavy ball  v ← βv - η∇f(x),       x ← x + v
///     Nesterov    v ← βv - η∇f(x + βv),  x ← x + v
///
/// On a quadratic with curvatures from μ to L a fixed rate converges for `η < 2/L` (with the heavy ball, `η < 2(1 + β)/L`), and the
/// error falls by about `1 - 2μ/L` a step at best, with momentum by about `1 - 2√(μ/L)`. To learn from and to teach with: for the
/// minimum itself take ``LBFGS``. O(n) memory and operations a step.
///
/// Source: Cauchy (1847); Polyak, *Some Methods of Speeding Up the Convergence of Iteration Methods* (1964); Nesterov (1983).
public struct GradientDescent: GradientMinimizer {
    /// What a step keeps of the one before.
    public enum Momentum: Sendable, Hashable {
        /// Nothing.
        case none
        /// β, from 0 to below 1.
        case heavyBall(Double)
        /// β, from 0 to below 1; the gradient is taken where the momentum alone would lead.
        case nesterov(Double)
    }

    /// How long a step is.
    public enum Step: Sendable, Hashable {
        /// `η = rate > 0`, always.
        case fixed(rate: Double, momentum: Momentum = .none)
        /// As a line search along -∇f finds it.
        case search(LineSearch)

        /// ``LineSearch/armijo(decrease:shrinkage:)``.
        public static var backtracking: Step { .search(.armijo()) }
    }

    /// How long a step is.
    public var step: Step
    /// Stop where no element of the gradient is larger; not negative.
    public var gradientTolerance: Double
    /// Stop after as many steps; not negative.
    public var iterations: Int
    /// Whether ``Minimum/trace`` is filled; with Nesterov's momentum by the points `x + βv`, where the function is called.
    public var recordsTrace: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - step: How long a step is.
    ///   - gradientTolerance: Stop where no element of the gradient is larger; not negative.
    ///   - iterations: Stop after as many steps; not negative.
    ///   - recordsTrace: Whether ``Minimum/trace`` is filled.
    public init(
        _ step: Step = .backtracking, gradientTolerance: Double = 1e-5, iterations: Int = 10_000,
        recordsTrace: Bool = false
    ) {
        self.step = step
        self.gradientTolerance = gradientTolerance
        self.iterations = iterations
        self.recordsTrace = recordsTrace
    }

    /// Minimises a function; see ``GradientMinimizer/minimize(from:_:)-swift.method``.
    ///
    /// - Parameters:
    ///   - start: Where to begin, n elements.
    ///   - function: x ↦ (f(x), ∇f(x)).
    /// - Returns: Where it converged, else the lowest point on the way: with a fixed rate values may rise, and do where it is too
    ///   large, until they are infinite and the status is ``MinimizationStatus/notFinite``.
    public func minimize<Failure: Error>(
        from start: Vector<Double>,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> Minimum {
        switch step {
        case .search(let search):
            return try Descent(self, search).run(
                from: start, function,
                direction: { (current) throws(Failure) -> Vector<Double> in -current.gradient },
                firstStep: { situation in
                    // As if the function fell at first as fast as it did at the last step.
                    guard let last = situation.last else { return situation.usualStep }
                    return 2 * last.step * last.slope / situation.slope
                })
        case .fixed(let rate, let momentum):
            requireSettings("GradientDescent", tolerance: gradientTolerance, iterations: iterations)
            require(rate > 0 && rate.isFinite, "GradientDescent: a rate of \(rate)")
            return try slide(from: start, rate, momentum, function)
        }
    }

    private func slide<Failure: Error>(
        from start: Vector<Double>, _ rate: Double, _ momentum: Momentum,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> Minimum {
        let beta = momentum.factor
        require(beta >= 0 && beta < 1, "GradientDescent: a momentum of \(beta)")
        var evaluator = Evaluator(name: "GradientDescent")
        var current = try evaluator.evaluate(start, function)
        var record = Record(current, keepsTrace: recordsTrace), best = current
        var x = start, velocity = Vector<Double>(repeating: 0, count: start.count)
        while true {
            if current.isUnbounded { return record.minimum(current, .unbounded, evaluator.count) }
            guard current.isFinite else { return record.minimum(best, .notFinite, evaluator.count) }
            if current.value <= best.value { best = current }
            if current.gradientNorm <= gradientTolerance {
                return record.minimum(current, .converged, evaluator.count)
            }
            if record.iterations == iterations {
                return record.minimum(best, .iterationLimit, evaluator.count)
            }
            velocity *= beta
            axpy(-rate, current.gradient, &velocity)
            x += velocity
            var next = x
            if momentum.looksAhead { axpy(beta, velocity, &next) }
            current = try evaluator.evaluate(next, function)
            record.add(current)
        }
    }
}

extension GradientDescent.Momentum {
    fileprivate var factor: Double {
        switch self {
        case .none: 0
        case .heavyBall(let beta), .nesterov(let beta): beta
        }
    }

    fileprivate var looksAhead: Bool {
        if case .nesterov = self { return true }
        return false
    }
}
