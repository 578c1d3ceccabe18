import Foundation
import LinearAlgebra

extension Metrics {
    /// The mean of `(ŷ - y)²`. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row.
    ///   - actual: The true number of each row.
    ///   - weights: How much each row counts, default 1.
    public static func meanSquaredError(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        check("meanSquaredError", predicted.count, actual.count, weights)
        let error = predicted - actual
        if weights == nil { return error.sumOfSquares() / Double(error.count) }
        return mean(error.square(), weights)
    }

    /// The square root of the mean squared error, in the unit of the target. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row.
    ///   - actual: The true number of each row.
    ///   - weights: How much each row counts, default 1.
    public static func rootMeanSquaredError(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        meanSquaredError(predicted, actual, weights: weights).squareRoot()
    }

    /// The mean of `|ŷ - y|`. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row.
    ///   - actual: The true number of each row.
    ///   - weights: How much each row counts, default 1.
    public static func meanAbsoluteError(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        check("meanAbsoluteError", predicted.count, actual.count, weights)
        return mean((predicted - actual).abs(), weights)
    }

    /// The median of `|ŷ - y|`: half of the rows are closer. O(n), with weights O(n log n).
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row.
    ///   - actual: The true number of each row.
    ///   - weights: How much each row counts, default 1.
    public static func medianAbsoluteError(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        check("medianAbsoluteError", predicted.count, actual.count, weights)
        let errors = (predicted - actual).abs()
        return weights.map { weightedQuantile(errors, 0.5, $0) } ?? errors.median()
    }

    /// The largest `|ŷ - y|`. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row.
    ///   - actual: The true number of each row.
    public static func maximumError(_ predicted: Vector<Double>, _ actual: Vector<Double>) -> Double {
        check("maximumError", predicted.count, actual.count, nil)
        return (predicted - actual).abs().max()
    }

    /// The mean of `|ŷ - y| / |y|`, as a share and not in percent; where y is 0, over 2⁻⁵². O(n).
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row.
    ///   - actual: The true number of each row.
    ///   - weights: How much each row counts, default 1.
    public static func meanAbsolutePercentageError(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        check("meanAbsolutePercentageError", predicted.count, actual.count, weights)
        return mean((predicted - actual).abs() / actual.abs().maximum(0x1p-52), weights)
    }

    /// The mean of `(ln(1 + ŷ) - ln(1 + y))²`: errors as ratios. NaN where a number is -1 or less. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row, above -1.
    ///   - actual: The true number of each row, above -1.
    ///   - weights: How much each row counts, default 1.
    public static func meanSquaredLogError(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        check("meanSquaredLogError", predicted.count, actual.count, weights)
        if min(predicted.min(), actual.min()) <= -1 { return .nan }
        return meanSquaredError(predicted.log1p(), actual.log1p(), weights: weights)
    }

    /// The share of the variance that is explained, `1 - Σ(ŷ - y)² / Σ(y - ȳ)²`: 1 for no error, 0 for what the mean of the true
    /// numbers would do, and less for what is worse. O(n).
    ///
    /// Of a constant target it is 1 without error and 0 with one; of fewer than two rows NaN.
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row.
    ///   - actual: The true number of each row.
    ///   - weights: How much each row counts, default 1.
    public static func r2(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        check("r2", predicted.count, actual.count, weights)
        if actual.count < 2 { return .nan }
        let error = predicted - actual, spread = actual - mean(actual, weights)
        guard let weights else { return explained(error.sumOfSquares(), spread.sumOfSquares()) }
        return explained((weights * error.square()).sum(), (weights * spread.square()).sum())
    }

    /// The share of the variance that is explained, where a constant offset of the predictions does not count:
    /// `1 - Var(y - ŷ) / Var(y)`. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row.
    ///   - actual: The true number of each row.
    ///   - weights: How much each row counts, default 1.
    public static func explainedVariance(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        check("explainedVariance", predicted.count, actual.count, weights)
        let error = actual - predicted
        let left = mean((error - mean(error, weights)).square(), weights)
        return explained(left, mean((actual - mean(actual, weights)).square(), weights))
    }

    static func explained(_ error: Double, _ spread: Double) -> Double {
        if error == 0 { return 1 }
        return spread == 0 ? 0 : 1 - error / spread
    }

    /// The mean of `q (y - ŷ)` above and `(1 - q)(ŷ - y)` below the prediction: least for the quantile q. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The quantile predicted for each row.
    ///   - actual: The true number of each row.
    ///   - quantile: q, 0 to 1; default 0.5, half of the mean absolute error.
    ///   - weights: How much each row counts, default 1.
    ///
    /// Source: R. Koenker, G. Bassett, "Regression quantiles" (1978).
    public static func pinballLoss(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, quantile: Double = 0.5,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("pinballLoss", predicted.count, actual.count, weights)
        require(
            quantile >= 0 && quantile <= 1, "Metrics.pinballLoss: a quantile of \(quantile), not in 0...1")
        let error = actual - predicted
        let losses = error.maximum(0) * quantile + (-error).maximum(0) * (1 - quantile)
        return mean(losses, weights)
    }

    /// The share of the pinball loss of the true numbers' own quantile that predictions take away: what r² is for squares. O(n log n).
    ///
    /// - Parameters:
    ///   - predicted: The quantile predicted for each row.
    ///   - actual: The true number of each row.
    ///   - quantile: q, 0 to 1; default 0.5, for absolute errors.
    ///   - weights: How much each row counts, default 1.
    public static func explainedPinballLoss(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, quantile: Double = 0.5,
        weights: Vector<Double>? = nil
    ) -> Double {
        let loss = pinballLoss(predicted, actual, quantile: quantile, weights: weights)
        if actual.count < 2 { return .nan }
        let ones = weights ?? Vector(repeating: 1, count: actual.count)
        let level = Vector(repeating: weightedQuantile(actual, quantile, ones), count: actual.count)
        return explained(loss, pinballLoss(level, actual, quantile: quantile, weights: weights))
    }

    /// The mean deviance of the Tweedie distribution of a power: squared error for 0, Poisson for 1, gamma for 2. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row, positive unless the power is 0.
    ///   - actual: The true number of each row; 0 or more for powers from 1, positive from 2.
    ///   - power: 0 or less, or 1 or more. The variance grows with this power of the mean.
    ///   - weights: How much each row counts, default 1.
    ///
    /// NaN where a number is outside of its range.
    ///
    /// Source: B. Jørgensen, "The Theory of Dispersion Models" (1997).
    public static func tweedieDeviance(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, power: Double,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("tweedieDeviance", predicted.count, actual.count, weights)
        require(power <= 0 || power >= 1, "Metrics.tweedieDeviance: no such distribution of power \(power)")
        if power == 0 { return meanSquaredError(predicted, actual, weights: weights) }
        if predicted.min() <= 0 { return .nan }
        if power >= 2 ? actual.min() <= 0 : power >= 1 && actual.min() < 0 { return .nan }
        let deviances = Vector<Double>(count: actual.count) { unitDeviance(predicted[$0], actual[$0], power) }
        return mean(deviances, weights)
    }

    private static func unitDeviance(_ mean: Double, _ y: Double, _ power: Double) -> Double {
        if power == 1 { return 2 * ((y == 0 ? 0 : y * log(y / mean)) - y + mean) }
        if power == 2 { return 2 * (log(mean / y) + y / mean - 1) }
        let first = 1 - power, second = 2 - power
        let own = pow(power < 0 ? max(y, 0) : y, second) / (first * second)
        let mixed = y * pow(mean, first) / first
        return 2 * (own - mixed + pow(mean, second) / second)
    }

    /// The share of the Tweedie deviance of the true numbers' mean that predictions take away. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row.
    ///   - actual: The true number of each row.
    ///   - power: 0 or less, or 1 or more.
    ///   - weights: How much each row counts, default 1.
    public static func explainedDeviance(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, power: Double,
        weights: Vector<Double>? = nil
    ) -> Double {
        let deviance = tweedieDeviance(predicted, actual, power: power, weights: weights)
        if actual.count < 2 { return .nan }
        let level = Vector(repeating: mean(actual, weights), count: actual.count)
        return 1 - deviance / tweedieDeviance(level, actual, power: power, weights: weights)
    }

    /// The number that has a share of the weight below it, the mean of two where it is met exactly. O(n).
    static func weightedQuantile(_ values: Vector<Double>, _ share: Double, _ weights: Vector<Double>)
        -> Double
    {
        let order = values.argsort().filter { weights[$0] > 0 }
        var sums: [Double] = [], sum = 0.0
        for row in order {
            sum += weights[row]
            sums.append(sum)
        }
        let goal = share * sum
        guard let place = sums.firstIndex(where: { $0 >= goal }) else { return .nan }
        let value = values[order[place]]
        // At share 0 there is nothing below, and the least number is meant.
        guard sums[place] == goal, goal > 0, place + 1 < order.count else { return value }
        return (value + values[order[place + 1]]) / 2
    }
}
