/// What a decomposition or a solver found wrong with its *values*; wrong shapes stop the program instead.
///
///     do {
///         _ = try Matrix(rows: [[1.0, 2.0], [2.0, 4.0]]).inverse()
///     } catch {
///         print(error)   // inverse: the matrix is singular: pivot 1 is zero
///     }
public enum LinearAlgebraError: Error, Equatable, Sendable {
    /// The matrix has no inverse: pivot number `pivot`, counted from 0, is exactly zero.
    case singular(operation: String, pivot: Int)
    /// Nothing is left of the digits: `reciprocalCondition`, an estimate of 1/κ, is below the rounding unit. Only thrown
    /// where ``IllConditionedPolicy/fail`` asks for it, or where 1/κ is zero.
    case illConditioned(operation: String, reciprocalCondition: Double)
    /// A Cholesky factor does not exist: the leading minor of this order is not positive.
    case notPositiveDefinite(operation: String, leadingMinor: Int)
    /// The input has a NaN or an infinity; row and column count from 0.
    case notFinite(operation: String, row: Int, column: Int, value: Double)
    /// An iteration did not converge; `detail` says what was left and after how many steps.
    case didNotConverge(operation: String, detail: String)
    /// The function of this matrix does not exist in real numbers (``Matrix/logarithm()`` of a negative eigenvalue, say).
    case notReal(operation: String, eigenvalue: Double)
}

extension LinearAlgebraError: CustomStringConvertible {
    /// One sentence with the operation and the facts.
    public var description: String {
        switch self {
        case .singular(let operation, let pivot):
            "\(operation): the matrix is singular: pivot \(pivot) is zero"
        case .illConditioned(let operation, let reciprocal):
            "\(operation): the matrix is ill-conditioned: its condition number is about \(1 / reciprocal)"
        case .notPositiveDefinite(let operation, let minor):
            "\(operation): the matrix is not positive definite: its leading minor of order \(minor) is not positive"
        case .notFinite(let operation, let row, let column, let value):
            "\(operation): the element in row \(row), column \(column) is \(value)"
        case .didNotConverge(let operation, let detail):
            "\(operation): did not converge: \(detail)"
        case .notReal(let operation, let eigenvalue):
            "\(operation): no real result: the matrix has the eigenvalue \(eigenvalue)"
        }
    }
}
