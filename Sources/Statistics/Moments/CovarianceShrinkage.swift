import LinearAlgebra

/// How far a covariance matrix is drawn towards a multiple of the identity.
public enum CovarianceShrinkage: Sendable, Equatable {
    /// By a given share s in [0, 1]; 0 leaves the empirical covariance.
    case fixed(Double)
    /// By the share that has the least expected squared error, estimated from the data (Ledoit and Wolf 2004).
    case ledoitWolf
    /// By the oracle's share for normal data, approximated: less error than Ledoit and Wolf's there (Chen, Wiesel, Eldar and
    /// Hero 2010).
    case oracleApproximating
}

/// A covariance matrix with shrinkage: (1 - s) C + s μ I, C the empirical covariance (divisor n) and μ the mean of its diagonal.
///
/// With few rows for many columns the empirical covariance is singular, or nearly so; the shrunk one never is, and it
/// is nearer to the truth.
///
///     let data: Matrix = [[1.0, 2.0], [2.0, 1.0], [3.0, 5.0], [4.0, 3.0]]
///     let estimate = ShrunkCovariance(of: data, by: .fixed(0.1))
///     print(estimate.covariance[0, 1])        // 0.7875
///
/// Equal to scikit-learn's `ShrunkCovariance`, `LedoitWolf` and `OAS`. O(rows · columns²).
public struct ShrunkCovariance: Sendable {
    /// (1 - s) C + s μ I.
    public let covariance: Matrix<Double>
    /// The share s in [0, 1].
    public let shrinkage: Double
    /// The mean of each column.
    public let mean: Vector<Double>

    /// The shrunk covariance of the columns of `data`.
    ///
    /// - Parameters:
    ///   - data: A row for each observation, at least one.
    ///   - method: How the share is chosen.
    public init(of data: Matrix<Double>, by method: CovarianceShrinkage) {
        require(
            data.rows > 0 && data.columns > 0,
            "ShrunkCovariance: data of \(data.rows) × \(data.columns) have no covariance")
        mean = data.mean(over: .rows)
        let centred = data - mean, empirical = data.covariance(ddof: 0)
        let share = Self.share(method, centred, empirical)
        shrinkage = share
        let target = empirical.diagonal().mean() * share
        covariance = Matrix(rows: data.columns, columns: data.columns) { row, column in
            (1 - share) * empirical[row, column] + (row == column ? target : 0)
        }
    }

    private static func share(
        _ method: CovarianceShrinkage, _ centred: Matrix<Double>, _ empirical: Matrix<Double>
    ) -> Double {
        switch method {
        case .fixed(let share):
            require(
                share >= 0 && share <= 1, "ShrunkCovariance: the share must lie in 0...1, and is \(share)")
            return share
        case .ledoitWolf: return empirical.columns == 1 ? 0 : ledoitWolf(centred, empirical)
        case .oracleApproximating:
            return empirical.columns == 1 ? 0 : oracleApproximating(empirical, Double(centred.rows))
        }
    }

    /// min(β, δ)/δ: δ is the squared distance of C from μ I, β the expected squared error of C, both over p.
    private static func ledoitWolf(_ centred: Matrix<Double>, _ empirical: Matrix<Double>) -> Double {
        let n = Double(centred.rows), p = Double(centred.columns)
        let diagonal = empirical.diagonal(), mu = diagonal.mean()
        let squares = empirical.elements.reduce(0) { $0 + $1 * $1 }
        var fourth = 0.0
        for row in 0..<centred.rows {
            let length = centred[row: row].sumOfSquares()
            fourth += length * length
        }
        let distance = (squares - 2 * mu * diagonal.sum() + p * mu * mu) / p
        let error = min((fourth / n - squares) / (p * n), distance)
        return error == 0 ? 0 : error / distance
    }

    /// (α + μ²)/((n + 1)(α - μ²/p)), α the mean of the squared elements of C; at most 1.
    private static func oracleApproximating(_ empirical: Matrix<Double>, _ n: Double) -> Double {
        let p = Double(empirical.columns), mu = empirical.diagonal().mean()
        let alpha = empirical.elements.reduce(0) { $0 + $1 * $1 } / (p * p)
        let denominator = (n + 1) * (alpha - mu * mu / p)
        return denominator == 0 ? 1 : min((alpha + mu * mu) / denominator, 1)
    }
}
