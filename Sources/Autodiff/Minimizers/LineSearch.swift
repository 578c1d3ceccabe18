import LinearAlgebra

/// How far to go along a direction of descent p: `φ(α) = f(x + αp)`, of which `φ(0)`, `φ'(0) < 0` are known.
///
/// Source: Nocedal and Wright, *Numerical Optimization*, 2nd edition (2006), §3.1 and §3.5.
public enum LineSearch: Sendable, Hashable {
    /// Shorten the step until `φ(α) ≤ φ(0) + c₁ α φ'(0)`, `c₁ = decrease`, each time to the minimum of the parabola through what is
    /// known, at least to `shrinkage` and at most to half. Cheap; enough for methods that choose their length themselves.
    case armijo(decrease: Double = 1e-4, shrinkage: Double = 0.1)
    /// Also demand `|φ'(α)| ≤ c₂ |φ'(0)|`, `c₂ = curvature`: the step ends near a minimum along the line. What quasi-Newton methods
    /// need, for it makes `sᵀy > 0`. `0 < decrease < curvature < 1`.
    case strongWolfe(decrease: Double = 1e-4, curvature: Double = 0.9)
}

/// A point on the line.
struct LinePoint {
    var step: Double
    /// f(x + αp).
    var value: Double
    /// φ'(α) = ∇f(x + αp)ᵀp.
    var slope: Double
    var evaluation: Evaluation

    var isFinite: Bool { value.isFinite && slope.isFinite && evaluation.isFinite }
}

enum LineSearchOutcome {
    case found(LinePoint)
    case unbounded(LinePoint)
    case failed(sawOnlyNonFinite: Bool)
}

extension LineSearch {
    /// The most evaluations along one line: 2⁻¹⁰⁰ is below the last place of any sensible step.
    private static let limit = 100

    func validate(_ name: String) {
        switch self {
        case .armijo(let decrease, let shrinkage):
            require(
                decrease > 0 && decrease < 1 && shrinkage > 0 && shrinkage < 0.5,
                "\(name): .armijo(decrease: \(decrease), shrinkage: \(shrinkage))")
        case .strongWolfe(let decrease, let curvature):
            require(
                decrease > 0 && decrease < curvature && curvature < 1,
                "\(name): .strongWolfe(decrease: \(decrease), curvature: \(curvature))")
        }
    }

    /// Searches from `origin` (step 0), trying `first`.
    func search<Failure: Error>(
        from origin: LinePoint, first: Double, _ evaluate: (Double) throws(Failure) -> LinePoint
    ) throws(Failure) -> LineSearchOutcome {
        switch self {
        case .armijo(let decrease, let shrinkage):
            return try backtrack(from: origin, first, decrease, shrinkage, evaluate)
        case .strongWolfe(let decrease, let curvature):
            let test = WolfeTest(origin: origin, decrease: decrease, curvature: curvature)
            return try bracket(test, first, evaluate)
        }
    }

    private func backtrack<Failure: Error>(
        from origin: LinePoint, _ first: Double, _ decrease: Double, _ shrinkage: Double,
        _ evaluate: (Double) throws(Failure) -> LinePoint
    ) throws(Failure) -> LineSearchOutcome {
        let test = WolfeTest(origin: origin, decrease: decrease, curvature: 1)
        var step = first, sawFinite = false, sawWall = false
        for _ in 0..<Self.limit where step > 0 {
            let trial = try evaluate(step)
            if trial.evaluation.isUnbounded { return .unbounded(trial) }
            if trial.evaluation.point == origin.evaluation.point { break }
            if trial.isFinite {
                sawFinite = true
                if test.decreases(trial) || test.isFlat(trial) { return .found(trial) }
                // The parabola through φ(0), φ'(0) and φ(α).
                let rise = trial.value - origin.value - origin.slope * step
                let best = -origin.slope * step * step / (2 * rise)
                step = min(max(best, shrinkage * step), 0.5 * step)
            } else {
                sawWall = true
                step *= shrinkage
            }
        }
        return .failed(sawOnlyNonFinite: sawWall && !sawFinite)
    }

    /// Algorithm 3.5: lengthens the step until an interval must hold points that pass, then narrows it.
    private func bracket<Failure: Error>(
        _ test: WolfeTest, _ first: Double, _ evaluate: (Double) throws(Failure) -> LinePoint
    ) throws(Failure) -> LineSearchOutcome {
        var previous = test.origin, step = first, wall = Double.infinity, sawFinite = false
        for count in 0..<Self.limit where step > previous.step {
            let trial = try evaluate(step)
            if trial.evaluation.isUnbounded { return .unbounded(trial) }
            guard trial.isFinite else {
                // NaN or infinite: a wall. Step back, quickly at first.
                wall = step
                step = previous.step + (sawFinite ? 0.5 : 0.1) * (step - previous.step)
                continue
            }
            if trial.evaluation.point == test.origin.evaluation.point {
                // Lost to rounding: go further, unless it is a wall that drove the step so low.
                if wall < .infinity { break }
                step *= 10
                continue
            }
            sawFinite = true
            if test.passes(trial) { return .found(trial) }
            if !test.decreases(trial) || (previous.step > 0 && trial.value >= previous.value) {
                return try zoom(test, low: previous, high: trial, Self.limit - count, evaluate)
            }
            if trial.slope >= 0 {
                return try zoom(test, low: trial, high: previous, Self.limit - count, evaluate)
            }
            let width = trial.step - previous.step
            let wanted = cubicMinimizer(previous, trial) ?? .infinity
            step = trial.step + min(max(wanted - trial.step, 1.1 * width), 4 * width)
            if step >= wall { step = (trial.step + wall) / 2 }
            previous = trial
        }
        return previous.step > 0
            ? .found(previous) : .failed(sawOnlyNonFinite: wall < .infinity && !sawFinite)
    }

    /// Algorithm 3.6: `low` has the lowest value so far that decreases enough, and the minimum lies between it and `high`.
    private func zoom<Failure: Error>(
        _ test: WolfeTest, low: LinePoint, high: LinePoint, _ limit: Int,
        _ evaluate: (Double) throws(Failure) -> LinePoint
    ) throws(Failure) -> LineSearchOutcome {
        var low = low, high = high
        var widthBefore = Double.infinity
        for _ in 0..<limit {
            let width = high.step - low.step
            if abs(width) <= 4 * max(low.step, high.step).ulp { break }
            var step = cubicMinimizer(low, high) ?? low.step + 0.5 * width
            let share = (step - low.step) / width
            // Where interpolation does not shrink the interval to two thirds, halve it.
            if !(share > 0.05 && share < 0.95) || abs(width) > 0.66 * widthBefore {
                step = low.step + min(max(share.isFinite ? share : 0.5, 0.1), 0.5) * width
            }
            widthBefore = abs(width)
            let trial = try evaluate(step)
            if trial.evaluation.isUnbounded { return .unbounded(trial) }
            if !trial.isFinite {
                high = trial
                continue
            }
            if test.passes(trial) { return .found(trial) }
            if !test.decreases(trial) || trial.value >= low.value {
                high = trial
            } else {
                if trial.slope * (high.step - low.step) >= 0 { high = low }
                low = trial
            }
        }
        // The curvature condition is out of reach, but the function falls: take it.
        return low.step > 0 ? .found(low) : .failed(sawOnlyNonFinite: false)
    }

    /// The minimum of the cubic through two values and two slopes (Nocedal and Wright, equation 3.59); nil where it has none.
    private func cubicMinimizer(_ a: LinePoint, _ b: LinePoint) -> Double? {
        guard a.isFinite, b.isFinite else { return nil }
        let width = b.step - a.step
        let first = a.slope + b.slope - 3 * (b.value - a.value) / width
        let square = first * first - a.slope * b.slope
        guard square >= 0 else { return nil }
        let root = width > 0 ? square.squareRoot() : -square.squareRoot()
        let step = b.step - width * (b.slope + root - first) / (b.slope - a.slope + 2 * root)
        return step.isFinite ? step : nil
    }
}

/// The conditions of Armijo and Wolfe.
private struct WolfeTest {
    let origin: LinePoint
    let decrease: Double
    let curvature: Double

    func decreases(_ trial: LinePoint) -> Bool {
        trial.value <= origin.value + decrease * trial.step * origin.slope
    }

    /// Near a minimum the values agree to the last digits while slopes still tell: there Armijo's condition is that of a parabola,
    /// `φ'(α) ≤ (2c₁ - 1) φ'(0)` (Hager and Zhang, 2005).
    func isFlat(_ trial: LinePoint) -> Bool {
        trial.value <= origin.value + 10 * origin.value.ulp
            && trial.slope <= (2 * decrease - 1) * origin.slope && trial.slope >= curvature * origin.slope
    }

    func passes(_ trial: LinePoint) -> Bool {
        (decreases(trial) && abs(trial.slope) <= -curvature * origin.slope) || isFlat(trial)
    }
}
