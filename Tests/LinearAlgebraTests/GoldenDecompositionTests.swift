import LinearAlgebra
import TestSupport
import Testing

/// The decompositions against SciPy's values, which `Tests/Golden/decompositions.py` wrote.
@Suite struct GoldenDecompositionTests {
    struct Reference: Decodable {
        struct Factors: Decodable {
            var l, u, q, r, s, vt, p, values, vectors, real, imaginary, x, residuals: [Double]?
            var permutation: [Int]?
        }
        struct Sparse: Decodable {
            var offsets, indices, cscOffsets, cscIndices: [Int32]
            var vector, dense, gram: [Double]
        }
        var lu, luTall, qrTall, qrWide, qrPivoted, svdTall, svdWide, eigh, eighGeneralised, eig,
            eigGeneralised: Factors
        var lstsq, polar: Factors
        var solve, inverse, slogdet, cholesky, choSolve, schurMagnitudes, hessenberg, lstsqDeficient,
            pinv: [Double]
        var orthProjector, nullProjector, norms, sqrtm, logm, kron, banded, tridiagonal, lanczos: [Double]
        var determinant, cond: Double
        var expm: [String: [Double]]
        var sparse: Sparse
        var backwardErrors: [String: Double]
    }

    let reference: Reference
    let a = Samples.general(12, 12), tall = Samples.general(16, 9, seed: 1),
        wide = Samples.general(7, 11, seed: 2)
    let b = Samples.general(12, 3, seed: 5)

    init() throws { reference = try Golden.load("decompositions") }

    /// Records `‖ours - theirs‖ / ‖theirs‖` and tells whether it is small enough.
    func holds(
        _ algorithm: String, _ function: String, _ ours: Matrix<Double>, _ theirs: [Double]?,
        _ data: String = "12 × 12",
        tolerance: Double = 1e-12
    ) -> Bool {
        guard let theirs, theirs.count == ours.count else { return false }
        let expected = Matrix(rows: ours.rows, columns: ours.columns, elements: theirs)
        return Parity.holds(
            "LinearAlgebra", algorithm, against: "SciPy 1.17.1 \(function)", on: data, tolerance: tolerance,
            error: distance(ours, expected))
    }

    func holds(
        _ algorithm: String, _ function: String, _ ours: Vector<Double>, _ theirs: [Double]?,
        _ data: String = "12 × 12",
        tolerance: Double = 1e-12
    ) -> Bool {
        holds(
            algorithm, function, ours.reshaped(rows: ours.count, columns: 1), theirs, data,
            tolerance: tolerance)
    }

    @Test func luAndSolving() throws {
        let lu = try LUDecomposition(a), long = try LUDecomposition(tall)
        #expect(lu.permutation == reference.lu.permutation)
        #expect(holds("LUDecomposition", "lu", lu.lower, reference.lu.l))
        #expect(holds("LUDecomposition", "lu", lu.upper, reference.lu.u))
        #expect(holds("LUDecomposition", "lu", long.lower, reference.luTall.l, "16 × 9"))
        #expect(holds("LUDecomposition", "lu", long.upper, reference.luTall.u, "16 × 9"))
        #expect(holds("Matrix.solve", "solve", try a.solve(b), reference.solve))
        #expect(holds("Matrix.inverse", "inv", try a.inverse(), reference.inverse))
        #expect(holds("Matrix.determinant", "det", [try a.determinant()], [reference.determinant]))
        let (sign, logarithm) = try a.signAndLogDeterminant()
        #expect(holds("Matrix.signAndLogDeterminant", "numpy slogdet", [sign, logarithm], reference.slogdet))
        let cholesky = try CholeskyDecomposition(Samples.definite(12))
        #expect(holds("CholeskyDecomposition", "cholesky", cholesky.lower, reference.cholesky))
        #expect(holds("CholeskyDecomposition.solve", "cho_solve", cholesky.solve(b), reference.choSolve))
    }

    @Test func orthogonalFactors() throws {
        let qr = try QRDecomposition(tall), flat = try QRDecomposition(wide)
        #expect(holds("QRDecomposition", "qr", qr.q, reference.qrTall.q, "16 × 9"))
        #expect(holds("QRDecomposition", "qr", qr.r, reference.qrTall.r, "16 × 9"))
        #expect(holds("QRDecomposition", "qr", flat.r, reference.qrWide.r, "7 × 11"))
        let pivoted = try PivotedQRDecomposition(tall)
        #expect(pivoted.permutation == reference.qrPivoted.permutation)
        #expect(
            holds("PivotedQRDecomposition", "qr(pivoting=True)", pivoted.q, reference.qrPivoted.q, "16 × 9"))
        #expect(
            holds("PivotedQRDecomposition", "qr(pivoting=True)", pivoted.r, reference.qrPivoted.r, "16 × 9"))
        for (matrix, golden, name) in [
            (tall, reference.svdTall, "16 × 9"), (wide, reference.svdWide, "7 × 11"),
        ] {
            let svd = try SingularValueDecomposition(matrix)
            let u = try #require(golden.u), k = svd.singularValues.count
            let theirs = Matrix(rows: matrix.rows, columns: k, elements: u)
            #expect(holds("SingularValueDecomposition", "svd", svd.singularValues, golden.s, name))
            #expect(distance(withFixedSigns(svd.u), withFixedSigns(theirs)) < 1e-12)
            #expect(holds("Matrix.singularValues", "svdvals", try matrix.singularValues(), golden.s, name))
        }
        let projections = try SingularValueDecomposition(randomizedOf: tall, rank: 5, seed: 1)
        let leading = try #require(reference.svdTall.s).prefix(5)
        #expect(
            holds(
                "SingularValueDecomposition(randomizedOf:)", "svd", projections.singularValues,
                Array(leading), "16 × 9"))
    }

    @Test func leastSquaresAndRank() throws {
        let deficient = matmul(tall, Samples.general(9, 9, seed: 8)) * Vector(count: 9) { $0 < 5 ? 1.0 : 0.0 }
        let right = Samples.general(16, 2, seed: 6)
        let solution = try tall.leastSquares(right)
        #expect(holds("Matrix.leastSquares", "numpy lstsq", solution.solution, reference.lstsq.x, "16 × 9"))
        #expect(
            holds(
                "Matrix.leastSquares", "numpy lstsq", solution.residuals, reference.lstsq.residuals, "16 × 9")
        )
        #expect(
            holds("Matrix.leastSquares", "numpy lstsq", solution.singularValues, reference.lstsq.s, "16 × 9"))
        let least = try deficient.leastSquares(right)
        #expect(least.rank == 5 && least.residuals.isEmpty)
        #expect(
            holds(
                "Matrix.leastSquares", "numpy lstsq", least.solution, reference.lstsqDeficient,
                "16 × 9, rank 5"))
        #expect(
            holds(
                "Matrix.pseudoinverse", "pinv", try deficient.pseudoinverse(), reference.pinv,
                "16 × 9, rank 5"))
        #expect(try deficient.rank() == 5)
        #expect(
            holds(
                "Matrix.conditionNumber", "numpy cond", [try tall.conditionNumber()], [reference.cond],
                "16 × 9"))
        let range = try deficient.orthonormalBasis(), null = try wide.nullSpace()
        #expect(
            holds(
                "Matrix.orthonormalBasis", "orth", matmul(range, range.transposed), reference.orthProjector,
                "16 × 9, rank 5"))
        #expect(
            holds(
                "Matrix.nullSpace", "null_space", matmul(null, null.transposed), reference.nullProjector,
                "7 × 11"))
        let norms = try [MatrixNorm.one, .two, .infinity, .frobenius, .nuclear].map { try tall.norm($0) }
        #expect(holds("Matrix.norm", "numpy norm", Vector(norms), reference.norms, "16 × 9"))
    }

    @Test func eigenvalues() throws {
        let symmetric = Samples.symmetric(12, seed: 3), metric = Samples.definite(12, seed: 4)
        let eigen = try SymmetricEigendecomposition(symmetric)
        let general = try SymmetricEigendecomposition(symmetric, metric: metric)
        #expect(holds("SymmetricEigendecomposition", "eigh", eigen.values, reference.eigh.values))
        #expect(
            holds(
                "SymmetricEigendecomposition(metric:)", "eigh(a, b)", general.values,
                reference.eighGeneralised.values))
        for (ours, golden) in [(eigen.vectors, reference.eigh), (general.vectors, reference.eighGeneralised)]
        {
            let theirs = Matrix(rows: 12, columns: 12, elements: try #require(golden.vectors))
            #expect(distance(withFixedSigns(ours), withFixedSigns(theirs)) < 1e-12)
        }
        for (values, golden, name) in [
            (try Eigendecomposition(a).values, reference.eig, "eig"),
            (try a.eigenvalues(), reference.eig, "eigvals"),
            (try Eigendecomposition(a, metric: metric).values, reference.eigGeneralised, "eig(a, b)"),
            (try SchurDecomposition(a).values, reference.eig, "schur"),
        ] {
            let sorted = values.sorted {
                abs($0.real - $1.real) > 1e-9 ? $0.real < $1.real : $0.imaginary < $1.imaginary
            }
            let algorithm = name == "schur" ? "SchurDecomposition" : "Eigendecomposition"
            // The reference is sorted by bits, and the two of a conjugate pair differ there by rounding.
            let reference = zip(golden.real ?? [], golden.imaginary ?? []).sorted {
                abs($0.0 - $1.0) > 1e-9 ? $0.0 < $1.0 : $0.1 < $1.1
            }
            #expect(holds(algorithm, name, Vector(sorted.map(\.real)), reference.map(\.0)))
            #expect(holds(algorithm, name, Vector(sorted.map(\.imaginary)), reference.map(\.1)))
        }
        #expect(
            holds(
                "SchurDecomposition", "schur", try SchurDecomposition(a).t.abs(), reference.schurMagnitudes,
                tolerance: 1e-11))
        let hessenberg = try HessenbergDecomposition(a)
        #expect(holds("HessenbergDecomposition", "hessenberg", hessenberg.h.abs(), reference.hessenberg))
        let large = Samples.symmetric(40, seed: 2)
        let lanczosResult = try lanczos(size: 40, count: 4) { matmul(large, $0) }
        #expect(holds("lanczos", "sparse.linalg.eigsh", lanczosResult.values, reference.lanczos, "40 × 40"))
    }

    @Test func functionsOfMatrices() throws {
        for (scale, golden) in reference.expm {
            let factor = try #require(Double(scale))
            #expect(
                holds(
                    "Matrix.exponential", "expm", try (factor * a).exponential(), golden, "\(scale) · 12 × 12"
                ))
        }
        let positive = Samples.definite(12) + 0.5 * Samples.general(12, 12, seed: 9)
        #expect(holds("Matrix.squareRootMatrix", "sqrtm", try positive.squareRootMatrix(), reference.sqrtm))
        #expect(holds("Matrix.logarithm", "logm", try positive.logarithm(), reference.logm))
        let (unitary, stretch) = try a.polarDecomposition()
        #expect(holds("Matrix.polarDecomposition", "polar", unitary, reference.polar.u))
        #expect(holds("Matrix.polarDecomposition", "polar", stretch, reference.polar.p))
        #expect(
            holds(
                "kron", "numpy kron", kron(Samples.general(3, 2), Samples.general(2, 4, seed: 1)),
                reference.kron, "3 × 2, 2 × 4"))
    }

    @Test func sparseMatrices() throws {
        let full = Samples.general(30, 20, seed: 11)
        let cut = Matrix(rows: 30, columns: 20) { abs(full[$0, $1]) > 0.4 ? full[$0, $1] : 0 }
        let sparse = SparseMatrix(cut), golden = reference.sparse
        #expect(sparse.offsets == golden.offsets && sparse.indices == golden.indices)
        let byColumns = sparse.converted(to: .columns)
        #expect(byColumns.offsets == golden.cscOffsets && byColumns.indices == golden.cscIndices)
        let x = Samples.general(20, 1, seed: 12)[column: 0], right = Samples.general(20, 4, seed: 12)
        #expect(
            holds(
                "SparseMatrix", "sparse csr @ vector", matmul(sparse, x), golden.vector, "30 × 20",
                tolerance: 1e-15))
        #expect(
            holds(
                "SparseMatrix", "sparse csc @ vector", matmul(byColumns, x), golden.vector, "30 × 20",
                tolerance: 1e-15))
        #expect(
            holds(
                "SparseMatrix", "sparse csr @ dense", matmul(sparse, right), golden.dense, "30 × 20",
                tolerance: 1e-15))
        let gram = matmul(sparse, sparse.transposed).dense
        #expect(holds("SparseMatrix", "sparse csr @ csr", gram, golden.gram, "30 × 20", tolerance: 1e-15))
    }

    @Test func backwardErrorsAreAtTheLevelOfLAPACKs() throws {
        let n = 150, big = Samples.general(n, n), symmetric = Samples.symmetric(n),
            definite = Samples.definite(n)
        var errors: [String: Double] = [:]
        let lu = try LUDecomposition(big), cholesky = try CholeskyDecomposition(definite).lower
        errors["lu"] = backwardError(matmul(lu.lower, lu.upper) - matmul(lu.permutationMatrix, big), big)
        errors["cholesky"] = backwardError(matmul(cholesky, cholesky.transposed) - definite, definite)
        let qr = try QRDecomposition(big), q = qr.q
        errors["qr"] = backwardError(matmul(q, qr.r) - big, big)
        errors["qrOrthogonality"] = orthogonalityError(q)
        let svd = try SingularValueDecomposition(big)
        errors["svd"] = backwardError(matmul(svd.u * svd.singularValues, svd.vTransposed) - big, big)
        errors["svdOrthogonality"] = orthogonalityError(svd.u)
        let eigen = try SymmetricEigendecomposition(symmetric)
        errors["eigh"] = backwardError(eigen.applying { $0 } - symmetric, symmetric)
        errors["eighOrthogonality"] = orthogonalityError(eigen.vectors)
        let general = try Eigendecomposition(big)
        let real = Vector(general.values.map(\.real)), imaginary = Vector(general.values.map(\.imaginary))
        let left =
            matmul(big, general.realVectors) - general.realVectors * real + general.imaginaryVectors
            * imaginary
        let right =
            matmul(big, general.imaginaryVectors) - general.realVectors * imaginary - general.imaginaryVectors
            * real
        errors["eig"] = backwardError(Matrix.stacked(left, right), big)
        let schur = try SchurDecomposition(big), hessenberg = try HessenbergDecomposition(big)
        errors["schur"] = backwardError(matmul(schur.q, matmul(schur.t, schur.q.transposed)) - big, big)
        errors["hessenberg"] = backwardError(
            matmul(hessenberg.q, matmul(hessenberg.h, hessenberg.q.transposed)) - big, big)
        let b = Samples.general(n, 1, seed: 3), x = try big.solve(b)
        let unit = Double(n) * Double.ulpOfOne
        errors["solve"] = size(matmul(big, x) - b) / (unit * size(big) * size(x))
        errors["inverse"] =
            size(matmul(big, try big.inverse()) - Samples.identity(n)) / (unit * (try big.conditionNumber()))
        for (name, theirs) in reference.backwardErrors {
            let ours = try #require(errors[name])
            #expect(
                Parity.holds(
                    "LinearAlgebra", "backward error of \(name)",
                    against: "SciPy 1.17.1, its own backward error",
                    on: "150 × 150", measure: "ratio of backward errors", tolerance: 3, error: ours / theirs),
                "\(name)")
        }
    }
}

extension Matrix<Double> {
    static func stacked(_ top: Matrix, _ bottom: Matrix) -> Matrix {
        Matrix(rows: top.rows + bottom.rows, columns: top.columns) { i, j in
            i < top.rows ? top[i, j] : bottom[i - top.rows, j]
        }
    }
}
