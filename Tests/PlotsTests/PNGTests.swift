import Plots
import Testing

/// Reads what `Deflate` writes: one block in the fixed code (RFC 1951, section 3.2.6).
private struct Inflater {
    var bits: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { bits = bytes.flatMap { byte in (0..<8).map { byte >> $0 & 1 } } }

    mutating func take(_ count: Int) -> Int {
        defer { position += count }
        return (0..<count).reduce(0) { $0 | Int(bits[position + $1]) << $1 }
    }

    mutating func takeCode(_ count: Int, _ start: Int = 0) -> Int {
        defer { position += count }
        return (0..<count).reduce(start) { $0 << 1 | Int(bits[position + $1]) }
    }

    mutating func symbol() -> Int {
        var code = takeCode(7)
        if code <= 23 { return 256 + code }
        code = takeCode(1, code)
        if code <= 0xBF { return code - 0x30 }
        if code <= 0xC7 { return 280 + code - 0xC0 }
        return 144 + takeCode(1, code) - 0x190
    }

    mutating func inflate() -> [UInt8]? {
        let lengths = [
            3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
            163, 195, 227, 258,
        ]
        let distances = [
            1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
            3073, 4097, 6145, 8193, 12289, 16385, 24577,
        ]
        guard take(1) == 1, take(2) == 1 else { return nil }
        var result: [UInt8] = []
        while true {
            let symbol = symbol()
            if symbol == 256 { return result }
            if symbol < 256 {
                result.append(UInt8(symbol))
                continue
            }
            let index = symbol - 257
            let length = lengths[index] + take(index < 8 || index == 28 ? 0 : (index - 4) / 4)
            let code = takeCode(5)
            let distance = distances[code] + take(code < 4 ? 0 : (code - 2) / 2)
            guard distance <= result.count else { return nil }
            for _ in 0..<length { result.append(result[result.count - distance]) }
        }
    }
}

@Suite struct PNGTests {
    @Test func whatIsCompressedComesBack() {
        var state: UInt64 = 1
        let noise = (0..<3000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
        let period = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 % 251 &* 7) }
        let far = noise + [UInt8](repeating: 9, count: 33_000) + noise
        let inputs: [[UInt8]] = [
            [], [7], [1, 2, 3], [UInt8](repeating: 0, count: 5000), noise, period, far, Array(0...255),
            [UInt8](repeating: 1, count: 258), [UInt8](repeating: 1, count: 259),
            [UInt8](repeating: 1, count: 262),
        ]
        for input in inputs {
            var inflater = Inflater(Deflate.compress(input))
            #expect(inflater.inflate() == input, "\(input.count) bytes")
        }
    }

    @Test func flatPicturesAreSmall() {
        let png = PNG.encode([UInt8](repeating: 200, count: 10_000), width: 100, height: 100, channels: 1)
        #expect(png.count < 250)
        #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    }

    @Test func theEmptyChunkHasItsKnownChecksum() {
        let png = PNG.encode([0], width: 1, height: 1, channels: 1)
        #expect(Array(png.suffix(8)) == [0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
    }

    @Test func base64PadsAsTheStandardSays() {
        for (text, code) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
        ] {
            #expect(String(decoding: base64(Array(text.utf8)), as: UTF8.self) == code)
        }
    }
}
