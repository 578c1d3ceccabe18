import LinearAlgebra

/// Groups by density where the density differs from group to group: DBSCAN at all radii at once.
///
/// A row's core distance is that to its `minimumNeighbors`-th nearest row, itself the first; two rows are as far apart as the largest of their
/// distance and their core distances. Single linkage over that distance, without the splits that only shed a few rows, leaves a small tree of
/// groups. Each lives from one density 1/ε to another, and its stability is how much density its rows live through. Taken are the
/// groups of the greatest total stability that do not contain one another (excess of mass), or the leaves of the tree.
///
///     let model = try HDBSCAN(minimumClusterSize: 15).fit(loadIris().features)
///     print(model.clusterCount, model.labels.count { $0 < 0 })  // 2 0
///
/// O(n² p) time and O(np) memory.
/// scikit-learn: `HDBSCAN`. Sources: Campello, Moulavi and Sander, *Density-Based Clustering Based on Hierarchical Density Estimates* (2013);
/// McInnes and Healy, *Accelerated Hierarchical Density Based Clustering* (2017).
public struct HDBSCAN: Clusterer, Codable, Hashable {
    /// Which groups of the tree are taken.
    public enum Selection: Sendable, Codable, Hashable {
        /// The most stable ones.
        case excessOfMass
        /// The leaves: more groups, smaller and denser ones.
        case leaf
    }

    /// The fewest rows of a group, at least 2.
    public var minimumClusterSize: Int
    /// Which neighbour gives the core distance, the row itself the first; nil for `minimumClusterSize`.
    public var minimumNeighbors: Int?
    /// Which groups of the tree are taken.
    public var selection: Selection
    /// Whether all rows may be one group.
    public var allowsSingleCluster: Bool

    /// Groups by densities.
    ///
    /// - Parameters:
    ///   - minimumClusterSize: The fewest rows of a group, at least 2; 5 by default.
    ///   - minimumNeighbors: Which neighbour gives the core distance, 1 … n, the row itself the first; by default as many as the fewest rows.
    ///   - selection: Which groups are taken; the most stable ones by default.
    ///   - allowsSingleCluster: Whether all rows may be one group; false by default.
    public init(
        minimumClusterSize: Int = 5, minimumNeighbors: Int? = nil, selection: Selection = .excessOfMass,
        allowsSingleCluster: Bool = false
    ) {
        self.minimumClusterSize = minimumClusterSize
        self.minimumNeighbors = minimumNeighbors
        self.selection = selection
        self.allowsSingleCluster = allowsSingleCluster
    }

    /// The groups.
    public struct Model: ClusterModel {
        /// How many columns the rows had.
        public let featureCount: Int
        /// How many groups there are.
        public let clusterCount: Int
        /// The group of each row, -1 for noise.
        public internal(set) var labels: [Int]
        /// How firmly each row belongs to its group: the density at which it leaves over the greatest there; 0 for noise.
        public internal(set) var probabilities: [Double]
        /// The stability of each group.
        public let stabilities: [Double]
    }

    /// Finds the groups. O(n² p).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        let neighbors = minimumNeighbors ?? minimumClusterSize
        require(
            minimumClusterSize >= 2 && neighbors >= 1,
            "HDBSCAN: groups of \(minimumClusterSize) rows, neighbour \(neighbors)")
        if x.rows < max(2, neighbors) {
            throw .tooFewRows(
                x.rows, needed: max(2, neighbors), why: "the core distance is that of neighbour \(neighbors)")
        }
        try checkSpread(x)
        let found = NeighborIndex(x).nearest(neighbors, to: x).distances
        let cores = (0..<x.rows).map { found[$0, neighbors - 1] }
        let tree = spanningTree(x, cores: cores)
        let joins = (1..<x.rows).map {
            RawMerge(left: tree.sources[$0], right: tree.order[$0], height: tree.lengths[$0])
        }
        let condensed = CondensedTree(Dendrogram(joins, rows: x.rows), minimumSize: minimumClusterSize)
        let taken =
            selection == .leaf
            ? condensed.leaves(orRoot: allowsSingleCluster)
            : condensed.mostStable(orRoot: allowsSingleCluster)
        let labels = condensed.labels(taken, allowsRoot: allowsSingleCluster)
        return Model(
            featureCount: x.columns, clusterCount: taken.count, labels: labels,
            probabilities: condensed.probabilities(labels, taken),
            stabilities: taken.map { condensed.stabilities[$0] })
    }
}
