import LinearAlgebra
import Testing

@Suite struct KernelLadderTests {
    private func number<T: Scalar>(_ i: Int, _ j: Int) -> T { T((i * 31 + j * 17) % 13 - 6) }

    /// Small integers, so that every order of summation gives the same exact result.
    @Test(arguments: [
        (1, 1, 1), (2, 3, 4), (6, 8, 5), (7, 9, 300), (100, 17, 257), (13, 515, 70), (97, 4, 1), (0, 3, 2),
        (3, 0, 2), (3, 2, 0),
    ])
    func allRungsAgree(m: Int, n: Int, k: Int) {
        check(m, n, k, as: Double.self)
        check(m, n, k, as: Float.self)
    }

    private func check<T: Scalar>(_ m: Int, _ n: Int, _ k: Int, as: T.Type) {
        let rungs: [(Matrix<T>, Matrix<T>) -> Matrix<T>] = [
            Textbook.matmulIKJ, Textbook.matmulBlocked, Textbook.matmulSIMD, Textbook.matmulThreaded,
            Textbook.matmulOpenBLAS,
        ]
        let a = Matrix<T>(rows: m, columns: k, number), b = Matrix<T>(rows: k, columns: n, number)
        let at = a.transposed.rewritten().transposed, bt = b.transposed.rewritten().transposed
        let big = Matrix<T>.zeros(2 * m + 1, 2 * k + 1)
        var strided = big
        let rows = stride(from: 1, to: 2 * m + 1, by: 2), columns = stride(from: 1, to: 2 * k + 1, by: 2)
        strided[rows: rows, columns: columns] = a
        let expected = Textbook.matmulIJK(a, b)
        for (index, rung) in rungs.enumerated() {
            #expect(rung(a, b) == expected, "rung \(index + 2)")
            #expect(rung(at, bt) == expected, "rung \(index + 2), transposed")
            #expect(rung(strided[rows: rows, columns: columns], b) == expected, "rung \(index + 2), strided")
        }
    }
}

extension Matrix {
    /// The same values in memory of their own, row by row.
    fileprivate func rewritten() -> Matrix { Matrix(rows: rows, columns: columns) { self[$0, $1] } }
}

@Suite struct ShapedMatrixTests {
    @Test func productsHaveTheRightType() {
        let a: ShapedMatrix<Double, 2, 3> = [[1, 2, 3], [4, 5, 6]]
        let b = ShapedMatrix<Double, 3, 1>(rows: [[1], [0], [-1]])
        let c: ShapedMatrix<Double, 2, 1> = a %*% b
        #expect(c == [[-2], [-2]])
        #expect(matmul(a, b) == c)
        #expect("\(c)" == "[[-2.0],\n [-2.0]]")
        #expect(a.transposed.shape == (3, 2))
        #expect(a + a == 2 * a)
        #expect((a - a) * a == .zeros)
        #expect(a.transposed.matrix == a.matrix.transposed)
        let d: ShapedMatrix<Double, 3, 3> = .identity
        #expect(a %*% d == a)
        #expect(ShapedMatrix<Double, 2, 3>(a.matrix * 1) == a)
        #expect(a.map { $0 > 3 ? 1 : 0 } == [[0, 0, 0], [1, 1, 1]])
    }
}
