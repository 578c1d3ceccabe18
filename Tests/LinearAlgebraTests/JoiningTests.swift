import LinearAlgebra
import Randomness
import Testing

@Suite struct JoiningTests {
    let a: Matrix = [[1.0, 2], [3, 4]]

    @Test func joinsAndCutsAreInverse() {
        let m = Matrix<Double>(rows: 7, columns: 5) { Double($0 * 5 + $1) }
        for axis in Axis.allCases {
            let parts = m.split(into: 3, along: axis)
            #expect(concatenate(parts, along: axis) == m)
        }
        #expect(m.split(into: 3, along: .rows).map(\.rows) == [3, 2, 2])
        #expect(concatenate(Vector<Double>(0..<7).split(into: 4)) == Vector(0..<7))
        #expect(concatenate([a, a.transposed], along: .columns) == [[1, 2, 1, 3], [3, 4, 2, 4]])
        #expect(stack([[1.0, 2], [3, 4]], as: .columns) == a.transposed)
        #expect(stack([[1.0, 2], [3, 4]], as: .rows) == a)
    }

    @Test func repeatsShiftsAndPads() {
        #expect(a.tiled(1, 2) == [[1, 2, 1, 2], [3, 4, 3, 4]])
        #expect(a.tiled(2, 1)[3, ...] == [3, 4])
        #expect(a.repeated(2, along: .columns) == [[1, 1, 2, 2], [3, 3, 4, 4]])
        #expect(a.rolled(by: 1, along: .rows) == [[3, 4], [1, 2]])
        #expect(a.rolled(by: -3, along: .columns) == [[2, 1], [4, 3]])
        #expect(a.padded(top: 1, right: 1, .constant(9)) == [[9, 9, 9], [1, 2, 9], [3, 4, 9]])
        #expect(a.padded(bottom: 1, left: 1, .edge) == [[1, 1, 2], [3, 3, 4], [3, 3, 4]])
        let v: Vector = [1.0, 2, 3]
        #expect(v.tiled(2) == [1, 2, 3, 1, 2, 3])
        #expect(v.repeated(2) == [1, 1, 2, 2, 3, 3])
        #expect(v.rolled(by: 1) == [3, 1, 2])
        #expect(v.rolled(by: -1) == [2, 3, 1])
    }

    @Test func truncatedDrawsStayInsideAndHaveTheRightVariance() {
        var rng = Generator(seed: 1)
        // Variance of a normal cut at ±c: 1 - 2cφ(c)/(2Φ(c) - 1).
        for (cut, variance) in [(2.0, 0.7737413), (0.3, 0.0297306)] {
            let v = Vector<Float>.truncatedNormal(
                100_000, mean: 1, standardDeviation: 2, cut: cut, using: &rng)
            #expect(((v - 1).abs() .<= Float(2 * cut) * 1.0001).all)
            #expect(abs(Double(v.variance()) / (4 * variance) - 1) < 0.02)
            #expect(abs(v.mean() - 1) < 0.02)
        }
    }

    @Test func shufflingKeepsRowsTogether() {
        var rng = Generator(seed: 3)
        let m = Matrix<Float>(rows: 50, columns: 2) { Float($0 * 2 + $1) }
        let shuffled = m.shuffledRows(using: &rng)
        #expect(shuffled != m)
        #expect(shuffled[..., 1] - 1 == shuffled[..., 0])
        #expect(shuffled[..., 0].sorted() == m[..., 0])
        #expect(m.choiceOfRows(3, using: &rng).shape == (3, 2))
    }
}
