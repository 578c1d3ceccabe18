import LinearAlgebra

/// Learns a function of the numbers, and predicts the numbers themselves: prices by their logarithms.
///
///     let regressor = TransformedTargetRegressor(LinearRegression(), .logarithm)
///
/// The mean of logarithms is the logarithm of the geometric mean: predictions are nearer to medians than to means. Equal to scikit-learn's class of
/// this name with `func` and `inverse_func`.
public struct TransformedTargetRegressor<Base: Regressor>: Regressor {
    /// What learns.
    public var base: Base
    /// The function of the numbers that it learns.
    public var function: FunctionTransformer.Function
    /// Whether the base takes NaN.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// A regressor of a function of the numbers.
    ///
    /// - Parameters:
    ///   - base: What learns.
    ///   - function: A function with an inverse.
    public init(_ base: Base, _ function: FunctionTransformer.Function) {
        self.base = base
        self.function = function
    }

    /// The base's model, and the function whose inverse follows it.
    public struct Model: RegressionModel {
        /// The model of the function.
        public let base: Base.Model
        /// The function.
        public let function: FunctionTransformer.Function
        /// How many columns the rows must have.
        public var featureCount: Int { base.featureCount }

        /// The inverse of what the base predicts.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Vector(Array(base.predict(x)).map { function.inverse($0) })
        }
    }

    /// Fits the base to the function's values.
    ///
    /// - Throws: ``FitError/badTarget(row:value:expected:)`` where the function has no value, and what the base throws.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
        try Checks.features(x, allowsMissing: Base.acceptsMissingValues)
        try Checks.target(y, rows: x.rows)
        var values: [Double] = []
        for (row, value) in Array(y).enumerated() {
            guard function.accepts(value) else {
                throw .badTarget(row: row, value: value, expected: function.domain)
            }
            values.append(function(value))
        }
        return Model(base: try base.fit(x, Vector(values)), function: function)
    }
}
