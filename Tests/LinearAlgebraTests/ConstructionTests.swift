import LinearAlgebra
import Testing

@Suite struct ConstructionTests {
    @Test func countsInSteps() {
        #expect(Vector(from: 0.0, to: 1, by: 0.25) == [0, 0.25, 0.5, 0.75])
        #expect(Vector(from: 3.0, to: 0, by: -1) == [3, 2, 1])
        #expect(Vector(from: 3.0, to: 0).isEmpty)
        #expect(Vector<Float>(2..<5) == [2, 3, 4])
        // One third is below 1/3, so three of them stay below 1: the count follows the quotient, as in NumPy.
        #expect(Vector(from: 0.0, to: 1, by: 0.1).count == 10)
    }

    @Test func spacesEvenlyAndHitsBothEnds() {
        let v = Vector.linspace(-1.0, 2, count: 7)
        #expect(v == [-1, -0.5, 0, 0.5, 1, 1.5, 2])
        #expect(Vector.linspace(5.0, 7, count: 1) == [5])
        #expect(Vector.linspace(5.0, 7, count: 0).isEmpty)
        #expect(Vector.logspace(0.0, 3, count: 4).isApproximatelyEqual(to: [1, 10, 100, 1000]))
        #expect(Vector.geomspace(1.0, 16, count: 5).isApproximatelyEqual(to: [1, 2, 4, 8, 16]))
        #expect(Vector.geomspace(-1.0, -16, count: 5).isApproximatelyEqual(to: [-1, -2, -4, -8, -16]))
    }

    @Test func buildsMatricesWithStructure() {
        #expect(Matrix<Double>.identity(2) == [[1, 0], [0, 1]])
        #expect(Matrix<Double>.eye(2, 3, offset: 1) == [[0, 1, 0], [0, 0, 1]])
        #expect(Matrix<Double>.eye(2, 3, offset: 5) == .zeros(2, 3))
        #expect(Matrix(diagonal: [1.0, 2], offset: -1) == [[0, 0, 0], [1, 0, 0], [0, 2, 0]])
        #expect(Matrix.toeplitz([1.0, 2, 3]) == [[1, 2, 3], [2, 1, 2], [3, 2, 1]])
        #expect(Matrix.toeplitz([1.0, 2, 3], [9, 4]) == [[1, 4], [2, 1], [3, 2]])
        #expect(Matrix.vandermonde([2.0, 3], columns: 4) == [[1, 2, 4, 8], [1, 3, 9, 27]])
        let grid = Matrix.meshgrid([1.0, 2, 3], [10, 20])
        #expect(grid.x == [[1, 2, 3], [1, 2, 3]])
        #expect(grid.y == [[10, 10, 10], [20, 20, 20]])
        let a: Matrix = [[1.0, 2], [3, 4]]
        #expect(Matrix.block([[a, a], [a.transposed, a]])[2, ...] == [1, 3, 1, 2])
        #expect(a.trace == 5)
        #expect(a.lowerTriangle() == [[1, 0], [3, 4]])
        #expect(a.upperTriangle(offset: 1) == [[0, 2], [0, 0]])
    }

    @Test func theKroneckerProductHasTheMixedProductProperty() {
        // (A ⊗ B)(C ⊗ D) = AC ⊗ BD
        let a: Matrix = [[1.0, 2, 0], [3, -1, 1]], b: Matrix = [[0.0, 5], [6, 7]]
        let c: Matrix = [[1.0, 1], [2, 0], [0, 3]], d: Matrix = [[1.0, 0], [2, 1]]
        #expect(matmul(kron(a, b), kron(c, d)) == kron(matmul(a, c), matmul(b, d)))
        #expect(kron([[1.0, 2]], [[0.0, 1]]) == [[0, 1, 0, 2]])
    }

    @Test func writingToABroadcastViewLeavesItsRepetitionsAlone() {
        var grid = Matrix.meshgrid([1.0, 2], [1, 1, 1]).x
        grid[0, 0] = 9
        #expect(grid == [[9, 2], [1, 2], [1, 2]])
    }

    @Test func convertsBetweenFloatAndDouble() {
        #expect(Vector<Float>(converting: [0.1, 2.0] as Vector<Double>) == [0.1, 2])
        #expect(Matrix<Double>(converting: [[1], [2]] as Matrix<Float>) == [[1], [2]])
    }
}
