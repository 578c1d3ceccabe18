import LinearAlgebra

/// The least of `½βᵀHβ - cᵀβ + Σ λⱼ|βⱼ|` by coordinate descent on H, ended by a direct solution.
///
/// A coordinate's best value is `S(cⱼ - Σₖ≠ⱼ Hⱼₖβₖ, λⱼ)/Hⱼⱼ`, S the soft threshold; the gradient is kept up to date, so that a coordinate that
/// stays costs O(1) and one that moves O(p). Sweeps go over the active coordinates until they rest, then over all. Once the signs
/// rest, `H_AA β_A = c_A - λ sign(β_A)` gives the solution to the last digits, where the signs and the gradient of the others agree with it.
/// Source: Friedman, Hastie and Tibshirani, *Regularization Paths for Generalized Linear Models via Coordinate Descent* (2010).
struct QuadraticLasso {
    let h: Matrix<Double>
    let c: Vector<Double>
    let penalties: Vector<Double>
    var maximumSweeps = 10_000
    var tolerance = 1e-12

    private var size: Int { c.count }

    /// The solution, from a first guess, and the number of sweeps.
    func solve(from start: Vector<Double>) -> (solution: Vector<Double>, sweeps: Int) {
        var beta = start.copied()
        var gradient = c - matmul(h, beta)  // what is left of c
        beta.makeUnique()
        gradient.makeUnique()
        let scale = max(c.abs().max(), .leastNormalMagnitude)
        var sweeps = 0, signs: [Int8] = []
        while sweeps < maximumSweeps {
            sweeps += 1
            let change = sweep(&beta, &gradient, activeOnly: false)
            if change <= tolerance * scale { break }
            var inner = 0
            while inner < 100, sweeps < maximumSweeps {
                inner += 1
                sweeps += 1
                if sweep(&beta, &gradient, activeOnly: true) <= 1e-3 * change { break }
            }
            let now = beta.map { $0 > 0 ? Int8(1) : $0 < 0 ? -1 : 0 } as [Int8]
            if now == signs, let exact = directSolution(now, scale) { return (exact, sweeps) }
            signs = now
        }
        return (beta, sweeps)
    }

    /// One pass over the coordinates; the largest change of a gradient that a step made good.
    private func sweep(
        _ beta: inout Vector<Double>, _ gradient: inout Vector<Double>, activeOnly: Bool
    ) -> Double {
        let n = size, b = beta.start, g = gradient.start, rows = h.start
        var largest = 0.0
        for j in 0..<n {
            let old = b[j]
            if activeOnly, old == 0 { continue }
            let curvature = rows[j * n + j]
            if curvature <= 0 { continue }
            let target = g[j] + curvature * old, penalty = penalties.start[j]
            let new =
                target > penalty
                ? (target - penalty) / curvature : target < -penalty ? (target + penalty) / curvature : 0
            if new == old { continue }
            b[j] = new
            Double.axpy(n, old - new, rows + j * n, 1, g, 1)
            largest = max(largest, abs(new - old) * curvature)
        }
        return largest
    }

    /// The solution with these signs; nil where it has others, or where a coordinate at 0 wants to leave it.
    private func directSolution(_ signs: [Int8], _ scale: Double) -> Vector<Double>? {
        let active = signs.indices.filter { signs[$0] != 0 || (penalties[$0] == 0 && h[$0, $0] > 0) }
        if active.isEmpty || active.count > 2000 { return nil }
        let scales = Vector(count: active.count) { 1 / h[active[$0], active[$0]].squareRoot() }
        let block = h[rows: active][columns: active] * scales * scales.asColumn
        let right = Vector(count: active.count) {
            c[active[$0]] - penalties[active[$0]] * Double(signs[active[$0]])
        }
        guard let factor = try? CholeskyDecomposition(block), factor.reciprocalConditionNumber() > 1e-12
        else { return nil }
        var values = scales * factor.solve(scales * right)
        let rest = right - matmul(h[rows: active][columns: active], values)
        values += scales * factor.solve(scales * rest)
        var beta = Vector<Double>(repeating: 0, count: size)
        for (place, index) in active.enumerated() {
            let sign = Double(signs[index])
            if penalties[index] > 0, values[place] * sign <= 0 { return nil }
            beta[index] = values[place]
        }
        let gradient = c - matmul(h, beta)
        for index in 0..<size where beta[index] == 0 && h[index, index] > 0 {
            if abs(gradient[index]) > penalties[index] + 1e-12 * scale { return nil }
        }
        return beta
    }
}
