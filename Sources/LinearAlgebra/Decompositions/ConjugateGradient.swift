/// What an iterative solver found.
public struct IterativeSolution<Element: Scalar>: Sendable {
    /// x, n elements.
    public let solution: Vector<Element>
    /// How many products with A it took.
    public let iterations: Int
    /// `‖b - Ax‖ / ‖b‖`.
    public let relativeResidual: Element
}

/// The solution of `Ax = b` by conjugate gradients; A is symmetric positive definite and known only by its products.
///
/// Each step moves along a direction that is conjugate (`dᵢᵀAdⱼ = 0`) to all before it, so that what was gained is never undone:
/// in exact arithmetic n steps suffice, and the error falls by `(√κ - 1)/(√κ + 1)` a step.
///
///     let sparse = SparseMatrix(
///         rows: 2, columns: 2, entries: [(0, 0, 4.0), (0, 1, 1.0), (1, 0, 1.0), (1, 1, 3.0)])
///     let x = try conjugateGradient([1.0, 2.0]) { matmul(sparse, $0) }.solution
///     print(x.isApproximatelyEqual(to: [1.0 / 11, 7.0 / 11]))     // true
///
/// - Parameters:
///   - b: The right-hand side, n elements.
///   - start: Where to begin; zero by default.
///   - tolerance: Stop where `‖b - Ax‖ ≤ tolerance · ‖b‖`; 1e-5 by default, as in SciPy.
///   - maximumIterations: Stop with an error after as many steps; 10n by default.
///   - preconditioner: r ↦ M⁻¹r, M close to A, symmetric positive definite and easy to invert; none by default.
///   - product: x ↦ Ax.
///
/// Throws ``LinearAlgebraError/didNotConverge(operation:detail:)``, and ``LinearAlgebraError/notPositiveDefinite(operation:leadingMinor:)`` (of the
/// Krylov space's order) where `dᵀAd ≤ 0`. One product and 10n operations a step. SciPy: `cg`; the version to read is
/// `Textbook.conjugateGradient`. Source: Hestenes and Stiefel (1952).
public func conjugateGradient<T: Scalar>(
    _ b: Vector<T>, start: Vector<T>? = nil, tolerance: T = 1e-5, maximumIterations: Int? = nil,
    preconditioner: ((Vector<T>) -> Vector<T>)? = nil, product: (Vector<T>) -> Vector<T>
) throws(LinearAlgebraError) -> IterativeSolution<T> {
    let operation = "conjugateGradient"
    try b.checkFinite(operation)
    require(start == nil || start?.count == b.count, "\(operation): a start of another size than b")
    let limit = maximumIterations ?? 10 * b.count, size = b.norm()
    let first = start.map { b - product($0) } ?? b
    // In units of a power of two near ‖r‖, so that no square overflows or vanishes and no digit changes.
    let norm = first.norm(),
        unit = norm.isFinite && norm > 0 ? T(sign: .plus, exponent: norm.exponent, significand: 1) : 1
    let target = tolerance * (size / unit)
    var x = Vector<T>(repeating: 0, count: b.count), residual = first / unit
    var direction = preconditioner?(residual) ?? residual
    var progress = dot(residual, direction)
    var iterations = 0, left = residual.norm()
    while !(left <= target) {
        if iterations == limit || left.isNaN {
            let relative = Double(left / (size / unit))
            throw .didNotConverge(
                operation: operation, detail: "residual \(relative) after \(iterations) steps")
        }
        let image = product(direction)
        let curvature = dot(direction, image)
        if curvature <= 0 { throw .notPositiveDefinite(operation: operation, leadingMinor: iterations + 1) }
        let step = progress / curvature
        axpy(step, direction, &x)
        axpy(-step, image, &residual)
        let improved = preconditioner?(residual) ?? residual
        let newProgress = dot(residual, improved)
        direction *= newProgress / progress
        axpy(1, improved, &direction)
        progress = newProgress
        left = residual.norm()
        iterations += 1
    }
    return IterativeSolution(
        solution: start.map { $0 + unit * x } ?? unit * x, iterations: iterations,
        relativeResidual: size == 0 ? 0 : left / (size / unit))
}
