import LinearAlgebra

/// The nearest rows of each row, nearest first: what neighbour embeddings begin with.
package struct Neighborhoods {
    /// How many neighbours each row has.
    package let count: Int
    /// The neighbours of row i are at `count * i ..< count * (i + 1)`.
    package var indices: [Int32]
    /// Their Euclidean distances.
    package var distances: [Double]

    /// The `count` nearest rows of `points` to each row of `queries`, equal distances in the order of the rows.
    ///
    /// Blocks of squared distances `‖a‖² + ‖b‖² - 2ab` by matrix products, one selection a row, and the distances of the chosen again by
    /// differences, since the formula loses the digits of small ones. O(mnp).
    ///
    /// - Parameters:
    ///   - count: How many, at most the number of points, one less where `excludingSelf`.
    ///   - queries: The rows whose neighbours are wanted.
    ///   - points: The rows to choose from.
    ///   - excludingSelf: Whether row i of `points` is no neighbour of row i of `queries`.
    package init(_ count: Int, of queries: Matrix<Double>, in points: Matrix<Double>, excludingSelf: Bool) {
        let queries = queries.contiguous(), points = points.contiguous(), m = queries.rows
        self.count = count
        indices = [Int32](repeating: 0, count: m * count)
        distances = [Double](repeating: 0, count: m * count)
        guard m > 0, count > 0 else { return }
        // Distances do not change when all points move; near the origin fewer digits cancel.
        let center = points.mean(over: .rows)
        let moved = points - center, asked = queries - center
        let norms = moved.sumOfSquares(over: .columns).contiguous(), transposed = moved.transposed
        let block = max(16, min(512, (1 << 20) / max(1, points.rows)))
        indices.withUnsafeMutableBufferPointer { indices in
            distances.withUnsafeMutableBufferPointer { distances in
                nonisolated(unsafe) let indices = indices, distances = distances
                for first in stride(from: 0, to: m, by: block * 8) {
                    let end = min(m, first + block * 8)
                    let products = matmul(asked[first..<end, ...], transposed)
                    concurrently((end - first + 31) / 32) { part in
                        let rows = first + 32 * part..<min(end, first + 32 * part + 32)
                        var chooser = Chooser(count, norms, excludingSelf)
                        for row in rows {
                            chooser.choose(
                                row, queries.start + row * points.columns, points,
                                products.start + (row - first) * points.rows)
                            for place in 0..<count {
                                indices[row * count + place] = chooser.chosen[place].index
                                distances[row * count + place] = chooser.chosen[place].distance.squareRoot()
                            }
                        }
                    }
                }
            }
        }
    }

    /// Rows that are finite and small enough for their squared distances to be finite.
    package static func checked(_ x: Matrix<Double>) throws(FitError) -> Matrix<Double> {
        let x = try Checks.features(x)
        guard x.abs().max() > limit else { return x }
        for row in 0..<x.rows {
            for column in 0..<x.columns where abs(x[row, column]) > limit {
                throw .badFeature(
                    row: row, column: column, value: x[row, column], expected: "a magnitude of at most 1e120")
            }
        }
        return x
    }

    /// Requires of new rows what ``checked(_:)`` asks.
    package static func require(_ x: Matrix<Double>, _ operation: String) {
        LinearAlgebra.require(
            x.count == 0 || x.abs().max() <= limit,
            "\(operation): the rows hold a number that is not finite, or of a magnitude above 1e120")
    }

    private static let limit = 1e120

    /// The neighbours of row `row`.
    package subscript(row: Int) -> ArraySlice<Int32> { indices[row * count..<(row + 1) * count] }
}

/// Chooses the nearest points of one row at a time.
private struct Chooser {
    struct Candidate {
        var distance: Double
        var index: Int32

        func isBefore(_ other: Candidate) -> Bool {
            distance < other.distance || (distance == other.distance && index < other.index)
        }
    }

    let count: Int
    let norms: Vector<Double>
    let excludingSelf: Bool
    var keys: [Double]
    var work: [Double]
    var chosen: [Candidate] = []

    init(_ count: Int, _ norms: Vector<Double>, _ excludingSelf: Bool) {
        self.count = count
        self.norms = norms
        self.excludingSelf = excludingSelf
        keys = [Double](repeating: 0, count: norms.count)
        work = keys
    }

    /// Leaves the nearest in `chosen`, the products of the row with all points being given.
    mutating func choose(
        _ row: Int, _ query: UnsafePointer<Double>, _ points: Matrix<Double>,
        _ products: UnsafePointer<Double>
    ) {
        let n = norms.count, norms = norms.start
        var largest = 0.0
        for j in 0..<n {
            let key = norms[j] - 2 * products[j]
            keys[j] = key
            largest = max(largest, abs(key))
        }
        if excludingSelf { keys[row] = .infinity }
        for j in 0..<n { work[j] = keys[j] }
        let limit = work.withUnsafeMutableBufferPointer { work -> Double in
            guard let start = work.baseAddress else { return .infinity }
            selectRank(start, n, count - 1)
            return work[count - 1]
        }
        // All that rounding could have put on the wrong side are measured again.
        let margin = limit + 1e-13 * max(largest, abs(limit))
        chosen.removeAll(keepingCapacity: true)
        let p = points.columns
        for j in 0..<n where keys[j] <= margin {
            let point = points.start + j * p
            var sum = 0.0
            for column in 0..<p {
                let difference = query[column] - point[column]
                sum += difference * difference
            }
            chosen.append(Candidate(distance: sum, index: Int32(j)))
        }
        chosen.sort { $0.isBefore($1) }
    }
}
