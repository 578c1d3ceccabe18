/// What both a figure and a page of panels can do.
public protocol Drawing: Sendable {
    /// The drawing as the text of an SVG file; the same drawing always gives the same text.
    ///
    /// - Parameter id: the prefix of every id inside; by default a hash of the content. Letters and digits count.
    func svg(id: String?) -> String
}

/// A chart: axes with marks on them, which `svg()` writes as the text of an SVG file.
///
///     var figure = Figure(title: "Loss", xLabel: "epoch", yLabel: "mean squared error")
///     figure.yScale = .log10
///     figure.line(epochs, training, label: "training")
///     figure.line(epochs, validation, label: "validation")
///     try figure.write(to: "loss.svg")
///
/// A figure is a value: copies are independent, and marks are drawn in the order in which they were added. Colours
/// follow the reader's light or dark setting. Series differ in colour *and* in dash, marker or hatch.
public struct Figure: Drawing {
    /// The title, above the axes.
    public var title: String
    /// What the horizontal axis shows, with its unit.
    public var xLabel: String
    /// What the vertical axis shows, with its unit.
    public var yLabel: String
    /// The width of the drawing in pixels, 120 or more.
    public var width: Double
    /// The height of the drawing in pixels, 90 or more.
    public var height: Double
    /// How values become positions on the horizontal axis.
    public var xScale: AxisScale = .linear
    /// How values become positions on the vertical axis.
    public var yScale: AxisScale = .linear
    /// The range of the horizontal axis; by default that of the data with a little air.
    public var xLimits: ClosedRange<Double>?
    /// The range of the vertical axis; by default that of the data with a little air.
    public var yLimits: ClosedRange<Double>?
    /// Ticks of the horizontal axis in place of the automatic ones: values and what stands there.
    public var xTicks: [(value: Double, label: String)]?
    /// Ticks of the vertical axis in place of the automatic ones.
    public var yTicks: [(value: Double, label: String)]?
    /// Whether one unit is equally long on both axes, as for maps, images and vectors.
    public var hasEqualAspect = false
    /// Whether axes, ticks and grid are drawn.
    public var showsAxes = true
    /// Whether the grid is drawn.
    public var showsGrid = true
    /// Where the legend goes.
    public var legend: LegendPlacement = .automatic
    /// Light, dark, or as the reader's system asks.
    public var theme: Theme = .automatic
    /// What the figure shows, for people who hear it; by default put together from the marks.
    public var description: String?

    var marks: [any Mark] = []
    var styleCount = 0
    var yIsReversed = false
    /// Whether marks need equal steps on the axis, whatever scale was asked for: categories, cells, pictures.
    var xIsCounted = false
    var yIsCounted = false
    var xCategories: [String]?
    var yCategories: [String]?

    /// A figure without marks, or with those that `draw` adds.
    ///
    ///     let figure = Figure(title: "Parabola") { $0.function(over: -1...1) { $0 * $0 } }
    public init(
        title: String = "", xLabel: String = "", yLabel: String = "", width: Double = 640,
        height: Double = 420,
        _ draw: (inout Figure) -> Void = { _ in }
    ) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.width = width
        self.height = height
        draw(&self)
    }

    /// The number of the next series, which picks its colour and pattern.
    mutating func takeStyle() -> Int {
        defer { styleCount += 1 }
        return styleCount
    }

    mutating func add(_ mark: some Mark) { marks.append(mark) }

    /// The figure as the text of an SVG file.
    ///
    /// - Parameter id: the prefix of every id inside; by default a hash of the content.
    public func svg(id: String? = nil) -> String {
        let width = Self.pixels(width, atLeast: 120), height = Self.pixels(height, atLeast: 90)
        var canvas = Canvas()
        Layout(self, in: Rect(x: 0, y: 0, width: width, height: height)).draw(on: &canvas)
        let name = title.isEmpty ? "Figure" : title
        let document = Document(
            width: width, height: height, theme: theme, title: name, description: spokenDescription)
        return document.svg(canvas, id: id)
    }

    static func pixels(_ size: Double, atLeast least: Double) -> Double {
        size.isFinite ? min(max(size, least), 10_000) : 640
    }

    /// The description, or one put together from the axes and the marks.
    var spokenDescription: String {
        if let description { return description }
        var parts: [String] = []
        if !xLabel.isEmpty { parts.append("Horizontal axis: \(xLabel).") }
        if !yLabel.isEmpty { parts.append("Vertical axis: \(yLabel).") }
        let summaries = marks.map(\.summary)
        let rest = summaries.count > 12 ? ["and \(summaries.count - 12) more"] : []
        parts.append(
            summaries.isEmpty ? "No data." : "Shows \((summaries.prefix(12) + rest).joined(separator: ", "))."
        )
        return (parts + notes).joined(separator: " ")
    }

    /// What the axes must show for all marks.
    var extents: (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        for mark in marks {
            let wanted = mark.extents(scales)
            extents.x.merge(wanted.x)
            extents.y.merge(wanted.y)
        }
        return extents
    }

    /// The scales in use.
    var scales: Scales { Scales(x: xIsCounted ? .linear : xScale, y: yIsCounted ? .linear : yScale) }

    /// What is said below the figure.
    var notes: [String] { marks.reduce(Tally()) { $0 + $1.tally(scales) }.notes }
}
