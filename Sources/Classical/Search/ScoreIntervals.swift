import LinearAlgebra
import Randomness
import Statistics

extension Metrics {
    /// An interval for a score of classes, by drawing rows with replacement: how it would vary with other rows to be tested on, the
    /// model staying the same.
    ///
    ///     let interval = try Metrics.interval(predicted, actual) { Metrics.fScore($0, $1) }
    ///
    /// - Parameters:
    ///   - predicted: The label predicted for each row; two rows or more.
    ///   - actual: The true label of each row.
    ///   - level: The confidence level, above 0 and below 1, default 0.95.
    ///   - resamples: How often rows are drawn, default 2000.
    ///   - seed: The seed of the draws, default 0.
    ///   - metric: The score, of predicted and true labels. It runs on several threads.
    /// - Throws: `SampleError`, where the score is NaN for some draws.
    ///
    /// Source: B. Efron, "Bootstrap methods: another look at the jackknife" (1979).
    public static func interval(
        _ predicted: Labels, _ actual: Labels, level: Double = 0.95, resamples: Int = 2000, seed: UInt64 = 0,
        _ metric: @escaping @Sendable (Labels, Labels) -> Double
    ) throws(SampleError) -> ConfidenceInterval {
        check("interval", predicted.count, actual.count, nil)
        return try rowInterval(actual.count, level, resamples, seed) { metric(predicted[$0], actual[$0]) }
    }

    /// An interval for a score of numbers, by drawing rows with replacement.
    ///
    /// - Parameters:
    ///   - predicted: The number predicted for each row (or its score for a class); two rows or more.
    ///   - actual: The true number of each row.
    ///   - level: The confidence level, above 0 and below 1, default 0.95.
    ///   - resamples: How often rows are drawn, default 2000.
    ///   - seed: The seed of the draws, default 0.
    ///   - metric: The score, of predicted and true numbers. It runs on several threads.
    /// - Throws: `SampleError`, where the score is NaN for some draws.
    public static func interval(
        _ predicted: Vector<Double>, _ actual: Vector<Double>, level: Double = 0.95, resamples: Int = 2000,
        seed: UInt64 = 0, _ metric: @escaping @Sendable (Vector<Double>, Vector<Double>) -> Double
    ) throws(SampleError) -> ConfidenceInterval {
        check("interval", predicted.count, actual.count, nil)
        return try rowInterval(actual.count, level, resamples, seed) {
            metric(predicted[at: $0], actual[at: $0])
        }
    }

    /// An interval for a score of probabilities, by drawing rows with replacement.
    ///
    /// - Parameters:
    ///   - scores: The score of each class, n × k; two rows or more.
    ///   - actual: The true label of each row.
    ///   - level: The confidence level, above 0 and below 1, default 0.95.
    ///   - resamples: How often rows are drawn, default 2000.
    ///   - seed: The seed of the draws, default 0.
    ///   - metric: The score, of class scores and true labels. It runs on several threads.
    /// - Throws: `SampleError`, where the score is NaN for some draws.
    public static func interval(
        _ scores: Matrix<Double>, _ actual: Labels, level: Double = 0.95, resamples: Int = 2000,
        seed: UInt64 = 0, _ metric: @escaping @Sendable (Matrix<Double>, Labels) -> Double
    ) throws(SampleError) -> ConfidenceInterval {
        check("interval", scores.rows, actual.count, nil)
        return try rowInterval(actual.count, level, resamples, seed) { metric(scores[rows: $0], actual[$0]) }
    }

    private static func rowInterval(
        _ count: Int, _ level: Double, _ resamples: Int, _ seed: UInt64,
        _ metric: @escaping @Sendable ([Int]) -> Double
    ) throws(SampleError) -> ConfidenceInterval {
        var generator = Generator(seed: seed)
        let rows = Vector(count: count) { Double($0) }
        let bootstrap = try Bootstrap(rows, resamples: resamples, using: &generator) { drawn in
            metric(drawn.map { Int($0) })
        }
        return try bootstrap.interval(.percentile, level: level)
    }
}
