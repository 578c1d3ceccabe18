import LinearAlgebra
import Randomness

extension Textbook {
    /// Sequential minimal optimisation in plain loops: the coefficients α and the constant b of `f(x) = Σ yᵢ αᵢ K(x, xᵢ) + b`.
    ///
    /// Each step takes the pair that misses the conditions of optimality most, i that should rise and j that should fall, and moves
    /// `yᵢαᵢ` up and `yⱼαⱼ` down by the same amount, so that `Σ y α = 0` stays true: as far as the parabola's minimum, or until one of them meets 0 or
    /// C. The version to run is ``SupportVectorClassifier``. Source: Keerthi, Shevade, Bhattacharyya and Murthy (2001).
    ///
    /// - Parameters:
    ///   - kernel: `K(xᵢ, xⱼ)`, n × n.
    ///   - y: 1 or -1 for each row; both occur.
    ///   - penalty: C, more than 0.
    ///   - tolerance: By how much the conditions may be missed, more than 0.
    public static func sequentialMinimalOptimization(
        kernel: Matrix<Double>, _ y: [Double], penalty: Double, tolerance: Double = 1e-3
    ) -> (alpha: [Double], intercept: Double) {
        let n = y.count
        require(
            kernel.rows == n && kernel.columns == n,
            "sequentialMinimalOptimization: \(kernel.rows) rows, \(n) labels")
        var alpha = [Double](repeating: 0, count: n)
        var errors = y  // yᵢ - Σⱼ yⱼ αⱼ Kᵢⱼ
        while true {
            var i = -1, j = -1
            for t in 0..<n {
                let canRise = y[t] > 0 ? alpha[t] < penalty : alpha[t] > 0
                let canFall = y[t] > 0 ? alpha[t] > 0 : alpha[t] < penalty
                if canRise && (i < 0 || errors[t] > errors[i]) { i = t }
                if canFall && (j < 0 || errors[t] < errors[j]) { j = t }
            }
            if i < 0 || j < 0 || errors[i] - errors[j] < tolerance {
                let intercept = i >= 0 && j >= 0 ? (errors[i] + errors[j]) / 2 : 0
                return (alpha, intercept)
            }
            let curvature = max(kernel[i, i] + kernel[j, j] - 2 * kernel[i, j], 1e-12)
            let roomToRise = y[i] > 0 ? penalty - alpha[i] : alpha[i]
            let roomToFall = y[j] > 0 ? alpha[j] : penalty - alpha[j]
            let step = min((errors[i] - errors[j]) / curvature, roomToRise, roomToFall)
            alpha[i] += y[i] * step
            alpha[j] -= y[j] * step
            for t in 0..<n { errors[t] -= step * (kernel[t, i] - kernel[t, j]) }
        }
    }
}
