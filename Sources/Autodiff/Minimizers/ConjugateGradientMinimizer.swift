import LinearAlgebra

/// Nonlinear conjugate gradients, after Polak and Ribière: directions that do not undo one another, in the memory of four vectors.
///
///     p ← -∇f + βp,  β = max(0, ∇fᵀ(∇f - ∇f_old) / ∇f_oldᵀ∇f_old)
///
/// On a quadratic with exact line searches it is the method of conjugate gradients and ends after n steps. β = 0 is a fresh start.
/// For many variables where ``LBFGS`` is too large; else that one needs fewer evaluations. O(n) memory and operations a step.
/// SciPy: `minimize(method="CG")`. Source: Polak and Ribière (1969); Nocedal and Wright, *Numerical Optimization*, 2nd edition
/// (2006), §5.2.
public struct ConjugateGradientMinimizer: GradientMinimizer {
    /// Stop where no element of the gradient is larger; not negative.
    public var gradientTolerance: Double
    /// Stop after as many steps; not negative.
    public var iterations: Int
    /// How far to go along a direction; the directions are good only where this is nearly exact.
    public var lineSearch: LineSearch
    /// Whether ``Minimum/trace`` is filled.
    public var recordsTrace: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - gradientTolerance: Stop where no element of the gradient is larger; not negative.
    ///   - iterations: Stop after as many steps; not negative.
    ///   - lineSearch: How far to go along a direction; the directions are good only where this is nearly exact.
    ///   - recordsTrace: Whether ``Minimum/trace`` is filled.
    public init(
        gradientTolerance: Double = 1e-5, iterations: Int = 10_000,
        lineSearch: LineSearch = .strongWolfe(curvature: 0.1), recordsTrace: Bool = false
    ) {
        self.gradientTolerance = gradientTolerance
        self.iterations = iterations
        self.lineSearch = lineSearch
        self.recordsTrace = recordsTrace
    }

    /// Minimises a function; see ``GradientMinimizer/minimize(from:_:)-swift.method``.
    ///
    /// - Parameters:
    ///   - start: Where to begin, n elements.
    ///   - function: x ↦ (f(x), ∇f(x)).
    /// - Returns: The best point, and why the method stopped there.
    public func minimize<Failure: Error>(
        from start: Vector<Double>,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> Minimum {
        var last: (direction: Vector<Double>, gradient: Vector<Double>)?
        return try Descent(self, lineSearch).run(
            from: start, function,
            direction: { (current) throws(Failure) -> Vector<Double> in
                var direction = -current.gradient
                if let last {
                    let square = dot(last.gradient, last.gradient)
                    let beta = dot(current.gradient, current.gradient - last.gradient) / square
                    if beta > 0 && beta.isFinite { axpy(beta, last.direction, &direction) }
                }
                last = (direction, current.gradient)
                return direction
            },
            forget: {
                defer { last = nil }
                return last.map { $0.direction != -$0.gradient } ?? false
            })
    }
}
