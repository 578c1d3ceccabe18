import LinearAlgebra

/// Cuts every column into bins, and gives the bin: a column of 1 and 0 for each, or its number.
///
/// Equal to scikit-learn's `KBinsDiscretizer`; k-means may differ where values lie half way between centres, or are fewer than bins. O(rows · columns log bins), after sorting for quantiles.
public struct BinDiscretizer: FeatureTransformer, Codable, Hashable {
    /// Where the cuts are.
    public enum Strategy: Sendable, Codable, Hashable {
        /// Equally wide bins.
        case uniform
        /// Bins with equally many rows; equal cuts become one.
        case quantile
        /// Cuts half way between the centres of k-means, which begins at equally wide bins.
        case kMeans
    }

    /// How many bins each column has.
    public var bins: Int
    /// Where the cuts are.
    public var strategy: Strategy
    /// Whether the bin is a number, and not a column of 1 and 0 for each.
    public var isOrdinal: Bool

    /// A discretizer.
    ///
    /// - Parameters:
    ///   - bins: How many bins each column has, 2 or more.
    ///   - strategy: Where the cuts are.
    ///   - isOrdinal: Whether the bin is a number.
    public init(bins: Int = 5, strategy: Strategy = .quantile, isOrdinal: Bool = false) {
        self.bins = bins
        self.strategy = strategy
        self.isOrdinal = isOrdinal
    }

    /// The cuts.
    public struct Model: NamedFeatureTransform, Hashable {
        /// For each column the ends of its bins, rising; a constant column has one bin.
        public let edges: [[Double]]
        /// Whether the bin is a number.
        public let isOrdinal: Bool
        /// How many columns the rows must have.
        public var featureCount: Int { edges.count }
        /// One for each column, or for each bin.
        public var outputCount: Int { isOrdinal ? edges.count : edges.reduce(0) { $0 + $1.count - 1 } }

        /// The bins. Values beyond the ends belong to the first or last.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "BinDiscretizer.transform")
            let cuts = edges.map { Array($0.dropFirst().dropLast()) }
            if isOrdinal {
                return ColumnPasses.map(x) { value, column in Double(Self.bin(value, cuts[column])) }
            }
            let x = x.contiguous(), width = outputCount
            let result = Matrix<Double>(repeating: 0, rows: x.rows, columns: width)
            var first = 0
            for column in 0..<x.columns {
                for row in 0..<x.rows {
                    let bin = Self.bin(x.start[row * x.columns + column], cuts[column])
                    result.start[row * width + first + bin] = 1
                }
                first += edges[column].count - 1
            }
            withExtendedLifetime(x) {}
            return result
        }

        /// How many cuts are at or below a value.
        private static func bin(_ value: Double, _ cuts: [Double]) -> Int {
            var low = 0, high = cuts.count
            while low < high {
                let middle = (low + high) / 2
                if cuts[middle] <= value { low = middle + 1 } else { high = middle }
            }
            return low
        }

        /// The columns' own names, or `NAME_BIN`.
        public func outputNames(_ names: [String]) -> [String] {
            if isOrdinal { return names }
            return zip(names, edges).flatMap { name, edges in (0..<edges.count - 1).map { "\(name)_\($0)" } }
        }
    }

    /// Finds the cuts.
    ///
    /// - Throws: ``FitError/badOption(_:)`` for fewer than 2 bins.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsHuge: true)
        guard bins >= 2 else { throw .badOption("BinDiscretizer: \(bins) bins") }
        return Model(edges: (0..<x.columns).map { edges(x[column: $0]) }, isOrdinal: isOrdinal)
    }

    private func edges(_ values: Vector<Double>) -> [Double] {
        let low = values.min(), high = values.max()
        if low == high { return [-Double.infinity, .infinity] }
        let even = Array(Vector.linspace(low, high, count: bins + 1))
        var edges = even
        switch strategy {
        case .uniform: return even
        case .quantile: edges = Self.quantiles(Array(values.sorted()), bins)
        case .kMeans: edges = [low] + Self.centreCuts(Array(values), even) + [high]
        }
        // Bins without width are left out.
        return edges.indices.filter { $0 == 0 || edges[$0] - edges[$0 - 1] > 1e-8 }.map { edges[$0] }
    }

    /// The quantiles for equal shares; between two values, their mean.
    private static func quantiles(_ sorted: [Double], _ bins: Int) -> [Double] {
        let shares = Array(Vector.linspace(0.0, 100, count: bins + 1))
        return shares.map { percent in
            let rank = Double(sorted.count) * (percent / 100), below = Int(rank.rounded(.down))
            if rank > Double(below) { return sorted[min(below, sorted.count - 1)] }
            return (sorted[max(below - 1, 0)] + sorted[min(below, sorted.count - 1)]) / 2
        }
    }

    /// Cuts half way between the centres of k-means.
    private static func centreCuts(_ values: [Double], _ even: [Double]) -> [Double] {
        var centres = (1..<even.count).map { (even[$0] + even[$0 - 1]) / 2 }
        let tolerance = 1e-4 * Vector(values).variance()
        var old = [Int](repeating: -1, count: values.count)
        for _ in 0..<300 {
            let cuts = (1..<centres.count).map { (centres[$0] + centres[$0 - 1]) / 2 }
            let labels = values.map { value in cuts.count { $0 < value } }
            var sums = [Double](repeating: 0, count: centres.count), counts = sums
            for (value, label) in zip(values, labels) {
                sums[label] += value
                counts[label] += 1
            }
            let moved = centres.indices.map { counts[$0] > 0 ? sums[$0] / counts[$0] : centres[$0] }
            let shift: Double = zip(centres, moved).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            centres = moved
            if labels == old || shift <= tolerance { break }
            old = labels
        }
        centres.sort()
        return (1..<centres.count).map { (centres[$0] + centres[$0 - 1]) / 2 }
    }
}
