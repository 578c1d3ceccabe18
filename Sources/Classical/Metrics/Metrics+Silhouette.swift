import LinearAlgebra

extension Metrics {
    /// How much closer each row is to its own group than to the next one: (b - a) / max(a, b), a the mean distance to the others of
    /// its group, b the least mean distance to another group; 0 for a row alone. O(n² p).
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - groups: The group of each row; 2 to n - 1 groups, else all values are NaN.
    ///   - metric: How far two rows are apart, default `.euclidean`.
    ///
    /// Source: P. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis" (1987).
    public static func silhouettes(
        _ x: Matrix<Double>, _ groups: [Int], metric: PairMetric = .euclidean
    ) -> Vector<Double> {
        let (codes, count) = numbered("silhouettes", x, groups)
        guard (2..<max(2, x.rows)).contains(count) else { return Vector(repeating: .nan, count: x.rows) }
        var sizes = [Double](repeating: 0, count: count)
        for code in codes { sizes[code] += 1 }
        var result = Vector<Double>(repeating: 0, count: x.rows)
        let block = max(1, (1 << 21) / x.rows)
        for first in stride(from: 0, to: x.rows, by: block) {
            let rows = first..<min(x.rows, first + block)
            var distances = pairwiseDistances(x[rows, ...], x, metric: metric)
            for row in rows { distances[row - first, row] = 0 }
            for row in rows {
                result[row] = silhouette(distances[row: row - first], codes, sizes, codes[row])
            }
        }
        return result
    }

    private static func silhouette(
        _ distances: Vector<Double>, _ codes: [Int], _ sizes: [Double], _ own: Int
    ) -> Double {
        if sizes[own] == 1 { return 0 }
        var sums = [Double](repeating: 0, count: sizes.count)
        distances.withUnsafeBufferPointer { distances in
            for row in codes.indices { sums[codes[row]] += distances[row] }
        }
        let within = sums[own] / (sizes[own] - 1)
        var nearest = Double.infinity
        for code in sizes.indices where code != own { nearest = min(nearest, sums[code] / sizes[code]) }
        let larger = max(within, nearest)
        return larger == 0 ? 0 : (nearest - within) / larger
    }

    /// The mean silhouette of the rows, -1 to 1: near 1 where groups are tight and far apart. O(n² p).
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - groups: The group of each row; 2 to n - 1 groups, else NaN.
    ///   - metric: How far two rows are apart, default `.euclidean`.
    public static func silhouette(
        _ x: Matrix<Double>, _ groups: [Int], metric: PairMetric = .euclidean
    ) -> Double {
        silhouettes(x, groups, metric: metric).mean()
    }

    /// The spread between groups over the spread within, `(B / (k - 1)) / (W / (n - k))`: the larger the better. O(n p).
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - groups: The group of each row; 2 to n - 1 groups, else NaN.
    ///
    /// Source: T. Caliński, J. Harabasz, "A dendrite method for cluster analysis" (1974).
    public static func calinskiHarabasz(_ x: Matrix<Double>, _ groups: [Int]) -> Double {
        let (codes, count) = numbered("calinskiHarabasz", x, groups)
        guard (2..<max(2, x.rows)).contains(count) else { return .nan }
        let mean = x.mean(over: .rows)
        var between = 0.0, within = 0.0
        for code in 0..<count {
            let part = x[rows: codes.indices.filter { codes[$0] == code }], center = part.mean(over: .rows)
            between += Double(part.rows) * (center - mean).sumOfSquares()
            within += (part - center).sumOfSquares()
        }
        if within == 0 { return 1 }
        return between * Double(x.rows - count) / (within * Double(count - 1))
    }

    /// The mean over groups of the worst `(sᵢ + sⱼ) / dᵢⱼ`, s the mean distance to the centre, d that of centres: the smaller the
    /// better. O(n p + k² p).
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - groups: The group of each row; 2 to n - 1 groups, else NaN.
    ///
    /// Source: D. Davies, D. Bouldin, "A cluster separation measure" (1979).
    public static func daviesBouldin(_ x: Matrix<Double>, _ groups: [Int]) -> Double {
        let (codes, count) = numbered("daviesBouldin", x, groups)
        guard (2..<max(2, x.rows)).contains(count) else { return .nan }
        var centers = Matrix<Double>.zeros(count, x.columns), spreads: [Double] = []
        for code in 0..<count {
            let part = x[rows: codes.indices.filter { codes[$0] == code }], center = part.mean(over: .rows)
            centers[row: code] = center
            spreads.append((part - center).sumOfSquares(over: .columns).sqrt().mean())
        }
        if spreads.allSatisfy({ $0 <= 1e-8 }) { return 0 }
        var sum = 0.0, widest = 0.0
        for first in 0..<count {
            var worst = 0.0
            for second in 0..<count where second != first {
                let gap = (centers[row: first] - centers[row: second]).sumOfSquares().squareRoot()
                widest = max(widest, gap)
                if gap > 0 { worst = max(worst, (spreads[first] + spreads[second]) / gap) }
            }
            sum += worst
        }
        return widest <= 1e-8 ? 0 : sum / Double(count)
    }

    private static func numbered(_ name: StaticString, _ x: Matrix<Double>, _ groups: [Int]) -> ([Int], Int) {
        require(x.rows == groups.count, "Metrics.\(name): \(groups.count) groups for \(x.rows) rows")
        return Contingency.numbered(groups)
    }
}
