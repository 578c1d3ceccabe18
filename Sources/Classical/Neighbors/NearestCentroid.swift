import LinearAlgebra

/// The class whose centre is nearest: its mean, or, by the Manhattan distance, its median.
///
/// With a `shrinkThreshold` t the centres move towards that of all rows: with `s` the pooled standard deviation of a column plus the median of
/// these, `m = √(1/n_c - 1/n)` and `d = (centre_c - centre)/(m s)`, each d loses t of its size, down to 0. Columns that
/// tell nothing apart drop out. Source: Tibshirani, Hastie, Narasimhan and Chu (2002), *nearest shrunken centroids*.
public struct NearestCentroid: Classifier, Codable, Hashable {
    /// Whether centres are means, or medians at Manhattan distances.
    public enum Metric: Sendable, Codable, Hashable {
        /// Means, and Euclidean distances.
        case euclidean
        /// Medians, and Manhattan distances.
        case manhattan
    }

    /// What a centre is.
    public var metric: Metric
    /// How far centres are shrunk, more than 0; nil for not at all.
    public var shrinkThreshold: Double?

    /// Means that are not shrunk unless told otherwise.
    public init(metric: Metric = .euclidean, shrinkThreshold: Double? = nil) {
        self.metric = metric
        self.shrinkThreshold = shrinkThreshold
    }

    /// The centres.
    public struct Model: ClassificationModel, Hashable {
        /// The classes, sorted.
        public let classes: [Label]
        /// The centre of each class, k × p.
        public let centroids: Matrix<Double>
        /// What a centre is.
        public let metric: Metric

        /// How many columns the rows must have.
        public var featureCount: Int { centroids.columns }

        /// The distance to each centre, negative: the nearest has the largest score.
        public func scores(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "NearestCentroid.predict")
            let sum = DistanceSum(metric == .euclidean ? .euclidean : .manhattan), x = x.contiguous()
            let centers = centroids.contiguous(), p = featureCount
            return Matrix(rows: x.rows, columns: classes.count) { row, code in
                -sum.distance(sum(x.start + row * p, centers.start + code * p, p))
            }
        }
    }

    /// Finds the centres. O(np).
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        let x = try Checks.features(x), y = try Checks.labels(y, rows: x.rows)
        if let threshold = shrinkThreshold, !(threshold > 0) {
            throw .badOption("a threshold of \(threshold), where more than 0 is needed")
        }
        var centroids = Matrix<Double>(repeating: 0, rows: y.classes.count, columns: x.columns)
        for code in y.classes.indices {
            let members = x[rows: y.codes.indices.filter { y.codes[$0] == code }]
            for column in 0..<x.columns {
                let values = members[..., column]
                centroids[code, column] = metric == .euclidean ? values.mean() : median(values)
            }
        }
        if let shrinkThreshold { shrink(&centroids, x, y, shrinkThreshold) }
        return Model(classes: y.classes, centroids: centroids, metric: metric)
    }

    private func median(_ values: Vector<Double>) -> Double {
        let sorted = values.sorted(), middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    private func shrink(
        _ centroids: inout Matrix<Double>, _ x: Matrix<Double>, _ y: Labels, _ threshold: Double
    ) {
        let n = Double(x.rows), center = x.mean(over: .rows), counts = y.counts
        let freedom = max(1, n - Double(counts.count))
        let within = x - centroids[rows: y.codes]
        let deviations = (within.sumOfSquares(over: .rows) / freedom).sqrt()
        let scales = deviations + median(deviations)
        for code in counts.indices {
            let factor = (1 / Double(counts[code]) - 1 / n).squareRoot()
            for column in 0..<x.columns where scales[column] > 0 && factor > 0 {
                let unit = factor * scales[column]
                let move = (centroids[code, column] - center[column]) / unit
                let kept = Swift.max(0, Swift.abs(move) - threshold)
                centroids[code, column] = center[column] + unit * (move < 0 ? -kept : kept)
            }
        }
    }
}
