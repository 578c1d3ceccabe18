import LinearAlgebra

/// A design and a response ready for least squares: names, finite values, positive weights, full rank.
struct LeastSquaresCore {
    /// The coefficients that minimise `Σ wᵢ (yᵢ - xᵢβ)²`.
    let coefficients: Vector<Double>
    /// `(XᵀWX)⁻¹`.
    let inverseGram: Matrix<Double>
    /// `QR⁻ᵀ`, n × p: the transpose of the pseudoinverse of `W^½X`.
    let pseudoinverse: Matrix<Double>
    /// The diagonal of the hat matrix `W^½X(XᵀWX)⁻¹XᵀW^½`.
    let leverage: Vector<Double>
    /// The singular values of `W^½X`, largest first divided by smallest.
    let conditionNumber: Double
    /// Whether the constant lies in the space of the columns.
    let hasConstant: Bool

    /// Solves by Householder's QR of `W^½X`; 2np² operations, n rows and p columns.
    init(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?, names: [String]) throws {
        let roots = weights.map { $0.sqrt() }
        let scaled = roots.map { x.scalingRows(by: $0) } ?? x
        let qr = try QRDecomposition(scaled)
        let r = qr.r
        if r.mayBeDeficient {
            let dependences = linearDependences(scaled, names: names)
            if !dependences.isEmpty { throw ModelError.rankDeficient(dependences) }
        }
        coefficients = try qr.leastSquares(roots.map { $0 * y } ?? y)
        let inverse = try r.solveTriangular(.identity(x.columns), lower: false)
        inverseGram = matmul(inverse, inverse.transposed)
        let q = qr.q
        pseudoinverse = matmul(q, inverse.transposed)
        leverage = q.sumOfSquares(over: .columns)
        let values = try r.singularValues()
        conditionNumber = values.isEmpty ? 1 : values[0] / values[values.count - 1]
        let ones = roots ?? Vector(repeating: 1, count: x.rows)
        let left = ones - matmul(q, matmul(ones, q))
        hasConstant = left.norm() <= 1e-9 * ones.norm()
    }
}

extension Matrix<Double> {
    /// Each row times its number.
    func scalingRows(by factors: Vector<Double>) -> Matrix {
        self * factors.copied().reshaped(rows: factors.count, columns: 1)
    }

    /// Whether a diagonal element of this triangular factor is small beside its column: then a closer look is due.
    fileprivate var mayBeDeficient: Bool {
        for column in 0..<columns {
            let norm = self[0..., column].norm(), pivot: Double = self[column, column]
            if !(pivot.magnitude > 1e-7 * norm) { return true }
        }
        return false
    }
}

/// The columns that earlier ones determine, each with its combination.
///
/// Column by column, after Gram and Schmidt with a second pass: what is left of a column of length 1 after the space of the
/// accepted columns is taken out. Less than `10 max(n, p) ε` of it means dependent. O(np²).
func linearDependences(_ x: Matrix<Double>, names: [String]) -> [LinearDependence] {
    let tolerance = 10 * Double(max(x.rows, x.columns)) * Double.ulpOfOne
    var basis: [Vector<Double>] = []
    var accepted: [Int] = []
    var found: [LinearDependence] = []
    for column in 0..<x.columns {
        let values = x[0..., column].copied()
        var rest = values / values.norm()
        for _ in 0..<2 { for direction in basis { rest -= direction * dot(direction, rest) } }
        let left = rest.norm()
        if left > tolerance {
            basis.append(rest / left)
            accepted.append(column)
        } else {
            found.append(dependence(of: column, on: accepted, in: x, names))
        }
    }
    return found
}

private func dependence(of column: Int, on accepted: [Int], in x: Matrix<Double>, _ names: [String])
    -> LinearDependence
{
    let target = x[0..., column].copied()
    let norms = accepted.map { x[0..., $0].norm() }
    let scaled = x[columns: accepted] / Vector(norms)
    guard target.norm() > 0, !accepted.isEmpty,
        let solution = try? QRDecomposition(scaled).leastSquares(target)
    else { return LinearDependence(column: names[column], combination: []) }
    let parts = accepted.indices.filter { solution[$0].magnitude > 1e-8 * target.norm() }
    return LinearDependence(
        column: names[column],
        combination: parts.map { .init(column: names[accepted[$0]], coefficient: solution[$0] / norms[$0]) })
}

/// Checks that are the same for all models.
enum ModelInput {
    static func check(
        _ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?, names: [String], response: String
    ) throws(ModelError) {
        guard x.rows >= x.columns, x.rows > 0, x.columns > 0 else {
            throw .tooFewRows(rows: x.rows, columns: x.columns)
        }
        for column in 0..<x.columns {
            for (row, value) in x[0..., column].enumerated() where !value.isFinite {
                throw .notFinite(column: names[column], row: row, value: value)
            }
        }
        for (row, value) in y.enumerated() where !value.isFinite {
            throw .notFinite(column: response, row: row, value: value)
        }
        for (row, value) in (weights ?? []).enumerated() where !(value > 0 && value.isFinite) {
            throw .badWeight(row: row, value: value)
        }
    }

    /// `Intercept`, then the given names, or `x1`, `x2`, …
    static func names(_ given: [String]?, columns: Int, intercept: Bool) -> [String] {
        let names = given ?? (0..<columns).map { "x\($0 + 1)" }
        require(names.count == columns, "fit: \(names.count) names for \(columns) columns")
        return (intercept ? ["Intercept"] : []) + names
    }

    static func design(_ x: Matrix<Double>, intercept: Bool) -> Matrix<Double> {
        intercept ? concatenate([.ones(x.rows, 1), x], along: .columns) : x
    }
}
