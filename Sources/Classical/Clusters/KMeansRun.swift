import CKernels
import LinearAlgebra

/// One start of k-means: the centres, and the centre of each row.
final class KMeansRun {
    let rows: KMeansRows
    let clusters: Int
    let columns: Int
    var centers: Buffer<Double>
    let labels: Buffer<Int32>
    /// Sums of the rows of each centre and their weights, one set to a part of the rows.
    let sums: Buffer<Double>
    let totals: Buffer<Double>
    private(set) var inertia = 0.0
    var iterations = 0

    init(_ rows: KMeansRows, _ start: Matrix<Double>) {
        self.rows = rows
        clusters = start.rows
        columns = start.columns
        centers = Buffer(uninitialized: start.count)
        let first = start.contiguous(), target = centers.base
        withExtendedLifetime(first) { target.update(from: first.start, count: first.count) }
        labels = Buffer(repeating: -1, count: rows.count)
        sums = Buffer(uninitialized: rows.parts * start.count)
        totals = Buffer(uninitialized: rows.parts * start.rows)
    }

    /// A centre's first coordinate.
    func center(_ index: Int) -> UnsafeMutablePointer<Double> { centers.base + index * columns }

    /// Lloyd's turns: all distances, in blocks of rows that stay in the nearest cache while their sums are taken.
    func lloyd(_ maximum: Int, _ tolerance: Double) {
        while iterations < maximum {
            iterations += 1
            let changes = assign(summing: true)
            let moved = moveCenters()
            if changes == 0 { return }
            if moved <= tolerance { break }
        }
        // The centres have moved since rows were last assigned.
        _ = assign(summing: false)
    }

    /// Assigns each row to its nearest centre.
    func assignAll() { _ = assign(summing: false) }

    /// The centres as a matrix, k × p.
    var currentCenters: Matrix<Double> {
        Matrix(rows: clusters, columns: columns) { centers.base[$0 * columns + $1] }
    }

    /// Assigns each row to its nearest centre and says how many changed theirs.
    private func assign(summing: Bool) -> Int {
        let table = CenterTable(centers.base, count: clusters, columns: columns)
        let changes = Buffer<Int>(repeating: 0, count: rows.parts), block = 256
        if summing { clearSums() }
        rows.each { part, first, length in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: block) { found in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: block) { scores in
                    guard let near = found.baseAddress, let scores = scores.baseAddress else { return }
                    var row = first
                    while row < first + length {
                        let count = min(block, first + length - row)
                        cairn_nearest_centers_f64(
                            rows.row(row), count, columns, table.values.base, table.halves.base, table.width,
                            near, scores)
                        for index in 0..<count where labels.base[row + index] != near[index] {
                            labels.base[row + index] = near[index]
                            changes.base[part] += 1
                        }
                        if summing { add(part, row, count) }
                        row += count
                    }
                }
            }
        }
        return (0..<rows.parts).reduce(0) { $0 + changes.base[$1] }
    }

    func clearSums() {
        sums.base.update(repeating: 0, count: sums.count)
        totals.base.update(repeating: 0, count: totals.count)
    }

    /// Adds rows to the sums of their centres.
    func add(_ part: Int, _ row: Int, _ count: Int) {
        cairn_add_to_centers_f64(
            rows.row(row), count, columns, labels.base + row, rows.weight(from: row),
            sums.base + part * clusters * columns, totals.base + part * clusters)
    }

    /// Moves each centre to the mean of its rows; returns the sum of the squared moves.
    func moveCenters() -> Double {
        for part in 1..<max(1, rows.parts) {
            Double.axpy(clusters * columns, 1, sums.base + part * clusters * columns, 1, sums.base, 1)
            Double.axpy(clusters, 1, totals.base + part * clusters, 1, totals.base, 1)
        }
        relocateEmptyCenters()
        let largest = (0..<clusters).reduce(0) { totals.base[$1] > totals.base[$0] ? $1 : $0 }
        let next = Buffer<Double>(uninitialized: clusters * columns)
        var moved = 0.0
        for index in 0..<clusters {
            // Where no row could be given, the centre joins the heaviest one.
            let source = totals.base[index] > 0 ? index : largest, total = totals.base[source]
            for column in 0..<columns {
                let value = sums.base[source * columns + column] / total
                let move = value - centers.base[index * columns + column]
                moved += move * move
                next.base[index * columns + column] = value
            }
        }
        centers = next
        return moved
    }

    /// Gives each centre without rows the row that is farthest from its own centre.
    private func relocateEmptyCenters() {
        let empty = (0..<clusters).filter { !(totals.base[$0] > 0) }
        if empty.isEmpty { return }
        let squares = Buffer<Double>(uninitialized: rows.count)
        _ = cairn_inertia_f64(rows.x.start, rows.count, columns, centers.base, labels.base, nil, squares.base)
        var order = Array(0..<rows.count)
        if let weights = rows.weights { order.removeAll { weights[$0] == 0 } }
        order.sort { (squares.base[$0], $1) > (squares.base[$1], $0) }
        for (index, row) in zip(empty, order) where squares.base[row] > 0 {
            let weight = rows.weights?[row] ?? 1, old = Int(labels.base[row])
            if totals.base[old] <= weight { continue }
            for column in 0..<columns {
                let value = weight * rows.row(row)[column]
                sums.base[old * columns + column] -= value
                sums.base[index * columns + column] = value
            }
            totals.base[old] -= weight
            totals.base[index] = weight
        }
    }

    /// The sum of the squared distances.
    func finish() {
        let found = Buffer<Double>(uninitialized: rows.parts)
        rows.each { part, first, length in
            found.base[part] = cairn_inertia_f64(
                rows.row(first), length, columns, centers.base, labels.base + first, rows.weight(from: first),
                nil)
        }
        inertia = (0..<rows.parts).reduce(0) { $0 + found.base[$1] }
    }

    /// The model, without the centres that have no rows.
    func model(_ middle: Vector<Double>) -> KMeans.Model {
        var place = [Int](repeating: -1, count: clusters), kept: [Int] = []
        for row in 0..<rows.count { place[Int(labels.base[row])] = 0 }
        for index in 0..<clusters where place[index] == 0 {
            place[index] = kept.count
            kept.append(index)
        }
        return KMeans.Model(
            centers: currentCenters[rows: kept] + middle,
            labels: (0..<rows.count).map { place[Int(labels.base[$0])] },
            inertia: inertia, iterations: iterations)
    }
}
