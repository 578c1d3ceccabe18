import LinearAlgebra

/// Regression by a function that only rises, or only falls: the steps that come nearest to the rows in squared error.
///
/// The least of `Σ wᵢ(yᵢ - f(xᵢ))²` over rising f of one column. Neighbours that fall are pooled into their mean until none falls; between
/// two rows the prediction is interpolated, beyond the ends it is that of the end. A classifier's scores become probabilities so.
///
///     let model = try IsotonicRegression().fit([[1.0], [2.0], [3.0], [4.0]], [1.0, 3.0, 2.0, 4.0])
///     print(model.predict([[2.0], [3.0], [3.5]]))         // [2.5, 2.5, 3.25]
///
/// O(n log n). Source: Barlow, Bartholomew, Bremner and Brunk, *Statistical Inference under Order Restrictions* (1972).
public struct IsotonicRegression: WeightedRegressor, Codable, Hashable {
    /// Which way the function goes.
    public var direction: Direction
    /// The smallest and the largest prediction, or nil for no bounds.
    public var bounds: ClosedRange<Double>?

    /// Which way the function goes.
    public enum Direction: Sendable, Codable, Hashable {
        /// The larger x, the larger the prediction, or the same.
        case rising
        /// The larger x, the smaller the prediction, or the same.
        case falling
        /// As the ranks of x and y are correlated.
        case automatic
    }

    /// A configuration.
    ///
    /// - Parameters:
    ///   - direction: Which way the function goes.
    ///   - bounds: The smallest and the largest prediction; nil for no bounds.
    public init(_ direction: Direction = .rising, bounds: ClosedRange<Double>? = nil) {
        self.direction = direction
        self.bounds = bounds
    }

    /// A fitted monotone function.
    public struct Model: RegressionModel, Hashable {
        /// Where the function bends, rising.
        public let thresholds: Vector<Double>
        /// The prediction at each threshold.
        public let values: Vector<Double>
        /// Whether it rises.
        public let isRising: Bool

        /// 1: the function is of one column.
        public var featureCount: Int { 1 }

        /// The function at each x, interpolated between thresholds and constant beyond them. O(m log n).
        ///
        /// - Parameter x: The rows, m × 1.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, 1, "IsotonicRegression.predict")
            return Vector(count: x.rows) { value(at: x[$0, 0]) }
        }

        /// The function at one x. O(log n).
        ///
        /// - Parameter x: Any number; NaN gives NaN.
        public func value(at x: Double) -> Double {
            let last = thresholds.count - 1
            if x.isNaN { return x }
            if x <= thresholds[0] { return values[0] }
            if x >= thresholds[last] { return values[last] }
            var low = 0, high = last
            while high - low > 1 {
                let middle = (low + high) / 2
                if thresholds[middle] <= x { low = middle } else { high = middle }
            }
            let share = (x - thresholds[low]) / (thresholds[high] - thresholds[low])
            return values[low] + share * (values[high] - values[low])
        }
    }

    /// Pools what falls. O(n log n).
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        try Checks.features(x, allowsHuge: true)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        guard x.columns == 1 else {
            throw .badOption("IsotonicRegression: \(x.columns) columns, where one is expected")
        }
        let points = merged(x[column: 0].copied(), y, weights)
        let rises = direction == .rising || (direction == .automatic && Self.rises(points))
        let sign: Double = rises ? 1 : -1
        var fitted = Self.pooled(points.map { sign * $0.y }, points.map(\.weight)).map { sign * $0 }
        if let bounds { fitted = fitted.map { min(max($0, bounds.lowerBound), bounds.upperBound) } }
        // Of a run of equal values its two ends say all.
        let kept = fitted.indices.filter { place in
            place == 0 || place == fitted.count - 1 || fitted[place - 1] != fitted[place]
                || fitted[place + 1] != fitted[place]
        }
        return Model(
            thresholds: Vector(kept.map { points[$0].x }), values: Vector(kept.map { fitted[$0] }),
            isRising: rises)
    }

    private typealias Point = (x: Double, y: Double, weight: Double)

    /// The rows by x, those of one x together as their mean; rows without weight are left out.
    private func merged(_ x: Vector<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?) -> [Point] {
        let order = (0..<x.count).filter { (weights?[$0] ?? 1) > 0 }
            .sorted { x[$0] != x[$1] ? x[$0] < x[$1] : $0 < $1 }
        var points: [Point] = []
        for row in order {
            let weight = weights?[row] ?? 1
            if let last = points.last, last.x == x[row] {
                let sum = last.weight + weight
                points[points.count - 1].y += (y[row] - last.y) * weight / sum
                points[points.count - 1].weight = sum
            } else {
                points.append((x[row], y[row], weight))
            }
        }
        return points
    }

    /// Whether the ranks rise together: the sign of Spearman's correlation.
    private static func rises(_ points: [Point]) -> Bool {
        let order = points.indices.sorted { points[$0].y < points[$1].y }
        let middle = Double(points.count - 1) / 2
        var sum = 0.0
        for (rank, place) in order.enumerated() { sum += (Double(rank) - middle) * (Double(place) - middle) }
        return sum >= 0
    }

    /// The rising sequence nearest to `y`: pools of neighbours, each with its mean, joined as long as one falls below the one before.
    static func pooled(_ y: [Double], _ weights: [Double]) -> [Double] {
        var pools: [(mean: Double, weight: Double, count: Int)] = []
        for (value, weight) in zip(y, weights) {
            var pool = (mean: value, weight: weight, count: 1)
            while let last = pools.last, last.mean >= pool.mean {
                pools.removeLast()
                let sum = last.weight + pool.weight
                pool.mean = (last.mean * last.weight + pool.mean * pool.weight) / sum
                pool = (pool.mean, sum, last.count + pool.count)
            }
            pools.append(pool)
        }
        return pools.flatMap { [Double](repeating: $0.mean, count: $0.count) }
    }
}
