import LinearAlgebra

/// Fills what is missing with the mean of the nearest rows that have a value there.
///
/// The distance of rows a and b is `√(p/|J| Σ_{j in J} (a_j - b_j)²)`, with J the columns that both have and p all columns. Scale the columns
/// first. Equal to scikit-learn's `KNNImputer` but for the choice among equally near rows. O(rows · fitted rows · columns).
/// Source: Troyanskaya et al., Bioinformatics 17 (2001).
public struct NeighborImputer: FeatureTransformer, Codable, Hashable {
    /// How many rows give their values.
    public var neighbors: Int
    /// Whether nearer rows count more, as the inverse of their distance.
    public var weighsByDistance: Bool
    /// NaN is what it is for.
    public static let acceptsMissingValues = true
    /// No NaN comes out.
    public static let fillsMissingValues = true

    /// An imputer.
    ///
    /// - Parameters:
    ///   - neighbors: How many rows give their values, 1 or more; fewer give them where there are not as many.
    ///   - weighsByDistance: Whether nearer rows count more.
    public init(neighbors: Int = 5, weighsByDistance: Bool = false) {
        self.neighbors = neighbors
        self.weighsByDistance = weighsByDistance
    }

    /// The rows that give their values.
    public struct Model: FeatureTransform, Hashable {
        /// The rows that were fitted.
        public let rows: Matrix<Double>
        /// The means of their columns, for rows that have no column in common with any.
        public let means: Vector<Double>
        /// How many rows give their values.
        public let neighbors: Int
        /// Whether nearer rows count more.
        public let weighsByDistance: Bool
        /// How many columns the rows must have.
        public var featureCount: Int { rows.columns }
        /// As many columns as went in.
        public var outputCount: Int { rows.columns }

        /// The rows without NaN.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "NeighborImputer.transform")
            let result = x.copied(), width = x.columns, given = rows.contiguous()
            let distances = Vector<Double>(repeating: 0, count: given.rows)
            for row in 0..<x.rows {
                let line = result.start + row * width
                let holes = (0..<width).filter { line[$0].isNaN }
                if holes.isEmpty { continue }
                for other in 0..<given.rows {
                    distances.start[other] = Self.squaredDistance(line, given.start + other * width, width)
                }
                let order = (0..<given.rows).filter { !distances.start[$0].isNaN }
                    .sorted { (distances.start[$0], $0) < (distances.start[$1], $1) }
                let values = holes.map { value(at: $0, given, order, distances) }
                for (hole, value) in zip(holes, values) { line[hole] = value }
            }
            withExtendedLifetime((given, distances)) {}
            return result
        }

        /// NaN where two rows have no column in common.
        private static func squaredDistance(
            _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ width: Int
        ) -> Double {
            var sum = 0.0, shared = 0
            for column in 0..<width {
                let distance = a[column] - b[column]
                if !distance.isNaN {
                    sum += distance * distance
                    shared += 1
                }
            }
            return shared == 0 ? .nan : sum * Double(width) / Double(shared)
        }

        private func value(
            at column: Int, _ given: Matrix<Double>, _ order: [Int], _ distances: Vector<Double>
        ) -> Double {
            let width = given.columns
            let donors = order.lazy.filter { !given.start[$0 * width + column].isNaN }.prefix(neighbors)
            var sum = 0.0, weights = 0.0
            let touching = weighsByDistance && donors.contains { distances.start[$0] == 0 }
            for donor in donors {
                let distance = distances.start[donor].squareRoot()
                let weight = !weighsByDistance ? 1 : touching ? (distance == 0 ? 1 : 0) : 1 / distance
                sum += weight * given.start[donor * width + column]
                weights += weight
            }
            return weights > 0 ? sum / weights : means[column]
        }
    }

    /// Keeps the rows. O(n p).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true, allowsHuge: false)
        guard neighbors > 0 else { throw .badOption("NeighborImputer: \(neighbors) neighbours") }
        let means = try SimpleImputer(.mean).fit(x).fillers
        return Model(rows: x.copied(), means: means, neighbors: neighbors, weighsByDistance: weighsByDistance)
    }
}
