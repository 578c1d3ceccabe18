import LinearAlgebra
import Randomness

/// Groups around the peaks of density: every row climbs to the mean of the rows within a radius, until it stays.
///
/// Peaks nearer to each other than the radius are one. How many groups there are follows from the radius.
///
///     let model = try MeanShift(bandwidth: MeanShift.estimateBandwidth(x)).fit(x)
///
/// O(n² p) for each round of climbing.
/// scikit-learn: `MeanShift`. Source: Comaniciu and Meer, *Mean Shift: A Robust Approach toward Feature Space Analysis* (2002).
public struct MeanShift: Clusterer, Codable, Hashable {
    /// The radius, > 0; nil for ``estimateBandwidth(_:quantile:maximumRows:seed:)``.
    public var bandwidth: Double?
    /// Whether rows farther than the radius from all peaks belong to the nearest one, and not to none.
    public var assignsAll: Bool
    /// The most steps of a climb, at least 1.
    public var maximumIterations: Int

    /// Groups around peaks.
    ///
    /// - Parameters:
    ///   - bandwidth: The radius, > 0; by default estimated from the distances.
    ///   - assignsAll: Whether rows far from all peaks belong to the nearest one; true by default.
    ///   - maximumIterations: The most steps of a climb, at least 1; 300 by default.
    public init(bandwidth: Double? = nil, assignsAll: Bool = true, maximumIterations: Int = 300) {
        self.bandwidth = bandwidth
        self.assignsAll = assignsAll
        self.maximumIterations = maximumIterations
    }

    /// The peaks.
    public struct Model: InductiveClusterModel {
        /// The peaks, k × p; the one that most rows are near comes first.
        public let centers: Matrix<Double>
        /// The nearest peak of each row that was fitted; -1 for none where not all rows were to be assigned.
        public internal(set) var labels: [Int]
        /// The radius.
        public let bandwidth: Double
        /// Whether rows far from all peaks belong to the nearest one.
        public let assignsAll: Bool

        /// How many columns the rows must have.
        public var featureCount: Int { centers.columns }
        /// How many groups there are.
        public var clusterCount: Int { centers.rows }

        /// The nearest peak of each row. O(m k p).
        public func predict(_ x: Matrix<Double>) -> [Int] {
            Checks.columns(x, featureCount, "MeanShift.predict")
            let distances = centerDistances(x, centers)
            if x.rows == 0 { return [] }
            return distances.argmin(over: .columns).enumerated().map { row, label in
                assignsAll || distances[row, label] <= bandwidth ? label : -1
            }
        }
    }

    /// Finds the groups. O(n² p) for each round of climbing.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        let bandwidth = bandwidth ?? MeanShift.estimateBandwidth(x)
        require(maximumIterations >= 1, "MeanShift: \(maximumIterations) steps")
        guard bandwidth > 0, bandwidth.isFinite else {
            throw .badOption("the bandwidth is \(bandwidth), where a number above 0 is needed")
        }
        let peaks = climb(x, bandwidth)
        guard peaks.means.abs().max().isFinite else {
            throw .diverged(iterations: maximumIterations, why: "the distances overflow")
        }
        let model = Model(
            centers: distinct(peaks.means, peaks.counts, bandwidth), labels: [], bandwidth: bandwidth,
            assignsAll: assignsAll)
        // A peak may end up without rows: it is no group.
        let labels = model.predict(x), used = Set(labels)
        let kept = (0..<model.clusterCount).filter(used.contains)
        var number = [-1: -1]
        for (place, peak) in kept.enumerated() { number[peak] = place }
        return Model(
            centers: model.centers[rows: kept], labels: labels.map { number[$0] ?? -1 }, bandwidth: bandwidth,
            assignsAll: assignsAll)
    }

    /// Where each row's climb ends, and how many rows are near that place.
    private func climb(_ x: Matrix<Double>, _ bandwidth: Double) -> (means: Matrix<Double>, counts: [Int]) {
        let n = x.rows, p = x.columns, table = CenterTable(x.start, count: n, columns: p)
        let means = x.copied(), counts = Buffer<Int>(uninitialized: n), most = maximumIterations
        concurrently(n) { row in
            let mean = means.start + row * p, distances = Buffer<Double>(uninitialized: table.width)
            let next = Buffer<Double>(uninitialized: p)
            for step in 0...most {
                table.squaredDistances(from: mean, to: distances)
                let near = sumWithin(x, distances.base, bandwidth * bandwidth, next.base)
                counts.base[row] = near
                if near == 0 { return }
                var moved = 0.0
                for column in 0..<p {
                    let value = next.base[column] / Double(near)
                    moved += (value - mean[column]) * (value - mean[column])
                    mean[column] = value
                }
                if moved.squareRoot() <= 1e-3 * bandwidth || step == most { return }
            }
        }
        return (means, (0..<n).map { counts.base[$0] })
    }

    /// The sum of the rows within a squared distance, and how many they are.
    private func sumWithin(
        _ x: Matrix<Double>, _ squares: UnsafePointer<Double>, _ limit: Double,
        _ sum: UnsafeMutablePointer<Double>
    ) -> Int {
        let p = x.columns
        var near = 0
        sum.update(repeating: 0, count: p)
        for row in 0..<x.rows where squares[row] <= limit {
            near += 1
            let values = x.start + row * p
            for column in 0..<p { sum[column] += values[column] }
        }
        return near
    }

    /// The peaks that no peak with more rows is near.
    private func distinct(_ means: Matrix<Double>, _ counts: [Int], _ bandwidth: Double) -> Matrix<Double> {
        let order = (0..<means.rows).filter { counts[$0] > 0 }.sorted { a, b in
            if counts[a] != counts[b] { return counts[a] > counts[b] }
            for column in 0..<means.columns where means[a, column] != means[b, column] {
                return means[a, column] > means[b, column]
            }
            return a < b
        }
        var kept: [Int] = []
        for row in order {
            let isNear = kept.contains { other in
                euclidean(
                    means.start + row * means.columns, means.start + other * means.columns, means.columns)
                    <= bandwidth
            }
            if !isNear { kept.append(row) }
        }
        return means[rows: kept]
    }

    /// A radius: the mean, over rows, of the distance to the neighbour that a share of the rows is as near as.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - quantile: The share, 0 to 1; 0.3 by default. Smaller shares give more groups.
    ///   - maximumRows: Look at no more rows than these, drawn at random; nil for all.
    ///   - seed: The seed of that draw.
    public static func estimateBandwidth(
        _ x: Matrix<Double>, quantile: Double = 0.3, maximumRows: Int? = nil, seed: UInt64 = 0
    ) -> Double {
        require(
            quantile >= 0 && quantile <= 1 && (maximumRows ?? 1) >= 1 && x.rows > 0,
            "MeanShift.estimateBandwidth: quantile \(quantile), \(maximumRows ?? x.rows) of \(x.rows) rows")
        var x = x
        if let maximumRows, maximumRows < x.rows {
            var generator = Generator(seed: seed)
            x = x[rows: generator.choice(x.rows, count: maximumRows, replacing: false)]
        }
        let rows = x.contiguous(), count = max(1, Int(Double(x.rows) * quantile))
        let index = NeighborIndex(rows)
        var sum = 0.0
        // In blocks: the distances of all rows to a third of them would be n²/3 numbers.
        for first in stride(from: 0, to: x.rows, by: 256) {
            let found = index.nearest(count, to: rows[first..<min(first + 256, x.rows), 0..<x.columns])
            for row in 0..<found.distances.rows { sum += found.distances[row, count - 1] }
        }
        return sum / Double(x.rows)
    }
}
