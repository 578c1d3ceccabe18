/// The solution of `Ax = b` by generalised minimal residuals, restarted; A is any invertible matrix, known only by its products.
///
/// After k steps x is the vector of the Krylov space `span(r, Ar, …, Aᵏ⁻¹r)` with the least residual. An orthonormal basis of that
/// space (Arnoldi's) turns the problem into a least-squares problem of size k, kept triangular by plane rotations. After
/// `restart` steps the basis is thrown away and the rest begins anew, to bound memory.
///
/// - Parameters:
///   - b: The right-hand side, n elements.
///   - start: Where to begin; zero by default.
///   - restart: Steps between restarts; 20 by default, as in SciPy.
///   - tolerance: Stop where `‖b - Ax‖ ≤ tolerance · ‖b‖`; 1e-5 by default.
///   - maximumIterations: Stop with an error after as many steps; 10n by default.
///   - preconditioner: r ↦ M⁻¹r, applied from the right, M close to A and easy to invert; none by default.
///   - product: x ↦ Ax.
///
/// Throws ``LinearAlgebraError/didNotConverge(operation:detail:)``. One product and 4kn operations in step k, `restart · n` numbers of memory.
/// SciPy: `gmres`. Source: Saad and Schultz (1986).
public func gmres<T: Scalar>(
    _ b: Vector<T>, start: Vector<T>? = nil, restart: Int = 20, tolerance: T = 1e-5,
    maximumIterations: Int? = nil, preconditioner: ((Vector<T>) -> Vector<T>)? = nil,
    product: (Vector<T>) -> Vector<T>
) throws(LinearAlgebraError) -> IterativeSolution<T> {
    try b.checkFinite("gmres")
    require(start == nil || start?.count == b.count, "gmres: a start of another size than b")
    require(restart >= 1, "gmres: restart after \(restart) steps")
    let limit = maximumIterations ?? 10 * b.count, size = b.norm(), target = tolerance * size
    var x = start ?? Vector(repeating: 0, count: b.count)
    var residual = start == nil ? b : b - product(x)
    var iterations = 0
    while !(residual.norm() <= target) {
        let steps = min(restart, limit - iterations, b.count)
        if steps <= 0 || !residual.norm().isFinite {
            let left = Double(residual.norm() / size)
            throw .didNotConverge(operation: "gmres", detail: "residual \(left) after \(iterations) steps")
        }
        var cycle = ArnoldiCycle(residual)
        while cycle.count < steps, cycle.residual > target, !cycle.isComplete {
            let last = cycle.basis[cycle.count]
            cycle.extend(by: product(preconditioner?(last) ?? last))
            iterations += 1
        }
        let correction = cycle.correction()
        x += preconditioner?(correction) ?? correction
        let before = residual.norm()
        residual = b - product(x)
        if cycle.isComplete, !(residual.norm() <= max(target, before / 2)) {
            throw .didNotConverge(operation: "gmres", detail: "the matrix is singular on the Krylov space")
        }
    }
    return IterativeSolution(
        solution: x, iterations: iterations, relativeResidual: size == 0 ? 0 : residual.norm() / size)
}

/// The basis between two restarts, and the least-squares problem on it in triangular form.
private struct ArnoldiCycle<T: Scalar> {
    var basis: [Vector<T>]
    /// Columns of R, the k-th of k + 1 elements.
    private var columns: [[T]] = []
    private var rotations: [(c: T, s: T)] = []
    /// `Qᵀ(‖r‖e₁)`; the last element is the residual that is left.
    private var right: [T]
    /// Whether the Krylov space is invariant, so that no further step can help.
    private(set) var isComplete = false

    var count: Int { columns.count }
    var residual: T { abs(right[right.count - 1]) }

    init(_ start: Vector<T>) {
        let length = start.norm()
        basis = [start / length]
        right = [length]
    }

    mutating func extend(by image: Vector<T>) {
        var next = image, column: [T] = []
        let before = image.norm()
        for vector in basis {
            let component = dot(vector, next)
            axpy(-component, vector, &next)
            column.append(component)
        }
        // Once more, so that the basis stays orthogonal however much of the image lies in its span.
        for (index, vector) in basis.enumerated() {
            let component = dot(vector, next)
            axpy(-component, vector, &next)
            column[index] += component
        }
        var height = next.norm()
        isComplete = !(height > before * T.ulpOfOne)
        if isComplete { height = 0 } else { basis.append(next / height) }
        for (index, (c, s)) in rotations.enumerated() {
            (column[index], column[index + 1]) = (
                c * column[index] + s * column[index + 1], c * column[index + 1] - s * column[index]
            )
        }
        let last = column.count - 1, length = Complex(column[last], height).magnitude
        let (c, s): (T, T) = length == 0 ? (1, 0) : (column[last] / length, height / length)
        column[last] = length
        rotations.append((c, s))
        columns.append(column)
        right.append(-s * right[last])
        right[last] *= c
    }

    /// Back substitution, then the combination of the basis.
    func correction() -> Vector<T> {
        var y = Array(right[0..<count])
        for k in stride(from: count - 1, through: 0, by: -1) {
            y[k] = columns[k][k] == 0 ? 0 : y[k] / columns[k][k]
            for i in 0..<k { y[i] -= columns[k][i] * y[k] }
        }
        var result = Vector<T>(repeating: 0, count: basis[0].count)
        for k in 0..<count { axpy(y[k], basis[k], &result) }
        return result
    }
}
