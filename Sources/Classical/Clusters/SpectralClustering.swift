import Foundation
import LinearAlgebra

/// Groups of a graph of likeness: few and weak edges between groups, many and strong ones within.
///
/// With the likeness W (no row is like itself) and its row sums D, the rows of the k eigenvectors of `D^-½ W D^-½` with the largest eigenvalues,
/// each divided by √d, lie near k points where the graph falls into k loosely joined groups: k-means finds them.
///
///     let model = try SpectralClustering(clusters: 2, affinity: .nearestNeighbors(10)).fit(x)
///
/// The parts of a graph that falls apart are found first, for their eigenvectors are known; the others come from Lanczos' method.
/// scikit-learn: `SpectralClustering`. Sources: Shi and Malik, *Normalized Cuts and Image Segmentation* (2000); von Luxburg, *A Tutorial on
/// Spectral Clustering* (2007).
public struct SpectralClustering: Clusterer, Codable, Hashable {
    /// How alike two rows are.
    public enum Affinity: Sendable, Codable, Hashable {
        /// `e^(-γ|a - b|²)`, γ > 0: a graph of all pairs, n² numbers.
        case rbf(gamma: Double)
        /// 1 where each is among the k nearest of the other, itself the first, ½ where one is, otherwise 0.
        case nearestNeighbors(Int)
    }

    /// k, how many groups, 1 … n.
    public var clusters: Int
    /// How alike two rows are.
    public var affinity: Affinity
    /// The seed of k-means.
    public var seed: UInt64

    /// Spectral clustering.
    ///
    /// - Parameters:
    ///   - clusters: How many groups, 1 … n; 8 by default.
    ///   - affinity: How alike two rows are; `e^(-|a - b|²)` by default.
    ///   - seed: The seed of k-means; 0 by default.
    public init(clusters: Int = 8, affinity: Affinity = .rbf(gamma: 1), seed: UInt64 = 0) {
        self.clusters = clusters
        self.affinity = affinity
        self.seed = seed
    }

    /// The groups.
    public struct Model: ClusterModel {
        /// How many columns the rows had.
        public let featureCount: Int
        /// The group of each row.
        public internal(set) var labels: [Int]
        /// How many groups there are.
        public let clusterCount: Int
        /// The rows as k-means sees them, n × k.
        public let embedding: Matrix<Double>
    }

    /// Finds the groups. O(n²) for each of some tens of products with W where all pairs are alike, O(nk) where neighbours are.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        require(clusters >= 1, "SpectralClustering: \(clusters) groups")
        if x.rows < clusters {
            throw .tooFewRows(x.rows, needed: clusters, why: "there are to be \(clusters) groups")
        }
        let graph = try LikenessGraph(x, affinity)
        let embedding = try graph.embedding(clusters)
        let groups = try KMeans(clusters: clusters, seed: seed).fit(embedding)
        return Model(
            featureCount: x.columns, labels: groups.labels, clusterCount: groups.clusterCount,
            embedding: embedding)
    }
}

/// A graph of likeness as its products.
private struct LikenessGraph {
    private enum Weights {
        case dense(Matrix<Double>)
        case sparse(SparseMatrix<Double>)
    }

    private let weights: Weights
    private let count: Int
    /// √d for each row; 1 for a row that is like no other.
    private let roots: Vector<Double>

    init(_ x: Matrix<Double>, _ affinity: SpectralClustering.Affinity) throws(FitError) {
        count = x.rows
        let sums: Vector<Double>
        switch affinity {
        case .rbf(let gamma):
            guard gamma > 0, gamma.isFinite else {
                throw .badOption("γ is \(gamma), where a number above 0 is needed")
            }
            let matrix = LikenessGraph.dense(x, gamma)
            weights = .dense(matrix)
            sums = matrix.sum(over: .columns)
        case .nearestNeighbors(let neighbors):
            guard neighbors >= 2, neighbors <= x.rows else {
                throw .badOption(
                    "\(neighbors) neighbours of \(x.rows) rows, itself among them; 2 or more are needed")
            }
            let matrix = LikenessGraph.sparse(x, neighbors)
            weights = .sparse(matrix)
            sums = matmul(matrix, Vector(repeating: 1, count: x.rows))
        }
        roots = Vector(sums.map { $0 > 0 ? $0.squareRoot() : 1 })
    }

    private static func dense(_ x: Matrix<Double>, _ gamma: Double) -> Matrix<Double> {
        let n = x.rows, table = CenterTable(x.start, count: n, columns: x.columns)
        let result = Matrix<Double>(uninitialized: n, n)
        concurrently(n) { row in
            let squares = Buffer<Double>(uninitialized: table.width)
            table.squaredDistances(from: x.start + row * x.columns, to: squares)
            for other in 0..<n { result.start[row * n + other] = exp(-gamma * squares.base[other]) }
            result.start[row * n + row] = 0
        }
        return result
    }

    private static func sparse(_ x: Matrix<Double>, _ neighbors: Int) -> SparseMatrix<Double> {
        let found = NeighborIndex(x).nearest(neighbors, to: x)
        var rows: [Int] = [], columns: [Int] = []
        for row in 0..<x.rows {
            for other in found.indices(of: row) where other != row {
                rows += [row, other]
                columns += [other, row]
            }
        }
        return SparseMatrix(
            rows: x.rows, columns: x.rows, rowIndices: rows, columnIndices: columns,
            values: [Double](repeating: 0.5, count: rows.count))
    }

    /// `Wv`.
    private func product(_ vector: Vector<Double>) -> Vector<Double> {
        switch weights {
        case .dense(let matrix): matmul(matrix, vector)
        case .sparse(let matrix): matmul(matrix, vector)
        }
    }

    /// The number of the part of the graph that each row is in.
    private var parts: [Int] {
        var sets = DisjointSets(count)
        switch weights {
        case .dense(let matrix):
            for row in 0..<count {
                for other in 0..<row where matrix.start[row * count + other] > 0 {
                    sets.join(sets.root(row), sets.root(other))
                }
            }
        case .sparse(let matrix):
            for row in 0..<count {
                for place in Int(matrix.offsets[row])..<Int(matrix.offsets[row + 1]) {
                    sets.join(sets.root(row), sets.root(Int(matrix.indices[place])))
                }
            }
        }
        var numbers: [Int: Int] = [:]
        return (0..<count).map { row in
            let root = sets.root(row), number = numbers[root] ?? numbers.count
            numbers[root] = number
            return number
        }
    }

    /// The eigenvectors of the largest eigenvalues, divided by √d, n × k.
    func embedding(_ wanted: Int) throws(FitError) -> Matrix<Double> {
        let parts = parts, known = knownVectors(parts)
        var columns = known.map { $0 / roots }
        if columns.count < wanted {
            let rest = wanted - columns.count
            let found: LanczosResult<Double>
            do {
                // Shifted, so that all eigenvalues are 0 or more and those that are taken out are the smallest.
                found = try lanczos(
                    size: count, count: min(rest, count), tolerance: 1e-9,
                    product: { vector in
                        var v = vector
                        for own in known { axpy(-dot(own, v), own, &v) }
                        var next = product(v / roots) / roots + v
                        for own in known { axpy(-dot(own, next), own, &next) }
                        return next
                    })
            } catch {
                throw .diverged(iterations: count, why: "\(error)")
            }
            for index in (0..<found.values.count).reversed() {
                columns.append(found.vectors[column: index].copied() / roots)
            }
        }
        return Matrix(rows: count, columns: columns.count) { columns[$1][$0] }
    }

    /// For each part of the graph the vector √d on its rows, of length 1: its eigenvalue is 1, the largest there is.
    private func knownVectors(_ parts: [Int]) -> [Vector<Double>] {
        (0..<(parts.max() ?? -1) + 1).map { part in
            let vector = Vector(count: count) { parts[$0] == part ? roots[$0] : 0 }
            return vector / vector.norm()
        }
    }
}
