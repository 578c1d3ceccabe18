import LinearAlgebra

/// The place of each category among the sorted ones: 0, 1, 2 ….
///
/// For trees, or where the order means something. Missing values stay NaN; categories that were not fitted become ``unknown``.
/// Equal to scikit-learn's class of this name with `handle_unknown="use_encoded_value"`. O(rows · columns log categories).
public struct OrdinalEncoder: FeatureTransformer, CategoryEncoder, Codable, Hashable {
    /// The number of a category that was not fitted; NaN makes it a missing value.
    public var unknown: Double
    /// NaN stays NaN.
    public static let acceptsMissingValues = true

    /// An encoder.
    ///
    /// - Parameter unknown: The number of a category that was not fitted, below 0 or NaN.
    public init(unknown: Double = -1) { self.unknown = unknown }

    /// The categories.
    public struct Model: CategoryEncoding, InvertibleFeatureTransform, Hashable {
        package let tables: [CategoryTable]
        /// The number of a category that was not fitted.
        public let unknown: Double

        /// The categories of each column, rising.
        public var categories: [[Double]] { tables.map(\.values) }
        /// How many columns the rows must have.
        public var featureCount: Int { tables.count }
        /// As many columns as went in.
        public var outputCount: Int { tables.count }

        /// The places.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "OrdinalEncoder.transform")
            return ColumnPasses.map(x) { value, column in
                value.isNaN ? .nan : tables[column].place(of: value).map(Double.init) ?? unknown
            }
        }

        /// The categories; NaN for what is no place.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, featureCount, "OrdinalEncoder.inverseTransform")
            return ColumnPasses.map(z) { value, column in
                guard let place = Int(exactly: value), tables[column].values.indices.contains(place) else {
                    return .nan
                }
                return tables[column].values[place]
            }
        }

        /// The columns' own names.
        public func outputNames(_ names: [String], _ category: (Int, Double) -> String) -> [String] { names }
    }

    /// Lists the categories. O(n p log n).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true)
        guard unknown.isNaN || unknown < 0 else {
            throw .badOption("OrdinalEncoder: \(unknown) for the unknown could be the place of a category")
        }
        return Model(tables: (0..<x.columns).map { CategoryTable(x, column: $0) }, unknown: unknown)
    }
}
