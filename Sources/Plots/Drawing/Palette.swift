/// A colour that tells a series from the others, after the palette of Okabe and Ito (2008), which people with any
/// of the common forms of colour blindness can tell apart.
///
/// On a dark page blue, sky and green are lighter, and `ink` is light; on a light one yellow is darker than Okabe
/// and Ito's, which can hardly be seen on white.
public enum Hue: Int, CaseIterable, Sendable {
    /// The colours in the order in which series take them.
    case blue, orange, green, vermilion, sky, purple, ink, yellow

    /// The hue of the series number `index`; after the last the first follows.
    static func cycle(_ index: Int) -> Hue { allCases[((index % 8) + 8) % 8] }

    var cssClass: String { "c\(rawValue)" }

    var onLight: String {
        ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#1f2328", "#b8a600"][rawValue]
    }

    var onDark: String {
        ["#3b97dd", "#f0ab1a", "#14b88a", "#ee7733", "#93d2f7", "#dd94bb", "#e6e8eb", "#f0e442"][rawValue]
    }
}

/// The shape of a point, so that series can be told apart without colour.
public enum Marker: Int, CaseIterable, Sendable {
    /// The shapes in the order in which series take them.
    case circle, square, triangle, diamond, cross, downTriangle, plus, star

    // The ninth series has the colour of the first and the shape of the second, so that 64 can be told apart.
    static func cycle(_ index: Int) -> Marker { allCases[(((index + index / 8) % 8) + 8) % 8] }

    /// Whether the shape has no inside and is drawn with strokes.
    var isOpen: Bool { self == .cross || self == .plus || self == .star }

    /// Adds the shape, with half its width `r`, around `centre`.
    func add(to path: inout Path, at centre: Point, radius r: Double) {
        switch self {
        case .circle:
            path.move(to: Point(x: centre.x - r, y: centre.y))
            let markup: Markup =
                "a\(r) \(r) 0 1 0 \(2 * r) 0a\(r) \(r) 0 1 0 \(-2 * r) 0z"
            path.raw(String(decoding: markup.bytes, as: UTF8.self))
        case .square:
            path.rect(Rect(x: centre.x - 0.9 * r, y: centre.y - 0.9 * r, width: 1.8 * r, height: 1.8 * r))
        case .triangle: polygon([(0, -1.2), (1.1, 0.8), (-1.1, 0.8)], centre, r, &path)
        case .downTriangle: polygon([(0, 1.2), (1.1, -0.8), (-1.1, -0.8)], centre, r, &path)
        case .diamond: polygon([(0, -1.3), (1.1, 0), (0, 1.3), (-1.1, 0)], centre, r, &path)
        case .cross: strokes([(-0.9, -0.9, 0.9, 0.9), (-0.9, 0.9, 0.9, -0.9)], centre, r, &path)
        case .plus: strokes([(-1.2, 0, 1.2, 0), (0, -1.2, 0, 1.2)], centre, r, &path)
        case .star:
            strokes(
                [(0, -1.2, 0, 1.2), (-1.04, -0.6, 1.04, 0.6), (-1.04, 0.6, 1.04, -0.6)], centre, r, &path)
        }
    }

    private func polygon(
        _ corners: [(Double, Double)], _ centre: Point, _ r: Double, _ path: inout Path
    ) {
        path.polyline(corners.map { Point(x: centre.x + $0.0 * r, y: centre.y + $0.1 * r) })
        path.close()
    }

    private func strokes(
        _ lines: [(Double, Double, Double, Double)], _ centre: Point, _ r: Double, _ path: inout Path
    ) {
        for line in lines {
            path.segment(
                Point(x: centre.x + line.0 * r, y: centre.y + line.1 * r),
                Point(x: centre.x + line.2 * r, y: centre.y + line.3 * r))
        }
    }
}

/// The pattern of a line, so that series can be told apart without colour.
public enum Dash: Int, CaseIterable, Sendable {
    /// The patterns in the order in which series take them.
    case solid, dashed, dotted, dashDot, longDash, dashDotDot

    static func cycle(_ index: Int) -> Dash { allCases[((index % 6) + 6) % 6] }

    /// The attribute that draws the pattern, with a space before it.
    var attribute: String {
        let lengths = ["", "7 4", "2 3", "9 3 2 3", "14 4", "9 3 2 3 2 3"][rawValue]
        return lengths.isEmpty ? "" : " stroke-dasharray=\"\(lengths)\""
    }
}

/// The pattern laid over an area, so that areas can be told apart without colour.
public enum Hatch: Int, CaseIterable, Sendable {
    /// The patterns in the order in which series take them.
    case none, rising, dots, falling, level, crossed, upright, grid

    static func cycle(_ index: Int) -> Hatch { allCases[((index % 8) + 8) % 8] }

    /// The strokes in a tile of 8 × 8 pixels.
    var pathData: String {
        switch self {
        case .none: ""
        case .rising: "M-2 2L2-2M0 8L8 0M6 10L10 6"
        case .dots: "M2 2h.01M6 6h.01"
        case .falling: "M-2 6L2 10M0 0L8 8M6-2L10 2"
        case .level: "M0 4h8"
        case .crossed: "M0 8L8 0M0 0L8 8"
        case .upright: "M4 0v8"
        case .grid: "M0 4h8M4 0v8"
        }
    }
}
