/// A straight line across the whole frame, at a value of one axis.
struct ReferenceLine: OverlayMark {
    var value: Double
    var isHorizontal: Bool
    var label: String?
    var hue: Hue
    var dash: Dash

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        if isHorizontal {
            extents.y.include(value, on: scales.y)
        } else {
            extents.x.include(value, on: scales.x)
        }
        return extents
    }

    func tally(_ scales: Scales) -> Tally {
        var tally = Tally()
        tally.count(isHorizontal ? 1 : value, isHorizontal ? value : 1, scales)
        return tally
    }

    private func ends(in frame: Frame) -> (Point, Point)? {
        let rect = frame.rect
        if isHorizontal {
            guard let y = frame.pixelY(value), y >= rect.y - 1, y <= rect.bottom + 1 else { return nil }
            return (Point(x: rect.x, y: y), Point(x: rect.right, y: y))
        }
        guard let x = frame.pixelX(value), x >= rect.x - 1, x <= rect.right + 1 else { return nil }
        return (Point(x: x, y: rect.bottom), Point(x: x, y: rect.y))
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        guard let (a, b) = ends(in: frame) else { return }
        var path = Path()
        path.segment(a, b)
        canvas.group(hue) { $0.add(path, Stroke.line(width: 1.4, dash: dash)) }
    }

    func drawOverlay(in frame: Frame, on canvas: inout Canvas) {
        guard let label, let (a, b) = ends(in: frame) else { return }
        if isHorizontal {
            let text = TextMetrics.fitted(label, into: frame.rect.width - 12, size: TextMetrics.tick)
            let above = a.y - 5 > frame.rect.y + 10
            let at = Point(x: b.x - 6, y: above ? a.y - 5 : a.y + 14)
            canvas.text(text, at: at, anchor: .end, halo: true)
        } else {
            let text = TextMetrics.fitted(label, into: frame.rect.height - 12, size: TextMetrics.tick)
            let leftHasRoom = a.x - 5 > frame.rect.x + 14
            let at = Point(x: leftHasRoom ? a.x - 5 : a.x + 14, y: b.y + 6)
            canvas.text(text, at: at, anchor: .end, angle: -90, halo: true)
        }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        guard let (a, b) = ends(in: frame) else { return }
        coverage.add(a, b)
        guard let label else { return }
        let width = TextMetrics.width(label, size: TextMetrics.tick)
        coverage.add(
            isHorizontal
                ? Rect(x: b.x - 6 - width, y: a.y - 17, width: width, height: 16)
                : Rect(x: a.x - 17, y: b.y + 6, width: 16, height: width))
    }

    var summary: String {
        "a \(isHorizontal ? "horizontal" : "vertical") line at \(NumberText.short(value))"
            + (label.map { " “\($0)”" } ?? "")
    }
}

/// Words at a place of the data.
struct TextMark: OverlayMark {
    var text: String
    var x: Double
    var y: Double
    var placement: TextPlacement

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        guard scales.x.shows(x), scales.y.shows(y) else { return extents }
        extents.x.include(x, on: scales.x)
        extents.y.include(y, on: scales.y)
        return extents
    }

    func tally(_ scales: Scales) -> Tally {
        var tally = Tally()
        tally.count(x, y, scales)
        return tally
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {}

    /// The point at which the text starts or ends, moved so that the text stays inside the frame.
    private func place(in frame: Frame) -> (Point, Anchor)? {
        guard let point = frame.point(x, y), frame.rect.grown(by: 1).contains(point) else { return nil }
        let half = TextMetrics.width(text, size: TextMetrics.tick) / 2
        let centre: Double
        switch placement {
        case .above, .below, .centre: centre = point.x
        case .left: centre = point.x - 8 - half
        case .right: centre = point.x + 8 + half
        }
        let low = frame.rect.x + half + 2, high = frame.rect.right - half - 2
        let x = low <= high ? min(max(centre, low), high) : frame.rect.centre.x
        let drop = placement == .above ? -8.0 : placement == .below ? 17 : 4
        let y = min(max(point.y + drop, frame.rect.y + 11), frame.rect.bottom - 4)
        return (Point(x: x, y: y), .middle)
    }

    func drawOverlay(in frame: Frame, on canvas: inout Canvas) {
        guard let (at, anchor) = place(in: frame) else { return }
        let fitted = TextMetrics.fitted(text, into: frame.rect.width - 4, size: TextMetrics.tick)
        canvas.text(fitted, at: at, anchor: anchor, halo: true)
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        guard let (at, _) = place(in: frame) else { return }
        let width = TextMetrics.width(text, size: TextMetrics.tick)
        coverage.add(Rect(x: at.x - width / 2, y: at.y - 12, width: width, height: 16))
    }

    var summary: String { "the words “\(text)”" }
}

/// Where words stand against their point.
public enum TextPlacement: Sendable {
    /// Around the point.
    case above, below, left, right, centre
}

/// An arrow between two places of the data.
struct ArrowMark: OverlayMark {
    var from: (x: Double, y: Double)
    var to: (x: Double, y: Double)
    var label: String?
    var hue: Hue
    var dash: Dash

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        extents.x.include([from.x, to.x], on: scales.x)
        extents.y.include([from.y, to.y], on: scales.y)
        return extents
    }

    func tally(_ scales: Scales) -> Tally {
        var tally = Tally()
        tally.count(from.x + to.x, from.y + to.y, scales)
        return tally
    }

    private func ends(in frame: Frame) -> (Point, Point)? {
        guard let a = frame.point(from.x, from.y), let b = frame.point(to.x, to.y) else { return nil }
        return (a, b)
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        guard let (a, b) = ends(in: frame) else { return }
        let dx = b.x - a.x, dy = b.y - a.y
        let length = (dx * dx + dy * dy).squareRoot()
        guard length > 0.01, length < 1e6 else { return }
        let (ux, uy) = (dx / length, dy / length)
        let head = min(11, length * 0.6)
        let neck = Point(x: b.x - head * ux, y: b.y - head * uy)
        var shaft = Path(), tip = Path()
        shaft.segment(a, Point(x: neck.x + ux, y: neck.y + uy))
        tip.polyline([
            b, Point(x: neck.x - 0.42 * head * uy, y: neck.y + 0.42 * head * ux),
            Point(x: neck.x + 0.42 * head * uy, y: neck.y - 0.42 * head * ux),
        ])
        tip.close()
        canvas.group(hue) { canvas in
            canvas.add(shaft, Stroke.line(width: 2.2, dash: dash))
            canvas.add(tip, #"fill="currentColor""#)
        }
    }

    /// The label stands beside the middle of the arrow, where it does not hide the tip.
    private func labelPlace(in frame: Frame) -> Rect? {
        guard let label, let (a, b) = ends(in: frame) else { return nil }
        let dx = b.x - a.x, dy = b.y - a.y
        let length = max((dx * dx + dy * dy).squareRoot(), 1)
        let width = TextMetrics.width(label, size: TextMetrics.label)
        let away = 9 + abs(dy / length) * width / 2
        let sign: Double = dx >= 0 ? 1 : -1
        let x = a.x + 0.55 * dx + sign * dy / length * away, y = a.y + 0.55 * dy - sign * dx / length * away
        return Rect(x: x - width / 2, y: y - 8, width: width, height: 16)
    }

    func drawOverlay(in frame: Frame, on canvas: inout Canvas) {
        guard let label, let place = labelPlace(in: frame) else { return }
        let at = Point(x: place.centre.x, y: place.centre.y + 4)
        canvas.text(label, at: at, anchor: .middle, size: TextMetrics.label, halo: true)
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        if let (a, b) = ends(in: frame) { coverage.add(a, b) }
        if let place = labelPlace(in: frame) { coverage.add(place) }
    }

    var summary: String { "an arrow" + (label.map { " “\($0)”" } ?? "") }
}

extension Figure {
    /// Draws a horizontal line across the frame at `value`, with words at its right end.
    public mutating func horizontalLine(
        at value: Double, label: String? = nil, color: Hue = .ink, dash: Dash = .dashed
    ) {
        add(ReferenceLine(value: value, isHorizontal: true, label: label, hue: color, dash: dash))
    }

    /// Draws a vertical line across the frame at `value`, with words at its upper end.
    public mutating func verticalLine(
        at value: Double, label: String? = nil, color: Hue = .ink, dash: Dash = .dashed
    ) {
        add(ReferenceLine(value: value, isHorizontal: false, label: label, hue: color, dash: dash))
    }

    /// Writes words at the place `(x, y)` of the data; they stay inside the frame.
    ///
    ///     figure.text("minimum", x: 2, y: 0.1, placement: .below)
    public mutating func text(_ text: String, x: Double, y: Double, placement: TextPlacement = .above) {
        add(TextMark(text: text, x: x, y: y, placement: placement))
    }

    /// Draws an arrow, as for a vector or a gradient; its label stands beside it.
    ///
    ///     figure.hasEqualAspect = true
    ///     figure.arrow(from: (0, 0), to: (3, 1), label: "a")
    public mutating func arrow(
        from: (x: Double, y: Double), to: (x: Double, y: Double), label: String? = nil, color: Hue? = nil,
        dash: Dash = .solid
    ) {
        let style = takeStyle()
        add(ArrowMark(from: from, to: to, label: label, hue: color ?? .cycle(style), dash: dash))
    }
}
