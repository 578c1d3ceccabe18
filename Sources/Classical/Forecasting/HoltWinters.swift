import Foundation
import LinearAlgebra

/// Exponential smoothing after Holt and Winters: a level, a trend and a season that follow the series, each with its own inertia.
///
/// With the season added, at each number y (m ago: the same place in the last season)
///
///     ŷ = l + φb + s(m ago)
///     l ← α(y - s(m ago)) + (1 - α)(l + φb)
///     b ← β(new l - old l) + (1 - β)φb
///     s ← γ(y - old l - φb) + (1 - γ)s(m ago)
///
/// and with the season multiplied `y/s` and `y/(l + φb)` in their places. α, β, γ and φ are those of least squared error one step ahead, unless they are given.
/// The first level and trend are those of a line through the first ten numbers of the moving average, the first season is the mean
/// distance from it. statsmodels: `ExponentialSmoothing(initialization_method="heuristic")`.
///
///     let model = try HoltWinters(period: 12, season: .multiplicative).fit(passengers)
///     let year = model.forecast(12)
///
/// O(n) for each of some 500 trials. Sources: Winters, *Forecasting Sales by Exponentially Weighted Moving Averages* (1960); Hyndman,
/// Koehler, Ord and Snyder, *Forecasting with Exponential Smoothing* (2008), §2.6.
public struct HoltWinters: Forecaster, Codable, Hashable {
    /// How the level moves on.
    public enum Trend: Sendable, Codable, Hashable {
        /// It stays.
        case none
        /// By b a step.
        case additive
        /// By φb, φ²b, …: the trend dies out, φ is found too.
        case damped
    }

    /// How the season joins the level.
    public enum Season: Sendable, Codable, Hashable {
        /// There is none.
        case none
        /// It is added.
        case additive
        /// It is a factor: swings grow with the level. Needs numbers above 0.
        case multiplicative
    }

    /// The inertias.
    public struct Smoothing: Sendable, Codable, Hashable {
        /// α, of the level, in 0...1.
        public var level: Double
        /// β, of the trend, in 0...1.
        public var trend: Double
        /// γ, of the season, in 0...1.
        public var season: Double
        /// φ, in 0...1; 1 where the trend is not damped.
        public var damping: Double

        /// Inertias.
        ///
        /// - Parameters:
        ///   - level: α, in 0...1.
        ///   - trend: β, in 0...1.
        ///   - season: γ, in 0...1.
        ///   - damping: φ, in 0...1.
        public init(level: Double, trend: Double = 0, season: Double = 0, damping: Double = 1) {
            (self.level, self.trend, self.season, self.damping) = (level, trend, season, damping)
        }
    }

    /// How many numbers make a season, 2 or more where there is one.
    public var period: Int
    /// How the level moves on.
    public var trend: Trend
    /// How the season joins the level.
    public var season: Season
    /// The inertias; nil for those of least squared error.
    public var smoothing: Smoothing?

    /// A configuration.
    ///
    /// - Parameters:
    ///   - period: How many numbers make a season, 2 or more where there is one.
    ///   - trend: How the level moves on.
    ///   - season: How the season joins the level.
    ///   - smoothing: The inertias; nil for those of least squared error.
    public init(
        period: Int, trend: Trend = .additive, season: Season = .additive, smoothing: Smoothing? = nil
    ) {
        (self.period, self.trend, self.season, self.smoothing) = (period, trend, season, smoothing)
    }

    /// Level, trend and season where the series ends.
    public struct Model: ForecastModel, Hashable {
        /// The inertias.
        public let smoothing: Smoothing
        /// The last level.
        public let level: Double
        /// The last trend, 0 where there is none.
        public let trend: Double
        /// The last season, beginning with the place that comes next; empty where there is none.
        public let season: Vector<Double>
        /// How the season joins the level.
        public let kind: Season
        /// What was expected of each number, one step ahead.
        public let fitted: Vector<Double>
        /// The sum of the squared errors one step ahead.
        public let squaredError: Double

        /// Level, trend and season carried on. O(steps).
        ///
        /// - Parameter steps: How many numbers, 0 or more.
        public func forecast(_ steps: Int) -> Vector<Double> {
            checkSteps(steps, "HoltWinters")
            var along = 0.0, power = 1.0
            return Vector(count: steps) { step in
                power *= smoothing.damping
                along += power
                let base = level + along * trend
                switch kind {
                case .none: return base
                case .additive: return base + season[step % season.count]
                case .multiplicative: return base * season[step % season.count]
                }
            }
        }
    }

    /// Finds the inertias and runs along the series. O(n) for each trial.
    public func fit(_ series: Vector<Double>) throws(FitError) -> Model {
        guard season == .none || period >= 2 else {
            throw .badOption("HoltWinters: a season of \(period), where 2 or more is expected")
        }
        let needed = season == .none ? 10 : max(2 * period, 10 + 2 * (period / 2))
        try checkSeries(series, atLeast: needed, "two whole seasons, and ten numbers of the moving average")
        if season == .multiplicative, let row = series.firstIndex(where: { $0 <= 0 }) {
            throw .badTarget(
                row: row, value: series[row], expected: "a number above 0, for the season is a factor")
        }
        let y = Array(series), start = SmoothingStart(y, self)
        if let smoothing { return start.run(y, smoothing).model }
        let best = minimize(dimensions: dimensions) { point in
            let error = start.run(y, inertias(point)).error
            return error.isFinite ? error : .greatestFiniteMagnitude
        }
        return start.run(y, inertias(best)).model
    }

    private var dimensions: Int {
        1 + (trend == .none ? 0 : 1) + (season == .none ? 0 : 1) + (trend == .damped ? 1 : 0)
    }

    /// The inertias at a point of the unit cube.
    private func inertias(_ point: [Double]) -> Smoothing {
        var rest = point[...]
        func next() -> Double { rest.popFirst() ?? 0 }
        var smoothing = Smoothing(level: next())
        if trend != .none { smoothing.trend = next() }
        // What the level does not take is left for the season: beyond that they undo each other.
        if season != .none { smoothing.season = next() * (1 - smoothing.level) }
        if trend == .damped { smoothing.damping = 0.8 + 0.195 * next() }
        return smoothing
    }
}

/// Where smoothing begins.
private struct SmoothingStart {
    let configuration: HoltWinters
    var level = 0.0
    var trend = 0.0
    var season: [Double] = []

    init(_ y: [Double], _ configuration: HoltWinters) {
        self.configuration = configuration
        var line = Array(y.prefix(10))
        if configuration.season != .none {
            let m = configuration.period, least = 10 + 2 * (m / 2)
            let cycles = max(min(5, y.count / m), (least + m - 1) / m), used = min(y.count, cycles * m)
            let average = Self.movingAverage(Array(y.prefix(used)), m)
            season = Self.season(y, average, m, configuration.season)
            line = Array(average.compactMap { $0 }.prefix(10))
        }
        // The least-squares line through (1, line₁), …, (10, line₁₀).
        let middle = Double(line.count + 1) / 2, mean = line.reduce(0, +) / Double(line.count)
        var products = 0.0, squares = 0.0
        for (place, value) in line.enumerated() {
            let offset = Double(place + 1) - middle
            products += offset * value
            squares += offset * offset
        }
        let slope = squares > 0 ? products / squares : 0
        level = mean - slope * middle
        trend = configuration.trend == .none ? 0 : slope
    }

    /// The mean over a season around each number; for an even season the ends count half. Nil near the ends.
    private static func movingAverage(_ y: [Double], _ m: Int) -> [Double?] {
        let half = m / 2
        return y.indices.map { place in
            guard place >= half, place + half < y.count else { return nil }
            var sum = 0.0
            for other in (place - half)...(place + half) {
                let isEnd = m.isMultiple(of: 2) && abs(other - place) == half
                sum += isEnd ? y[other] / 2 : y[other]
            }
            return sum / Double(m)
        }
    }

    private static func season(_ y: [Double], _ average: [Double?], _ m: Int, _ kind: HoltWinters.Season)
        -> [Double]
    {
        var sums = [Double](repeating: 0, count: m), counts = sums
        for (place, base) in average.enumerated() {
            guard let base else { continue }
            sums[place % m] += kind == .additive ? y[place] - base : y[place] / base
            counts[place % m] += 1
        }
        let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : (kind == .additive ? 0 : 1) }
        let mean = means.reduce(0, +) / Double(m)
        return means.map { kind == .additive ? $0 - mean : $0 / mean }
    }

    /// Runs along the series: the squared error one step ahead and the model at its end.
    func run(_ y: [Double], _ s: HoltWinters.Smoothing) -> (error: Double, model: HoltWinters.Model) {
        var level = level, trend = trend, season = season, error = 0.0
        var fitted = [Double](repeating: 0, count: y.count)
        let m = max(1, season.count), kind = configuration.season
        for (t, value) in y.enumerated() {
            let base = level + s.damping * trend, old = level, place = t % m
            let factor = kind == .none ? 0 : season[place]
            let expected = kind == .multiplicative ? base * factor : base + factor
            fitted[t] = expected
            error += (value - expected) * (value - expected)
            let cleared = kind == .multiplicative ? value / factor : value - factor
            level = s.level * cleared + (1 - s.level) * base
            trend = s.trend * (level - old) + (1 - s.trend) * s.damping * trend
            if kind != .none {
                let fresh = kind == .multiplicative ? value / base : value - base
                season[place] = s.season * fresh + (1 - s.season) * factor
            }
        }
        if configuration.trend == .none { trend = 0 }
        let turned = season.indices.map { season[(y.count + $0) % m] }
        let model = HoltWinters.Model(
            smoothing: s, level: level, trend: trend, season: Vector(turned), kind: kind,
            fitted: Vector(fitted), squaredError: error)
        return (error, model)
    }
}

/// The least of a function on the unit cube: the best points of a grid, each improved by Nelder and Mead's simplex (1965).
func minimize(dimensions: Int, _ function: ([Double]) -> Double) -> [Double] {
    let marks = [0.05, 0.3, 0.7]
    var grid: [[Double]] = [[]]
    for _ in 0..<dimensions { grid = grid.flatMap { point in marks.map { point + [$0] } } }
    let inside: ([Double]) -> [Double] = { $0.map { min(max($0, 0), 1) } }
    let starts = grid.map { (point: $0, value: function($0)) }.sorted { $0.value < $1.value }.prefix(3)
    var best = starts[0]
    for start in starts {
        let end = simplex(from: start.point, size: 0.1) { function(inside($0)) }
        if end.value < best.value { best = (inside(end.point), end.value) }
    }
    return best.point
}

/// Nelder and Mead's simplex from a point, until its values agree to 13 digits.
func simplex(from start: [Double], size: Double, _ function: ([Double]) -> Double) -> (
    point: [Double], value: Double
) {
    let n = start.count
    func mix(_ a: [Double], _ b: [Double], _ share: Double) -> [Double] {
        zip(a, b).map { $0 + share * ($1 - $0) }
    }
    var corners = [(point: start, value: function(start))]
    for axis in 0..<n {
        var point = start
        point[axis] += point[axis] + size <= 1 ? size : -size
        corners.append((point, function(point)))
    }
    for _ in 0..<(400 * n) {
        corners.sort { $0.value < $1.value }
        let worst = corners[n], spread = worst.value - corners[0].value
        if spread <= 1e-13 * abs(corners[0].value) { break }
        var center = [Double](repeating: 0, count: n)
        for corner in corners[..<n] { for axis in 0..<n { center[axis] += corner.point[axis] / Double(n) } }
        func trial(_ share: Double) -> (point: [Double], value: Double) {
            let point = mix(center, worst.point, share)
            return (point, function(point))
        }
        let reflected = trial(-1)
        if reflected.value < corners[0].value {
            let expanded = trial(-2)
            corners[n] = expanded.value < reflected.value ? expanded : reflected
        } else if reflected.value < corners[n - 1].value {
            corners[n] = reflected
        } else {
            let inner = trial(reflected.value < worst.value ? -0.5 : 0.5)
            if inner.value < min(worst.value, reflected.value) {
                corners[n] = inner
            } else {
                let lowest = corners[0].point
                for place in 1...n {
                    let point = mix(lowest, corners[place].point, 0.5)
                    corners[place] = (point, function(point))
                }
            }
        }
    }
    corners.sort { $0.value < $1.value }
    return corners[0]
}
