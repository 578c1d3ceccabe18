import LinearAlgebra

/// Groups of any shape where rows are dense, and rows that belong to none.
///
/// A row with `minimumNeighbors` rows within `radius`, itself among them, is a core row. Core rows within `radius` of one another are in one
/// group; a row that is no core row joins a group of which a core row is near, the first such group; the others are noise, -1.
///
///     let x: Matrix = [[0.0], [0.1], [0.2], [5.0], [5.1], [5.2], [9.0]]
///     let model = try DBSCAN(radius: 0.5, minimumNeighbors: 3).fit(x)
///     print(model.clusterCount, model.labels)  // 2 [0, 0, 0, 1, 1, 1, -1]
///
/// Groups are numbered by their first core row. The distance is Euclidean: scale the columns first. The lists of neighbours are never
/// kept: memory is O(np), whatever the radius.
/// scikit-learn: `DBSCAN(eps, min_samples)`, with the same labels. Source: Ester, Kriegel, Sander and Xu, *A Density-Based Algorithm for
/// Discovering Clusters in Large Spatial Databases with Noise* (1996).
public struct DBSCAN: Clusterer, Codable, Hashable {
    /// How near rows must be to be neighbours, > 0; a row at exactly this distance is one.
    public var radius: Double
    /// How many rows within the radius make a core row, the row itself included; at least 1.
    public var minimumNeighbors: Int

    /// Groups by density.
    ///
    /// - Parameters:
    ///   - radius: How near rows must be to be neighbours, > 0; 0.5 by default.
    ///   - minimumNeighbors: How many rows within it make a core row, at least 1; 5 by default.
    public init(radius: Double = 0.5, minimumNeighbors: Int = 5) {
        self.radius = radius
        self.minimumNeighbors = minimumNeighbors
    }

    /// The groups.
    public struct Model: ClusterModel {
        /// How many columns the rows had.
        public let featureCount: Int
        /// How many groups there are.
        public let clusterCount: Int
        /// The group of each row, -1 for noise.
        public internal(set) var labels: [Int]
        /// The core rows, rising.
        public internal(set) var coreRows: [Int]
    }

    /// Finds the groups. O(n log n) and the pairs of rows in boxes that are within the radius of each other, n² at worst.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        require(
            radius > 0 && radius.isFinite && minimumNeighbors >= 1,
            "DBSCAN: radius \(radius), \(minimumNeighbors) neighbours")
        var scan = DensityScan(x, limit: radius * radius, minimum: minimumNeighbors)
        scan.findCores()
        scan.connectCores()
        let count = scan.numberGroups(), isCore = scan.isCoreRow
        return Model(
            featureCount: x.columns, clusterCount: count, labels: scan.finalLabels(),
            coreRows: isCore.indices.filter { isCore[$0] })
    }
}
