import CImages
import Foundation
import LinearAlgebra

extension Image {
    /// Reads a PNG file: grey or colour, with or without alpha, with or without a palette, 1 to 16 bits, interlaced or not.
    ///
    /// Palettes are spelled out as colours, samples of fewer than 8 bits are spread over 0 to 255, a transparent colour becomes alpha.
    /// Colour profiles and gamma are not applied: samples are what the file has.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - maximumPixels: The most pixels that are taken; 2²⁶ unless told, half a gigabyte at four samples.
    /// - Throws: ``ImageError``: a file that cannot be read, is no PNG file, is broken or cut off, or larger than allowed.
    public init(png path: String, maximumPixels: Int = 1 << 26) throws(ImageError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .inaccessible(path: path, reason: "no file there that can be read")
        }
        try self.init([UInt8](data), path, maximumPixels)
    }

    /// Reads the content of a PNG file that is in memory.
    ///
    /// - Parameters:
    ///   - pngBytes: The whole file.
    ///   - maximumPixels: The most pixels that are taken.
    /// - Throws: ``ImageError``: no PNG file, broken or cut off, or larger than allowed.
    public init(pngBytes: [UInt8], maximumPixels: Int = 1 << 26) throws(ImageError) {
        try self.init(pngBytes, "PNG in memory", maximumPixels)
    }

    private init(_ bytes: [UInt8], _ source: String, _ limit: Int) throws(ImageError) {
        guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
            throw .notPNG(source: source, firstBytes: Array(bytes.prefix(8)))
        }
        var head = CairnPNG()
        guard cairnPNGInspect(bytes, bytes.count, &head) != 0 else {
            throw .malformed(source: source, problem: Image.message(of: head))
        }
        let width = Int(head.width), height = Int(head.height), count = Int(head.channels)
        guard let channels = Channels(rawValue: count), head.bits == 8 || head.bits == 16 else {
            throw .malformed(source: source, problem: "\(count) samples of \(head.bits) bits in a pixel")
        }
        guard width <= limit / height else {
            throw .tooLarge(source: source, width: width, height: height, limit: limit)
        }
        // Deflate packs 1032 bytes into one at best: a head that asks for more than that lies, and gets no memory.
        guard width * height * Int(head.storedBits) / 8 <= 1032 * bytes.count else {
            throw .malformed(
                source: source, problem: "\(width) × \(height) pixels cannot come of \(bytes.count) bytes")
        }
        var failed = false
        let samples = [UInt16](unsafeUninitializedCapacity: width * height * count) { target, initialized in
            target.initialize(repeating: 0)
            failed = cairnPNGRead(bytes, bytes.count, &head, target.baseAddress) == 0
            initialized = target.count
        }
        if failed { throw .malformed(source: source, problem: Image.message(of: head)) }
        self.init(width: width, height: height, channels: channels, bits: Int(head.bits), samples: samples)
    }

    /// The content of a PNG file of this picture.
    ///
    /// - Throws: ``ImageError``: no memory for it, or a picture larger than the format allows.
    public func pngBytes() throws(ImageError) -> [UInt8] {
        var head = CairnPNG()
        guard let width = UInt32(exactly: width), let height = UInt32(exactly: height) else {
            throw .tooLarge(source: "PNG in memory", width: width, height: height, limit: 1 << 31)
        }
        head.width = width
        head.height = height
        head.channels = UInt32(channels.rawValue)
        head.bits = UInt32(bits)
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard cairnPNGWrite(samples, &head, &bytes, &count) != 0 else {
            throw .malformed(source: "PNG in memory", problem: Image.message(of: head))
        }
        defer { cairnPNGFree(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// Writes a PNG file, under a temporary name that becomes `path` when it is whole.
    ///
    /// - Parameter path: Where the file shall be; one that is there is replaced.
    /// - Throws: ``ImageError``: the system does not let it be written.
    public func write(png path: String) throws(ImageError) {
        let bytes = try pngBytes()
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .inaccessible(path: path, reason: "cannot be written there")
        }
    }

    private static func message(of head: CairnPNG) -> String {
        withUnsafeBytes(of: head.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
