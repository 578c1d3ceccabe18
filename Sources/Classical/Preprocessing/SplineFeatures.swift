import LinearAlgebra

/// A smooth bump for each stretch of a column: a linear model of these is a smooth curve of the column.
///
/// B-splines of a degree over knots, `knots + degree - 1` columns for each. Equal to scikit-learn's `SplineTransformer`. O(rows · columns · degree²).
/// Source: de Boor, A Practical Guide to Splines, 1978.
public struct SplineFeatures: FeatureTransformer, Codable, Hashable {
    /// Where the knots are.
    public enum Placement: Sendable, Codable, Hashable {
        /// Equally far from one another.
        case uniform
        /// With equally many rows between them.
        case quantile
    }
    /// How the curve goes on beyond the fitted values.
    public enum Extrapolation: Sendable, Codable, Hashable {
        /// As high as at the end.
        case constant
        /// As steep as at the end.
        case linear
    }

    /// How many knots each column has.
    public var knots: Int
    /// The degree of the pieces.
    public var degree: Int
    /// Where the knots are.
    public var placement: Placement
    /// How the curve goes on beyond the fitted values.
    public var extrapolation: Extrapolation
    /// Whether the last bump of each column stays; the others and an intercept determine it.
    public var includesLast: Bool

    /// A transformer.
    ///
    /// - Parameters:
    ///   - knots: How many knots each column has, 2 or more.
    ///   - degree: The degree of the pieces, 0 or more; 3 for cubic ones.
    ///   - placement: Where the knots are.
    ///   - extrapolation: How the curve goes on beyond the fitted values.
    ///   - includesLast: Whether the last bump of each column stays.
    public init(
        knots: Int = 5, degree: Int = 3, placement: Placement = .uniform,
        extrapolation: Extrapolation = .constant, includesLast: Bool = true
    ) {
        self.knots = knots
        self.degree = degree
        self.placement = placement
        self.extrapolation = extrapolation
        self.includesLast = includesLast
    }

    /// The knots.
    public struct Model: NamedFeatureTransform, Hashable {
        /// For each column its knots, and `degree` more at each end.
        public let knots: [[Double]]
        /// The degree of the pieces.
        public let degree: Int
        /// How the curve goes on beyond the fitted values.
        public let extrapolation: Extrapolation
        /// How many bumps each column has.
        public let bumps: Int
        /// How many columns the rows must have.
        public var featureCount: Int { knots.count }
        /// ``bumps`` for each column.
        public var outputCount: Int { knots.count * bumps }

        /// The heights of the bumps.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "SplineFeatures.transform")
            let x = x.contiguous(), width = outputCount
            let result = Matrix<Double>(repeating: 0, rows: x.rows, columns: width)
            for column in 0..<x.columns {
                let curve = SplineBasis(knots: knots[column], degree: degree)
                for row in 0..<x.rows {
                    let value = x.start[row * x.columns + column]
                    let target = result.start + row * width + column * bumps
                    for (place, height) in curve.heights(value, extrapolation) where place < bumps {
                        target[place] = height
                    }
                }
            }
            withExtendedLifetime(x) {}
            return result
        }

        /// `NAME_spline_BUMP`.
        public func outputNames(_ names: [String]) -> [String] {
            names.flatMap { name in (0..<bumps).map { "\(name)_spline_\($0)" } }
        }
    }

    /// Places the knots.
    ///
    /// - Throws: ``FitError/badOption(_:)`` for fewer than 2 knots, a negative degree, or quantiles that are equal.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        guard knots >= 2, degree >= 0 else {
            throw .badOption("SplineFeatures: \(knots) knots, degree \(degree)")
        }
        var extended: [[Double]] = []
        for column in 0..<x.columns { extended.append(try placed(x[column: column], column)) }
        let bumps = knots + degree - 1
        return Model(
            knots: extended, degree: degree, extrapolation: extrapolation,
            bumps: includesLast ? bumps : bumps - 1)
    }

    private func placed(_ values: Vector<Double>, _ column: Int) throws(FitError) -> [Double] {
        var low = values.min(), high = values.max()
        if low == high { (low, high) = (low - 0.5, high + 0.5) }
        guard high - low >= 1e-290 else {
            throw .badOption(
                "SplineFeatures: column \(column) runs from \(low) to \(high), too little to place knots in; scale it"
            )
        }
        var base = Array(Vector.linspace(low, high, count: knots))
        if placement == .quantile, values.min() < values.max() {
            base = Array(values.quantiles(Vector.linspace(0, 1, count: knots)))
            guard zip(base, base.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw .badOption(
                    "SplineFeatures: knots at quantiles of column \(column) are equal; take fewer, or uniform ones"
                )
            }
        }
        let first = base[1] - base[0], last = base[knots - 1] - base[knots - 2]
        let before = (0..<degree).map { low - Double(degree - $0) * first }
        let after = (0..<degree).map { high + Double($0 + 1) * last }
        return before + base + after
    }
}

/// The bumps over one line of knots.
private struct SplineBasis {
    let knots: [Double]
    let degree: Int

    private var low: Double { knots[degree] }
    private var high: Double { knots[knots.count - 1 - degree] }

    /// The places and heights of the bumps that are not 0 at x.
    func heights(_ x: Double, _ extrapolation: SplineFeatures.Extrapolation) -> [(Int, Double)] {
        let inside = min(max(x, low), high), piece = piece(inside)
        let values = values(inside, piece, degree)
        let plain = values.enumerated().map { (piece - degree + $0, $1) }
        if inside == x || extrapolation == .constant || degree == 0 { return plain }
        let slopes = slopes(inside, piece), distance = x - inside
        return zip(plain, slopes).map { ($0.0, $0.1 + distance * $1) }
    }

    /// The stretch between knots in which x lies; the last one holds its end.
    private func piece(_ x: Double) -> Int {
        let last = knots.count - degree - 2
        var piece = degree
        while piece < last, knots[piece + 1] <= x { piece += 1 }
        return piece
    }

    /// The `degree + 1` bumps of a degree that are not 0 on a stretch, by de Boor's recursion.
    private func values(_ x: Double, _ piece: Int, _ degree: Int) -> [Double] {
        var values = [1.0]
        for order in stride(from: 1, through: degree, by: 1) {
            var next = [Double](repeating: 0, count: order + 1)
            for place in 0..<order {
                let left = knots[piece - order + 1 + place], right = knots[piece + 1 + place]
                let share = values[place] / (right - left)
                next[place] += (right - x) * share
                next[place + 1] += (x - left) * share
            }
            values = next
        }
        return values
    }

    /// The slopes of the same bumps.
    private func slopes(_ x: Double, _ piece: Int) -> [Double] {
        let lower = values(x, piece, degree - 1)
        return (0...degree).map { place in
            let first = piece - degree + place
            let up = place > 0 ? lower[place - 1] / (knots[first + degree] - knots[first]) : 0
            let down = place < degree ? lower[place] / (knots[first + degree + 1] - knots[first + 1]) : 0
            return Double(degree) * (up - down)
        }
    }
}
