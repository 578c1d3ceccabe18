/// The bars of a histogram, which touch.
struct HistogramMark: Mark {
    var histogram: Histogram
    var heights: [Double]
    var label: String?
    var hue: Hue
    var hatch: Hatch

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        if histogram.counts.allSatisfy({ $0 == 0 }) { return extents }
        extents.x.include(histogram.edges, on: scales.x)
        extents.y.anchor(0, on: scales.y)
        extents.y.include(heights, on: scales.y)
        // On a logarithmic axis a bar of one needs a foot below it.
        if scales.y != .linear { extents.y.include((heights.filter { $0 > 0 }.min() ?? 1) / 2, on: scales.y) }
        return extents
    }

    func tally(_ scales: Scales) -> Tally {
        Tally(notFinite: 0, remarks: histogram.left == 0 ? [] : [leftRemark])
    }

    private var leftRemark: String {
        histogram.left == 1
            ? "1 value falls into no bin."
            : "\(NumberText.count(histogram.left)) values fall into no bin."
    }

    private func rects(in frame: Frame) -> [Rect] {
        heights.indices.compactMap { index in
            guard heights[index] > 0 else { return nil }
            let a = frame.pixelXOrFoot(histogram.edges[index]),
                b = frame.pixelXOrFoot(histogram.edges[index + 1])
            let top = frame.pixelYOrFoot(heights[index]), foot = frame.pixelYOrFoot(0)
            return Rect(x: min(a, b), y: min(top, foot), width: abs(b - a), height: abs(foot - top))
        }
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        let rects = rects(in: frame)
        canvas.group(hue) { Stroke.area(rects, hatch: hatch, hue: hue, opacity: 0.5, on: &$0) }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        for rect in rects(in: frame) { coverage.add(rect) }
    }

    var keys: [LegendKey] {
        label.map { [LegendKey(label: $0, hue: hue, glyph: .patch(hatch, opacity: 0.5))] } ?? []
    }

    var summary: String {
        "a histogram" + (label.map { " “\($0)”" } ?? "")
            + " of \(histogram.counts.reduce(0, +)) values in \(histogram.counts.count) bins"
    }
}

extension Figure {
    /// Draws how many values fall into each bin.
    ///
    ///     figure.histogram(residuals, label: "residuals")
    ///
    /// To compare samples, give all of them the same bins: `.edges(Histogram(all).edges)`.
    ///
    /// - Parameters:
    ///   - values: the numbers to count.
    ///   - bins: how the bins are chosen.
    ///   - density: whether bars show shares per unit, with area 1, instead of counts.
    ///   - label: the name in the legend.
    ///   - color: by default the next of the eight colours.
    ///   - hatch: by default the next of the patterns.
    public mutating func histogram(
        _ values: [Double], bins: BinRule = .automatic, density: Bool = false,
        label: String? = nil,
        color: Hue? = nil, hatch: Hatch? = nil
    ) {
        let histogram = Histogram(values, bins: bins)
        let heights = density ? histogram.densities : histogram.counts.map(Double.init)
        let style = takeStyle()
        add(
            HistogramMark(
                histogram: histogram, heights: heights, label: label, hue: color ?? .cycle(style),
                hatch: hatch ?? .cycle(style)))
    }
}
