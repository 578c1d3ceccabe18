import Foundation
import LinearAlgebra
import Randomness

/// A posterior of one parameter on a grid: its density at each point, normalised by the trapezoidal rule.
///
///     let grid = try GridPosterior(.linspace(0, 1, count: 1001)) { p in 7 * log(p) + 3 * log1p(-p) }
///     print((1000 * grid.mean).rounded() / 1000)     // 0.667
///
/// Nothing is assumed of the density, and everything can be seen; the cost grows as (points)^(parameters).
public struct GridPosterior: Sendable, Hashable, Codable {
    /// The points, rising.
    public let points: Vector<Double>
    /// The density at each point.
    public let density: Vector<Double>
    /// log ∫p: with a density that is prior times likelihood, the evidence.
    public let logEvidence: Double

    /// Evaluates a density on a grid. O(points).
    ///
    /// - Parameters:
    ///   - points: At least two, rising.
    ///   - logDensity: log p(x) + constant; NaN counts as a density of 0.
    /// - Throws: ``BayesError/emptyGrid`` where the density is zero everywhere or infinite somewhere.
    public init(_ points: Vector<Double>, logDensity: (Double) -> Double) throws(BayesError) {
        try self.init(points, logValues: points.map(logDensity))
    }

    init(_ points: Vector<Double>, logValues: Vector<Double>) throws(BayesError) {
        require(
            points.count >= 2 && (1..<points.count).allSatisfy { points[$0 - 1] < points[$0] },
            "GridPosterior: \(points.count) points; at least two are needed, rising")
        let values = logValues.map { $0.isNaN ? -.infinity : $0 }
        let top = values.max()
        guard top.isFinite else { throw .emptyGrid }
        let relative = (values - top).exp()
        let total = (relative * Self.widths(points)).sum()
        self.points = points
        density = relative / total
        logEvidence = top + log(total)
    }

    /// What each point stands for: half the distance between its neighbours.
    static func widths(_ points: Vector<Double>) -> Vector<Double> {
        let last = points.count - 1
        return Vector(count: points.count) { index in
            (points[min(index + 1, last)] - points[max(index - 1, 0)]) / 2
        }
    }

    /// The probability that each point stands for; the sum is 1.
    public var probabilities: Vector<Double> { density * Self.widths(points) }
    /// The expectation.
    public var mean: Double { dot(points, probabilities) }
    /// The variance.
    public var variance: Double { dot((points - mean).square(), probabilities) }
    /// The standard deviation.
    public var standardDeviation: Double { variance.squareRoot() }
    /// The point of highest density.
    public var mode: Double { points[density.argmax()] }

    /// The point below which the probability is `p`, on straight lines of the cumulative distribution between points.
    ///
    /// - Parameter p: In 0...1; else NaN.
    public func quantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        var below = 0.0
        for index in 1..<points.count {
            let width = points[index] - points[index - 1]
            let share = width * (density[index - 1] + density[index]) / 2
            if share > 0, below + share >= p { return points[index - 1] + width * (p - below) / share }
            below += share
        }
        return points[points.count - 1]
    }

    /// The interval that holds the parameter with probability `level`.
    ///
    /// - Parameters:
    ///   - level: In 0..<1.
    ///   - kind: Which interval; the shortest reaches from point to point of the grid, and supposes one peak.
    public func credibleInterval(level: Double = 0.95, kind: CredibleIntervalKind = .equalTailed)
        -> ClosedRange<Double>
    {
        require(level >= 0 && level < 1, "GridPosterior: the level \(level) is not in 0..<1")
        let tail = 1 - level
        guard kind == .highestDensity else { return quantile(tail / 2)...quantile(1 - tail / 2) }
        let shares = probabilities
        var inside = 0.0, range = density.argmax()...density.argmax()
        for index in density.argsort(descending: true) where inside < level {
            inside += shares[index]
            range = min(range.lowerBound, index)...max(range.upperBound, index)
        }
        return points[range.lowerBound]...points[range.upperBound]
    }

    /// Draws of points of the grid.
    ///
    /// - Parameters:
    ///   - count: How many, 0 or more.
    ///   - generator: Where the randomness comes from.
    public func sample(count: Int, using generator: inout some RandomStream) -> Vector<Double> {
        let cumulative = probabilities.cumulativeSum(), total = cumulative[points.count - 1]
        return Vector(
            generator.draws(count) { stream in
                points[min(cumulative.searchSorted(stream.random() * total, side: .right), points.count - 1)]
            })
    }
}

/// A posterior of two parameters on a grid.
///
///     let points = Vector.linspace(-4, 4, count: 81)
///     let grid = try GridPosterior2D(x: points, y: points) { x, y in
///         -(x * x + y * y) / 2
///     }
///     print((1000 * grid.marginalX.standardDeviation).rounded() / 1000)     // 0.999
public struct GridPosterior2D: Sendable, Hashable, Codable {
    /// The points of the first parameter, rising.
    public let x: Vector<Double>
    /// The points of the second parameter, rising.
    public let y: Vector<Double>
    /// The density, one row for each x, one column for each y.
    public let density: Matrix<Double>
    /// log ∫∫p.
    public let logEvidence: Double
    /// What is believed of the first parameter alone.
    public let marginalX: GridPosterior
    /// What is believed of the second parameter alone.
    public let marginalY: GridPosterior

    /// Evaluates a density on a grid. O(points of x · points of y).
    ///
    /// - Parameters:
    ///   - x: At least two points of the first parameter, rising.
    ///   - y: At least two points of the second parameter, rising.
    ///   - logDensity: log p(x, y) + constant; NaN counts as a density of 0.
    /// - Throws: ``BayesError/emptyGrid`` where the density is zero everywhere or infinite somewhere.
    public init(x: Vector<Double>, y: Vector<Double>, logDensity: (Double, Double) -> Double)
        throws(BayesError)
    {
        require(
            x.count >= 2 && y.count >= 2,
            "GridPosterior2D: \(x.count) × \(y.count) points; at least 2 × 2 are needed")
        let values = Matrix(rows: x.count, columns: y.count) { row, column in
            let value = logDensity(x[row], y[column])
            return value.isNaN ? -.infinity : value
        }
        let top = values.max()
        guard top.isFinite else { throw .emptyGrid }
        let relative = (values - top).exp()
        let overY = matmul(relative, GridPosterior.widths(y)),
            overX = matmul(GridPosterior.widths(x), relative)
        marginalX = try GridPosterior(x, logValues: overY.log() + top)
        marginalY = try GridPosterior(y, logValues: overX.log() + top)
        logEvidence = marginalX.logEvidence
        density = relative / dot(overY, GridPosterior.widths(x))
        (self.x, self.y) = (x, y)
    }

    /// The covariance of the two.
    public var covariance: Double {
        let left = (x - marginalX.mean) * GridPosterior.widths(x)
        let right = (y - marginalY.mean) * GridPosterior.widths(y)
        return dot(left, matmul(density, right))
    }
}
