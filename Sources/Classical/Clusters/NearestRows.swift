import CKernels
import LinearAlgebra

/// The rows of a matrix that are nearest to others, by comparing all of them: the methods that ask compare all pairs anyhow.
struct NearestRows {
    /// How many rows were found for each query.
    let count: Int
    /// The rows found, the nearest first, of equals the lowest; `count` for each query.
    let indices: Buffer<Int32>
    /// How far away they are, m × count.
    let distances: Matrix<Double>

    /// The rows of a query.
    func rows(of query: Int) -> [Int] { (0..<count).map { Int(indices.base[query * count + $0]) } }

    /// Finds the `count` nearest rows of each query; with `others`, where the queries are the rows themselves, no row is its own neighbour.
    /// O(m n p), in parallel over the queries.
    init(_ table: CenterTable, _ count: Int, of queries: Matrix<Double>, others: Bool = false) {
        let queries = queries.contiguous(), p = queries.columns
        let indices = Buffer<Int32>(uninitialized: max(1, queries.rows * count))
        let distances = Matrix<Double>(uninitialized: queries.rows, count)
        let block = 16
        concurrently((queries.rows + block - 1) / block) { part in
            let squares = Buffer<Double>(uninitialized: table.width)
            for query in part * block..<min((part + 1) * block, queries.rows) {
                table.squaredDistances(from: queries.start + query * p, to: squares)
                if others { squares.base[query] = .infinity }
                NearestRows.select(
                    squares.base, table.count, count, indices.base + query * count,
                    distances.start + query * count)
                for place in 0..<count {
                    distances.start[query * count + place] = distances.start[query * count + place]
                        .squareRoot()
                }
            }
        }
        (self.count, self.indices, self.distances) = (count, indices, distances)
    }

    init(_ x: Matrix<Double>, _ count: Int, others: Bool = false) {
        let x = x.contiguous()
        self.init(
            CenterTable(x.start, count: x.rows, columns: x.columns), count, of: x, others: others)
    }

    /// Keeps the `count` smallest values in a heap with the largest on top, then sorts them.
    private static func select(
        _ values: UnsafePointer<Double>, _ size: Int, _ count: Int, _ places: UnsafeMutablePointer<Int32>,
        _ kept: UnsafeMutablePointer<Double>
    ) {
        if count == 0 { return }
        for place in 0..<count {
            kept[place] = values[place]
            places[place] = Int32(place)
        }
        for root in (0..<count / 2).reversed() { sink(root, count, places, kept) }
        // Later rows replace the top only where they are strictly nearer: of equals the lowest stay.
        for row in count..<max(count, size) where values[row] < kept[0] {
            kept[0] = values[row]
            places[0] = Int32(row)
            sink(0, count, places, kept)
        }
        for end in (1..<max(1, count)).reversed() {
            swap(&kept[0], &kept[end])
            swap(&places[0], &places[end])
            sink(0, end, places, kept)
        }
    }

    private static func sink(
        _ start: Int, _ count: Int, _ places: UnsafeMutablePointer<Int32>,
        _ kept: UnsafeMutablePointer<Double>
    ) {
        var root = start
        while true {
            var largest = root
            for child in 2 * root + 1...2 * root + 2 where child < count {
                let isLarger =
                    kept[child] > kept[largest]
                    || (kept[child] == kept[largest] && places[child] > places[largest])
                if isLarger { largest = child }
            }
            if largest == root { return }
            swap(&kept[root], &kept[largest])
            swap(&places[root], &places[largest])
            root = largest
        }
    }
}
