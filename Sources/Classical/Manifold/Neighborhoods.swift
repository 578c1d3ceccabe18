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
        let moved = points - center, asked = (queries - center).contiguous()
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
                                row, queries.start + row * points.columns,
                                asked.start + row * points.columns, points,
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
    private let largestNorm: Double
    /// The rows that may be among the nearest, and `‖b‖² - 2ab` of each.
    private var keys: [Double] = []
    private var rows: [Int32] = []
    private var work: [Double] = []
    /// Rows whose key is larger are not.
    private var bound = Double.infinity
    /// How many rows are kept before the farther ones are dropped.
    private var room = 0
    var chosen: [Candidate] = []

    init(_ count: Int, _ norms: Vector<Double>, _ excludingSelf: Bool) {
        self.count = count
        self.norms = norms
        self.excludingSelf = excludingSelf
        largestNorm = norms.max()
    }

    /// Leaves the nearest in `chosen`, the products of the row with all points being given.
    mutating func choose(
        _ row: Int, _ query: UnsafePointer<Double>, _ moved: UnsafePointer<Double>, _ points: Matrix<Double>,
        _ products: UnsafePointer<Double>
    ) {
        let n = norms.count, norms = norms.start, p = points.columns
        let length = (0..<p).reduce(0.0) { $0 + moved[$1] * moved[$1] }.squareRoot()
        // What rounding could have put on the wrong side.
        let margin = 1e-13 * (largestNorm + 2 * length * largestNorm.squareRoot())
        keys.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        (bound, room) = (.infinity, max(256, 4 * count))
        var j = 0
        while j + 8 <= n {
            let squares = UnsafeRawPointer(norms + j).loadUnaligned(as: SIMD8<Double>.self)
            let product = UnsafeRawPointer(products + j).loadUnaligned(as: SIMD8<Double>.self)
            let lanes = squares - product - product
            if any(lanes .<= bound) {
                for lane in 0..<8 where lanes[lane] <= bound && !(excludingSelf && j + lane == row) {
                    keep(j + lane, lanes[lane], margin)
                }
            }
            j += 8
        }
        while j < n {
            let key = norms[j] - 2 * products[j]
            if key <= bound && !(excludingSelf && j == row) { keep(j, key, margin) }
            j += 1
        }
        tighten(margin)
        chosen.removeAll(keepingCapacity: true)
        for index in rows {
            let point = points.start + Int(index) * p
            var sum = 0.0
            for column in 0..<p {
                let difference = query[column] - point[column]
                sum += difference * difference
            }
            chosen.append(Candidate(distance: sum, index: index))
        }
        chosen.sort { $0.isBefore($1) }
    }

    private mutating func keep(_ index: Int, _ key: Double, _ margin: Double) {
        keys.append(key)
        rows.append(Int32(index))
        if keys.count < room { return }
        tighten(margin)
        // Where many are equally far, many stay.
        room = max(room, 2 * keys.count)
    }

    /// Drops the rows that are farther than the `count` nearest so far.
    private mutating func tighten(_ margin: Double) {
        work.removeAll(keepingCapacity: true)
        work.append(contentsOf: keys)
        let kept = work.count, rank = count - 1
        bound = work.withUnsafeMutableBufferPointer { work -> Double in
            guard let start = work.baseAddress, kept > rank else { return .infinity }
            selectRank(start, kept, rank)
            return work[rank] + margin
        }
        var next = 0
        for place in 0..<kept where keys[place] <= bound {
            (keys[next], rows[next]) = (keys[place], rows[place])
            next += 1
        }
        keys.removeLast(kept - next)
        rows.removeLast(kept - next)
    }
}
