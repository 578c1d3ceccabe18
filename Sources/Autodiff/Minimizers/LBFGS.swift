import LinearAlgebra

/// BFGS with a limited memory: the last few steps stand for the inverse Hessian.
///
/// With `sₖ = xₖ₊₁ - xₖ`, `yₖ = ∇fₖ₊₁ - ∇fₖ`, `ρₖ = 1/yₖᵀsₖ` of the last m steps, `p = -H∇f` is two loops over them:
///
///     q = ∇f;  newest to oldest: αₖ = ρₖ sₖᵀq,  q ← q - αₖyₖ
///     r = (sᵀy / yᵀy) q of the newest;  oldest to newest: r ← r + (αₖ - ρₖ yₖᵀr) sₖ;  p = -r
///
/// The method of choice for many variables. O(mn) memory and 4mn operations a step. SciPy: `minimize(method="L-BFGS-B")`,
/// without its bounds.
/// Source: Nocedal, *Updating Quasi-Newton Matrices with Limited Storage* (1980); Nocedal and Wright (2006), algorithms 7.4, 7.5.
public struct LBFGS: GradientMinimizer {
    /// m, how many steps are remembered; at least 1.
    public var memory: Int
    /// Stop where no element of the gradient is larger; not negative.
    public var gradientTolerance: Double
    /// Stop after as many steps; not negative.
    public var iterations: Int
    /// How far to go along a direction.
    public var lineSearch: LineSearch
    /// Whether ``Minimum/trace`` is filled.
    public var recordsTrace: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - memory: How many steps are remembered; at least 1.
    ///   - gradientTolerance: Stop where no element of the gradient is larger; not negative.
    ///   - iterations: Stop after as many steps; not negative.
    ///   - lineSearch: How far to go along a direction.
    ///   - recordsTrace: Whether ``Minimum/trace`` is filled.
    public init(
        memory: Int = 10, gradientTolerance: Double = 1e-5, iterations: Int = 1000,
        lineSearch: LineSearch = .strongWolfe(), recordsTrace: Bool = false
    ) {
        self.memory = memory
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
        require(memory > 0, "LBFGS: a memory of \(memory)")
        var pairs: [Pair] = []
        return try Descent(self, lineSearch).run(
            from: start, function,
            direction: { (current) throws(Failure) -> Vector<Double> in
                Self.direction(current.gradient, pairs)
            },

            firstStep: { pairs.isEmpty ? $0.usualStep : 1 },
            learn: { old, new in
                guard let pair = Pair(s: new.point - old.point, y: new.gradient - old.gradient) else {
                    return
                }
                if pairs.count == memory { pairs.removeFirst() }
                pairs.append(pair)
            },
            forget: {
                defer { pairs = [] }
                return !pairs.isEmpty
            })
    }

    /// A step and the change of the gradient over it.
    private struct Pair {
        let s: Vector<Double>
        let y: Vector<Double>
        let rho: Double
        /// `sᵀy / yᵀy`, about the inverse of the curvature.
        let scale: Double

        init?(s: Vector<Double>, y: Vector<Double>) {
            let product = dot(s, y), square = dot(y, y)
            guard product > Double.ulpOfOne * square, product.isFinite, square > 0, square.isFinite else {
                return nil
            }
            (self.s, self.y, rho, scale) = (s, y, 1 / product, product / square)
        }
    }

    private static func direction(_ gradient: Vector<Double>, _ pairs: [Pair]) -> Vector<Double> {
        guard let newest = pairs.last else { return -gradient }
        var result = gradient, factors: [Double] = []
        for pair in pairs.reversed() {
            let factor = pair.rho * dot(pair.s, result)
            axpy(-factor, pair.y, &result)
            factors.append(factor)
        }
        result *= newest.scale
        for (pair, factor) in zip(pairs, factors.reversed()) {
            axpy(factor - pair.rho * dot(pair.y, result), pair.s, &result)
        }
        return -result
    }
}
