import LinearAlgebra

/// One schedule, and from a given step on another that begins there with its own step 0.
///
/// Made by ``Schedule/followed(by:after:)``.
public struct SequentialSchedule<First: Schedule, Second: Schedule>: Schedule {
    /// The schedule of the steps below `steps`.
    public let first: First
    /// The schedule of the rest.
    public let second: Second
    /// The number of steps of the first.
    public let steps: Int

    public func rate(at step: Int) -> Double {
        requireStep(step)
        return step < steps ? first.rate(at: step) : second.rate(at: step - steps)
    }
}

/// The product of two schedules, step by step.
///
/// Made by ``Schedule/multiplied(by:)`` and ``Schedule/scaled(by:)``: one of the two is a rate, the other a factor without unit.
public struct ProductSchedule<First: Schedule, Second: Schedule>: Schedule {
    /// One of the two.
    public let first: First
    /// The other.
    public let second: Second

    public func rate(at step: Int) -> Double { first.rate(at: step) * second.rate(at: step) }
}

/// A rise along a line to the first rate of a schedule, and then that schedule from its step 0 on.
///
///     rate(t) = rate₀ · (factor + (1 − factor) · t / steps)     for t < steps
///     rate(t) = schedule(t − steps)                             from then on
///
/// Made by ``Schedule/warmedUp(steps:from:)``.
public struct WarmupSchedule<Rest: Schedule>: Schedule {
    /// The schedule after the rise.
    public let rest: Rest
    /// The number of steps of the rise.
    public let steps: Int
    /// The share of the first rate that step 0 has.
    public let factor: Double

    public func rate(at step: Int) -> Double {
        requireStep(step)
        guard step < steps else { return rest.rate(at: step - steps) }
        return rest.rate(at: 0) * between(factor, 1, at: progress(step, of: steps))
    }
}

extension SequentialSchedule: Codable where First: Codable, Second: Codable {}
extension SequentialSchedule: Equatable where First: Equatable, Second: Equatable {}
extension SequentialSchedule: Hashable where First: Hashable, Second: Hashable {}
extension ProductSchedule: Codable where First: Codable, Second: Codable {}
extension ProductSchedule: Equatable where First: Equatable, Second: Equatable {}
extension ProductSchedule: Hashable where First: Hashable, Second: Hashable {}
extension WarmupSchedule: Codable where Rest: Codable {}
extension WarmupSchedule: Equatable where Rest: Equatable {}
extension WarmupSchedule: Hashable where Rest: Hashable {}

extension Schedule {
    /// This schedule behind a rise along a line to its first rate.
    ///
    ///     let schedule = CosineSchedule(from: 1e-3, steps: 900).warmedUp(steps: 100)
    ///     print(schedule.rate(at: 50), schedule.rate(at: 100))  // 0.0005 0.001
    ///
    /// The whole is `steps` longer than this schedule.
    ///
    /// - Parameters:
    ///   - steps: The number of steps of the rise, 0 or more.
    ///   - factor: The share of the first rate that step 0 has, finite; at 0 the first step changes nothing.
    public func warmedUp(steps: Int, from factor: Double = 0) -> WarmupSchedule<Self> {
        require(steps >= 0, "Schedule.warmedUp: \(steps) steps")
        requireRate(factor, "Schedule.warmedUp")
        return WarmupSchedule(rest: self, steps: steps, factor: factor)
    }

    /// This schedule, and from a given step on another, which begins there with its own step 0.
    ///
    /// - Parameters:
    ///   - next: The schedule of the rest.
    ///   - steps: The number of steps of this one, 0 or more.
    public func followed<Next: Schedule>(
        by next: Next, after steps: Int
    ) -> SequentialSchedule<Self, Next> {
        require(steps >= 0, "Schedule.followed: after \(steps) steps")
        return SequentialSchedule(first: self, second: next, steps: steps)
    }

    /// The product of two schedules, step by step.
    ///
    /// - Parameter factor: A schedule of factors.
    public func multiplied<Factor: Schedule>(by factor: Factor) -> ProductSchedule<Self, Factor> {
        ProductSchedule(first: self, second: factor)
    }

    /// This schedule times a number.
    ///
    /// - Parameter factor: Finite.
    public func scaled(by factor: Double) -> ProductSchedule<Self, ConstantSchedule> {
        multiplied(by: ConstantSchedule(factor))
    }
}
