import Cairn
import Testing

// The snippets of Docs/LinearAlgebra: systems, decompositions and what comes of them.

@Suite(.printsItsComments) struct SystemPages {
    @Test func factorsByElimination() throws {
        // snippet
        let a: Matrix = [[1.0, 2.0], [2.0, 2.0]]
        let lu = try LUDecomposition(a)
        print(lu.permutation, lu.determinant())  // [1, 0] -2.0
        print(lu.lower)
        // [[1.0, 0.0],
        //  [0.5, 1.0]]
        print(lu.upper)
        // [[2.0, 2.0],
        //  [0.0, 1.0]]
        print(try lu.solve([5.0, 6.0]), Textbook.solve(a, [5.0, 6.0]))  // [1.0, 2.0] [1.0, 2.0]
        // end
    }

    @Test func factorsAPositiveMatrix() throws {
        // snippet
        let a: Matrix = [[4.0, 2.0], [2.0, 5.0]]
        let cholesky = try CholeskyDecomposition(a)
        print(cholesky.lower)
        // [[2.0, 0.0],
        //  [1.0, 2.0]]
        print(cholesky.solve([8.0, 12.0]), Textbook.cholesky(a)! == cholesky.lower)  // [1.0, 2.0] true
        print(try a.solve([8.0, 12.0], assuming: .positiveDefinite))  // [1.0, 2.0]
        print(Textbook.cholesky([[1.0, 2.0], [2.0, 1.0]]) == nil)  // true
        // end
    }

    @Test func orthonormalisesColumns() throws {
        // snippet
        let a: Matrix = [[3.0, 1.0], [4.0, 2.0], [0.0, 2.0]]
        let qr = try QRDecomposition(a)
        print(qr.q.shape, qr.r.shape)  // (rows: 3, columns: 2) (rows: 2, columns: 2)
        print(matmul(qr.q.transposed, qr.q).isApproximatelyEqual(to: .identity(2)))  // true
        print(matmul(qr.q, qr.r).isApproximatelyEqual(to: a))  // true
        let basis = Textbook.modifiedGramSchmidt(a)
        print(dot(basis[..., 0], basis[..., 1]).magnitude < 1e-15)  // true
        // end
    }

    @Test func fitsALine() throws {
        // snippet
        let x = Vector<Double>(0..<4)
        let a = stack([.ones(4), x], as: .columns)  // the columns 1 and x
        let b: Vector = [1.0, 3.0, 5.0, 8.0]
        let line: Vector = [0.8, 2.3]
        print(try QRDecomposition(a).leastSquares(b).isApproximatelyEqual(to: line))  // true
        print(try a.leastSquares(b).isApproximatelyEqual(to: line))  // true
        print(matmul(a.transposed, b - matmul(a, line)).norm() < 1e-12)  // true
        // end
    }

    @Test func warnsOfIllConditionedSystems() throws {
        // snippet
        let hilbert = Matrix(rows: 12, columns: 12) { 1 / Double($0 + $1 + 1) }
        print(try hilbert.conditionNumber() > 1e16)  // true
        do {
            print(try hilbert.solve(.ones(12), onIllConditioned: .fail))
        } catch {
            if case .illConditioned = error { print("refused") }  // refused
        }
        do {
            print(try ([[1.0, 2.0], [2.0, 4.0]] as Matrix).inverse())
        } catch {
            print(error)  // inverse: the matrix is singular: pivot 1 is zero
        }
        // end
    }

    @Test func measuresVectorsAndMatrices() throws {
        // snippet
        let v: Vector = [3.0, -4.0]
        print(v.norm(), v.norm(.one), v.norm(.infinity))  // 5.0 7.0 4.0
        let a: Matrix = [[3.0, 0.0], [0.0, -4.0]]
        print(try a.norm(.one), try a.norm(.two), try a.norm(.infinity))  // 4.0 4.0 4.0
        print(try a.norm(.frobenius), try a.norm(.nuclear))  // 5.0 7.0
        print(a.norm(.two, over: .columns))  // [3.0, 4.0]
        print(([3e200, 4e200] as Vector).norm() < 5.1e200)  // true
        // end
    }
}

@Suite(.printsItsComments) struct SpectrumPages {
    @Test func findsEigenvalues() throws {
        // snippet
        let a: Matrix = [[2.0, 1.0], [1.0, 2.0]]
        let eigen = try SymmetricEigendecomposition(a)
        print(eigen.values.isApproximatelyEqual(to: [1, 3]))  // true
        print(Textbook.symmetricEigen(a)!.values.isApproximatelyEqual(to: eigen.values))  // true
        let turn: Matrix = [[0.0, -1.0], [1.0, 0.0]]
        print(try turn.eigenvalues())  // [0.0 + 1.0i, 0.0 - 1.0i]
        // end
    }

    @Test func multipliesAgainAndAgain() throws {
        // snippet
        let a: Matrix = [[2.0, 1.0], [1.0, 2.0]]
        let largest = Textbook.powerIteration(a, start: [1, 0])!
        print((largest.value - 3).magnitude < 1e-12, largest.iterations)  // true 26
        let nearest = try Textbook.inverseIteration(a, shift: 0.9, start: [1, 0])!
        print((nearest.value - 1).magnitude < 1e-12, nearest.iterations)  // true 10
        // end
    }

    @Test func turnsStretchesAndTurns() throws {
        // snippet
        let a: Matrix = [[3.0, 0.0], [0.0, -2.0], [0.0, 0.0]]
        let svd = try SingularValueDecomposition(a)
        print(svd.singularValues, svd.rank(), svd.conditionNumber())  // [3.0, 2.0] 2 1.5
        let product = matmul(svd.u * svd.singularValues, svd.vTransposed)
        print(product.isApproximatelyEqual(to: a))  // true
        print(svd.approximation(rank: 1))
        // [[3.0, 0.0],
        //  [0.0, 0.0],
        //  [0.0, 0.0]]
        print(Textbook.svd(a).singularValues.sorted())  // [2.0, 3.0]
        // end
    }

    @Test func takesFunctionsOfMatrices() throws {
        // snippet
        let a: Matrix = [[4.0, 1.0], [0.0, 9.0]]
        let root = try a.squareRootMatrix()
        print(root.isApproximatelyEqual(to: [[2.0, 0.2], [0.0, 3.0]]))  // true
        print(try a.logarithm().exponential().isApproximatelyEqual(to: a))  // true
        let halfTurn: Matrix = [[0.0, -Double.pi], [Double.pi, 0.0]]
        print(
            try halfTurn.exponential().isApproximatelyEqual(
                to: [[-1.0, 0.0], [0.0, -1.0]], absoluteTolerance: 1e-14))
        // true
        // end
    }

    @Test func multipliesOnly() throws {
        // snippet
        let n = 100
        let off = (1..<n).flatMap { [($0, $0 - 1, -1.0), ($0 - 1, $0, -1.0)] }
        let entries = (0..<n).map { ($0, $0, 2.0) } + off
        let sparse = SparseMatrix(rows: n, columns: n, entries: entries)
        let b = Vector<Double>.ones(n)

        let found = try conjugateGradient(b, tolerance: 1e-10) { matmul(sparse, $0) }
        print(found.iterations, found.relativeResidual < 1e-10)  // 50 true
        let read = Textbook.conjugateGradient(sparse.dense, b, tolerance: 1e-10)!
        print(found.solution.isApproximatelyEqual(to: read, relativeTolerance: 1e-8))  // true
        let top = try lanczos(size: n, count: 1) { matmul(sparse, $0) }
        print((top.values[0] - (2 + 2 * (Double.pi / 101).cosine)).magnitude < 1e-9)  // true
        // end
    }
}

extension Double {
    fileprivate var cosine: Double { cos([self] as Vector)[0] }
}
