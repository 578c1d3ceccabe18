import LinearAlgebra

extension KMeansRun {
    /// Elkan's turns: a bound from above on each row's distance to its centre and one from below on that to every other; a distance
    /// is computed only where the bounds do not settle who is nearer.
    func elkan(_ maximum: Int, _ tolerance: Double) {
        let bounds = ElkanBounds(rows.count, clusters)
        var gaps = CenterGaps(centers, clusters, columns)
        rows.each { _, first, length in
            for row in first..<first + length { self.begin(row, bounds, gaps) }
        }
        var hasChanged = true
        while iterations < maximum {
            iterations += 1
            let changes = turn(bounds, gaps) + (iterations == 1 ? 1 : 0)
            let old = centers, moved = moveCenters()
            loosen(bounds, from: old)
            gaps = CenterGaps(centers, clusters, columns)
            hasChanged = changes > 0
            if !hasChanged || moved <= tolerance { break }
        }
        if hasChanged { _ = turn(bounds, gaps) }
    }

    /// The distance of a row to a centre.
    private func distance(_ row: Int, _ center: Int) -> Double {
        euclidean(rows.row(row), self.center(center), columns)
    }

    /// The first bounds of a row, and its nearest centre.
    private func begin(_ row: Int, _ bounds: ElkanBounds, _ gaps: CenterGaps) {
        let lower = bounds.lower.base + row * clusters
        var best = 0, least = distance(row, 0)
        lower[0] = least
        for center in 1..<max(1, clusters) where least > gaps.half(best, center) {
            let found = distance(row, center)
            lower[center] = found
            if found < least { (best, least) = (center, found) }
        }
        bounds.upper.base[row] = least
        labels.base[row] = Int32(best)
    }

    /// Settles who is nearest to each row and adds the rows to the sums; returns how many changed their centre.
    private func turn(_ bounds: ElkanBounds, _ gaps: CenterGaps) -> Int {
        let changes = Buffer<Int>(repeating: 0, count: rows.parts)
        clearSums()
        rows.each { part, first, length in
            for row in first..<first + length where self.settle(row, bounds, gaps) { changes.base[part] += 1 }
            self.add(part, first, length)
        }
        return (0..<rows.parts).reduce(0) { $0 + changes.base[$1] }
    }

    private func settle(_ row: Int, _ bounds: ElkanBounds, _ gaps: CenterGaps) -> Bool {
        let old = Int(labels.base[row]), lower = bounds.lower.base + row * clusters
        var best = old, upper = bounds.upper.base[row], isTight = false
        if gaps.nearest.base[old] >= upper { return false }
        for center in 0..<clusters where center != best && upper > lower[center] {
            if upper <= gaps.half(best, center) { continue }
            if !isTight {
                upper = distance(row, best)
                lower[best] = upper
                isTight = true
                if upper <= lower[center] || upper <= gaps.half(best, center) { continue }
            }
            let found = distance(row, center)
            lower[center] = found
            if found < upper { (best, upper) = (center, found) }
        }
        bounds.upper.base[row] = upper
        labels.base[row] = Int32(best)
        return best != old
    }

    /// Widens the bounds by what the centres moved.
    private func loosen(_ bounds: ElkanBounds, from old: Buffer<Double>) {
        let moves = Buffer<Double>(uninitialized: clusters)
        for index in 0..<clusters {
            moves.base[index] = euclidean(old.base + index * columns, center(index), columns)
        }
        rows.each { _, first, length in
            for row in first..<first + length {
                let lower = bounds.lower.base + row * self.clusters
                for index in 0..<self.clusters { lower[index] = max(0, lower[index] - moves.base[index]) }
                bounds.upper.base[row] += moves.base[Int(self.labels.base[row])]
            }
        }
    }
}

/// `|a - b|`.
@inline(__always)
func euclidean(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var sum = 0.0
    for index in 0..<count {
        let difference = a[index] - b[index]
        sum += difference * difference
    }
    return sum.squareRoot()
}

/// Bounds on the distances of rows to centres.
private struct ElkanBounds {
    /// At least the distance to the row's centre.
    let upper: Buffer<Double>
    /// At most the distance to each centre, n × k.
    let lower: Buffer<Double>

    init(_ rows: Int, _ clusters: Int) {
        upper = Buffer(repeating: 0, count: rows)
        lower = Buffer(repeating: 0, count: rows * clusters)
    }
}

/// Half the distances between centres: a row nearer to a centre than that cannot be nearer to the other.
private struct CenterGaps {
    let halves: Buffer<Double>
    /// Half the distance of each centre to the nearest other one.
    let nearest: Buffer<Double>
    private let count: Int

    init(_ centers: Buffer<Double>, _ count: Int, _ columns: Int) {
        self.count = count
        halves = Buffer(repeating: 0, count: count * count)
        nearest = Buffer(repeating: .infinity, count: count)
        for a in 0..<count {
            for b in 0..<count where b != a {
                let half = euclidean(centers.base + a * columns, centers.base + b * columns, columns) / 2
                halves.base[a * count + b] = half
                nearest.base[a] = min(nearest.base[a], half)
            }
        }
    }

    func half(_ a: Int, _ b: Int) -> Double { halves.base[a * count + b] }
}
