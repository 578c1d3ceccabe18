import Cairn
import Testing

// The snippets of Docs/LinearAlgebra: arrays, products, reductions, sparse and structured matrices.

@Suite(.printsItsComments) struct ArrayPages {
    @Test func slicesAndReduces() {
        // snippet
        let a: Matrix = [[1.0, 5.0, 3.0], [4.0, 2.0, 6.0]]
        print(a.sum(over: .rows))  // [5.0, 7.0, 9.0]
        print(a[..., 1])  // [5.0, 2.0]
        print(a[a .> 3])  // [5.0, 4.0, 6.0]
        print(select(a .> 3, 0, a))
        // [[1.0, 0.0, 3.0],
        //  [0.0, 2.0, 0.0]]
        // end
        // snippet
        var b = a
        let row = b[row: 0]
        b[0, 0] = 100  // b has now memory of its own
        print(row, a[0, 0])  // [1.0, 5.0, 3.0] 1.0
        // end
        #expect(b[0, 0] == 100)
    }

    @Test func multiplies() throws {
        // snippet
        let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        let x: Vector = [1.0, 1.0]
        print(a %*% x, dot(x, x), Textbook.matmulIJK(a, a) == matmul(a, a))  // [3.0, 7.0] 2.0 true
        print(outer(x, [2.0, 3.0]))
        // [[2.0, 3.0],
        //  [2.0, 3.0]]
        var c = Matrix<Double>.identity(2)
        gemm(2, a, a.transposed, 1, &c)  // C ← 2AAᵀ + C, in place, Aᵀ without a copy
        print(c)
        // [[11.0, 22.0],
        //  [22.0, 51.0]]
        print(syrk(a) == matmul(a, a.transposed))  // true
        print(try a.solveTriangular(x, lower: true))  // [1.0, -0.5]
        print(matmul([a, a], [a, .identity(2)])[1] == a)  // true
        // end
    }

    @Test func climbsTheLadder() {
        // snippet
        var rng = Generator(seed: 42)
        let a = Matrix<Double>.normal(70, 50, using: &rng), b = Matrix<Double>.normal(50, 30, using: &rng)
        let rungs: [(Matrix<Double>, Matrix<Double>) -> Matrix<Double>] = [
            Textbook.matmulIKJ, Textbook.matmulBlocked, Textbook.matmulSIMD, Textbook.matmulThreaded,
            Textbook.matmulOpenBLAS,
        ]
        let c = Textbook.matmulIJK(a, b)
        print(rungs.map { ($0(a, b) - c).abs().max() < 1e-13 })  // [true, true, true, true, true]
        // end
    }

    @Test func sumsAndAverages() {
        // snippet
        print(([1.0, 1e100, 1.0, -1e100] as Vector).sum(.compensated))  // 2.0
        let v: Vector = [1.0, 2.0, 3.0, 4.0]
        print(v.mean(), v.variance(), v.variance(ddof: 1) == 5 / 3.0)  // 2.5 1.25 true
        print((v + 1e9).variance(), v.cumulativeSum())  // 1.25 [1.0, 3.0, 6.0, 10.0]
        print(abs(v.logSumExp() - ((v + 1000).logSumExp() - 1000)) < 1e-12)  // true
        // end
    }

    @Test func sortsAndCounts() {
        // snippet
        let v: Vector = [3.0, -1.0, .nan, 2.0]
        print(v.sorted(), v.argsort(), v.top(2).indices)  // [-1.0, 2.0, 3.0, nan] [1, 3, 0, 2] [0, 3]
        let w: Vector = [1.0, 2.0, 3.0, 4.0]
        print(w.median(), w.quantile(0.25), w.quantile(0.25, method: .lower))  // 2.5 1.75 1.0
        print(w.element(ofRank: 2), w.searchSorted(3), w.searchSorted(3, side: .right))  // 3.0 2 3
        let bins = ([1.0, 2.0, 2.5, 4.0] as Vector).histogram(bins: 3)
        print(bins.counts, bins.edges)  // [1.0, 2.0, 1.0] [1.0, 2.0, 3.0, 4.0]
        // end
    }

    @Test func keepsWhatIsNotZero() {
        // snippet
        let a = SparseMatrix(rows: 2, columns: 3, entries: [(0, 0, 1.0), (1, 2, 5.0), (1, 2, 2.0)])
        print(a.offsets, a.indices, a.values)  // [0, 1, 2] [0, 2] [1.0, 7.0]
        print(matmul(a, [1.0, 1.0, 1.0]), a.transposed.layout)  // [1.0, 7.0] columns
        print((a %*% a.transposed).dense)
        // [[1.0,  0.0],
        //  [0.0, 49.0]]
        // end
    }

    @Test func keepsTheBand() throws {
        // snippet
        let second = TridiagonalMatrix(symmetric: [-1.0, -1.0], diagonal: [2.0, 2.0, 2.0])
        let b: Vector = [1.0, 0.0, 1.0]
        print(try second.solve(b).isApproximatelyEqual(to: [1, 1, 1]))  // true
        let band = BandedMatrix(second.dense, below: 1, above: 1)
        print(try band.solve(b).isApproximatelyEqual(to: [1, 1, 1]), band[0, 2])  // true 0.0
        let packed = SymmetricPackedMatrix(second.dense)
        print(packed.elements)  // [2.0, -1.0, 2.0, 0.0, -1.0, 2.0]
        print(try packed.solve(b).isApproximatelyEqual(to: [1, 1, 1]))  // true
        // end
    }

    @Test func carriesShapesInTypes() {
        // snippet
        let a: ShapedMatrix<Double, 2, 3> = [[1, 2, 3], [4, 5, 6]]
        let b = ShapedMatrix<Double, 3, 1>(rows: [[1], [0], [-1]])
        print(a %*% b)
        // [[-2.0],
        //  [-2.0]]
        print((a.transposed + 1).shape)  // (rows: 3, columns: 2)
        // end
    }
}
