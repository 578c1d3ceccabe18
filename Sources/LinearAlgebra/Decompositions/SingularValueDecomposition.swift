/// The singular value decomposition: `A = U diag(s) Vᵀ`, U and V with orthonormal columns, s falling, none negative.
///
/// A is m × n, k = min(m, n). Thin: U is m × k and Vᵀ is k × n; full: U is m × m and Vᵀ is n × n. Every matrix has one.
/// It answers what no other decomposition does safely: the rank, the distance to the next matrix of lower rank,
/// the 2-norm and the condition number.
///
///     let a: Matrix = [[3.0, 0.0], [0.0, -2.0]]
///     let svd = try SingularValueDecomposition(a)
///     print(svd.singularValues)               // [3.0, 2.0]
///
/// The singular values' errors are of the order ε·s₀, each. By LAPACK's `gesdd` (divide and conquer), and by `gesvd` (QR iteration)
/// where that does not converge; the version to read is `Textbook.svd`. NumPy and SciPy: `svd`.
/// Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §8.6.
public struct SingularValueDecomposition<Element: Scalar>: Sendable {
    /// U, m × k or m × m: the left singular vectors, as columns.
    public let u: Matrix<Element>
    /// s, k elements, falling.
    public let singularValues: Vector<Element>
    /// Vᵀ, k × n or n × n: the right singular vectors, as rows.
    public let vTransposed: Matrix<Element>

    /// Decomposes a matrix. About 4m²n + 22n³ operations for m ≥ n.
    ///
    /// Throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity, and
    /// ``LinearAlgebraError/didNotConverge(operation:detail:)`` where both of LAPACK's algorithms fail.
    public init(_ matrix: Matrix<Element>, full: Bool = false) throws(LinearAlgebraError) {
        let m = matrix.rows, n = matrix.columns, k = min(m, n)
        guard k > 0 else {
            u = .unit(m, full ? m : 0)
            singularValues = Vector(uninitialized: 0)
            vTransposed = .unit(full ? n : 0, n)
            return
        }
        // As LAPACK sees it, the memory of A holds Aᵀ = V diag(s) Uᵀ, and the memory of V holds Vᵀ: nothing is transposed.
        let u = Matrix<Element>(uninitialized: m, full ? m : k)
        let v = Matrix<Element>(uninitialized: full ? n : k, n)
        singularValues = try matrix.svd(job: full ? "A" : "S", u: u, v: v)
        self.u = u
        vTransposed = v
    }

    init(u: Matrix<Element>, singularValues: Vector<Element>, vTransposed: Matrix<Element>) {
        self.u = u
        self.singularValues = singularValues
        self.vTransposed = vTransposed
    }

    /// How many singular values exceed `tolerance · s₀`; the default is max(m, n) · ε, as NumPy's `matrix_rank`. O(k).
    public func rank(tolerance: Element? = nil) -> Int {
        let threshold = threshold(tolerance)
        return singularValues.count { $0 > threshold }
    }

    /// κ₂ = s₀ / sₖ₋₁, infinite for a singular matrix; NumPy's `cond`. O(1).
    public func conditionNumber() -> Element {
        guard let largest = singularValues.first, let smallest = singularValues.last else { return 0 }
        return smallest == 0 ? .infinity : largest / smallest
    }

    /// The Moore–Penrose inverse `A⁺ = V diag(1/s) Uᵀ`, n × m, singular values up to `tolerance · s₀` left out; O(mnk).
    ///
    /// The default tolerance is max(m, n) · ε, as SciPy's `pinv` has it.
    public func pseudoinverse(tolerance: Element? = nil) -> Matrix<Element> {
        let count = rank(tolerance: tolerance)
        let inverse = Vector(count: count) { 1 / singularValues[$0] }
        return matmul(vTransposed.firstRows(count).transposed * inverse, u.firstColumns(count).transposed)
    }

    /// The x of least norm among those that minimise `‖Ax - b‖₂`; O(mk + kn).
    public func leastSquares(_ b: Vector<Element>, tolerance: Element? = nil) -> Vector<Element> {
        require(
            b.count == u.rows,
            "SingularValueDecomposition.leastSquares: \(u.rows) rows and a vector of \(b.count)")
        let count = rank(tolerance: tolerance)
        let coefficients = matmul(u.firstColumns(count).transposed, b)
        return matmul(
            vTransposed.firstRows(count).transposed,
            Vector(count: count) { coefficients[$0] / singularValues[$0] })
    }

    /// The matrix of rank `rank` that is closest to A in the 2-norm and in Frobenius's: the first terms of `Σ sᵢuᵢvᵢᵀ`.
    ///
    /// The distance in the 2-norm is the next singular value. Source: Eckart and Young (1936).
    public func approximation(rank: Int) -> Matrix<Element> {
        require(
            rank >= 0 && rank <= singularValues.count,
            "approximation(rank:): \(rank) of \(singularValues.count) singular values")
        return matmul(u.firstColumns(rank) * singularValues[0..<rank], vTransposed.firstRows(rank))
    }

    /// An orthonormal basis of A's range, as columns: m × rank. SciPy's `orth`.
    public func rangeBasis(tolerance: Element? = nil) -> Matrix<Element> {
        u.firstColumns(rank(tolerance: tolerance))
    }

    /// An orthonormal basis of the x with `Ax = 0`, as columns: n × (n - rank). SciPy's `null_space`.
    ///
    /// Requires the full decomposition where m < n.
    public func nullSpaceBasis(tolerance: Element? = nil) -> Matrix<Element> {
        let n = vTransposed.columns
        require(vTransposed.rows == n, "nullSpaceBasis: needs the full decomposition, `full: true`")
        let rank = rank(tolerance: tolerance)
        return vTransposed.rows(from: rank, count: n - rank).transposed
    }

    private func threshold(_ tolerance: Element?) -> Element {
        let relative = tolerance ?? Element(max(u.rows, vTransposed.columns)) * Element.ulpOfOne
        return relative * (singularValues.first ?? 0)
    }
}

extension Matrix {
    /// Singular values, falling, without the vectors: about a quarter of the work. NumPy's `svdvals`.
    ///
    /// Throws as ``SingularValueDecomposition/init(_:full:)`` does.
    public func singularValues() throws(LinearAlgebraError) -> Vector<Element> {
        if count == 0 { return Vector(uninitialized: 0) }
        let nothing = Matrix(uninitialized: 1, 1)
        return try svd(job: "N", u: nothing, v: nothing)
    }

    /// `A = USVᵀ` into row-major `u` and `v` (which holds Vᵀ).
    fileprivate func svd(job: String, u: Matrix, v: Matrix) throws(LinearAlgebraError) -> Vector<Element> {
        let values = Vector<Element>(uninitialized: Swift.min(rows, columns))
        let work = copied()
        try work.checkFinite("SingularValueDecomposition")
        let ldu = Swift.max(1, u.columns)
        let isLarge = count >= 256 * 256
        var info = OpenBLASThreads.run(when: isLarge) {
            Element.gesdd(
                job: job, columns, rows, work.start, columns, values.start, v.start, columns, u.start, ldu)
        }
        if info > 0 {
            let again = copied()
            info = OpenBLASThreads.run(when: isLarge) {
                Element.gesvd(
                    job: job, columns, rows, again.start, columns, values.start, v.start, columns, u.start,
                    ldu)
            }
        }
        if info > 0 {
            throw .didNotConverge(
                operation: "SingularValueDecomposition", detail: "\(info) superdiagonal elements were left")
        }
        return values
    }

    /// `count` rows from `first` on, sharing storage.
    func rows(from first: Int, count: Int) -> Matrix {
        Matrix(
            buffer: buffer, offset: offset + first * rowStride, rows: count, columns: columns,
            rowStride: rowStride, columnStride: columnStride)
    }

    func firstRows(_ count: Int) -> Matrix { rows(from: 0, count: count) }

    func firstColumns(_ count: Int) -> Matrix { transposed.firstRows(count).transposed }
}
