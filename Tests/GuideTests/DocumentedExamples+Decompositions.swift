import Cairn
import Testing

// The examples in the comments of LinearAlgebra's decompositions.

@Suite(.printsItsComments) struct DocumentedDecompositions {
    @Test func choleskyDecomposition() throws {
        // snippet
        let a: Matrix = [[4.0, 2.0], [2.0, 5.0]]
        let cholesky = try CholeskyDecomposition(a)
        print(cholesky.lower)
        // [[2.0, 0.0],
        //  [1.0, 2.0]]
        // end
    }

    @Test func conjugateGradients() throws {
        // snippet
        let sparse = SparseMatrix(
            rows: 2, columns: 2, entries: [(0, 0, 4.0), (0, 1, 1.0), (1, 0, 1.0), (1, 1, 3.0)])
        let x = try conjugateGradient([1.0, 2.0]) { matmul(sparse, $0) }.solution
        print(x.isApproximatelyEqual(to: [1.0 / 11, 7.0 / 11]))  // true
        // end
    }

    @Test func eigendecomposition() throws {
        // snippet
        let rotation: Matrix = [[0.0, -1.0], [1.0, 0.0]]
        print(try Eigendecomposition(rotation).values)  // [0.0 + 1.0i, 0.0 - 1.0i]
        // end
    }

    @Test func luDecomposition() throws {
        // snippet
        let a: Matrix = [[1.0, 2.0], [2.0, 2.0]]
        let lu = try LUDecomposition(a)
        print(lu.permutation)  // [1, 0]
        print(lu.determinant())  // -2.0
        print(try lu.solve([5.0, 6.0]))  // [1.0, 2.0]
        // end
    }

    @Test func leastSquares() throws {
        // snippet
        let a: Matrix = [[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]  // a line through (0, 1), (1, 3), (2, 5)
        print(try a.leastSquares([1.0, 3.0, 5.0]).isApproximatelyEqual(to: [1, 2]))  // true
        // end
    }

    @Test func linearAlgebraError() throws {
        // snippet
        do {
            _ = try Matrix(rows: [[1.0, 2.0], [2.0, 4.0]]).inverse()
        } catch {
            print(error)  // inverse: the matrix is singular: pivot 1 is zero
        }
        // end
    }

    @Test func matrixSolve() throws {
        // snippet
        let a: Matrix = [[4.0, 2.0], [2.0, 3.0]]
        print(try a.solve([10.0, 8.0]))  // [1.75, 1.5]
        // end
    }

    @Test func matrixExponential() throws {
        // snippet
        let turn: Matrix = [[0.0, -Double.pi], [Double.pi, 0.0]]
        print((try turn.exponential() + .identity(2)).abs().max() < 1e-14)  // true
        // end
    }

    @Test func matrixFunctions() throws {
        // snippet
        let a: Matrix = [[4.0, 1.0], [0.0, 9.0]]
        print(try a.squareRootMatrix().isApproximatelyEqual(to: [[2, 0.2], [0, 3]]))  // true
        // end
    }

    @Test func matrixNorm() throws {
        // snippet
        let a: Matrix = [[3.0, 0.0], [4.0, 0.0]]
        print(try a.norm(.frobenius), try a.norm(.infinity))  // 5.0 4.0
        // end
    }

    @Test func qrDecomposition() throws {
        // snippet
        let a: Matrix = [[3.0, 1.0], [4.0, 2.0]]
        let qr = try QRDecomposition(a)
        print(qr.r[0, 0])  // -5.0
        let x = try qr.leastSquares([1.0, 2.0])  // solves Rx = Qᵀb
        // end
        _ = x
    }

    @Test func qrDecomposition2() throws {
        // snippet
        let a: Matrix = [[1.0, 2.0, 3.0], [2.0, 4.0, 6.1]]
        print(try PivotedQRDecomposition(a).rank())  // 2
        // end
    }

    @Test func singularValueDecomposition() throws {
        // snippet
        let a: Matrix = [[3.0, 0.0], [0.0, -2.0]]
        let svd = try SingularValueDecomposition(a)
        print(svd.singularValues)  // [3.0, 2.0]
        // end
    }

    @Test func symmetricEigendecomposition() throws {
        // snippet
        let a: Matrix = [[2.0, 1.0], [1.0, 2.0]]
        let eigen = try SymmetricEigendecomposition(a)
        print(eigen.values.isApproximatelyEqual(to: [1, 3]))  // true
        // end
    }

    @Test func triangularProducts() throws {
        // snippet
        print(syrk([[1.0, 2.0], [3.0, 4.0]]))
        // [[ 5.0, 11.0],
        //  [11.0, 25.0]]
        // end
    }
}

@Suite(.keepsWhatItPrints) struct DocumentedPolicies {
    @Test func illConditionedPolicy() throws {
        let hilbert = Matrix(rows: 12, columns: 12) { 1 / Double($0 + $1 + 1) }
        let b = Vector<Double>.ones(12)
        // snippet
        let x = try hilbert.solve(b)  // writes a line to the standard error
        let y = try hilbert.solve(b, onIllConditioned: .ignore)
        let z = try hilbert.solve(b, onIllConditioned: .report { print($0) })
        let w = try? hilbert.solve(b, onIllConditioned: .fail)  // throws: nil
        // end
        #expect(x == y && y == z && w == nil)
        let printed = try #require(Transcript.current).text
        #expect(printed.hasPrefix("solve: ") && printed.split(separator: "\n").count == 1)
    }
}
