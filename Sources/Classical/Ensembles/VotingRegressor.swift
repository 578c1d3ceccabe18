import LinearAlgebra

/// Several regressors of different kinds whose predictions are averaged.
public struct VotingRegressor<each Base: Regressor>: Regressor {
    /// The regressors.
    public let bases: (repeat each Base)
    /// How much each member's voice counts, in order, each 0 or more; nil for all the same.
    public var voices: [Double]?

    /// A mean.
    ///
    /// - Parameters:
    ///   - bases: The regressors.
    ///   - voices: How much each member's voice counts, each 0 or more; nil for all the same.
    public init(_ bases: repeat each Base, voices: [Double]? = nil) {
        self.bases = (repeat each bases)
        self.voices = voices
    }

    /// The members.
    public struct Model: RegressionModel {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The fitted members, in order.
        public let members: FittedMembers<repeat (each Base).Model>
        /// How much each member's voice counts; they sum to 1.
        public let voices: [Double]

        /// The weighted mean of the members' predictions.
        ///
        /// - Parameter x: The rows, m × p.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "VotingRegressor.predict")
            var sum = Vector<Double>(repeating: 0, count: x.rows), place = 0
            for member in repeat each members.models {
                sum = sum + voices[place] * member.predict(x)
                place += 1
            }
            return sum
        }
    }

    /// Fits every member.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The number of each row, n.
    /// - Throws: ``FitError``, where a member cannot be fitted or the voices do not go with them.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
        try Checks.features(x, allowsHuge: true)
        try Checks.target(y, rows: x.rows)
        var count = 0
        for _ in repeat each bases { count += 1 }
        let shares = try Voices.shares(voices, count)
        let members: FittedMembers<repeat (each Base).Model>
        do {
            members = FittedMembers((repeat try (each bases).fit(x, y)))
        } catch {
            throw Voices.typed(error)
        }
        return Model(featureCount: x.columns, members: members, voices: shares)
    }
}
