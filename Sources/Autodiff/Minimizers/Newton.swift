import LinearAlgebra

/// Newton's method: to the minimum of the parabola that has the function's slope and curvature.
///
/// `Hp = -∇f` with H the Hessian. Near a minimum each step doubles the number of right digits; it does not see how narrow a valley is, nor the units of x. Far
/// away H may have directions that curve down, and then the step may lead up: a multiple τ of the identity is added, doubled until
/// `H + τI` has a Cholesky factor, and a line search from the full step does the rest.
///
///     let found = Newton().minimize(
///         differentiating: { x in
///             let bend = x[1] - x[0] * x[0], off = 1 - x[0]
///             return 100 * bend * bend + off * off
///         }, from: [-1.2, 1])
///     print(found.status, found.iterations < 25)  // converged true
///
/// For some hundreds of variables at most: O(n²) memory, O(n³) operations and a Hessian a step. It also stops on saddle points, where the gradient is 0.
///
/// Source: Nocedal and Wright, *Numerical Optimization*, 2nd edition (2006), algorithms 3.2 and 3.3.
public struct Newton: GradientMinimizer {
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
        gradientTolerance: Double = 1e-5, iterations: Int = 200, lineSearch: LineSearch = .armijo(),
        recordsTrace: Bool = false
    ) {
        self.gradientTolerance = gradientTolerance
        self.iterations = iterations
        self.lineSearch = lineSearch
        self.recordsTrace = recordsTrace
    }

    /// Minimises a function whose Hessian is known.
    ///
    /// - Parameters:
    ///   - start: Where to begin, n elements.
    ///   - hessian: x ↦ ∇²f(x), n × n, of which the symmetric part counts.
    ///   - function: x ↦ (f(x), ∇f(x)).
    /// - Returns: The best point, and why the method stopped there. Calls of the Hessian are not counted.
    public func minimize<Failure: Error>(
        from start: Vector<Double>, hessian: (Vector<Double>) throws(Failure) -> Matrix<Double>,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> Minimum {
        try Descent(self, lineSearch).run(
            from: start, function,
            direction: { (current) throws(Failure) -> Vector<Double> in
                let curvature = try hessian(current.point), n = start.count
                require(
                    curvature.rows == n && curvature.columns == n,
                    "Newton.minimize: a Hessian of \(curvature.rows) × \(curvature.columns) for \(n) variables"
                )
                return Self.direction(0.5 * (curvature + curvature.transposed), current.gradient)
            }, firstStep: { _ in 1 })
    }

    /// Minimises a function by its gradients alone: the Hessian comes from their differences, 2n of them a step.
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
            hessian: { (point) throws(Failure) -> Matrix<Double> in
                calls += 2 * point.count
                return try differences(at: point, of: function)
            }, function)
        found.functionEvaluations += calls
        return found
    }

    /// Minimises a function of tensors, whose gradient and Hessian come from automatic differentiation.
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
            hessian: { (x) throws(Failure) -> Matrix<Double> in
                try Autodiff.hessian(at: x.tensor, function).matrix
            },
            { (x) throws(Failure) -> (value: Double, gradient: Vector<Double>) in
                let (value, slope) = try valueAndGradient(at: x.tensor, function)
                return (value.item, slope.vector)
            })
    }

    /// `-(H + τI)⁻¹∇f` with the first τ of 0, β, 2β, … for which there is a Cholesky factor.
    private static func direction(_ hessian: Matrix<Double>, _ gradient: Vector<Double>) -> Vector<Double> {
        let size = hessian.norm(), n = gradient.count
        guard size.isFinite, n > 0 else { return -gradient }
        let lowest = (0..<n).map { hessian[$0, $0] }.min() ?? 0, least = max(1e-3 * size, 1e-12)
        var shift = lowest > 0 ? 0 : least - lowest
        while shift.isFinite {
            let shifted = shift == 0 ? hessian : hessian + shift * Matrix<Double>.identity(n)
            if let factor = try? CholeskyDecomposition(shifted) {
                let direction = -factor.solve(gradient)
                if direction.allSatisfy(\.isFinite) { return direction }
            }
            shift = max(2 * shift, least)
        }
        return -gradient
    }

    /// Row i: `(∇f(x + hᵢeᵢ) - ∇f(x - hᵢeᵢ)) / 2hᵢ`.
    private func differences<Failure: Error>(
        at point: Vector<Double>,
        of function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> Matrix<Double> {
        var result = Matrix<Double>.zeros(point.count, point.count), moved = point
        for index in 0..<point.count {
            let (above, below) = differencePoints(point[index])
            moved[index] = above
            let upper = try function(moved).gradient
            moved[index] = below
            let lower = try function(moved).gradient
            moved[index] = point[index]
            for column in 0..<point.count {
                result[index, column] = (upper[column] - lower[column]) / (above - below)
            }
        }
        return result
    }
}

extension GradientMinimizer {
    /// Minimises a function of tensors, whose gradient comes from automatic differentiation.
    ///
    /// - Parameters:
    ///   - function: x ↦ f(x), a tensor of one element of one with n.
    ///   - start: Where to begin, n elements.
    /// - Returns: The best point, and why the method stopped there.
    public func minimize<Failure: Error>(
        differentiating function: (Tensor<Double>) throws(Failure) -> Tensor<Double>,
        from start: Vector<Double>
    ) throws(Failure) -> Minimum {
        try minimize(from: start) { (x) throws(Failure) -> (value: Double, gradient: Vector<Double>) in
            let (value, slope) = try valueAndGradient(at: x.tensor, function)
            return (value.item, slope.vector)
        }
    }
}
