import Foundation
import LinearAlgebra

/// Turns scores into probabilities by a logistic curve: `p = 1 / (1 + exp(a s + b))`.
///
/// The curve of largest likelihood for targets moved a little towards each other, `(n₊ + 1)/(n₊ + 2)` and `1/(n₋ + 2)`, so that scores
/// that part the classes completely do not give certainty. Few rows suffice, for there are two numbers to learn; but only scores whose
/// distortion is of this shape become honest.
///
/// Source: J. Platt, "Probabilistic outputs for support vector machines" (1999); H.-T. Lin, C.-J. Lin, R. Weng, "A note on Platt's
/// probabilistic outputs for support vector machines" (2007).
public struct PlattScaling: Sendable, Hashable, Codable {
    /// What scores are multiplied by; negative where large scores speak for the class.
    public let slope: Double
    /// What is added.
    public let offset: Double

    /// The curve for scores of rows of a class and others. O(n) a step, few steps.
    ///
    /// - Parameters:
    ///   - scores: How much speaks for the class, one finite number or more.
    ///   - isPositive: Whether each row is of the class.
    ///   - weights: How much each row counts, default 1.
    public init(_ scores: Vector<Double>, _ isPositive: [Bool], weights: Vector<Double>? = nil) {
        require(
            scores.count == isPositive.count && scores.count > 0,
            "PlattScaling: \(scores.count) scores for \(isPositive.count) rows")
        let weights = weights.map(Array.init) ?? [Double](repeating: 1, count: scores.count)
        var positive = 0.0, negative = 0.0
        for (row, flag) in isPositive.enumerated() {
            if flag { positive += weights[row] } else { negative += weights[row] }
        }
        let targets = isPositive.map { $0 ? (positive + 1) / (positive + 2) : 1 / (negative + 2) }
        let largest = scores.abs().max(), scale = largest > 0 ? largest : 1
        let s = Array(scores / scale)
        (slope, offset) = PlattScaling.newton(s, targets, weights, log((negative + 1) / (positive + 1)))
            .scaled(by: scale)
    }

    /// Newton's steps on the (strictly convex) loss, halved until it falls.
    private static func newton(_ s: [Double], _ targets: [Double], _ weights: [Double], _ start: Double)
        -> Line
    {
        var line = Line(slope: 0, offset: start), loss = line.loss(s, targets, weights)
        for _ in 0..<200 {
            var g = (0.0, 0.0), h = (1e-14, 0.0, 1e-14)
            for row in s.indices {
                let p = line.probability(s[row]), weight = weights[row]
                let pull = weight * (targets[row] - p), bend = weight * p * (1 - p)
                g = (g.0 + pull * s[row], g.1 + pull)
                h = (h.0 + bend * s[row] * s[row], h.1 + bend * s[row], h.2 + bend)
            }
            let determinant = h.0 * h.2 - h.1 * h.1
            guard determinant > 0, abs(g.0) + abs(g.1) > 1e-13 * Double(s.count) else { break }
            let step = ((g.1 * h.1 - g.0 * h.2) / determinant, (g.0 * h.1 - g.1 * h.0) / determinant)
            var size = 1.0, improves = false
            while size > 1e-10 {
                let next = Line(slope: line.slope + size * step.0, offset: line.offset + size * step.1)
                let value = next.loss(s, targets, weights)
                if value < loss {
                    (line, loss, improves) = (next, value, true)
                    break
                }
                size /= 2
            }
            if !improves { break }
        }
        return line
    }

    private struct Line {
        var slope: Double
        var offset: Double

        func probability(_ s: Double) -> Double { 1 / (1 + exp(slope * s + offset)) }

        func scaled(by scale: Double) -> (Double, Double) { (slope / scale, offset) }

        func loss(_ s: [Double], _ targets: [Double], _ weights: [Double]) -> Double {
            var sum = 0.0
            for row in s.indices {
                let z = slope * s[row] + offset
                // -t ln p - (1 - t) ln(1 - p) = t z + ln(1 + exp(-z)), without overflow.
                let tail = z > 0 ? log1p(exp(-z)) : -z + log1p(exp(z))
                sum += weights[row] * (targets[row] * z + tail)
            }
            return sum
        }
    }

    /// The probability of the class for each score.
    ///
    /// - Parameter scores: How much speaks for the class.
    public func probabilities(_ scores: Vector<Double>) -> Vector<Double> {
        (scores * -slope - offset).sigmoid()
    }
}

/// Turns scores into probabilities by the best curve of all that never fall: steps, with straight lines between them.
///
/// No shape is assumed, so a few hundred rows or more are needed.
///
/// Source: M. Ayer et al., "An empirical distribution function for sampling with incomplete information" (1955); B. Zadrozny, C. Elkan,
/// "Transforming classifier scores into accurate multiclass probability estimates" (2002).
public struct IsotonicCalibration: Sendable, Hashable, Codable {
    /// The scores at the ends of the steps, ascending.
    public let scores: [Double]
    /// The probability at each, ascending.
    public let values: [Double]

    /// The curve for scores of rows of a class and others. O(n), by radix.
    ///
    /// - Parameters:
    ///   - scores: How much speaks for the class, one finite number or more.
    ///   - isPositive: Whether each row is of the class.
    ///   - weights: How much each row counts, default 1.
    public init(_ scores: Vector<Double>, _ isPositive: [Bool], weights: Vector<Double>? = nil) {
        require(
            scores.count == isPositive.count && scores.count > 0,
            "IsotonicCalibration: \(scores.count) scores for \(isPositive.count) rows")
        // Equal scores are one place, with the mean of their rows.
        var places: [Double] = [], sums: [Double] = [], hefts: [Double] = []
        for row in scores.argsort() {
            let weight = weights?[row] ?? 1, value = isPositive[row] ? weight : 0
            if weight == 0 { continue }
            if let last = places.last, last == scores[row] {
                sums[sums.count - 1] += value
                hefts[hefts.count - 1] += weight
            } else {
                places.append(scores[row])
                sums.append(value)
                hefts.append(weight)
            }
        }
        let fitted = poolAdjacentViolators(zip(sums, hefts).map { $0 / $1 }, hefts)
        // Within a step only its ends matter.
        let kept = fitted.indices.filter { index in
            index == 0 || index == fitted.count - 1 || fitted[index] != fitted[index - 1]
                || fitted[index] != fitted[index + 1]
        }
        self.scores = kept.map { places[$0] }
        values = kept.map { fitted[$0] }
    }

    /// The probability of the class for each score, on straight lines between the steps.
    ///
    /// - Parameter scores: How much speaks for the class.
    public func probabilities(_ scores: Vector<Double>) -> Vector<Double> { Vector(scores.map(probability)) }

    private func probability(_ score: Double) -> Double {
        guard let first = scores.first, let last = scores.last, !score.isNaN else { return .nan }
        if score <= first { return values[0] }
        if score >= last { return values[values.count - 1] }
        var low = 0, high = scores.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if scores[middle] <= score { low = middle } else { high = middle }
        }
        let share = (score - scores[low]) / (scores[high] - scores[low])
        return values[low] + share * (values[high] - values[low])
    }
}

/// The numbers closest to `values` (by weighted squares) that never fall. O(n).
///
/// Neighbours in the wrong order are replaced by their mean, and so is what then is in the wrong order with that mean.
package func poolAdjacentViolators(_ values: [Double], _ weights: [Double]) -> [Double] {
    var means: [Double] = [], hefts: [Double] = [], counts: [Int] = []
    for (value, weight) in zip(values, weights) {
        means.append(value)
        hefts.append(weight)
        counts.append(1)
        while means.count > 1, means[means.count - 2] >= means[means.count - 1] {
            let mean = means.removeLast(), heft = hefts.removeLast(), count = counts.removeLast()
            let last = means.count - 1, sum = hefts[last] + heft
            means[last] = (means[last] * hefts[last] + mean * heft) / sum
            hefts[last] = sum
            counts[last] += count
        }
    }
    return zip(means, counts).flatMap { [Double](repeating: $0, count: $1) }
}

/// Turns scores into probabilities by dividing them by one number before the softmax: sharper or softer, the order untouched.
///
/// `p = softmax(s / T)`, where s are the logarithms of probabilities or the scores themselves. Made for networks that are too sure of
/// themselves, T > 1.
///
/// Source: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural networks" (2017).
public struct TemperatureScaling: Sendable, Hashable, Codable {
    /// T: above 1 softens, below 1 sharpens.
    public let temperature: Double

    /// The temperature of largest likelihood. O(n k) a step, about 60 steps.
    ///
    /// - Parameters:
    ///   - logits: The score of each class, n × k.
    ///   - codes: The column of the true class of each row.
    ///   - weights: How much each row counts, default 1.
    public init(logits: Matrix<Double>, codes: [Int], weights: Vector<Double>? = nil) {
        require(
            logits.rows == codes.count && logits.count > 0,
            "TemperatureScaling: \(logits.rows) × \(logits.columns) scores for \(codes.count) rows")
        let logits = logits.contiguous(), k = logits.columns
        // The slope of the loss along β = 1/T: Σ (mean of the scores under softmax - score of the true class); it only grows.
        func slope(_ beta: Double) -> Double {
            var sum = 0.0
            for row in codes.indices {
                let line = logits.start + row * k
                var most = -Double.infinity, total = 0.0, mean = 0.0
                for column in 0..<k { most = max(most, line[column]) }
                for column in 0..<k {
                    let weight = exp(beta * (line[column] - most))
                    total += weight
                    mean += weight * line[column]
                }
                sum += (weights?[row] ?? 1) * (mean / total - line[codes[row]])
            }
            return sum
        }
        var low = -10.0, high = 10.0
        while high - low > 1e-13 {
            let middle = (low + high) / 2
            if middle == low || middle == high { break }
            if slope(exp(middle)) > 0 { high = middle } else { low = middle }
        }
        temperature = exp(-(low + high) / 2)
    }

    /// The probability of each class, m × k.
    ///
    /// - Parameter logits: The score of each class, m × k.
    public func probabilities(_ logits: Matrix<Double>) -> Matrix<Double> {
        softmax(logits / temperature)
    }
}

/// exp(s) over its sum, row by row.
func softmax(_ scores: Matrix<Double>) -> Matrix<Double> {
    let rows = scores.rows
    if rows == 0 { return scores }
    let shifted = (scores - scores.max(over: .columns).reshaped(rows: rows, columns: 1)).exp()
    return shifted / shifted.sum(over: .columns).reshaped(rows: rows, columns: 1)
}
