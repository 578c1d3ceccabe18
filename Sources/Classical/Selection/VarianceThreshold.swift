import LinearAlgebra

/// Leaves out columns whose variance does not exceed a threshold, constant ones in any case.
///
/// NaN is left out of the variance. Equal to scikit-learn's class of this name. O(rows · columns).
public struct VarianceThreshold: FeatureTransformer, Codable, Hashable {
    /// What the variance must exceed, 0 or more.
    public var threshold: Double
    /// NaN is left out.
    public static let acceptsMissingValues = true

    /// A selector.
    ///
    /// - Parameter threshold: What the variance must exceed, 0 or more.
    public init(_ threshold: Double = 0) { self.threshold = threshold }

    /// The columns that stay, and the variances.
    public typealias Model = SelectedColumns

    /// Finds the variances. O(n p).
    ///
    /// - Throws: ``FitError/badOption(_:)`` where no column would stay.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> SelectedColumns {
        let x = try Checks.features(x, allowsMissing: true)
        let (_, variances, _) = StandardScaler.moments(x)
        // Where the values are equal the variance is 0, whatever rounding says.
        let spread = (0..<x.columns).map { column -> Double in
            let values = ColumnPasses.present(x, column)
            return values.min() == values.max() ? 0 : variances[column]
        }
        let kept = spread.indices.filter { spread[$0] > threshold }
        guard !kept.isEmpty else {
            throw .badOption("VarianceThreshold: no column has a variance above \(threshold)")
        }
        return SelectedColumns(featureCount: x.columns, columns: kept, scores: spread)
    }
}

/// Columns that were chosen.
public struct SelectedColumns: NamedFeatureTransform, Hashable {
    /// How many columns the rows must have.
    public let featureCount: Int
    /// The columns that stay, rising.
    public let columns: [Int]
    /// What each column was chosen by, the larger the better.
    public let scores: [Double]
    /// As many as stay.
    public var outputCount: Int { columns.count }

    package init(featureCount: Int, columns: [Int], scores: [Double]) {
        self.featureCount = featureCount
        self.columns = columns
        self.scores = scores
    }

    /// The rows with the chosen columns only.
    public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
        Checks.columns(x, featureCount, "SelectedColumns.transform")
        return x[columns: columns]
    }

    /// The names of the chosen columns.
    public func outputNames(_ names: [String]) -> [String] { columns.map { names[$0] } }
}
