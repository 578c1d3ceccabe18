import LinearAlgebra
import Randomness

/// Members of one kind, each fitted to rows drawn at random; their predictions are averaged.
///
/// See ``BaggingClassifier``. Source: Breiman, *Bagging predictors* (1996).
public struct BaggingRegressor<Base: Regressor>: WeightedRegressor {
    /// What the members are.
    public var base: Base
    /// How many members, at least 1.
    public var members: Int
    /// How many rows each draws, as a share of n above 0.
    public var rowFraction: Double
    /// How many columns each sees, as a share of p in (0, 1], drawn without replacement.
    public var columnFraction: Double
    /// The seed of all that is drawn.
    public var seed: UInt64
    /// As the base.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// Bags a regressor.
    ///
    /// - Parameters:
    ///   - base: What the members are.
    ///   - members: How many members, at least 1.
    ///   - rowFraction: How many rows each draws, as a share of n above 0.
    ///   - columnFraction: How many columns each sees, as a share of p in (0, 1].
    ///   - seed: The seed of all that is drawn.
    public init(
        _ base: Base, members: Int = 10, rowFraction: Double = 1, columnFraction: Double = 1, seed: UInt64 = 0
    ) {
        (self.base, self.members, self.seed) = (base, members, seed)
        (self.rowFraction, self.columnFraction) = (rowFraction, columnFraction)
    }

    /// The members and the columns that each sees.
    public struct Model: RegressionModel {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The members.
        public let members: [Base.Model]
        /// The columns that each member sees.
        public let columns: [[Int]]

        /// The mean of the members' predictions.
        ///
        /// - Parameter x: The rows, m × p.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "BaggingRegressor.predict")
            var sum = Vector<Double>(repeating: 0, count: x.rows)
            for (member, columns) in zip(members, columns) {
                sum = sum + member.predict(columns.count == x.columns ? x : x[columns: columns])
            }
            return sum / Double(members.count)
        }
    }

    /// Fits the members. O(members) fits of the base.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The number of each row, n.
    ///   - weights: How often each row counts: rows are drawn in proportion.
    /// - Throws: ``FitError``, where the data or the options cannot be used.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        let plan = BaggingPlan(
            members: members, rowFraction: rowFraction, columnFraction: columnFraction, seed: seed)
        try plan.check()
        try Checks.features(x, allowsMissing: Base.acceptsMissingValues)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        var fitted: [Base.Model] = [], columns: [[Int]] = []
        for member in 0..<members {
            let draw = plan.draw(member, x, weights, attempt: 0)
            fitted.append(try base.fit(plan.part(x, draw), y[at: draw.rows]))
            columns.append(draw.columns)
        }
        return Model(featureCount: x.columns, members: fitted, columns: columns)
    }
}
