import LinearAlgebra

/// What a search along one variable found.
public struct ScalarMinimum: Sendable, CustomStringConvertible {
    /// x.
    public let point: Double
    /// f(x).
    public let value: Double
    /// How often the function was called.
    public let functionEvaluations: Int
    /// Why the search stopped.
    public let status: MinimizationStatus

    /// Whether the status is ``MinimizationStatus/converged``.
    public var isConverged: Bool { status == .converged }

    /// `converged after 13 evaluations: -9.91 at 1.28`.
    public var description: String {
        "\(status.rawValue) after \(functionEvaluations) evaluations: \(value) at \(point)"
    }
}

/// Golden section: an interval that shrinks by 0.618 with each call, whatever the function.
///
/// Two points divide the interval in the ratio 1 : φ from either end; the end beyond the higher one goes, and the other is already in place for
/// the next step, because `1/φ = φ - 1`.
///
///     let found = GoldenSection().minimize(in: 0...5) { x in (x - 2) * (x - 2) }
///     print(found.status, abs(found.point - 2) < 1e-7)  // converged true
///
/// For a function with one minimum in the interval; of several it finds one. To √ε ≈ 1.5e-8 of x, below which values do not differ, it takes about 40
/// calls, ``BrentMinimizer`` about 10 where the function is smooth. NaN counts as +∞.
///
/// Source: Kiefer, *Sequential Minimax Search for a Maximum* (1953).
public struct GoldenSection: Sendable {
    /// Stop where the interval is no longer than twice this, in absolute size plus √ε of x; positive.
    public var tolerance: Double
    /// Stop after as many calls; at least 2.
    public var evaluations: Int

    /// A configuration.
    ///
    /// - Parameters:
    ///   - tolerance: Stop where the interval is no longer than twice this, in absolute size plus √ε of x; positive.
    ///   - evaluations: Stop after as many calls; at least 2.
    public init(tolerance: Double = 1e-10, evaluations: Int = 500) {
        self.tolerance = tolerance
        self.evaluations = evaluations
    }

    /// Minimises a function of one variable.
    ///
    /// - Parameters:
    ///   - interval: Where to look; finite.
    ///   - function: x ↦ f(x).
    /// - Returns: The lowest point that was seen.
    public func minimize<Failure: Error>(
        in interval: ClosedRange<Double>, _ function: (Double) throws(Failure) -> Double
    ) throws(Failure) -> ScalarMinimum {
        requireInterval("GoldenSection", interval, tolerance, evaluations)
        let share = 0.381966011250105
        var low = interval.lowerBound, high = interval.upperBound
        var left = low + share * (high - low), right = high - share * (high - low)
        var atLeft = try finite(function(left)), atRight = try finite(function(right)), calls = 2
        while high - low > 2 * (tolerance + rootOfEpsilon * max(left.magnitude, right.magnitude))
            && calls < evaluations
        {
            if atLeft <= atRight {
                (high, right, atRight) = (right, left, atLeft)
                left = low + share * (high - low)
                atLeft = try finite(function(left))
            } else {
                (low, left, atLeft) = (left, right, atRight)
                right = high - share * (high - low)
                atRight = try finite(function(right))
            }
            calls += 1
        }
        let best = atLeft <= atRight ? (left, atLeft) : (right, atRight)
        let isDone = high - low <= 2 * (tolerance + rootOfEpsilon * max(left.magnitude, right.magnitude))
        return ScalarMinimum(
            point: best.0, value: best.1, functionEvaluations: calls,
            status: best.1 == .infinity ? .notFinite : isDone ? .converged : .iterationLimit)
    }
}

let rootOfEpsilon = 1.4901161193847656e-08

/// NaN as +∞.
func finite(_ value: Double) -> Double { value.isNaN ? .infinity : value }

func requireInterval(_ name: String, _ interval: ClosedRange<Double>, _ tolerance: Double, _ evaluations: Int)
{
    require(
        interval.lowerBound.isFinite && interval.upperBound.isFinite
            && (interval.upperBound - interval.lowerBound).isFinite,
        "\(name): the interval \(interval) is not finite")
    require(tolerance > 0, "\(name): a tolerance of \(tolerance)")
    require(evaluations >= 2, "\(name): \(evaluations) evaluations")
}
