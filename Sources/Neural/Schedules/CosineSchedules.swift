import LinearAlgebra

/// A rate that falls along half a wave of the cosine: slowly, faster, slowly again.
///
///     rate(t) = end + (start − end) · (1 + cos(π · min(t, steps) / steps)) / 2
///
/// After `steps` it stays at `end`, where PyTorch's `CosineAnnealingLR` rises again.
///
/// Source: I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017).
public struct CosineSchedule: Schedule, Codable, Hashable {
    /// The rate of step 0.
    public let start: Double
    /// The rate of step `steps` and of all after it.
    public let end: Double
    /// The number of steps from one to the other.
    public let steps: Int

    /// A rate that falls along half a wave of the cosine.
    ///
    /// - Parameters:
    ///   - start: The rate of step 0, finite.
    ///   - end: The rate of step `steps` and of all after it, finite.
    ///   - steps: The number of steps from one to the other, 1 or more.
    public init(from start: Double, to end: Double = 0, steps: Int) {
        requireRate(start, "CosineSchedule")
        requireRate(end, "CosineSchedule")
        requireSteps(steps, "CosineSchedule")
        (self.start, self.end, self.steps) = (start, end, steps)
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        return cosineBetween(start, end, at: progress(step, of: steps))
    }
}

/// Half waves of the cosine one after the other, each longer than the one before by a factor.
///
/// In a period of T steps that has run for t of them:
///
///     rate = end + (start − end) · (1 + cos(π · t / T)) / 2
///
/// Source: I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017).
public struct CosineRestartsSchedule: Schedule, Codable, Hashable {
    /// The rate at the beginning of each period.
    public let start: Double
    /// The rate that each period falls towards.
    public let end: Double
    /// The number of steps of the first period.
    public let period: Int
    /// How many times longer each period is than the one before.
    public let growth: Int

    /// Half waves of the cosine one after the other.
    ///
    /// - Parameters:
    ///   - start: The rate at the beginning of each period, finite.
    ///   - end: The rate that each period falls towards, finite.
    ///   - period: The number of steps of the first period, 1 or more.
    ///   - growth: How many times longer each period is than the one before, 1 or more.
    public init(from start: Double, to end: Double = 0, period: Int, growth: Int = 1) {
        requireRate(start, "CosineRestartsSchedule")
        requireRate(end, "CosineRestartsSchedule")
        requireSteps(period, "CosineRestartsSchedule")
        require(growth >= 1, "CosineRestartsSchedule: a growth of \(growth); it must be 1 or more")
        (self.start, self.end, self.period, self.growth) = (start, end, period, growth)
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        var length = max(1, period), done = step
        guard growth > 1 else { return cosineBetween(start, end, at: Double(done % length) / Double(length)) }
        while done >= length {
            done -= length
            let (longer, isTooLong) = length.multipliedReportingOverflow(by: growth)
            length = isTooLong ? Int.max : longer
        }
        return cosineBetween(start, end, at: Double(done) / Double(length))
    }
}
