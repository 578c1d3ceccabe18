import Foundation
import LinearAlgebra

/// The rows of a matrix, ready to be asked which of them are nearest to others.
///
///     let index = NeighborIndex([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]])
///     let found = index.nearest(2, to: [[3.0, 0.0]])
///     print(found.indices, found.distances)  // [0, 1] [[3.0, 4.0]]
///
/// Brute force compares every query with every row. For the Euclidean distance and the cosine it does so by products of blocks of
/// matrices in single precision, with a bound of their rounding errors, and computes exactly only the few distances that matter. A k-d tree cuts
/// the rows in halves along the widest column and skips the boxes that are too far; a ball tree does the same with balls. Trees pay in few
/// dimensions: with more than a dozen or so hardly a box is skipped.
///
/// All three give the same answer to the last bit; of rows equally far the one with the lower index comes first.
/// Memory: the rows twice. Sources: Friedman, Bentley and Finkel, *An Algorithm for Finding Best Matches in Logarithmic Expected Time*
/// (1977); Omohundro, *Five Balltree Construction Algorithms* (1989).
public struct NeighborIndex: Sendable {
    /// How the nearest rows are found.
    public enum Algorithm: Sendable, Codable, Hashable {
        /// A k-d tree for at most 10 columns and more than 500 rows, otherwise brute force.
        case automatic
        /// Every row is compared, O(np) a query.
        case brute
        /// A tree of boxes: O(p log n) a query in few dimensions. Not for the cosine.
        case kdTree
        /// A tree of balls. Not for the cosine.
        case ballTree
    }

    /// The rows that are searched.
    public let points: Matrix<Double>
    /// How far apart two rows are.
    public let metric: NeighborMetric
    /// How the nearest rows are found; never ``Algorithm/automatic``.
    public let algorithm: Algorithm
    let sum: DistanceSum
    private let searcher: any NeighborSearcher

    /// Prepares the rows for queries. O(np) for brute force, O(np log n) for trees.
    ///
    /// Requires finite numbers, and brute force for the cosine.
    ///
    /// - Parameters:
    ///   - points: The rows to search, n × p.
    ///   - metric: How far apart two rows are.
    ///   - algorithm: How the nearest rows are found.
    public init(
        _ points: Matrix<Double>, metric: NeighborMetric = .euclidean, algorithm: Algorithm = .automatic
    ) {
        requireFinite(points, "NeighborIndex")
        let points = points.contiguous(), sum = DistanceSum(metric)
        let chosen = NeighborIndex.choose(algorithm, metric, points)
        self.points = points
        self.metric = metric
        self.algorithm = chosen
        self.sum = sum
        switch chosen {
        case .kdTree: searcher = SpatialTree(points, sum, kind: .boxes)
        case .ballTree: searcher = SpatialTree(points, sum, kind: .balls)
        case .automatic, .brute:
            if metric == .cosine {
                searcher = FilteredSearch(cosineOf: points)
            } else if sum.code == 0, points.count > 0, points.abs().max() < 1e150 {
                searcher = FilteredSearch(euclidean: points)
            } else {
                searcher = SpatialTree(points, sum, kind: .flat)
            }
        }
    }

    private static func choose(
        _ algorithm: Algorithm, _ metric: NeighborMetric, _ points: Matrix<Double>
    ) -> Algorithm {
        if metric == .cosine {
            require(
                algorithm == .brute || algorithm == .automatic,
                "NeighborIndex: the cosine is searched by brute force, not by a \(algorithm)")
            return .brute
        }
        guard algorithm == .automatic else { return algorithm }
        return points.columns <= 10 && points.rows > 500 ? .kdTree : .brute
    }

    /// The `k` rows that are nearest to each query, the nearest first. Parallel over the queries.
    ///
    /// Requires `k` from 0 to the number of rows, and finite queries.
    ///
    /// - Parameters:
    ///   - k: How many rows to find for each query.
    ///   - queries: The rows to which the nearest are wanted, m × p.
    public func nearest(_ k: Int, to queries: Matrix<Double>) -> Neighbors {
        check(queries, "nearest")
        require(
            k >= 0 && k <= points.rows,
            "NeighborIndex.nearest: \(k) neighbours among \(points.rows) rows")
        let queries = queries.contiguous(), distances = Matrix<Double>(uninitialized: queries.rows, k)
        let indices = [Int](unsafeUninitializedCapacity: queries.rows * k) { indices, count in
            count = queries.rows * k
            guard count > 0, let target = indices.baseAddress else { return }
            searcher.nearest(k, queries) { query, heap in
                for place in 0..<k {
                    target[query * k + place] = heap.places[place]
                    distances.start[query * k + place] = sum.distance(heap.sums[place])
                }
            }
        }
        return Neighbors(count: k, indices: indices, distances: distances)
    }

    /// The `k` rows that are nearest to each row of the index itself, which does not count as its own neighbour.
    ///
    /// Requires `k` below the number of rows.
    ///
    /// - Parameter k: How many rows to find for each.
    public func nearestOthers(_ k: Int) -> Neighbors {
        require(
            k >= 0 && k < max(1, points.rows),
            "NeighborIndex.nearestOthers: \(k) neighbours among the \(points.rows - 1) others")
        return nearest(min(k + 1, points.rows), to: points).withoutSelf()
    }

    /// All rows at most `radius` away from each query, inclusive, by rising index. Parallel over the queries.
    ///
    /// Requires a radius of 0 or more and finite queries.
    ///
    /// - Parameters:
    ///   - radius: How far away a row may be.
    ///   - queries: The rows around which to look, m × p.
    public func within(_ radius: Double, of queries: Matrix<Double>) -> NeighborsWithin {
        check(queries, "within")
        require(radius >= 0, "NeighborIndex.within: a radius of \(radius)")
        let queries = queries.contiguous(), block = 64, count = queries.rows
        let blocks = (count + block - 1) / block
        let parts = [RadiusHits](unsafeUninitializedCapacity: blocks) { parts, initialized in
            guard let target = parts.baseAddress else { return }
            concurrently(blocks) { part in
                let rows = part * block..<min(count, (part + 1) * block)
                var hits = RadiusHits()
                searcher.within(sum.sum(radius), queries, rows, &hits)
                (target + part).initialize(to: hits)
            }
            initialized = blocks
        }
        return NeighborsWithin(parts, sum)
    }

    private func check(_ queries: Matrix<Double>, _ name: String) {
        require(
            queries.columns == points.columns,
            "NeighborIndex.\(name): queries of \(queries.columns) columns for rows of \(points.columns)")
        requireFinite(queries, "NeighborIndex.\(name)")
    }
}

/// A way to search: brute force or a tree.
protocol NeighborSearcher: Sendable {
    /// Finds the k nearest of each query and hands them over, sorted, from any thread.
    func nearest(_ k: Int, _ queries: Matrix<Double>, _ body: (Int, borrowing NearestHeap) -> Void)
    /// Finds all points whose sum is at most `limit`, for the queries of a range.
    func within(_ limit: Double, _ queries: Matrix<Double>, _ rows: Range<Int>, _ hits: inout RadiusHits)
}

/// Stops the program at a number that is none, with its place.
func requireFinite(_ x: Matrix<Double>, _ operation: String) {
    let x = x.contiguous()
    let place = x.count == 0 ? 0 : Double.firstNonFinite(x.start, x.count)
    require(
        place >= x.count,
        "\(operation): column \(place % max(1, x.columns)) of row \(place / max(1, x.columns)) is no finite number"
    )
}

extension NeighborIndex: Codable {
    private enum CodingKeys: String, CodingKey { case points, rows, columns, metric, algorithm }

    /// Reads the rows and prepares them again.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let values = try container.decode(Packed<Double>.self, forKey: .points).wrappedValue
        let rows = try container.decode(Int.self, forKey: .rows)
        let columns = try container.decode(Int.self, forKey: .columns)
        let metric = try container.decode(NeighborMetric.self, forKey: .metric)
        let algorithm = try container.decode(Algorithm.self, forKey: .algorithm)
        let isTree = algorithm == .kdTree || algorithm == .ballTree
        guard rows >= 0, columns >= 0, rows.multipliedReportingOverflow(by: columns) == (values.count, false),
            values.allSatisfy({ $0.isFinite }), !(isTree && metric == .cosine)
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .points, in: container,
                debugDescription: "\(values.count) numbers for \(rows) × \(columns)")
        }
        if case .minkowski(let power) = metric, !(power >= 1) {
            throw DecodingError.dataCorruptedError(
                forKey: .metric, in: container, debugDescription: "a power of \(power)")
        }
        self.init(
            Matrix(rows: rows, columns: columns, elements: values), metric: metric, algorithm: algorithm)
    }

    /// Writes the rows and the options; what was prepared is prepared again.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Packed(wrappedValue: points.elements), forKey: .points)
        try container.encode(points.rows, forKey: .rows)
        try container.encode(points.columns, forKey: .columns)
        try container.encode(metric, forKey: .metric)
        try container.encode(algorithm, forKey: .algorithm)
    }
}
