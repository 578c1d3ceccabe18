/// A series of points joined by straight lines.
struct LineMark: Mark {
    var x: [Double]
    var y: [Double]
    var label: String?
    var hue: Hue
    var dash: Dash
    var marker: Marker?
    var width: Double

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        for (xValue, yValue) in zip(x, y) where scales.x.shows(xValue) && scales.y.shows(yValue) {
            extents.x.include(xValue, on: scales.x)
            extents.y.include(yValue, on: scales.y)
        }
        return extents
    }

    func tally(_ scales: Scales) -> Tally {
        var tally = Tally()
        for (xValue, yValue) in zip(x, y) { tally.count(xValue, yValue, scales) }
        if x.count > Polyline.limit { tally.thinned = x.count }
        return tally
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        let page = frame.rect.grown(by: 20)
        var path = Path()
        var points: [Point] = []
        for run in Polyline.runs(x, y, in: frame) {
            for piece in Polyline.clipped(Polyline.thinned(run), to: page) where piece.count > 1 {
                path.polyline(Polyline.simplified(piece))
            }
            // A point between two gaps, or points that all lie in one pixel, would be invisible as a line.
            let isDot = run.allSatisfy { abs($0.x - run[0].x) < 0.5 && abs($0.y - run[0].y) < 0.5 }
            if marker != nil || isDot { points += run.filter(page.contains) }
        }
        canvas.group(hue) { canvas in
            canvas.add(path, Stroke.line(width: width, dash: dash))
            if !points.isEmpty {
                points = Polyline.spread(points, to: page)
                Stroke.markers(points, marker ?? .circle, radius: marker == nil ? 2.5 : 4, on: &canvas)
            }
        }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        for run in Polyline.runs(x, y, in: frame) {
            let thinned = Polyline.thinned(run)
            if let only = thinned.first { coverage.add(only) }
            for (a, b) in zip(thinned, thinned.dropFirst()) { coverage.add(a, b) }
        }
    }

    var keys: [LegendKey] {
        label.map { [LegendKey(label: $0, hue: hue, glyph: .line(dash, marker, width: width))] } ?? []
    }

    var summary: String { "a line" + (label.map { " “\($0)”" } ?? "") + " of \(x.count) points" }
}

extension Figure {
    /// Joins the points `(x[i], y[i])` by a line, in the order given.
    ///
    ///     var figure = Figure(title: "A line", xLabel: "x", yLabel: "y")
    ///     figure.line([0, 1, 2], [1, 3, 2], label: "measured")
    ///
    /// A point that is NaN or infinite breaks the line. Lines of more than 4 000 points are thinned to what the
    /// pixels can show; a note below the figure says so.
    ///
    /// - Parameters:
    ///   - x: the places across.
    ///   - y: the heights.
    ///   - label: the name in the legend; without one the line is not in the legend.
    ///   - color: by default the next of the eight colours.
    ///   - dash: by default the next of the six patterns, so that lines can be told apart without colour.
    ///   - marker: a shape drawn at each point; by default one only where a labelled line has 12 points or fewer.
    ///   - width: the width in pixels.
    /// - Requires: `x` and `y` have the same number of values.
    /// - Complexity: O(n).
    public mutating func line(
        _ x: [Double], _ y: [Double], label: String? = nil, color: Hue? = nil,
        dash: Dash? = nil, marker: Marker? = nil, width: Double = 2
    ) {
        demand(x.count == y.count, "Figure.line: \(x.count) x values but \(y.count) y values")
        let style = takeStyle()
        let few = label != nil && x.count <= 12
        add(
            LineMark(
                x: x, y: y, label: label, hue: color ?? .cycle(style), dash: dash ?? .cycle(style),
                marker: marker ?? (few ? .cycle(style) : nil), width: width))
    }

    /// Joins the values by a line, at x = 0, 1, 2, …
    ///
    /// - Parameters:
    ///   - y: the heights.
    ///   - label: the name in the legend.
    ///   - color: by default the next of the eight colours.
    ///   - dash: by default the next of the six patterns.
    public mutating func line(
        _ y: [Double], label: String? = nil, color: Hue? = nil, dash: Dash? = nil
    ) {
        line(y.indices.map(Double.init), y, label: label, color: color, dash: dash)
    }

    /// Draws the curve of a function, `y = value(x)`, at 400 points of a range.
    ///
    ///     figure.function(over: -3...3, label: "x²") { $0 * $0 }
    public mutating func function(
        over range: ClosedRange<Double>, label: String? = nil, color: Hue? = nil, dash: Dash? = nil,
        _ value: (Double) -> Double
    ) {
        let step = (range.upperBound - range.lowerBound) / 399
        let x = (0..<400).map { $0 == 399 ? range.upperBound : range.lowerBound + Double($0) * step }
        line(x, x.map(value), label: label, color: color, dash: dash)
    }

    /// Draws a staircase: `y[i]` holds from `x[i]` up to `x[i + 1]`, as ROC curves and counts over time do.
    ///
    /// - Requires: `x` and `y` have the same number of values.
    public mutating func steps(
        _ x: [Double], _ y: [Double], label: String? = nil, color: Hue? = nil,
        dash: Dash? = nil
    ) {
        demand(x.count == y.count, "Figure.steps: \(x.count) x values but \(y.count) y values")
        let style = takeStyle()
        var cornersX: [Double] = [], cornersY: [Double] = []
        for index in x.indices {
            if index > 0 {
                cornersX.append(x[index])
                cornersY.append(y[index - 1])
            }
            cornersX.append(x[index])
            cornersY.append(y[index])
        }
        add(
            LineMark(
                x: cornersX, y: cornersY, label: label, hue: color ?? .cycle(style),
                dash: dash ?? .cycle(style),
                marker: nil, width: 2))
    }
}
