/// Shares a rectangle out among title, axes, labels, legend, colour bar and notes, and draws a figure into it.
struct Layout {
    private let figure: Figure
    private let outer: Rect
    private let titleLines: [String]
    private let noteLines: [String]
    private let isEmpty: Bool
    private var x: Axis
    private var y: Axis
    private var colorBar: ColorBar?

    init(_ figure: Figure, in outer: Rect) {
        self.figure = figure
        self.outer = outer
        titleLines = TextMetrics.wrapped(
            figure.title, into: outer.width - 24, size: TextMetrics.title, bold: true)
        let extents = figure.extents
        isEmpty = extents.x.isEmpty && extents.y.isEmpty
        let notes = (isEmpty ? ["No data to show."] : []) + figure.notes
        noteLines = TextMetrics.wrapped(
            notes.joined(separator: " "), into: outer.width - 24, size: TextMetrics.note, limit: 2)
        let scales = figure.scales
        x = Axis(scale: scales.x, extent: extents.x, limits: usable(figure.xLimits, scales.x))
        y = Axis(scale: scales.y, extent: extents.y, limits: usable(figure.yLimits, scales.y))
        y.reversed = figure.yIsReversed
        colorBar = figure.marks.lazy.compactMap(\.colorBar).first
    }

    func draw(on canvas: inout Canvas) {
        let keys = figure.marks.flatMap(\.keys)
        let legend =
            figure.legend == .hidden
            ? nil : Legend(keys, widest: outer.width * 0.45, tallest: outer.height * 0.8)
        var frame = self.frame(legendRoom: 0)
        var place: Rect?
        if let legend {
            place = insidePlace(legend, in: frame)
            if place == nil { frame = self.frame(legendRoom: legend.width + 8) }
        }
        drawTitle(over: frame, on: &canvas)
        AxisDrawing(frame: frame, figure: figure).drawGrid(on: &canvas)
        canvas.clipped(to: frame.rect.grown(by: 0.5)) { canvas in
            for mark in figure.marks { mark.draw(in: frame, on: &canvas) }
        }
        AxisDrawing(frame: frame, figure: figure).drawAxes(in: outer, notes: noteLines.count, on: &canvas)
        for mark in figure.marks { (mark as? any OverlayMark)?.drawOverlay(in: frame, on: &canvas) }
        colorBar?.draw(beside: frame.rect, on: &canvas)
        if let legend {
            let barRoom = colorBar?.room(height: frame.rect.height) ?? 0
            let outside = Rect(
                x: frame.rect.right + barRoom + 8, y: frame.rect.y - 4, width: legend.width,
                height: legend.height)
            legend.draw(at: place ?? outside, boxed: place != nil, on: &canvas)
        }
        drawNotes(on: &canvas)
    }

    private func insidePlace(_ legend: Legend, in frame: Frame) -> Rect? {
        switch figure.legend {
        case .outside, .hidden: return nil
        case .automatic:
            var coverage = Coverage(frame.rect)
            for mark in figure.marks { mark.cover(&coverage, in: frame) }
            return legend.freePlace(in: frame.rect, avoiding: coverage)
        default: return legend.place(figure.legend, in: frame.rect)
        }
    }

    /// The axes with their ticks, and the rectangle that the labels around them leave.
    private func frame(legendRoom: Double) -> Frame {
        var frame = Frame(rect: outer, x: x, y: y)
        let top = titleLines.isEmpty ? 14 : 16 + Double(titleLines.count) * 19
        var bottom = noteLines.isEmpty ? 8 : 12 + Double(noteLines.count) * 14
        var left = 12.0, right = 14 + legendRoom
        guard figure.showsAxes else {
            right += colorBar?.room(height: outer.height - top - bottom) ?? 0
            frame.rect = inner(left: left, top: top, right: right, bottom: bottom)
            if figure.hasEqualAspect { equaliseAspect(&frame) }
            return frame
        }
        if !figure.xLabel.isEmpty { bottom += 20 }
        let roughHeight = max(20, outer.height - top - bottom - 24)
        setTicks(&frame.y, figure.yTicks, figure.yCategories, length: roughHeight, spacing: 42)
        let widest = frame.y.ticks.map { TextMetrics.width($0.label, size: TextMetrics.tick) }.max() ?? 0
        left += min(widest, outer.width * 0.35) + 10 + (figure.yLabel.isEmpty ? 0 : 20)
        right += colorBar?.room(height: roughHeight) ?? 0
        let roughWidth = max(20, outer.width - left - right)
        setXTicks(&frame, length: roughWidth)
        let widths = frame.x.ticks.map { TextMetrics.width($0.label, size: TextMetrics.tick) }
        let places = frame.x.ticks.map { (frame.x.fraction($0.value) ?? 0) * roughWidth }
        frame.xLabels = AxisDrawing.stance(widths, at: places)
        bottom += frame.xLabels.height
        if frame.xLabels.isSlanted {
            // Slanted labels reach to the left of their tick.
            for (width, place) in zip(widths, places) { left = max(left, min(width, 150) * 0.82 - place + 8) }
        } else if let width = widths.last, let place = places.last {
            right = max(right, width / 2 - (roughWidth - place) + 6)
        }
        frame.rect = inner(left: left, top: top, right: right, bottom: bottom)
        if figure.hasEqualAspect { equaliseAspect(&frame) }
        return frame
    }

    /// Sets the ticks of the horizontal axis so far apart that numbers do not touch.
    private func setXTicks(_ frame: inout Frame, length: Double) {
        let spacing = frame.x.scale == .linear ? 74.0 : 52.0
        setTicks(&frame.x, figure.xTicks, figure.xCategories, length: length, spacing: spacing)
        if figure.xTicks != nil || figure.xCategories != nil { return }
        let widest = frame.x.ticks.map { TextMetrics.width($0.label, size: TextMetrics.tick) }.max() ?? 0
        if widest + 14 > spacing {
            setTicks(&frame.x, nil, nil, length: length, spacing: widest + 14)
        }
    }

    private func inner(left: Double, top: Double, right: Double, bottom: Double) -> Rect {
        Rect(
            x: outer.x + left, y: outer.y + top, width: max(10, outer.width - left - right),
            height: max(10, outer.height - top - bottom))
    }

    /// The reader's own ticks, or the names of the categories, or round numbers.
    private func setTicks(
        _ axis: inout Axis, _ fixed: [(value: Double, label: String)]?, _ categories: [String]?,
        length: Double,
        spacing: Double
    ) {
        if let categories, fixed == nil {
            let step = max(1, Int((12 * Double(categories.count) / max(length, 1)).rounded(.up)))
            let shown = stride(from: 0, to: categories.count, by: step)
            axis.ticks = shown.map { Tick(value: Double($0), label: categories[$0]) }
            axis.isCategorical = true
        } else if let fixed {
            axis.ticks = fixed.map { Tick(value: $0.value, label: $0.label) }
        } else {
            axis.setTicks(length: length, spacing: spacing)
        }
        axis.ticks = axis.ticks.filter { tick in
            axis.fraction(tick.value).map { $0 >= -1e-9 && $0 <= 1 + 1e-9 } ?? false
        }
    }

    /// Shrinks the rectangle so that one unit is equally long on both axes; only where both are linear.
    private func equaliseAspect(_ frame: inout Frame) {
        guard frame.x.scale == .linear, frame.y.scale == .linear else { return }
        let unitX = frame.rect.width / (frame.x.upper - frame.x.lower)
        let unitY = frame.rect.height / (frame.y.upper - frame.y.lower)
        if unitX > unitY {
            let width = max(10, frame.rect.width * unitY / unitX)
            frame.rect.x += (frame.rect.width - width) / 2
            frame.rect.width = width
        } else {
            let height = max(10, frame.rect.height * unitX / unitY)
            frame.rect.y += (frame.rect.height - height) / 2
            frame.rect.height = height
        }
        if figure.showsAxes {
            setXTicks(&frame, length: frame.rect.width)
            setTicks(&frame.y, figure.yTicks, figure.yCategories, length: frame.rect.height, spacing: 42)
        }
    }

    private func drawTitle(over frame: Frame, on canvas: inout Canvas) {
        for (index, line) in titleLines.enumerated() {
            let half = TextMetrics.width(line, size: TextMetrics.title, bold: true) / 2
            let centre = min(max(frame.rect.centre.x, outer.x + 8 + half), outer.right - 8 - half)
            let at = Point(x: centre, y: outer.y + 24 + Double(index) * 19)
            canvas.text(line, at: at, anchor: .middle, size: TextMetrics.title, style: "T")
        }
    }

    private func drawNotes(on canvas: inout Canvas) {
        for (index, line) in noteLines.enumerated() {
            let y = outer.bottom - 8 - Double(noteLines.count - 1 - index) * 14
            canvas.text(line, at: Point(x: outer.x + 12, y: y), size: TextMetrics.note, style: "m")
        }
    }
}

/// A range that the axis can show; others count as not given.
private func usable(_ limits: ClosedRange<Double>?, _ scale: AxisScale) -> ClosedRange<Double>? {
    guard let limits, scale.shows(limits.lowerBound), scale.shows(limits.upperBound) else { return nil }
    return limits
}

/// A mark that also draws above the axes, outside the clip.
protocol OverlayMark: Mark {
    func drawOverlay(in frame: Frame, on canvas: inout Canvas)
}
