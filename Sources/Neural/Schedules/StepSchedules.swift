import Foundation
import LinearAlgebra

/// A rate that falls by a factor every so many steps.
///
///     rate(t) = start · factor^⌊t / period⌋
public struct StepSchedule: Schedule, Codable, Hashable {
    /// The rate of step 0.
    public let start: Double
    /// What the rate is multiplied by at the end of each period.
    public let factor: Double
    /// The number of steps of one rate.
    public let period: Int

    /// A rate that falls by a factor every so many steps.
    ///
    /// - Parameters:
    ///   - start: The rate of step 0, finite.
    ///   - factor: What the rate is multiplied by, finite.
    ///   - period: The number of steps of one rate, 1 or more.
    public init(from start: Double, factor: Double = 0.1, every period: Int) {
        requireRate(start, "StepSchedule")
        requireRate(factor, "StepSchedule")
        requireSteps(period, "StepSchedule")
        (self.start, self.factor, self.period) = (start, factor, period)
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        return start * pow(factor, Double(step / max(1, period)))
    }
}

/// A rate that falls by a factor at given steps.
///
///     rate(t) = start · factor^(number of milestones ≤ t)
public struct MultistepSchedule: Schedule, Codable, Hashable {
    /// The rate of step 0.
    public let start: Double
    /// What the rate is multiplied by at each milestone.
    public let factor: Double
    /// The steps from which on the next rate holds, in increasing order.
    public let milestones: [Int]

    /// A rate that falls by a factor at given steps.
    ///
    /// - Parameters:
    ///   - start: The rate before the first milestone, finite.
    ///   - factor: What the rate is multiplied by, finite.
    ///   - milestones: The steps from which on the next rate holds; a step that stands twice counts twice.
    public init(from start: Double, factor: Double = 0.1, at milestones: [Int]) {
        requireRate(start, "MultistepSchedule")
        requireRate(factor, "MultistepSchedule")
        (self.start, self.factor, self.milestones) = (start, factor, milestones.sorted())
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        return start * pow(factor, Double(milestones.count { $0 <= step }))
    }
}

/// A rate that falls by the same factor at each step.
///
///     rate(t) = start · factor^t
public struct ExponentialSchedule: Schedule, Codable, Hashable {
    /// The rate of step 0.
    public let start: Double
    /// What the rate is multiplied by at each step.
    public let factor: Double

    /// A rate that falls by the same factor at each step.
    ///
    /// - Parameters:
    ///   - start: The rate of step 0, finite.
    ///   - factor: What the rate is multiplied by at each step, finite.
    public init(from start: Double, factor: Double) {
        requireRate(start, "ExponentialSchedule")
        requireRate(factor, "ExponentialSchedule")
        (self.start, self.factor) = (start, factor)
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        return start * pow(factor, Double(step))
    }
}
