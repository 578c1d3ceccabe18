/// Lines of equal height.
struct ContourMark: OverlayMark {
    var field: Field
    var levels: [Double]
    var hue: Hue
    var label: String?
    var isLabelled: Bool

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) { field.extents(scales) }
    func tally(_ scales: Scales) -> Tally { field.tally }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        canvas.group(hue) { canvas in
            for level in levels {
                let path = field.path(field.squares.lines(at: level), in: frame, closed: false)
                canvas.add(path, Stroke.line(width: 1.3, dash: level < 0 ? .dashed : .solid))
            }
        }
    }

    /// Writes each height at the middle of its longest line, unless another label is near.
    func drawOverlay(in frame: Frame, on canvas: inout Canvas) {
        guard isLabelled else { return }
        var taken: [Point] = []
        for level in levels {
            let lines = field.squares.lines(at: level).map { $0.map { field.pixel($0, in: frame) } }
            let inner = frame.rect.grown(by: -14)
            for line in lines.sorted(by: { $0.count > $1.count }).prefix(2) where line.count > 12 {
                let candidates = [2, 3, 5, 7].map { line[line.count / $0] }
                let free = candidates.first { point in
                    inner.contains(point)
                        && taken.allSatisfy { abs($0.x - point.x) > 36 || abs($0.y - point.y) > 16 }
                }
                guard let free else { continue }
                taken.append(free)
                let at = Point(x: free.x, y: free.y + 4)
                canvas.text(
                    NumberText.short(level), at: at, anchor: .middle, size: TextMetrics.note, halo: true)
                break
            }
        }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        for line in levels.flatMap({ field.squares.lines(at: $0) }) {
            let points = line.map { field.pixel($0, in: frame) }
            for (a, b) in zip(points, points.dropFirst()) { coverage.add(a, b) }
        }
    }

    var keys: [LegendKey] {
        label.map { [LegendKey(label: $0, hue: hue, glyph: .line(.solid, nil, width: 1.3))] } ?? []
    }

    var summary: String { "contours at \(levels.count) heights" }
}

/// Areas between lines of equal height, filled.
struct FilledContourMark: Mark {
    var field: Field
    var levels: [Double]
    var colors: ColoredValues
    var label: String?

    init(_ field: Field, _ levels: [Double], map: ColorMap, label: String?) {
        self.field = field
        self.levels = levels
        self.label = label
        // The colours reach as far as the outermost bands do.
        colors = ColoredValues(field.values.filter { abs($0) <= 1e300 }, map: map, limits: nil)
    }

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) { field.extents(scales) }
    func tally(_ scales: Scales) -> Tally { field.tally }

    /// The colour of the band above each level, the first for what is below all levels.
    private var bandColors: [String] {
        let edges = [colors.lower] + levels + [colors.upper]
        return zip(edges, edges.dropFirst()).map { low, high in
            colors.map.hex(at: colors.fraction(of: low / 2 + high / 2) ?? 0)
        }
    }

    /// Paints from the lowest up, each band over the one below, so that no seam shows between them.
    func draw(in frame: Frame, on canvas: inout Canvas) {
        guard let range = field.range else { return }
        for (level, color) in zip([range.lowerBound] + levels, bandColors) {
            let path = field.path(field.squares.outlines(above: level), in: frame, closed: true)
            canvas.add(path, #"fill="\#(color)" fill-rule="evenodd""#)
        }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) { coverage.add(frame.rect) }

    var colorBar: ColorBar? {
        guard field.range != nil else { return nil }
        var bar = ColorBar(colors, label: label)
        bar.bands = (levels, bandColors)
        return bar
    }

    var summary: String {
        "filled contours" + (label.map { " of \($0)" } ?? "")
            + " from \(NumberText.short(colors.lower)) to \(NumberText.short(colors.upper))"
    }
}

extension Figure {
    /// Draws lines of equal height of a function of two variables, each with its height; below zero they are dashed.
    ///
    ///     figure.contour(x: -2...2, y: -1...3, levels: .about(8)) { x, y in (1 - x) * (1 - x) + 100 * (y - x * x) }
    ///
    /// - Parameters:
    ///   - x: the range across.
    ///   - y: the range up.
    ///   - levels: how many lines, or at which heights.
    ///   - resolution: how many places across at which the function is asked, and two thirds as many up.
    ///   - labels: whether the heights are written on the lines.
    ///   - label: the name in the legend.
    ///   - color: the colour of the lines.
    ///   - value: the height at a place (x, y).
    public mutating func contour(
        x: ClosedRange<Double>, y: ClosedRange<Double>, levels: ContourLevels = .about(8),
        resolution: Int = 120,
        labels: Bool = true, label: String? = nil, color: Hue = .ink, _ value: (Double, Double) -> Double
    ) {
        let field = Field(x, y, resolution: min(resolution, 2000), value)
        add(
            ContourMark(
                field: field, levels: levels.values(for: field), hue: color, label: label, isLabelled: labels)
        )
    }

    /// Draws lines of equal height through a grid of heights, `values[row][column]` at `(x[column], y[row])`.
    ///
    /// - Requires: as many rows as `y` values and as many columns as `x` values, two or more of each; `x` and `y`
    ///   ascend.
    public mutating func contour(
        x: [Double], y: [Double], values: [[Double]], levels: ContourLevels = .about(8), labels: Bool = true,
        label: String? = nil, color: Hue = .ink
    ) {
        let field = Self.field(x, y, values, "Figure.contour")
        add(
            ContourMark(
                field: field, levels: levels.values(for: field), hue: color, label: label, isLabelled: labels)
        )
    }

    /// Fills the areas between lines of equal height of a function of two variables, with a colour bar.
    ///
    /// - Parameters:
    ///   - x: the range across.
    ///   - y: the range up.
    ///   - levels: how many lines, or at which heights.
    ///   - resolution: how many places across at which the function is asked, and two thirds as many up.
    ///   - label: what the heights are, beside the colour bar.
    ///   - colors: the colour map.
    ///   - value: the height at a place (x, y).
    public mutating func filledContour(
        x: ClosedRange<Double>, y: ClosedRange<Double>, levels: ContourLevels = .about(10),
        resolution: Int = 120,
        label: String? = nil, colors: ColorMap = .viridis, _ value: (Double, Double) -> Double
    ) {
        let field = Field(x, y, resolution: min(resolution, 2000), value)
        showsGrid = false
        add(FilledContourMark(field, levels.values(for: field), map: colors, label: label))
    }

    /// Fills the areas between lines of equal height through a grid of heights, `values[row][column]` at
    /// `(x[column], y[row])`, with a colour bar.
    ///
    /// - Requires: as many rows as `y` values and as many columns as `x` values, two or more of each; `x` and `y`
    ///   ascend.
    public mutating func filledContour(
        x: [Double], y: [Double], values: [[Double]], levels: ContourLevels = .about(10),
        label: String? = nil,
        colors: ColorMap = .viridis
    ) {
        let field = Self.field(x, y, values, "Figure.filledContour")
        showsGrid = false
        add(FilledContourMark(field, levels.values(for: field), map: colors, label: label))
    }

    private static func field(
        _ x: [Double], _ y: [Double], _ values: [[Double]], _ operation: String
    ) -> Field {
        demand(
            values.count == y.count && values.allSatisfy { $0.count == x.count } && x.count > 1
                && y.count > 1,
            "\(operation): \(values.count) × \(values.first?.count ?? 0) values for \(y.count) y and \(x.count) x;"
                + " all rows must have as many values as there are x, two or more")
        let ascends = [x, y].allSatisfy { places in
            places.allSatisfy(\.isFinite) && zip(places, places.dropFirst()).allSatisfy(<)
        }
        demand(ascends, "\(operation): x and y must be finite and ascend")
        return Field(x: x, y: y, values: Array(values.joined()))
    }
}
