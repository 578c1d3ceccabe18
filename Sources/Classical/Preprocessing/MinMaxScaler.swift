import LinearAlgebra

/// Stretches every column over one range, `0...1` unless told otherwise.
///
/// `z = (x - min)/(max - min) · (b - a) + a` for the range `a...b`. One outlier squeezes all other values; ``RobustScaler`` does not mind it.
/// NaN is left out of the fit and stays NaN; a constant column becomes a. Equal to scikit-learn's class of this name. O(rows · columns).
public struct MinMaxScaler: FeatureTransformer, Codable, Hashable {
    /// The range that the fitted values fill.
    public var range: ClosedRange<Double>
    /// Whether values beyond those fitted are pulled to the ends of the range.
    public var clips: Bool
    /// NaN is left out.
    public static let acceptsMissingValues = true

    /// A scaler to a range.
    ///
    /// - Parameters:
    ///   - range: Where the values go, two different finite numbers.
    ///   - clips: Whether values beyond those fitted are pulled to the ends of the range.
    public init(range: ClosedRange<Double> = 0...1, clips: Bool = false) {
        self.range = range
        self.clips = clips
    }

    /// The smallest and largest value of each column.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// The smallest value of each column.
        public let minima: Vector<Double>
        /// The largest value of each column.
        public let maxima: Vector<Double>
        /// The range that the fitted values fill.
        public let range: ClosedRange<Double>
        /// Whether values beyond are pulled to the ends.
        public let clips: Bool
        /// How many columns the rows must have.
        public var featureCount: Int { minima.count }
        /// As many columns as went in.
        public var outputCount: Int { minima.count }

        private var slopes: Vector<Double> {
            let width = range.upperBound - range.lowerBound
            return Vector(count: minima.count) { width / ColumnPasses.divisor(maxima[$0] - minima[$0]) }
        }

        /// The values in the range.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "MinMaxScaler.transform")
            let slopes = slopes, low = range.lowerBound, high = range.upperBound
            let shifts = Vector(count: minima.count) { low - minima[$0] * slopes[$0] }
            let a = slopes.start, b = shifts.start
            defer { withExtendedLifetime((slopes, shifts)) {} }
            if !clips { return ColumnPasses.map(x) { value, column in value * a[column] + b[column] } }
            return ColumnPasses.map(x) { value, column in
                let z = value * a[column] + b[column]
                return z.isNaN ? z : min(max(z, low), high)
            }
        }

        /// The values as they were.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, featureCount, "MinMaxScaler.inverseTransform")
            let slopes = slopes, low = range.lowerBound
            let shifts = Vector(count: minima.count) { low - minima[$0] * slopes[$0] }
            return ColumnPasses.standardized(z, shifts, slopes)
        }
    }

    /// Finds the smallest and largest values. O(n p).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true)
        guard range.lowerBound < range.upperBound, range.upperBound - range.lowerBound < .infinity else {
            throw .badOption("MinMaxScaler: the range \(range) has no width")
        }
        var minima = Vector<Double>(repeating: 0, count: x.columns), maxima = minima
        for column in 0..<x.columns {
            let values = ColumnPasses.present(x, column)
            minima[column] = values.min() ?? 0
            maxima[column] = values.max() ?? 0
        }
        return Model(minima: minima, maxima: maxima, range: range, clips: clips)
    }
}

/// Divides every column by its largest absolute value, so that all lie in `-1...1` and zeros stay zeros.
///
/// NaN is left out of the fit and stays NaN. Equal to scikit-learn's class of this name. O(rows · columns).
public struct MaxAbsScaler: FeatureTransformer, Codable, Hashable {
    /// NaN is left out.
    public static let acceptsMissingValues = true

    /// A scaler.
    public init() {}

    /// The largest absolute values.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// What each column is divided by; 1 for a column of zeros.
        public let scales: Vector<Double>
        /// How many columns the rows must have.
        public var featureCount: Int { scales.count }
        /// As many columns as went in.
        public var outputCount: Int { scales.count }

        /// The columns divided.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "MaxAbsScaler.transform")
            return ColumnPasses.standardized(x, Vector(repeating: 0, count: scales.count), scales)
        }

        /// The columns multiplied.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, featureCount, "MaxAbsScaler.inverseTransform")
            return ColumnPasses.restored(z, Vector(repeating: 0, count: scales.count), scales)
        }
    }

    /// Finds the largest absolute values. O(n p).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true)
        return Model(
            scales: Vector(count: x.columns) { column in
                let largest: Double = ColumnPasses.present(x, column).reduce(0) { max($0, abs($1)) }
                return ColumnPasses.divisor(largest)
            })
    }
}
