import LinearAlgebra
import Testing

@Suite struct SparseTests {
    static func sample(_ m: Int, _ n: Int, seed: Int = 0, above threshold: Double = 0.3) -> Matrix<Double> {
        let full = Samples.general(m, n, seed: seed)
        return Matrix(rows: m, columns: n) { i, j in abs(full[i, j]) > threshold ? full[i, j] : 0 }
    }

    @Test func whatOccursTwiceIsSummed() {
        let a = SparseMatrix(rows: 2, columns: 3, entries: [(1, 2, 5.0), (0, 0, 1.0), (1, 2, 2.0)])
        #expect(a.dense == [[1, 0, 0], [0, 0, 7]])
        #expect(a.storedCount == 2 && a[1, 2] == 7 && a[0, 1] == 0)
        #expect(matmul(a, [1, 1, 1]) == [1, 7])
        #expect(a.offsets == [0, 1, 2] && a.indices == [0, 2])
    }

    @Test(arguments: [(1, 1), (30, 20), (7, 50), (400, 300), (0, 3), (3, 0)])
    func everyProductEqualsTheDenseOne(m: Int, n: Int) {
        let dense = SparseTests.sample(m, n), right = Samples.general(n, 5, seed: 1),
            x = Vector(repeating: 0.5, count: n)
        let other = SparseTests.sample(n, 9, seed: 4)
        for layout in [SparseMatrix<Double>.Layout.rows, .columns] {
            let a = SparseMatrix(dense, layout: layout)
            #expect(a.dense == dense)
            #expect(a.converted(to: .rows).dense == dense && a.converted(to: .columns).dense == dense)
            #expect(a.converted(to: .columns).converted(to: .rows) == SparseMatrix(dense))
            #expect(a.transposed.dense == dense.transposed)
            #expect(size(matmul(a, x) - matmul(dense, x)) <= 1e-14 * size(matmul(dense, x)))
            #expect(size(matmul(a, right) - matmul(dense, right)) <= 1e-14 * size(matmul(dense, right)))
            let back = matmul(right.transposed, a.transposed)
            #expect(size(back - matmul(right.transposed, dense.transposed)) <= 1e-14 * size(back))
            let product = matmul(a, SparseMatrix(other, layout: .columns))
            #expect(size(product.dense - matmul(dense, other)) <= 1e-14 * size(product.dense))
            let entries = a.entries.map { ($0.row, $0.column, $0.value) }
            #expect(SparseMatrix(rows: m, columns: n, entries: entries.reversed(), layout: layout) == a)
        }
    }

    @Test func arithmetic() {
        let x = SparseTests.sample(12, 9), y = SparseTests.sample(12, 9, seed: 7)
        let a = SparseMatrix(x), b = SparseMatrix(y, layout: .columns)
        #expect(
            (a + b).dense == x + y && (a - b).dense == x - y && (2 * a).dense == 2 * x && (-a).dense == 0 - x)
        #expect((a * b).dense == x * y)
        #expect((a - a).storedCount == a.storedCount && (a - a).pruned().storedCount == 0)
        #expect(SparseMatrix<Double>.identity(4).dense == Samples.identity(4))
        #expect(matmul(SparseMatrix<Double>.identity(12), a) == a)
    }

    @Test func nanIsKept() {
        let a = SparseMatrix(Matrix(rows: [[0.0, .nan], [0.0, 0.0]]))
        #expect(a.storedCount == 1 && a[0, 1].isNaN && a.pruned().storedCount == 1)
    }

    @Test func conjugateGradientsOnASparseLaplacian() throws {
        // -u″ = 1 on (0, 1) with u = 0 at both ends: u = x(1 - x)/2, which second differences meet exactly.
        let n = 99, h = 1.0 / 100
        var entries: [(Int, Int, Double)] = []
        for i in 0..<n {
            entries.append((i, i, 2))
            if i > 0 { entries.append((i, i - 1, -1)) }
            if i < n - 1 { entries.append((i, i + 1, -1)) }
        }
        let laplacian = SparseMatrix(rows: n, columns: n, entries: entries)
        let u = try conjugateGradient(Vector(repeating: h * h, count: n), tolerance: 1e-12) {
            matmul(laplacian, $0)
        }
        let expected = Vector(count: n) { i in Double(i + 1) * h * (1 - Double(i + 1) * h) / 2 }
        #expect(distance(u.solution, expected) < 1e-10)
    }

    @Test func singlePrecisionAndManyThreads() {
        let m = 3000
        let entries: [(Int, Int, Float)] = (0..<60_000).map { k in
            ((k * 7919) % m, (k * 104_729) % m, Float(k % 17) - 8)
        }
        let a = SparseMatrix(rows: m, columns: m, entries: entries), x = Vector<Float>(repeating: 1, count: m)
        let many = matmul(a, x)
        Threads.count = 1
        #expect(matmul(a, x) == many)
        Threads.count = 64
        #expect(many == matmul(a.converted(to: .columns), x))
    }
}
