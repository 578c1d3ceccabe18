/// Heights over a grid of places.
struct Field: Sendable {
    var x: [Double]
    var y: [Double]
    /// Row by row; a row has one `y`.
    var values: [Double]

    var squares: MarchingSquares { MarchingSquares(values, rows: y.count, columns: x.count) }

    init(x: [Double], y: [Double], values: [Double]) {
        (self.x, self.y, self.values) = (x, y, values)
    }

    /// The values of a function at `resolution` places across and two thirds as many up.
    init(
        _ x: ClosedRange<Double>, _ y: ClosedRange<Double>, resolution: Int,
        _ value: (Double, Double) -> Double
    ) {
        let across = max(2, resolution), up = max(2, resolution * 2 / 3)
        self.x = Self.places(x, across)
        self.y = Self.places(y, up)
        values = []
        values.reserveCapacity(across * up)
        for yValue in self.y {
            for xValue in self.x { values.append(value(xValue, yValue)) }
        }
    }

    static func places(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
        (0..<count).map { index in
            let t = Double(index) / Double(count - 1)
            return range.lowerBound * (1 - t) + range.upperBound * t
        }
    }

    func extents(_ scales: Scales) -> (x: Extent, y: Extent) {
        var extents = (x: Extent(), y: Extent())
        guard x.count > 1, y.count > 1 else { return extents }
        for end in [x[0], x[x.count - 1]] { extents.x.anchor(end, on: scales.x) }
        for end in [y[0], y[y.count - 1]] { extents.y.anchor(end, on: scales.y) }
        return extents
    }

    var range: ClosedRange<Double>? {
        let finite = values.filter { abs($0) <= 1e300 }
        guard let low = finite.min(), let high = finite.max() else { return nil }
        return low...high
    }

    /// Where a place of the grid is on the page.
    func pixel(_ place: MarchingSquares.Place, in frame: Frame) -> Point {
        Point(
            x: frame.pixelXOrFoot(Self.interpolate(x, place.column)),
            y: frame.pixelYOrFoot(Self.interpolate(y, place.row)))
    }

    private static func interpolate(_ values: [Double], _ position: Double) -> Double {
        let index = min(max(Int(position), 0), values.count - 2)
        let t = position - Double(index)
        return values[index] * (1 - t) + values[index + 1] * t
    }

    func path(_ lines: [[MarchingSquares.Place]], in frame: Frame, closed: Bool) -> Path {
        var path = Path()
        for line in lines {
            path.polyline(Polyline.simplified(line.map { pixel($0, in: frame) }))
            if closed { path.close() }
        }
        return path
    }

    /// About `count` round levels strictly between the lowest and the highest value.
    func levels(_ count: Int) -> [Double] {
        guard let range, range.upperBound > range.lowerBound else { return [] }
        return LinearTicks(from: range.lowerBound, to: range.upperBound, target: max(1, count)).values
            .filter { $0 > range.lowerBound && $0 < range.upperBound }
    }

    var tally: Tally {
        let missing = values.count { !$0.isFinite }
        if missing == 0 { return Tally() }
        return Tally(remarks: ["\(NumberText.count(missing)) grid values are not finite and left blank."])
    }
}

/// How many contours a figure has, or at which heights.
public enum ContourLevels: Sendable {
    /// About this many, at round heights.
    case about(Int)
    /// At these heights.
    case at([Double])

    func values(for field: Field) -> [Double] {
        switch self {
        case .about(let count): field.levels(min(max(count, 1), 100))
        case .at(let levels): levels.filter(\.isFinite).sorted()
        }
    }
}
