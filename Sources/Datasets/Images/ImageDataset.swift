import LinearAlgebra

/// Pictures of one size, and what each shows.
///
/// The pixels stay bytes, an eighth of what `Double` would take; ``features(_:)`` makes a matrix of the pictures that a training step
/// asks for.
public struct ImageDataset: Sendable, Hashable {
    /// The brightness of each pixel, 0 to 255: picture by picture, channel by channel, row by row.
    public let pixels: [UInt8]
    /// What each picture shows, counted from 0.
    public let labels: [Int]
    /// The names of the classes.
    public let labelNames: [String]
    /// The number of rows of a picture.
    public let height: Int
    /// The number of columns of a picture.
    public let width: Int
    /// The number of channels: 1 for grey, 3 for red, green and blue.
    public let channels: Int

    /// Puts pictures together.
    ///
    /// - Parameters:
    ///   - pixels: height · width · channels bytes for each label, picture by picture, channel by channel, row by row.
    ///   - labels: What each picture shows: a place in `labelNames`.
    ///   - labelNames: The names of the classes.
    ///   - height: The number of rows of a picture, 1 or more.
    ///   - width: The number of columns, 1 or more.
    ///   - channels: The number of channels, 1 or more.
    public init(
        pixels: [UInt8], labels: [Int], labelNames: [String], height: Int, width: Int, channels: Int = 1
    ) {
        require(
            min(height, width, channels) > 0,
            "ImageDataset: pictures of \(height) × \(width) in \(channels) channels")
        require(
            pixels.count == labels.count * height * width * channels,
            "ImageDataset: \(pixels.count) pixels for \(labels.count) pictures of \(height) × \(width) × \(channels)"
        )
        require(
            labels.allSatisfy { labelNames.indices.contains($0) },
            "ImageDataset: a label that is none of the \(labelNames.count) classes")
        self.pixels = pixels
        self.labels = labels
        self.labelNames = labelNames
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// The number of pictures.
    public var count: Int { labels.count }

    /// The number of pixels of a picture in all channels.
    public var pixelsPerImage: Int { height * width * channels }

    /// One channel of a picture in shades from 0 to 1, [height, width].
    ///
    /// - Parameters:
    ///   - index: The picture, counted from 0.
    ///   - channel: The channel, counted from 0.
    public func image(_ index: Int, channel: Int = 0) -> Matrix<Double> {
        require(index >= 0 && index < count, "ImageDataset.image: no image \(index) in \(count)")
        require(
            channel >= 0 && channel < channels, "ImageDataset.image: no channel \(channel) in \(channels)")
        let start = index * pixelsPerImage + channel * height * width
        return Matrix(rows: height, columns: width) { Double(pixels[start + $0 * width + $1]) / 255 }
    }

    /// Pictures as rows of a matrix, in shades from 0 to 1: [pictures, channels · height · width].
    ///
    /// - Parameter positions: Which pictures, in this order; `nil` for all.
    ///
    /// Complexity: O(pictures · pixels).
    public func features<Element: Scalar>(_ positions: [Int]? = nil) -> Matrix<Element> {
        let chosen = positions ?? Array(0..<count)
        let size = pixelsPerImage
        let shades = (0..<256).map { Element($0) / 255 }
        var matrix = Matrix<Element>(repeating: 0, rows: chosen.count, columns: size)
        matrix.withUnsafeMutableBufferPointer { target in
            for (row, position) in chosen.enumerated() {
                require(
                    position >= 0 && position < count,
                    "ImageDataset.features: no image \(position) in \(count)")
                for place in 0..<size {
                    target[row * size + place] = shades[Int(pixels[position * size + place])]
                }
            }
        }
        return matrix
    }

    /// Some of the pictures, in this order.
    ///
    /// - Parameter positions: Which pictures, counted from 0.
    public func selecting(_ positions: [Int]) -> ImageDataset {
        require(
            positions.allSatisfy { $0 >= 0 && $0 < count },
            "ImageDataset.selecting: a position outside 0..<\(count)")
        let size = pixelsPerImage
        return ImageDataset(
            pixels: positions.flatMap { pixels[$0 * size..<($0 + 1) * size] },
            labels: positions.map { labels[$0] },
            labelNames: labelNames, height: height, width: width, channels: channels)
    }
}

/// Pictures to learn from, and others to be judged by.
public struct ImageSplit: Sendable, Hashable {
    /// To learn from.
    public let training: ImageDataset
    /// To be judged by: not looked at before.
    public let test: ImageDataset
}
