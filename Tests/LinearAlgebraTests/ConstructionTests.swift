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

    @Test func spacesWithoutOverflow() {
        #expect(Vector.linspace(-1e308, 1e308, count: 5) == [-1e308, -5e307, 0, 5e307, 1e308])
        let wide = Vector.geomspace(1e-200, 1e200, count: 5)
        #expect(
            wide.isApproximatelyEqual(
                to: [1e-200, 1e-100, 1, 1e100, 1e200], relativeTolerance: 1e-13, absoluteTolerance: 0))
        #expect(wide[0] == 1e-200 && wide[4] == 1e200)
        let falling = Vector.geomspace(-1e200, -1e-200, count: 3)
        #expect(
            falling.isApproximatelyEqual(
                to: [-1e200, -1, -1e-200], relativeTolerance: 1e-13, absoluteTolerance: 0))
        let small = Vector.geomspace(1e-200, 1e-150, count: 3)
        #expect(
            small.isApproximatelyEqual(
                to: [1e-200, 1e-175, 1e-150], relativeTolerance: 1e-13, absoluteTolerance: 0))
        let large = Vector.geomspace(1e200, 1e250, count: 3)
        #expect(
            large.isApproximatelyEqual(
                to: [1e200, 1e225, 1e250], relativeTolerance: 1e-13, absoluteTolerance: 0))
        let floats = Vector<Float>.geomspace(1e-30, 1e30, count: 3)
        #expect(
            floats.isApproximatelyEqual(to: [1e-30, 1, 1e30], relativeTolerance: 1e-5, absoluteTolerance: 0))
        #expect(Vector.geomspace(3.0, 5, count: 1) == [3])
        #expect(Vector.geomspace(Double.leastNonzeroMagnitude, 1.7e308, count: 9).isFinite.all)
    }

    @Test func aDiagonalOutsideIsEmptyHoweverFar() {
        #expect(Matrix<Double>.eye(2, 3, offset: .min) == .zeros(2, 3))
        #expect(Matrix<Double>.eye(2, 3, offset: .max) == .zeros(2, 3))
        #expect(Matrix<Double>.identity(2).diagonal(offset: .min).isEmpty)
        #expect(Matrix<Double>.identity(2).diagonal(offset: .max).isEmpty)
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
