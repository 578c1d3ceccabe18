/// What is known about a matrix, so that a solver can use it.
public enum SystemStructure: Sendable {
    /// Nothing: ``LUDecomposition``.
    case general
    /// Symmetric; only the lower triangle is read. Bunch and Kaufman's pivoting (LAPACK's `sysv`).
    case symmetric
    /// Symmetric and positive definite; only the lower triangle is read: ``CholeskyDecomposition``.
    case positiveDefinite
    /// Zero above the diagonal, which is not read: forward substitution.
    case lowerTriangular
    /// Zero below the diagonal, which is not read: back substitution.
    case upperTriangular
}

extension Matrix {
    /// The solution of `Ax = b`.
    ///
    ///     let a: Matrix = [[4.0, 2.0], [2.0, 3.0]]
    ///     print(try a.solve([10.0, 8.0]))         // [1.75, 1.5]
    ///
    /// A is n × n, b and x have n elements. ⅔n³ operations by default, ⅓n³ where A is positive definite, n² where it is triangular.
    /// Requires a square matrix. Throws ``LinearAlgebraError/singular(operation:pivot:)`` or
    /// ``LinearAlgebraError/notPositiveDefinite(operation:leadingMinor:)``, ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a
    /// NaN or an infinity; where A is invertible but ill-conditioned, follows `onIllConditioned`. For several right-hand sides over time
    /// keep a decomposition. SciPy: `solve`.
    public func solve(
        _ b: Vector<Element>, assuming structure: SystemStructure = .general,
        onIllConditioned policy: IllConditionedPolicy = .warn
    ) throws(LinearAlgebraError) -> Vector<Element> {
        require(rows == columns && b.count == rows, "solve: \(rows) × \(columns) and a vector of \(b.count)")
        try b.checkFinite("solve")
        let x = b.copied()
        try solve(into: x.start, count: 1, structure, policy)
        return x
    }

    /// The solution of `AX = B` for each column of B; A is n × n, B and X are n × k. Otherwise as for a vector.
    public func solve(
        _ b: Matrix, assuming structure: SystemStructure = .general,
        onIllConditioned policy: IllConditionedPolicy = .warn
    ) throws(LinearAlgebraError) -> Matrix {
        require(rows == columns && b.rows == rows, "solve: \(rows) × \(columns) and \(b.rows) × \(b.columns)")
        let x = b.columnMajorCopy()
        try x.checkFinite("solve")
        try solve(into: x.start, count: b.columns, structure, policy)
        return x
    }

    /// The solution of `op(A)x = b`, A triangular, by substitution; n² operations. SciPy: `solve_triangular`.
    ///
    /// The other triangle of A is not read, nor, with `unitDiagonal`, is the diagonal, which then counts as ones.
    /// Requires a square matrix; throws ``LinearAlgebraError/singular(operation:pivot:)`` at a zero on the diagonal.
    public func solveTriangular(
        _ b: Vector<Element>, lower: Bool, transposed: Bool = false, unitDiagonal: Bool = false
    ) throws(LinearAlgebraError) -> Vector<Element> {
        try solveTriangular(
            b.copied().reshaped(rows: b.count, columns: 1), lower: lower, transposed: transposed,
            unitDiagonal: unitDiagonal
        ).onlyColumn
    }

    /// The solution of `op(A)X = B`, A triangular, for each column of the n × k matrix B; n²k operations.
    public func solveTriangular(
        _ b: Matrix, lower: Bool, transposed: Bool = false, unitDiagonal: Bool = false
    ) throws(LinearAlgebraError) -> Matrix {
        require(
            rows == columns && b.rows == rows,
            "solveTriangular: \(rows) × \(columns) and \(b.rows) × \(b.columns)")
        let x = b.columnMajorCopy()
        if x.count == 0 { return x }
        let info = withColumnMajor { a, stride, flipped in
            OpenBLASThreads.run(when: rows >= 256 && b.columns >= 64) {
                Element.trtrs(
                    lower: lower != flipped, transpose: transposed != flipped, unitDiagonal: unitDiagonal,
                    rows,
                    b.columns, a, stride, x.start, rows)
            }
        }
        if info > 0 { throw .singular(operation: "solveTriangular", pivot: info - 1) }
        return x
    }

    /// `A⁻¹`, n × n. To solve a system, ``solve(_:assuming:onIllConditioned:)-(Vector<Element>,_,_)`` is faster and more exact. 2n³ operations.
    ///
    /// Requires a square matrix; throws and warns as `solve` does. NumPy and SciPy: `inv`.
    public func inverse(onIllConditioned policy: IllConditionedPolicy = .warn) throws(LinearAlgebraError)
        -> Matrix
    {
        require(isSquare, "inverse: \(rows) × \(columns) is not square")
        // LAPACK sees the memory as Aᵀ, and the memory of (Aᵀ)⁻¹ is that of A⁻¹ in our order.
        let stands = copiedAsItStands(), work = stands.isContiguous ? stands.transposed : stands
        try work.transposed.checkFinite("inverse")
        let exchanges = try work.factorChecked("inverse", flipped: stands.isContiguous, policy)
        work.invertLU(exchanges)
        return stands
    }

    /// `det A`, which overflows early: see ``signAndLogDeterminant()``. ⅔n³ operations. NumPy and SciPy: `det`.
    ///
    /// Requires a square matrix; throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity.
    public func determinant() throws(LinearAlgebraError) -> Element {
        require(isSquare, "determinant: \(rows) × \(columns) is not square")
        return try LUDecomposition(self).determinant()
    }

    /// The sign of `det A`, 0 for a singular matrix, and `log |det A|`. ⅔n³ operations. NumPy: `slogdet`.
    ///
    /// Requires a square matrix; throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity.
    public func signAndLogDeterminant() throws(LinearAlgebraError) -> (sign: Element, logarithm: Element) {
        require(isSquare, "signAndLogDeterminant: \(rows) × \(columns) is not square")
        return try LUDecomposition(self).signAndLogDeterminant()
    }

    /// Calls `body(address, leadingDimension, flipped)` with A, or where `flipped` its transpose, column by column.
    func withColumnMajor<Result>(_ body: (UnsafePointer<Element>, Int, Bool) -> Result) -> Result {
        withOperand { operand in body(operand.start, operand.stride, !operand.isTransposed) }
    }

    /// Factors a column-major matrix in place and follows the policy; `flipped` where it is the transpose of the user's.
    private func factorChecked(
        _ operation: String, flipped: Bool, _ policy: IllConditionedPolicy
    ) throws(LinearAlgebraError) -> [Int32] {
        let norm = policy.wantsEstimate ? largestSum(ofRows: flipped) : 0
        let (exchanges, zeroPivot) = factorLU()
        if let zeroPivot { throw .singular(operation: operation, pivot: zeroPivot) }
        if policy.wantsEstimate, rows > 0 {
            let reciprocal = Element.gecon(infinity: flipped, rows, start, leadingDimension, norm: norm)
            try policy.check(reciprocal, operation)
        }
        return exchanges
    }

    private func solve(
        into x: UnsafeMutablePointer<Element>, count: Int, _ structure: SystemStructure,
        _ policy: IllConditionedPolicy
    ) throws(LinearAlgebraError) {
        let n = rows
        if n == 0 { return }
        switch structure {
        case .general:
            let stands = copiedAsItStands(), flipped = stands.isContiguous
            let work = flipped ? stands.transposed : stands
            try stands.checkFinite("solve")
            let exchanges = try work.factorChecked("solve", flipped: flipped, policy)
            OpenBLASThreads.run(when: n >= 256 && count >= 64) {
                Element.getrs(transpose: flipped, n, count, work.start, n, exchanges, x, n)
            }
        case .positiveDefinite:
            let cholesky = try CholeskyDecomposition(self)
            if policy.wantsEstimate { try policy.check(cholesky.reciprocalConditionNumber(), "solve") }
            cholesky.solve(into: x, count: count)
        case .symmetric:
            let work = copiedAsItStands()
            try work.checkFinite("solve")
            let info = Element.sysv(lower: !work.isContiguous, n, count, work.start, n, x, n)
            if info > 0 { throw .singular(operation: "solve", pivot: info - 1) }
            if Element.firstNonFinite(x, n * count) < n * count { try policy.check(Element(0), "solve") }
        case .lowerTriangular, .upperTriangular:
            try solveTriangle(into: x, count: count, lower: structure == .lowerTriangular, policy)
        }
    }

    private func solveTriangle(
        into x: UnsafeMutablePointer<Element>, count: Int, lower: Bool, _ policy: IllConditionedPolicy
    ) throws(LinearAlgebraError) {
        let triangle = triangle(lower: lower, rows: rows, columns: rows)
        try triangle.checkFinite("solve")
        let (info, reciprocal) = triangle.withColumnMajor { a, stride, flipped in
            let info = Element.trtrs(
                lower: lower != flipped, transpose: flipped, unitDiagonal: false, rows, count, a, stride, x,
                rows)
            let estimate =
                policy.wantsEstimate
                ? Element.trcon(lower: lower != flipped, unitDiagonal: false, rows, a, stride) : 1
            return (info, estimate)
        }
        if info > 0 { throw .singular(operation: "solve", pivot: info - 1) }
        try policy.check(reciprocal, "solve")
    }
}
