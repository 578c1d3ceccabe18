import Autodiff
import Language
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

private let integerFormats: [BlockFormat] = [.q8_0, .q4_0, .q4_1, .q4_K, .q6_K]

@Suite struct QuantizedMatrixTests {
    private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Float> {
        var generator = Generator(seed: seed)
        return Matrix(
            rows: rows, columns: columns, elements: generator.standardNormalFloat(count: rows * columns))
    }

    @Test func rowsComeBackAsTheBlocksSay() {
        for format in integerFormats {
            for rows in [1, 15, 16, 17, 33] {
                let matrix = random(rows, 512, seed: 1), packed = QuantizedMatrix(matrix, as: format)
                let expected = format.dequantize(format.quantize(Array(matrix.elements)))
                #expect(packed.rows == rows && packed.columns == 512 && packed.format == format)
                #expect(Array(packed.dequantized().elements) == expected, "\(format) \(rows)")
            }
        }
    }

    /// The bound of the documentation: half a step of x times the sizes of the weights.
    @Test func productsAreWithinTheBoundOfRoundingX() {
        for format in integerFormats {
            let packed = QuantizedMatrix(random(37, 768, seed: 2), as: format)
            let weights = packed.dequantized(), x = random(21, 768, seed: 3)
            let product = packed.times(rowsOf: x)
            for token in 0..<21 {
                for row in 0..<37 {
                    var exact = 0.0, bound = 0.0
                    for start in stride(from: 0, to: 768, by: 32) {
                        var largest = 0.0, sizes = 0.0
                        for column in start..<start + 32 {
                            let w = Double(weights[row, column]), value = Double(x[token, column])
                            exact += w * value
                            largest = max(largest, abs(value))
                            sizes += abs(w)
                        }
                        bound += largest / 254 * sizes
                    }
                    #expect(abs(Double(product[token, row]) - exact) <= bound + 1e-4)
                }
            }
            let input = Array(x.elements)[4 * 768..<5 * 768],
                output = Array(product.elements)[4 * 37..<5 * 37]
            #expect(packed.times(Array(input)) == Array(output))
        }
    }

    /// Whole numbers up to 127 are their own roundings: nothing is lost but digits of the float sums.
    @Test func activationsThatAreWholeNumbersAreExact() {
        var generator = Generator(seed: 4)
        var values = (0..<512).map { _ in Float(generator.integer(in: -127..<128)) }
        for start in stride(from: 0, to: 512, by: 32) { values[start] = 127 }
        for format in integerFormats {
            let packed = QuantizedMatrix(random(40, 512, seed: 5), as: format)
            let weights = packed.dequantized(), found = packed.times(values)
            var worst = 0.0
            for row in 0..<40 {
                let exact = (0..<512).reduce(0.0) { $0 + Double(weights[row, $1]) * Double(values[$1]) }
                let size = (0..<512).reduce(0.0) { $0 + abs(Double(weights[row, $1]) * Double(values[$1])) }
                worst = max(worst, abs(Double(found[row]) - exact) / size)
            }
            #expect(
                Parity.holds(
                    "Language", "QuantizedMatrix.\(format)", against: "exact sums",
                    on: "40 × 512, whole activations",
                    measure: "error / sum of sizes", tolerance: 1e-6, error: worst), "\(format) \(worst)")
        }
    }

    @Test func allInstructionSetsGiveTheSameButForTheLastDigits() {
        let x = random(30, 512, seed: 6)
        for format in integerFormats {
            let packed = QuantizedMatrix(random(50, 512, seed: 7), as: format)
            let plain = QuantizedKernels.$chosen.withValue(.plain) { packed.times(rowsOf: x) }
            for level in QuantizedKernels.Level.allCases where level.isAvailable {
                let found = QuantizedKernels.$chosen.withValue(level) { packed.times(rowsOf: x) }
                let apart = zip(plain.elements, found.elements).map { abs($0 - $1) }.max() ?? 1
                #expect(apart < 1e-4, "\(format) \(level) \(apart)")
            }
        }
    }

    @Test func resultsDoNotDependOnTheNumberOfThreads() {
        let all = Threads.count, x = random(40, 512, seed: 8)
        defer { Threads.count = all }
        for format in integerFormats {
            let packed = QuantizedMatrix(random(333, 512, seed: 9), as: format)
            var results: [[Float]] = []
            for threads in [1, 2, 5] {
                Threads.count = threads
                results.append(
                    Array(packed.times(rowsOf: x).elements) + packed.times(Array(Array(x.elements)[..<512])))
            }
            #expect(results[0] == results[1] && results[0] == results[2])
        }
    }

    @Test func whatIsNotFiniteBecomesNaNAndNothingElseDoes() {
        let packed = QuantizedMatrix(random(20, 64, seed: 10), as: .q8_0)
        for nasty in [Float.nan, .infinity, -.infinity] {
            var x = [Float](repeating: 1, count: 64)
            x[40] = nasty
            #expect(packed.times(x).allSatisfy { $0.isNaN })
        }
        let zeros = [Float](repeating: 0, count: 64), tiny = [Float](repeating: 0x1p-139, count: 64)
        #expect(packed.times(zeros).allSatisfy { $0 == 0 })
        #expect(packed.times(tiny).allSatisfy { abs($0) < 1e-30 })
        let huge = packed.times([Float](repeating: 1e37, count: 64))
        #expect(huge.contains { $0.isFinite })
    }
}

@Suite struct QuantizedLinearTests {
    @Test func aLayerRunsQuantisedWithinItsBound() {
        var generator = Generator(seed: 11)
        for (inputs, outputs) in [(64, 10), (100, 33), (1, 1), (300, 7)] {
            let layer = Linear<Float>(inputs, outputs, using: &generator)
            let x = Tensor<Float>.normal([3, 5, inputs], using: &generator)
            let exact = layer(x)
            for format in integerFormats {
                let quantized = QuantizedLinear(layer, as: format)
                #expect(quantized.inputs == inputs && quantized.outputs == outputs)
                let found = quantized(x)
                #expect(found.shape == [3, 5, outputs])
                let off = (found - exact).elements.map { $0 * $0 }.reduce(0, +)
                let size = exact.elements.map { $0 * $0 }.reduce(0, +)
                let limit: Float = format == .q8_0 ? 0.02 : format == .q6_K ? 0.05 : 0.25
                #expect((off / size).squareRoot() < limit, "\(format) \(inputs) \((off / size).squareRoot())")
            }
        }
    }

    /// The formula that the type documents, for 8 bits.
    @Test func theErrorIsWithinTheDocumentedBound() {
        var generator = Generator(seed: 12)
        let layer = Linear<Float>(96, 20, hasBias: false, using: &generator)
        let x = Tensor<Float>.normal([96], using: &generator), exact = layer(x).elements
        let found = QuantizedLinear(layer)(x).elements, weights = layer.weight.transposed.elements
        for output in 0..<20 {
            var bound = 1e-6
            for start in stride(from: 0, to: 96, by: 32) {
                let w = weights[output * 96 + start..<output * 96 + start + 32].map { Double($0.magnitude) }
                let a = x.elements[start..<start + 32].map { Double($0.magnitude) }
                let d = w.max() ?? 0, step = (a.max() ?? 0) / 254
                let sizes = w.reduce(0, +), activations = a.reduce(0, +)
                bound += step * sizes + (d / 254 + d / 2048) * (activations + 32 * step)
            }
            #expect(Double(abs(found[output] - exact[output])) <= bound)
        }
    }
}
