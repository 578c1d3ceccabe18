import LinearAlgebra
import Statistics

/// Centres every column at its median and divides it by the distance between two quantiles, which outliers do not move.
///
/// `z = (x - median)/(q_b - q_a)`. NaN is left out of the fit and stays NaN; a column whose quantiles are equal is not divided.
/// Equal to scikit-learn's class of this name. O(rows · columns).
public struct RobustScaler: FeatureTransformer, Codable, Hashable {
    /// Whether the median is taken away.
    public var centers: Bool
    /// Whether the columns are divided.
    public var scales: Bool
    /// The shares whose quantiles are taken, within `0...1`.
    public var quantiles: ClosedRange<Double>
    /// Whether the distance is divided by that of a standard normal distribution, so that normal data get variance 1.
    public var unitVariance: Bool
    /// NaN is left out.
    public static let acceptsMissingValues = true

    /// A scaler by median and quartiles unless told otherwise.
    ///
    /// - Parameters:
    ///   - centers: Whether the median is taken away.
    ///   - scales: Whether the columns are divided.
    ///   - quantiles: The shares whose quantiles are taken, within `0...1`.
    ///   - unitVariance: Whether normal data get variance 1.
    public init(
        centers: Bool = true, scales: Bool = true, quantiles: ClosedRange<Double> = 0.25...0.75,
        unitVariance: Bool = false
    ) {
        self.centers = centers
        self.scales = scales
        self.quantiles = quantiles
        self.unitVariance = unitVariance
    }

    /// The medians and distances of quantiles.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// What is taken away from each column; 0 where nothing is.
        public let medians: Vector<Double>
        /// What each column is divided by.
        public let widths: Vector<Double>
        /// How many columns the rows must have.
        public var featureCount: Int { medians.count }
        /// As many columns as went in.
        public var outputCount: Int { medians.count }

        /// `(x - median)/width`.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "RobustScaler.transform")
            return ColumnPasses.standardized(x, medians, widths)
        }

        /// `z · width + median`.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, featureCount, "RobustScaler.inverseTransform")
            return ColumnPasses.restored(z, medians, widths)
        }
    }

    /// Finds medians and quantiles. O(n p) on average.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true, allowsHuge: false)
        guard quantiles.lowerBound >= 0, quantiles.upperBound <= 1,
            quantiles.lowerBound < quantiles.upperBound
        else {
            throw .badOption(
                "RobustScaler: quantiles of \(quantiles), where shares within 0...1 are expected")
        }
        var medians = Vector<Double>(repeating: 0, count: x.columns)
        var widths = Vector<Double>(repeating: 1, count: x.columns)
        let normal =
            unitVariance
            ? Special.normalQuantile(quantiles.upperBound) - Special.normalQuantile(quantiles.lowerBound) : 1
        for column in 0..<x.columns {
            let values = Vector(ColumnPasses.present(x, column))
            if values.count == 0 { continue }
            if centers { medians[column] = values.median() }
            if scales {
                let ends = values.quantiles([quantiles.lowerBound, quantiles.upperBound])
                widths[column] = ColumnPasses.divisor(ends[1] - ends[0]) / normal
            }
        }
        return Model(medians: medians, widths: widths)
    }
}
