import Classical
import Foundation
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite struct ForecastingTests {
    private struct Smoothed: Decodable {
        var sse: Double
        var forecast: [Double]
        var parameters: [Double]
    }

    private struct Fitted: Decodable {
        var parameters: [Double]
        var names: [String]
        var llf: Double
        var forecast: [Double]
    }

    private struct Values: Decodable {
        var version: String
        var passengers: [Double]
        var temperature: [Double]
        var given: [String: Smoothed]
        var found: [String: Smoothed]
        var arima: [String: Fitted]
    }

    private let golden: Values

    init() throws { golden = try Golden.load("classical/forecasting") }

    private var passengers: Vector<Double> { Vector(golden.passengers) }
    private var temperature: Vector<Double> { Vector(golden.temperature) }

    private func difference(_ forecast: Vector<Double>, _ expected: [Double]) -> Double {
        zip(forecast, expected).map { abs($0 / $1 - 1) }.max() ?? .infinity
    }

    @Test func holtWintersSmoothsAsStatsmodelsDoes() throws {
        typealias Smoothing = HoltWinters.Smoothing
        let cases: [(String, Vector<Double>, HoltWinters)] = [
            (
                "additive", passengers,
                HoltWinters(period: 12, smoothing: Smoothing(level: 0.3, trend: 0.1, season: 0.2))
            ),
            (
                "multiplicative", passengers,
                HoltWinters(
                    period: 12, season: .multiplicative,
                    smoothing: Smoothing(level: 0.4, trend: 0.05, season: 0.3))
            ),
            (
                "damped", passengers,
                HoltWinters(
                    period: 12, trend: .damped, season: .multiplicative,
                    smoothing: Smoothing(level: 0.4, trend: 0.2, season: 0.3, damping: 0.9))
            ),
            (
                "level", temperature,
                HoltWinters(period: 1, trend: .none, season: .none, smoothing: Smoothing(level: 0.6))
            ),
            (
                "holt", temperature,
                HoltWinters(period: 1, season: .none, smoothing: Smoothing(level: 0.6, trend: 0.1))
            ),
            (
                "week", temperature,
                HoltWinters(period: 7, trend: .none, smoothing: Smoothing(level: 0.5, season: 0.1))
            ),
        ]
        for (name, series, smoother) in cases {
            let expected = try #require(golden.given[name]), model = try smoother.fit(series)
            // For the last place of a season statsmodels forecasts with the season before its last update: left out here.
            let steps = smoother.season == .none ? 14 : smoother.period - 1
            let error = max(
                difference(model.forecast(steps), expected.forecast),
                abs(model.squaredError / expected.sse - 1))
            #expect(
                Parity.holds(
                    "Classical", "HoltWinters",
                    against: "statsmodels \(golden.version) ExponentialSmoothing",
                    on: "given inertias, \(name)",
                    tolerance: 1e-9, error: error), "\(name): \(error)")
        }
    }

    @Test func holtWintersFindsInertiasAsGoodAsThoseOfStatsmodels() throws {
        let cases: [(String, Vector<Double>, HoltWinters)] = [
            ("additive", passengers, HoltWinters(period: 12)),
            ("multiplicative", passengers, HoltWinters(period: 12, season: .multiplicative)),
            ("damped", passengers, HoltWinters(period: 12, trend: .damped, season: .multiplicative)),
            ("level", temperature, HoltWinters(period: 1, trend: .none, season: .none)),
        ]
        for (name, series, smoother) in cases {
            let expected = try #require(golden.found[name]), model = try smoother.fit(series)
            let excess = max(0, model.squaredError / expected.sse - 1)
            #expect(
                Parity.holds(
                    "Classical", "HoltWinters",
                    against: "statsmodels \(golden.version) ExponentialSmoothing",
                    on: "inertias found, \(name)",
                    measure: "excess of the squared error, relative", tolerance: 1e-6, error: excess),
                "\(name): \(excess) \(model.smoothing) \(expected.parameters)")
        }
    }

    @Test func arimaHasTheLikelihoodAndTheCoefficientsOfStatsmodels() throws {
        let log = passengers.log()
        let cases: [(String, Vector<Double>, ARIMA)] = [
            ("airline", log, ARIMA(orders: (0, 1, 1), seasonal: (0, 1, 1), period: 12)),
            ("seasonalAR", log, ARIMA(orders: (1, 1, 0), seasonal: (1, 1, 0), period: 12)),
            ("ar2", temperature, ARIMA(orders: (2, 0, 0))),
            ("arma", temperature, ARIMA(orders: (1, 0, 1))),
            ("arma212", temperature, ARIMA(orders: (2, 1, 2))),
        ]
        for (name, series, arima) in cases {
            let expected = try #require(golden.arima[name]), model = try arima.fit(series)
            let found =
                (expected.names[0] == "const" ? [model.mean] : []) + Array(model.autoregressive)
                + Array(model.movingAverage) + Array(model.seasonalAutoregressive)
                + Array(model.seasonalMovingAverage) + [model.variance]
            let error = zip(found, expected.parameters).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 1
            let loss = expected.llf - model.logLikelihood
            #expect(found.count == expected.parameters.count && loss < 1e-6, "\(name): \(loss)")
            // Our likelihood may be the higher one: then the coefficients need not be theirs.
            if abs(loss) < 1e-6 {
                #expect(
                    Parity.holds(
                        "Classical", "ARIMA", against: "statsmodels \(golden.version) SARIMAX", on: name,
                        measure: "difference of coefficients", tolerance: 5e-5, error: error),
                    "\(name): \(error) \(found) \(expected.parameters)")
            }
            if arima.differences == 0 {
                #expect(difference(model.forecast(6), expected.forecast) < 1e-4, "\(name)")
            }
        }
    }

    @Test func theAirlineModelForecastsTheNextYear() throws {
        // 132 months to learn from, twelve to forecast: within 5 % of each month, as Box and Jenkins found.
        let model = try ARIMA(orders: (0, 1, 1), seasonal: (0, 1, 1), period: 12).fit(
            passengers[..<132].log())
        let forecast = model.forecast(12).exp(), actual = passengers[132...].copied()
        #expect(ForecastMetrics.meanAbsolutePercentageError(forecast, actual) < 0.05)
        let intervals = model.intervals(12),
            inside = (0..<12).count {
                (intervals[$0, 0]...intervals[$0, 1]).contains(Foundation.log(actual[$0]))
            }
        #expect(inside >= 10)
        #expect(intervals[11, 1] - intervals[11, 0] > intervals[0, 1] - intervals[0, 0])
    }

    @Test func aYearAheadTheAirlineModelHalvesTheNaiveError() throws {
        // What the lesson tells: six years, each forecast from what was known before.
        let airline = ARIMA(orders: (0, 1, 1), seasonal: (0, 1, 1), period: 12)
        let walk = try airline.walkForward(passengers.log(), from: 72, horizon: 12, step: 12, period: 12)
        var sum = 0.0
        for (row, origin) in walk.origins.enumerated() {
            sum += ForecastMetrics.meanAbsoluteScaledError(
                walk.forecasts[row: row].exp(), walk.actual[row: row].exp(), training: passengers[..<origin],
                period: 12)
        }
        #expect(sum / 6 < 0.6, "\(sum / 6)")
    }

    @Test func aRandomWalkIsForecastByItsLastValue() throws {
        var generator = Generator(seed: 2)
        let steps: Vector<Double> = Vector(generator.standardNormal(count: 200))
        let walk = try ARIMA(orders: (0, 1, 0)).fit(steps.cumulativeSum())
        let last = steps.sum()
        #expect(walk.forecast(3).allSatisfy { abs($0 - last) < 1e-10 })
        #expect(
            try SeasonalNaive().fit(steps.cumulativeSum()).forecast(1)[0] == walk.forecast(1)[0]
                || abs(last - walk.forecast(1)[0]) < 1e-10)
        let width = walk.intervals(4)[3, 1] - walk.intervals(4)[3, 0]
        let first = walk.intervals(4)[0, 1] - walk.intervals(4)[0, 0]
        #expect(abs(width / first - 2) < 1e-10)
    }

    @Test func seasonalNaiveRepeatsTheLastSeasonWithItsDrift() throws {
        let series: Vector<Double> = [1, 2, 3, 4, 2, 3, 4, 5]
        let expected: Vector<Double> = [2, 3, 4, 5, 2]
        let naive = try SeasonalNaive(period: 4).fit(series).forecast(5)
        #expect(
            Parity.holds(
                "Classical", "SeasonalNaive", against: "closed form", on: "two seasons of four",
                measure: "difference", tolerance: 0, error: (naive - expected).abs().max()))
        let drifting: Vector<Double> = [3, 4, 5, 6, 4]
        #expect(try SeasonalNaive(period: 4, hasDrift: true).fit(series).forecast(5) == drifting)
        #expect(try SeasonalNaive(period: 4).fit(series).forecast(0).count == 0)
    }

    @Test func lagsMakeAnyRegressorAForecaster() throws {
        // y = 0.5 y(1 ago) + 0.3 y(2 ago) + 1 exactly: least squares finds it and carries it on.
        var series: [Double] = [1, 5]
        for t in 2..<40 { series.append(0.5 * series[t - 1] + 0.3 * series[t - 2] + 1) }
        let model = try LagRegression(LinearRegression(), lags: [1, 2]).fit(Vector(series[..<30]))
        #expect(
            Parity.holds(
                "Classical", "LagRegression", against: "closed form",
                on: "a series of two lags, ten steps ahead",
                measure: "difference", tolerance: 1e-6,
                error: (model.forecast(10) - Vector(series[30...])).abs().max()))
        let steps = LagRegression(
            RidgeRegression(penalty: 0.1), lags: 1...12, period: 12, learnsDifferences: true)
        let walk = try steps.walkForward(passengers, from: 96, horizon: 12, step: 12, period: 12)
        #expect(walk.forecasts.shape == (4, 12) && walk.meanAbsoluteScaledError < 1.5)
    }

    @Test func walkingForwardNeverSeesTheFuture() throws {
        let naive = SeasonalNaive(period: 12)
        let walk = try naive.walkForward(passengers, from: 96, horizon: 12, step: 12, period: 12)
        var changed = passengers
        for t in 120..<144 { changed[t] = 1e6 }
        let other = try naive.walkForward(changed, from: 96, horizon: 12, step: 12, period: 12)
        #expect(walk.forecasts[0..<2, 0...] == other.forecasts[0..<2, 0...])
        #expect(walk.origins == [96, 108, 120, 132] && walk.errorByStep.count == 12)
        // By hand: the naive error of each year over the mean change from year to year before it.
        let first = (passengers[84..<96] - passengers[96..<108]).abs().mean()
        let scale = (passengers[12..<96] - passengers[..<84]).abs().mean()
        #expect(
            abs((walk.forecasts - walk.actual).abs().mean(over: .columns)[0] / walk.scales[0] - first / scale)
                < 1e-12)
        let forecast: Vector<Double> = [5, 6], actual: Vector<Double> = [5.5, 6.5],
            training: Vector<Double> = [1, 2, 3, 4]
        #expect(ForecastMetrics.meanAbsoluteScaledError(forecast, actual, training: training) == 0.5)
        #expect(ForecastMetrics.rootMeanSquaredError(forecast, actual) == 0.5)
    }

    @Test func whatCannotBeForecastIsRefused() {
        #expect(throws: FitError.empty(rows: 0, columns: 1)) { try SeasonalNaive().fit([]) }
        #expect(throws: FitError.self) { try SeasonalNaive(period: 3).fit([1, 2]) }
        #expect(throws: FitError.self) { try SeasonalNaive(period: 0).fit([1, 2]) }
        #expect(throws: FitError.self) { try HoltWinters(period: 4).fit([1, 2, 3, 4, 5]) }
        #expect(throws: FitError.self) {
            try HoltWinters(period: 2).fit([1, 2, .nan, 4, 5, 1, 2, 3, 4, 5, 6, 7, 8])
        }
        let zeros = Vector<Double>(repeating: 0, count: 30)
        #expect(throws: FitError.self) { try HoltWinters(period: 2, season: .multiplicative).fit(zeros) }
        #expect(throws: FitError.self) { try ARIMA(orders: (1, 0, 0)).fit([1, 2]) }
        #expect(throws: FitError.self) { try ARIMA(orders: (-1, 0, 0)).fit(zeros) }
        #expect(throws: FitError.self) { try ARIMA(orders: (1, 0, 0)).fit(zeros) }
        #expect(throws: FitError.self) { try ARIMA(orders: (1, 0, 0), seasonal: (1, 0, 0)).fit(zeros) }
        #expect(throws: FitError.self) { try LagRegression(LinearRegression(), lags: [Int]()).fit(zeros) }
        #expect(throws: FitError.self) { try SeasonalNaive().walkForward(zeros, from: 29, horizon: 3) }
        #expect(throws: FitError.self) { try SeasonalNaive().walkForward(zeros, from: 20, horizon: 0) }
    }

    @Test func forecastersAreSavedAndLoaded() throws {
        func again<Model: ForecastModel>(_ model: Model) throws {
            let copy = try Model.decoded(try model.saved(), "memory")
            #expect(copy.forecast(7) == model.forecast(7))
        }
        try again(try SeasonalNaive(period: 12).fit(passengers))
        try again(try HoltWinters(period: 12).fit(passengers))
        try again(try ARIMA(orders: (1, 1, 1)).fit(passengers))
        try again(try LagRegression(RidgeRegression(), lags: [1, 12]).fit(passengers))
    }
}
