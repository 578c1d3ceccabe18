import LinearAlgebra

/// What a model predicts when one feature takes each value of a grid and all others stay as they are: for every row (individual conditional
/// expectation, ICE), and on average (partial dependence).
///
/// `average(v) = 1/n Σ_i f(x_i with feature j set to v)`.
///
///     let dependence = PartialDependence(of: x, feature: 2) { model.predict($0) }
///     let line = zip(dependence.grid, dependence.average)
///
/// The average hides what differs between rows: look at the rows' own lines too. Where features go together, some rows of the grid are
/// like none that exist, and what the model says of them is a guess.
///
/// Complexity: one prediction of n rows for each grid value.
///
/// Sources: J. H. Friedman, Greedy function approximation, 2001; A. Goldstein et al., Peeking inside the black box, 2015 (ICE).
public struct PartialDependence: Sendable, Hashable {
    /// The feature that varies.
    public let feature: Int
    /// Its values, ascending, g of them.
    public let grid: Vector<Double>
    /// The mean prediction at each value, g.
    public let average: Vector<Double>
    /// The prediction of each row at each value, n × g.
    public let individual: Matrix<Double>

    /// Predicts over a grid.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - feature: The column that varies.
    ///   - points: How many values the grid has, from 2 on; a feature with fewer distinct values has these for its grid.
    ///   - percentiles: From which to which quantile of the feature the grid goes.
    ///   - predict: The model's prediction of n rows: numbers, scores or the probability of a class.
    public init(
        of x: Matrix<Double>, feature: Int, points: Int = 100, percentiles: ClosedRange<Double> = 0.05...0.95,
        predict: (Matrix<Double>) -> Vector<Double>
    ) {
        let grid = PartialDependence.grid(x, feature, points, percentiles)
        self.init(of: x, feature: feature, at: grid, predict: predict)
    }

    /// Predicts at values that are given.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - feature: The column that varies.
    ///   - grid: Its values.
    ///   - predict: The model's prediction of n rows.
    public init(
        of x: Matrix<Double>, feature: Int, at grid: Vector<Double>,
        predict: (Matrix<Double>) -> Vector<Double>
    ) {
        PartialDependence.check(x, feature)
        var rows = x.copied()
        var individual = Matrix<Double>(repeating: 0, rows: x.rows, columns: grid.count)
        for (place, value) in grid.enumerated() {
            for row in 0..<x.rows { rows[row, feature] = value }
            let predictions = predict(rows)
            require(
                predictions.count == x.rows,
                "PartialDependence: \(predictions.count) predictions for \(x.rows) rows")
            for row in 0..<x.rows { individual[row, place] = predictions[row] }
        }
        self.feature = feature
        self.grid = grid
        self.individual = individual
        average = individual.mean(over: .rows)
    }

    /// The rows' lines, each less its first value: what the feature changes, without where rows begin.
    public var centered: Matrix<Double> {
        Matrix(rows: individual.rows, columns: individual.columns) { individual[$0, $1] - individual[$0, 0] }
    }

    /// The mean prediction over the grids of two features, g₁ × g₂: whether they act together.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - features: The two columns that vary.
    ///   - points: How many values each grid has at most.
    ///   - percentiles: From which to which quantile of a feature its grid goes.
    ///   - predict: The model's prediction of n rows.
    public static func surface(
        of x: Matrix<Double>, features: (Int, Int), points: Int = 20,
        percentiles: ClosedRange<Double> = 0.05...0.95, predict: (Matrix<Double>) -> Vector<Double>
    ) -> (first: Vector<Double>, second: Vector<Double>, average: Matrix<Double>) {
        let first = grid(x, features.0, points, percentiles),
            second = grid(x, features.1, points, percentiles)
        var average = Matrix<Double>(repeating: 0, rows: first.count, columns: second.count),
            rows = x.copied()
        for (place, value) in first.enumerated() {
            for row in 0..<x.rows { rows[row, features.0] = value }
            let line = PartialDependence(of: rows, feature: features.1, at: second, predict: predict).average
            for column in 0..<second.count { average[place, column] = line[column] }
        }
        return (first, second, average)
    }

    private static func check(_ x: Matrix<Double>, _ feature: Int) {
        require(x.rows > 0, "PartialDependence: no rows")
        require((0..<x.columns).contains(feature), "PartialDependence: no column \(feature) in \(x.columns)")
    }

    /// All values of a feature where there are fewer than points, else evenly spaced values between two quantiles.
    private static func grid(
        _ x: Matrix<Double>, _ feature: Int, _ points: Int, _ percentiles: ClosedRange<Double>
    ) -> Vector<Double> {
        check(x, feature)
        require(points >= 2, "PartialDependence: \(points) points")
        require(
            percentiles.lowerBound >= 0 && percentiles.upperBound <= 1,
            "PartialDependence: quantiles \(percentiles)")
        let values = (0..<x.rows).map { x[$0, feature] }.filter { !$0.isNaN }.sorted(), distinct = Set(values)
        require(!values.isEmpty, "PartialDependence: column \(feature) has no values")
        if distinct.count < points { return Vector(distinct.sorted()) }
        let low = quantile(values, percentiles.lowerBound), high = quantile(values, percentiles.upperBound)
        return Vector((0..<points).map { low + (high - low) * Double($0) / Double(points - 1) })
    }

    /// The quantile whose plotting positions are (k - 0.4)/(n + 0.2) (C. Cunnane, 1978), as scikit-learn has it through SciPy's `mquantiles`.
    private static func quantile(_ sorted: [Double], _ level: Double) -> Double {
        let n = Double(sorted.count), place = n * level + 0.4 + level * 0.2
        let k = min(max(place.rounded(.down), 1), max(1, n - 1)), rest = min(max(place - k, 0), 1)
        let low = sorted[Int(k) - 1], high = sorted[min(Int(k), sorted.count - 1)]
        return (1 - rest) * low + rest * high
    }
}
