import CQuantized
import LinearAlgebra

/// How the numbers of a tensor are stored: as floats, or as blocks of small integers with a scale to each block.
///
/// | format | a block | the number q stands for | bits a number |
/// |---|---|---|---|
/// | `q8_0` | 32 signed bytes, a scale d | d·q | 8.5 |
/// | `q4_0` | 32 × 4 bits, d | d·(q − 8) | 4.5 |
/// | `q4_1` | 32 × 4 bits, d and a minimum m | d·q + m | 5 |
/// | `q4_K` | 8 × 32 × 4 bits, 6-bit scales s and minima m, d and e for all | d·s·q − e·m | 4.5 |
/// | `q6_K` | 16 × 16 × 6 bits, 8-bit scales s, d for all | d·s·(q − 32) | 6.5625 |
///
/// d, e and the m of `q4_1` are half-precision numbers. Raw values are the numbers that GGUF gives to the types.
///
/// Source: G. Gerganov, I. Kawrakow and contributors, *ggml* quantisation types, 2023.
public enum BlockFormat: UInt32, CaseIterable, Codable, Hashable, Sendable {
    /// IEEE 754 floating-point numbers of 32 and 16 bits.
    case float32 = 0, float16 = 1
    /// Four bits with a scale, four bits with a scale and a minimum.
    case q4_0 = 2, q4_1 = 3
    /// Eight bits with a scale.
    case q8_0 = 8
    /// Four and six bits in blocks of 256 with scales that are quantised themselves.
    case q4_K = 12, q6_K = 14
    /// The upper half of a `Float`: 8 bits of exponent, 7 of fraction.
    case bfloat16 = 30

    /// The name that GGUF files and their users give it: `"Q4_K"`.
    public var name: String {
        switch self {
        case .float32: "F32"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .q4_0: "Q4_0"
        case .q4_1: "Q4_1"
        case .q8_0: "Q8_0"
        case .q4_K: "Q4_K"
        case .q6_K: "Q6_K"
        }
    }

    /// The number of elements of one block.
    public var blockLength: Int {
        switch self {
        case .float32, .float16, .bfloat16: 1
        case .q4_0, .q4_1, .q8_0: 32
        case .q4_K, .q6_K: 256
        }
    }

    /// The number of bytes of one block.
    public var blockBytes: Int {
        switch self {
        case .float32: 4
        case .float16, .bfloat16: 2
        case .q4_0: 18
        case .q4_1: 20
        case .q8_0: 34
        case .q4_K: 144
        case .q6_K: 210
        }
    }

    /// The bytes of `count` numbers, a whole number of blocks.
    public func byteCount(_ count: Int) -> Int { count / blockLength * blockBytes }

    /// The bits that one number takes, its share of the scales included.
    public var bitsPerNumber: Double { Double(8 * blockBytes) / Double(blockLength) }

    /// The largest size of a number that blocks can hold: their scales, or what is stored beside them, are half-precision numbers,
    /// which end at 65 504. Infinite for floats.
    public var largestNumber: Float {
        switch self {
        case .float32, .float16, .bfloat16: .infinity
        // The least number of a block, -8 d of packed Q4_0, is a half-precision number.
        case .q4_0, .q4_1: 65_504
        case .q4_K: 65_504 * 63
        case .q8_0, .q6_K: 65_504 * 127
        }
    }

    /// Stops at the first number that blocks cannot hold.
    func requireFit(_ values: [Float], _ operation: String, place: (Int) -> String) {
        guard blockLength > 1 else { return }
        let most = largestNumber
        guard let wrong = values.firstIndex(where: { !($0.magnitude <= most) }) else { return }
        require(
            false,
            "\(operation): \(place(wrong)) is \(values[wrong]), \(name) holds numbers from \(-most) to \(most)"
        )
    }

    /// The numbers as blocks.
    ///
    /// `q8_0`, `q4_0` and `q4_1` scale by the largest number of a block, or by its range; the K types search for the scales with the least
    /// squared error. O(n) for n numbers. Quantised blocks take finite numbers of at most `largestNumber`.
    /// - Parameter values: a whole number of blocks.
    public func quantize(_ values: [Float]) -> [UInt8] {
        requireFit(values, "BlockFormat.quantize") { "number \($0)" }
        require(
            values.count % blockLength == 0,
            "BlockFormat.quantize: \(values.count) numbers, \(name) stores blocks of \(blockLength)")
        return [UInt8](unsafeUninitializedCapacity: byteCount(values.count)) { target, initialized in
            initialized = byteCount(values.count)
            guard let base = target.baseAddress else { return }
            // Blocks do not depend on each other, hence neither on who computes them.
            values.withUnsafeBufferPointer { source in
                guard let start = source.baseAddress else { return }
                inParallel(values.count / blockLength, grain: max(64, 4096 / blockLength)) { first, count in
                    let offset = first * blockLength
                    cairn_quantize(
                        rawValue, start + offset, count * blockLength, base + first * blockBytes)
                }
            }
        }
    }

    /// The numbers that blocks stand for, exactly. O(n) for n numbers.
    /// - Parameter bytes: whole blocks.
    public func dequantize(_ bytes: [UInt8]) -> [Float] {
        require(
            bytes.count % blockBytes == 0,
            "BlockFormat.dequantize: \(bytes.count) bytes, a block of \(name) has \(blockBytes)")
        return bytes.withUnsafeBytes { dequantize($0, count: bytes.count / blockBytes * blockLength) }
    }

    /// The `count` numbers that the blocks in `bytes` stand for.
    func dequantize(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { target, initialized in
            dequantize(bytes, into: UnsafeMutableBufferPointer(rebasing: target[..<count]))
            initialized = count
        }
    }

    /// Writes the numbers that the blocks in `bytes` stand for to all of `target`.
    func dequantize(_ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>) {
        guard let start = bytes.baseAddress, let out = target.baseAddress, target.count > 0 else { return }
        inParallel(target.count / blockLength, grain: max(256, 65536 / blockLength)) { first, count in
            cairn_dequantize(
                rawValue, start + first * blockBytes, count * blockLength, out + first * blockLength)
        }
    }
}
