import Foundation
import LinearAlgebra

/// A rate on a straight line from one value to another, which it then keeps.
///
///     rate(t) = start + (end − start) · min(t, steps) / steps
public struct LinearSchedule: Schedule, Codable, Hashable {
    /// The rate of step 0.
    public let start: Double
    /// The rate of step `steps` and of all after it.
    public let end: Double
    /// The number of steps from one to the other.
    public let steps: Int

    /// A rate on a straight line from one value to another.
    ///
    /// - Parameters:
    ///   - start: The rate of step 0, finite.
    ///   - end: The rate of step `steps` and of all after it, finite.
    ///   - steps: The number of steps from one to the other, 1 or more.
    public init(from start: Double, to end: Double, steps: Int) {
        requireRate(start, "LinearSchedule")
        requireRate(end, "LinearSchedule")
        requireSteps(steps, "LinearSchedule")
        (self.start, self.end, self.steps) = (start, end, steps)
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        return between(start, end, at: progress(step, of: steps))
    }
}

/// A rate that falls along a power of what is left of the run.
///
///     rate(t) = end + (start − end) · (1 − min(t, steps) / steps)^power
///
/// Power 1 is a straight line; 2 slows down towards the end.
public struct PolynomialSchedule: Schedule, Codable, Hashable {
    /// The rate of step 0.
    public let start: Double
    /// The rate of step `steps` and of all after it.
    public let end: Double
    /// The number of steps from one to the other.
    public let steps: Int
    /// The power.
    public let power: Double

    /// A rate that falls along a power of what is left of the run.
    ///
    /// - Parameters:
    ///   - start: The rate of step 0, finite.
    ///   - end: The rate of step `steps` and of all after it, finite.
    ///   - steps: The number of steps from one to the other, 1 or more.
    ///   - power: Above 0.
    public init(from start: Double, to end: Double = 0, steps: Int, power: Double) {
        requireRate(start, "PolynomialSchedule")
        requireRate(end, "PolynomialSchedule")
        requireSteps(steps, "PolynomialSchedule")
        require(power > 0 && power.isFinite, "PolynomialSchedule: a power of \(power)")
        (self.start, self.end, self.steps, self.power) = (start, end, steps, power)
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        return between(end, start, at: pow(1 - progress(step, of: steps), power))
    }
}

/// How much of `steps` is done at `step`, 0 to 1.
func progress(_ step: Int, of steps: Int) -> Double {
    Double(min(step, max(1, steps))) / Double(max(1, steps))
}

/// The value at a fraction of the way, exact at both ends.
func between(_ start: Double, _ end: Double, at fraction: Double) -> Double {
    fraction == 1 ? end : start + (end - start) * fraction
}

/// The value at a fraction of the way along half a wave of the cosine: flat at both ends.
func cosineBetween(_ start: Double, _ end: Double, at fraction: Double) -> Double {
    between(end, start, at: (1 + cos(Double.pi * fraction)) / 2)
}
