import Cairn
import LessonKit

/// A forecast, and how to know whether it is any good: against the naive one, and never with tomorrow in sight.
struct ForecastLesson: Lesson {
    let name = "forecast"
    let title = "Forecasting, and walking forward to judge it"
    let summary =
        "Airline passengers of 1949 to 1960: naive, Holt-Winters, ARIMA and lags in a regression, each judged by forecasts made only from what was known."
    let topics = ["Stage 3 · Forecasting: exponential smoothing, ARIMA, backtesting"]
    let budget = Budget(seconds: 30, megabytes: 200)
    let target = Target("MASE of the airline model, a year ahead, walking forward", atMost: 0.6)

    func run(_ page: inout Narrator) throws -> Double {
        let passengers = loadAirlinePassengers().vector("passengers")
        page.heading("The forecast to beat")
        page.text(
            "Next July will be like last July. That costs nothing and is hard to beat, so every error is measured in its units: MASE, the mean absolute error over that of the naive forecast on what was known. Below 1 the work has paid."
        )
        page.formula("MASE = mean |ŷ - y| / mean |yₜ - yₜ₋₁₂| over the past")
        page.heading("Walking forward")
        page.text(
            "Folds drawn at random would let a model learn from next year and be tested on last year. Instead each forecast is made at a date from what was known at that date, a year ahead, for six years in turn."
        )
        let log = passengers.log()
        let airline = ARIMA(orders: (0, 1, 1), seasonal: (0, 1, 1), period: 12)
        let lags = LagRegression(RidgeRegression(penalty: 0.01), lags: 1...13, learnsDifferences: true)
        var scores: [(String, Double, Vector<Double>)] = []
        func judge(_ name: String, _ forecaster: some Forecaster, _ logarithmic: Bool) throws {
            let walk = try forecaster.walkForward(
                logarithmic ? log : passengers, from: 72, horizon: 12, step: 12, period: 12)
            let forecasts = logarithmic ? walk.forecasts.exp() : walk.forecasts
            let actual = logarithmic ? walk.actual.exp() : walk.actual
            var sum = 0.0
            for (row, origin) in walk.origins.enumerated() {
                sum += ForecastMetrics.meanAbsoluteScaledError(
                    forecasts[row: row], actual[row: row], training: passengers[..<origin], period: 12)
            }
            scores.append(
                (name, sum / Double(walk.origins.count), (forecasts - actual).abs().mean(over: .rows)))
        }
        try judge("seasonal naive", SeasonalNaive(period: 12), false)
        try judge("Holt-Winters, season added", HoltWinters(period: 12), false)
        try judge("Holt-Winters, season a factor", HoltWinters(period: 12, season: .multiplicative), false)
        try judge("lags in a ridge regression", lags, true)
        try judge("ARIMA (0,1,1)(0,1,1)₁₂ of logs", airline, true)
        page.table(
            ["forecast", "MASE", "error after 1 month", "after 12 months"],
            rows: scores.map { [$0.0, $0.1.fixed(3), $0.2[0].fixed(1), $0.2[11].fixed(1)] })
        page.youShouldSee(
            "the season as a factor beat the season as a sum: the swings grow with the level. A logarithm turns factors into sums, which is why Box and Jenkins took it."
        )
        try last(passengers, log, airline, &page)
        return scores[4].1
    }

    private func last(
        _ passengers: Vector<Double>, _ log: Vector<Double>, _ airline: ARIMA, _ page: inout Narrator
    ) throws {
        page.heading("The model of Box and Jenkins")
        let model = try airline.fit(log[..<132])
        page.text(
            "Differenced once and over a year, what is left depends on last month's surprise (θ = \(model.movingAverage[0].fixed(2))) and last year's (Θ = \(model.seasonalMovingAverage[0].fixed(2))): two numbers for eleven years."
        )
        let months = (0..<12).map { 1960 + Double($0) / 12 }, intervals = model.intervals(12)
        var figure = Figure(
            title: "1960, forecast at the end of 1959", xLabel: "year", yLabel: "thousand passengers")
        figure.band(
            months, lower: Array(intervals[column: 0].exp()), upper: Array(intervals[column: 1].exp()),
            label: "95 %")
        let recent = (96..<144).map { 1949 + Double($0) / 12 }
        figure.line(recent, Array(passengers[96...]), label: "what happened")
        figure.line(months, Array(model.forecast(12).exp()), label: "forecast")
        page.figure(figure, caption: "The interval widens with each month: surprises add up.")
        let actual = passengers[132...].copied()
        page.check(
            Target("mean error of 1960, in percent", atMost: 5),
            score: 100 * ForecastMetrics.meanAbsolutePercentageError(model.forecast(12).exp(), actual))
    }
}
