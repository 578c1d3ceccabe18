import LinearAlgebra

/// Newton's method without the Hessian: its system is solved by conjugate gradients, which only need products `Hv`.
///
/// `Hp = -∇f` is solved as far as it pays, until the residual is below `min(½, √‖∇f‖) ‖∇f‖`: roughly at first, exactly in the end, so that the steps
/// still converge faster than linearly. A direction in which the function curves down ends the solution, and what was found so far descends.
///
///     let found = NewtonCG().minimize(
///         differentiating: { x in
///             let bend = x[1] - x[0] * x[0], off = 1 - x[0]
///             return 100 * bend * bend + off * off
///         }, from: [-1.2, 1])
///     print(found.status, (found.point - [1, 1]).norm() < 1e-5)  // converged true
///
/// For very many variables whose gradient can be differentiated: O(n) memory. SciPy: `minimize(method="Newton-CG")`.
///
/// Source: Dembo and Steihaug (1983); Nocedal and Wright, *Numerical Optimization*, 2nd edition (2006), algorithm 7.1.
public struct NewtonCG: GradientMinimizer {
    /// Stop where no element of the gradient is larger; not negative.
    public var gradientTolerance: Double
    /// Stop after as many steps; not negative.
    public var iterations: Int
    /// How far to go along a direction; 1 is tried first.
    public var lineSearch: LineSearch
    /// Whether ``Minimum/trace`` is filled.
    public var recordsTrace: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - gradientTolerance: Stop where no element of the gradient is larger; not negative.
    ///   - iterations: Stop after as many steps; not negative.
    ///   - lineSearch: How far to go along a direction; 1 is tried first.
    ///   - recordsTrace: Whether ``Minimum/trace`` is filled.
    public init(
        gradientTolerance: Double = 1e-5, iterations: Int = 1000, lineSearch: LineSearch = .armijo(),
        recordsTrace: Bool = false
    ) {
        self.gradientTolerance = gradientTolerance
        self.iterations = iterations
        self.lineSearch = lineSearch
        self.recordsTrace = recordsTrace
    }

    /// Minimises a function whose Hessian can be multiplied.
    ///
    /// - Parameters:
    ///   - start: Where to begin, n elements.
    ///   - hessianProduct: (x, v) ↦ ∇²f(x) v.
    ///   - function: x ↦ (f(x), ∇f(x)).
    /// - Returns: The best point, and why the method stopped there. Products are not counted.
    public func minimize<Failure: Error>(
        from start: Vector<Double>,
        hessianProduct: (_ point: Vector<Double>, _ vector: Vector<Double>) throws(Failure) -> Vector<Double>,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> Minimum {
        try Descent(self, lineSearch).run(
            from: start, function,
            direction: { (current) throws(Failure) -> Vector<Double> in
                try direction(current) { (vector) throws(Failure) -> Vector<Double> in
                    try hessianProduct(current.point, vector)
                }
            }, firstStep: { _ in 1 })
    }

    /// Minimises a function by its gradients alone: products come from their differences, two a product.
    ///
    /// - Parameters:
    ///   - start: Where to begin, n elements.
    ///   - function: x ↦ (f(x), ∇f(x)).
    /// - Returns: The best point; ``Minimum/functionEvaluations`` counts all calls.
    public func minimize<Failure: Error>(
        from start: Vector<Double>,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> Minimum {
        var calls = 0
        var found = try minimize(
            from: start,
            hessianProduct: { (point, vector) throws(Failure) -> Vector<Double> in
                calls += 2
                let step =
                    differencePoints(max(1, point.norm(.infinity))).above - max(1, point.norm(.infinity))
                let width = step / max(vector.norm(.infinity), .leastNormalMagnitude)
                var above = point, below = point
                axpy(width, vector, &above)
                axpy(-width, vector, &below)
                return (try function(above).gradient - function(below).gradient) / (2 * width)
            }, function)
        found.functionEvaluations += calls
        return found
    }

    /// Minimises a function of tensors, whose gradient and products with the Hessian come from automatic differentiation.
    ///
    /// - Parameters:
    ///   - function: x ↦ f(x), a tensor of one element of one with n.
    ///   - start: Where to begin, n elements.
    /// - Returns: The best point, and why the method stopped there.
    public func minimize<Failure: Error>(
        differentiating function: (Tensor<Double>) throws(Failure) -> Tensor<Double>,
        from start: Vector<Double>
    ) throws(Failure) -> Minimum {
        try minimize(
            from: start,
            hessianProduct: { (x, v) throws(Failure) -> Vector<Double> in
                try hessianVectorProduct(at: x.tensor, along: v.tensor, function).vector
            },
            { (x) throws(Failure) -> (value: Double, gradient: Vector<Double>) in
                let (value, slope) = try valueAndGradient(at: x.tensor, function)
                return (value.item, slope.vector)
            })
    }

    /// Conjugate gradients on `Hp = -g` from p = 0.
    private func direction<Failure: Error>(
        _ current: Evaluation, _ product: (Vector<Double>) throws(Failure) -> Vector<Double>
    ) throws(Failure) -> Vector<Double> {
        let gradient = current.gradient, size = gradient.norm()
        guard size.isFinite, size * size > 0, (size * size).isFinite else { return -gradient }
        let tolerance = min(0.5, size.squareRoot()) * size
        var solution = Vector<Double>(repeating: 0, count: gradient.count)
        var residual = gradient, search = -gradient, square = dot(residual, residual)
        for step in 0..<(20 * gradient.count) {
            let image = try product(search), curvature = dot(search, image)
            guard curvature.isFinite else { return step == 0 ? -gradient : solution }
            // Down, or flat as far as rounding lets us see.
            if curvature <= 3 * Double.ulpOfOne * dot(search, search) {
                return step == 0 ? -gradient : solution
            }
            let length = square / curvature
            axpy(length, search, &solution)
            axpy(length, image, &residual)
            let next = dot(residual, residual)
            if next.squareRoot() <= tolerance || !next.isFinite { break }
            search = (next / square) * search - residual
            square = next
        }
        return solution
    }
}
