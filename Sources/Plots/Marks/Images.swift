/// A picture of pixels, grey or in colour.
public struct Raster: Sendable {
    /// The number of pixels in a row.
    public let width: Int
    /// The number of rows.
    public let height: Int
    let channels: Int
    let bytes: [UInt8]

    /// A picture from numbers, row by row from the top.
    ///
    ///     Raster(digit, width: 8, height: 8, limits: 0...16)
    ///
    /// - Parameters:
    ///   - values: the numbers, row by row.
    ///   - width: how many pixels in a row.
    ///   - height: how many rows.
    ///   - limits: the numbers shown darkest and lightest; by default the smallest and the largest.
    ///   - colors: the colour map; grey by default. A pixel that is not finite is transparent.
    /// - Requires: `width × height` values, at least one.
    public init(
        _ values: [Double], width: Int, height: Int, limits: ClosedRange<Double>? = nil,
        colors: ColorMap = .gray
    ) {
        demand(
            width > 0 && height > 0 && values.count == width * height,
            "Raster: \(values.count) values for \(width) × \(height) pixels")
        let colored = ColoredValues(values, map: colors, limits: limits)
        var isGray = false
        if case .gray = colors { isGray = values.allSatisfy(\.isFinite) }
        (self.width, self.height, channels) = (width, height, isGray ? 1 : 4)
        bytes = values.flatMap { value -> [UInt8] in
            guard let fraction = colored.fraction(of: value) else { return [0, 0, 0, 0] }
            let color = colors.rgb(at: fraction)
            return isGray ? [color.red] : [color.red, color.green, color.blue, 255]
        }
    }

    /// A picture in colour: red, green and blue of each pixel, row by row from the top.
    ///
    /// - Requires: `3 × width × height` bytes, at least three.
    public init(
        rgb bytes: [UInt8], width: Int, height: Int
    ) {
        demand(
            width > 0 && height > 0 && bytes.count == 3 * width * height,
            "Raster: \(bytes.count) bytes for \(width) × \(height) pixels of 3 bytes")
        (self.width, self.height, channels, self.bytes) = (width, height, 3, bytes)
    }

    var pixels: PixelBuffer { PixelBuffer(width: width, height: height, channels: channels, bytes: bytes) }
}

/// Pictures in rows and columns, with words below each.
struct ImagesMark: OverlayMark {
    var images: [Raster]
    var captions: [String]?
    var columns: Int
    /// The height of a cell against its width.
    var ratio: Double

    private var rows: Int { (images.count + columns - 1) / columns }

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        if images.isEmpty { return extents }
        for end in [0, Double(columns)] { extents.x.anchor(end, on: .linear) }
        for end in [0, Double(rows)] { extents.y.anchor(end, on: .linear) }
        return extents
    }

    /// The cell of an image and the image in it, as large as fits.
    private func place(_ index: Int, in frame: Frame) -> (cell: Rect, picture: Rect)? {
        let column = Double(index % columns), row = Double(index / columns)
        guard let a = frame.point(column, row), let b = frame.point(column + 1, row + 1) else { return nil }
        let cell = Rect(x: min(a.x, b.x), y: min(a.y, b.y), width: abs(b.x - a.x), height: abs(b.y - a.y))
        let caption = captions == nil ? 0.0 : min(18, cell.height / 2)
        let gap = min(6, cell.width * 0.08)
        let room = (width: cell.width - gap, height: cell.height - caption - gap)
        let image = images[index]
        let scale = min(room.width / Double(image.width), room.height / Double(image.height))
        let size = (width: Double(image.width) * scale, height: Double(image.height) * scale)
        let picture = Rect(
            x: cell.centre.x - size.width / 2, y: cell.y + (cell.height - caption - size.height) / 2,
            width: size.width, height: size.height)
        return (cell, picture)
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        for index in images.indices {
            if let place = place(index, in: frame) { canvas.image(images[index].pixels, in: place.picture) }
        }
    }

    func drawOverlay(in frame: Frame, on canvas: inout Canvas) {
        guard let captions else { return }
        for (index, caption) in captions.enumerated() {
            guard let (cell, picture) = place(index, in: frame) else { continue }
            let text = TextMetrics.fitted(caption, into: cell.width - 2, size: TextMetrics.note)
            let at = Point(x: cell.centre.x, y: picture.bottom + 13)
            canvas.text(text, at: at, anchor: .middle, size: TextMetrics.note)
        }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) { coverage.add(frame.rect) }

    var summary: String {
        let words = captions.map { ": " + $0.prefix(20).joined(separator: ", ") } ?? ""
        return images.count == 1 ? "a picture\(words)" : "\(images.count) pictures\(words)"
    }
}

extension Figure {
    /// Shows pictures in rows, without axes, with words below each. The figure becomes as high as they need.
    ///
    ///     figure.imageGrid(digits, columns: 10, captions: predictions)
    ///
    /// - Parameters:
    ///   - images: the pictures, row by row.
    ///   - columns: how many pictures stand in a row; by default about as many as there are rows.
    ///   - captions: the words below each picture.
    /// - Requires: as many captions as pictures, if any.
    public mutating func imageGrid(
        _ images: [Raster], columns: Int? = nil, captions: [String]? = nil
    ) {
        demand(
            captions.map { $0.count == images.count } ?? true,
            "Figure.imageGrid: \(images.count) pictures but \(captions?.count ?? 0) captions")
        let wide = max(
            1, min(columns ?? Int(Double(images.count).squareRoot().rounded(.up)), max(images.count, 1)))
        let ratio = images.map { Double($0.height) / Double($0.width) }.max() ?? 1
        showsAxes = false
        showsGrid = false
        (xIsCounted, yIsCounted, yIsReversed) = (true, true, true)
        if !images.isEmpty {
            let rows = (images.count + wide - 1) / wide
            let cell = (width - 26) / Double(wide)
            let caption = captions == nil ? 0.0 : 18
            height = min(max(120, Double(rows) * (cell * ratio + caption) + (title.isEmpty ? 24 : 46)), 2400)
        }
        add(ImagesMark(images: images, captions: captions, columns: wide, ratio: ratio))
    }

    /// Shows one picture, without axes.
    public mutating func image(_ image: Raster, caption: String? = nil) {
        imageGrid([image], columns: 1, captions: caption.map { [$0] })
    }
}
