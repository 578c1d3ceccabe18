/// A table of numbers as a table of colours, the first row on top.
struct HeatMapMark: OverlayMark {
    var rows: Int
    var columns: Int
    var colors: ColoredValues
    var label: String?
    var annotates: Bool

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        if rows == 0 || columns == 0 { return extents }
        for end in [-0.5, Double(columns) - 0.5] { extents.x.anchor(end, on: .linear) }
        for end in [-0.5, Double(rows) - 0.5] { extents.y.anchor(end, on: .linear) }
        return extents
    }

    func tally(_ scales: Scales) -> Tally {
        let missing = colors.values.count { !$0.isFinite }
        if missing == 0 { return Tally() }
        let text = missing == 1 ? "1 cell is" : "\(NumberText.count(missing)) cells are"
        return Tally(remarks: [text + " not finite and left blank."])
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        if rows * columns > 2500 { return drawImage(in: frame, on: &canvas) }
        var paths: [Int: Path] = [:]
        for row in 0..<rows {
            var column = 0
            while column < columns {
                let level = colors.level(row * columns + column)
                var end = column + 1
                while end < columns && colors.level(row * columns + end) == level { end += 1 }
                if let level, let rect = rect(row, column, end, in: frame) {
                    paths[level, default: Path()].rect(rect)
                }
                column = end
            }
        }
        for level in paths.keys.sorted() {
            canvas.add(paths[level]!, #"fill="\#(colors.map.level(level))""#)
        }
    }

    /// The cells of one colour, grown by half a pixel so that no seam shows between neighbours.
    private func rect(_ row: Int, _ column: Int, _ end: Int, in frame: Frame) -> Rect? {
        guard let a = frame.point(Double(column) - 0.5, Double(row) - 0.5),
            let b = frame.point(Double(end) - 0.5, Double(row) + 0.5)
        else { return nil }
        let overlap = 0.5
        return Rect(
            x: min(a.x, b.x), y: min(a.y, b.y), width: abs(b.x - a.x) + (end < columns ? overlap : 0),
            height: abs(b.y - a.y) + (row + 1 < rows ? overlap : 0))
    }

    /// A table too large for rectangles becomes a small image, one pixel for each cell.
    private func drawImage(in frame: Frame, on canvas: inout Canvas) {
        guard let a = frame.point(-0.5, -0.5), let b = frame.point(Double(columns) - 0.5, Double(rows) - 0.5)
        else { return }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(rows * columns * 4)
        for value in colors.values {
            if let fraction = colors.fraction(of: value) {
                let color = colors.map.rgb(at: fraction)
                pixels += [color.red, color.green, color.blue, 255]
            } else {
                pixels += [0, 0, 0, 0]
            }
        }
        canvas.image(
            PixelBuffer(width: columns, height: rows, channels: 4, bytes: pixels),
            in: Rect(x: min(a.x, b.x), y: min(a.y, b.y), width: abs(b.x - a.x), height: abs(b.y - a.y)))
    }

    func drawOverlay(in frame: Frame, on canvas: inout Canvas) {
        guard annotates, let first = rect(0, 0, 1, in: frame) else { return }
        let texts = colors.values.map { $0.isFinite ? NumberText.short($0) : "–" }
        let widest = texts.map { TextMetrics.width($0, size: TextMetrics.tick) }.max() ?? 0
        // Numbers that do not fit are left out rather than drawn over each other.
        guard widest < first.width - 2, first.height > 13 else { return }
        for (index, text) in texts.enumerated() {
            guard let centre = frame.point(Double(index % columns), Double(index / columns)) else { continue }
            let fraction = colors.fraction(of: colors.values[index])
            let ink = fraction.map { colors.map.wantsDarkText(at: $0) ? "#111" : "#fff" }
            let at = Point(x: centre.x, y: centre.y + 4)
            guard let ink else {
                canvas.text(text, at: at, anchor: .middle, style: "m")
                continue
            }
            canvas.add(
                #"<text x="\#(at.x)" y="\#(at.y)" text-anchor="middle" fill="\#(ink)">\#(text)</text>"#)
        }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) { coverage.add(frame.rect) }

    var colorBar: ColorBar? { rows * columns == 0 ? nil : ColorBar(colors, label: label) }

    var summary: String {
        "a heat map of \(rows) rows and \(columns) columns" + (label.map { ", \($0)" } ?? "")
            + ", from \(NumberText.short(colors.lower)) to \(NumberText.short(colors.upper))"
    }
}

extension Figure {
    /// Draws a table of numbers as a table of colours, the first row on top, with a colour bar.
    ///
    ///     figure.heatMap([[48, 2], [5, 45]], rowNames: ["cat", "dog"], columnNames: ["cat", "dog"])
    ///
    /// - Parameters:
    ///   - values: the rows; a cell that is not finite stays blank.
    ///   - rowNames: what stands at the left of each row.
    ///   - columnNames: what stands below each column.
    ///   - label: what the values are, beside the colour bar.
    ///   - colors: the colour map; `.diverging` is symmetric around zero unless limits are given.
    ///   - limits: the values at the two ends of the map; by default the smallest and the largest.
    ///   - annotates: whether numbers stand in the cells; by default where there are 150 cells or fewer.
    /// - Requires: rows of one length; as many names as rows and columns.
    public mutating func heatMap(
        _ values: [[Double]], rowNames: [String]? = nil, columnNames: [String]? = nil, label: String? = nil,
        colors: ColorMap = .viridis, limits: ClosedRange<Double>? = nil, annotates: Bool? = nil
    ) {
        let columns = values.first?.count ?? 0
        demand(
            values.allSatisfy { $0.count == columns },
            "Figure.heatMap: rows of \(Set(values.map(\.count)).sorted()) values; all must have one length")
        demand(
            rowNames.map { $0.count == values.count } ?? true
                && columnNames.map { $0.count == columns } ?? true,
            "Figure.heatMap: \(values.count) rows and \(columns) columns, but \(rowNames?.count ?? values.count) row"
                + " names and \(columnNames?.count ?? columns) column names")
        if let rowNames { setCategories(rowNames, onX: false, "Figure.heatMap") }
        if let columnNames { setCategories(columnNames, onX: true, "Figure.heatMap") }
        (xIsCounted, yIsCounted, yIsReversed) = (true, true, true)
        showsGrid = false
        add(
            HeatMapMark(
                rows: values.count, columns: columns,
                colors: ColoredValues(Array(values.joined()), map: colors, limits: limits), label: label,
                annotates: annotates ?? (values.count * columns <= 150)))
    }
}
