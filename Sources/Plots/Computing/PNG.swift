/// Writes small images as PNG (ISO/IEC 15948), which a page can hold as text.
package enum PNG {
    /// The bytes of a PNG file.
    ///
    /// - Parameters:
    ///   - pixels: rows from the top, each pixel in `channels` bytes.
    ///   - channels: 1 for grey, 3 for red, green, blue, 4 with opacity.
    package static func encode(_ pixels: [UInt8], width: Int, height: Int, channels: Int) -> [UInt8] {
        let kind: UInt8 = channels == 1 ? 0 : channels == 3 ? 2 : 6
        let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, kind, 0, 0, 0]
        let rows = filtered(pixels, stride: width * channels, channels: channels, height: height)
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", header) + chunk("IDAT", zlib(rows)) + chunk("IEND", [])
    }

    /// Each row behind the number of its filter: 0 as it is, 1 less its left neighbour, 2 less the one above;
    /// whichever gives the smallest sum of magnitudes, which tends to compress best.
    private static func filtered(_ pixels: [UInt8], stride: Int, channels: Int, height: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(pixels.count + height)
        for row in 0..<height {
            let start = row * stride
            let plain = Array(pixels[start..<start + stride])
            let sub = plain.indices.map { $0 < channels ? plain[$0] : plain[$0] &- plain[$0 - channels] }
            let up = plain.indices.map { row == 0 ? plain[$0] : plain[$0] &- pixels[start - stride + $0] }
            let costs = [plain, sub, up].map { $0.reduce(0) { $0 + Int(Int8(bitPattern: $1).magnitude) } }
            let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
            result.append(UInt8(best))
            result += [plain, sub, up][best]
        }
        return result
    }

    private static func zlib(_ data: [UInt8]) -> [UInt8] {
        var low: UInt32 = 1, high: UInt32 = 0
        for byte in data {
            low = (low + UInt32(byte)) % 65521
            high = (high + low) % 65521
        }
        return [0x78, 0x01] + Deflate.compress(data) + bigEndian(high << 16 | low)
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return bigEndian(UInt32(data.count)) + body + bigEndian(crc(body))
    }

    private static func crc(_ data: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in data { value = crcTable[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8) }
        return ~value
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }
}

/// Bytes as text, in base 64 (RFC 4648).
package func base64(_ data: [UInt8]) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    result.reserveCapacity((data.count + 2) / 3 * 4)
    for start in stride(from: 0, to: data.count, by: 3) {
        let bytes = (0..<3).map { start + $0 < data.count ? UInt32(data[start + $0]) : 0 }
        let group = bytes[0] << 16 | bytes[1] << 8 | bytes[2]
        for place in 0..<4 {
            let padded = start + place - 1 >= data.count && place > 1
            result.append(padded ? UInt8(ascii: "=") : digits[Int(group >> (18 - 6 * UInt32(place)) & 63)])
        }
    }
    return result
}

/// A picture as bytes, row by row from the top, each pixel in `channels` bytes.
struct PixelBuffer: Sendable {
    var width: Int
    var height: Int
    var channels: Int
    var bytes: [UInt8]

    /// Each pixel as a square of `factor` × `factor`.
    func enlarged(by factor: Int) -> PixelBuffer {
        if factor <= 1 { return self }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * factor * factor)
        for row in 0..<height {
            var line: [UInt8] = []
            for column in 0..<width {
                let start = (row * width + column) * channels
                for _ in 0..<factor { line += bytes[start..<start + channels] }
            }
            for _ in 0..<factor { result += line }
        }
        return PixelBuffer(width: width * factor, height: height * factor, channels: channels, bytes: result)
    }
}

extension Canvas {
    /// Adds a picture, stretched over `rect` without smoothing. Not every viewer can be told to leave out the
    /// smoothing, so small pictures are enlarged first, which costs few bytes once compressed.
    mutating func image(_ pixels: PixelBuffer, in rect: Rect) {
        let wanted = Int((rect.width / Double(pixels.width)).rounded(.up))
        let most = Int((250_000 / Double(pixels.width * pixels.height)).squareRoot())
        let shown = pixels.enlarged(by: min(wanted, most, 16))
        let png = PNG.encode(shown.bytes, width: shown.width, height: shown.height, channels: shown.channels)
        add(
            #"<image x="\#(rect.x)" y="\#(rect.y)" width="\#(rect.width)" height="\#(rect.height)" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,\#(markup: base64(png))"/>"#
        )
    }
}
