import LinearAlgebra

/// Linear regression of a quantile: `ŷ = b₀ + xᵀβ` such that a share τ of the rows lies below.
///
/// The least of `1/W Σ wᵢ ρ(yᵢ - ŷᵢ) + λ Σ|βⱼ|` with `ρ(r) = τr` for r ≥ 0 and `(τ - 1)r` below, `W = Σ wᵢ`. With τ = ½ it is the median, which
/// outliers do not move. τ and λ are scikit-learn's `quantile` and `alpha`.
///
///     let x: Matrix = [[0.0], [1.0], [2.0], [3.0], [4.0]], y: Vector = [0.0, 1.0, 2.0, 100.0, 4.0]
///     let model = try QuantileRegression(penalty: 0).fit(x, y)
///     print((model.coefficients[0] * 1e6).rounded() / 1e6)    // 1.0
///
/// A linear programme, solved by a primal-dual interior point: np² operations for each of some 15 iterations. Where a range of coefficients is
/// best, the answer lies inside of it. Sources: Koenker and Bassett, *Regression Quantiles* (1978); Portnoy and Koenker, *The Gaussian
/// Hare and the Laplacian Tortoise* (1997); Mehrotra (1992).
public struct QuantileRegression: WeightedRegressor, Codable, Hashable {
    /// τ, between 0 and 1.
    public var quantile: Double
    /// λ, 0 or more.
    public var penalty: Double
    /// Whether there is a b₀.
    public var hasIntercept: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - quantile: τ, between 0 and 1; ½ unless told otherwise.
    ///   - penalty: λ, 0 or more; 1 unless told otherwise.
    ///   - hasIntercept: Whether there is a b₀.
    public init(quantile: Double = 0.5, penalty: Double = 1, hasIntercept: Bool = true) {
        self.quantile = quantile
        self.penalty = penalty
        self.hasIntercept = hasIntercept
    }

    /// What ``fit(_:_:weights:)`` returns.
    public typealias Model = LinearModel

    /// Finds β and b₀. np² operations for each of some 15 iterations.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> LinearModel
    {
        try checkPenalty(penalty, "QuantileRegression")
        guard quantile > 0, quantile < 1 else {
            throw .badOption("QuantileRegression: a quantile of \(quantile), where 0 < τ < 1 is expected")
        }
        try Checks.features(x)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let p = x.columns, center = hasIntercept ? x.mean(over: .rows) : .zeros(p)
        let spread = Vector(count: p) { column -> Double in
            let size = (x[column: column] - center[column]).abs().max()
            return size > 0 ? size : 1
        }
        let middle = hasIntercept ? y.mean() : 0, size = max((y - middle).abs().max(), .leastNormalMagnitude)
        let scaled = (x - center) / spread, target = (y - middle) / size
        var rows = hasIntercept ? concatenate([scaled, .ones(x.rows, 1)], along: .columns) : scaled
        var targets = target, w = weights ?? .ones(x.rows)
        if penalty > 0 {
            // ρ(u) + ρ(-u) = |u|: two rows more for each coefficient are its penalty.
            let share = penalty * w.sum(),
                extra = Matrix(rows: 2 * p, columns: rows.columns) { row, column in
                    column == row / 2 ? (row % 2 == 0 ? 1.0 : -1.0) : 0.0
                }
            rows = concatenate([rows, extra], along: .rows)
            targets = concatenate([targets, .zeros(2 * p)])
            w = concatenate([w, Vector(count: 2 * p) { share / (spread[$0 / 2]) }])
        }
        let used = (0..<w.count).filter { w[$0] > 0 }
        let average = w.sum() / Double(w.count), factors = w[at: used] / average
        let solution = try InteriorPoint(
            a: rows[rows: used] * factors.asColumn, b: targets[at: used] * factors, quantile: quantile
        ).solve()
        let beta = solution.coefficients[0..<p] * size / spread
        let intercept = hasIntercept ? solution.coefficients[p] * size + middle - dot(beta, center) : 0
        return LinearModel(beta, intercept, .other("the loss of a quantile"), iterations: solution.iterations)
    }
}

/// Frisch and Newton's interior point for `min Σ ρ(bᵢ - aᵢβ)`, by its dual `max bᵀd` with `Aᵀd = (1 - τ)Aᵀ1` and `0 ≤ d ≤ 1`.
private struct InteriorPoint {
    let a: Matrix<Double>  // n × p
    let b: Vector<Double>
    let quantile: Double

    /// The variables: d and 1 - d, the duals of their bounds, and β.
    private struct State {
        var d, s, z, w: Vector<Double>
        var beta: Vector<Double>
    }

    private struct Step {
        var d, z, w, beta: Vector<Double>
    }

    func solve() throws(FitError) -> (coefficients: Vector<Double>, iterations: Int) {
        let n = a.rows, right = matmul(Vector(repeating: 1 - quantile, count: n), a)
        var now = try start()
        let scale = max(1, b.abs().sum())
        var iteration = 0
        while iteration < 100 {
            iteration += 1
            let gap = dot(now.z, now.d) + dot(now.w, now.s)
            if gap <= 1e-14 * scale { break }
            let q = 1 / (now.z / now.d + now.w / now.s), rest = right - matmul(now.d, a)
            guard let factor = factor(q) else { break }
            let affine = step(now, q, rest, factor, push: now.z - now.w)
            let (primal, dual) = lengths(now, affine, 1)
            let after =
                dot(now.z + affine.z * dual, now.d + affine.d * primal)
                + dot(now.w + affine.w * dual, now.s - affine.d * primal)
            let share = after / gap, mu = gap * share * share * share / Double(2 * n)
            let second = (
                z: affine.d * affine.z / now.d - mu / now.d, w: affine.d * affine.w / now.s * -1 - mu / now.s
            )
            let corrected = step(
                now, q, rest, factor, push: now.z - now.w + second.z - second.w, second)
            let (first, other) = lengths(now, corrected, 0.99995)
            let next = State(
                d: now.d + corrected.d * first, s: now.s - corrected.d * first,
                z: now.z + corrected.z * other,
                w: now.w + corrected.w * other, beta: now.beta + corrected.beta * other)
            guard next.beta.allSatisfy({ $0.isFinite }), next.z.allSatisfy({ $0.isFinite }) else { break }
            now = next
        }
        guard now.beta.allSatisfy({ $0.isFinite }) else {
            throw .diverged(iterations: iteration, why: "the interior point left the numbers")
        }
        return (now.beta, iteration)
    }

    /// d in the middle, β by least squares, and the duals of its residuals.
    private func start() throws(FitError) -> State {
        let n = a.rows
        let beta: Vector<Double>
        do { beta = try a.leastSquares(b) } catch { throw .singular(why: "\(error)") }
        // Stationarity of the dual in its minimising form: -b + Aβ - z + w = 0.
        let residuals = matmul(a, beta) - b
        let floor = max(1e-3 * residuals.abs().mean(), 1e-6)
        let z = Vector(count: n) { max(residuals[$0], 0) + floor }
        let w = Vector(count: n) { max(-residuals[$0], 0) + floor }
        return State(
            d: Vector(repeating: 1 - quantile, count: n), s: Vector(repeating: quantile, count: n), z: z,
            w: w,
            beta: beta)
    }

    /// Solves `(AᵀQA)x = r`, Q the diagonal of `q`; nil where that cannot be factored.
    private func factor(_ q: Vector<Double>) -> ((Vector<Double>) -> Vector<Double>)? {
        let products = matmul((a * q.asColumn).transposed, a), p = a.columns
        let scales = Vector(count: p) { products[$0, $0] > 0 ? 1 / products[$0, $0].squareRoot() : 1 }
        var scaled = products * scales * scales.asColumn, extra = 0.0
        for _ in 0..<10 {
            scaled.diagonal { $0 = 1 + extra }
            if let factor = try? CholeskyDecomposition(scaled) {
                return { scales * factor.solve(scales * $0) }
            }
            extra = max(extra * 100, 1e-15)
        }
        return nil
    }

    /// Newton's step: `push` is z - w, less what centring and the second order ask for.
    private func step(
        _ now: State, _ q: Vector<Double>, _ rest: Vector<Double>,
        _ solve: (Vector<Double>) -> Vector<Double>,
        push: Vector<Double>, _ second: (z: Vector<Double>, w: Vector<Double>)? = nil
    ) -> Step {
        let beta = solve(rest + matmul(q * push, a)) * -1
        let d = q * (push + matmul(a, beta)) * -1
        var z = -now.z - now.z / now.d * d, w = now.w / now.s * d - now.w
        if let second {
            z -= second.z
            w -= second.w
        }
        return Step(d: d, z: z, w: w, beta: beta)
    }

    /// How far the primal and the dual variables can go along a step, times `share`, at most 1.
    private func lengths(_ now: State, _ step: Step, _ share: Double) -> (Double, Double) {
        var primal = 1 / share, dual = 1 / share
        for row in 0..<now.d.count {
            let d = step.d[row], z = step.z[row], w = step.w[row]
            if d < 0 { primal = min(primal, -now.d[row] / d) }
            if d > 0 { primal = min(primal, now.s[row] / d) }
            if z < 0 { dual = min(dual, -now.z[row] / z) }
            if w < 0 { dual = min(dual, -now.w[row] / w) }
        }
        return (min(1, primal * share), min(1, dual * share))
    }
}
