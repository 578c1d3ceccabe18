import LinearAlgebra

/// Groups within groups: the two nearest are joined, again and again, until all are one; a cut through that tree gives the groups.
///
///     let x: Matrix = [[0.0], [1.0], [5.0], [6.0], [20.0]]
///     let model = try AgglomerativeClustering(linkage: .ward, clusters: 3).fit(x)
///     print(model.labels)     // [0, 0, 1, 1, 2]
///
/// Ward's groups come from their means and single linkage from a spanning tree, in O(np) memory; complete and average linkage keep the
/// n(n - 1)/2 distances. Groups are numbered by their first row.
/// scikit-learn: `AgglomerativeClustering`; SciPy: `linkage`, with the same joins. Sources: Ward, *Hierarchical Grouping to Optimize an
/// Objective Function* (1963); Müllner, *Modern Hierarchical, Agglomerative Clustering Algorithms* (2011).
public struct AgglomerativeClustering: Clusterer, Codable, Hashable {
    /// How far apart two groups are.
    public var linkage: Linkage
    /// How many groups to end with, 1 … n; not looked at where there is a threshold.
    public var clusters: Int
    /// Join no groups at this distance or farther; nil for a number of groups instead.
    public var distanceThreshold: Double?

    /// Agglomerative clustering.
    ///
    /// - Parameters:
    ///   - linkage: How far apart two groups are; Ward's distance by default.
    ///   - clusters: How many groups to end with, 1 … n; 2 by default.
    ///   - distanceThreshold: Join no groups at this distance or farther, 0 or more; nil, the default, for a number of groups.
    public init(linkage: Linkage = .ward, clusters: Int = 2, distanceThreshold: Double? = nil) {
        self.linkage = linkage
        self.clusters = clusters
        self.distanceThreshold = distanceThreshold
    }

    /// The tree of joins and a cut through it.
    public struct Model: ClusterModel {
        /// How many columns the rows had.
        public let featureCount: Int
        /// The group of each row.
        public internal(set) var labels: [Int]
        /// How many groups there are.
        public let clusterCount: Int
        /// All joins.
        public let dendrogram: Dendrogram
    }

    /// Joins the rows. O(n² p).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        require(
            clusters >= 1 && (distanceThreshold.map { $0 >= 0 } ?? true),
            "AgglomerativeClustering: \(clusters) clusters, threshold \(distanceThreshold ?? 0)")
        if distanceThreshold == nil, clusters > x.rows {
            throw .tooFewRows(x.rows, needed: clusters, why: "there are to be \(clusters) groups")
        }
        try checkSpread(x)
        let dendrogram = Dendrogram(linkageMerges(x, linkage), rows: x.rows)
        let labels =
            distanceThreshold.map { dendrogram.labels(below: $0) } ?? dendrogram.labels(clusters: clusters)
        return Model(
            featureCount: x.columns, labels: labels, clusterCount: (labels.max() ?? -1) + 1,
            dendrogram: dendrogram)
    }
}
