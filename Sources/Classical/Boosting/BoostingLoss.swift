import CKernels
import Foundation
import LinearAlgebra

/// A loss of scores f and targets y, with its first and second derivatives in f. Scores lie output after output.
enum BoostingLoss: Sendable {
    /// (f - y)²/2
    case squared
    /// |f - y|
    case absolute
    /// (f - y)²/2 up to the distance δ, δ (|f - y| - δ/2) beyond
    case huber(Double)
    /// α (y - f) where f is too small, (1 - α)(f - y) where it is too large
    case quantile(Double)
    /// log(1 + e^f) - y f with y of 0 and 1
    case logistic
    /// -log softmax(f)_y of so many classes
    case softmax(Int)
    /// e^f - y f
    case poisson
    /// f + y e^(-f)
    case gamma
    /// e^((2 - ρ) f)/(2 - ρ) - y e^((1 - ρ) f)/(1 - ρ)
    case tweedie(Double)

    /// How many scores a row has.
    var outputs: Int {
        if case .softmax(let classes) = self { classes } else { 1 }
    }

    /// Whether leaves take a quantile of their rows' residuals, for Newton's step knows nothing of a loss without curvature; and which.
    var renewedQuantile: Double? {
        switch self {
        case .absolute: 0.5
        case .quantile(let level): level
        default: nil
        }
    }

    /// What a target must be; nil where every finite number will do.
    func expected(_ y: Double) -> String? {
        switch self {
        case .poisson, .tweedie: y < 0 ? "a number of 0 or more" : nil
        case .gamma: y <= 0 ? "a number above 0" : nil
        default: nil
        }
    }

    /// The constant scores with the least loss on some rows.
    func initial(_ y: UnsafePointer<Double>, _ weights: UnsafePointer<Double>?, _ rows: [UInt32]) -> [Double]
    {
        switch self {
        case .absolute: return [quantile(0.5, y, weights, rows)]
        case .quantile(let level): return [quantile(level, y, weights, rows)]
        case .softmax(let classes):
            var totals = [Double](repeating: 0, count: classes)
            for row in rows { totals[Int(y[Int(row)])] += weights?[Int(row)] ?? 1 }
            let sum = totals.reduce(0, +)
            return totals.map { log(max($0 / sum, 1e-10)) }
        case .squared, .huber: return [mean(y, weights, rows)]
        case .logistic:
            let share = min(max(mean(y, weights, rows), 1e-10), 1 - 1e-10)
            return [log(share / (1 - share))]
        case .poisson, .gamma, .tweedie: return [log(max(mean(y, weights, rows), 1e-10))]
        }
    }

    private func mean(_ y: UnsafePointer<Double>, _ weights: UnsafePointer<Double>?, _ rows: [UInt32])
        -> Double
    {
        var sum = 0.0, total = 0.0
        for row in rows {
            let weight = weights?[Int(row)] ?? 1
            sum += weight * y[Int(row)]
            total += weight
        }
        return sum / total
    }

    private func quantile(
        _ level: Double, _ y: UnsafePointer<Double>, _ weights: UnsafePointer<Double>?, _ rows: [UInt32]
    ) -> Double {
        var pairs = rows.map { (value: y[Int($0)], weight: weights?[Int($0)] ?? 1) }
        return weightedQuantile(level, &pairs)
    }
}

/// The number at which a share of the weight lies below; where that is exactly between two numbers, their mean. O(n log n).
func weightedQuantile(_ level: Double, _ pairs: inout [(value: Double, weight: Double)]) -> Double {
    guard !pairs.isEmpty else { return 0 }
    pairs.sort { $0.value < $1.value }
    let sought = level * pairs.reduce(0) { $0 + $1.weight }
    var below = 0.0
    for place in pairs.indices {
        below += pairs[place].weight
        if below > sought { return pairs[place].value }
        if below == sought, place + 1 < pairs.count {
            return (pairs[place].value + pairs[place + 1].value) / 2
        }
    }
    return pairs[pairs.count - 1].value
}

extension BoostingLoss {
    /// The derivatives of one output at the rows `start ..< start + count`.
    ///
    /// - Parameters:
    ///   - scores: All scores, output after output, `rows` of each; of classes the probabilities instead.
    ///   - y: The targets; of classes their codes.
    ///   - gradients: Filled at the rows asked for.
    ///   - hessians: Filled at the rows asked for.
    func derivatives(
        _ scores: UnsafePointer<Double>, _ y: UnsafePointer<Double>, rows: Int, output: Int, start: Int,
        count: Int,
        _ gradients: UnsafeMutablePointer<Double>, _ hessians: UnsafeMutablePointer<Double>
    ) {
        let f = scores + start, y = y + start, g = gradients + start, h = hessians + start
        switch self {
        case .squared:
            for i in 0..<count { g[i] = f[i] - y[i]; h[i] = 1 }
        case .absolute:
            for i in 0..<count { g[i] = f[i] > y[i] ? 1 : f[i] < y[i] ? -1 : 0; h[i] = 1 }
        case .huber(let delta):
            for i in 0..<count { g[i] = min(max(f[i] - y[i], -delta), delta); h[i] = 1 }
        case .quantile(let level):
            for i in 0..<count { g[i] = f[i] > y[i] ? 1 - level : f[i] < y[i] ? -level : 0; h[i] = 1 }
        case .logistic:
            cairn_sigmoid_f64(f, g, count)
            for i in 0..<count {
                let p = g[i]
                g[i] = p - y[i]
                h[i] = p * (1 - p)
            }
        case .softmax(let classes):
            // Friedman (2001): with the constraint that a shift of all scores changes nothing.
            let p = scores + output * rows + start, factor = Double(classes) / Double(classes - 1)
            for i in 0..<count {
                g[i] = p[i] - (Int(y[i]) == output ? 1 : 0)
                h[i] = factor * p[i] * (1 - p[i])
            }
        case .poisson, .gamma, .tweedie: exponential(f, y, count, g, h)
        }
    }

    /// Fills `p` with the probabilities of all classes at the rows `start ..< start + count`, class after class, `rows` of each.
    static func softmax(
        _ scores: UnsafePointer<Double>, rows: Int, classes: Int, start: Int, count: Int,
        into p: UnsafeMutablePointer<Double>
    ) {
        for row in start..<start + count {
            var most = -Double.infinity, sum = 0.0
            for k in 0..<classes { most = max(most, scores[k * rows + row]) }
            for k in 0..<classes {
                let e = exp(scores[k * rows + row] - most)
                p[k * rows + row] = e
                sum += e
            }
            for k in 0..<classes { p[k * rows + row] /= sum }
        }
    }

    private func exponential(
        _ f: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int,
        _ g: UnsafeMutablePointer<Double>, _ h: UnsafeMutablePointer<Double>
    ) {
        switch self {
        case .poisson:
            for i in 0..<count {
                let mean = exp(f[i])
                g[i] = mean - y[i]
                h[i] = mean
            }
        case .gamma:
            for i in 0..<count {
                let ratio = y[i] * exp(-f[i])
                g[i] = 1 - ratio
                h[i] = ratio
            }
        case .tweedie(let power):
            for i in 0..<count {
                let a = y[i] * exp((1 - power) * f[i]), b = exp((2 - power) * f[i])
                g[i] = b - a
                h[i] = (power - 1) * a + (2 - power) * b
            }
        default: break
        }
    }

    /// The loss of one row whose scores lie `stride` apart.
    func loss(_ f: UnsafePointer<Double>, stride: Int, _ y: Double) -> Double {
        let distance = f[0] - y
        switch self {
        case .squared: return distance * distance / 2
        case .absolute: return abs(distance)
        case .huber(let delta):
            return abs(distance) <= delta ? distance * distance / 2 : delta * (abs(distance) - delta / 2)
        case .quantile(let level): return distance < 0 ? -level * distance : (1 - level) * distance
        case .logistic: return max(f[0], 0) + log1p(exp(-abs(f[0]))) - y * f[0]
        case .softmax(let classes):
            var most = -Double.infinity, sum = 0.0
            for k in 0..<classes { most = max(most, f[k * stride]) }
            for k in 0..<classes { sum += exp(f[k * stride] - most) }
            return most + log(sum) - f[Int(y) * stride]
        case .poisson: return exp(f[0]) - y * f[0]
        case .gamma: return f[0] + y * exp(-f[0])
        case .tweedie(let power):
            let a = y * exp((1 - power) * f[0]) / (1 - power)
            return exp((2 - power) * f[0]) / (2 - power) - a
        }
    }
}
