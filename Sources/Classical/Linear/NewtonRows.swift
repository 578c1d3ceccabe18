import CKernels
import Foundation
import LinearAlgebra

/// The least of `Σ wᵢℓ(ηᵢ) + ½λ‖β‖² + λ₁ Σ|βⱼ|` over β and b₀, by Newton's method.
///
/// Each iteration reads the rows once: a block of them is copied into the cache with its columns shifted, η, the derivatives and the weighted
/// products `Σ ℓ″xxᵀ` are made there. np² operations an iteration, some 5 to 10 iterations. With a λ₁ each step is the lasso of the
/// quadratic model. Sources: McCullagh and Nelder (1989), §2.5; Friedman, Hastie and Tibshirani (2010), §3.
struct NewtonRows<Loss: RowLoss> {
    let rows: LinearRows
    let loss: Loss
    var ridge: Double
    var lasso = 0.0
    let hasIntercept: Bool
    var maximumIterations = 100
    /// The Newton decrement, in units of the loss, at which the last step is taken.
    var tolerance = 1e-9

    struct Solution {
        var coefficients: Vector<Double>
        var intercept: Double
        /// Σ wᵢℓ(ηᵢ), without penalties, where the last pass was made.
        var loss: Double
        var iterations: Int
    }

    /// One pass over the rows: the loss, its gradient and the matrix of second derivatives for `[β, b]`.
    private struct Pass {
        var value: Double
        var gradient: Vector<Double>
        var hessian: Matrix<Double>
    }

    private var p: Int { rows.x.columns }
    private var width: Int { p + (hasIntercept ? 1 : 0) }

    /// Finds β and b₀, from an intercept to begin with.
    func solve(intercept start: Double = 0) throws(FitError) -> Solution {
        let shift = hasIntercept ? rows.sampledMeans : Vector(repeating: 0, count: p)
        var beta = Vector<Double>(repeating: 0, count: width)
        if hasIntercept { beta[p] = start }
        var pass = evaluate(beta, shift)
        if !pass.value.isFinite || !pass.gradient.allSatisfy({ $0.isFinite }) { try rows.explainNonFinite() }
        var objective = pass.value + penalty(beta), iteration = 0
        while iteration < maximumIterations {
            iteration += 1
            let step = lasso > 0 ? lassoStep(beta, pass) : try ridgeStep(beta, pass, iteration)
            let promised = promise(beta, step, pass)
            if !(promised > 0) { break }
            if lasso == 0, promised <= tolerance {
                beta += step
                break
            }
            var length = 1.0, accepted = false
            while length > 1e-12 {
                let candidate = beta + step * length, next = evaluate(candidate, shift)
                let value = next.value + penalty(candidate)
                if value <= objective - 1e-4 * length * promised + 1e-14 * abs(objective) {
                    (beta, pass, objective, accepted) = (candidate, next, value, true)
                    break
                }
                length *= 0.5
            }
            if !accepted || (lasso > 0 && promised <= 1e-3 * tolerance) { break }
        }
        guard beta.allSatisfy({ $0.isFinite }) else {
            throw .diverged(iterations: iteration, why: "the coefficients grew beyond all numbers")
        }
        let coefficients = beta[0..<p].copied()
        let intercept = hasIntercept ? beta[p] - dot(shift, coefficients) : 0
        return Solution(
            coefficients: coefficients, intercept: intercept, loss: pass.value, iterations: iteration)
    }

    private func penalty(_ beta: Vector<Double>) -> Double {
        let slopes = beta[0..<p]
        return 0.5 * ridge * slopes.sumOfSquares() + (lasso > 0 ? lasso * slopes.abs().sum() : 0)
    }

    /// The gradient with the ridge's part.
    private func gradient(_ beta: Vector<Double>, _ pass: Pass) -> Vector<Double> {
        var gradient = pass.gradient
        for index in 0..<p { gradient[index] += ridge * beta[index] }
        return gradient
    }

    private func hessian(_ pass: Pass) -> Matrix<Double> {
        var h = pass.hessian
        for index in 0..<p { h[index, index] += ridge }
        return h
    }

    /// `-(H + λI)⁻¹ ∇`, with columns that do not vary left alone.
    private func ridgeStep(_ beta: Vector<Double>, _ pass: Pass, _ iteration: Int) throws(FitError)
        -> Vector<Double>
    {
        let g = gradient(beta, pass), h = hessian(pass)
        let scales = Vector(count: width) { h[$0, $0] > 0 ? 1 / h[$0, $0].squareRoot() : 1 }
        var scaled = h * scales * scales.asColumn, extra = 0.0
        for _ in 0..<12 {
            scaled.diagonal { $0 = 1 + extra }
            if let factor = try? CholeskyDecomposition(scaled), factor.reciprocalConditionNumber() > 1e-15 {
                return scales * factor.solve(scales * g) * -1
            }
            // Dependent columns: a little more on the diagonal finds the least step.
            extra = max(extra * 10, 1e-13)
        }
        throw .diverged(iterations: iteration, why: "the second derivatives are no positive definite matrix")
    }

    /// The step to the least of the quadratic model with the lasso's penalty.
    private func lassoStep(_ beta: Vector<Double>, _ pass: Pass) -> Vector<Double> {
        let h = hessian(pass), g = gradient(beta, pass)
        let penalties = Vector(count: width) { $0 < p ? lasso : 0.0 }
        let problem = QuadraticLasso(
            h: h, c: matmul(h, beta) - g, penalties: penalties, maximumSweeps: 2000, tolerance: 1e-13)
        return problem.solve(from: beta).solution - beta
    }

    /// How much the objective falls along a step, by its first derivatives.
    private func promise(_ beta: Vector<Double>, _ step: Vector<Double>, _ pass: Pass) -> Double {
        let linear = -dot(gradient(beta, pass), step)
        if lasso == 0 { return linear }
        let target = beta + step
        return linear + lasso * (beta[0..<p].abs().sum() - target[0..<p].abs().sum())
    }

    private func evaluate(_ beta: Vector<Double>, _ shift: Vector<Double>) -> Pass {
        let width = width, p = p, state = width * width + width + 1
        let blocks = RowBlocks(rows: rows.count, width: width, state: state)
        let beta = beta.contiguous()
        let total = blocks.sum(state) { chunk, sums in
            let room = Vector<Double>(uninitialized: blocks.blockRows * (width + 2))
            let block = room.start, eta = block + blocks.blockRows * width, curvature = eta + blocks.blockRows
            blocks.forEachBlock(of: chunk) { first, count in
                rows.copy(first, count, minus: shift, to: block, width: width)
                if hasIntercept { for row in 0..<count { block[row * width + p] = 1 } }
                Double.gemv(
                    transpose: false, m: count, n: width, alpha: 1, a: block, lda: width, x: beta.start,
                    incx: 1, beta: 0, y: eta, incy: 1)
                sums[state - 1] += loss.evaluate(
                    count, rows.y.start + first, rows.weights.map { UnsafePointer($0.start + first) },
                    eta: eta, curvature: curvature)
                Double.gemv(
                    transpose: true, m: count, n: width, alpha: 1, a: block, lda: width, x: eta, incx: 1,
                    beta: 1, y: sums + width * width, incy: 1)
                cairn_sqrt_f64(curvature, curvature, count)
                cairn_mul_col_f64(block, width, curvature, block, width, count, width)
                Double.syrk(
                    lower: true, transpose: true, n: width, k: count, alpha: 1, a: block, lda: width,
                    beta: 1, c: sums, ldc: width)
            }
            withExtendedLifetime(room) {}
        }
        var hessian = Matrix<Double>(repeating: 0, rows: width, columns: width)
        hessian.makeUnique()
        for i in 0..<width {
            for j in 0...i {
                let value = total.start[i * width + j]
                hessian.start[i * width + j] = value
                hessian.start[j * width + i] = value
            }
        }
        return Pass(
            value: total[state - 1], gradient: total[width * width..<state - 1].copied(), hessian: hessian)
    }
}
