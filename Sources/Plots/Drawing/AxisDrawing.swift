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
        drawXLabels(on: &canvas)
        drawYLabels(room: outer.width * 0.35, on: &canvas)
        drawNames(in: outer, on: &canvas)
    }

    /// Writes what the axes show, below and at the left, pushed inwards where it would leave the page.
    private func drawNames(in outer: Rect, on canvas: inout Canvas) {
        let rect = frame.rect, size = TextMetrics.label
        if !figure.xLabel.isEmpty {
            let text = TextMetrics.fitted(figure.xLabel, into: outer.width - 24, size: size)
            let half = TextMetrics.width(text, size: size) / 2
            let x = min(max(rect.centre.x, outer.x + 8 + half), outer.right - 8 - half)
            let at = Point(x: x, y: rect.bottom + frame.xLabels.height + 13)
            canvas.text(text, at: at, anchor: .middle, size: size)
        }
        if !figure.yLabel.isEmpty {
            let text = TextMetrics.fitted(figure.yLabel, into: rect.height + 16, size: size)
            let widest = frame.y.ticks.map { TextMetrics.width($0.label, size: TextMetrics.tick) }.max() ?? 0
            let at = Point(x: rect.x - min(widest, outer.width * 0.35) - 20, y: rect.centre.y)
            canvas.text(text, at: at, anchor: .middle, size: size, angle: -90)
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

    /// How labels of these widths stand at these places: level, or slanted where they would touch.
    static func stance(_ widths: [Double], at places: [Double]) -> (isSlanted: Bool, height: Double) {
        let touches = widths.indices.dropFirst().contains { index in
            (widths[index] + widths[index - 1]) / 2 + 6 > abs(places[index] - places[index - 1])
        }
        guard touches else { return (false, 24) }
        return (true, min(widths.max() ?? 0, 150) * sin(35 * Double.pi / 180) + 22)
    }

    private func drawXLabels(on canvas: inout Canvas) {
        for tick in frame.x.ticks {
            guard let x = frame.pixelX(tick.value) else { continue }
            let y = frame.rect.bottom
            if frame.xLabels.isSlanted {
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
