import LinearAlgebra

/// The nearest rows of each query, the nearest first.
public struct Neighbors: Sendable, Equatable {
    /// How many rows were found for each query.
    public let count: Int
    /// The rows found, `count` for the first query, then as many for the second, and so on.
    public let indices: [Int]
    /// How far away they are, m × `count`.
    public let distances: Matrix<Double>

    /// The rows found for one query.
    ///
    /// - Parameter query: The number of the query, counted from 0.
    public func indices(of query: Int) -> ArraySlice<Int> {
        require(
            query >= 0 && query < distances.rows, "Neighbors: no query \(query) among \(distances.rows)")
        return indices[query * count..<(query + 1) * count]
    }

    /// The answer to the index's own rows without each row itself; where that is not among them, without the last.
    package func withoutSelf() -> Neighbors {
        let rows = distances.rows, others = max(0, count - 1)
        let kept = Matrix<Double>(uninitialized: rows, others), distances = distances.contiguous()
        var indices: [Int] = []
        indices.reserveCapacity(rows * others)
        for row in 0..<rows {
            let line = self.indices[row * count..<(row + 1) * count]
            let own = (line.firstIndex(of: row) ?? line.endIndex - 1) - row * count
            var target = kept.start + row * others
            for place in 0..<count where place != own {
                indices.append(self.indices[row * count + place])
                target.pointee = distances.start[row * count + place]
                target += 1
            }
        }
        return Neighbors(count: others, indices: indices, distances: kept)
    }
}

/// The rows within a radius of each query, by rising index.
public struct NeighborsWithin: Sendable, Equatable {
    /// Where the rows of each query begin in ``indices``; one more than there are queries.
    public let offsets: [Int]
    /// The rows found, query after query.
    public let indices: [Int]
    /// How far away each of ``indices`` is.
    public let distances: [Double]

    /// The rows found for one query.
    ///
    /// - Parameter query: The number of the query, counted from 0.
    public func indices(of query: Int) -> ArraySlice<Int> { indices[offsets[query]..<offsets[query + 1]] }

    /// How far away the rows found for one query are.
    ///
    /// - Parameter query: The number of the query, counted from 0.
    public func distances(of query: Int) -> ArraySlice<Double> {
        distances[offsets[query]..<offsets[query + 1]]
    }

    init(_ parts: [RadiusHits], _ sum: DistanceSum) {
        var offsets = [0], indices: [Int] = [], distances: [Double] = []
        let total = parts.reduce(0) { $0 + $1.places.count }
        indices.reserveCapacity(total)
        distances.reserveCapacity(total)
        for part in parts {
            for count in part.counts { offsets.append((offsets.last ?? 0) + count) }
            indices += part.places
            for value in part.sums { distances.append(sum.distance(value)) }
        }
        self.offsets = offsets
        self.indices = indices
        self.distances = distances
    }
}

/// The points within a radius of some queries.
struct RadiusHits {
    /// How many points each query has.
    var counts: [Int] = []
    var places: [Int] = []
    var sums: [Double] = []

    /// Closes the list of a query, whose points began at `first`; trees find them out of order.
    mutating func finish(from first: Int, sorted: Bool) {
        counts.append(places.count - first)
        if sorted { return }
        let order = (first..<places.count).sorted { places[$0] < places[$1] }
        let newPlaces = order.map { places[$0] }, newSums = order.map { sums[$0] }
        places.replaceSubrange(first..., with: newPlaces)
        sums.replaceSubrange(first..., with: newSums)
    }
}
