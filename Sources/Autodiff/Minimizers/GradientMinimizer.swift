import LinearAlgebra

/// A method that finds a minimum from values and gradients: a configuration that minimises any function.
///
///     let found = LBFGS().minimize(from: [-1.2, 1]) { x in
///         let bend = x[1] - x[0] * x[0], off = 1 - x[0]
///         return (100 * bend * bend + off * off, [-400 * bend * x[0] - 2 * off, 200 * bend])
///     }
///     print(found.status, (found.point - [1, 1]).norm() < 1e-6)  // converged true
///
/// All stop where `max |∂f/∂xᵢ| ≤ gradientTolerance`. A NaN or an infinity on the way is a wall: line searches step back from it.
public protocol GradientMinimizer: Sendable {
    /// Stop where no element of the gradient is larger; not negative.
    var gradientTolerance: Double { get set }
    /// Stop after as many steps; not negative.
    var iterations: Int { get set }
    /// Whether ``Minimum/trace`` is filled.
    var recordsTrace: Bool { get set }

    /// Minimises a function.
    ///
    /// - Parameters:
    ///   - start: Where to begin, n elements.
    ///   - function: x ↦ (f(x), ∇f(x)), both from one call; the gradient has n elements.
    /// - Returns: The best point, and why the method stopped there. Throws only what the function throws.
    func minimize<Failure: Error>(
        from start: Vector<Double>,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> Minimum
}

extension GradientMinimizer {
    /// Minimises a function whose gradient is not known, by central differences: 2n + 1 calls an evaluation.
    ///
    /// The differences are right to about 1e-10 of the size of f'' and f''' (x in units of 1): do not ask for a much smaller gradient.
    /// - Parameters:
    ///   - start: Where to begin, n elements.
    ///   - function: x ↦ f(x).
    /// - Returns: The best point; ``Minimum/functionEvaluations`` counts all calls.
    public func minimize<Failure: Error>(
        from start: Vector<Double>, _ function: (Vector<Double>) throws(Failure) -> Double
    ) throws(Failure) -> Minimum {
        var found = try minimize(from: start) {
            (point) throws(Failure) -> (value: Double, gradient: Vector<Double>) in
            let value = try function(point)
            return (value, try centralDifferences(at: point, of: function))
        }
        found.functionEvaluations *= 2 * start.count + 1
        return found
    }
}

/// The gradient by central differences, `(f(x + hᵢeᵢ) - f(x - hᵢeᵢ)) / 2hᵢ`, with `hᵢ = ∛ε max(1, |xᵢ|)`; 2n calls.
///
/// The step balances the error of truncation, h²f'''/6, against that of rounding, ε|f|/h.
/// - Parameters:
///   - point: x, n elements.
///   - function: x ↦ f(x).
/// - Returns: n elements, right to about 1e-10 where f, f' and f''' are of the order of 1.
///
/// Source: Nocedal and Wright, *Numerical Optimization*, 2nd edition (2006), §8.1.
public func centralDifferences<Failure: Error>(
    at point: Vector<Double>, of function: (Vector<Double>) throws(Failure) -> Double
) throws(Failure) -> Vector<Double> {
    var moved = point, gradient = Vector<Double>(repeating: 0, count: point.count)
    for index in 0..<point.count {
        let (above, below) = differencePoints(point[index])
        moved[index] = above
        let upper = try function(moved)
        moved[index] = below
        let lower = try function(moved)
        moved[index] = point[index]
        gradient[index] = (upper - lower) / (above - below)
    }
    return gradient
}

/// x + h and x - h as they are after rounding.
func differencePoints(_ x: Double) -> (above: Double, below: Double) {
    let cubeRootOfEpsilon = 6.055454452393343e-06
    let step = cubeRootOfEpsilon * max(1, abs(x))
    return (x + step, x - step)
}

/// A point, and the function and its gradient there.
struct Evaluation {
    var point: Vector<Double>
    var value: Double
    var gradient: Vector<Double>

    var gradientNorm: Double { gradient.norm(.infinity) }
    var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }
    /// So low that there is no minimum.
    var isUnbounded: Bool { value < -1e300 }
}

/// Calls the function, counts, and complains of gradients of a wrong length.
struct Evaluator {
    let name: String
    var count = 0

    mutating func evaluate<Failure: Error>(
        _ point: Vector<Double>,
        _ function: (Vector<Double>) throws(Failure) -> (value: Double, gradient: Vector<Double>)
    ) throws(Failure) -> Evaluation {
        count += 1
        let (value, gradient) = try function(point)
        require(
            gradient.count == point.count,
            "\(name).minimize: the gradient has \(gradient.count) elements, the point \(point.count)")
        return Evaluation(point: point, value: value, gradient: gradient)
    }
}

/// Requires what all minimisers have in common.
func requireSettings(_ name: String, tolerance: Double, iterations: Int) {
    require(tolerance >= 0, "\(name): a tolerance of \(tolerance)")
    require(iterations >= 0, "\(name): \(iterations) iterations")
}
