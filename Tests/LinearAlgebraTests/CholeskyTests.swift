import LinearAlgebra
import Testing

@Suite struct CholeskyTests {
    @Test func factorsTwoByTwo() throws {
        let cholesky = try CholeskyDecomposition(Matrix(rows: [[4.0, 2.0], [2.0, 5.0]]))
        #expect(cholesky.lower == [[2, 0], [1, 2]])
        #expect(cholesky.upper == [[2, 1], [0, 2]])
        #expect(cholesky.determinant() == 16)
        #expect(abs(cholesky.logDeterminant() - 2.772588722239781) < 1e-15)
        #expect(distance(cholesky.solve([8, 9]), [1.375, 1.25]) < 1e-15)
        let inverse: Matrix = [[0.3125, -0.125], [-0.125, 0.25]]
        #expect(cholesky.inverse() == inverse)
    }

    @Test(arguments: [0, 1, 2, 17, 150, 400])
    func rebuilds(n: Int) throws {
        let a = Samples.definite(n), x = Samples.general(n, 2)
        for matrix in [a, a.transposed] {
            let cholesky = try CholeskyDecomposition(matrix)
            let l = cholesky.lower
            #expect(n == 0 || backwardError(matmul(l, l.transposed) - a, a) < 1)
            #expect(distance(cholesky.solve(matmul(a, x)), x) < 1e-13)
            #expect(distance(cholesky.inverse(), n == 0 ? a : try a.inverse()) < 1e-13)
            let inverse = cholesky.inverse()
            #expect(inverse == inverse.transposed)
        }
    }

    @Test func onlyTheLowerTriangleIsRead() throws {
        let a: Matrix = [[4.0, 100.0], [2.0, 5.0]]
        #expect(try CholeskyDecomposition(a).lower == [[2, 0], [1, 2]])
        let upper: Matrix = [[4.0, 2.0], [100.0, 5.0]]
        #expect(try CholeskyDecomposition(upper.transposed).lower == [[2, 0], [1, 2]])
    }

    @Test func aRankOneUpdateEqualsAFreshDecomposition() throws {
        let a = Samples.definite(25), x = Vector(Samples.general(25, 1, seed: 4).elements)
        let updated = try CholeskyDecomposition(a).updated(by: x)
        let fresh = try CholeskyDecomposition(a + outer(x, x))
        #expect(distance(updated.lower, fresh.lower) < 1e-14)
        #expect(distance(try updated.downdated(by: x).lower, try CholeskyDecomposition(a).lower) < 1e-14)
        #expect(distance(updated.solve(x), fresh.solve(x)) < 1e-14)
        #expect(throws: LinearAlgebraError.self) { try updated.downdated(by: 100 * x) }
    }

    @Test func indefiniteMatricesAreNamedWithTheirMinor() {
        // The leading minors of [[1, 2], [2, 1]] are 1 and -3.
        #expect(
            throws: LinearAlgebraError.notPositiveDefinite(
                operation: "CholeskyDecomposition", leadingMinor: 2)
        ) { try CholeskyDecomposition(Matrix(rows: [[1.0, 2.0], [2.0, 1.0]])) }
        #expect(throws: LinearAlgebraError.self) { try CholeskyDecomposition(Matrix(rows: [[0.0]])) }
        #expect(throws: LinearAlgebraError.self) { try CholeskyDecomposition(Matrix(rows: [[Double.nan]])) }
    }
}
