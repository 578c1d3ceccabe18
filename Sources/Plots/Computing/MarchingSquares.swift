/// Lines of equal height through a grid of heights (Lorensen and Cline's marching cubes, 1987, in the plane).
///
/// Each cell of four neighbours is cut where its edges cross the level, found by linear interpolation. Where two
/// opposite corners lie above and two below, the mean of the four decides which are joined.
package struct MarchingSquares: Sendable {
    /// A place on the grid, in fractions of rows and columns.
    package struct Place: Sendable, Equatable {
        /// How far along the columns, 0 at the first.
        package var column: Double
        /// How far along the rows, 0 at the first.
        package var row: Double
    }

    private let values: [Double]
    private let rows: Int
    private let columns: Int

    /// A grid of heights, `values[row * columns + column]`; heights that are not numbers count as holes.
    package init(_ values: [Double], rows: Int, columns: Int) {
        self.values = values
        self.rows = rows
        self.columns = columns
    }

    /// The lines at which the height is `level`, each from end to end; a closed line ends where it began. O(cells).
    package func lines(at level: Double) -> [[Place]] {
        let grid = self
        return trace(0..<max(0, rows - 1), 0..<max(0, columns - 1)) { row, column in
            let value = grid.value(row, column)
            return value.isNaN ? nil : value >= level
        } mean: { row, column in
            grid.meanOfCell(row, column) >= level
        } crossing: { a, b in
            let (low, high) = (grid.value(a.row, a.column), grid.value(b.row, b.column))
            let t = (level - low) / (high - low)
            return t.isFinite ? min(max(t, 0), 1) : 0.5
        }
    }

    /// The outlines of the region where the height is `level` or more, closed along the edges of the grid. Holes and
    /// the outside count as below every level. O(cells).
    package func outlines(above level: Double) -> [[Place]] {
        let grid = self
        return outlines { row, column in
            grid.value(row, column) >= level
        } crossing: { a, b in
            let (low, high) = (grid.value(a.row, a.column), grid.value(b.row, b.column))
            let t = (level - low) / (high - low)
            return t.isFinite ? min(max(t, 0), 1) : low >= level ? 0 : 1
        }
    }

    /// The outlines of the region of places that are `inside`; `crossing` tells how far from `a` to `b` the border
    /// lies. Beyond the grid nothing is inside, and the border runs along the outermost places.
    func outlines(
        inside: (Int, Int) -> Bool, crossing: (GridPoint, GridPoint) -> Double
    ) -> [[Place]] {
        func isInGrid(_ point: GridPoint) -> Bool {
            (0..<rows).contains(point.row) && (0..<columns).contains(point.column)
        }
        return trace(-1..<rows, -1..<columns) { row, column in
            isInGrid(GridPoint(row: row, column: column)) && inside(row, column)
        } mean: { row, column in
            let whole = row >= 0 && column >= 0 && row + 1 < rows && column + 1 < columns
            return whole && inside(row, column)
        } crossing: { a, b in
            if !isInGrid(a) { return 1 }
            if !isInGrid(b) { return 0 }
            return crossing(a, b)
        }
    }

    private func value(_ row: Int, _ column: Int) -> Double {
        guard row >= 0, column >= 0, row < rows, column < columns else { return .nan }
        return values[row * columns + column]
    }

    private func meanOfCell(_ row: Int, _ column: Int) -> Double {
        (value(row, column) + value(row, column + 1)) / 4
            + (value(row + 1, column) + value(row + 1, column + 1)) / 4
    }
}

/// A corner of the grid.
struct GridPoint: Sendable, Hashable {
    var row: Int
    var column: Int
}

/// An edge between a corner and its right neighbour, or the one below.
private struct GridEdge: Hashable {
    var corner: GridPoint
    var isAcross: Bool
}

extension MarchingSquares {
    private enum Side { case top, right, bottom, left }

    /// The cuts through a cell by which of its corners are inside (1 top left, 2 top right, 4 bottom right, 8 bottom
    /// left), each directed so that the inside is to the right.
    private static func cuts(_ corners: Int, meanIsInside: Bool) -> [(Side, Side)] {
        switch corners {
        case 1: [(.top, .left)]
        case 2: [(.right, .top)]
        case 3: [(.right, .left)]
        case 4: [(.bottom, .right)]
        case 5: meanIsInside ? [(.top, .right), (.bottom, .left)] : [(.top, .left), (.bottom, .right)]
        case 6: [(.bottom, .top)]
        case 7: [(.bottom, .left)]
        case 8: [(.left, .bottom)]
        case 9: [(.top, .bottom)]
        case 10: meanIsInside ? [(.left, .top), (.right, .bottom)] : [(.right, .top), (.left, .bottom)]
        case 11: [(.right, .bottom)]
        case 12: [(.left, .right)]
        case 13: [(.top, .right)]
        case 14: [(.left, .top)]
        default: []
        }
    }

    /// Cuts every cell whose corners are all known and joins the cuts end to end.
    private func trace(
        _ rowRange: Range<Int>, _ columnRange: Range<Int>, inside: (Int, Int) -> Bool?,
        mean: (Int, Int) -> Bool, crossing: (GridPoint, GridPoint) -> Double
    ) -> [[Place]] {
        var next: [GridEdge: GridEdge] = [:]
        var starts: [GridEdge] = [], ends: Set<GridEdge> = []
        for row in rowRange {
            for column in columnRange {
                guard let a = inside(row, column), let b = inside(row, column + 1),
                    let c = inside(row + 1, column + 1), let d = inside(row + 1, column)
                else { continue }
                let corners = (a ? 1 : 0) + (b ? 2 : 0) + (c ? 4 : 0) + (d ? 8 : 0)
                if corners == 0 || corners == 15 { continue }
                for cut in Self.cuts(corners, meanIsInside: mean(row, column)) {
                    let from = edge(cut.0, row, column), to = edge(cut.1, row, column)
                    next[from] = to
                    starts.append(from)
                    ends.insert(to)
                }
            }
        }
        // Open lines begin where no other cut ends; what is left are loops.
        let ordered = starts.filter { !ends.contains($0) } + starts
        return ordered.compactMap { start in
            guard next[start] != nil else { return nil }
            var line = [place(start, crossing)], edge = start
            while let following = next.removeValue(forKey: edge) {
                line.append(place(following, crossing))
                edge = following
            }
            return line
        }
    }

    private func edge(_ side: Side, _ row: Int, _ column: Int) -> GridEdge {
        switch side {
        case .top: GridEdge(corner: GridPoint(row: row, column: column), isAcross: true)
        case .bottom: GridEdge(corner: GridPoint(row: row + 1, column: column), isAcross: true)
        case .left: GridEdge(corner: GridPoint(row: row, column: column), isAcross: false)
        case .right: GridEdge(corner: GridPoint(row: row, column: column + 1), isAcross: false)
        }
    }

    private func place(_ edge: GridEdge, _ crossing: (GridPoint, GridPoint) -> Double) -> Place {
        let a = edge.corner
        let b = GridPoint(row: a.row + (edge.isAcross ? 0 : 1), column: a.column + (edge.isAcross ? 1 : 0))
        let t = crossing(a, b)
        let place = Place(
            column: Double(a.column) + (edge.isAcross ? t : 0), row: Double(a.row) + (edge.isAcross ? 0 : t))
        // The border beyond the grid runs along its outermost places.
        return Place(
            column: min(max(place.column, 0), Double(columns - 1)),
            row: min(max(place.row, 0), Double(rows - 1)))
    }
}
