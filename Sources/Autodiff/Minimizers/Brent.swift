import LinearAlgebra

/// Brent's method: the minimum of a function of one variable, by parabolas where they fit and golden section where they do not.
///
/// A parabola through the three best points gives the next one. It is refused where it leads out of the interval or does not halve the step before the last;
/// then the longer part of the interval is divided by golden section. So smooth functions take few calls and no function takes many more than
/// ``GoldenSection``.
///
///     let found = BrentMinimizer().minimize(in: -5...5) { x in x * x * x * x - 3 * x }
///     print(found.status, found.functionEvaluations < 40)  // converged true
///
/// NaN counts as +∞. SciPy: `minimize_scalar(method="bounded")`.
///
/// Source: Brent, *Algorithms for Minimization Without Derivatives* (1973), chapter 5.
public struct BrentMinimizer: Sendable {
    /// Stop where the minimum is known to about this, in absolute size plus √ε of x; positive.
    public var tolerance: Double
    /// Stop after as many calls; at least 2.
    public var evaluations: Int

    /// A configuration.
    ///
    /// - Parameters:
    ///   - tolerance: Stop where the minimum is known to about this, in absolute size plus √ε of x; positive.
    ///   - evaluations: Stop after as many calls; at least 2.
    public init(tolerance: Double = 1e-10, evaluations: Int = 500) {
        self.tolerance = tolerance
        self.evaluations = evaluations
    }

    /// Minimises a function of one variable.
    ///
    /// - Parameters:
    ///   - interval: Where to look; finite. Its ends are not tried themselves.
    ///   - function: x ↦ f(x).
    /// - Returns: The lowest point that was seen.
    public func minimize<Failure: Error>(
        in interval: ClosedRange<Double>, _ function: (Double) throws(Failure) -> Double
    ) throws(Failure) -> ScalarMinimum {
        requireInterval("BrentMinimizer", interval, tolerance, evaluations)
        let share = 0.381966011250105
        var low = interval.lowerBound, high = interval.upperBound
        let start = low + share * (high - low), value = try finite(function(start))
        // The best three, and the last two steps.
        var best = (x: start, f: value), second = best, third = best, step = 0.0, stepBefore = 0.0, calls = 1
        while calls < evaluations {
            let middle = 0.5 * (low + high), width = rootOfEpsilon * best.x.magnitude + tolerance / 3
            if (best.x - middle).magnitude <= 2 * width - 0.5 * (high - low) {
                return ScalarMinimum(
                    point: best.x, value: best.f, functionEvaluations: calls,
                    status: best.f == .infinity ? .notFinite : .converged)
            }
            let parabola = stepBefore.magnitude > width ? Self.parabola(best, second, third) : nil
            if let parabola, parabola.magnitude < 0.5 * stepBefore.magnitude, best.x + parabola > low,
                best.x + parabola < high
            {
                (stepBefore, step) = (step, parabola)
                let point = best.x + step
                if point - low < 2 * width || high - point < 2 * width {
                    step = best.x < middle ? width : -width
                }
            } else {
                stepBefore = best.x < middle ? high - best.x : low - best.x
                step = share * stepBefore
            }
            let move = step.magnitude >= width ? step : step > 0 ? width : -width
            let trial = (x: best.x + move, f: try finite(function(best.x + move)))
            calls += 1
            if trial.f <= best.f {
                if trial.x < best.x { high = best.x } else { low = best.x }
                (third, second, best) = (second, best, trial)
            } else {
                if trial.x < best.x { low = trial.x } else { high = trial.x }
                if trial.f <= second.f || second.x == best.x {
                    (third, second) = (second, trial)
                } else if trial.f <= third.f || third.x == best.x || third.x == second.x {
                    third = trial
                }
            }
        }
        return ScalarMinimum(
            point: best.x, value: best.f, functionEvaluations: calls, status: .iterationLimit)
    }

    /// How far from the best point the parabola through three has its lowest; nil where it has none.
    private static func parabola(
        _ a: (x: Double, f: Double), _ b: (x: Double, f: Double), _ c: (x: Double, f: Double)
    ) -> Double? {
        let r = (a.x - b.x) * (a.f - c.f), q = (a.x - c.x) * (a.f - b.f)
        let numerator = (a.x - c.x) * q - (a.x - b.x) * r, denominator = 2 * (q - r)
        let step = -numerator / denominator
        return denominator != 0 && step.isFinite ? step : nil
    }
}

/// Why no root was found.
public enum RootError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Both ends of the interval have values of one sign, or NaN.
    case noSignChange(low: Double, high: Double, valueAtLow: Double, valueAtHigh: Double)
    /// A value inside the interval is NaN.
    case notANumber(point: Double)
    /// The tolerance was not reached in as many calls.
    case tooManyEvaluations(Int, best: Double)

    /// One sentence with the numbers.
    public var description: String {
        switch self {
        case .noSignChange(let low, let high, let first, let second):
            "the function is \(first) at \(low) and \(second) at \(high): no change of sign"
        case .notANumber(let point): "the function is NaN at \(point)"
        case .tooManyEvaluations(let count, let best):
            "after \(count) evaluations the root is only near \(best)"
        }
    }
}

/// Brent's method for a root: where a function that changes its sign is 0.
///
/// Inverse quadratic interpolation or the secant where they converge fast, bisection where they do not; the root stays between two points of
/// opposite sign throughout.
///
///     let root = try BrentRootFinder().root(in: 0...2) { x in x * x - 2 }
///     print(abs(root - 2.0.squareRoot()) < 1e-12)  // true
///
/// SciPy: `brentq`.
///
/// Source: Brent, *Algorithms for Minimization Without Derivatives* (1973), chapter 4.
public struct BrentRootFinder: Sendable {
    /// Stop where the root is known to this, in absolute size plus 4ε of x; not negative.
    public var tolerance: Double
    /// Stop after as many calls; at least 2.
    public var evaluations: Int

    /// A configuration.
    ///
    /// - Parameters:
    ///   - tolerance: Stop where the root is known to this, in absolute size plus 4ε of x; not negative.
    ///   - evaluations: Stop after as many calls; at least 2.
    public init(tolerance: Double = 2e-12, evaluations: Int = 500) {
        self.tolerance = tolerance
        self.evaluations = evaluations
    }

    /// A root of a function of one variable.
    ///
    /// - Parameters:
    ///   - interval: The function has opposite signs, or 0, at its ends.
    ///   - function: x ↦ f(x); it does not throw.
    /// - Returns: x with f(x) = 0, or next to a change of sign.
    /// - Throws: ``RootError``.
    public func root(
        in interval: ClosedRange<Double>, of function: (Double) -> Double
    ) throws(RootError) -> Double {
        requireInterval("BrentRootFinder", interval, max(tolerance, .leastNonzeroMagnitude), evaluations)
        // `best` has the smaller value, `other` the opposite sign, `last` is the best before.
        var last = (x: interval.lowerBound, f: function(interval.lowerBound))
        var best = (x: interval.upperBound, f: function(interval.upperBound)), calls = 2
        if last.f == 0 { return last.x }
        if best.f == 0 { return best.x }
        guard !last.f.isNaN, !best.f.isNaN, (last.f < 0) != (best.f < 0) else {
            throw .noSignChange(low: last.x, high: best.x, valueAtLow: last.f, valueAtHigh: best.f)
        }
        var other = last, step = best.x - last.x, stepBefore = step
        while true {
            if (best.f < 0) == (other.f < 0) {
                other = last
                step = best.x - last.x
                stepBefore = step
            }
            if other.f.magnitude < best.f.magnitude { (last, best, other) = (best, other, best) }
            let width = 0.5 * tolerance + 2 * Double.ulpOfOne * best.x.magnitude,
                half = 0.5 * (other.x - best.x)
            if half.magnitude <= width || best.f == 0 { return best.x }
            if calls >= evaluations { throw .tooManyEvaluations(calls, best: best.x) }
            let jump = Self.interpolated(last, best, other)
            if stepBefore.magnitude >= width, last.f.magnitude > best.f.magnitude,
                2 * jump.magnitude < min((3 * half.magnitude - width), stepBefore.magnitude), jump * half > 0
            {
                (stepBefore, step) = (step, jump)
            } else {
                (stepBefore, step) = (half, half)
            }
            last = best
            best.x += step.magnitude > width ? step : half > 0 ? width : -width
            best.f = function(best.x)
            calls += 1
            if best.f.isNaN { throw .notANumber(point: best.x) }
        }
    }

    /// The step to where the secant, or the inverse parabola through three points, is 0.
    private static func interpolated(
        _ a: (x: Double, f: Double), _ b: (x: Double, f: Double), _ c: (x: Double, f: Double)
    ) -> Double {
        let s = b.f / a.f
        if a.x == c.x { return -(c.x - b.x) * s / (1 - s) }
        let q = a.f / c.f, r = b.f / c.f
        let numerator = s * ((c.x - b.x) * q * (q - r) - (b.x - a.x) * (r - 1))
        return -numerator / ((q - 1) * (r - 1) * (s - 1))
    }
}
