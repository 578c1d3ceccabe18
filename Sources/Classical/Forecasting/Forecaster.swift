import LinearAlgebra

/// A configuration that learns from one series, equally spaced in time, and forecasts what follows it.
public protocol Forecaster: Sendable {
    /// What `fit` returns.
    associatedtype Model: ForecastModel
    /// Learns from a series.
    ///
    /// - Parameter series: The numbers in the order of time.
    /// - Throws: ``FitError``, which says what is wrong with the series.
    func fit(_ series: Vector<Double>) throws(FitError) -> Model
}

/// A fitted forecaster.
public protocol ForecastModel: FittedModel {
    /// What is expected to follow the series.
    ///
    /// - Parameter steps: How many numbers, 0 or more.
    func forecast(_ steps: Int) -> Vector<Double>
}

extension ForecastModel {
    /// 1: a series is one column.
    public var featureCount: Int { 1 }
}

/// The checks of a series.
func checkSeries(_ series: Vector<Double>, atLeast count: Int, _ why: String) throws(FitError) {
    guard series.count > 0 else { throw .empty(rows: 0, columns: 1) }
    try Checks.target(series, rows: series.count)
    guard series.count >= count else { throw .tooFewRows(series.count, needed: count, why: why) }
}

func checkSteps(_ steps: Int, _ name: String) {
    require(steps >= 0, "\(name).forecast: \(steps) steps")
}

/// The forecast that any other must beat: the value of one season ago.
///
///     let model = try SeasonalNaive(period: 4).fit([1, 2, 3, 4, 2, 3, 4, 5])
///     print(model.forecast(5))        // [2.0, 3.0, 4.0, 5.0, 2.0]
///
/// With a period of 1 it is the last value. With drift, the mean step from season to season is added for each season ahead.
/// Source: Hyndman and Athanasopoulos, *Forecasting: Principles and Practice*, 3rd edition (2021), §5.2.
public struct SeasonalNaive: Forecaster, Codable, Hashable {
    /// How many numbers make a season, 1 or more.
    public var period: Int
    /// Whether the mean step from season to season is added.
    public var hasDrift: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - period: How many numbers make a season, 1 or more.
    ///   - hasDrift: Whether the mean step from season to season is added.
    public init(period: Int = 1, hasDrift: Bool = false) {
        self.period = period
        self.hasDrift = hasDrift
    }

    /// The last season and the drift.
    public struct Model: ForecastModel, Hashable {
        /// The last season, in the order of time.
        public let season: Vector<Double>
        /// What is added for each season ahead.
        public let drift: Double

        /// The last season again and again. O(steps).
        ///
        /// - Parameter steps: How many numbers, 0 or more.
        public func forecast(_ steps: Int) -> Vector<Double> {
            checkSteps(steps, "SeasonalNaive")
            return Vector(count: steps) { step in
                season[step % season.count] + drift * Double(step / season.count + 1)
            }
        }
    }

    /// Keeps the last season. O(n).
    public func fit(_ series: Vector<Double>) throws(FitError) -> Model {
        guard period >= 1 else { throw .badOption("SeasonalNaive: a period of \(period)") }
        let needed = hasDrift ? period + 1 : period
        try checkSeries(
            series, atLeast: needed, "a whole season of \(period), and one number more for a drift")
        let n = series.count, last = series[(n - period)...].copied()
        var drift = 0.0
        if hasDrift {
            drift = (series[period...] - series[..<(n - period)]).mean()
        }
        return Model(season: last, drift: drift)
    }
}
