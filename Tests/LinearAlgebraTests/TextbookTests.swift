import LinearAlgebra
import Testing

/// The versions to read against the versions to run.
@Suite struct TextbookDecompositionTests {
    @Test(arguments: [0, 1, 2, 5, 20])
    func eliminationEqualsLAPACKs(n: Int) throws {
        let a = Samples.general(n, n, seed: n), fast = try LUDecomposition(a)
        let (permutation, lower, upper) = Textbook.lu(a)
        #expect(permutation == fast.permutation)
        #expect(distance(lower, fast.lower) < 1e-13 && distance(upper, fast.upper) < 1e-13)
        let b = Vector(count: n) { Double($0) - 3 }
        #expect(distance(Textbook.solve(a, b), try a.solve(b)) < 1e-11)
        let definite = Samples.definite(n)
        let factor = try #require(Textbook.cholesky(definite))
        #expect(distance(factor, try CholeskyDecomposition(definite).lower) < 1e-14)
        #expect(n == 0 || Textbook.cholesky(-1.0 * definite) == nil)
    }

    @Test(arguments: [(0, 0), (1, 1), (6, 4), (4, 6), (15, 15)])
    func reflectionsEqualLAPACKs(m: Int, n: Int) throws {
        let a = Samples.general(m, n), fast = try QRDecomposition(a)
        let (q, r) = Textbook.qr(a)
        // LAPACK leaves the last row of a square or wide matrix as it is, and so does the version to read.
        #expect(distance(r[..<min(m, n), ...], fast.r) < 1e-13)
        #expect(distance(q, fast.fullQ) < 1e-13)
    }

    @Test(arguments: [(0, 0), (1, 3), (3, 1), (6, 4), (4, 6), (15, 15)])
    func columnExchangesEqualLAPACKs(m: Int, n: Int) throws {
        let a = Samples.general(m, n), fast = try PivotedQRDecomposition(a)
        let (q, r, permutation) = Textbook.pivotedQR(a)
        #expect(permutation == fast.permutation)
        #expect(distance(r[..<min(m, n), ...], fast.r) < 1e-13 && distance(q, fast.fullQ) < 1e-13)
        #expect(distance(matmul(q, r), a[columns: permutation]) < 1e-13)
    }

    @Test(arguments: [0, 1, 2, 3, 5, 12, 30])
    func similaritiesKeepTheMatrix(n: Int) throws {
        let a = Samples.general(n, n, seed: n + 1)
        let (q, h) = Textbook.hessenberg(a)
        let (u, t) = try #require(Textbook.schur(a))
        for (basis, middle) in [(q, h), (u, t)] {
            #expect(n == 0 || orthogonalityError(basis) < 20)
            #expect(distance(matmul(basis, matmul(middle, basis.transposed)), a) < 1e-13)
        }
        for i in 2..<max(2, n) { #expect(h[i, ..<(i - 1)].norm() == 0 && t[i, ..<(i - 1)].norm() == 0) }
        // No two blocks touch, and a block that stays has a conjugate pair.
        for i in 1..<max(1, n) where t[i, i - 1] != 0 {
            #expect(i + 1 == n || t[i + 1, i] == 0)
            let half = (t[i, i] - t[i - 1, i - 1]) / 2
            #expect(half * half + t[i, i - 1] * t[i - 1, i] < 0)
        }
        let fast = try HessenbergDecomposition(a)
        #expect(distance(h, fast.h) < 1e-12 && distance(q, fast.q) < 1e-12)
    }

    @Test(arguments: [0, 1, 2, 9])
    func pencilsEqualLAPACKs(n: Int) throws {
        let a = Samples.symmetric(n, seed: 4), b = Samples.definite(n, seed: 5)
        let fast = try SymmetricEigendecomposition(a, metric: b)
        let (values, vectors) = try #require(Textbook.symmetricEigen(a, metric: b))
        #expect(distance(values, fast.values) < 1e-11)
        #expect(distance(withFixedSigns(vectors), withFixedSigns(fast.vectors)) < 1e-9)
        #expect(n == 0 || Textbook.symmetricEigen(a, metric: -1.0 * b) == nil)
    }

    @Test func modifiedGramSchmidtStaysCloserToOrthogonal() throws {
        let a = Samples.general(12, 8)
        for q in [Textbook.classicalGramSchmidt(a), Textbook.modifiedGramSchmidt(a)] {
            #expect(orthogonalityError(q) < 10)
            #expect(distance(withFixedSigns(q), withFixedSigns(try QRDecomposition(a).q)) < 1e-12)
        }
        let hilbert = Samples.hilbert(9)
        let classical = orthogonalityError(Textbook.classicalGramSchmidt(hilbert))
        let modified = orthogonalityError(Textbook.modifiedGramSchmidt(hilbert))
        #expect(classical > 100 * modified)
    }

    @Test func powerAndInverseIterationFindEigenvalues() throws {
        let a = Samples.symmetric(20) + 4 * Matrix(repeating: 0.1, rows: 20, columns: 20)
        let exact = try SymmetricEigendecomposition(a), start = Vector(count: 20) { 1 + Double($0 % 3) }
        let top = try #require(Textbook.powerIteration(a, start: start))
        #expect(abs(top.value - exact.values[19]) < 1e-11)
        #expect(abs(abs(dot(top.vector, exact.vectors[column: 19])) - 1) < 1e-11)
        let inner = try #require(
            try Textbook.inverseIteration(a, shift: exact.values[7] + 0.001, start: start))
        #expect(abs(inner.value - exact.values[7]) < 1e-11)
        let turn: Matrix = [[0.0, -1.0], [1.0, 0.0]]
        #expect(Textbook.powerIteration(turn, start: [1, 0], maximumIterations: 100) == nil)
    }

    @Test(arguments: [0, 1, 2, 3, 12, 30])
    func qrIterationEqualsLAPACKs(n: Int) throws {
        let symmetric = Samples.symmetric(n, seed: 2), fast = try SymmetricEigendecomposition(symmetric)
        let (values, vectors) = try #require(Textbook.symmetricEigen(symmetric))
        #expect(distance(values, fast.values) < 1e-13)
        #expect(distance(withFixedSigns(vectors), withFixedSigns(fast.vectors)) < 1e-10)
        let general = Samples.general(n, n, seed: 3)
        func sorted(_ values: [Complex<Double>]) -> [Complex<Double>] {
            values.sorted { abs($0.real - $1.real) > 1e-9 ? $0.real < $1.real : $0.imaginary < $1.imaginary }
        }
        let ours = sorted(try #require(Textbook.eigenvalues(general)))
        for (value, expected) in zip(ours, sorted(try general.eigenvalues())) {
            #expect((value - expected).magnitude < 1e-11)
        }
        #expect(ours.count == n)
    }

    @Test func jacobiRotationsEqualLAPACKs() throws {
        for (m, n) in [(1, 1), (8, 5), (12, 12), (5, 0)] {
            let a = Samples.general(m, n), fast = try SingularValueDecomposition(a)
            let (u, s, vt) = Textbook.svd(a)
            #expect(distance(s, fast.singularValues) < 1e-14)
            #expect(distance(matmul(u * s, vt), a) < 1e-14)
            #expect(distance(withFixedSigns(u), withFixedSigns(fast.u)) < 1e-11)
        }
        let deficient = matmul(Samples.general(6, 2), Samples.general(2, 4))
        #expect(Textbook.svd(deficient).singularValues[2] < 1e-15)
    }

    @Test func conjugateGradientsEqualCholesky() throws {
        let a = Samples.definite(30), b = Vector(count: 30) { Double($0) }
        let x = try #require(Textbook.conjugateGradient(a, b, tolerance: 1e-14))
        #expect(distance(x, try a.solve(b, assuming: .positiveDefinite)) < 1e-13)
        #expect(
            Textbook.conjugateGradient(a, Vector(repeating: 0, count: 30)) == Vector(repeating: 0, count: 30))
    }
}
