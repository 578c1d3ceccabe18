/// The area between two curves over the same x.
struct BandMark: Mark {
    var x: [Double]
    var lower: [Double]
    var upper: [Double]
    var label: String?
    var hue: Hue
    var hatch: Hatch

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        for index in x.indices where isShown(index, scales) {
            extents.x.include(x[index], on: scales.x)
            extents.y.include(lower[index], on: scales.y)
            extents.y.include(upper[index], on: scales.y)
        }
        return extents
    }

    /// On a logarithmic axis a band may reach down to zero or below: it then ends at the foot of the frame.
    private func isShown(_ index: Int, _ scales: Scales) -> Bool {
        scales.x.shows(x[index]) && lower[index].isFinite && upper[index].isFinite
            && (scales.y.shows(upper[index]) || scales.y.shows(lower[index]))
    }

    func tally(_ scales: Scales) -> Tally {
        var tally = Tally()
        for index in x.indices where !isShown(index, scales) {
            let isFinite = x[index].isFinite && lower[index].isFinite && upper[index].isFinite
            if isFinite { tally.outOfScale += 1 } else { tally.notFinite += 1 }
        }
        if x.count > Polyline.limit { tally.thinned = x.count }
        return tally
    }

    private func outlines(in frame: Frame) -> [(lower: [Point], upper: [Point])] {
        let scales = Scales(x: frame.x.scale, y: frame.y.scale)
        var outlines: [(lower: [Point], upper: [Point])] = [], low: [Point] = [], high: [Point] = []
        let top = frame.rect.y - 50, bottom = frame.rect.bottom + 50
        for index in x.indices {
            guard isShown(index, scales), let px = frame.pixelX(x[index]) else {
                if !low.isEmpty { outlines.append((low, high)) }
                (low, high) = ([], [])
                continue
            }
            low.append(Point(x: px, y: min(max(frame.pixelYOrFoot(lower[index]), top), bottom)))
            high.append(Point(x: px, y: min(max(frame.pixelYOrFoot(upper[index]), top), bottom)))
        }
        if !low.isEmpty { outlines.append((low, high)) }
        return outlines.map { (Polyline.thinned($0.lower), Polyline.thinned($0.upper)) }
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        var path = Path()
        for outline in outlines(in: frame) {
            path.polyline(outline.upper + outline.lower.reversed())
            path.close()
        }
        canvas.group(hue) {
            Stroke.area(path, hatch: hatch, hue: hue, opacity: 0.22, outlined: false, on: &$0)
        }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        for outline in outlines(in: frame) {
            for (a, b) in zip(outline.lower, outline.upper) { coverage.add(a, b) }
            for (a, b) in zip(outline.lower, outline.lower.dropFirst()) { coverage.add(a, b) }
            for (a, b) in zip(outline.upper, outline.upper.dropFirst()) { coverage.add(a, b) }
        }
    }

    var keys: [LegendKey] {
        label.map { [LegendKey(label: $0, hue: hue, glyph: .patch(hatch, opacity: 0.22))] } ?? []
    }

    var summary: String { "a band" + (label.map { " “\($0)”" } ?? "") }
}

/// Points with a bar for their uncertainty.
struct ErrorBarMark: Mark {
    var x: [Double]
    var y: [Double]
    var below: [Double]
    var above: [Double]
    var label: String?
    var hue: Hue
    var marker: Marker

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        for index in x.indices where scales.x.shows(x[index]) && scales.y.shows(y[index]) {
            extents.x.include(x[index], on: scales.x)
            extents.y.include([y[index], y[index] - below[index], y[index] + above[index]], on: scales.y)
        }
        return extents
    }

    func tally(_ scales: Scales) -> Tally {
        var tally = Tally()
        for index in x.indices { tally.count(x[index], y[index] + below[index] + above[index], scales) }
        return tally
    }

    private func bars(in frame: Frame) -> [(centre: Point, top: Double, bottom: Double)] {
        let page = frame.rect.grown(by: 30)
        return x.indices.compactMap { index in
            guard let centre = frame.point(x[index], y[index]), page.contains(centre) else { return nil }
            let top = frame.pixelY(y[index] + above[index]) ?? centre.y
            let bottom = below[index].isFinite ? frame.pixelYOrFoot(y[index] - below[index]) : centre.y
            return (centre, max(top, page.y), min(bottom, page.bottom))
        }
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        let bars = bars(in: frame)
        var path = Path()
        for bar in bars {
            path.segment(Point(x: bar.centre.x, y: bar.top), Point(x: bar.centre.x, y: bar.bottom))
            for y in [bar.top, bar.bottom] {
                path.segment(Point(x: bar.centre.x - 4, y: y), Point(x: bar.centre.x + 4, y: y))
            }
        }
        canvas.group(hue) { canvas in
            canvas.add(path, #"fill="none" stroke="currentColor" stroke-width="1.5""#)
            Stroke.markers(bars.map(\.centre), marker, radius: 4, on: &canvas)
        }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        for bar in bars(in: frame) {
            coverage.add(
                Rect(x: bar.centre.x - 4, y: bar.top, width: 8, height: max(1, bar.bottom - bar.top)))
        }
    }

    var keys: [LegendKey] {
        label.map { [LegendKey(label: $0, hue: hue, glyph: .line(.solid, marker, width: 1.5))] } ?? []
    }

    var summary: String { "\(x.count) points with error bars" + (label.map { " “\($0)”" } ?? "") }
}

extension Figure {
    /// Fills the area between the curves `lower` and `upper`, as for a confidence band.
    ///
    ///     figure.band(x, lower: mean - spread, upper: mean + spread, label: "± 1 s.d.", color: .blue)
    ///
    /// - Parameters:
    ///   - x: the places across.
    ///   - lower: the lower bound at each place.
    ///   - upper: the upper bound at each place.
    ///   - label: the name in the legend.
    ///   - color: by default that of the next series; give the colour of the line that the band belongs to.
    ///   - hatch: a pattern laid over the area.
    /// - Requires: `x`, `lower` and `upper` have the same number of values.
    public mutating func band(
        _ x: [Double], lower: [Double], upper: [Double],
        label: String? = nil, color: Hue? = nil, hatch: Hatch = .none
    ) {
        demand(
            x.count == lower.count && x.count == upper.count,
            "Figure.band: \(x.count) x values, \(lower.count) lower and \(upper.count) upper bounds")
        // A band without a colour of its own takes the one that the next line will have.
        add(
            BandMark(
                x: x, lower: lower, upper: upper, label: label, hue: color ?? .cycle(styleCount), hatch: hatch
            ))
    }

    /// Draws points with error bars from `y − below` to `y + above`.
    ///
    /// - Parameters:
    ///   - x: the places across.
    ///   - y: the heights.
    ///   - errors: the length of each bar, downwards and upwards.
    ///   - above: the length upwards, where it differs from that downwards.
    ///   - label: the name in the legend.
    ///   - color: by default the next of the eight colours.
    ///   - marker: by default the next of the eight shapes.
    /// - Requires: all sequences have the same number of values; no error is negative.
    public mutating func errorBars(
        _ x: [Double], _ y: [Double], errors: [Double],
        above: [Double]? = nil, label: String? = nil, color: Hue? = nil, marker: Marker? = nil
    ) {
        let below = errors
        let up = above ?? below
        demand(
            x.count == y.count && x.count == below.count && x.count == up.count,
            "Figure.errorBars: \(x.count) x values, \(y.count) y values, \(below.count) and \(up.count) errors"
        )
        demand((below + up).allSatisfy { !($0 < 0) }, "Figure.errorBars: an error is negative")
        let style = takeStyle()
        add(
            ErrorBarMark(
                x: x, y: y, below: below, above: up, label: label, hue: color ?? .cycle(style),
                marker: marker ?? .cycle(style)))
    }
}
