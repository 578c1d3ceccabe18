import CKernels
import Foundation
import LinearAlgebra

/// The loss of a row as a function of `η = b₀ + xᵀβ`, with its first two derivatives: what tells one generalised linear model from another.
protocol RowLoss: Sendable {
    /// Evaluates a run of rows; returns the sum of their losses, unweighted rows counting 1.
    ///
    /// - Parameters:
    ///   - eta: The linear predictors; overwritten with the derivatives `w ℓ′(η)`.
    ///   - curvature: Room for `w ℓ″(η)`, 0 or more.
    func evaluate(
        _ count: Int, _ y: UnsafePointer<Double>, _ weights: UnsafePointer<Double>?,
        eta: UnsafeMutablePointer<Double>, curvature: UnsafeMutablePointer<Double>
    ) -> Double
}

/// `ln(1 + e^η) - yη` for y = 0 or 1: the negative logarithm of the probability of y.
struct LogisticLoss: RowLoss {
    func evaluate(
        _ count: Int, _ y: UnsafePointer<Double>, _ weights: UnsafePointer<Double>?,
        eta: UnsafeMutablePointer<Double>, curvature: UnsafeMutablePointer<Double>
    ) -> Double {
        cairn_softplus_f64(eta, curvature, count)
        var sum = 0.0
        if let weights {
            for row in 0..<count { sum += weights[row] * (curvature[row] - y[row] * eta[row]) }
        } else {
            for row in 0..<count { sum += curvature[row] - y[row] * eta[row] }
        }
        cairn_sigmoid_f64(eta, eta, count)
        for row in 0..<count {
            let p = eta[row], weight = weights?[row] ?? 1
            curvature[row] = weight * p * (1 - p)
            eta[row] = weight * (p - y[row])
        }
        return sum
    }
}

/// Half the deviance of Tweedie's family with variance `μᵖ`, up to what does not depend on μ, with `η = ln μ` or `η = μ`.
struct TweedieLoss: RowLoss {
    let power: Double
    let isLogarithmic: Bool

    func evaluate(
        _ count: Int, _ y: UnsafePointer<Double>, _ weights: UnsafePointer<Double>?,
        eta: UnsafeMutablePointer<Double>, curvature: UnsafeMutablePointer<Double>
    ) -> Double {
        var sum = 0.0
        for row in 0..<count {
            let weight = weights?[row] ?? 1, value: (Double, Double, Double)
            value = isLogarithmic ? ofLogarithm(eta[row], y[row]) : ofMean(eta[row], y[row])
            sum += weight * value.0
            eta[row] = weight * value.1
            curvature[row] = weight * value.2
        }
        return sum
    }

    private func ofLogarithm(_ eta: Double, _ y: Double) -> (Double, Double, Double) {
        if power == 0 {
            let mean = exp(eta), rest = mean - y
            return (0.5 * rest * rest, rest * mean, max(mean * (mean + rest), mean * mean))
        }
        if power == 1 {
            let mean = exp(eta)
            return (mean - y * eta, mean - y, mean)
        }
        if power == 2 {
            let ratio = y * exp(-eta)
            return (eta + ratio, 1 - ratio, ratio)
        }
        let first = exp((2 - power) * eta), second = y * exp((1 - power) * eta)
        let curvature = (2 - power) * first - (1 - power) * second
        return (
            first / (2 - power) - second / (1 - power), first - second,
            curvature > 1e-3 * first ? curvature : first
        )
    }

    /// The identity link: only means above 0 have a loss, but for the normal family.
    private func ofMean(_ mean: Double, _ y: Double) -> (Double, Double, Double) {
        if power == 0 { return (0.5 * (mean - y) * (mean - y), mean - y, 1) }
        if mean <= 0 { return (.infinity, 0, 1) }
        let variance = pow(mean, power), slope = (mean - y) / variance
        let curvature = 1 / variance - power * slope / mean
        let loss: Double =
            power == 1
            ? mean - y * log(mean)
            : power == 2
                ? log(mean) + y / mean
                : pow(mean, 2 - power) / (2 - power) - y * pow(mean, 1 - power) / (1 - power)
        return (loss, slope, curvature > 1e-3 / variance ? curvature : 1 / variance)
    }
}
