import LinearAlgebra

/// The means and the covariance matrix of rows that pass by once.
///
/// C ← C + (x - old mean)(x - new mean)ᵀ for each row, and for two of them C = C₁ + C₂ + δ δᵀ n₁n₂/(n₁ + n₂), δ the difference of
/// their means.
///
///     var covariance = StreamingCovariance(dimension: 2)
///     covariance.add([1, 2])
///     covariance.add([3, 6])
///     print(covariance.covariance()[0, 1])    // 4.0
///
/// O(dimension²) for a row, and for a merge. Sources: Welford 1962; Chan, Golub and LeVeque 1979.
public struct StreamingCovariance: Sendable {
    /// The number of columns.
    public let dimension: Int
    /// How many rows were added.
    public private(set) var count = 0
    private var average: [Double]
    private var products: [Double]

    /// Of no rows yet.
    ///
    /// - Parameter dimension: The number of columns, ≥ 1.
    public init(dimension: Int) {
        require(dimension >= 1, "StreamingCovariance: the dimension must be positive, and is \(dimension)")
        self.dimension = dimension
        average = [Double](repeating: 0, count: dimension)
        products = [Double](repeating: 0, count: dimension * dimension)
    }

    /// The mean of each column; NaN before the first row.
    public var mean: Vector<Double> {
        count == 0 ? Vector(repeating: .nan, count: dimension) : Vector(average)
    }

    /// Takes one row.
    ///
    /// - Parameter row: As many numbers as there are columns.
    public mutating func add(_ row: Vector<Double>) {
        require(
            row.count == dimension, "StreamingCovariance.add: \(row.count) elements, but \(dimension) columns"
        )
        count += 1
        let n = Double(count)
        let delta = (0..<dimension).map { row[$0] - average[$0] }
        for column in 0..<dimension { average[column] += delta[column] / n }
        addOuter(delta, weight: (n - 1) / n)
    }

    /// Takes the rows of a matrix: their own covariance first, in products of matrices, and then the merge.
    ///
    /// - Parameter rows: As many columns as `dimension`.
    public mutating func add(rows: Matrix<Double>) {
        require(
            rows.columns == dimension,
            "StreamingCovariance.add: \(rows.columns) columns of data, but \(dimension) columns")
        guard rows.rows > 0 else { return }
        var other = StreamingCovariance(dimension: dimension)
        other.count = rows.rows
        other.average = Array(rows.mean(over: .rows))
        other.products = (rows.covariance(ddof: 0) * Double(rows.rows)).elements
        merge(other)
    }

    /// Takes all that another has seen.
    ///
    /// - Parameter other: The covariance of other rows of the same dimension.
    public mutating func merge(_ other: StreamingCovariance) {
        require(
            other.dimension == dimension,
            "StreamingCovariance.merge: \(other.dimension) columns and \(dimension) columns")
        guard other.count > 0 else { return }
        let a = Double(count), b = Double(other.count)
        let delta = (0..<dimension).map { other.average[$0] - average[$0] }
        for index in products.indices { products[index] += other.products[index] }
        for column in 0..<dimension { average[column] += delta[column] * (b / (a + b)) }
        addOuter(delta, weight: a / (a + b) * b)
        count += other.count
    }

    private mutating func addOuter(_ delta: [Double], weight: Double) {
        for row in 0..<dimension {
            let factor = delta[row] * weight
            for column in 0..<dimension { products[row * dimension + column] += factor * delta[column] }
        }
    }

    /// The covariance matrix; NaN for n ≤ ddof.
    ///
    /// - Parameter ddof: What is taken off the count, default 1.
    public func covariance(ddof: Int = 1) -> Matrix<Double> {
        guard count > ddof else { return Matrix(repeating: .nan, rows: dimension, columns: dimension) }
        let divisor = Double(count - ddof)
        return Matrix(rows: dimension, columns: dimension) { row, column in
            let first = products[row * dimension + column], second = products[column * dimension + row]
            return 0.5 * (first + second) / divisor
        }
    }

    /// The correlation matrix; NaN for a column whose numbers are all equal.
    public func correlation() -> Matrix<Double> {
        let scale = (0..<dimension).map { products[$0 * dimension + $0].squareRoot() }
        return Matrix(rows: dimension, columns: dimension) { row, column in
            if row == column { return scale[row] > 0 ? 1 : .nan }
            return max(-1, min(1, products[row * dimension + column] / scale[row] / scale[column]))
        }
    }
}
