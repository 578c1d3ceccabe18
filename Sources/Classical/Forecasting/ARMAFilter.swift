import Foundation
import LinearAlgebra

/// The Kalman filter of an ARMA process, in Harvey's form: the first of r states is the number, each state takes a share of it and the next state.
///
/// `a ← Ta + Rε` with φ in T's first column, ones above its diagonal, and `R = (1, θ₁, …)`; variances are in units of σ².
/// Source: Harvey (1989), §3.3; Gardner, Harvey and Phillips, *Algorithm AS 154* (1980).
struct ARMAFilter {
    let phi: [Double]
    let noise: [Double]
    private var size: Int { phi.count }

    init(_ polynomials: ARMAPolynomials) {
        let ar = polynomials.autoregressive, ma = polynomials.movingAverage
        let size = max(1, max(ar.count, ma.count + 1))
        phi = ar + [Double](repeating: 0, count: size - ar.count)
        noise = [1] + ma + [Double](repeating: 0, count: size - ma.count - 1)
    }

    struct Run {
        /// Numbers less what was expected of them.
        var surprises: [Double]
        /// Their variances, in units of σ².
        var variances: [Double]
        /// The state that is expected after the last number.
        var state: [Double]
    }

    /// Ta.
    func predicted(_ state: [Double]) -> [Double] {
        phi.indices.map { phi[$0] * state[0] + ($0 + 1 < size ? state[$0 + 1] : 0) }
    }

    /// Runs along several series at once, which share the variances; nil where the process is not stationary.
    func run(_ series: [[Double]]) -> [Run]? {
        guard var variance = stationaryVariance() else { return nil }
        let r = size, n = series[0].count
        var states = series.map { _ in [Double](repeating: 0, count: r) }
        var runs = series.map { _ in Run(surprises: [], variances: [], state: []) }
        var next = variance, gain = [Double](repeating: 0, count: r)
        for t in 0..<n {
            let f = variance[0]
            guard f > 0, f.isFinite else { return nil }
            for i in 0..<r { gain[i] = variance[i * r] / f }
            for (index, values) in series.enumerated() {
                let surprise = values[t] - states[index][0]
                for i in 0..<r { states[index][i] += gain[i] * surprise }
                states[index] = predicted(states[index])
                runs[index].surprises.append(surprise)
                runs[index].variances.append(f)
            }
            step(variance, gain, into: &next)
            swap(&variance, &next)
        }
        for index in runs.indices { runs[index].state = states[index] }
        return runs
    }

    /// `T(P - kkᵀf)Tᵀ + RRᵀ`, k the gain.
    private func step(_ p: [Double], _ gain: [Double], into next: inout [Double]) {
        let r = size, f = p[0]
        p.withUnsafeBufferPointer { p in
            next.withUnsafeMutableBufferPointer { next in
                func updated(_ i: Int, _ j: Int) -> Double { p[i * r + j] - gain[i] * gain[j] * f }
                // The first row and column of the update are 0: the number is known.
                for i in 0..<r {
                    for j in 0...i {
                        let below = i + 1 < r && j + 1 < r ? updated(i + 1, j + 1) : 0
                        let value = below + noise[i] * noise[j]
                        next[i * r + j] = value
                        next[j * r + i] = value
                    }
                }
            }
        }
    }

    /// The P of `P = TPTᵀ + RRᵀ`, by doubling: `P ← P + APAᵀ`, `A ← A²`; nil where that does not end.
    private func stationaryVariance() -> [Double]? {
        let r = size
        var a = Matrix(rows: r, columns: r) { i, j in (j == 0 ? phi[i] : 0) + (j == i + 1 ? 1.0 : 0) }
        let start = Vector(noise)
        var p = outer(start, start)
        for _ in 0..<60 {
            let more = matmul(matmul(a, p), a.transposed)
            p += more
            let size = p.abs().max()
            if !size.isFinite || size > 1e12 { return nil }
            if more.abs().max() <= 1e-17 * size { return p.elements }
            a = matmul(a, a)
        }
        return nil
    }
}

/// The search for the coefficients.
struct ARIMAProblem {
    let configuration: ARIMA
    let w: [Double]
    let tail: [Double]

    private var hasMean: Bool {
        configuration.hasMean ?? (configuration.differences + configuration.seasonalDifferences == 0)
    }

    private struct Trial {
        var likelihood: Double
        var variance: Double
        var mean: Double
        var residuals: [Double]
        var state: [Double]
        var parts: [[Double]]
    }

    func solve() throws(FitError) -> ARIMA.Model {
        let k = configuration.coefficientCount
        var best: Trial?
        // Likelihoods may have several tops: begin in the middle and at two sides.
        for start in k == 0 ? [0.0] : [0.0, 0.4, -0.4] {
            let point = climb(from: Vector(repeating: start, count: k))
            if let trial = trial(point), trial.likelihood > best?.likelihood ?? -.infinity { best = trial }
        }
        guard let best, best.likelihood.isFinite else {
            throw .diverged(
                iterations: 0, why: "the differenced series is constant, or no model of these orders fits it")
        }
        let parameters = Double(k + 1 + (hasMean ? 1 : 0))
        return ARIMA.Model(
            configuration: configuration, autoregressive: Vector(best.parts[0]),
            movingAverage: Vector(best.parts[1]), seasonalAutoregressive: Vector(best.parts[2]),
            seasonalMovingAverage: Vector(best.parts[3]), mean: best.mean, variance: best.variance,
            logLikelihood: best.likelihood, aic: 2 * parameters - 2 * best.likelihood,
            residuals: Vector(best.residuals), state: best.state, tail: tail)
    }

    /// The likelihood at a point of the unbounded parameters.
    private func trial(_ point: Vector<Double>) -> Trial? {
        let c = configuration
        var rest = Array(point)[...]
        func take(_ count: Int, _ sign: Double) -> [Double] {
            defer { rest = rest.dropFirst(count) }
            return Self.stationary(Array(rest.prefix(count))).map { sign * $0 }
        }
        let parts = [
            take(c.autoregressive, 1), take(c.movingAverage, -1), take(c.seasonalAutoregressive, 1),
            take(c.seasonalMovingAverage, -1),
        ]
        let filter = ARMAFilter(ARMAPolynomials(parts[0], parts[1], parts[2], parts[3], c.period))
        let ones = [Double](repeating: 1, count: w.count)
        guard let runs = filter.run(hasMean ? [w, ones] : [w]) else { return nil }
        let f = runs[0].variances, n = Double(w.count)
        var v = runs[0].surprises, mean = 0.0, state = runs[0].state
        if hasMean {
            // The mean of greatest likelihood is a weighted mean of surprises.
            let u = runs[1].surprises
            var products = 0.0, squares = 0.0
            for t in v.indices {
                products += v[t] * u[t] / f[t]
                squares += u[t] * u[t] / f[t]
            }
            mean = squares > 0 ? products / squares : 0
            v = zip(v, u).map { $0 - mean * $1 }
            state = zip(state, runs[1].state).map { $0 - mean * $1 }
        }
        let sum = zip(v, f).reduce(0.0) { $0 + $1.0 * $1.0 / $1.1 }, variance = sum / n
        guard variance > 0 else { return nil }
        let logarithms = f.reduce(0.0) { $0 + log($1) }
        let likelihood = -0.5 * (n * (log(2 * Double.pi * variance) + 1) + logarithms)
        return Trial(
            likelihood: likelihood, variance: variance, mean: mean, residuals: v, state: state, parts: parts)
    }

    /// Any numbers to the coefficients of a stationary process, by way of partial autocorrelations `x/√(1 + x²)`.
    static func stationary(_ free: [Double]) -> [Double] {
        var result: [Double] = []
        for x in free {
            let partial = x / (1 + x * x).squareRoot(), old = result
            result = old.indices.map { old[$0] - partial * old[old.count - 1 - $0] } + [partial]
        }
        return result
    }

    /// Quasi-Newton steps up the likelihood, with slopes by central differences.
    private func climb(from start: Vector<Double>) -> Vector<Double> {
        func cost(_ point: Vector<Double>) -> Double {
            let value = trial(point).map { -$0.likelihood } ?? .infinity
            return value.isNaN ? .infinity : value
        }
        func slope(_ point: Vector<Double>) -> Vector<Double> {
            Vector(count: point.count) { axis in
                let step = 1e-5 * max(1, abs(point[axis]))
                var above = point, below = point
                above[axis] += step
                below[axis] -= step
                return (cost(above) - cost(below)) / (2 * step)
            }
        }
        if start.count == 0 { return start }
        var point = start, value = cost(point), gradient = slope(point), memory = QuasiNewtonMemory()
        for _ in 0..<100 {
            guard value.isFinite, gradient.allSatisfy({ $0.isFinite }) else { break }
            var direction = memory.direction(gradient), fall = dot(direction, gradient)
            if fall >= 0 { (direction, fall) = (gradient * -1, -gradient.sumOfSquares()) }
            if -fall <= 1e-10 { break }
            // No coordinate moves by more than 1: partial autocorrelations would jump to their ends.
            var length = min(1, 1 / direction.abs().max()), found: (Vector<Double>, Double)?
            while length > 1e-8 {
                let candidate = point + direction * length, next = cost(candidate)
                if next <= value + 1e-4 * length * fall {
                    found = (candidate, next)
                    break
                }
                length *= 0.5
            }
            guard let (candidate, next) = found else { break }
            let slope = slope(candidate)
            memory.add(candidate - point, slope - gradient)
            (point, value, gradient) = (candidate, next, slope)
        }
        return point
    }
}
