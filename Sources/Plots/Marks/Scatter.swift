/// A cloud of points, in one colour or coloured by a value.
struct ScatterMark: Mark {
    var x: [Double]
    var y: [Double]
    var label: String?
    var hue: Hue
    var marker: Marker
    var size: Double
    var values: ColoredValues?

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
        for (index, (xValue, yValue)) in zip(x, y).enumerated() {
            let known = values.map { $0.values[index].isFinite } ?? true
            tally.count(known ? xValue : .nan, yValue, scales)
        }
        if x.count > Polyline.limit { tally.thinned = x.count }
        return tally
    }

    /// The radius for a crowd of this size, unless the caller chose one.
    private var radius: Double { size / 2 }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        let page = frame.rect.grown(by: 10)
        guard let values else {
            let points = Polyline.spread(points(in: frame).filter(page.contains), to: page)
            canvas.group(hue) { Stroke.markers(points, marker, radius: radius, on: &$0) }
            return
        }
        var groups: [Int: [Point]] = [:]
        for index in x.indices {
            guard let point = frame.point(x[index], y[index]), page.contains(point),
                let level = values.level(index)
            else { continue }
            groups[level, default: []].append(point)
        }
        for level in groups.keys.sorted() {
            let points = Polyline.spread(groups[level]!, to: page)
            canvas.add(#"<g color="\#(values.map.level(level))">"#)
            var path = Path()
            for point in points { marker.add(to: &path, at: point, radius: radius) }
            // The palest colours would vanish on the page without an outline.
            canvas.add(path, #"class="a" fill="currentColor" stroke-width="\#(radius > 2 ? 0.6 : 0)""#)
            canvas.add("</g>")
        }
    }

    private func points(in frame: Frame) -> [Point] { zip(x, y).compactMap { frame.point($0, $1) } }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        for point in points(in: frame) {
            coverage.add(Rect(x: point.x - 3, y: point.y - 3, width: 6, height: 6))
        }
    }

    var keys: [LegendKey] {
        guard let label, values == nil else { return [] }
        return [LegendKey(label: label, hue: hue, glyph: .point(marker))]
    }

    var colorBar: ColorBar? { values.map { ColorBar($0, label: label) } }

    var summary: String { "\(x.count) points" + (label.map { " “\($0)”" } ?? "") }
}

extension Figure {
    /// Draws a marker at each point `(x[i], y[i])`.
    ///
    /// - Parameters:
    ///   - x: the places across.
    ///   - y: the heights.
    ///   - label: the name in the legend.
    ///   - color: by default the next of the eight colours.
    ///   - marker: by default the next of the eight shapes, so that clouds can be told apart without colour.
    ///   - size: the width of a marker in pixels; by default 8.4, and less where points are many.
    /// - Requires: `x` and `y` have the same number of values.
    /// - Complexity: O(n); more than 4 000 points are thinned to one in each half pixel.
    public mutating func scatter(
        _ x: [Double], _ y: [Double], label: String? = nil, color: Hue? = nil,
        marker: Marker? = nil, size: Double? = nil
    ) {
        demand(x.count == y.count, "Figure.scatter: \(x.count) x values but \(y.count) y values")
        let style = takeStyle()
        add(
            ScatterMark(
                x: x, y: y, label: label, hue: color ?? .cycle(style), marker: marker ?? .cycle(style),
                size: size ?? Self.markerSize(for: x.count)))
    }

    /// Draws a marker at each point, in the colour and shape of its class.
    ///
    ///     figure.scatter(x, y, classes: [0, 1, 1, 0], names: ["benign", "malignant"])
    ///
    /// - Parameters:
    ///   - x: the places across.
    ///   - y: the heights.
    ///   - classes: the class of each point, 0, 1, 2, …; class k has the k-th colour and shape.
    ///   - names: the name of each class in the legend; by default "class 0", "class 1", …
    ///   - size: the width of a marker in pixels; by default 8.4, and less where points are many.
    /// - Requires: `x`, `y` and `classes` have the same number of values; no class is negative.
    public mutating func scatter(
        _ x: [Double], _ y: [Double], classes: [Int],
        names: [String]? = nil, size: Double? = nil
    ) {
        demand(
            x.count == y.count && x.count == classes.count,
            "Figure.scatter: \(x.count) x values, \(y.count) y values, \(classes.count) classes")
        demand(classes.allSatisfy { $0 >= 0 }, "Figure.scatter: a class is negative")
        for kind in Set(classes).sorted() {
            let members = classes.indices.filter { classes[$0] == kind }
            let name = names.flatMap { kind < $0.count ? $0[kind] : nil } ?? "class \(kind)"
            add(
                ScatterMark(
                    x: members.map { x[$0] }, y: members.map { y[$0] }, label: name, hue: .cycle(kind),
                    marker: .cycle(kind), size: size ?? Self.markerSize(for: x.count)))
        }
    }

    /// Draws a marker at each point, coloured by a value; a colour bar explains the colours.
    ///
    /// - Parameters:
    ///   - x: the places across.
    ///   - y: the heights.
    ///   - values: the value of each point; a point whose value is not finite is left out.
    ///   - label: what the values are, beside the colour bar.
    ///   - colors: the colour map.
    ///   - limits: the values at the two ends of the map; by default the smallest and the largest.
    ///   - size: the width of a marker in pixels; by default 8.4, and less where points are many.
    /// - Requires: `x`, `y` and `values` have the same number of values.
    public mutating func scatter(
        _ x: [Double], _ y: [Double], values: [Double],
        label: String? = nil, colors: ColorMap = .viridis, limits: ClosedRange<Double>? = nil,
        size: Double? = nil
    ) {
        demand(
            x.count == y.count && x.count == values.count,
            "Figure.scatter: \(x.count) x values, \(y.count) y values, \(values.count) colours")
        add(
            ScatterMark(
                x: x, y: y, label: label, hue: .ink, marker: .circle,
                size: size ?? Self.markerSize(for: x.count),
                values: ColoredValues(values, map: colors, limits: limits)))
    }

    private static func markerSize(for count: Int) -> Double {
        count <= 200 ? 8.4 : count <= 1000 ? 6.6 : count <= 5000 ? 4.4 : 2.4
    }
}
