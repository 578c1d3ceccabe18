/// Several figures on one page, in rows and columns, under one title.
///
///     var panels = Panels(title: "Two views", rows: 1, columns: 2)
///     panels[0, 0] = Figure(title: "left") { $0.line([0, 1], [0, 1]) }
///     panels[0, 1] = Figure(title: "right") { $0.line([0, 1], [1, 0]) }
///     panels.sharesY = true
///     try panels.write(to: "panels.svg")
///
/// The figures' own sizes and themes do not count here: the page has one of its own.
public struct Panels: Drawing {
    /// The title of the page.
    public var title: String
    /// How many figures stand above each other.
    public let rows: Int
    /// How many figures stand beside each other.
    public let columns: Int
    /// The width of the page in pixels.
    public var width: Double
    /// The height of the page in pixels.
    public var height: Double
    /// Whether all figures show the same range of x.
    public var sharesX = false
    /// Whether all figures show the same range of y.
    public var sharesY = false
    /// Light, dark, or as the reader's system asks.
    public var theme: Theme = .automatic
    /// What the page shows, for people who hear it; by default put together from the figures.
    public var description: String?

    private var figures: [Figure?]

    /// A page without figures.
    ///
    /// - Parameters:
    ///   - title: the words above all panels.
    ///   - rows: how many panels up.
    ///   - columns: how many panels across.
    ///   - width: by default 360 for each column, but at least 640.
    ///   - height: by default 290 for each row.
    /// - Requires: one row and one column or more.
    public init(
        title: String = "", rows: Int = 1, columns: Int, width: Double? = nil, height: Double? = nil
    ) {
        demand(
            rows > 0 && columns > 0 && rows * columns <= 1000,
            "Panels: \(rows) rows and \(columns) columns; 1 to 1000 panels are possible")
        self.title = title
        self.rows = rows
        self.columns = columns
        self.width = width ?? max(640, 360 * Double(columns))
        self.height = height ?? 290 * Double(rows) + (title.isEmpty ? 0 : 34)
        figures = Array(repeating: nil, count: rows * columns)
    }

    /// A page of figures, filled row by row.
    public init(title: String = "", columns: Int, _ figures: [Figure]) {
        let wide = max(1, columns)
        self.init(title: title, rows: max(1, (figures.count + wide - 1) / wide), columns: wide)
        for (index, figure) in figures.enumerated() { self.figures[index] = figure }
    }

    /// The figure in a row and a column, counted from 0 at the top left; an empty one where none was set.
    ///
    /// - Requires: `row < rows`, `column < columns`.
    public subscript(row: Int, column: Int) -> Figure {
        get { figures[index(row, column)] ?? Figure() }
        set { figures[index(row, column)] = newValue }
    }

    private func index(_ row: Int, _ column: Int) -> Int {
        demand(
            (0..<rows).contains(row) && (0..<columns).contains(column),
            "Panels: no panel (\(row), \(column)) in \(rows) rows and \(columns) columns")
        return row * columns + column
    }

    /// The page as the text of an SVG file.
    ///
    /// - Parameter id: the prefix of every id inside; by default a hash of the content.
    public func svg(id: String? = nil) -> String {
        let width = Figure.pixels(width, atLeast: 120), height = Figure.pixels(height, atLeast: 90)
        let lines = TextMetrics.wrapped(title, into: width - 24, size: 17, bold: true)
        let top = lines.isEmpty ? 0 : 12 + 21 * Double(lines.count)
        var canvas = Canvas()
        for (index, line) in lines.enumerated() {
            let at = Point(x: width / 2, y: 25 + 21 * Double(index))
            canvas.text(line, at: at, anchor: .middle, size: 17, style: "T")
        }
        let cell = (width: width / Double(columns), height: (height - top) / Double(rows))
        for (index, figure) in aligned().enumerated() {
            guard let figure else { continue }
            let place = Rect(
                x: Double(index % columns) * cell.width, y: top + Double(index / columns) * cell.height,
                width: cell.width, height: cell.height)
            Layout(figure, in: place).draw(on: &canvas)
        }
        let document = Document(
            width: width, height: height, theme: theme, title: title.isEmpty ? "Figures" : title,
            description: spokenDescription)
        return document.svg(canvas, id: id)
    }

    private var spokenDescription: String {
        if let description { return description }
        return figures.compactMap { $0 }.map { figure in
            (figure.title.isEmpty ? "Panel: " : "Panel “\(figure.title)”: ") + figure.spokenDescription
        }.joined(separator: " ")
    }

    /// The figures with the shared ranges set.
    private func aligned() -> [Figure?] {
        guard sharesX || sharesY else { return figures }
        var x = Extent(), y = Extent()
        for figure in figures.compactMap({ $0 }) {
            let wanted = figure.extents
            x.merge(wanted.x)
            y.merge(wanted.y)
        }
        return figures.map { figure in
            guard var figure else { return nil }
            if sharesX && figure.xLimits == nil && !x.isEmpty {
                let axis = Axis(scale: figure.scales.x, extent: x, limits: nil)
                figure.xLimits = axis.lower...axis.upper
            }
            if sharesY && figure.yLimits == nil && !y.isEmpty {
                let axis = Axis(scale: figure.scales.y, extent: y, limits: nil)
                figure.yLimits = axis.lower...axis.upper
            }
            return figure
        }
    }
}
