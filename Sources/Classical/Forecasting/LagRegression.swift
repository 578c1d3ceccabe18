import LinearAlgebra

/// Any regressor as a forecaster: each number is learned from the numbers before it and from its place in the season.
///
///     let boosted = LagRegression(GradientBoostingRegressor(), lags: 1...12, period: 12)
///     let linear = LagRegression(RidgeRegression(), lags: [1, 2, 12, 13])
///
/// The columns of a row are `y(lag ago)` for each lag and, with a period, the place in the season as numbers 0 ..< period. A forecast of
/// several steps feeds each forecast back as if it had been seen. Trees cannot forecast what lies beyond all they have seen: for a series with
/// a trend let them learn its differences.
/// Source: Bontempi, Ben Taieb and Le Borgne, *Machine Learning Strategies for Time Series Forecasting* (2013).
public struct LagRegression<Base: Regressor>: Forecaster {
    /// What learns.
    public var base: Base
    /// How many steps ago the columns were, each 1 or more.
    public var lags: [Int]
    /// How many numbers make a season; 1 for no column of the season.
    public var period: Int
    /// Whether the steps from number to number are learned, and not the numbers.
    public var learnsDifferences: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - base: What learns.
    ///   - lags: How many steps ago the columns were, each 1 or more.
    ///   - period: How many numbers make a season; 1 for no column of the season.
    ///   - learnsDifferences: Whether the steps from number to number are learned, and not the numbers.
    public init(_ base: Base, lags: some Sequence<Int>, period: Int = 1, learnsDifferences: Bool = false) {
        self.base = base
        self.lags = Array(lags)
        self.period = period
        self.learnsDifferences = learnsDifferences
    }

    /// The fitted regressor and the end of the series.
    public struct Model: ForecastModel {
        /// The fitted regressor.
        public let base: Base.Model
        /// How many steps ago the columns were.
        public let lags: [Int]
        /// How many numbers make a season.
        public let period: Int
        let learnsDifferences: Bool
        /// The end of what was learned, as long as the largest lag.
        let tail: [Double]
        /// The last number of the series.
        let last: Double
        /// The length of what was learned: the place in time of the first forecast.
        let length: Int

        /// One step after the other, each from those before. O(steps) predictions.
        ///
        /// - Parameter steps: How many numbers, 0 or more.
        public func forecast(_ steps: Int) -> Vector<Double> {
            checkSteps(steps, "LagRegression")
            var series = tail, level = last
            return Vector(count: steps) { step in
                let row = LagRow.columns(series, series.count, lags, period, time: length + step)
                let next = base.predict(Matrix(rows: [row]))[0]
                series.append(next)
                level += next
                return learnsDifferences ? level : next
            }
        }
    }

    /// Makes the table of lags and fits the regressor to it.
    public func fit(_ series: Vector<Double>) throws(FitError) -> Model {
        guard let largest = lags.max(), lags.allSatisfy({ $0 >= 1 }), period >= 1 else {
            throw .badOption(
                "LagRegression: lags \(lags) and a period of \(period), where 1 or more is expected")
        }
        try checkSeries(
            series, atLeast: largest + 2 + (learnsDifferences ? 1 : 0),
            "the largest lag and two rows beyond it")
        let numbers = Array(series)
        let y = learnsDifferences ? zip(numbers.dropFirst(), numbers).map { $0 - $1 } : numbers
        let rows = (largest..<y.count).map { LagRow.columns(y, $0, lags, period, time: $0) }
        let model = try base.fit(Matrix(rows: rows), Vector(y[largest...]))
        return Model(
            base: model, lags: lags, period: period, learnsDifferences: learnsDifferences,
            tail: Array(y.suffix(largest)), last: numbers[numbers.count - 1], length: y.count)
    }
}

private enum LagRow {
    /// The columns of the number at `place` of `y`.
    static func columns(_ y: [Double], _ place: Int, _ lags: [Int], _ period: Int, time: Int) -> [Double] {
        lags.map { y[place - $0] } + (period > 1 ? [Double(time % period)] : [])
    }
}
