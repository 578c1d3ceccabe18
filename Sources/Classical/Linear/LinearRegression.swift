import LinearAlgebra

/// Linear regression by least squares: `ŷ = b₀ + xᵀβ` with the least `Σ wᵢ(yᵢ - ŷᵢ)²`.
///
///     let x: Matrix = [[1.0], [2.0], [3.0]], y: Vector = [3.0, 5.0, 7.0]
///     let model = try LinearRegression().fit(x, y)
///     print(model.predict([[4.0]])[0].rounded())      // 9.0
///
/// One pass over the rows makes the matrix of sums of products, `G = XᵀX` about the means, and Cholesky's decomposition solves `Gβ = Xᵀy`:
/// np² + p³/3 operations. Where columns are nearly dependent the residuals are fitted again, and where they are dependent, or more than
/// rows, the β of least norm is found by singular values, as scikit-learn's `LinearRegression` finds it. For standard errors,
/// p-values and variance inflation see ``LinearModel/summary(_:_:names:columns:level:)``; the version to read is
/// `Textbook.linearRegression`.
/// Source: Björck, *Numerical Methods for Least Squares Problems* (1996), §2.2.
public struct LinearRegression: WeightedRegressor, Codable, Hashable {
    /// Whether there is a b₀.
    public var hasIntercept: Bool

    /// A configuration.
    ///
    /// - Parameter hasIntercept: Whether there is a b₀; true unless told otherwise.
    public init(hasIntercept: Bool = true) { self.hasIntercept = hasIntercept }

    /// What ``fit(_:_:weights:)`` returns.
    public typealias Model = LinearModel

    /// Finds β and b₀. np² operations.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> LinearModel
    {
        let data = try LinearRows(x, y, weights).lassoData(isCentered: hasIntercept)
        let coefficients = try data.leastSquares()
        return LinearModel(
            coefficients, data.intercept(coefficients), .leastSquares(intercept: hasIntercept))
    }
}

/// Ridge regression: least squares with a penalty on the squares of the coefficients, `Σ wᵢ(yᵢ - ŷᵢ)² + λ‖β‖²`.
///
/// The larger λ, the nearer to 0 are the coefficients, and the less they follow the noise of the rows. b₀ is not penalised. The penalty
/// depends on the units of the columns: scale them first. λ is scikit-learn's `alpha`.
///
///     let x: Matrix = [[1.0], [2.0], [3.0]], y: Vector = [3.0, 5.0, 7.0]
///     let model = try RidgeRegression(penalty: 2).fit(x, y)       // a slope of 1, where least squares has 2
///
/// `(G + λI)β = Xᵀy` by Cholesky's decomposition: np² + p³/3 operations; with more columns than rows `β = Xᵀ(XXᵀ + λI)⁻¹y`, n²p.
/// Source: Hoerl and Kennard, *Ridge Regression* (1970).
public struct RidgeRegression: WeightedRegressor, Codable, Hashable {
    /// λ, 0 or more.
    public var penalty: Double
    /// Whether there is a b₀.
    public var hasIntercept: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - penalty: λ, 0 or more; 1 unless told otherwise.
    ///   - hasIntercept: Whether there is a b₀.
    public init(penalty: Double = 1, hasIntercept: Bool = true) {
        self.penalty = penalty
        self.hasIntercept = hasIntercept
    }

    /// What ``fit(_:_:weights:)`` returns.
    public typealias Model = LinearModel

    /// Finds β and b₀. np² operations, or n²p where p > n.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> LinearModel
    {
        try checkPenalty(penalty, "RidgeRegression")
        let rows = try LinearRows(x, y, weights)
        let data: any LassoData =
            x.columns > x.rows && penalty > 0
            ? try WideRows(rows, isCentered: hasIntercept) : try rows.lassoData(isCentered: hasIntercept)
        let coefficients = penalty > 0 ? try data.ridge(penalty) : try data.leastSquares()
        let method = LinearMethod.penalized(by: "a ridge penalty of \(penalty)")
        return LinearModel(
            coefficients, data.intercept(coefficients),
            penalty > 0 ? method : .leastSquares(intercept: hasIntercept))
    }
}

/// A penalty is a number, 0 or more.
func checkPenalty(_ penalty: Double, _ name: String) throws(FitError) {
    guard penalty >= 0, penalty.isFinite else {
        throw .badOption("\(name): a penalty of \(penalty), where 0 or more is expected")
    }
}

extension CenteredGram: LassoData {
    /// `(G + λI)⁻¹c`, the columns scaled to unit diagonals first; nil where that is not positive definite. With the reciprocal of
    /// the scaled matrix's condition number.
    func solver(_ penalty: Double) -> (solve: (Vector<Double>) -> Vector<Double>, condition: Double)? {
        let p = gram.rows
        let scales = Vector(count: p) { index -> Double in
            let diagonal = gram[index, index] + penalty
            return diagonal > 0 ? 1 / diagonal.squareRoot() : 1
        }
        var scaled = gram * scales * scales.asColumn
        scaled.diagonal { _ in }
        for index in 0..<p {
            scaled[index, index] += penalty * scales[index] * scales[index]
            if scaled[index, index] == 0 { scaled[index, index] = 1 }
        }
        guard let factor = try? CholeskyDecomposition(scaled) else { return nil }
        return ({ scales * factor.solve(scales * $0) }, factor.reciprocalConditionNumber())
    }

    func ridge(_ penalty: Double) throws(FitError) -> Vector<Double> {
        guard let (solve, _) = solver(penalty) else {
            throw .singular(why: "XᵀX + λI is not positive definite; take a larger penalty than \(penalty)")
        }
        return solve(cross)
    }

    /// The least-squares coefficients, those of least norm where there are many.
    func leastSquares() throws(FitError) -> Vector<Double> {
        // The squared condition number decides how many digits the normal equations lose.
        guard rows.count > gram.rows, let (solve, condition) = solver(0), condition > 1e-11 else {
            return try bySingularValues()
        }
        var coefficients = solve(cross)
        if condition < 1e-6 {
            let (x, y) = centeredRows()
            for _ in 0..<2 { coefficients += solve(matmul(y - matmul(x, coefficients), x)) }
        }
        return coefficients
    }

    private func bySingularValues() throws(FitError) -> Vector<Double> {
        let (x, y) = centeredRows()
        do { return try x.leastSquares(y, tolerance: Double.ulpOfOne * 4) } catch {
            throw .singular(why: "\(error)")
        }
    }

    func explained(_ coefficients: Vector<Double>) -> Double {
        let gained = 2 * dot(coefficients, cross) - dot(coefficients, matmul(gram, coefficients))
        return targetSquares > 0 ? gained / targetSquares : 0
    }

    func lasso(_ lasso: Double, ridge: Double, from start: Vector<Double>) -> (Vector<Double>, Int) {
        var h = gram
        h.diagonal { $0 = $0 > 0 ? $0 + ridge : 0 }
        let penalties = Vector(repeating: lasso, count: start.count)
        return QuadraticLasso(h: h, c: cross, penalties: penalties).solve(from: start)
    }
}
