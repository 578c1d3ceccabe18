/// One thing drawn inside the axes: a line, a cloud of points, a set of bars.
protocol Mark: Sendable {
    /// What the two axes must show.
    func extents(_ scales: Scales) -> (x: Extent, y: Extent)
    /// What is left out or thinned, to be told below the figure.
    func tally(_ scales: Scales) -> Tally
    func draw(in frame: Frame, on canvas: inout Canvas)
    /// Tells where ink goes, so that the legend can keep away.
    func cover(_ coverage: inout Coverage, in frame: Frame)
    /// The lines of the legend.
    var keys: [LegendKey] { get }
    /// The colour bar that explains the mark, if it has one.
    var colorBar: ColorBar? { get }
    /// A few words for people who hear the figure instead of seeing it.
    var summary: String { get }
}

extension Mark {
    func tally(_ scales: Scales) -> Tally { Tally() }
    var keys: [LegendKey] { [] }
    var colorBar: ColorBar? { nil }
}

struct Scales: Sendable {
    var x: AxisScale
    var y: AxisScale
}

/// What a figure does not show, counted.
struct Tally: Sendable {
    /// Points with a coordinate that is NaN or infinite.
    var notFinite = 0
    /// Finite points without a place on a logarithmic axis, or too large for any.
    var outOfScale = 0
    /// Points in series that are drawn thinned.
    var thinned = 0
    var remarks: [String] = []

    static func + (a: Tally, b: Tally) -> Tally {
        Tally(
            notFinite: a.notFinite + b.notFinite, outOfScale: a.outOfScale + b.outOfScale,
            thinned: a.thinned + b.thinned, remarks: a.remarks + b.remarks.filter { !a.remarks.contains($0) })
    }

    /// Counts a point.
    mutating func count(_ x: Double, _ y: Double, _ scales: Scales) {
        // Two NaN lift the pen between two parts of a line, on purpose.
        if x.isNaN && y.isNaN { return }
        if !x.isFinite || !y.isFinite {
            notFinite += 1
        } else if !scales.x.shows(x) || !scales.y.shows(y) {
            outOfScale += 1
        }
    }

    var notes: [String] {
        var notes = remarks
        if notFinite == 1 { notes.append("1 point is not finite and is left out.") }
        if notFinite > 1 {
            notes.append("\(NumberText.count(notFinite)) points are not finite and are left out.")
        }
        if outOfScale == 1 { notes.append("1 point has no place on these axes and is left out.") }
        if outOfScale > 1 {
            notes.append(
                "\(NumberText.count(outOfScale)) points have no place on these axes and are left out.")
        }
        if thinned > 0 {
            notes.append("\(NumberText.count(thinned)) points, thinned to what the pixels can show.")
        }
        return notes
    }
}

/// Where ink is, in cells of 5 × 5 pixels.
struct Coverage {
    static let cell = 5.0
    let rect: Rect
    private let columns: Int
    private let rows: Int
    private var cells: [Bool]

    init(_ rect: Rect) {
        self.rect = rect
        columns = max(1, Int((rect.width / Self.cell).rounded(.up)))
        rows = max(1, Int((rect.height / Self.cell).rounded(.up)))
        cells = Array(repeating: false, count: columns * rows)
    }

    mutating func add(_ point: Point) {
        guard rect.contains(point) else { return }
        let column = min(columns - 1, Int((point.x - rect.x) / Self.cell))
        let row = min(rows - 1, Int((point.y - rect.y) / Self.cell))
        cells[row * columns + column] = true
    }

    mutating func add(_ a: Point, _ b: Point) {
        guard let (from, to) = rect.clip(a, b) else { return }
        let steps = max(1, Int((max(abs(to.x - from.x), abs(to.y - from.y)) / 3).rounded(.up)))
        for step in 0...steps {
            let t = Double(step) / Double(steps)
            add(Point(x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y)))
        }
    }

    mutating func add(_ area: Rect) {
        for index in indices(area) { cells[index] = true }
    }

    /// How many cells under `area` have ink.
    func count(under area: Rect) -> Int { indices(area).reduce(0) { $0 + (cells[$1] ? 1 : 0) } }

    private func indices(_ area: Rect) -> [Int] {
        guard (area.x + area.y + area.width + area.height).isFinite else { return [] }
        let left = Int((max(area.x, rect.x) - rect.x) / Self.cell)
        let right = Int((min(area.right, rect.right) - rect.x) / Self.cell)
        let top = Int((max(area.y, rect.y) - rect.y) / Self.cell)
        let bottom = Int((min(area.bottom, rect.bottom) - rect.y) / Self.cell)
        guard left <= right, top <= bottom, right >= 0, bottom >= 0 else { return [] }
        return (top...min(bottom, rows - 1)).flatMap { row in
            (left...max(left, min(right, columns - 1))).lazy.filter { $0 < columns }.map {
                row * columns + $0
            }
        }
    }
}
