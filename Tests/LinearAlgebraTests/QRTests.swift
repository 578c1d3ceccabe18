import LinearAlgebra
import Testing

@Suite struct QRTests {
    @Test func factorsTwoByTwo() throws {
        // The first column (3, 4) has length 5; Householder's reflection turns it to -5.
        let qr = try QRDecomposition(Matrix(rows: [[3.0, 1.0], [4.0, 2.0]]))
        #expect(distance(qr.r, [[-5, -2.2], [0, 0.4]]) < 1e-15)
        #expect(distance(qr.q, [[-0.6, -0.8], [-0.8, 0.6]]) < 1e-15)
    }

    @Test(arguments: [(1, 1), (1, 6), (6, 1), (9, 4), (4, 9), (64, 64), (200, 150), (300, 10)])
    func rebuildsAnyShape(m: Int, n: Int) throws {
        let a = Samples.general(m, n, seed: n)
        for matrix in [a, a.transposed.copy().transposed] {
            let qr = try QRDecomposition(matrix)
            #expect(backwardError(matmul(qr.q, qr.r) - a, a) < 1)
            #expect(orthogonalityError(qr.q) < 4)
            #expect(orthogonalityError(qr.fullQ) < 4)
            #expect(qr.fullQ.rows == m && qr.fullQ.columns == m)
            #expect(distance(qr.applyingQ(to: a), matmul(qr.fullQ, a)) < 1e-13)
            #expect(distance(qr.applyingQ(to: a, transposed: true), matmul(qr.fullQ.transposed, a)) < 1e-13)
            let pivoted = try PivotedQRDecomposition(matrix)
            let permuted = Matrix(rows: m, columns: n) { a[$0, pivoted.permutation[$1]] }
            #expect(backwardError(matmul(pivoted.q, pivoted.r) - permuted, a) < 1)
            let diagonal = (0..<min(m, n)).map { abs(pivoted.r[$0, $0]) }
            #expect(zip(diagonal, diagonal.dropFirst()).allSatisfy { $0 >= $1 * (1 - 1e-12) })
        }
    }

    @Test func qStaysOrthogonalHoweverIllConditioned() throws {
        #expect(orthogonalityError(try QRDecomposition(Samples.hilbert(30)).q) < 4)
    }

    @Test func pivotingShowsTheRank() throws {
        let a = matmul(Samples.general(20, 3), Samples.general(3, 15, seed: 2))
        #expect(try PivotedQRDecomposition(a).rank() == 3)
        #expect(try PivotedQRDecomposition(Matrix<Double>(repeating: 0, rows: 3, columns: 3)).rank() == 0)
    }

    @Test func emptyMatricesHaveEmptyFactors() throws {
        let tall = try QRDecomposition(Matrix<Double>(repeating: 0, rows: 3, columns: 0))
        #expect(tall.q.shape == (3, 0) && tall.fullQ == Samples.identity(3) && tall.r.shape == (0, 0))
        let wide = try PivotedQRDecomposition(Matrix<Double>(repeating: 0, rows: 0, columns: 2))
        #expect(wide.r.shape == (0, 2) && wide.permutation == [0, 1] && wide.rank() == 0)
    }

    @Test func nonFiniteInputIsNamed() {
        let a: Matrix = [[1.0, 2.0], [.infinity, 0.0]]
        #expect(
            throws: LinearAlgebraError.notFinite(
                operation: "QRDecomposition", row: 1, column: 0, value: .infinity)
        ) { try QRDecomposition(a) }
    }
}
