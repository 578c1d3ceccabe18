import LinearAlgebra
import Testing

/// Infinities, NaN, overflow and underflow, where a formula as it stands in the book gives a wrong number in silence.
@Suite struct HardNumberTests {
    @Test func theMedianOfInfinitiesIsTheirMean() {
        let inf = Double.infinity
        #expect(([1, inf] as Vector).median() == inf)
        #expect(([inf, inf] as Vector).median() == inf)
        #expect(([-inf, 1, inf, inf] as Vector).median() == inf)
        #expect(([-inf, inf] as Vector).median().isNaN)
        #expect(([-1.7e308, 1.7e308] as Vector).median() == 0)
        #expect(([1.7e308, 1.7e308] as Vector).median() == 1.7e308)
        #expect(
            ([.leastNonzeroMagnitude, .leastNonzeroMagnitude] as Vector<Double>).median()
                == .leastNonzeroMagnitude)
        #expect(([3.0, 1.0, 2.0] as Vector).median() == 2)
        #expect(([1.0, .nan] as Vector).median().isNaN)
    }

    @Test func aMatrixWithoutARootThrows() throws {
        let nilpotent: Matrix = [[0.0, 1.0], [0.0, 0.0]]
        #expect(throws: LinearAlgebraError.self) { try nilpotent.squareRootMatrix() }
        #expect(try Matrix.zeros(3, 3).squareRootMatrix() == .zeros(3, 3))
        let single: Matrix = [[0.0, 0.0], [0.0, 4.0]]
        #expect(try single.squareRootMatrix() == [[0, 0], [0, 2]])
    }

    @Test func iterativeSolversDoNotReturnNaN() throws {
        let start: Vector = [.nan, 0.0]
        #expect(throws: LinearAlgebraError.self) { try conjugateGradient([1, 2], start: start) { $0 } }
        #expect(throws: LinearAlgebraError.self) { try gmres([1, 2], start: start) { $0 } }
        #expect(throws: LinearAlgebraError.self) { try conjugateGradient([1.0, 2.0]) { $0 * .nan } }
        #expect(throws: LinearAlgebraError.self) { try gmres([1.0, 2.0]) { $0 * .nan } }
        #expect(throws: LinearAlgebraError.self) {
            try lanczos(size: 3, count: 1) { (v: Vector<Double>) in v * .nan }
        }
    }

    @Test(arguments: [1e-300, 1e-200, 1.0, 1e160, 1e250]) func conjugateGradientsDoNotDependOnTheUnit(
        unit: Double
    ) throws {
        let b: Vector = [unit, 2 * unit]
        let found = try conjugateGradient(b) { $0 * 2 }
        #expect(found.solution.isApproximatelyEqual(to: b / 2) && found.relativeResidual < 1e-5)
        let again = try conjugateGradient(b, start: b) { $0 * 2 }
        #expect((again.solution / unit).isApproximatelyEqual(to: [0.5, 1]))
        #expect((try gmres(b) { $0 * 2 }.solution / unit).isApproximatelyEqual(to: [0.5, 1]))
    }

    @Test func pivotsWithoutReciprocalCountAsZero() throws {
        let small = Double.leastNormalMagnitude / 64
        let tiny: Matrix = [[2 * small, 0.0], [0.0, 4 * small]]
        #expect(throws: LinearAlgebraError.self) { try tiny.solve([small, small]) }
        #expect(throws: LinearAlgebraError.self) {
            try tiny.solve([small, small], assuming: .symmetric, onIllConditioned: .fail)
        }
        #expect(try LUDecomposition(tiny).determinant() == 0)
        #expect(try tiny.signAndLogDeterminant().sign == 0)
    }

    @Test func typesAreDoubleWhereNothingIsSaid() {
        let v = Vector.zeros(2), a = Matrix.ones(2, 2)
        #expect(v.count == 2 && a.norm() == 2 && Matrix.identity(3).trace == 3)
        let mask = ([1.0, -1.0] as Vector) .> 0
        #expect(select(mask, 1.0, 0.0) == [1, 0])
        var b: Matrix = [[1.0, -2.0], [-3.0, 4.0]]
        b[b .< 0] = [20, 30]
        #expect(b == [[1, 20], [30, 4]])
        #expect(log1p(Vector.zeros(1)) == [0] && Vector.zeros(0).mean().isNaN)
    }
}
