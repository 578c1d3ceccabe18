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

    @Test func theNumberOfThreadsDoesNotChangeAProduct() {
        let a = Matrix<Float>(rows: 130, columns: 700) { Float(($0 * 31 + $1 * 17) % 101) / 101 - 0.5 }
        let b = Matrix<Float>(rows: 700, columns: 210) { Float(($0 * 13 + $1 * 7) % 103) / 103 - 0.5 }
        let many = matmul(a, b)
        let tall = matmul(a.transposed.transposed, b)
        Threads.count = 1
        #expect(matmul(a, b) == many)
        #expect(tall == many)
        Threads.count = 64
    }
}
