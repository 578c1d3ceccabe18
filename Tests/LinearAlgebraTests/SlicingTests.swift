import LinearAlgebra
import Testing

@Suite struct SlicingTests {
    let a = Matrix<Double>(rows: 4, columns: 5) { Double(10 * $0 + $1) }

    @Test func rowsColumnsAndBlocksAreViews() {
        #expect(a[row: 1] == [10, 11, 12, 13, 14])
        #expect(a[column: 2] == [2, 12, 22, 32])
        #expect(a[1, ...] == a[row: 1])
        #expect(a[..., 2] == a[column: 2])
        #expect(a[1...2, 3...] == [[13, 14], [23, 24]])
        #expect(a[..<2, ...] == a[0..<2, 0..<5])
        #expect(a[..., 4...] == [[4], [14], [24], [34]])
        #expect(a[2, 1..<3] == [21, 22])
        #expect(a[2..., 1] == [21, 31])
        #expect(a[4..., ...].shape == (0, 5))
    }

    @Test func slicesOfSlicesOfTransposesMeanWhatTheySay() {
        let t = a.transposed[1..., 1...]  // element (i, j) is a[j + 1, i + 1]
        #expect(t[0, 0] == 11)
        #expect(t[2..<4, 1] == [23, 24])
        #expect(t.transposed[0, ...] == [11, 12, 13, 14])
        #expect(t[rows: stride(from: 0, to: 4, by: 3)] == [[11, 21, 31], [14, 24, 34]])
        #expect(t.flattened.count == 12)
    }

    @Test func stridesAndReversals() {
        let v = Vector<Double>(0..<7)
        #expect(v[stride(from: 0, to: 7, by: 3)] == [0, 3, 6])
        #expect(v[stride(from: 6, through: 0, by: -2)] == [6, 4, 2, 0])
        #expect(v.reversed() == [6, 5, 4, 3, 2, 1, 0])
        #expect(v.reversed()[1..<3].reversed() == [4, 5])
        #expect(v.reversed().sum() == 21)
        #expect(dot(v.reversed(), v) == 35)
        #expect(matmul(Matrix(rows: 1, columns: 7) { _, j in Double(j) }, v.reversed()) == [35])
        #expect(
            a[rows: stride(from: 0, to: 4, by: 2), columns: stride(from: 4, to: -1, by: -4)] == [
                [4, 0], [24, 20],
            ])
        #expect(a.flipped(.rows)[0, ...] == a[3, ...])
        #expect(a.flipped(.columns)[..., 0] == a[..., 4])
        #expect(
            matmul(a.flipped(.rows), a.flipped(.columns).transposed)
                == {
                    let x = Matrix(rows: 4, columns: 5) { a[3 - $0, $1] }
                    return matmul(x, Matrix(rows: 5, columns: 4) { a[$1, 4 - $0] })
                }())
        #expect(a.flipped(.rows).transposed + 0.0 == a.transposed.flipped(.columns))
    }

    @Test func writingThroughASliceChangesThatSliceAlone() {
        var b = a
        b[1..<3, 1..<3] = [[-1, -2], [-3, -4]]
        b[row: 0] = Vector(repeating: 7, count: 5)
        b[..., 4] *= 2
        b[3, 0...1] += 100
        #expect(
            b == [[7, 7, 7, 7, 14], [10, -1, -2, 13, 28], [20, -3, -4, 23, 48], [130, 131, 32, 33, 68]])
        #expect(a[0, 0] == 0)
        var v = Vector<Double>(0..<5)
        v[stride(from: 0, to: 5, by: 2)] = [9, 9, 9]
        v[1...1] = [5]
        #expect(v == [9, 5, 9, 3, 9])
    }

    @Test func aSliceKeepsItsValuesWhenTheOriginalChanges() {
        var b = a
        let row = b[row: 1], block = b[1..., 1...], turned = b.transposed
        b[1, 1] = 0
        #expect(row[1] == 11)
        #expect(block[0, 0] == 11)
        #expect(turned[1, 1] == 11)
        var part = b[0..<2, ...]
        part[0, 0] = 55
        #expect(b[0, 0] == 0)
    }

    @Test func overlappingCopiesReadBeforeTheyWrite() {
        var v = Vector<Double>(0..<6)
        v[1..<6] = v[0..<5]
        #expect(v == [0, 0, 1, 2, 3, 4])
        v[0..<6] = v.reversed()
        #expect(v == [4, 3, 2, 1, 0, 0])
        var b = a
        b[row: 0] = b[row: 3]
        #expect(b[row: 0] == a[row: 3])
        b.swapRows(0, 1)
        #expect(b[row: 1] == a[row: 3])
    }

    @Test func copyingARowOverAnotherDoesNotCopyTheMatrix() {
        var b = Matrix<Double>.zeros(100, 100)
        let before = b.withUnsafeBufferPointer { $0.baseAddress }
        b[row: 0] = b[row: 1]
        b[column: 2] = b[column: 1]
        b[3, 3] = 1
        #expect(b.withUnsafeBufferPointer { $0.baseAddress } == before)
    }

    @Test func readsTheDiagonals() {
        #expect(a.diagonal() == [0, 11, 22, 33])
        #expect(a.diagonal(offset: 3) == [3, 14])
        #expect(a.diagonal(offset: -3) == [30])
        #expect(a.diagonal(offset: 9).isEmpty)
        #expect(a.transposed.diagonal(offset: -3) == [3, 14])
    }

    @Test func gathersAndScatters() {
        #expect(a[rows: [3, 0, 3]][..., 1] == [31, 1, 31])
        #expect(a[columns: [4, 0]][2, ...] == [24, 20])
        #expect(a.transposed[rows: [1]] == [[1, 11, 21, 31]])
        var v = Vector<Double>.zeros(3)
        v.add([1, 2, 4], at: [0, 2, 0])
        #expect(v == [5, 0, 2])
        v[at: [1, 1]] = [8, 9]
        #expect(v[at: [1, 0]] == [9, 5])
        var m = Matrix<Double>.zeros(3, 2)
        m.add([[1, 2], [3, 4], [5, 6]], toRows: [1, 1, 0])
        #expect(m == [[5, 6], [4, 6], [0, 0]])
        m[rows: [2, 0]] = [[1, 1], [2, 2]]
        m[columns: [1]] = [[7], [7], [7]]
        #expect(m == [[2, 7], [4, 7], [1, 7]])
    }
}
