/// A least-squares solution and what was found on the way: what NumPy's `lstsq` returns.
public struct LeastSquaresSolution<Element: Scalar>: Sendable {
    /// X, n × p: the solutions, as columns.
    public let solution: Matrix<Element>
    /// `‖Axᵢ - bᵢ‖²` for each column; empty where the rank is below n or m ≤ n.
    public let residuals: Vector<Element>
    /// How many singular values of A exceed the tolerance.
    public let rank: Int
    /// The singular values of A, falling.
    public let singularValues: Vector<Element>
}

extension Matrix {
    /// The x of least norm among those that minimise `‖Ax - b‖₂`, for any shape and rank of A.
    ///
    ///     let a: Matrix = [[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]    // a line through (0, 1), (1, 3), (2, 5)
    ///     print(try a.leastSquares([1.0, 3.0, 5.0]).isApproximatelyEqual(to: [1, 2]))     // true
    ///
    /// A is m × n, b has m elements, x has n. Singular values up to `tolerance · s₀` count as zero; the default is max(m, n) · ε, as in NumPy.
    /// Throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity, and
    /// ``LinearAlgebraError/didNotConverge(operation:detail:)``. By the singular values (LAPACK's `gelsd`), in O(mn²). NumPy and SciPy: `lstsq`.
    public func leastSquares(
        _ b: Vector<Element>, tolerance: Element? = nil
    ) throws(LinearAlgebraError) -> Vector<Element> {
        let columns = b.copied().reshaped(rows: b.count, columns: 1)
        return try leastSquares(columns, tolerance: tolerance).solution.onlyColumn
    }

    /// The X that minimises `‖AX - B‖` column by column, with residuals, rank and singular values; B is m × p.
    public func leastSquares(
        _ b: Matrix, tolerance: Element? = nil
    ) throws(LinearAlgebraError) -> LeastSquaresSolution<Element> {
        require(rows == b.rows, "leastSquares: \(rows) × \(columns) and \(b.rows) × \(b.columns)")
        let m = rows, n = columns, p = b.columns, k = Swift.min(m, n), height = Swift.max(m, n)
        let work = columnMajorCopy(), values = Vector<Element>(uninitialized: k)
        try work.checkFinite("leastSquares")
        try b.checkFinite("leastSquares")
        if k == 0 || p == 0 {
            let zeros = Matrix(repeating: 0, rows: n, columns: p)
            return try LeastSquaresSolution(
                solution: zeros, residuals: Vector(repeating: 0, count: 0), rank: p == 0 ? rank() : 0,
                singularValues: p == 0 ? singularValues() : values)
        }
        let x = Matrix(repeating: 0, rows: p, columns: height).transposed
        Element.copyStrided(
            rows: m, columns: p, from: b.start, rowStride: b.rowStride, columnStride: b.columnStride,
            to: x.start, rowStride: 1, columnStride: height)
        var rank: Int32 = 0
        let info = OpenBLASThreads.run(when: count >= 128 * 128) {
            Element.gelsd(
                m, n, p, work.start, m, x.start, height, values.start,
                tolerance: tolerance ?? Element(height) * Element.ulpOfOne, rank: &rank)
        }
        if info > 0 { throw .didNotConverge(operation: "leastSquares", detail: "\(info) elements were left") }
        var residuals = Vector<Element>(repeating: 0, count: rank == Int32(n) && m > n ? p : 0)
        for column in 0..<residuals.count {
            residuals[column] = Element.kernel(for: .sumOfSquares)(x.start + column * height + n, m - n)
        }
        return LeastSquaresSolution(
            solution: x.firstRows(n).columnMajorCopy(), residuals: residuals, rank: Int(rank),
            singularValues: values)
    }

    /// The Moore–Penrose inverse A⁺, n × m: `A⁺b` is the least-squares solution of least norm. O(mn·min(m, n)).
    ///
    /// Singular values up to `tolerance · s₀` count as zero; the default is max(m, n) · ε, as SciPy's `pinv`.
    /// Throws as ``SingularValueDecomposition/init(_:full:)`` does.
    public func pseudoinverse(tolerance: Element? = nil) throws(LinearAlgebraError) -> Matrix {
        try SingularValueDecomposition(self).pseudoinverse(tolerance: tolerance)
    }

    /// How many singular values exceed `tolerance · s₀`; the default is max(m, n) · ε. NumPy: `matrix_rank`.
    ///
    /// Throws as ``SingularValueDecomposition/init(_:full:)`` does.
    public func rank(tolerance: Element? = nil) throws(LinearAlgebraError) -> Int {
        let values = try singularValues()
        let relative = tolerance ?? Element(Swift.max(rows, columns)) * Element.ulpOfOne
        let threshold = relative * (values.first ?? 0)
        return values.count { $0 > threshold }
    }

    /// κ₂ = s₀ / sₖ₋₁, infinite for a singular matrix. NumPy: `cond`.
    ///
    /// Throws as ``SingularValueDecomposition/init(_:full:)`` does.
    public func conditionNumber() throws(LinearAlgebraError) -> Element {
        let values = try singularValues()
        guard let largest = values.first, let smallest = values.last else { return 0 }
        return smallest == 0 ? .infinity : largest / smallest
    }

    /// An orthonormal basis of the x with `Ax = 0`, as columns: n × (n - rank). SciPy: `null_space`.
    ///
    /// Throws as ``SingularValueDecomposition/init(_:full:)`` does.
    public func nullSpace(tolerance: Element? = nil) throws(LinearAlgebraError) -> Matrix {
        try SingularValueDecomposition(self, full: true).nullSpaceBasis(tolerance: tolerance)
    }

    /// An orthonormal basis of A's range, as columns: m × rank. SciPy: `orth`.
    ///
    /// Throws as ``SingularValueDecomposition/init(_:full:)`` does.
    public func orthonormalBasis(tolerance: Element? = nil) throws(LinearAlgebraError) -> Matrix {
        try SingularValueDecomposition(self).rangeBasis(tolerance: tolerance)
    }
}
