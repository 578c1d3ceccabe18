import LinearAlgebra
import Testing

@Suite struct ProductTests {
    @Test func multipliesTwoByTwo() {
        let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        #expect(matmul(a, [[0, 1], [1, 0]]) == [[2, 1], [4, 3]])
        #expect(a.transposed %*% a == [[10, 14], [14, 20]])
        #expect(matmul(a, [1, 1]) == [3, 7])
        #expect(matmul([1, 1], a) == [4, 6])
        #expect(a * a == [[1, 4], [9, 16]])
        #expect(a + [10, 20] == [[11, 22], [13, 24]])
        #expect(outer([1, 2], [3, 4, 5]) == [[3, 4, 5], [6, 8, 10]] as Matrix<Double>)
    }

    @Test func aCopyIsIndependentOfItsOriginal() {
        let a = Matrix(repeating: 1.0, rows: 3, columns: 3)
        var b = a
        b[1, 1] = 5
        #expect(a[1, 1] == 1)
        #expect(b[1, 1] == 5)
    }

    /// Shapes for every way in which a product is cut: not at all, by rows, by columns, into blocks, along the sums.
    static let shapes: [[Int]] = [
        [0, 3, 4], [3, 0, 4], [3, 4, 0], [1, 1, 1], [1, 1, 100_000], [2, 3, 100_001], [10, 10, 60_000],
        [64, 64, 4096], [50, 81, 5000], [17, 33, 65], [64, 64, 64], [128, 128, 128], [130, 210, 700],
        [768, 384, 128], [768, 128, 512], [100, 900, 600], [384, 257, 300], [5000, 3, 7], [3, 5000, 7],
        [40, 33, 2000],
    ]

    /// Small integers: every sum is exact in any order, so that any error at all shows.
    @Test(arguments: shapes) func everyShapeAndLayoutGivesTheExactProduct(shape: [Int]) {
        let (m, n, k) = (shape[0], shape[1], shape[2])
        let a = Matrix<Float>(rows: m, columns: k) { Float(($0 * 31 + $1 * 17) % 7 - 3) }
        let b = Matrix<Float>(rows: k, columns: n) { Float(($0 * 13 + $1 * 5) % 5 - 2) }
        let want = naive(a, b)
        let columnMajorA = columnMajor(a), columnMajorB = columnMajor(b)
        // A window into a larger matrix, and one with steps in both directions.
        let window = concatenate([.ones(m, 3), a, .ones(m, 2)], along: .columns)[..., 3..<(3 + k)]
        let twice = Matrix<Float>(rows: k, columns: 2 * n) { b[$0, $1 / 2] + Float($1 % 2) }
        let stepped = twice[columns: stride(from: 0, to: 2 * n, by: 2)]
        for x in [a, columnMajorA, window] {
            for y in [b, columnMajorB, stepped] { #expect(matmul(x, y) == want) }
        }
        let a64 = Matrix<Double>(rows: m, columns: k) { Double(a[$0, $1]) }
        let b64 = Matrix<Double>(rows: k, columns: n) { Double(b[$0, $1]) }
        #expect(matmul(a64, b64).elements.map { Float($0) } == want.elements)
        var sum = Matrix<Float>.ones(m, n)
        gemm(2, a, b, 3, &sum)
        #expect(sum == 2 * want + 3)
        gemm(2, columnMajorA, b, -1, &sum)
        #expect(sum == 0 * want - 3)
    }

    private func columnMajor(_ a: Matrix<Float>) -> Matrix<Float> {
        Matrix<Float>(rows: a.columns, columns: a.rows) { a[$1, $0] }.transposed
    }

    private func naive(_ a: Matrix<Float>, _ b: Matrix<Float>) -> Matrix<Float> {
        let x = a.elements, y = b.elements, n = b.columns
        var sums = [Float](repeating: 0, count: a.rows * n)
        for i in 0..<a.rows {
            for p in 0..<a.columns {
                let factor = x[i * a.columns + p]
                for j in 0..<n { sums[i * n + j] += factor * y[p * n + j] }
            }
        }
        return Matrix(rows: a.rows, columns: n) { sums[$0 * n + $1] }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 100_001]) func innerProductsOfAnyLengthAndStride(count: Int) {
        let x = Vector<Double>(count: count) { Double($0 % 7) },
            y = Vector<Double>(count: count) { Double($0 % 5 - 2) }
        let want = (0..<count).reduce(0) { $0 + ($1 % 7) * ($1 % 5 - 2) }
        #expect(dot(x, y) == Double(want))
        #expect(dot(x.reversed(), y.reversed()) == Double(want))
        #expect(dot(stack([x, y], as: .columns)[column: 0], y) == Double(want))
    }

    @Test func theNumberOfThreadsDoesNotChangeAProduct() {
        let a = Matrix<Float>(rows: 130, columns: 700) { Float(($0 * 31 + $1 * 17) % 101) / 101 - 0.5 }
        let b = Matrix<Float>(rows: 700, columns: 210) { Float(($0 * 13 + $1 * 7) % 103) / 103 - 0.5 }
        let many = matmul(a, b), flat = a.reshaped(rows: 10, columns: 9100)
        let deep = matmul(flat, flat.transposed)
        let tall = matmul(a.transposed.transposed, b)
        let stored = a.transposed.copied(), halved = matmul(stored.transposed, b)
        Threads.count = 1
        #expect(matmul(a, b) == many)
        #expect(tall == many)
        #expect(matmul(stored.transposed, b) == halved)
        #expect(matmul(flat, flat.transposed) == deep)
        Threads.count = 64
    }
}
