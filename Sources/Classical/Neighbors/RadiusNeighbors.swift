import LinearAlgebra

/// The class that most rows within a radius have.
///
/// The probability of class c is `Σ wᵢ [yᵢ = c] / Σ wᵢ` over the rows i that are no farther than the radius. A row without neighbours gets the
/// shares of the classes among all rows (scikit-learn stops there, unless told what to answer).
public struct RadiusNeighborsClassifier: Classifier, Codable, Hashable {
    /// How far away a row may be that is asked, more than 0.
    public var radius: Double
    /// How much each says.
    public var weights: NeighborWeights
    /// How far apart rows are.
    public var metric: NeighborMetric
    /// How the rows are found; the answer does not depend on it.
    public var algorithm: NeighborIndex.Algorithm

    /// Asks all within a distance of 1, all alike, unless told otherwise.
    public init(
        radius: Double = 1, weights: NeighborWeights = .uniform, metric: NeighborMetric = .euclidean,
        algorithm: NeighborIndex.Algorithm = .automatic
    ) {
        self.radius = radius
        self.weights = weights
        self.metric = metric
        self.algorithm = algorithm
    }

    /// The rows and their classes.
    public struct Model: ProbabilisticModel {
        /// The classes, sorted.
        public let classes: [Label]
        /// The rows.
        public let index: NeighborIndex
        /// How far away a row may be that is asked.
        public let radius: Double
        /// How much each says.
        public let weights: NeighborWeights
        /// The shares of the classes among all rows.
        public let shares: Vector<Double>
        @Packed var codes: [Int32]

        /// How many columns the rows must have.
        public var featureCount: Int { index.points.columns }

        /// The shares of the classes among the rows within the radius.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "RadiusNeighborsClassifier.predict")
            let found = index.within(radius, of: x)
            return classShares(codes, classes.count, x.rows, empty: shares) { row in
                (found.indices(of: row), found.distances(of: row))
            } weights: {
                weights.weights($0)
            }
        }
    }

    /// Keeps the rows. O(np).
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        let x = try Checks.features(x), y = try Checks.labels(y, rows: x.rows)
        guard radius > 0, radius.isFinite else { throw .badOption("a radius of \(radius)") }
        return Model(
            classes: y.classes, index: NeighborIndex(x, metric: metric, algorithm: algorithm), radius: radius,
            weights: weights, shares: Vector(y.counts.map(Double.init)) / Double(y.count),
            codes: y.codes.map(Int32.init))
    }
}

/// The mean target of the rows within a radius; where there is none, that of all rows.
public struct RadiusNeighborsRegressor: Regressor, Codable, Hashable {
    /// How far away a row may be that is asked, more than 0.
    public var radius: Double
    /// How much each says.
    public var weights: NeighborWeights
    /// How far apart rows are.
    public var metric: NeighborMetric
    /// How the rows are found; the answer does not depend on it.
    public var algorithm: NeighborIndex.Algorithm

    /// Asks all within a distance of 1, all alike, unless told otherwise.
    public init(
        radius: Double = 1, weights: NeighborWeights = .uniform, metric: NeighborMetric = .euclidean,
        algorithm: NeighborIndex.Algorithm = .automatic
    ) {
        self.radius = radius
        self.weights = weights
        self.metric = metric
        self.algorithm = algorithm
    }

    /// The rows and their targets.
    public struct Model: RegressionModel {
        /// The rows.
        public let index: NeighborIndex
        /// How far away a row may be that is asked.
        public let radius: Double
        /// How much each says.
        public let weights: NeighborWeights
        /// The mean of all targets.
        public let mean: Double
        @Packed var targets: [Double]

        /// How many columns the rows must have.
        public var featureCount: Int { index.points.columns }

        /// The mean target of the rows within the radius.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "RadiusNeighborsRegressor.predict")
            let found = index.within(radius, of: x)
            return Vector(count: x.rows) { row in
                let rows = found.indices(of: row)
                if rows.isEmpty { return mean }
                return weightedTarget(rows, weights.weights(found.distances(of: row)), targets)
            }
        }
    }

    /// Keeps the rows. O(np).
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        try Checks.target(y, rows: x.rows)
        guard radius > 0, radius.isFinite else { throw .badOption("a radius of \(radius)") }
        return Model(
            index: NeighborIndex(x, metric: metric, algorithm: algorithm), radius: radius, weights: weights,
            mean: y.mean(), targets: Array(y))
    }
}
