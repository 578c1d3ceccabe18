import LinearAlgebra

/// The quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno: the inverse Hessian, learnt from gradients.
///
/// `p = -H∇f`; after each step, with `s = x' - x`, `y = ∇f' - ∇f`, `ρ = 1/yᵀs`:
///
///     H ← (I - ρsyᵀ) H (I - ρysᵀ) + ρssᵀ
///
/// H, n × n, is the nearest matrix to the old one with `Hy = s`, and stays positive definite because the line search makes `yᵀs > 0`.
/// The method of choice up to some hundreds of variables. O(n²) memory and operations a step. SciPy: `minimize(method="BFGS")`.
/// Source: Nocedal and Wright, *Numerical Optimization*, 2nd edition (2006), algorithm 6.1.
public struct BFGS: GradientMinimizer {
    /// Stop where no element of the gradient is larger; not negative.
    public var gradientTolerance: Double
    /// Stop after as many steps; not negative.
    public var iterations: Int
    /// Whether H begins as `(sᵀy / yᵀy) I` of the first step instead of I.
    ///
    /// With it, Rosenbrock's function of 100 variables takes 98 evaluations instead of 305; a quadratic of condition 10⁶, whose first
    /// step tells of its steepest direction only, 138 instead of 23. Set it where f is large or small in the units of x.
    public var scalesFirst: Bool
    /// How far to go along a direction.
    public var lineSearch: LineSearch
    /// Whether ``Minimum/trace`` is filled.
    public var recordsTrace: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - gradientTolerance: Stop where no element of the gradient is larger; not negative.
    ///   - iterations: Stop after as many steps; not negative.
    ///   - scalesFirst: Whether H begins as `(sᵀy / yᵀy) I` of the first step instead of I.
    ///   - lineSearch: How far to go along a direction.
    ///   - recordsTrace: Whether ``Minimum/trace`` is filled.
    public init(
        gradientTolerance: Double = 1e-5, iterations: Int = 1000, scalesFirst: Bool = false,
        lineSearch: LineSearch = .strongWolfe(), recordsTrace: Bool = false
    ) {
        self.gradientTolerance = gradientTolerance
        self.iterations = iterations
        self.scalesFirst = scalesFirst
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
        var inverse: Matrix<Double>?
        return try Descent(self, lineSearch).run(
            from: start, function,
            direction: { (current) throws(Failure) -> Vector<Double> in
                guard let inverse else { return -current.gradient }
                return -matmul(inverse, current.gradient)
            },
            learn: { old, new in
                update(&inverse, s: new.point - old.point, y: new.gradient - old.gradient)
            },
            forget: {
                defer { inverse = nil }
                return inverse != nil
            })
    }

    /// `H - ρ(s(Hy)ᵀ + (Hy)sᵀ) + ρ(1 + ρyᵀHy) ssᵀ`, the formula above multiplied out.
    private func update(_ inverse: inout Matrix<Double>?, s: Vector<Double>, y: Vector<Double>) {
        let product = dot(s, y), square = dot(y, y)
        // Where the curvature is lost to rounding there is nothing to learn.
        guard product > Double.ulpOfOne * square, product.isFinite, square > 0, square.isFinite else {
            return
        }
        var h = inverse ?? (scalesFirst ? product / square : 1) * Matrix<Double>.identity(s.count)
        let image = matmul(h, y), rho = 1 / product
        let factor = rho * (1 + rho * dot(y, image))
        guard factor.isFinite else { return }
        ger(-rho, s, image, &h)
        ger(-rho, image, s, &h)
        ger(factor, s, s, &h)
        inverse = h
    }
}
