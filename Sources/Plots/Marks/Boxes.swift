/// Samples side by side, each as a box with whiskers or as a violin.
struct BoxesMark: Mark {
    var groups: [[Double]]
    var boxes: [BoxSummary?]
    /// The outline of each violin: places along the value axis and the density there; nil for box plots.
    var curves: [[(x: Double, density: Double)]]?
    var hue: Hue
    var label: String?

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        if !groups.isEmpty {
            extents.x.anchor(-0.5, on: scales.x)
            extents.x.anchor(Double(groups.count) - 0.5, on: scales.x)
        }
        for group in groups { extents.y.include(group, on: scales.y) }
        return extents
    }

    func tally(_ scales: Scales) -> Tally {
        var tally = Tally()
        for value in groups.joined() { tally.count(1, value, scales) }
        return tally
    }

    private func pixel(_ across: Double, _ value: Double, _ frame: Frame) -> Point {
        Point(x: frame.pixelXOrFoot(across), y: frame.pixelYOrFoot(value))
    }

    private func rect(_ group: Int, _ half: Double, _ low: Double, _ high: Double, _ frame: Frame) -> Rect {
        let a = pixel(Double(group) - half, high, frame), b = pixel(Double(group) + half, low, frame)
        return Rect(x: a.x, y: a.y, width: b.x - a.x, height: b.y - a.y)
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        canvas.group(hue) { canvas in
            for index in groups.indices {
                guard let box = boxes[index] else { continue }
                if let curves {
                    drawViolin(curves[index], index, box, frame, &canvas)
                } else {
                    drawBox(box, index, half: 0.28, frame, &canvas)
                }
            }
        }
    }

    private func drawBox(
        _ box: BoxSummary, _ index: Int, half: Double, _ frame: Frame, _ canvas: inout Canvas
    ) {
        let centre = Double(index)
        var body = Path(), whiskers = Path(), median = Path()
        body.rect(rect(index, half, box.lowerQuartile, box.upperQuartile, frame))
        for (end, quartile) in [(box.lowerWhisker, box.lowerQuartile), (box.upperWhisker, box.upperQuartile)]
        {
            whiskers.segment(pixel(centre, quartile, frame), pixel(centre, end, frame))
            whiskers.segment(pixel(centre - half / 2, end, frame), pixel(centre + half / 2, end, frame))
        }
        median.segment(pixel(centre - half, box.median, frame), pixel(centre + half, box.median, frame))
        canvas.add(body, #"fill="currentColor" fill-opacity=".3" stroke="currentColor" stroke-width="1.5""#)
        canvas.add(whiskers, Stroke.line(width: 1.5, dash: .solid))
        canvas.add(median, Stroke.line(width: 3, dash: .solid))
        let outliers = box.outliers.compactMap { frame.point(centre, $0) }
        Stroke.rings(Polyline.spread(outliers, to: frame.rect), radius: 3.2, on: &canvas)
    }

    /// The density to both sides, with the quartiles as a bar and the median as a dot inside.
    private func drawViolin(
        _ curve: [(x: Double, density: Double)], _ index: Int, _ box: BoxSummary, _ frame: Frame,
        _ canvas: inout Canvas
    ) {
        let centre = Double(index), peak = curve.map(\.density).max() ?? 0
        var body = Path(), quartiles = Path()
        if peak > 0 {
            let right = curve.map { pixel(centre + 0.4 * $0.density / peak, $0.x, frame) }
            let left = curve.reversed().map { pixel(centre - 0.4 * $0.density / peak, $0.x, frame) }
            body.polyline(right + left)
            body.close()
        } else {
            body.segment(pixel(centre - 0.3, box.median, frame), pixel(centre + 0.3, box.median, frame))
        }
        canvas.add(body, #"fill="currentColor" fill-opacity=".3" stroke="currentColor" stroke-width="1.5""#)
        quartiles.segment(
            pixel(centre, box.lowerQuartile, frame), pixel(centre, box.upperQuartile, frame))
        canvas.add(quartiles, Stroke.line(width: 5, dash: .solid))
        let dot = pixel(centre, box.median, frame)
        canvas.add(
            #"<circle class="b" cx="\#(dot.x)" cy="\#(dot.y)" r="3.4" stroke="currentColor" stroke-width="1.6"/>"#
        )
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        for (index, group) in groups.enumerated() {
            guard let low = group.filter(\.isFinite).min(), let high = group.filter(\.isFinite).max() else {
                continue
            }
            coverage.add(rect(index, 0.4, low, high, frame))
        }
    }

    var keys: [LegendKey] {
        label.map { [LegendKey(label: $0, hue: hue, glyph: .patch(.none, opacity: 0.3))] } ?? []
    }

    var summary: String { "\(groups.count) \(curves == nil ? "box plots" : "violins")" }
}

extension Stroke {
    static func rings(_ points: [Point], radius: Double, on canvas: inout Canvas) {
        var path = Path()
        for point in points { Marker.circle.add(to: &path, at: point, radius: radius) }
        canvas.add(path, #"fill="none" stroke="currentColor" stroke-width="1.3""#)
    }
}

extension Figure {
    /// Draws a box plot of each sample: the box holds the middle half of the values, the thick line is the median,
    /// whiskers reach to the last value within 1.5 box lengths, rings are the values beyond.
    ///
    ///     figure.box([[5.1, 4.9, 5.0], [7.0, 6.4, 6.9]], names: ["setosa", "versicolor"])
    ///
    /// - Requires: as many names as samples.
    public mutating func box(
        _ samples: [[Double]], names: [String], label: String? = nil, color: Hue? = nil
    ) {
        demand(
            samples.count == names.count, "Figure.box: \(samples.count) samples but \(names.count) names")
        setCategories(names, onX: true, "Figure.box")
        let boxes = samples.map { BoxSummary($0) }
        add(BoxesMark(groups: samples, boxes: boxes, hue: color ?? .cycle(takeStyle()), label: label))
    }

    /// Draws a violin of each sample: its density to both sides (see `KernelDensity`), with the middle half of the
    /// values as a bar and the median as a dot. All violins are equally wide.
    ///
    /// - Requires: as many names as samples.
    public mutating func violin(
        _ samples: [[Double]], names: [String], label: String? = nil, color: Hue? = nil
    ) {
        demand(
            samples.count == names.count, "Figure.violin: \(samples.count) samples but \(names.count) names")
        setCategories(names, onX: true, "Figure.violin")
        let boxes = samples.map { BoxSummary($0) }
        let curves = samples.map { KernelDensity($0)?.curve(100) ?? [] }
        add(
            BoxesMark(
                groups: samples, boxes: boxes, curves: curves, hue: color ?? .cycle(takeStyle()), label: label
            ))
    }
}
