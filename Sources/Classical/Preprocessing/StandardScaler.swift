import LinearAlgebra

/// Gives every column the mean 0 and the standard deviation 1.
///
/// `z = (x - μ)/σ`, with the mean μ and the standard deviation σ (divided by n) of each column. Neighbours, support vectors, k-means,
/// principal components and penalised regression compare columns with one another, and without this the one with the largest
/// unit decides alone.
///
///     let x: Matrix = [[1.0, 10.0], [2.0, 10.0], [3.0, 10.0]]
///     let scaler = try StandardScaler().fit(x)
///     print(scaler.means, scaler.deviations)      // [2.0, 10.0] [0.81649658, 1.0]
///
/// NaN is left out of the fit and stays NaN. A constant column is centred and not divided. Rounding: the variance is computed in two passes.
/// Equal to scikit-learn's class of this name. O(rows · columns).
public struct StandardScaler: FeatureTransformer, Codable, Hashable {
    /// Whether the mean is taken away.
    public var centers: Bool
    /// Whether the columns are divided by their standard deviations.
    public var scales: Bool
    /// NaN is left out.
    public static let acceptsMissingValues = true

    /// A scaler that does both unless told otherwise.
    ///
    /// - Parameters:
    ///   - centers: Whether the mean is taken away.
    ///   - scales: Whether the columns are divided by their standard deviations.
    public init(centers: Bool = true, scales: Bool = true) {
        self.centers = centers
        self.scales = scales
    }

    /// The means and standard deviations.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// What is taken away from each column; 0 where nothing is.
        public let means: Vector<Double>
        /// What each column is divided by; 1 for constant columns.
        public let deviations: Vector<Double>
        /// How many columns the rows must have.
        public var featureCount: Int { means.count }
        /// As many columns as went in.
        public var outputCount: Int { means.count }

        /// `(x - μ)/σ`.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "StandardScaler.transform")
            return ColumnPasses.standardized(x, means, deviations)
        }

        /// `zσ + μ`.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, featureCount, "StandardScaler.inverseTransform")
            return ColumnPasses.restored(z, means, deviations)
        }
    }

    /// Finds the means and standard deviations. O(n p).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true, allowsHuge: false)
        let (means, variances, counts) = Self.moments(x)
        var deviations = Vector<Double>(repeating: 1, count: x.columns)
        if scales {
            for column in 0..<x.columns {
                // Below this bound the variance is nothing but rounding of equal numbers.
                let count = counts[column], rounding = count * means[column] * Double.ulpOfOne
                let bound = count * Double.ulpOfOne * variances[column] + rounding * rounding
                if variances[column] > bound { deviations[column] = variances[column].squareRoot() }
            }
        }
        return Model(
            means: centers ? means : Vector(repeating: 0, count: x.columns), deviations: deviations)
    }

    /// Mean, variance (divided by n) and number of the values of each column that are there.
    static func moments(_ x: Matrix<Double>) -> (
        means: Vector<Double>, variances: Vector<Double>, counts: Vector<Double>
    ) {
        let columns = x.columns, source = x.start
        let counts = Vector<Double>(repeating: 0, count: columns)
        let means = Vector<Double>(repeating: 0, count: columns)
        let squares = Vector<Double>(repeating: 0, count: columns)
        let left = Vector<Double>(repeating: 0, count: columns)
        let n = counts.start, m = means.start, s = squares.start, r = left.start
        for row in 0..<x.rows {
            for column in 0..<columns {
                let value = source[row * columns + column]
                if !value.isNaN {
                    n[column] += 1
                    m[column] += value
                }
            }
        }
        for column in 0..<columns { m[column] = n[column] > 0 ? m[column] / n[column] : 0 }
        for row in 0..<x.rows {
            for column in 0..<columns {
                let distance = source[row * columns + column] - m[column]
                if !distance.isNaN {
                    s[column] += distance * distance
                    r[column] += distance
                }
            }
        }
        for column in 0..<columns where n[column] > 0 {
            s[column] = (s[column] - r[column] * r[column] / n[column]) / n[column]
        }
        withExtendedLifetime(x) {}
        return (means, squares, counts)
    }
}
