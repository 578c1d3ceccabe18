import Foundation
import LinearAlgebra
import Statistics

/// A seasonal ARIMA model, `(p, d, q)(P, D, Q)ₘ`, by exact maximum likelihood.
///
/// The series is differenced d times, and D times over a season; what is left, w, follows `φ(B)Φ(Bᵐ)(w - μ) = θ(B)Θ(Bᵐ)ε`, B the step back
/// in time: φ and Φ weigh earlier numbers, θ and Θ earlier surprises. Signs are those of R and statsmodels: `w = φ₁w(1 ago) + … + ε + θ₁ε(1 ago) + …`.
///
///     let airline = ARIMA(orders: (0, 1, 1), seasonal: (0, 1, 1), period: 12)
///     let model = try airline.fit(passengers.log())       // the model of Box and Jenkins
///     let year = model.forecast(12).exp()
///
/// The likelihood is that of the differenced series, by a Kalman filter: O(n r²), r about p + mP or q + mQ, for each trial. Steps are
/// quasi-Newton on partial autocorrelations, so that the model stays stationary and invertible. statsmodels:
/// `ARIMA(…)` with `simple_differencing=True`.
/// Sources: Box and Jenkins, *Time Series Analysis* (1970); Harvey, *Forecasting, Structural Time Series Models and the Kalman Filter* (1989),
/// §3.3; Jones (1980) and Monahan (1984), for the partial autocorrelations.
public struct ARIMA: Forecaster, Codable, Hashable {
    /// p: how many earlier numbers count.
    public var autoregressive: Int
    /// d: how often the series is differenced.
    public var differences: Int
    /// q: how many earlier surprises count.
    public var movingAverage: Int
    /// P: how many numbers of earlier seasons count.
    public var seasonalAutoregressive: Int
    /// D: how often the series is differenced over a season.
    public var seasonalDifferences: Int
    /// Q: how many surprises of earlier seasons count.
    public var seasonalMovingAverage: Int
    /// m: how many numbers make a season; 1 for no season.
    public var period: Int
    /// Whether μ is estimated, else it is 0; nil for where nothing is differenced.
    public var hasMean: Bool?

    /// A configuration.
    ///
    /// - Parameters:
    ///   - orders: p, d and q, each 0 or more.
    ///   - seasonal: P, D and Q, each 0 or more.
    ///   - period: m, 2 or more where there is a season.
    ///   - hasMean: Whether the mean of the differenced series is estimated; nil for where nothing is differenced.
    public init(
        orders: (Int, Int, Int), seasonal: (Int, Int, Int) = (0, 0, 0), period: Int = 1, hasMean: Bool? = nil
    ) {
        (autoregressive, differences, movingAverage) = orders
        (seasonalAutoregressive, seasonalDifferences, seasonalMovingAverage) = seasonal
        self.period = period
        self.hasMean = hasMean
    }

    /// The coefficients, and what the filter holds where the series ends.
    public struct Model: ForecastModel, Hashable {
        /// The orders.
        public let configuration: ARIMA
        /// φ, p numbers.
        public let autoregressive: Vector<Double>
        /// θ, q numbers.
        public let movingAverage: Vector<Double>
        /// Φ, P numbers.
        public let seasonalAutoregressive: Vector<Double>
        /// Θ, Q numbers.
        public let seasonalMovingAverage: Vector<Double>
        /// μ, the mean of the differenced series; 0 where it is not estimated.
        public let mean: Double
        /// σ², the variance of ε.
        public let variance: Double
        /// The logarithm of the likelihood of the differenced series.
        public let logLikelihood: Double
        /// Akaike's criterion, `2k - 2 ln L`, k the number of coefficients and the variance; less is better, for one differencing.
        public let aic: Double
        /// The surprises: each number of the differenced series less what was expected of it.
        public let residuals: Vector<Double>
        /// The filter's state after the last number.
        let state: [Double]
        /// The end of the series, as long as undoing the differences needs it.
        let tail: [Double]

        /// What is expected next. O(steps · r).
        ///
        /// - Parameter steps: How many numbers, 0 or more.
        public func forecast(_ steps: Int) -> Vector<Double> {
            checkSteps(steps, "ARIMA")
            let filter = ARMAFilter(polynomials), weights = configuration.differencing
            var state = state, series = tail
            for _ in 0..<steps {
                // w = Σ δ_k y(k ago), δ₀ = 1: y is w less the rest.
                var next = state[0] + mean
                for lag in 1..<max(1, weights.count) { next -= weights[lag] * series[series.count - lag] }
                series.append(next)
                state = filter.predicted(state)
            }
            return Vector(series.suffix(steps))
        }

        /// Intervals that hold each number with probability `level`, were the coefficients known: steps × 2, lower and upper ends.
        ///
        /// The variance k steps ahead is `σ²(1 + ψ₁² + … + ψ²ₖ₋₁)`, ψ the weights of earlier surprises.
        ///
        /// - Parameters:
        ///   - steps: How many numbers, 0 or more.
        ///   - level: In 0..<1.
        public func intervals(_ steps: Int, level: Double = 0.95) -> Matrix<Double> {
            require(level >= 0 && level < 1, "ARIMA.intervals: the level \(level) is not in 0..<1")
            let center = forecast(steps), factor = Normal.standard.quantile(0.5 + level / 2)
            let psi = surpriseWeights(steps)
            var sum = 0.0
            let half = Vector(count: steps) { step in
                sum += psi[step] * psi[step]
                return factor * (variance * sum).squareRoot()
            }
            return stack([center - half, center + half], as: .columns)
        }

        /// ψ₀ = 1, ψ₁, …
        private func surpriseWeights(_ count: Int) -> [Double] {
            let full = product([1] + polynomials.autoregressive.map { -$0 }, configuration.differencing)
            var psi: [Double] = []
            for k in 0..<count {
                let theta = polynomials.movingAverage
                var value = k == 0 ? 1 : (k <= theta.count ? theta[k - 1] : 0)
                for lag in 1..<max(1, min(k + 1, full.count)) { value -= full[lag] * psi[k - lag] }
                psi.append(value)
            }
            return psi
        }

        var polynomials: ARMAPolynomials {
            ARMAPolynomials(
                Array(autoregressive), Array(movingAverage), Array(seasonalAutoregressive),
                Array(seasonalMovingAverage), configuration.period)
        }
    }

    /// `(1 - B)ᵈ(1 - Bᵐ)ᴰ`, from the constant 1 on.
    var differencing: [Double] {
        var result = [1.0]
        for _ in 0..<differences { result = product(result, [1, -1]) }
        let season = [1.0] + [Double](repeating: 0, count: max(0, period - 1)) + [-1]
        for _ in 0..<seasonalDifferences { result = product(result, season) }
        return result
    }

    var coefficientCount: Int {
        autoregressive + movingAverage + seasonalAutoregressive + seasonalMovingAverage
    }

    /// Finds the coefficients of greatest likelihood. O(n r²) for each of some hundred trials.
    public func fit(_ series: Vector<Double>) throws(FitError) -> Model {
        let orders = [
            autoregressive, differences, movingAverage, seasonalAutoregressive, seasonalDifferences,
            seasonalMovingAverage,
        ]
        guard orders.allSatisfy({ $0 >= 0 }), period >= 1 else {
            throw .badOption("ARIMA: orders \(orders) and a season of \(period)")
        }
        guard period >= 2 || orders[3...].allSatisfy({ $0 == 0 }) else {
            throw .badOption("ARIMA: seasonal orders need a period of 2 or more")
        }
        let weights = differencing
        try checkSeries(
            series, atLeast: weights.count + coefficientCount + 2,
            "what differencing takes, and two numbers more than there are coefficients")
        let y = Array(series), lost = weights.count - 1
        let w = (lost..<y.count).map { t in weights.indices.reduce(0.0) { $0 + weights[$1] * y[t - $1] } }
        return try ARIMAProblem(configuration: self, w: w, tail: Array(y.suffix(lost))).solve()
    }
}

/// The product of two polynomials, from the constant on.
func product(_ a: [Double], _ b: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: a.count + b.count - 1)
    for (i, x) in a.enumerated() { for (j, y) in b.enumerated() { result[i + j] += x * y } }
    return result
}

/// The two polynomials of a seasonal model multiplied out, without their ones.
struct ARMAPolynomials {
    let autoregressive: [Double]
    let movingAverage: [Double]

    init(_ ar: [Double], _ ma: [Double], _ seasonalAR: [Double], _ seasonalMA: [Double], _ period: Int) {
        func spread(_ values: [Double]) -> [Double] {
            var result = [Double](repeating: 0, count: values.count * period)
            for (place, value) in values.enumerated() { result[(place + 1) * period - 1] = value }
            return result
        }
        let left = product([1] + ar.map { -$0 }, [1] + spread(seasonalAR).map { -$0 })
        autoregressive = left.dropFirst().map { -$0 }
        movingAverage = Array(product([1] + ma, [1] + spread(seasonalMA)).dropFirst())
    }
}
