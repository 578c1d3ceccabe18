import LinearAlgebra

/// The errors of forecasts: the forecast first, what happened second.
public enum ForecastMetrics {
    /// The mean of |forecast - actual|. O(n).
    ///
    /// - Parameters:
    ///   - forecast: n numbers, 1 or more.
    ///   - actual: n numbers.
    public static func meanAbsoluteError(_ forecast: Vector<Double>, _ actual: Vector<Double>) -> Double {
        check(forecast, actual, "meanAbsoluteError")
        return (forecast - actual).abs().mean()
    }

    /// The root of the mean of the squared errors. O(n).
    ///
    /// - Parameters:
    ///   - forecast: n numbers, 1 or more.
    ///   - actual: n numbers.
    public static func rootMeanSquaredError(_ forecast: Vector<Double>, _ actual: Vector<Double>) -> Double {
        check(forecast, actual, "rootMeanSquaredError")
        return (forecast - actual).square().mean().squareRoot()
    }

    /// The mean of |forecast - actual| / |actual|, as a share; infinite or NaN where an actual number is 0. O(n).
    ///
    /// - Parameters:
    ///   - forecast: n numbers, 1 or more.
    ///   - actual: n numbers.
    public static func meanAbsolutePercentageError(_ forecast: Vector<Double>, _ actual: Vector<Double>)
        -> Double
    {
        check(forecast, actual, "meanAbsolutePercentageError")
        return ((forecast - actual) / actual).abs().mean()
    }

    /// MASE: the mean absolute error in units of that of the seasonal naive forecast, one step ahead, on the numbers learned from.
    ///
    /// Below 1 the forecast is better than what the naive one was there. It has no unit and stands zeros.
    ///
    ///     let training: Vector = [1.0, 2.0, 3.0, 4.0]         // naive errors of 1
    ///     print(ForecastMetrics.meanAbsoluteScaledError([5, 6], [5.5, 6.5], training: training))     // 0.5
    ///
    /// O(n). Source: Hyndman and Koehler, *Another Look at Measures of Forecast Accuracy* (2006).
    /// - Parameters:
    ///   - forecast: n numbers, 1 or more.
    ///   - actual: n numbers.
    ///   - training: The numbers learned from, more than `period` of them.
    ///   - period: How many numbers make a season; 1 for none.
    /// - Returns: The ratio; infinite where the naive forecast made no error and this one did.
    public static func meanAbsoluteScaledError(
        _ forecast: Vector<Double>, _ actual: Vector<Double>, training: Vector<Double>, period: Int = 1
    ) -> Double {
        check(forecast, actual, "meanAbsoluteScaledError")
        require(
            period >= 1 && training.count > period,
            "meanAbsoluteScaledError: a season of \(period) in \(training.count) numbers")
        let naive = (training[period...] - training[..<(training.count - period)]).abs().mean()
        return (forecast - actual).abs().mean() / naive
    }

    private static func check(_ forecast: Vector<Double>, _ actual: Vector<Double>, _ name: String) {
        require(
            forecast.count == actual.count && forecast.count > 0,
            "\(name): \(forecast.count) forecasts and \(actual.count) numbers")
    }
}

/// The forecasts of a walk forward, and their errors.
public struct WalkForward: Sendable, Codable, Hashable {
    /// Where each forecast begins: the number of numbers that it was made from.
    public let origins: [Int]
    /// A forecast in each row, one column for each step ahead.
    public let forecasts: Matrix<Double>
    /// What happened, in the same places.
    public let actual: Matrix<Double>
    /// The mean absolute error of the seasonal naive forecast on what each forecast was made from.
    public let scales: Vector<Double>

    /// The mean absolute error of all forecasts.
    public var meanAbsoluteError: Double { (forecasts - actual).abs().mean() }
    /// The root of the mean squared error of all forecasts.
    public var rootMeanSquaredError: Double { (forecasts - actual).square().mean().squareRoot() }
    /// The mean absolute error for each step ahead: how fast the forecast gets worse.
    public var errorByStep: Vector<Double> { (forecasts - actual).abs().mean(over: .rows) }
    /// MASE: the mean over origins of the mean absolute error in units of the naive forecast's.
    public var meanAbsoluteScaledError: Double {
        ((forecasts - actual).abs().mean(over: .columns) / scales).mean()
    }
}

extension Forecaster {
    /// Forecasts again and again, each time from all that was known then, and never from what came later.
    ///
    ///     let walk = try SeasonalNaive(period: 12).walkForward(passengers, from: 96, horizon: 12, step: 12)
    ///     let error = walk.meanAbsoluteScaledError
    ///
    /// Rows of a series are not exchangeable: folds drawn at random would let a model see tomorrow. One fit for each origin.
    /// Source: Tashman, *Out-of-sample Tests of Forecasting Accuracy* (2000).
    /// - Parameters:
    ///   - series: The numbers in the order of time.
    ///   - first: How many numbers the first forecast is made from.
    ///   - horizon: How many steps ahead each forecast goes, 1 or more.
    ///   - step: How many numbers lie between two forecasts, 1 or more.
    ///   - window: How many of the last numbers each fit sees; nil for all.
    ///   - period: The season of the naive forecast that errors are measured by; 1 for the last value.
    /// - Throws: ``FitError``, where a fit fails or no forecast fits into the series.
    public func walkForward(
        _ series: Vector<Double>, from first: Int, horizon: Int, step: Int = 1, window: Int? = nil,
        period: Int = 1
    ) throws(FitError) -> WalkForward {
        guard first > period, horizon >= 1, step >= 1, period >= 1, window ?? 1 >= 1 else {
            throw .badOption(
                "walkForward: from \(first), horizon \(horizon), step \(step), season \(period): the first forecast needs more "
                    + "than a season, and the others 1 or more")
        }
        guard first + horizon <= series.count else {
            throw .tooFewRows(
                series.count, needed: first + horizon,
                why: "\(first) to learn from and \(horizon) to forecast")
        }
        let origins = Array(stride(from: first, through: series.count - horizon, by: step))
        var forecasts: [Vector<Double>] = [], actual: [Vector<Double>] = [], scales: [Double] = []
        for origin in origins {
            let known = series[max(0, origin - (window ?? origin))..<origin].copied()
            forecasts.append(try fit(known).forecast(horizon))
            actual.append(series[origin..<(origin + horizon)])
            let all = series[..<origin]
            scales.append((all[period...] - all[..<(origin - period)]).abs().mean())
        }
        return WalkForward(
            origins: origins, forecasts: stack(forecasts, as: .rows), actual: stack(actual, as: .rows),
            scales: Vector(scales))
    }
}
