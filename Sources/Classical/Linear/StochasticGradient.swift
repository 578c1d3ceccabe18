import Foundation
import LinearAlgebra
import Randomness

/// How long the steps of stochastic gradient descent are; t counts the rows seen.
public enum DescentSchedule: Sendable, Codable, Hashable {
    /// `η`.
    case constant(Double)
    /// `η/tᵖ`.
    case inverseScaling(Double, power: Double)
    /// `1/(λ(t₀ + t))`, t₀ by Bottou's rule of thumb: the first step is that of a typical weight. Needs a penalty.
    case optimal
}

/// The penalty and the order of steps that the estimators by stochastic gradients share.
struct StochasticDescent {
    var penalty: Double
    var mixing: Double
    var hasIntercept: Bool
    var schedule: DescentSchedule
    var epochs: Int
    var tolerance: Double?
    var shuffles: Bool
    var seed: UInt64
    var averages: Bool

    struct Solution {
        var coefficients: Vector<Double>
        var intercept: Double
        var epochs: Int
    }

    func check(_ name: String) throws(FitError) {
        try checkPenalty(penalty, name)
        guard mixing >= 0, mixing <= 1, epochs >= 1 else {
            throw .badOption("\(name): a mixing of \(mixing) and \(epochs) epochs")
        }
        switch schedule {
        case .optimal where penalty == 0:
            throw .badOption("\(name): the schedule `optimal` needs a penalty above 0")
        case .constant(let rate) where !(rate > 0), .inverseScaling(let rate, _) where !(rate > 0):
            throw .badOption("\(name): steps of length \(rate)")
        default: break
        }
    }

    /// Goes over the rows until the sum of losses no longer falls. The lasso's part is applied as its total so far allows
    /// (Tsuruoka, Tsujii and Ananiadou, 2009).
    ///
    /// - Parameter loss: The loss and its derivative by the linear predictor.
    func run(
        _ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?,
        isClassifier: Bool, _ loss: (_ predictor: Double, _ target: Double) -> (value: Double, slope: Double)
    ) throws(FitError) -> Solution {
        let n = x.rows, p = x.columns, x = x.contiguous(), y = y.contiguous(), data = x.start
        var w = Vector<Double>(repeating: 0, count: p), average = w, pulled = w, b = 0.0, averageB = 0.0
        w.makeUnique()
        average.makeUnique()
        pulled.makeUnique()
        let start = optimalStart(isClassifier, loss), ridge = penalty * (1 - mixing)
        var generator = Generator(seed: seed), order = Array(0..<n)
        var t = 1.0, owed = 0.0, best = Double.infinity, waited = 0, epoch = 0
        while epoch < epochs {
            epoch += 1
            if shuffles { generator.shuffle(&order) }
            var sum = 0.0
            for row in order {
                let line = data + row * p
                let predictor = Double.dot(p, line, 1, w.start, 1) + b
                let rate = rate(t, start), (value, slope) = loss(predictor, y.start[row])
                sum += value
                let step = -rate * max(-1e12, min(1e12, slope)) * (weights?[row] ?? 1)
                if ridge > 0 { Double.scal(p, max(0, 1 - rate * ridge), w.start, 1) }
                if step != 0 {
                    Double.axpy(p, step, line, 1, w.start, 1)
                    if hasIntercept { b += step }
                }
                if mixing > 0, penalty > 0 {
                    owed += mixing * rate * penalty
                    for column in 0..<p {
                        let old = w.start[column], paid = pulled.start[column]
                        if old > 0 { w.start[column] = max(0, old - (owed + paid)) }
                        if old < 0 { w.start[column] = min(0, old + (owed - paid)) }
                        pulled.start[column] += w.start[column] - old
                    }
                }
                if averages {
                    for column in 0..<p {
                        average.start[column] += (w.start[column] - average.start[column]) / t
                    }
                    averageB += (b - averageB) / t
                }
                t += 1
            }
            guard b.isFinite, w.allSatisfy({ $0.isFinite }) else {
                throw .diverged(
                    iterations: epoch,
                    why: "the steps are too long for these columns; scale them, or take shorter ones")
            }
            if let tolerance {
                waited = sum > best - tolerance * Double(n) ? waited + 1 : 0
                best = min(best, sum)
                if waited >= 5 { break }
            }
        }
        return averages
            ? Solution(coefficients: average, intercept: averageB, epochs: epoch)
            : Solution(coefficients: w, intercept: b, epochs: epoch)
    }

    private func optimalStart(
        _ isClassifier: Bool, _ loss: (Double, Double) -> (value: Double, slope: Double)
    )
        -> Double
    {
        guard case .optimal = schedule else { return 0 }
        let typical = (1 / penalty.squareRoot()).squareRoot()
        let first = typical / max(1, loss(-typical, 1).slope)
        return 1 / (first * penalty)
    }

    private func rate(_ t: Double, _ start: Double) -> Double {
        switch schedule {
        case .constant(let rate): rate
        case .inverseScaling(let rate, let power): rate / pow(t, power)
        case .optimal: 1 / (penalty * (start + t - 1))
        }
    }
}
