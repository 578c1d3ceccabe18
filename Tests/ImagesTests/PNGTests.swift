import Autodiff
import Foundation
import Images
import Randomness
import TestSupport
import Testing

@Suite struct PNGTests {
    /// What `Tests/Golden/images/png.py` wrote down.
    private struct Reference: Decodable {
        struct Case: Decodable {
            var name, file: String
            var shape, samples: [Int]
            var bits: Int
        }
        var pillow: String
        var cases: [Case]
    }

    private static func cases() throws -> [(name: String, bytes: [UInt8], expected: Reference.Case)] {
        let golden: Reference = try Golden.load("images/png")
        return try golden.cases.map { ($0.name, [UInt8](try #require(Data(base64Encoded: $0.file))), $0) }
    }

    private func failure(_ bytes: [UInt8], maximumPixels: Int = 1 << 26) -> ImageError? {
        do throws(ImageError) {
            _ = try Image(pngBytes: bytes, maximumPixels: maximumPixels)
            return nil
        } catch { return error }
    }

    @Test func everyKindOfFileHasTheSamplesThatPillowReads() throws {
        var wrong = 0
        for (name, bytes, expected) in try PNGTests.cases() {
            let image = try Image(pngBytes: bytes)
            let shape = [image.height, image.width, image.channels.rawValue]
            let isRight = shape == expected.shape && image.samples.map(Int.init) == expected.samples
            #expect(isRight && image.bits == expected.bits, "\(name)")
            wrong += isRight ? 0 : 1
        }
        #expect(
            Parity.holds(
                "Images", "Image(png:)", against: "Pillow 13.0.0",
                on: "16 files: grey, colour, alpha, palettes, 1 to 16 bits, interlaced",
                measure: "files that differ",
                tolerance: 0, error: Double(wrong)))
    }

    @Test func whatIsWrittenReadsBackTheSame() throws {
        for (name, bytes, _) in try PNGTests.cases() {
            let image = try Image(pngBytes: bytes)
            #expect(try Image(pngBytes: image.pngBytes()) == image, "\(name)")
        }
    }

    @Test func filesOnDiskAreReplacedWhole() throws {
        let path = NSTemporaryDirectory() + "cairn-\(UUID().uuidString).png"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let image = Image(width: 2, height: 1, samples: [7, 9])
        try Image(width: 1, height: 1, samples: [0]).write(png: path)
        try image.write(png: path)
        #expect(try Image(png: path) == image)
        #expect(
            throws: ImageError.inaccessible(path: "/nowhere/x.png", reason: "no file there that can be read")
        ) {
            try Image(png: "/nowhere/x.png")
        }
        #expect(throws: ImageError.inaccessible(path: "/nowhere/x.png", reason: "cannot be written there")) {
            try image.write(png: "/nowhere/x.png")
        }
    }

    @Test func bytesThatAreNoPictureSayHowTheyBegin() {
        #expect(failure([]) == .notPNG(source: "PNG in memory", firstBytes: []))
        #expect(
            failure(Array("GIF89a..".utf8))
                == .notPNG(source: "PNG in memory", firstBytes: Array("GIF89a..".utf8)))
    }

    @Test func everyCutAndManyFlippedBytesGiveErrorsAndNoCrash() throws {
        var generator = Generator(seed: 8)
        for (name, bytes, _) in try PNGTests.cases() {
            // The last chunk, IEND, has 12 bytes: without it the picture is not known to be whole.
            for count in 0..<bytes.count {
                #expect(failure(Array(bytes.prefix(count))) != nil, "\(name) \(count)")
            }
            for _ in 0..<200 {
                var changed = bytes
                changed[generator.integer(in: 8..<bytes.count)] = UInt8(generator.integer(in: 0...255))
                _ = failure(changed)
            }
        }
    }

    @Test func aHeadThatLiesGetsNoMemory() throws {
        var bytes = try Image(width: 4, height: 4, samples: [UInt16](repeating: 1, count: 16)).pngBytes()
        // Width and height of 30 000 with a right checksum.
        let head: [UInt8] = [0x49, 0x48, 0x44, 0x52, 0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 0, 0, 0, 0]
        bytes.replaceSubrange(12..<29, with: head)
        let checksum = crc32(head)
        bytes.replaceSubrange(
            29..<33, with: (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * $0)) })
        #expect(
            failure(bytes)
                == .tooLarge(source: "PNG in memory", width: 30_000, height: 30_000, limit: 1 << 26))
        guard case .malformed(_, let problem)? = failure(bytes, maximumPixels: 1 << 40) else {
            Issue.record("a picture of 900 million pixels out of \(bytes.count) bytes")
            return
        }
        #expect(problem.contains("cannot come of"))
    }

    @Test func shadesGoFromZeroToOneAndBack() {
        let image = Image(width: 2, height: 2, channels: .color, samples: (0..<12).map { $0 * 20 })
        let shades: Tensor<Float> = image.tensor()
        #expect(shades.shape == [3, 2, 2])
        #expect(shades[1].elements == [20, 80, 140, 200].map { Float($0) / 255 })
        #expect(Image(shades) == image)
        let deep = Image(width: 3, height: 1, bits: 16, samples: [0, 40_000, 65_535])
        #expect(Image(deep.tensor(as: Float.self), bits: 16) == deep)
        #expect(Image(Tensor<Double>([[-1, .nan, 2]])).samples == [0, 0, 255])
    }

    @Test func channelsConvertAsTheTelevisionStandardSays() {
        let red = Image(width: 1, height: 1, channels: .color, samples: [255, 0, 0])
        #expect(red.converted(to: .grey).samples == [76])
        #expect(red.converted(to: .colorAlpha).samples == [255, 0, 0, 255])
        let clear = Image(width: 1, height: 1, channels: .greyAlpha, bits: 16, samples: [300, 5])
        #expect(clear.converted(to: .colorAlpha).samples == [300, 300, 300, 5])
        #expect(clear.converted(to: .grey).samples == [300])
    }
}

/// The checksum of PNG's chunks, bit by bit.
private func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0 as UInt32) { state, byte in
        (0..<8).reduce(state ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
}
