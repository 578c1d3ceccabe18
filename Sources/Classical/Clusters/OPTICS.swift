import LinearAlgebra

/// An order of the rows in which dense regions are valleys of the distance to the next, and groups read off it.
///
/// A row's core distance is that to its `minimumNeighbors`-th nearest row, itself the first. From a row, all others are reachable at the larger
/// of their distance and that core distance; next in the order is the row that is reachable at the least.
///
///     let model = try OPTICS(minimumNeighbors: 10).fit(x)
///     try model.figure().write(to: "reachability.svg")
///
/// O(n² p) time and O(np) memory.
/// scikit-learn: `OPTICS`, with the same order and labels. Sources: Ankerst, Breunig, Kriegel and Sander, *OPTICS: Ordering Points to Identify
/// the Clustering Structure* (1999); Schubert and Gertz, *Improving the Cluster Structure Extracted from OPTICS Plots* (2018).
public struct OPTICS: Clusterer, Codable, Hashable {
    /// How groups are read off the order.
    public enum Extraction: Sendable, Codable, Hashable {
        /// Valleys between steep slopes: a step is steep where the distance changes by the share ξ or more, 0 < ξ < 1.
        case xi(Double)
        /// What DBSCAN with this radius finds, but for some rows at the borders.
        case dbscan(radius: Double)
    }

    /// Which neighbour gives the core distance, the row itself the first; at least 2.
    public var minimumNeighbors: Int
    /// No row is reachable from farther away, > 0.
    public var maximumRadius: Double
    /// How groups are read off the order.
    public var extraction: Extraction
    /// The fewest rows of a group that ξ finds, at least 2; nil for `minimumNeighbors`.
    public var minimumClusterSize: Int?

    /// The order of rows by density.
    ///
    /// - Parameters:
    ///   - minimumNeighbors: Which neighbour gives the core distance, 2 … n; 5 by default.
    ///   - maximumRadius: No row is reachable from farther away, > 0; ∞ by default.
    ///   - extraction: How groups are read off the order; ξ = 0.05 by default.
    ///   - minimumClusterSize: The fewest rows of a group that ξ finds, at least 2; by default as `minimumNeighbors`.
    public init(
        minimumNeighbors: Int = 5, maximumRadius: Double = .infinity, extraction: Extraction = .xi(0.05),
        minimumClusterSize: Int? = nil
    ) {
        self.minimumNeighbors = minimumNeighbors
        self.maximumRadius = maximumRadius
        self.extraction = extraction
        self.minimumClusterSize = minimumClusterSize
    }

    /// Orders the rows and finds the groups. O(n² p).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        require(
            minimumNeighbors >= 2 && maximumRadius > 0 && (minimumClusterSize ?? 2) >= 2,
            "OPTICS: neighbour \(minimumNeighbors), radius \(maximumRadius), groups of \(minimumClusterSize ?? 2)"
        )
        if x.rows < minimumNeighbors {
            throw .tooFewRows(
                x.rows, needed: minimumNeighbors,
                why: "the core distance is that of neighbour \(minimumNeighbors)")
        }
        let graph = ReachabilityGraph(x, minimumNeighbors, maximumRadius)
        let model = Model(
            featureCount: x.columns, labels: [], clusterCount: 0, order: graph.order,
            reachability: graph.reachability, coreDistances: graph.cores, predecessors: graph.predecessors)
        switch extraction {
        case .dbscan(let radius): return model.with(labels: model.labels(radius: radius))
        case .xi(let xi):
            return model.with(
                labels: model.labels(
                    xi: xi, minimumNeighbors: minimumNeighbors,
                    minimumClusterSize: minimumClusterSize ?? minimumNeighbors))
        }
    }
}

/// The order of rows that OPTICS goes through.
private struct ReachabilityGraph {
    private(set) var order: [Int] = []
    private(set) var reachability: [Double]
    private(set) var predecessors: [Int]
    private(set) var cores: [Double]

    init(_ x: Matrix<Double>, _ neighbors: Int, _ radius: Double) {
        let n = x.rows, p = x.columns
        let found = NeighborIndex(x).nearest(neighbors, to: x).distances
        reachability = [Double](repeating: .infinity, count: n)
        predecessors = [Int](repeating: -1, count: n)
        cores = (0..<n).map { found[$0, neighbors - 1] }.map { $0 > radius ? .infinity : rounded($0) }
        var open = Array(0..<n)
        let table = CenterTable(x.start, count: n, columns: p)
        let distances = Buffer<Double>(uninitialized: table.width)
        while !open.isEmpty {
            // The least, and of equals the lowest row: `open` rises.
            var best = 0
            for place in open.indices where reachability[open[place]] < reachability[open[best]] {
                best = place
            }
            let row = open.remove(at: best)
            order.append(row)
            if cores[row] == .infinity { continue }
            table.squaredDistances(from: x.start + row * p, to: distances)
            for other in open {
                let distance = distances.base[other].squareRoot()
                if distance > radius { continue }
                let reach = rounded(max(distance, cores[row]))
                if reach < reachability[other] {
                    reachability[other] = reach
                    predecessors[other] = row
                }
            }
        }
    }
}

/// To 15 decimals, so that what is equal but for rounding is equal: the order depends on it.
private func rounded(_ value: Double) -> Double {
    let scaled = value * 1e15
    return scaled.isFinite ? scaled.rounded(.toNearestOrEven) / 1e15 : value
}
