import Autodiff
import LinearAlgebra

/// A picture: rows of pixels, each of one to four samples of 8 or 16 bits.
///
///     let image = Image(width: 2, height: 1, channels: .color, samples: [255, 0, 0, 0, 0, 255])
///     let pixels: Tensor<Float> = image.tensor()
///     print(pixels.shape)                      // [3, 1, 2]
///     print(pixels[0].elements)                // [1.0, 0.0]
///
/// Samples stay what the file has, whole numbers, so that a picture read and written again is the same; ``tensor(as:)`` makes
/// shades from 0 to 1 of them, channel by channel, as convolutions want them.
public struct Image: Sendable, Hashable {
    /// What the samples of a pixel are. The raw value is their number.
    public enum Channels: Int, Sendable, Hashable, CaseIterable {
        /// One sample: how bright.
        case grey = 1
        /// How bright, and how opaque.
        case greyAlpha
        /// Red, green, blue.
        case color
        /// Red, green, blue, and how opaque.
        case colorAlpha
    }

    /// The number of columns.
    public let width: Int
    /// The number of rows.
    public let height: Int
    /// What the samples of a pixel are.
    public let channels: Channels
    /// The bits of a sample, 8 or 16: samples go from 0 to 255, or to 65 535.
    public let bits: Int
    /// Row by row, pixel by pixel, sample by sample.
    public let samples: [UInt16]

    /// Puts a picture together.
    ///
    /// - Parameters:
    ///   - width: The number of columns, 1 or more.
    ///   - height: The number of rows, 1 or more.
    ///   - channels: What the samples of a pixel are.
    ///   - bits: 8 or 16.
    ///   - samples: width · height · channels numbers of that many bits, row by row, pixel by pixel.
    public init(width: Int, height: Int, channels: Channels = .grey, bits: Int = 8, samples: [UInt16]) {
        require(width > 0 && height > 0, "Image: \(width) × \(height) pixels")
        require(bits == 8 || bits == 16, "Image: samples of \(bits) bits, not 8 or 16")
        require(
            samples.count == width * height * channels.rawValue,
            "Image: \(samples.count) samples for \(width) × \(height) pixels of \(channels.rawValue)")
        require(
            bits == 16 || samples.allSatisfy { $0 < 256 }, "Image: a sample above 255 in a picture of 8 bits")
        self.width = width
        self.height = height
        self.channels = channels
        self.bits = bits
        self.samples = samples
    }

    /// The picture of a tensor of shades, [channels, height, width] or [height, width].
    ///
    /// Shades below 0 become 0, above 1 become 1, NaN becomes 0; the rest is rounded to the nearest sample.
    ///
    /// - Parameters:
    ///   - shades: 1 to 4 channels of numbers from 0 to 1.
    ///   - bits: 8 or 16.
    public init<Element: Scalar>(_ shades: Tensor<Element>, bits: Int = 8) {
        let shape = shades.rank == 2 ? [1] + shades.shape : shades.shape
        guard shape.count == 3, let channels = Channels(rawValue: shape[0]) else {
            stop("Image: a tensor of \(shades.shape), not [1 to 4 channels, height, width]")
        }
        let elements = shades.elements.map { Double($0) }, pixels = shape[1] * shape[2]
        let largest: Double = bits == 8 ? 255 : 65535
        var samples = [UInt16](repeating: 0, count: elements.count)
        for place in samples.indices {
            let shade = elements[place % shape[0] * pixels + place / shape[0]]
            samples[place] = shade > 0 ? UInt16((min(shade, 1) * largest).rounded()) : 0
        }
        self.init(width: shape[2], height: shape[1], channels: channels, bits: bits, samples: samples)
    }

    /// The shades from 0 to 1, [channels, height, width].
    ///
    /// - Parameter type: `Float` or `Double`, where the context does not say it.
    ///
    /// Complexity: O(samples).
    public func tensor<Element: Scalar>(as type: Element.Type = Element.self) -> Tensor<Element> {
        let scale: Element = bits == 8 ? 255 : 65535, pixels = width * height, count = channels.rawValue
        var elements: [Element] = []
        elements.reserveCapacity(samples.count)
        for channel in 0..<count {
            for pixel in 0..<pixels {
                elements.append(Element(Double(samples[pixel * count + channel])) / scale)
            }
        }
        return Tensor(shape: [count, height, width], elements: elements)
    }

    /// The picture with other channels: grey is 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601, 1982), colour of grey has three equal
    /// samples, alpha is dropped or comes as opaque.
    ///
    /// - Parameter target: The channels of the result.
    public func converted(to target: Channels) -> Image {
        if target == channels { return self }
        let count = channels.rawValue, opaque: UInt16 = bits == 8 ? 255 : 65535
        var result: [UInt16] = []
        result.reserveCapacity(width * height * target.rawValue)
        for start in stride(from: 0, to: samples.count, by: count) {
            let pixel = samples[start..<start + count]
            let alpha = channels.hasAlpha ? pixel[start + count - 1] : opaque
            if target.isColor {
                result += channels.isColor ? Array(pixel.prefix(3)) : Array(repeating: pixel[start], count: 3)
            } else {
                result.append(channels.isColor ? Image.luma(pixel) : pixel[start])
            }
            if target.hasAlpha { result.append(alpha) }
        }
        return Image(width: width, height: height, channels: target, bits: bits, samples: result)
    }

    private static func luma(_ pixel: ArraySlice<UInt16>) -> UInt16 {
        let red = Int(pixel[pixel.startIndex]), green = Int(pixel[pixel.startIndex + 1])
        return UInt16((299 * red + 587 * green + 114 * Int(pixel[pixel.startIndex + 2]) + 500) / 1000)
    }
}

extension Image.Channels {
    /// Whether there are red, green and blue.
    public var isColor: Bool { self == .color || self == .colorAlpha }
    /// Whether the last sample says how opaque the pixel is.
    public var hasAlpha: Bool { self == .greyAlpha || self == .colorAlpha }
}
