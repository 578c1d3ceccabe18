import LinearAlgebra

/// What the lasso and the elastic net need of their rows, in one form or another.
protocol LassoData {
    /// Σ wᵢ.
    var weight: Double { get }
    /// `Xᵀy` about the means, weighted.
    var cross: Vector<Double> { get }
    func intercept(_ coefficients: Vector<Double>) -> Double
    /// The share of the target's variance that the coefficients explain.
    func explained(_ coefficients: Vector<Double>) -> Double
    func leastSquares() throws(FitError) -> Vector<Double>
    func ridge(_ penalty: Double) throws(FitError) -> Vector<Double>
    /// The least of `½‖y - Xβ‖² + ½λ₂‖β‖² + λ₁ Σ|βⱼ|` and the number of sweeps.
    func lasso(_ lasso: Double, ridge: Double, from start: Vector<Double>) -> (Vector<Double>, Int)
}

extension LinearRows {
    /// Whether the products of columns would be larger than the matrix, and large.
    var isWide: Bool { x.columns > max(500, x.rows) }

    func lassoData(isCentered: Bool) throws(FitError) -> any LassoData {
        if isWide { return try WideRows(self, isCentered: isCentered) }
        return try CenteredGram(self, isCentered: isCentered)
    }
}

/// Rows about their means and scaled by the roots of their weights, for matrices with more columns than rows: there the products of
/// columns would be larger than the matrix.
struct WideRows: LassoData {
    /// n × p.
    let x: Matrix<Double>
    let y: Vector<Double>
    /// The columns' means; zeros without an intercept.
    let means: Vector<Double>
    let targetMean: Double
    /// Σ wᵢ.
    let weight: Double

    init(_ rows: LinearRows, isCentered: Bool) throws(FitError) {
        try Checks.features(rows.x)
        try Checks.target(rows.y, rows: rows.count)
        let weights = rows.weights ?? .ones(rows.count), roots = weights.sqrt()
        weight = weights.sum()
        means = isCentered ? matmul(weights, rows.x) / weight : .zeros(rows.x.columns)
        targetMean = isCentered ? dot(weights, rows.y) / weight : 0
        x = (rows.x - means) * roots.asColumn
        y = (rows.y - targetMean) * roots
        guard x.sumOfSquares().isFinite else { try rows.explainNonFinite() }
    }

    func intercept(_ coefficients: Vector<Double>) -> Double { targetMean - dot(means, coefficients) }

    var cross: Vector<Double> { matmul(y, x) }

    func explained(_ coefficients: Vector<Double>) -> Double {
        let total = y.sumOfSquares()
        return total > 0 ? 1 - (y - matmul(x, coefficients)).sumOfSquares() / total : 0
    }

    /// The least-squares coefficients of least norm, by singular values.
    func leastSquares() throws(FitError) -> Vector<Double> {
        do { return try x.leastSquares(y, tolerance: Double.ulpOfOne * 4) } catch {
            throw .singular(why: "\(error)")
        }
    }

    /// `Xᵀ(XXᵀ + λI)⁻¹y`.
    func ridge(_ penalty: Double) throws(FitError) -> Vector<Double> {
        var products = syrk(x)
        products.diagonal { $0 += penalty }
        do { return matmul(try CholeskyDecomposition(products).solve(y), x) } catch {
            throw .singular(why: "XXᵀ + λI is not positive definite; take a larger penalty than \(penalty)")
        }
    }

    /// The least of `½‖y - Xβ‖² + ½λ₂‖β‖² + λ₁ Σ|βⱼ|`: solved on a few columns, to which those are added whose gradient wants them.
    ///
    /// Source: Tibshirani and others, *Strong Rules for Discarding Predictors in Lasso-Type Problems* (2012).
    func lasso(_ lasso: Double, ridge: Double, from start: Vector<Double>) -> (Vector<Double>, Int) {
        let p = x.columns
        var beta = start, sweeps = 0
        var columns = (0..<p).filter { beta[$0] != 0 }
        for round in 0..<200 {
            let gradient = matmul(y - matmul(x, beta), x) - beta * ridge
            let inside = Set(columns)
            let wanting = (0..<p).filter { !inside.contains($0) && abs(gradient[$0]) > lasso * (1 + 1e-12) }
            if wanting.isEmpty, round > 0 || columns.isEmpty { break }
            let most = max(32, columns.count)
            columns += wanting.sorted { abs(gradient[$0]) > abs(gradient[$1]) }.prefix(most)
            let part = x[columns: columns]
            var h = syrk(part, transposed: true)
            h.diagonal { $0 += ridge }
            let problem = QuadraticLasso(
                h: h, c: matmul(y, part), penalties: Vector(repeating: lasso, count: columns.count))
            let (solution, count) = problem.solve(from: beta[at: columns])
            sweeps += count
            beta = .zeros(p)
            for (place, column) in columns.enumerated() { beta[column] = solution[place] }
            columns = columns.filter { beta[$0] != 0 }
        }
        return (beta, sweeps)
    }
}
