import LinearAlgebra

/// How much each neighbour says.
public enum NeighborWeights: Sendable, Codable, Hashable {
    /// All the same.
    case uniform
    /// `1/d` at distance d; where some are at distance 0, only these count.
    case distance

    /// The weights of neighbours at some distances.
    func weights(_ distances: some Collection<Double>) -> [Double] {
        switch self {
        case .uniform: return [Double](repeating: 1, count: distances.count)
        case .distance:
            if distances.contains(0) { return distances.map { $0 == 0 ? 1 : 0 } }
            return distances.map { 1 / $0 }
        }
    }
}

/// The class that most of the nearest rows have.
///
/// The probability of class c is `Σ wᵢ [yᵢ = c] / Σ wᵢ` over the k nearest rows i. Features should be on one scale: a column in
/// millimetres outweighs one in metres.
///
///     let x: Matrix = [[1.0], [2.0], [3.0], [7.0], [8.0], [9.0]]
///     let model = try NearestNeighborsClassifier(neighbors: 3).fit(x, ["a", "a", "a", "b", "b", "b"])
///     print(model.predict([[2.5], [6.0]]))  // [a, b]
///
/// Fitting keeps the rows; predicting costs what ``NeighborIndex`` says.
/// Source: Cover and Hart, *Nearest Neighbor Pattern Classification* (1967).
public struct NearestNeighborsClassifier: Classifier, Codable, Hashable {
    /// How many rows are asked, 1 or more.
    public var neighbors: Int
    /// How much each says.
    public var weights: NeighborWeights
    /// How far apart rows are.
    public var metric: NeighborMetric
    /// How the nearest are found; the answer does not depend on it.
    public var algorithm: NeighborIndex.Algorithm

    /// Asks five neighbours, all alike, unless told otherwise.
    public init(
        neighbors: Int = 5, weights: NeighborWeights = .uniform, metric: NeighborMetric = .euclidean,
        algorithm: NeighborIndex.Algorithm = .automatic
    ) {
        self.neighbors = neighbors
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
        /// How many rows are asked.
        public let neighbors: Int
        /// How much each says.
        public let weights: NeighborWeights
        @Packed var codes: [Int32]

        /// How many columns the rows must have.
        public var featureCount: Int { index.points.columns }

        /// The shares of the classes among the nearest rows.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "NearestNeighborsClassifier.predict")
            let found = index.nearest(neighbors, to: x)
            return classShares(codes, classes.count, x.rows) { row in
                let first = row * neighbors
                return (found.indices[first..<first + neighbors], found.distances[row, ...])
            } weights: {
                weights.weights($0)
            }
        }
    }

    /// Keeps the rows. O(np).
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        let x = try Checks.features(x), y = try Checks.labels(y, rows: x.rows)
        try checkNeighbors(neighbors, x.rows)
        return Model(
            classes: y.classes, index: NeighborIndex(x, metric: metric, algorithm: algorithm),
            neighbors: neighbors, weights: weights, codes: y.codes.map(Int32.init))
    }
}

/// The mean target of the nearest rows, `Σ wᵢ yᵢ / Σ wᵢ`.
public struct NearestNeighborsRegressor: Regressor, Codable, Hashable {
    /// How many rows are asked, 1 or more.
    public var neighbors: Int
    /// How much each says.
    public var weights: NeighborWeights
    /// How far apart rows are.
    public var metric: NeighborMetric
    /// How the nearest are found; the answer does not depend on it.
    public var algorithm: NeighborIndex.Algorithm

    /// Asks five neighbours, all alike, unless told otherwise.
    public init(
        neighbors: Int = 5, weights: NeighborWeights = .uniform, metric: NeighborMetric = .euclidean,
        algorithm: NeighborIndex.Algorithm = .automatic
    ) {
        self.neighbors = neighbors
        self.weights = weights
        self.metric = metric
        self.algorithm = algorithm
    }

    /// The rows and their targets.
    public struct Model: RegressionModel {
        /// The rows.
        public let index: NeighborIndex
        /// How many rows are asked.
        public let neighbors: Int
        /// How much each says.
        public let weights: NeighborWeights
        @Packed var targets: [Double]

        /// How many columns the rows must have.
        public var featureCount: Int { index.points.columns }

        /// The mean target of the nearest rows.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "NearestNeighborsRegressor.predict")
            let found = index.nearest(neighbors, to: x)
            return Vector(count: x.rows) { row in
                weightedTarget(found.indices(of: row), weights.weights(found.distances[row, ...]), targets)
            }
        }
    }

    /// Keeps the rows. O(np).
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        try Checks.target(y, rows: x.rows)
        try checkNeighbors(neighbors, x.rows)
        return Model(
            index: NeighborIndex(x, metric: metric, algorithm: algorithm), neighbors: neighbors,
            weights: weights, targets: Array(y))
    }
}

private func checkNeighbors(_ neighbors: Int, _ rows: Int) throws(FitError) {
    guard neighbors >= 1 else { throw .badOption("\(neighbors) neighbours, where at least 1 is needed") }
    guard rows >= neighbors else {
        throw .tooFewRows(rows, needed: neighbors, why: "each row asks \(neighbors) neighbours")
    }
}

/// The mean of some targets by weights.
func weightedTarget(_ rows: ArraySlice<Int>, _ weights: [Double], _ targets: [Double]) -> Double {
    var sum = 0.0, total = 0.0
    for (row, weight) in zip(rows, weights) {
        sum += weight * targets[row]
        total += weight
    }
    return sum / total
}

/// The shares of classes among the neighbours of each row; `empty` where it has none.
func classShares<Distances: Collection<Double>>(
    _ codes: [Int32], _ classes: Int, _ rows: Int, empty: Vector<Double>? = nil,
    _ neighbors: (Int) -> (ArraySlice<Int>, Distances), weights: (Distances) -> [Double]
) -> Matrix<Double> {
    let shares = Matrix<Double>(repeating: 0, rows: rows, columns: classes)
    for row in 0..<rows {
        let (found, distances) = neighbors(row), line = shares.start + row * classes
        if found.isEmpty, let empty {
            for code in 0..<classes { line[code] = empty[code] }
            continue
        }
        var total = 0.0
        for (place, weight) in zip(found, weights(distances)) {
            line[Int(codes[place])] += weight
            total += weight
        }
        for code in 0..<classes { line[code] /= total }
    }
    return shares
}
