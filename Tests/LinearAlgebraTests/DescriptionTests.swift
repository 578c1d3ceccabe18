import LinearAlgebra
import Testing

@Suite struct DescriptionTests {
    @Test func aVectorPrintsAsALiteral() {
        #expect("\([1.0, 2.0] as Vector)" == "[1.0, 2.0]")
        #expect("\([1, 2.5, -3.125] as Vector<Float>)" == "[1.0, 2.5, -3.125]")
        #expect("\([0.1, 1.0 / 3, 2.0.squareRoot()] as Vector)" == "[0.1, 0.33333333, 1.4142136]")
        #expect("\([0.1, 3.14159274] as Vector<Float>)" == "[0.1, 3.1415927]")
        #expect("\([] as Vector<Double>)" == "[]")
        #expect("\([-0.0, .nan, .infinity, -.infinity] as Vector)" == "[-0.0, nan, inf, -inf]")
    }

    @Test func wideRangesHaveExponents() {
        #expect("\([1.0, 1e-10] as Vector)" == "[1.0e+00, 1.0e-10]")
        #expect("\([1.5e300, 1] as Vector)" == "[1.5e+300, 1.0e+00]")
        #expect("\([Double.leastNonzeroMagnitude, 0] as Vector)" == "[4.9406565e-324, 0.0e+00]")
        #expect("\([99999999.0] as Vector)" == "[99999999.0]")
    }

    @Test func aMatrixPrintsItsColumnsInLine() {
        #expect("\([[5.0, 11.0], [11.0, 25.0]] as Matrix)" == "[[ 5.0, 11.0],\n [11.0, 25.0]]")
        #expect("\([[1.0, 4.0], [9.0, 16.0]] as Matrix)" == "[[1.0,  4.0],\n [9.0, 16.0]]")
        #expect("\([[1.25, -1.0], [.nan, 10]] as Matrix)" == "[[1.25, -1.0],\n [ nan, 10.0]]")
        #expect("\(Matrix<Double>.zeros(0, 3))" == "[]")
        #expect("\(Matrix<Double>.zeros(2, 0))" == "[[],\n []]")
    }

    @Test func aLongAxisBesideAnEmptyOneIsCut() {
        #expect("\(Matrix<Double>.zeros(0, 1 << 32))" == "[]")
        let tall = Matrix<Double>.zeros(1 << 32, 0)
        #expect("\(tall)" == "[[],\n [],\n [],\n …,\n [],\n [],\n []]")
        // Nor does anything else go along it that has nothing to say of its places.
        #expect(tall.transposed.transposed == tall)
        #expect(tall.max(over: .rows).isEmpty)
        #expect(tall.transposed.sum(over: .columns).isEmpty)
        #expect(tall.variance(over: .rows).isEmpty)
        #expect(tall.sorted(along: .columns).rows == 1 << 32)
        #expect(tall.cumulativeSum(over: .columns) == tall)
        #expect((tall + 1).transposed == tall.transposed)
    }

    @Test func largeArraysAreCut() {
        #expect("\(Vector<Double>(0..<1001))" == "[0.0, 1.0, 2.0, …, 998.0, 999.0, 1000.0]")
        let lines = "\(Matrix<Double>.zeros(100, 100))".split(separator: "\n")
        #expect(lines.count == 7)
        #expect(lines[0] == "[[0.0, 0.0, 0.0, …, 0.0, 0.0, 0.0],")
        #expect("\(Matrix<Double>.ones(1000, 2))".split(separator: "\n")[3] == " …,")
        #expect(String(reflecting: Matrix<Float>.zeros(1, 1)) == "Matrix<Float>, 1 × 1:\n[[0.0]]")
    }
}
