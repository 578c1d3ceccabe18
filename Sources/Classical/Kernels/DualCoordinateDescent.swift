import LinearAlgebra
import Randomness

/// How a row on the wrong side, by ξ, is charged.
public enum HingeLoss: Sendable, Codable, Hashable {
    /// `ξ`.
    case linear
    /// `ξ²`.
    case squared
}

/// Dual coordinate descent for linear machines: one coefficient at a time, in a random order, with the weights at hand.
///
/// Rows carry one column more, of `interceptScale`, for the constant. Each visit costs O(p).
/// Sources: Hsieh, Chang, Lin, Keerthi and Sundararajan (2008); Ho and Lin, *Large-scale Linear Support Vector Regression* (2012).
struct DualCoordinateDescent {
    let x: Matrix<Double>
    let costs: [Double]
    let loss: HingeLoss
    /// 0 for no constant.
    let interceptScale: Double
    let tolerance: Double
    let maximumEpochs: Int

    /// What was found.
    struct Solution: Sendable {
        /// p weights and the one of the additional column.
        var weights: [Double]
        var epochs: Int
        var isConverged: Bool
    }

    /// The diagonal `xᵢ·xᵢ + addition` and the limit of each coefficient.
    private func diagonal() -> (values: [Double], additions: [Double], limits: [Double]) {
        let scale = interceptScale * interceptScale
        let squares = ResolvedKernel.norms(x).map { $0 + scale }
        let additions = costs.map { loss == .linear ? 0 : 0.5 / $0 }
        return (
            zip(squares, additions).map { $0 + $1 }, additions,
            costs.map { loss == .linear ? $0 : .infinity }
        )
    }

    @inline(__always)
    private func product(_ row: Int, _ w: UnsafePointer<Double>) -> Double {
        let p = x.columns
        return Double.dot(p, x.start + row * p, 1, w, 1) + w[p] * interceptScale
    }

    @inline(__always)
    private func add(_ step: Double, _ row: Int, _ w: UnsafeMutablePointer<Double>) {
        let p = x.columns
        Double.axpy(p, step, x.start + row * p, 1, w, 1)
        w[p] += step * interceptScale
    }

    /// `min ½‖w‖² + Σ Cᵢ loss(1 - yᵢ w·xᵢ)` for y = ±1.
    func classify(_ signs: [Double], seed: UInt64) -> Solution {
        let (diagonal, additions, limits) = diagonal(), n = x.rows
        var alpha = [Double](repeating: 0, count: n), weights = [Double](repeating: 0, count: x.columns + 1)
        var order = Array(0..<n), active = n, generator = Generator(seed: seed)
        var highest = Double.infinity, lowest = -Double.infinity
        for epoch in 0..<maximumEpochs {
            var top = -Double.infinity, bottom = Double.infinity
            for place in 0..<active { order.swapAt(place, Int.random(in: place..<active, using: &generator)) }
            weights.withUnsafeMutableBufferPointer { buffer in
                guard let w = buffer.baseAddress else { return }
                var place = 0
                while place < active {
                    let row = order[place], sign = signs[row]
                    let gradient = sign * product(row, w) - 1 + alpha[row] * additions[row]
                    var projected = gradient
                    if alpha[row] == 0 {
                        if gradient > highest {
                            active -= 1
                            order.swapAt(place, active)
                            continue
                        }
                        projected = min(gradient, 0)
                    } else if alpha[row] == limits[row] {
                        if gradient < lowest {
                            active -= 1
                            order.swapAt(place, active)
                            continue
                        }
                        projected = max(gradient, 0)
                    }
                    top = max(top, projected)
                    bottom = min(bottom, projected)
                    if Swift.abs(projected) > 1e-14 {
                        let old = alpha[row]
                        alpha[row] = min(max(old - gradient / max(diagonal[row], 1e-300), 0), limits[row])
                        add((alpha[row] - old) * sign, row, w)
                    }
                    place += 1
                }
            }
            if top - bottom <= tolerance {
                if active == n { return Solution(weights: weights, epochs: epoch + 1, isConverged: true) }
                active = n
                (highest, lowest) = (.infinity, -.infinity)
                continue
            }
            highest = top <= 0 ? .infinity : top
            lowest = bottom >= 0 ? -.infinity : bottom
        }
        return Solution(weights: weights, epochs: maximumEpochs, isConverged: false)
    }

    /// `min ½‖w‖² + Σ Cᵢ loss(|yᵢ - w·xᵢ| - ε)`.
    func regress(_ y: Vector<Double>, margin: Double, seed: UInt64) -> Solution {
        let (diagonal, additions, limits) = diagonal(), n = x.rows, y = Array(y)
        var beta = [Double](repeating: 0, count: n), weights = [Double](repeating: 0, count: x.columns + 1)
        var order = Array(0..<n), generator = Generator(seed: seed)
        for epoch in 0..<maximumEpochs {
            var violation = 0.0
            generator.shuffle(&order)
            weights.withUnsafeMutableBufferPointer { buffer in
                guard let w = buffer.baseAddress else { return }
                for row in order {
                    let gradient = product(row, w) - y[row] + additions[row] * beta[row]
                    let (old, curve) = (beta[row], max(diagonal[row], 1e-300))
                    // The minimum of a parabola plus ε|β|, on either side of 0 or there.
                    let up = old - (gradient + margin) / curve, down = old - (gradient - margin) / curve
                    let new = min(max(up > 0 ? up : down < 0 ? down : 0, -limits[row]), limits[row])
                    violation = max(violation, Swift.abs(new - old) * curve)
                    if new != old {
                        beta[row] = new
                        add(new - old, row, w)
                    }
                }
            }
            if violation <= tolerance {
                return Solution(weights: weights, epochs: epoch + 1, isConverged: true)
            }
        }
        return Solution(weights: weights, epochs: maximumEpochs, isConverged: false)
    }
}
