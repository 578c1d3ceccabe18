import LinearAlgebra
import Synchronization
import Testing

@Suite struct SolveTests {
    @Test func everyStructureGivesTheSameSolution() throws {
        let a = Samples.definite(30), x = Samples.general(30, 3, seed: 1), b = matmul(a, x)
        for structure in [SystemStructure.general, .symmetric, .positiveDefinite] {
            #expect(distance(try a.solve(b, assuming: structure), x) < 1e-13)
            #expect(distance(try a.transposed.solve(b, assuming: structure), x) < 1e-13)
        }
        for lower in [true, false] {
            let triangle = Matrix(rows: 30, columns: 30) {
                lower ? ($0 >= $1 ? a[$0, $1] : 0) : ($0 <= $1 ? a[$0, $1] : 0)
            }
            let product = matmul(triangle, x)
            let structure: SystemStructure = lower ? .lowerTriangular : .upperTriangular
            #expect(distance(try a.solve(product, assuming: structure), x) < 1e-13)
            #expect(distance(try a.solveTriangular(product, lower: lower), x) < 1e-13)
            let transposed = matmul(triangle.transposed, x)
            #expect(distance(try a.solveTriangular(transposed, lower: lower, transposed: true), x) < 1e-13)
            #expect(distance(try a.transposed.solveTriangular(transposed, lower: !lower), x) < 1e-13)
        }
    }

    @Test func symmetricSystemsMayBeIndefinite() throws {
        let a: Matrix = [[0.0, 1.0], [1.0, 0.0]]
        #expect(try a.solve([2, 3], assuming: .symmetric) == [3, 2])
        #expect(throws: LinearAlgebraError.self) { try a.solve([2, 3], assuming: .positiveDefinite) }
    }

    @Test func triangularSystemsNameTheZeroOnTheDiagonal() {
        let a: Matrix = [[1.0, 0.0], [5.0, 0.0]]
        #expect(throws: LinearAlgebraError.singular(operation: "solveTriangular", pivot: 1)) {
            try a.solveTriangular([1, 1], lower: true)
        }
    }

    @Test func anIllConditionedMatrixIsReportedWithItsConditionNumber() throws {
        let hilbert = Samples.hilbert(14), b = Vector(repeating: 1.0, count: 14)
        let seen = Mutex<[LinearAlgebraError]>([])
        _ = try hilbert.solve(b, onIllConditioned: .report { error in seen.withLock { $0.append(error) } })
        let error = seen.withLock { $0.first }
        guard case .illConditioned("solve", let reciprocal) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reciprocal > 0 && reciprocal < 1e-16)
        #expect(throws: LinearAlgebraError.self) { try hilbert.solve(b, onIllConditioned: .fail) }
        #expect(throws: LinearAlgebraError.self) { try hilbert.inverse(onIllConditioned: .fail) }
        // κ₁ of the Hilbert matrix of order 5 is 943656 (Higham 2002, §28.1): nothing to report.
        let lu = try LUDecomposition(Samples.hilbert(5))
        #expect(abs(1 / lu.reciprocalConditionNumber() - 943656) < 1)
        _ = try Samples.hilbert(5).inverse(onIllConditioned: .fail)
    }

    @Test func theInverseOfHilbertsMatrixIsWhole() throws {
        // The inverse of [[1, ½, ⅓], [½, ⅓, ¼], [⅓, ¼, ⅕]].
        let inverse = try Samples.hilbert(3).inverse()
        #expect(distance(inverse, [[9, -36, 30], [-36, 192, -180], [30, -180, 180]]) < 1e-13)
        let a = Samples.general(9, 9).transposed
        #expect(distance(try a.inverse(), try a.copy().inverse()) < 1e-12)
    }

    @Test func leastSquaresFitsALine() throws {
        let a: Matrix = [[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]
        #expect(distance(try a.leastSquares([1, 3, 5]), [1, 2]) < 1e-14)
        #expect(distance(try QRDecomposition(a).leastSquares([1, 3, 5]), [1, 2]) < 1e-14)
        #expect(distance(try SingularValueDecomposition(a).leastSquares([1, 3, 5]), [1, 2]) < 1e-14)
        // Residual of (0, 0), (1, 0), (2, 3) from its line -½ + 1.5x: ½, 1, ½, squares sum to 1.5.
        let full = try a.leastSquares(Matrix(rows: [[0.0], [0.0], [3.0]]))
        #expect(full.rank == 2)
        #expect(abs(full.residuals[0] - 1.5) < 1e-14)
    }

    @Test func leastSquaresOfLeastNormWhereSolutionsAreMany() throws {
        // x + y = 2: the solution of least norm is (1, 1).
        #expect(distance(try Matrix(rows: [[1.0, 1.0]]).leastSquares([2]), [1, 1]) < 1e-15)
        let deficient: Matrix = [[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]
        let solution = try deficient.leastSquares(Matrix(rows: [[3.0], [3.0], [3.0]]))
        #expect(solution.rank == 1)
        #expect(solution.residuals.isEmpty)
        #expect(distance(solution.solution, [[1.5], [1.5]]) < 1e-15)
        #expect(throws: LinearAlgebraError.singular(operation: "leastSquares", pivot: 1)) {
            try QRDecomposition(Matrix<Double>(rows: [[1, 0], [0, 0], [0, 0]])).leastSquares([1, 1, 1])
        }
    }

    @Test func leastSquaresOfNothing() throws {
        let none = Matrix<Double>(repeating: 0, rows: 0, columns: 3)
        #expect(try none.leastSquares([]) == [0, 0, 0])
        #expect(try Matrix<Double>(repeating: 0, rows: 2, columns: 0).leastSquares([1, 2]) == [])
    }

    @Test func decompositionsOfManyThreadsAtOnceAgree() async throws {
        let a = Samples.general(400, 400), b = Vector(repeating: 1.0, count: 400)
        let expected = try a.solve(b)
        let results = try await withThrowingTaskGroup(of: Vector<Double>.self) { group in
            for _ in 0..<6 { group.addTask { try a.solve(b) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for result in results { #expect(distance(result, expected) < 1e-10) }
    }
}
