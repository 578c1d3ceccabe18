import CKernels
import LinearAlgebra

/// The least of `Σ wᵢ ln(1/P(yᵢ)) + ½λ‖B‖² + λ₁ Σ|B|` with `P = softmax(b + xᵀB)`, k classes.
///
/// The parameters are one row `[β, b]` for each class. Adding the same to all classes changes no probability: where no penalty decides, the
/// rows of B sum to 0, which is what quasi-Newton steps from 0 keep to as well.
struct SoftmaxRows {
    let rows: LinearRows
    let codes: [Int]
    let classes: Int
    let ridge: Double
    let lasso: Double
    let hasIntercept: Bool
    let maximumIterations: Int

    struct Solution {
        var coefficients: Matrix<Double>
        var intercepts: Vector<Double>
        var loss: Double
        var iterations: Int
    }

    struct Pass {
        var value: Double
        var gradient: Vector<Double>
        /// Of `classes · width` rows and columns; empty where it was not asked for.
        var hessian: Matrix<Double>
    }

    var p: Int { rows.x.columns }
    var width: Int { p + (hasIntercept ? 1 : 0) }
    /// The number of parameters.
    var size: Int { classes * width }

    var shift: Vector<Double> { hasIntercept ? rows.sampledMeans : Vector(repeating: 0, count: p) }

    func isSlope(_ index: Int) -> Bool { index % width < p }

    func penalty(_ theta: Vector<Double>) -> Double {
        var squares = 0.0, sizes = 0.0
        for index in 0..<size where isSlope(index) {
            squares += theta[index] * theta[index]
            sizes += abs(theta[index])
        }
        return 0.5 * ridge * squares + lasso * sizes
    }

    func solution(_ theta: Vector<Double>, _ shift: Vector<Double>, _ loss: Double, _ iterations: Int)
        -> Solution
    {
        let all = theta.reshaped(rows: classes, columns: width)
        let coefficients = all[0..., 0..<p].contiguous()
        var intercepts = Vector<Double>(repeating: 0, count: classes)
        if hasIntercept { intercepts = all[column: p] - matmul(coefficients, shift) }
        if hasIntercept { intercepts = intercepts - intercepts.mean() }
        return Solution(
            coefficients: coefficients, intercepts: intercepts, loss: loss, iterations: iterations)
    }

    /// The loss, its gradient and, where asked for, the second derivatives, in one pass over the rows.
    func evaluate(_ theta: Vector<Double>, _ shift: Vector<Double>, hessian wantsHessian: Bool) -> Pass {
        let width = width, k = classes, size = size, square = wantsHessian ? size * size : 0
        let state = square + size + 1, theta = theta.contiguous(), p = p
        let blocks = RowBlocks(rows: rows.count, width: width, state: state)
        let total = blocks.sum(state) { chunk, sums in
            let room = Vector<Double>(uninitialized: blocks.blockRows * (2 * width + 2 * k + 1))
            let block = room.start, scaled = block + blocks.blockRows * width
            let eta = scaled + blocks.blockRows * width, weight = eta + blocks.blockRows * k
            blocks.forEachBlock(of: chunk) { first, count in
                rows.copy(first, count, minus: shift, to: block, width: width)
                if hasIntercept { for row in 0..<count { block[row * width + p] = 1 } }
                Double.gemm(
                    transposeA: false, transposeB: true, m: count, n: k, k: width, alpha: 1, a: block,
                    lda: width, b: theta.start, ldb: width, beta: 0, c: eta, ldc: k)
                sums[state - 1] += loss(first, count, eta, weight)
                if wantsHessian { addCurvature(count, block, scaled, eta, weight, sums) }
                for row in 0..<count { eta[row * k + codes[first + row]] -= 1 }
                if let weights = rows.weights {
                    cairn_mul_col_f64(eta, k, weights.start + first, eta, k, count, k)
                }
                Double.gemm(
                    transposeA: true, transposeB: false, m: k, n: width, k: count, alpha: 1, a: eta,
                    lda: k, b: block, ldb: width, beta: 1, c: sums + square, ldc: width)
            }
            withExtendedLifetime(room) {}
        }
        let h = wantsHessian ? total[0..<square].reshaped(rows: size, columns: size) : .zeros(0, 0)
        return Pass(
            value: total[state - 1], gradient: total[square..<state - 1].copied(),
            hessian: wantsHessian ? mirrored(h) : h)
    }

    /// Turns linear predictors into probabilities; the sum of the weighted losses.
    private func loss(
        _ first: Int, _ count: Int, _ eta: UnsafeMutablePointer<Double>,
        _ scratch: UnsafeMutablePointer<Double>
    ) -> Double {
        let k = classes
        cairn_logsumexp_rows_f64(eta, k, count, k, scratch)
        var sum = 0.0
        for row in 0..<count {
            let weight = rows.weights?.start[first + row] ?? 1
            sum += weight * (scratch[row] - eta[row * k + codes[first + row]])
        }
        cairn_softmax_f64(eta, k, eta, k, count, k)
        for row in 0..<count { scratch[row] = rows.weights?.start[first + row] ?? 1 }
        return sum
    }

    /// Adds `Σ w pₐ(δ - p_b) xxᵀ` for each pair a ≤ b; `weight` holds w in its first `count` places and has room for as many more.
    private func addCurvature(
        _ count: Int, _ block: UnsafeMutablePointer<Double>, _ scaled: UnsafeMutablePointer<Double>,
        _ eta: UnsafeMutablePointer<Double>, _ weight: UnsafeMutablePointer<Double>,
        _ sums: UnsafeMutablePointer<Double>
    ) {
        let k = classes, factor = weight + count
        for a in 0..<k {
            for b in a..<k {
                for row in 0..<count {
                    let pa = eta[row * k + a], pb = eta[row * k + b]
                    factor[row] = weight[row] * pa * ((a == b ? 1 : 0) - pb)
                }
                cairn_mul_col_f64(block, width, factor, scaled, width, count, width)
                Double.gemm(
                    transposeA: true, transposeB: false, m: width, n: width, k: count, alpha: 1, a: block,
                    lda: width, b: scaled, ldb: width, beta: 1,
                    c: sums + a * width * size + b * width, ldc: size)
            }
        }
    }

    /// The blocks below the diagonal from those above.
    private func mirrored(_ upper: Matrix<Double>) -> Matrix<Double> {
        var full = upper.copied()
        full.makeUnique()
        for i in 0..<size { for j in 0..<i { full.start[i * size + j] = full.start[j * size + i] } }
        return full
    }
}
