import LinearAlgebra

/// How much thinner the neighbourhood of a row is than those of its neighbours.
///
/// The reachability of a from b is `r(a, b) = max(|a - b|, d(b))`, with d(b) the distance from b to its k-th neighbour. A row's density is one over
/// the mean reachability from its k neighbours, `ρ(a) = 1/(mean r(a, b) + 1e-10)`; its factor is the mean of `ρ(b)/ρ(a)` over them: about 1 inside of a
/// group, whatever the group's density, and more outside.
///
///     let x: Matrix = [[1.0], [1.1], [0.9], [1.2], [0.8], [1.05], [9.0]]
///     let model = try LocalOutlierFactor(neighbors: 3, contamination: .share(0.2)).fit(x)
///     print(model.outliers)  // [4, 6]
///
/// A fitted row is not its own neighbour: its factor is in ``Model/fittedScores``. ``Model/anomalyScores(_:)`` takes its rows as new ones,
/// fitted or not. scikit-learn: `LocalOutlierFactor`, with `novelty` for new rows.
/// Source: Breunig, Kriegel, Ng and Sander, *LOF: Identifying Density-Based Local Outliers* (2000).
public struct LocalOutlierFactor: OutlierDetector, Codable, Hashable {
    /// k, how many neighbours, at least 1; all others where there are fewer.
    public var neighbors: Int
    /// From which score on a row is an outlier.
    public var contamination: Contamination

    /// Local outlier factors.
    ///
    /// - Parameters:
    ///   - neighbors: k, at least 1; 20 by default.
    ///   - contamination: From which score on a row is an outlier; 1.5 by default, as the paper suggests.
    public init(neighbors: Int = 20, contamination: Contamination = .score(1.5)) {
        self.neighbors = neighbors
        self.contamination = contamination
    }

    /// The densities of the fitted rows.
    public struct Model: OutlierModel {
        private let points: Matrix<Double>
        private let neighbors: Int
        /// d, the distance of each fitted row to its k-th neighbour.
        @Packed private var reaches: [Double]
        /// ρ of each fitted row.
        @Packed private var densities: [Double]
        /// The factor of each fitted row, which is not its own neighbour.
        public internal(set) var fittedScores: [Double]
        /// The score from which on a row counts as unusual.
        public let threshold: Double

        /// How many columns the rows must have.
        public var featureCount: Int { points.columns }
        /// The fitted rows whose factor exceeds the threshold, rising.
        public var outliers: [Int] { fittedScores.indices.filter { fittedScores[$0] > threshold } }

        init(_ x: Matrix<Double>, _ neighbors: Int, _ contamination: Contamination) {
            let found = NeighborIndex(x).nearestOthers(neighbors)
            let reaches = (0..<x.rows).map { found.distances[$0, neighbors - 1] }
            let densities = Model.densities(found, reaches)
            let scores = Model.factors(found, densities, of: densities)
            points = x
            self.neighbors = neighbors
            self.reaches = reaches
            self.densities = densities
            fittedScores = scores
            threshold = contamination.threshold(scores)
        }

        /// One over the mean reachability of each query from its neighbours.
        private static func densities(_ found: Neighbors, _ reaches: [Double]) -> [Double] {
            let count = found.count, distances = found.distances.contiguous()
            return (0..<distances.rows).map { row in
                var sum = 0.0
                for place in row * count..<(row + 1) * count {
                    sum += max(distances.start[place], reaches[found.indices[place]])
                }
                return 1 / (sum / Double(count) + 1e-10)
            }
        }

        /// The mean density of each query's neighbours over its own.
        private static func factors(_ found: Neighbors, _ densities: [Double], of own: [Double]) -> [Double] {
            own.indices.map { row in
                let sum = found.indices(of: row).reduce(0) { $0 + densities[$1] }
                return sum / Double(found.count) / own[row]
            }
        }

        /// The factor of each row, taken as new: a fitted row is its own nearest neighbour here. O(n p) a row at worst.
        ///
        /// Requires finite rows.
        public func anomalyScores(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "LocalOutlierFactor.anomalyScores")
            let found = NeighborIndex(points).nearest(neighbors, to: x)
            return Vector(Model.factors(found, densities, of: Model.densities(found, reaches)))
        }
    }

    /// Measures the densities. O(n² p) at worst.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        require(neighbors >= 1, "LocalOutlierFactor: \(neighbors) neighbours")
        try contamination.check()
        if x.rows < 2 { throw .tooFewRows(x.rows, needed: 2, why: "a row needs a neighbour") }
        return Model(x, min(neighbors, x.rows - 1), contamination)
    }
}
