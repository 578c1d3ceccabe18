import LinearAlgebra

/// A rate that falls when a metric has stopped to improve.
///
///     var plateau = ReduceOnPlateau(rate: 0.1, factor: 0.5, patience: 1)
///     for loss in [1.0, 0.8, 0.8, 0.8, 0.8] { plateau.update(metric: loss) }
///     print(plateau.rate)  // 0.05
///
/// Call ``update(metric:)`` once an epoch with the metric of the data held out. Its state is a few numbers and `Codable`: saved with a
/// checkpoint, a resumed run goes on with the same rates.
public struct ReduceOnPlateau: Sendable, Codable, Hashable {
    /// Which direction is better.
    public enum Goal: String, Codable, Hashable, Sendable {
        /// Lower is better: a loss.
        case minimum
        /// Higher is better: an accuracy.
        case maximum
    }

    /// By how much the metric must be better than the best so far to count as better.
    public enum Threshold: Codable, Hashable, Sendable {
        /// By this share of the best.
        case relative(Double)
        /// By this much.
        case absolute(Double)
    }

    /// The rate to use now.
    public private(set) var rate: Double
    /// Which direction is better.
    public let goal: Goal
    /// What the rate is multiplied by.
    public let factor: Double
    /// How many updates without improvement are let pass.
    public let patience: Int
    /// By how much better counts.
    public let threshold: Threshold
    /// How many updates after a reduction are not counted.
    public let cooldown: Int
    /// The rate is never lower.
    public let minimumRate: Double
    /// The best metric so far; `nil` before the first that is a number.
    public private(set) var best: Double?
    /// How many updates in a row brought no improvement.
    public private(set) var badUpdates = 0
    /// How many updates are still not counted.
    public private(set) var remainingCooldown = 0

    /// A rate that falls when a metric has stopped to improve.
    ///
    /// - Parameters:
    ///   - rate: The rate at first, finite.
    ///   - goal: Which direction is better.
    ///   - factor: What the rate is multiplied by, from 0 to below 1.
    ///   - patience: How many updates without improvement are let pass, 0 or more: the next one reduces the rate.
    ///   - threshold: By how much the metric must be better than the best so far to count.
    ///   - cooldown: How many updates after a reduction are not counted, 0 or more.
    ///   - minimumRate: The rate is never lower, 0 or more.
    public init(
        rate: Double, goal: Goal = .minimum, factor: Double = 0.1, patience: Int = 10,
        threshold: Threshold = .relative(1e-4), cooldown: Int = 0, minimumRate: Double = 0
    ) {
        requireRate(rate, "ReduceOnPlateau")
        require(factor >= 0 && factor < 1, "ReduceOnPlateau: factor must be in 0..<1, not \(factor)")
        require(
            patience >= 0 && cooldown >= 0,
            "ReduceOnPlateau: a patience of \(patience) and a cooldown of \(cooldown)")
        require(minimumRate >= 0, "ReduceOnPlateau: a minimumRate of \(minimumRate)")
        (self.rate, self.goal, self.factor, self.patience) = (rate, goal, factor, patience)
        (self.threshold, self.cooldown, self.minimumRate) = (threshold, cooldown, minimumRate)
    }

    /// Takes the metric of an epoch, and gives the rate of the next.
    ///
    /// - Parameter metric: A metric that is not a number counts as no improvement.
    @discardableResult
    public mutating func update(metric: Double) -> Double {
        if isBetter(metric) {
            // Within what JSON can hold, so that the state can be saved.
            best = max(-Double.greatestFiniteMagnitude, min(metric, .greatestFiniteMagnitude))
            badUpdates = 0
        } else {
            badUpdates += 1
        }
        if remainingCooldown > 0 {
            remainingCooldown -= 1
            badUpdates = 0
        }
        if badUpdates > patience { reduce() }
        return rate
    }

    private mutating func reduce() {
        let reduced = max(rate * factor, minimumRate)
        // A change below 10⁻⁸ is none.
        if rate - reduced > 1e-8 { rate = reduced }
        remainingCooldown = cooldown
        badUpdates = 0
    }

    private func isBetter(_ metric: Double) -> Bool {
        let best = self.best ?? (goal == .minimum ? .infinity : -.infinity)
        return switch (goal, threshold) {
        case (.minimum, .relative(let share)): metric < best * (1 - share)
        case (.minimum, .absolute(let amount)): metric < best - amount
        case (.maximum, .relative(let share)): metric > best * (1 + share)
        case (.maximum, .absolute(let amount)): metric > best + amount
        }
    }
}
