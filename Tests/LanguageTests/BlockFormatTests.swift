import Autodiff
import Language
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

/// What the reference implementations make of the numbers and blocks of `Tests/Golden/language/blocks.py`.
struct GoldenBlocks: Decodable {
    struct Format: Decodable {
        var name: String
        var number: UInt32
        var blocks: String
        var numbers: String
        var quantized: String?
        var errors: [Double]?
    }

    var versions: String
    var values: String
    var formats: [Format]

    static func load() throws -> GoldenBlocks { try Golden.load("language/blocks") }

    static func bytes(_ text: String) -> [UInt8] {
        let digits = Array(text.utf8).map { $0 >= 97 ? $0 - 87 : $0 - 48 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    static func floats(_ text: String) -> [Float] {
        let bytes = bytes(text)
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
            return Float(bitPattern: bits)
        }
    }
}

@Suite struct BlockFormatTests {
    @Test func namesAndNumbersAreThoseOfTheFormat() throws {
        let golden = try GoldenBlocks.load()
        #expect(Set(golden.formats.map(\.name)) == Set(BlockFormat.allCases.map(\.name)))
        for format in golden.formats {
            #expect(BlockFormat(rawValue: format.number)?.name == format.name)
        }
    }

    @Test func blocksBecomeTheSameNumbersBitByBit() throws {
        let golden = try GoldenBlocks.load()
        for record in golden.formats {
            let format = try #require(BlockFormat(rawValue: record.number))
            let expected = GoldenBlocks.floats(record.numbers)
            let found = format.dequantize(GoldenBlocks.bytes(record.blocks))
            #expect(found.count == expected.count)
            let different = zip(found, expected).count { $0.bitPattern != $1.bitPattern }
            #expect(
                Parity.holds(
                    "Language", "BlockFormat.\(format).dequantize", against: golden.versions,
                    on: "1 024 numbers",
                    measure: "numbers that differ", tolerance: 0, error: Double(different)), "\(format)")
        }
    }

    @Test func numbersBecomeTheSameBlocksBitByBit() throws {
        let golden = try GoldenBlocks.load(), values = GoldenBlocks.floats(golden.values)
        for record in golden.formats {
            guard let quantized = record.quantized else { continue }
            let format = try #require(BlockFormat(rawValue: record.number))
            let expected = GoldenBlocks.bytes(quantized), found = format.quantize(values)
            #expect(found.count == expected.count)
            let different = zip(found, expected).count { $0 != $1 }
            #expect(
                Parity.holds(
                    "Language", "BlockFormat.\(format).quantize", against: golden.versions,
                    on: "8 × 256 numbers of different kinds", measure: "bytes that differ", tolerance: 0,
                    error: Double(different)), "\(format)")
        }
    }

    @Test func theKTypesHaveAtMostTheErrorOfTheReferenceImplementation() throws {
        let golden = try GoldenBlocks.load(), values = GoldenBlocks.floats(golden.values)
        for record in golden.formats {
            guard let errors = record.errors else { continue }
            let format = try #require(BlockFormat(rawValue: record.number))
            let found = format.dequantize(format.quantize(values))
            var worst = 0.0
            for (row, theirs) in errors.enumerated() {
                let ours = (256 * row..<256 * row + 256).reduce(0.0) { sum, i in
                    let off = Double(found[i]) - Double(values[i])
                    return sum + off * off
                }
                worst = max(worst, theirs == 0 ? (ours == 0 ? 0 : .infinity) : ours / theirs)
            }
            #expect(
                Parity.holds(
                    "Language", "BlockFormat.\(format).quantize", against: golden.versions,
                    on: "8 × 256 numbers of different kinds", measure: "squared error, ours / theirs",
                    tolerance: 1, error: worst), "\(format): \(worst)")
        }
    }

    @Test func whatABlockHoldsExactlyComesBackExactly() {
        let whole = (0..<256).map { (i: Int) -> Float in Float(i % 32 - 16) / 4 }
        for format in [BlockFormat.float32, .float16, .bfloat16] {
            #expect(format.dequantize(format.quantize(whole)) == whole)
        }
        let constant = [Float](repeating: -0.75, count: 256)
        #expect(BlockFormat.q4_1.dequantize(BlockFormat.q4_1.quantize(constant)) == constant)
        let zeros = [Float](repeating: 0, count: 256)
        for format in BlockFormat.allCases {
            #expect(format.dequantize(format.quantize(zeros)).allSatisfy { $0 == 0 }, "\(format)")
        }
    }

    /// Half a step of the rounding, and what the half-precision scale adds.
    @Test func errorsAreWithinHalfAStep() throws {
        let values = GoldenBlocks.floats(try GoldenBlocks.load().values)
        let steps: [(BlockFormat, Float)] = [(.q8_0, 1 / 127), (.q4_0, 1 / 8), (.q4_1, 2 / 15)]
        for (format, step) in steps {
            let found = format.dequantize(format.quantize(values))
            for start in stride(from: 0, to: values.count, by: 32) {
                let block = values[start..<start + 32]
                let largest = block.map(\.magnitude).max() ?? 0
                let worst = (start..<start + 32).map { (found[$0] - values[$0]).magnitude }.max() ?? 0
                // Q4_0 has no number for the largest size of the other sign: a whole step there.
                let bound = largest * step * (format == .q4_0 ? 1.01 : 0.6) + 1e-6
                #expect(worst <= bound, "\(format) \(start) \(worst) \(bound)")
            }
        }
    }

    @Test func theLargestAndTheTiniestNumbersStayFinite() {
        for format in BlockFormat.allCases where format.blockLength > 1 {
            let most = format.largestNumber
            let nasty: [Float] = [most, -most, .leastNonzeroMagnitude, -0.0, 0x1p-140]
            for first in nasty {
                for second in nasty {
                    let values = (0..<256).map { (i: Int) -> Float in
                        i % 3 == 0 ? first : i % 3 == 1 ? second : Float(i)
                    }
                    let found = format.dequantize(format.quantize(values))
                    #expect(found.allSatisfy { $0.isFinite }, "\(format) \(first) \(second)")
                    let packed = QuantizedMatrix(Matrix(rows: 1, columns: 256, elements: values), as: format)
                    #expect(packed.row(0) == found, "\(format) \(first) \(second)")
                }
            }
        }
    }

    @Test func floatsKeepWhatIsNotFinite() {
        let numbers: [Float] = [.nan, .infinity, -.infinity, -0.0]
        for format in [BlockFormat.float16, .bfloat16] {
            let found = format.dequantize(format.quantize(numbers))
            #expect(found[0].isNaN && found[1] == .infinity && found[2] == -.infinity)
            #expect(found[3].sign == .minus)
        }
    }

    @Test func blocksDoNotDependOnTheNumberOfThreads() throws {
        let values = (0..<65_536).map { (i: Int) -> Float in Float(i * 7919 % 1009) / 500 - 1 }
        let few = Array(values.prefix(256))
        for format in BlockFormat.allCases {
            let all = format.quantize(values)
            #expect(Array(all.prefix(format.byteCount(256))) == format.quantize(few), "\(format)")
        }
    }
}

/// Weights that no block can hold.
@Suite struct UnfitWeightTests {
    private func expect(_ result: ExitTest.Result?, _ facts: String...) {
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for fact in facts { #expect(text.contains(fact), "\(fact) is not in: \(text)") }
    }

    @Test func nanIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var matrix = Matrix<Float>(repeating: 1, rows: 3, columns: 64)
            matrix[2, 37] = .nan
            _ = QuantizedMatrix(matrix, as: .q4_0)
        }
        expect(result, "row 2, column 37 is nan", "Q4_0")
    }

    @Test func aNumberWithoutAScaleIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var values = [Float](repeating: 1, count: 256)
            values[40] = 1e30
            _ = BlockFormat.q8_0.quantize(values)
        }
        expect(result, "number 40 is 1e+30", "Q8_0")
    }

    @Test func aLayerNamesTheWeight() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = Generator(seed: 1)
            var layer = Linear<Float>(5, 3, using: &generator)
            var elements = layer.weight.elements
            elements[4 * 3 + 1] = -.infinity
            layer.weight = Tensor(shape: [5, 3], elements: elements)
            _ = QuantizedLinear(layer)
        }
        expect(result, "the weight in row 4, column 1 is -inf", "Q8_0")
    }
}
