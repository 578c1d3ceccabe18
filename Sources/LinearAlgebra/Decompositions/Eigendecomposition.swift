/// The eigenvalues and right eigenvectors of a general square matrix: `Avⱼ = λⱼvⱼ`.
///
/// A is n × n. Values and vectors may be complex; those of a real matrix that are come in conjugate pairs, one after the
/// other. Each vector has Euclidean length 1 and its largest component real.
///
///     let rotation: Matrix = [[0.0, -1.0], [1.0, 0.0]]
///     print(try Eigendecomposition(rotation).values)      // [0.0 + 1.0i, 0.0 - 1.0i]
///
/// Eigenvalues of a matrix that is far from symmetric can be very sensitive: they are exact for a matrix within ε‖A‖
/// of A. By LAPACK's `geev` (Hessenberg form, then shifted QR iteration); the version to read is `Textbook.eigenvalues`.
/// NumPy and SciPy: `eig`. Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §7.5.
public struct Eigendecomposition<Element: Scalar>: Sendable {
    /// The eigenvalues, n of them, in the order in which LAPACK finds them.
    public let values: [Complex<Element>]
    /// The real parts of the eigenvectors, n × n, as columns.
    public let realVectors: Matrix<Element>
    /// The imaginary parts of the eigenvectors, n × n, as columns.
    public let imaginaryVectors: Matrix<Element>

    /// Decomposes a matrix. About 25n³ operations.
    ///
    /// Requires a square matrix. Throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity, and
    /// ``LinearAlgebraError/didNotConverge(operation:detail:)``.
    public init(_ matrix: Matrix<Element>) throws(LinearAlgebraError) {
        let (values, vectors) = try matrix.eigen(vectors: true)
        self.init(values: values, packed: vectors)
    }

    /// Decomposes the pencil `Av = λBv`, B any square matrix; where B is singular, some values are infinite.
    ///
    /// Requires square matrices of one size. Throws as ``init(_:)`` does. SciPy's `eig(a, b)`; LAPACK's `ggev` (QZ iteration).
    public init(_ matrix: Matrix<Element>, metric: Matrix<Element>) throws(LinearAlgebraError) {
        let operation = "Eigendecomposition", n = matrix.rows
        require(
            matrix.isSquare && metric.isSquare && metric.rows == n,
            "\(operation): \(n) × \(matrix.columns) and \(metric.rows) × \(metric.columns)")
        let a = matrix.columnMajorCopy(), b = metric.columnMajorCopy()
        try a.checkFinite(operation)
        try b.checkFinite(operation)
        let vectors = Matrix<Element>(uninitializedColumnMajor: n, n)
        let real = Vector<Element>(uninitialized: n), imaginary = Vector<Element>(uninitialized: n)
        let beta = Vector<Element>(uninitialized: n)
        let info =
            n == 0
            ? 0
            : OpenBLASThreads.run(when: n >= 192) {
                Element.ggev(
                    n, a.start, n, b.start, n, real: real.start, imaginary: imaginary.start, beta: beta.start,
                    vectors.start, n)
            }
        if info > 0 { throw .didNotConverge(operation: operation, detail: "\(info) values were left") }
        let values = (0..<n).map { index -> Complex<Element> in
            let scale = beta[index]
            return Complex(real[index] / scale, scale == 0 ? 0 : imaginary[index] / scale)
        }
        self.init(values: values, packed: vectors)
    }

    /// The eigenvector that belongs to `values[index]`.
    public func vector(_ index: Int) -> [Complex<Element>] {
        (0..<values.count).map { Complex(realVectors[$0, index], imaginaryVectors[$0, index]) }
    }

    /// LAPACK packs the vectors of a conjugate pair as two columns, the real part and the imaginary part of the first.
    private init(values: [Complex<Element>], packed: Matrix<Element>) {
        self.values = values
        let n = values.count, imaginary = Matrix<Element>(repeating: 0, rows: n, columns: n).transposed
        var j = 0
        while j < n {
            if values[j].imaginary == 0 {
                j += 1
                continue
            }
            let realPart = packed.start + j * n, imaginaryPart = packed.start + (j + 1) * n
            (imaginary.start + j * n).update(from: imaginaryPart, count: n)
            Element.axpy(n, -1, imaginaryPart, 1, imaginary.start + (j + 1) * n, 1)
            imaginaryPart.update(from: realPart, count: n)
            j += 2
        }
        realVectors = packed
        imaginaryVectors = imaginary
    }
}

extension Matrix {
    /// The eigenvalues of a square matrix, without the vectors: about 10n³ operations. NumPy's `eigvals`.
    ///
    /// Throws as ``Eigendecomposition/init(_:)`` does.
    public func eigenvalues() throws(LinearAlgebraError) -> [Complex<Element>] {
        try eigen(vectors: false).values
    }

    fileprivate func eigen(vectors: Bool) throws(LinearAlgebraError) -> (
        values: [Complex<Element>], vectors: Matrix
    ) {
        let operation = "Eigendecomposition"
        require(isSquare, "\(operation): \(rows) × \(columns) is not square")
        let n = rows
        // A and Aᵀ have the same eigenvalues: without vectors, the order of memory does not matter.
        let work = vectors ? columnMajorCopy() : copiedAsItStands()
        try work.checkFinite(operation)
        let result = Matrix(uninitializedColumnMajor: vectors ? n : 1, vectors ? n : 1)
        if n == 0 { return ([], result) }
        let real = Vector<Element>(uninitialized: n), imaginary = Vector<Element>(uninitialized: n)
        let info = OpenBLASThreads.run(when: n >= 192) {
            Element.geev(
                vectors: vectors, n, work.start, n, real: real.start, imaginary: imaginary.start,
                result.start, vectors ? n : 1)
        }
        if info > 0 { throw .didNotConverge(operation: operation, detail: "\(info) values were left") }
        return ((0..<n).map { Complex(real[$0], imaginary[$0]) }, result)
    }
}
