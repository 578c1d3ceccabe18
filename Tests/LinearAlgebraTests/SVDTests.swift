import LinearAlgebra
import Testing

@Suite struct SVDTests {
    @Test func factorsADiagonal() throws {
        let svd = try SingularValueDecomposition(Matrix(rows: [[3.0, 0.0], [0.0, -2.0]]))
        #expect(svd.singularValues == [3, 2])
        #expect(matmul(svd.u * svd.singularValues, svd.vTransposed) == [[3, 0], [0, -2]])
    }

    @Test(arguments: [(1, 1), (1, 6), (6, 1), (9, 4), (4, 9), (64, 64), (200, 30), (30, 200)])
    func rebuildsAnyShape(m: Int, n: Int) throws {
        let a = Samples.general(m, n, seed: n), k = min(m, n)
        for matrix in [a, a.transposed.copy().transposed] {
            let svd = try SingularValueDecomposition(matrix)
            #expect(svd.u.shape == (m, k) && svd.vTransposed.shape == (k, n))
            #expect(backwardError(matmul(svd.u * svd.singularValues, svd.vTransposed) - a, a) < 1)
            #expect(orthogonalityError(svd.u) < 4)
            #expect(orthogonalityError(svd.vTransposed.transposed) < 4)
            #expect(distance(try matrix.singularValues(), svd.singularValues) < 1e-13)
            let full = try SingularValueDecomposition(matrix, full: true)
            #expect(full.u.shape == (m, m) && full.vTransposed.shape == (n, n))
            let middle = Samples.diagonal(full.singularValues, rows: m, columns: n)
            #expect(backwardError(matmul(matmul(full.u, middle), full.vTransposed) - a, a) < 1)
            #expect(orthogonalityError(full.u) < 4)
        }
    }

    @Test func rankNullSpaceAndRangeOfADeficientMatrix() throws {
        let a = matmul(Samples.general(12, 3), Samples.general(3, 8, seed: 5))
        #expect(try a.rank() == 3)
        #expect(try a.conditionNumber() > 1e14)
        let null = try a.nullSpace(), range = try a.orthonormalBasis()
        #expect(null.shape == (8, 5) && range.shape == (12, 3))
        #expect(size(matmul(a, null)) < 1e-13)
        #expect(distance(matmul(range, matmul(range.transposed, a)), a) < 1e-14)
        #expect(try Matrix(rows: [[1.0, 1.0]]).nullSpace().columns == 1)
        #expect(try Samples.identity(3).nullSpace().shape == (3, 0))
    }

    @Test func thePseudoinverseMeetsPenrosesConditions() throws {
        for a in [
            Samples.general(9, 5), Samples.general(5, 9),
            matmul(Samples.general(7, 2), Samples.general(2, 6)),
        ] {
            let p = try a.pseudoinverse()
            #expect(p.shape == (a.columns, a.rows))
            #expect(distance(matmul(matmul(a, p), a), a) < 1e-13)
            #expect(distance(matmul(matmul(p, a), p), p) < 1e-13)
            #expect(distance(matmul(a, p).transposed, matmul(a, p)) < 1e-13)
            #expect(distance(matmul(p, a).transposed, matmul(p, a)) < 1e-13)
        }
        #expect(
            try Matrix<Double>(repeating: 0, rows: 2, columns: 3).pseudoinverse()
                == Matrix(repeating: 0, rows: 3, columns: 2))
    }

    @Test func theBestApproximationMissesByTheNextSingularValue() throws {
        let a = Samples.general(20, 14), svd = try SingularValueDecomposition(a)
        let missing = try (a - svd.approximation(rank: 5)).singularValues()
        #expect(abs(missing[0] - svd.singularValues[5]) < 1e-13)
        #expect(svd.approximation(rank: 0) == Matrix(repeating: 0, rows: 20, columns: 14))
    }

    @Test func extremeScales() throws {
        for scale in [0x1p-1030, 1e-200, 1e200, 1e305] {
            let values = try (scale * Samples.identity(4)).singularValues()
            #expect(values.allSatisfy { abs($0 - scale) <= 1e-15 * scale })
        }
    }

    @Test func emptyMatrices() throws {
        let none = Matrix<Double>(repeating: 0, rows: 0, columns: 3)
        let svd = try SingularValueDecomposition(none, full: true)
        #expect(svd.singularValues.isEmpty && svd.vTransposed == Samples.identity(3) && svd.rank() == 0)
        #expect(try none.rank() == 0)
        #expect(try none.pseudoinverse().shape == (3, 0))
        #expect(throws: LinearAlgebraError.self) { try Matrix(rows: [[Double.nan]]).singularValues() }
    }
}
