import LinearAlgebra
import Testing

@Suite struct LUTests {
    @Test func factorsTwoByTwo() throws {
        // The larger pivot 3 comes first: L = [[1, 0], [⅓, 1]], U = [[3, 4], [0, 2 - 4/3]].
        let lu = try LUDecomposition([[1.0, 2.0], [3.0, 4.0]])
        #expect(lu.permutation == [1, 0])
        let third = 1.0 / 3
        let lower: Matrix = [[1.0, 0.0], [third, 1.0]]
        #expect(lu.lower == lower)
        #expect(abs(lu.upper[1, 1] - 2 * third) < 1e-15 && lu.upper[1, 0] == 0)
        #expect(lu.determinant() == -2)
        #expect(lu.permutationMatrix == [[0, 1], [1, 0]])
        #expect(distance(try lu.solve([5, 11]), [1, 2]) < 1e-15)
    }

    @Test(arguments: [(1, 1), (1, 5), (5, 1), (3, 8), (8, 3), (40, 40), (130, 90), (500, 450)])
    func rebuildsAnyShape(m: Int, n: Int) throws {
        let a = Samples.general(m, n, seed: m)
        let lu = try LUDecomposition(a)
        let product = matmul(lu.lower, lu.upper)
        #expect(backwardError(matmul(lu.permutationMatrix, a) - product, a) < 1)
        #expect(lu.lower.rows == m && lu.upper.columns == n)
        #expect(lu.lower.elements.allSatisfy { abs($0) <= 1 })
        #expect(try LUDecomposition(a.transposed.copy().transposed).upper == lu.upper)
    }

    @Test func solvesWithAMatrixAndItsTranspose() throws {
        let a = Samples.general(60, 60), x = Samples.general(60, 4, seed: 9)
        let lu = try LUDecomposition(a)
        #expect(distance(try lu.solve(matmul(a, x)), x) < 1e-11)
        #expect(distance(try lu.solve(matmul(a.transposed, x), transposed: true), x) < 1e-11)
        #expect(distance(matmul(try lu.inverse(), a), Samples.identity(60)) < 1e-11)
    }

    @Test func worksInSinglePrecision() throws {
        let a = Matrix<Float>(rows: 30, columns: 30) { Float(Samples.general(30, 30)[$0, $1]) }
        let x = try a.solve(matmul(a, Vector<Float>(repeating: 1, count: 30)))
        let residual = matmul(a, x) - matmul(a, Vector<Float>(repeating: 1, count: 30))
        #expect(residual.allSatisfy { abs($0) < 1e-4 })
    }

    @Test func determinantsKeepTheirSignAndDoNotOverflow() throws {
        #expect(try Matrix<Double>(rows: [[0, 1], [1, 0]]).determinant() == -1)
        #expect(try Matrix<Double>(rows: [[0, 1, 0], [0, 0, 1], [1, 0, 0]]).determinant() == 1)
        #expect(try Matrix<Double>(rows: [[2, 0], [0, -3]]).determinant() == -6)
        let huge = 1e10 * Samples.identity(100)
        #expect(try huge.determinant() == .infinity)
        let (sign, logarithm) = try huge.signAndLogDeterminant()
        #expect(sign == 1)
        #expect(abs(logarithm - 2302.585092994046) < 1e-9)
        #expect(try Matrix<Double>(rows: [[0, 1], [1, 0]]).signAndLogDeterminant().sign == -1)
        #expect(try Matrix<Double>(rows: [[-1, 0], [0, 1]]).signAndLogDeterminant().sign == -1)
        #expect(try Matrix<Double>(rows: [[1, 2], [2, 4]]).signAndLogDeterminant() == (0, -.infinity))
        #expect(try Samples.identity(0).determinant() == 1)
    }

    @Test func aSingularMatrixIsNamedSo() throws {
        let singular: Matrix = [[1.0, 2.0], [2.0, 4.0]]
        let lu = try LUDecomposition(singular)
        #expect(lu.zeroPivot == 1)
        #expect(lu.reciprocalConditionNumber() == 0)
        #expect(throws: LinearAlgebraError.singular(operation: "solve", pivot: 1)) { try lu.solve([1, 1]) }
        #expect(throws: LinearAlgebraError.singular(operation: "inverse", pivot: 1)) {
            try singular.inverse()
        }
        #expect(throws: LinearAlgebraError.singular(operation: "solve", pivot: 1)) {
            try singular.solve([1, 1])
        }
        #expect(throws: LinearAlgebraError.singular(operation: "solve", pivot: 0)) {
            try Matrix<Double>(repeating: 0, rows: 3, columns: 3).solve([1, 1, 1])
        }
    }

    @Test func nonFiniteInputIsNamedWithItsPosition() {
        var a = Samples.general(7, 5)
        a[4, 2] = .nan
        for matrix in [a, a.transposed.copy().transposed] {
            let error = #expect(throws: LinearAlgebraError.self) { try LUDecomposition(matrix) }
            guard case .notFinite(_, row: 4, column: 2, let value) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(value.isNaN)
        }
        #expect(
            throws: LinearAlgebraError.notFinite(operation: "solve", row: 1, column: 0, value: -.infinity)
        ) {
            try Samples.identity(2).solve([0, -.infinity])
        }
    }

    @Test func emptyAndSingleSystems() throws {
        #expect(try Samples.identity(0).solve(Vector<Double>([])).isEmpty)
        #expect(try Samples.identity(0).inverse().count == 0)
        #expect(try Matrix(rows: [[4.0]]).inverse() == [[0.25]])
        #expect(try Matrix(rows: [[4.0]]).solve([8]) == [2])
        #expect(try LUDecomposition(Matrix<Double>(repeating: 0, rows: 0, columns: 4)).upper.columns == 4)
    }

    @Test func extremeScalesAreNoTrouble() throws {
        for scale in [1e-300, 1e-160, 1e150, 1e300] {
            let a = scale * Samples.general(20, 20)
            let ones = Vector(repeating: 1.0, count: 20)
            #expect(distance(try a.solve(matmul(a, ones), onIllConditioned: .fail), ones) < 1e-11)
        }
    }
}

extension Matrix {
    /// The same values in memory of their own.
    func copy() -> Matrix { Matrix(rows: rows, columns: columns, elements: elements) }
}
