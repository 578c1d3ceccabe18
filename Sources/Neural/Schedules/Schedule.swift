import LinearAlgebra

/// How the learning rate changes while a network trains: a function of the number of the step, and nothing else.
///
///     let schedule = CosineSchedule(from: 1e-3, to: 0, steps: 1000)
///     print(schedule.rate(at: 0), schedule.rate(at: 500), schedule.rate(at: 1000))  // 0.001 0.0005 0.0
///
/// The rate is absolute, what the optimiser multiplies the gradient by. A schedule holds no state, so that a run that was stopped
/// goes on with the same rates when it knows its step; ``ReduceOnPlateau``, which listens to the loss, is the exception and no
/// `Schedule`. A step may as well be a whole epoch: the schedule only counts.
///
/// Compose with ``warmedUp(steps:from:)``, ``followed(by:after:)``, ``scaled(by:)`` and ``multiplied(by:)``.
public protocol Schedule: Sendable {
    /// The rate of a step.
    ///
    /// - Parameter step: The number of the step, counted from 0. Schedules of a fixed length keep their last rate after it.
    func rate(at step: Int) -> Double
}

extension Schedule {
    /// The rates of the first steps, to draw or to print. O(count).
    ///
    /// - Parameter count: How many, 0 or more.
    public func rates(_ count: Int) -> [Double] {
        require(count >= 0, "Schedule.rates: \(count) rates")
        return (0..<count).map { rate(at: $0) }
    }
}

/// The same rate for ever.
public struct ConstantSchedule: Schedule, Codable, Hashable {
    /// The rate.
    public let rate: Double

    /// The same rate for ever.
    ///
    /// - Parameter rate: Finite.
    public init(_ rate: Double) {
        requireRate(rate, "ConstantSchedule")
        self.rate = rate
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        return rate
    }
}

/// Rates that a closure computes.
///
///     let halves = LambdaSchedule { step in 0.1 / Double(1 + step) }
///     print(halves.rate(at: 1))  // 0.05
///
/// The only schedule that cannot be saved: a closure has no value to write.
public struct LambdaSchedule: Schedule {
    private let function: @Sendable (Int) -> Double

    /// Rates that a closure computes.
    ///
    /// - Parameter function: Gives the rate of a step, counted from 0.
    public init(_ function: @escaping @Sendable (Int) -> Double) { self.function = function }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        return function(step)
    }
}

/// Stops at a step before the first.
func requireStep(_ step: Int) {
    require(step >= 0, "Schedule.rate: step \(step); steps are counted from 0")
}

/// Stops at a rate that is no number.
func requireRate(_ rate: Double, _ name: String) {
    require(rate.isFinite, "\(name): a rate of \(rate)")
}

/// Stops at a schedule without length.
func requireSteps(_ steps: Int, _ name: String) {
    require(steps >= 1, "\(name): \(steps) steps; there must be 1 or more")
}
