import LinearAlgebra
import Testing

@Suite struct EigenTests {
    @Test func symmetricTwoByTwo() throws {
        let eigen = try SymmetricEigendecomposition(Matrix(rows: [[2.0, 1.0], [1.0, 2.0]]))
        #expect(distance(eigen.values, [1, 3]) < 1e-15)
        #expect(abs(abs(eigen.vectors[0, 0]) - 0.5.squareRoot()) < 1e-15)
    }

    @Test(arguments: [1, 2, 5, 64, 210])
    func symmetricMatricesAreRebuilt(n: Int) throws {
        let a = Samples.symmetric(n, seed: n)
        for matrix in [a, a.transposed] {
            let eigen = try SymmetricEigendecomposition(matrix)
            let rebuilt = eigen.applying { $0 }
            #expect(backwardError(rebuilt - a, a) < 4)
            #expect(orthogonalityError(eigen.vectors) < 4)
            #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 <= $1 })
            #expect(distance(try matrix.symmetricEigenvalues(), eigen.values) < 1e-13)
        }
    }

    @Test func theSecondDifferenceHasKnownEigenvalues() throws {
        // λₖ = 2 - 2 cos(kπ / (n + 1)).
        let n = 50
        let a = Matrix<Double>(rows: n, columns: n) { i, j in i == j ? 2 : abs(i - j) == 1 ? -1 : 0 }
        let angles = Vector(count: n) { k in Double(k + 1) * .pi / Double(n + 1) }
        let expected = 2 - 2 * cos(angles)
        #expect(distance(try a.symmetricEigenvalues(), expected) < 1e-14)
    }

    @Test func generalisedSymmetric() throws {
        let a = Samples.symmetric(20), b = Samples.definite(20, seed: 1)
        let eigen = try SymmetricEigendecomposition(a, metric: b)
        let left = matmul(a, eigen.vectors), right = matmul(b, eigen.vectors) * eigen.values
        #expect(distance(left, right) < 1e-13)
        #expect(
            distance(matmul(eigen.vectors.transposed, matmul(b, eigen.vectors)), Samples.identity(20)) < 1e-13
        )
        #expect(
            throws: LinearAlgebraError.notPositiveDefinite(
                operation: "SymmetricEigendecomposition", leadingMinor: 1)
        ) { try SymmetricEigendecomposition(a, metric: -1.0 * b) }
    }

    @Test func aRotationHasAConjugatePair() throws {
        let eigen = try Eigendecomposition(Matrix(rows: [[0.0, -1.0], [1.0, 0.0]]))
        #expect(eigen.values == [Complex(0, 1), Complex(0, -1)])
        #expect(eigen.vector(0).map(\.conjugate) == eigen.vector(1))
        #expect("\(eigen.values)" == "[0.0 + 1.0i, 0.0 - 1.0i]")
    }

    @Test(arguments: [1, 2, 7, 60, 220])
    func generalEigenvectorsSatisfyTheirEquation(n: Int) throws {
        let a = Samples.general(n, n, seed: n), b = Samples.definite(n, seed: 2)
        for metric in [nil, b] {
            let eigen =
                if let metric { try Eigendecomposition(a, metric: metric) } else { try Eigendecomposition(a) }
            let right = metric ?? Samples.identity(n)
            let real = Vector(eigen.values.map(\.real)), imaginary = Vector(eigen.values.map(\.imaginary))
            // A(x + iy) = (α + iβ)B(x + iy)
            let bx = matmul(right, eigen.realVectors), by = matmul(right, eigen.imaginaryVectors)
            #expect(distance(matmul(a, eigen.realVectors), bx * real - by * imaginary) < 1e-11)
            #expect(size(matmul(a, eigen.imaginaryVectors) - (bx * imaginary + by * real)) < 1e-10)
        }
        let trace = (0..<n).map { a[$0, $0] }.reduce(0, +)
        #expect(abs(try a.eigenvalues().map(\.real).reduce(0, +) - trace) < 1e-11)
    }

    @Test func schurAndHessenbergAreRebuilt() throws {
        for n in [0, 1, 2, 3, 30, 200] {
            let a = Samples.general(n, n)
            let schur = try SchurDecomposition(a), hessenberg = try HessenbergDecomposition(a)
            #expect(n == 0 || backwardError(matmul(schur.q, matmul(schur.t, schur.q.transposed)) - a, a) < 4)
            #expect(
                n == 0
                    || backwardError(
                        matmul(hessenberg.q, matmul(hessenberg.h, hessenberg.q.transposed)) - a, a) < 4
            )
            #expect(n == 0 || orthogonalityError(schur.q) < 4)
            for i in 0..<n {
                for j in 0..<i {
                    if i > j + 1 { #expect(hessenberg.h[i, j] == 0 && schur.t[i, j] == 0) }
                }
            }
        }
    }

    @Test func badInputIsNamed() {
        #expect(throws: LinearAlgebraError.self) { try Eigendecomposition(Matrix(rows: [[Double.infinity]])) }
        #expect(throws: LinearAlgebraError.self) {
            try SymmetricEigendecomposition(Matrix(rows: [[Double.nan]]))
        }
        #expect(throws: LinearAlgebraError.self) { try SchurDecomposition(Matrix(rows: [[Double.nan]])) }
        #expect(throws: LinearAlgebraError.self) { try HessenbergDecomposition(Matrix(rows: [[Double.nan]])) }
    }

    @Test func emptyMatricesHaveNoEigenvalues() throws {
        #expect(try Samples.identity(0).eigenvalues().isEmpty)
        #expect(try Eigendecomposition(Samples.identity(0)).values.isEmpty)
        #expect(try SymmetricEigendecomposition(Samples.identity(0)).values.isEmpty)
    }
}
