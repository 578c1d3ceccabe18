import Foundation

/// Draws the grid, the axes with their ticks, and the labels around them.
struct AxisDrawing {
    var frame: Frame
    var figure: Figure

    func drawGrid(on canvas: inout Canvas) {
        guard figure.showsAxes, figure.showsGrid else { return }
        var path = Path()
        let rect = frame.rect
        if !frame.x.isCategorical {
            for position in frame.x.ticks.compactMap({ frame.pixelX($0.value) }) {
                path.segment(Point(x: position, y: rect.y), Point(x: position, y: rect.bottom))
            }
        }
        if !frame.y.isCategorical {
            for position in frame.y.ticks.compactMap({ frame.pixelY($0.value) }) {
                path.segment(Point(x: rect.x, y: position), Point(x: rect.right, y: position))
            }
        }
        canvas.add(path, #"class="g""#)
    }

    func drawAxes(in outer: Rect, notes: Int, on canvas: inout Canvas) {
        guard figure.showsAxes else { return }
        let rect = frame.rect
        var path = Path()
        path.polyline([
            Point(x: rect.x, y: rect.y), Point(x: rect.x, y: rect.bottom),
            Point(x: rect.right, y: rect.bottom),
        ])
        addTicks(to: &path)
        canvas.add(path, #"class="a" fill="none""#)
        let labels = Self.tickLabels(frame.x, length: rect.width)
        drawXLabels(labels, on: &canvas)
        drawYLabels(room: outer.width * 0.35, on: &canvas)
        if !figure.xLabel.isEmpty {
            let text = TextMetrics.fitted(figure.xLabel, into: outer.width - 24, size: TextMetrics.label)
            let at = Point(x: rect.centre.x, y: rect.bottom + labels.height + 13)
            canvas.text(text, at: at, anchor: .middle, size: TextMetrics.label)
        }
        if !figure.yLabel.isEmpty {
            let text = TextMetrics.fitted(figure.yLabel, into: outer.height - 16, size: TextMetrics.label)
            let widest = frame.y.ticks.map { TextMetrics.width($0.label, size: TextMetrics.tick) }.max() ?? 0
            let at = Point(x: rect.x - min(widest, outer.width * 0.35) - 20, y: rect.centre.y)
            canvas.text(text, at: at, anchor: .middle, size: TextMetrics.label, angle: -90)
        }
    }

    private func addTicks(to path: inout Path) {
        let rect = frame.rect
        for (values, length) in [(frame.x.ticks.map(\.value), 5.0), (frame.x.minor, 3.0)] {
            for position in values.compactMap(frame.pixelX) {
                path.segment(Point(x: position, y: rect.bottom), Point(x: position, y: rect.bottom + length))
            }
        }
        for (values, length) in [(frame.y.ticks.map(\.value), 5.0), (frame.y.minor, 3.0)] {
            for position in values.compactMap(frame.pixelY) {
                path.segment(Point(x: rect.x - length, y: position), Point(x: rect.x, y: position))
            }
        }
    }

    /// How the labels below the horizontal axis stand, and how much room they take.
    static func tickLabels(_ axis: Axis, length: Double) -> (isSlanted: Bool, height: Double) {
        let widths = axis.ticks.map { TextMetrics.width($0.label, size: TextMetrics.tick) }
        let positions = axis.ticks.map { (axis.fraction($0.value) ?? 0) * length }
        var overlaps = false
        for index in widths.indices.dropFirst() {
            let gap = abs(positions[index] - positions[index - 1])
            if (widths[index] + widths[index - 1]) / 2 + 6 > gap { overlaps = true }
        }
        guard overlaps else { return (false, 24) }
        return (true, min(widths.max() ?? 0, 150) * sin(35 * Double.pi / 180) + 22)
    }

    private func drawXLabels(_ layout: (isSlanted: Bool, height: Double), on canvas: inout Canvas) {
        for tick in frame.x.ticks {
            guard let x = frame.pixelX(tick.value) else { continue }
            let y = frame.rect.bottom
            if layout.isSlanted {
                let text = TextMetrics.fitted(tick.label, into: 150, size: TextMetrics.tick)
                canvas.text(text, at: Point(x: x + 4, y: y + 16), anchor: .end, style: "m", angle: -35)
            } else {
                canvas.text(tick.label, at: Point(x: x, y: y + 18), anchor: .middle, style: "m")
            }
        }
    }

    private func drawYLabels(room: Double, on canvas: inout Canvas) {
        for tick in frame.y.ticks {
            guard let y = frame.pixelY(tick.value) else { continue }
            let text = TextMetrics.fitted(tick.label, into: room, size: TextMetrics.tick)
            canvas.text(text, at: Point(x: frame.rect.x - 8, y: y + 4), anchor: .end, style: "m")
        }
    }
}
