import LinearAlgebra
import Randomness
import Testing

/// Arguments that can mean nothing end the program with a message that names what was called and the numbers.
@Suite struct ArgumentErrorTests {
    private func check(_ result: ExitTest.Result?, _ words: String) {
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains(words), "\(message)")
    }

    @Test func aMatrixThatIsTooLong() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix<Double>.zeros(0, 1 << 33)
        }
        check(result, "Matrix: 0 × 8589934592 elements, beside an axis of 0 the other has at most 2³²")
    }

    @Test func aMatrixThatIsTooLarge() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix<Double>.zeros(1 << 40, 1 << 40)
        }
        check(result, "Matrix: 1099511627776 × 1099511627776 elements do not fit in memory")
    }

    @Test func aMatrixOfNegativeSize() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix<Double>.zeros(-1, 3)
        }
        check(result, "Matrix: -1 × 3 elements")
    }

    @Test func aShapeWhoseCountOverflows() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Vector<Double>.zeros(3).reshaped(rows: 1 << 40, columns: 1 << 40)
        }
        check(result, "Vector.reshaped: 3 elements do not fill 1099511627776 × 1099511627776")
    }

    @Test func aNegativeDeviationOfAVector() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var rng = Generator(seed: 1)
            _ = Vector<Double>.normal(3, standardDeviation: -1, using: &rng)
        }
        check(result, "Vector.normal: a standard deviation of -1.0")
    }

    @Test func aNegativeDeviationOfAMatrix() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var rng = Generator(seed: 1)
            _ = Matrix<Double>.normal(2, 2, standardDeviation: -3, using: &rng)
        }
        check(result, "Matrix.normal: a standard deviation of -3.0")
    }

    @Test func aDeviationThatIsNoNumber() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var rng = Generator(seed: 1)
            _ = Vector<Double>.truncatedNormal(0, standardDeviation: .nan, using: &rng)
        }
        check(result, "Vector.truncatedNormal: a standard deviation of nan")
    }

    @Test func aRangeUpsideDown() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var rng = Generator(seed: 1)
            _ = Vector<Double>.uniform(0, from: 2, to: 1, using: &rng)
        }
        check(result, "Vector.uniform: no finite range from 2.0 to 1.0")
    }

    @Test func aRangeWithoutEnd() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var rng = Generator(seed: 1)
            _ = Matrix<Double>.uniform(1, 1, to: .infinity, using: &rng)
        }
        check(result, "Matrix.uniform: no finite range from 0.0 to inf")
    }

    @Test func moreRandomNumbersThanThereCanBe() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var rng = Generator(seed: 1)
            _ = Matrix<Double>.uniform(1 << 40, 1 << 40, using: &rng)
        }
        check(result, "Matrix.uniform: 1099511627776 × 1099511627776 elements")
    }

    @Test func moreCountsThanThereCanBe() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = binCount([Int.max])
        }
        check(result, "binCount: a value of 9223372036854775807")
    }

    @Test func aNegativeCount() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = binCount([-5], minimumCount: -10)
        }
        check(result, "binCount: a value of -5")
    }

    @Test func aFarDiagonal() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(diagonal: [1.0], offset: .min)
        }
        check(result, "Matrix(diagonal:offset:): 1 elements at an offset of -9223372036854775808")
    }

    @Test func moreBinsThanNumbers() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ([1e17, 1e17 + 32] as Vector).histogram()
        }
        check(
            result, "Vector.histogram: 10 bins between 1e+17 and 1.0000000000000003e+17 cannot be told apart")
    }

    @Test func geometricStepsAcrossZero() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Vector.geomspace(-1.0, 2, count: 3)
        }
        check(result, "Vector.geomspace: from -1.0 to 2.0")
    }

    @Test func aNegativeNumberOfTiles() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Vector([1.0]).tiled(-1)
        }
        check(result, "Vector.tiled: 1 elements -1 times")
    }

    @Test func moreTilesThanThereCanBe() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix<Double>.zeros(2, 2).tiled(1 << 40, 1 << 40)
        }
        check(result, "Matrix.tiled: 2 × 2 elements, 1099511627776 × 1099511627776 times")
    }

    @Test func noParts() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Vector([1.0]).split(into: 0)
        }
        check(result, "Vector.split: into 0 parts")
    }

    @Test func aNegativeNumberOfZeros() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Vector<Double>.zeros(-1)
        }
        check(result, "Vector.zeros: a count of -1")
    }

    @Test func fewerElementsThanTheMaskHas() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var v: Vector = [1.0, 2, 3]
            v[v .> 1] = [9]
        }
        check(result, "Vector[mask]: 1 elements where the mask is true 2 times")
    }
}
