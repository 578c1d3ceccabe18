import LinearAlgebra

/// Divides every row by its length, so that only its direction counts, as with texts of different lengths.
///
/// Rows of zeros stay. Equal to scikit-learn's class of this name. O(rows · columns).
public struct Normalizer: FeatureTransformer, Codable, Hashable {
    /// Nothing is learned from the rows.
    public static let learnsFromRows = false
    /// How the length of a row is measured.
    public enum Norm: Sendable, Codable, Hashable {
        /// The sum of absolute values.
        case one
        /// The root of the sum of squares.
        case two
        /// The largest absolute value.
        case maximum

        /// The length of some numbers.
        func length(_ values: UnsafeBufferPointer<Double>) -> Double {
            var sum = 0.0
            switch self {
            case .one: for value in values { sum += abs(value) }
            case .two:
                for value in values { sum += value * value }
                sum = sum.squareRoot()
            case .maximum: for value in values { sum = max(sum, abs(value)) }
            }
            return sum
        }
    }

    /// How the length of a row is measured.
    public var norm: Norm

    /// Rows of length 1 by a norm.
    ///
    /// - Parameter norm: How the length is measured.
    public init(_ norm: Norm = .two) { self.norm = norm }

    /// The division by the length; nothing was learned.
    public struct Model: FeatureTransform, Hashable {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// How the length of a row is measured.
        public let norm: Norm
        /// As many columns as went in.
        public var outputCount: Int { featureCount }

        /// The rows divided by their lengths.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "Normalizer.transform")
            let result = x.copied(), columns = x.columns
            for row in 0..<x.rows {
                let line = result.start + row * columns
                let length = norm.length(UnsafeBufferPointer(start: line, count: columns))
                if length > 0 {
                    for column in 0..<columns { line[column] /= length }
                }
            }
            return result
        }
    }

    /// Looks at the number of columns only.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        try Checks.features(x)
        return Model(featureCount: x.columns, norm: norm)
    }
}

/// Makes 1 of what exceeds a threshold, and 0 of the rest.
///
/// Equal to scikit-learn's class of this name. O(rows · columns).
public struct Binarizer: FeatureTransformer, Codable, Hashable {
    /// Nothing is learned from the rows.
    public static let learnsFromRows = false
    /// What a value must exceed.
    public var threshold: Double

    /// A binarizer.
    ///
    /// - Parameter threshold: What a value must exceed, finite.
    public init(threshold: Double = 0) { self.threshold = threshold }

    /// The comparison; nothing was learned.
    public struct Model: FeatureTransform, Hashable {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// What a value must exceed.
        public let threshold: Double
        /// As many columns as went in.
        public var outputCount: Int { featureCount }

        /// 1 and 0; NaN gives 0.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "Binarizer.transform")
            return ColumnPasses.map(x) { value, _ in value > threshold ? 1 : 0 }
        }
    }

    /// Looks at the number of columns only.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        try Checks.features(x)
        return Model(featureCount: x.columns, threshold: threshold)
    }
}
