import Foundation
import LinearAlgebra

/// Applies a function to every value.
///
/// The function is named, not given as a closure, so that the fitted model can be saved. O(rows · columns).
public struct FunctionTransformer: FeatureTransformer, Codable, Hashable {
    /// Nothing is learned from the rows.
    public static let learnsFromRows = false
    /// The functions, with their inverses.
    public enum Function: Sendable, Codable, Hashable {
        /// x itself.
        case identity
        /// ln x, for positive values.
        case logarithm
        /// ln(1 + x), for values above -1: for amounts and counts of which some are 0.
        case logarithmOfOnePlus
        /// √x, for values of 0 or more.
        case squareRoot
        /// x², whose inverse is the positive root.
        case square
        /// 1/x.
        case reciprocal
        /// eˣ.
        case exponential
        /// sin(2πx/period): with ``cosine(period:)`` it places hours or weekdays on a circle. It has no inverse: NaN.
        case sine(period: Double)
        /// cos(2πx/period). It has no inverse: NaN.
        case cosine(period: Double)

        /// The function's value.
        public func callAsFunction(_ x: Double) -> Double {
            switch self {
            case .identity: x
            case .logarithm: log(x)
            case .logarithmOfOnePlus: log1p(x)
            case .squareRoot: x.squareRoot()
            case .square: x * x
            case .reciprocal: 1 / x
            case .exponential: exp(x)
            case .sine(let period): sin(2 * Double.pi * x / period)
            case .cosine(let period): cos(2 * Double.pi * x / period)
            }
        }

        /// The number whose value it is.
        public func inverse(_ y: Double) -> Double {
            switch self {
            case .identity: y
            case .logarithm: exp(y)
            case .logarithmOfOnePlus: expm1(y)
            case .squareRoot: y * y
            case .square: y.squareRoot()
            case .reciprocal: 1 / y
            case .exponential: log(y)
            case .sine, .cosine: .nan
            }
        }

        /// Whether the function has a finite value there.
        func accepts(_ x: Double) -> Bool { x.isNaN || self(x).isFinite }

        /// What it accepts, in words.
        var domain: String {
            switch self {
            case .logarithm: "a positive number"
            case .logarithmOfOnePlus: "a number above -1"
            case .squareRoot: "a number of 0 or more"
            case .reciprocal: "a number other than 0"
            default: "a number whose value is finite"
            }
        }
    }

    /// What is applied.
    public var function: Function
    /// NaN stays NaN.
    public static let acceptsMissingValues = true

    /// A transformer.
    ///
    /// - Parameter function: What is applied to every value.
    public init(_ function: Function) { self.function = function }

    /// The function; nothing was learned.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// What is applied.
        public let function: Function
        /// As many columns as went in.
        public var outputCount: Int { featureCount }

        /// The function's values.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "FunctionTransformer.transform")
            return ColumnPasses.map(x) { value, _ in function(value) }
        }

        /// The inverse's values.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, featureCount, "FunctionTransformer.inverseTransform")
            return ColumnPasses.map(z) { value, _ in function.inverse(value) }
        }
    }

    /// Sees that the function has a value everywhere.
    ///
    /// - Throws: ``FitError/badFeature(row:column:value:expected:)`` where it has none.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true)
        for row in 0..<x.rows {
            for column in 0..<x.columns {
                let value = x.start[row * x.columns + column]
                if !function.accepts(value) {
                    throw .badFeature(row: row, column: column, value: value, expected: function.domain)
                }
            }
        }
        return Model(featureCount: x.columns, function: function)
    }
}
