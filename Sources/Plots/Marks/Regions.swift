/// The areas in which a classifier answers each class.
struct RegionsMark: Mark {
    var field: Field
    var classes: [Int]
    var names: [String]?
    /// Where along an edge of the grid the class changes, found when the figure was made.
    var crossings: [GridPair: Double]

    /// Two neighbouring corners of the grid.
    struct GridPair: Hashable, Sendable {
        var a: GridPoint
        var b: GridPoint
    }

    private var kinds: [Int] { Set(classes).sorted() }

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) { field.extents(scales) }

    private func outlines(of kind: Int) -> [[MarchingSquares.Place]] {
        let columns = field.x.count
        return field.squares.outlines { row, column in
            classes[row * columns + column] == kind
        } crossing: { a, b in
            crossings[GridPair(a: a, b: b)] ?? 0.5
        }
    }

    func draw(in frame: Frame, on canvas: inout Canvas) {
        for kind in kinds {
            let path = field.path(outlines(of: kind), in: frame, closed: true)
            let hue = Hue.cycle(kind), hatch = Hatch.cycle(kind)
            canvas.group(hue) { canvas in
                canvas.add(path, #"fill="currentColor" fill-opacity=".2" fill-rule="evenodd""#)
                if hatch != .none {
                    let name = canvas.hatch(hatch, in: hue, width: hatch == .dots ? 2 : 0.8)
                    canvas.add(path, #"fill="url(#\#(id: name))" fill-opacity=".4" fill-rule="evenodd""#)
                }
                canvas.add(path, #"fill="none" stroke="currentColor" stroke-width="1.2" stroke-opacity=".8""#)
            }
        }
    }

    func cover(_ coverage: inout Coverage, in frame: Frame) {}

    var keys: [LegendKey] {
        guard let names else { return [] }
        return kinds.filter { $0 < names.count }.map {
            LegendKey(label: names[$0], hue: .cycle($0), glyph: .patch(.cycle($0), opacity: 0.2))
        }
    }

    var summary: String { "the regions of \(kinds.count) classes" }
}

/// `kind`, which must be a number that `Double` holds as it is: the places between are found with such.
private func checked(_ kind: Int) -> Int {
    demand(
        kind >= 0 && kind <= 1 << 53, "Figure.regions: a class of \(kind); classes are 0 or more, at most 2⁵³"
    )
    return kind
}

extension Figure {
    /// Colours the plane by the class that a classifier answers, with exact borders between the classes.
    ///
    ///     figure.regions(x: 0...7, y: 0...3) { length, width in tree.predict([length, width]) }
    ///     figure.scatter(lengths, widths, classes: species)
    ///
    /// The classifier is asked on a grid, and six times more along each grid line that a border crosses. Class k has
    /// the colour and the hatch number k, the same as in `scatter(_:_:classes:)`.
    ///
    /// - Parameters:
    ///   - x: the range across.
    ///   - y: the range up.
    ///   - resolution: how many places across, and two thirds as many up.
    ///   - names: the name of each class in the legend; by default the regions are not in the legend.
    ///   - classOf: the class at a place, 0 or more.
    public mutating func regions(
        x: ClosedRange<Double>, y: ClosedRange<Double>, resolution: Int = 120, names: [String]? = nil,
        classOf: (Double, Double) -> Int
    ) {
        let field = Field(x, y, resolution: min(resolution, 1000)) { Double(checked(classOf($0, $1))) }
        let classes = field.values.map { Int($0) }
        var mark = RegionsMark(field: field, classes: classes, names: names, crossings: [:])
        let columns = field.x.count
        for row in field.y.indices {
            for column in field.x.indices {
                let a = GridPoint(row: row, column: column), here = classes[row * columns + column]
                let right = GridPoint(row: row, column: column + 1),
                    below = GridPoint(row: row + 1, column: column)
                for b in [right, below] where b.row < field.y.count && b.column < columns {
                    if classes[b.row * columns + b.column] == here { continue }
                    let (xa, ya) = (field.x[a.column], field.y[a.row])
                    let (xb, yb) = (field.x[b.column], field.y[b.row])
                    mark.crossings[.init(a: a, b: b)] = Self.bisect { t in
                        classOf(xa + t * (xb - xa), ya + t * (yb - ya)) == here
                    }
                }
            }
        }
        showsGrid = false
        add(mark)
    }

    /// Colours the plane by classes known on a grid, `classes[row][column]` at `(x[column], y[row])`; for
    /// classifiers that answer many places at once.
    ///
    /// - Requires: as many rows as `y` values and as many columns as `x` values, two or more of each.
    public mutating func regions(
        x: [Double], y: [Double], classes: [[Int]], names: [String]? = nil
    ) {
        demand(
            classes.count == y.count && classes.allSatisfy { $0.count == x.count } && x.count > 1
                && y.count > 1,
            "Figure.regions: \(classes.count) × \(classes.first?.count ?? 0) classes for \(y.count) y and"
                + " \(x.count) x")
        let all = classes.joined().map(checked)
        showsGrid = false
        add(
            RegionsMark(
                field: Field(x: x, y: y, values: all.map(Double.init)), classes: all, names: names,
                crossings: [:]))
    }

    /// The place between 0 and 1 up to which `holds`, to 1/64.
    private static func bisect(_ holds: (Double) -> Bool) -> Double {
        var low = 0.0, high = 1.0
        for _ in 0..<6 {
            let middle = (low + high) / 2
            if holds(middle) { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
