/// One set of bars, one for each category.
struct BarSeries: Sendable {
    var values: [Double]
    var errors: [Double]?
    var label: String?
    var hue: Hue
    var hatch: Hatch
}

/// All bars of a figure, side by side or on top of each other.
struct BarsMark: OverlayMark {
    var categories: [String]
    var series: [BarSeries] = []
    var isStacked = false
    var isHorizontal = false
    var showsValues = false

    /// A bar: its category, the stretch across the category (from −0.5 to 0.5) and the values at its two ends.
    private struct Bar {
        var category: Int
        var across: (Double, Double)
        var foot: Double
        var value: Double
    }

    private func bars(of index: Int) -> [Bar] {
        let values = series[index].values
        if !isStacked {
            let width = 0.8 / Double(series.count), left = -0.4 + Double(index) * width
            return values.indices.filter { values[$0].isFinite }.map {
                Bar(category: $0, across: (left, left + width), foot: 0, value: values[$0])
            }
        }
        return values.indices.filter { values[$0].isFinite }.map { category in
            let below = series[..<index].map { $0.values[category] }.filter { $0.isFinite }
            let foot = below.filter { ($0 < 0) == (values[category] < 0) }.reduce(0, +)
            return Bar(category: category, across: (-0.35, 0.35), foot: foot, value: foot + values[category])
        }
    }

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        let scale = isHorizontal ? scales.x : scales.y
        var across = Extent(), along = Extent()
        if !categories.isEmpty {
            across.anchor(-0.5, on: .linear)
            across.anchor(Double(categories.count) - 0.5, on: .linear)
            along.anchor(0, on: scale)
        }
        for index in series.indices {
            for bar in bars(of: index) {
                let error = series[index].errors?[bar.category] ?? 0
                along.include([bar.value, bar.value + error, bar.value - error], on: scale)
            }
        }
        if showsValues && !isStacked && scale == .linear && !along.isEmpty {
            // Room for the numbers beyond the ends.
            let room = (along.upper - along.lower) * (isHorizontal ? 0.09 : 0.05)
            if along.upper > 0 { along.include(along.upper + room, on: scale) }
            if along.lower < 0 { along.include(along.lower - room, on: scale) }
        }
        return isHorizontal ? (along, across) : (across, along)
    }

    func tally(_ scales: Scales) -> Tally {
        var tally = Tally()
        let scale = isHorizontal ? scales.x : scales.y
        for value in series.flatMap(\.values) {
            if !value.isFinite {
                tally.notFinite += 1
            } else if !scale.shows(value) && (value != 0 || scale == .linear) {
                tally.outOfScale += 1
            }
        }
        return tally
    }

    private func rect(_ bar: Bar, in frame: Frame) -> Rect? {
        let centre = Double(bar.category)
        let scale = isHorizontal ? frame.x.scale : frame.y.scale
        guard scale.shows(bar.value) || bar.value == 0 else { return nil }
        if isHorizontal {
            guard let a = frame.pixelY(centre + bar.across.0), let b = frame.pixelY(centre + bar.across.1)
            else { return nil }
            let c = frame.pixelXOrFoot(bar.foot), d = frame.pixelXOrFoot(bar.value)
            return Rect(x: min(c, d), y: min(a, b), width: abs(d - c), height: abs(b - a))
        }
        guard let a = frame.pixelX(centre + bar.across.0), let b = frame.pixelX(centre + bar.across.1)
        else { return nil }
        let c = frame.pixelYOrFoot(bar.foot), d = frame.pixelYOrFoot(bar.value)
        return Rect(x: min(a, b), y: min(c, d), width: abs(b - a), height: abs(d - c))
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        for (index, series) in series.enumerated() {
            let bars = bars(of: index)
            canvas.group(series.hue) { canvas in
                let rects = bars.compactMap { rect($0, in: frame) }
                Stroke.area(rects, hatch: series.hatch, hue: series.hue, opacity: 0.9, on: &canvas)
            }
            guard let errors = series.errors else { continue }
            var path = Path()
            for bar in bars where errors[bar.category].isFinite {
                addError(bar, errors[bar.category], frame, &path)
            }
            canvas.group(.ink) { $0.add(path, Stroke.line(width: 1.5, dash: .solid)) }
        }
    }

    private func addError(_ bar: Bar, _ error: Double, _ frame: Frame, _ path: inout Path) {
        guard let rect = rect(bar, in: frame) else { return }
        if isHorizontal {
            let a = frame.pixelXOrFoot(bar.value - error), b = frame.pixelXOrFoot(bar.value + error)
            let y = rect.centre.y
            path.segment(Point(x: a, y: y), Point(x: b, y: y))
            for x in [a, b] { path.segment(Point(x: x, y: y - 4), Point(x: x, y: y + 4)) }
        } else {
            let a = frame.pixelYOrFoot(bar.value - error), b = frame.pixelYOrFoot(bar.value + error)
            let x = rect.centre.x
            path.segment(Point(x: x, y: a), Point(x: x, y: b))
            for y in [a, b] { path.segment(Point(x: x - 4, y: y), Point(x: x + 4, y: y)) }
        }
    }

    /// The number at the end of each bar, outside it; left out where bars are too thin for it.
    func drawOverlay(in frame: Frame, on canvas: inout Canvas) {
        guard showsValues else { return }
        for (index, series) in series.enumerated() {
            for bar in bars(of: index) {
                guard let rect = rect(bar, in: frame) else { continue }
                let text = NumberText.short(series.values[bar.category])
                let width = TextMetrics.width(text, size: TextMetrics.note)
                if isHorizontal {
                    if rect.height < 9 { continue }
                    let positive = bar.value >= bar.foot
                    let outside = isStacked ? rect.centre.x : positive ? rect.right + 5 : rect.x - 5
                    canvas.text(
                        text, at: Point(x: outside, y: rect.centre.y + 4),
                        anchor: isStacked ? .middle : positive ? .start : .end, size: TextMetrics.note,
                        halo: true)
                } else {
                    if rect.width < width - 6 { continue }
                    let up = bar.value >= bar.foot
                    let y = isStacked ? rect.centre.y + 4 : up ? rect.y - 5 : rect.bottom + 12
                    canvas.text(
                        text, at: Point(x: rect.centre.x, y: y), anchor: .middle, size: TextMetrics.note,
                        halo: true)
                }
            }
        }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {
        for index in series.indices {
            for bar in bars(of: index) {
                guard var rect = rect(bar, in: frame) else { continue }
                if showsValues { rect = rect.grown(by: isHorizontal ? 20 : 14) }
                if let error = series[index].errors?[bar.category], error.isFinite {
                    rect = rect.grown(by: 6)
                }
                coverage.add(rect)
            }
        }
    }

    var keys: [LegendKey] {
        series.compactMap { series in
            series.label.map {
                LegendKey(label: $0, hue: series.hue, glyph: .patch(series.hatch, opacity: 0.9))
            }
        }
    }

    var summary: String {
        let names = series.compactMap(\.label).map { "“\($0)”" }.joined(separator: ", ")
        return "bars over \(categories.count) categories" + (names.isEmpty ? "" : " for \(names)")
    }
}

extension Figure {
    /// Draws a bar for each category. Call it again with the same categories for further series, which stand beside
    /// the first or, where `stacked`, on top of it.
    ///
    ///     figure.bar(["iris", "wine"], [0.97, 0.94], label: "tree")
    ///     figure.bar(["iris", "wine"], [0.98, 0.97], label: "forest")
    ///
    /// - Parameters:
    ///   - categories: the names below the bars.
    ///   - values: the height of each bar.
    ///   - errors: the half-length of an error bar on each bar.
    ///   - label: the name of the series in the legend.
    ///   - stacked: whether the bars of all series stand on top of each other.
    ///   - horizontal: whether bars run to the right, with the first category on top: for long names.
    ///   - showsValues: whether the number is written at each bar.
    ///   - color: by default the next of the eight colours.
    ///   - hatch: by default the next of the patterns, so that series can be told apart without colour.
    /// - Requires: as many values (and errors) as categories; the same categories in each call.
    public mutating func bar(
        _ categories: [String], _ values: [Double], errors: [Double]? = nil,
        label: String? = nil,
        stacked: Bool = false, horizontal: Bool = false, showsValues: Bool = false, color: Hue? = nil,
        hatch: Hatch? = nil
    ) {
        demand(
            values.count == categories.count && (errors ?? values).count == categories.count,
            "Figure.bar: \(categories.count) categories, \(values.count) values, \(errors?.count ?? 0) errors"
        )
        let position = marks.firstIndex { $0 is BarsMark }
        var bars = position.flatMap { marks[$0] as? BarsMark } ?? BarsMark(categories: categories)
        bars.isStacked = bars.isStacked || stacked
        bars.isHorizontal = bars.isHorizontal || horizontal
        bars.showsValues = bars.showsValues || showsValues
        let style = takeStyle()
        bars.series.append(
            BarSeries(
                values: values, errors: errors, label: label, hue: color ?? .cycle(style),
                hatch: hatch ?? .cycle(style)))
        setCategories(categories, onX: !bars.isHorizontal, "Figure.bar")
        if bars.isHorizontal { yIsReversed = true }
        if let position { marks[position] = bars } else { marks.append(bars) }
    }

    /// Names the whole numbers 0, 1, 2, … of an axis.
    mutating func setCategories(
        _ names: [String], onX: Bool, _ operation: String
    ) {
        let present = onX ? xCategories : yCategories
        demand(
            present == nil || present == names,
            "\(operation): the categories \(names) differ from \(present ?? []), which the axis already has")
        if onX {
            (xCategories, xIsCounted) = (names, true)
        } else {
            (yCategories, yIsCounted) = (names, true)
        }
    }
}
