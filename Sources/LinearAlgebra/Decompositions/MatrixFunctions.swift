extension Matrix {
    /// The principal square root of a square matrix: `X² = A`, X's eigenvalues in the right half-plane.
    ///
    /// By the real Schur form: a square root of `T = [[T₁, C], [0, T₂]]` is `[[R₁, X], [0, R₂]]` with the roots of the blocks
    /// and `R₁X + XR₂ = C`, down to blocks of one eigenvalue or one conjugate pair.
    ///
    ///     let a: Matrix = [[4.0, 1.0], [0.0, 9.0]]
    ///     print(try a.squareRootMatrix().isApproximatelyEqual(to: [[2, 0.2], [0, 3]]))     // true
    ///
    /// About 29n³ operations. Requires a square matrix; throws ``LinearAlgebraError/notReal(operation:eigenvalue:)`` at a negative
    /// eigenvalue, ``LinearAlgebraError/singular(operation:pivot:)`` where several eigenvalues 0 leave no root, and as ``SchurDecomposition/init(_:)`` does. SciPy: `sqrtm`.
    /// Source: Deadman, Higham and Ralha, *Blocked Schur Algorithms for Computing the Matrix Square Root* (2013).
    public func squareRootMatrix() throws(LinearAlgebraError) -> Matrix {
        let schur = try SchurDecomposition(self)
        let root = try schur.t.quasiTriangularRoot("squareRootMatrix")
        return matmul(schur.q, matmul(root, schur.q.transposed))
    }

    /// The principal logarithm of a square matrix: `exp(X) = A`, the imaginary parts of X's eigenvalues within ±π.
    ///
    /// Square roots of the Schur form bring it close to I; there `log(I + E) = ∫₀¹ E(I + xE)⁻¹dx` by Gauss's rule with
    /// seven points (which is the Padé approximant of that degree); then k roots are undone by a factor of 2ᵏ.
    ///
    /// O(n³) for each root and each point. Requires a square matrix; throws ``LinearAlgebraError/notReal(operation:eigenvalue:)`` at an
    /// eigenvalue that is negative or zero, and as ``SchurDecomposition/init(_:)`` does. SciPy: `logm`.
    /// Source: Higham, *Functions of Matrices* (2008), §11.5.
    public func logarithm() throws(LinearAlgebraError) -> Matrix {
        let schur = try SchurDecomposition(self), identity = Matrix.unit(rows, rows)
        if let zero = schur.values.first(where: { $0.imaginary == 0 && $0.real <= 0 }) {
            throw .notReal(operation: "logarithm", eigenvalue: Double(zero.real))
        }
        var root = schur.t, factor: Element = 1
        // Up to this norm of E seven points are exact to rounding (Higham 2008, table 11.1).
        while (root - identity).largestSum(ofRows: false) > 0.264, factor < 0x1p60 {
            root = try root.quasiTriangularRoot("logarithm")
            factor *= 2
        }
        let e = root - identity
        var sum = Matrix(repeating: 0, rows: rows, columns: rows)
        for (node, weight) in Matrix.gaussNodes {
            sum += Element(weight) * (try (identity + Element(node) * e).solve(e, onIllConditioned: .ignore))
        }
        return factor * matmul(schur.q, matmul(sum, schur.q.transposed))
    }

    /// The polar decomposition `A = UP`: U with orthonormal columns, P symmetric positive semidefinite.
    ///
    /// A is m × n with m ≥ n, U is m × n, P is n × n: a rotation after a stretch, and U is the matrix with orthonormal columns that is
    /// closest to A. From the singular values, `U = WVᵀ`, `P = V diag(s) Vᵀ`. Throws as ``SingularValueDecomposition/init(_:full:)`` does.
    /// SciPy: `polar`. Source: Higham, *Functions of Matrices* (2008), ch. 8.
    public func polarDecomposition() throws(LinearAlgebraError) -> (unitary: Matrix, stretch: Matrix) {
        require(rows >= columns, "polarDecomposition: \(rows) × \(columns) has more columns than rows")
        let svd = try SingularValueDecomposition(self)
        let stretch = matmul(svd.vTransposed.transposed * svd.singularValues, svd.vTransposed)
        return (matmul(svd.u, svd.vTransposed), (stretch + stretch.transposed) / 2)
    }

    /// Nodes and weights of Gauss's rule with seven points on (0, 1).
    private static var gaussNodes: [(Double, Double)] {
        let half: [(node: Double, weight: Double)] = [
            (0.4058451513773971669066064, 0.3818300505051189449503698),
            (0.7415311855993944398638648, 0.2797053914892766679014678),
            (0.9491079123427585245261897, 0.1294849661688696932706114),
        ]
        var nodes = [(0.5, 0.4179591836734693877551020 / 2)]
        for (node, weight) in half {
            nodes.append(((1 - node) / 2, weight / 2))
            nodes.append(((1 + node) / 2, weight / 2))
        }
        return nodes
    }

    /// The principal root of an upper quasi-triangular matrix in LAPACK's standard form, column by column.
    fileprivate func quasiTriangularRoot(_ operation: String) throws(LinearAlgebraError) -> Matrix {
        let result = columnMajorCopy()
        try result.replaceByRoot(from: 0, to: rows, operation)
        return result
    }

    /// Replaces the diagonal block of rows `first ..< end` of a column-major matrix by its root.
    private func replaceByRoot(from first: Int, to end: Int, _ operation: String) throws(LinearAlgebraError) {
        let size = end - first, n = rows
        if size == 0 { return }
        let block = start + first * (n + 1)
        if size == 1 {
            if block[0] < 0 { throw .notReal(operation: operation, eigenvalue: Double(block[0])) }
            block[0] = block[0].squareRoot()
            return
        }
        if size == 2, block[1] != 0 { return Matrix.replaceByRoot(of: block, n) }
        // In the middle, but not through the 2 × 2 block of a conjugate pair.
        var middle = first + size / 2
        if start[middle - 1 + (middle - 1) * n + 1] != 0 { middle += middle + 1 < end ? 1 : -1 }
        try replaceByRoot(from: first, to: middle, operation)
        try replaceByRoot(from: middle, to: end, operation)
        let corner = start + first + middle * n
        let hasCoupling = (middle..<end).contains { column in
            (first..<middle).contains { start[$0 + column * n] != 0 }
        }
        let (scale, isPerturbed) = Element.trsyl(
            sign: 1, middle - first, end - middle, block, n, start + middle * (n + 1), n, corner, n)
        // Both blocks have the eigenvalue 0, and no X satisfies the equation.
        if isPerturbed && hasCoupling { throw .singular(operation: operation, pivot: first) }
        if scale != 1 {
            for column in 0..<(end - middle) {
                Element.scal(middle - first, 1 / scale, corner + column * n, 1)
            }
        }
    }

    /// The root of a block with the eigenvalues θ ± iμ: `αI + (T - θI) / 2α`, α the real part of √(θ + iμ).
    private static func replaceByRoot(of block: UnsafeMutablePointer<Element>, _ n: Int) {
        let theta = block[0], mu = (Swift.abs(block[1]) * Swift.abs(block[n])).squareRoot()
        let magnitude = Complex(theta, mu).magnitude
        // For a negative θ the sum would cancel: α = μ / 2√((|λ| - θ)/2) is the same number.
        let alpha =
            theta >= 0
            ? ((magnitude + theta) / 2).squareRoot() : mu / (2 * ((magnitude - theta) / 2).squareRoot())
        block[0] = alpha
        block[n + 1] = alpha
        block[1] /= 2 * alpha
        block[n] /= 2 * alpha
    }
}
