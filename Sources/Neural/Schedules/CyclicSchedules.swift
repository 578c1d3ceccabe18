import Foundation
import LinearAlgebra

/// A rate that swings between two values on straight lines.
///
/// In cycle k (counted from 0), at a fraction f of the way up and then down again:
///
///     rate = low + (high − low) · f · size,    size = 1, 2^−k or factor^t
///
/// Source: L. N. Smith, "Cyclical Learning Rates for Training Neural Networks" (2017).
public struct CyclicSchedule: Schedule, Codable, Hashable {
    /// How the size of the swing changes.
    public enum Swing: Codable, Hashable, Sendable {
        /// Each cycle as high as the first: `triangular`.
        case constant
        /// Each cycle half as high as the one before: `triangular2`.
        case halved
        /// The swing falls by a factor at each step: `exp_range`.
        case exponential(factor: Double)
    }

    /// The rate at the beginning and at the end of each cycle.
    public let low: Double
    /// The rate at the top of the first cycle.
    public let high: Double
    /// The number of steps up.
    public let rise: Int
    /// The number of steps down.
    public let fall: Int
    /// How the size of the swing changes.
    public let swing: Swing

    /// A rate that swings between two values on straight lines.
    ///
    /// - Parameters:
    ///   - low: The rate at the beginning and at the end of each cycle, finite.
    ///   - high: The rate at the top of the first cycle, finite.
    ///   - rise: The number of steps up, 1 or more.
    ///   - fall: The number of steps down, 1 or more; `nil` for as many as up.
    ///   - swing: How the size of the swing changes.
    public init(from low: Double, to high: Double, rise: Int, fall: Int? = nil, swing: Swing = .constant) {
        requireRate(low, "CyclicSchedule")
        requireRate(high, "CyclicSchedule")
        requireSteps(rise, "CyclicSchedule")
        requireSteps(fall ?? 1, "CyclicSchedule")
        if case .exponential(let factor) = swing { requireRate(factor, "CyclicSchedule") }
        (self.low, self.high, self.rise, self.fall, self.swing) = (low, high, rise, fall ?? rise, swing)
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        let up = Double(max(1, rise)), down = Double(max(1, fall))
        let cycle = (Double(step) / (up + down)).rounded(.down)
        let place = Double(step) - cycle * (up + down)
        let fraction = place <= up ? place / up : 1 - (place - up) / down
        return low + (high - low) * fraction * size(step: step, cycle: cycle)
    }

    private func size(step: Int, cycle: Double) -> Double {
        switch swing {
        case .constant: 1
        case .halved: pow(2, -cycle)
        case .exponential(let factor): pow(factor, Double(step))
        }
    }
}

/// One rise to a high rate and one long fall far below the start, over the whole run.
///
///     let schedule = OneCycleSchedule(peak: 0.1, steps: 100)
///     print(schedule.rate(at: 0), schedule.rate(at: 29))  // 0.004 0.1
///
/// The rate goes from peak / `startDivisor` up to `peak` in the first `riseFraction` of the steps, then down to the start divided by
/// `endDivisor`. With three phases it first goes back down to the start as fast as it rose. ``momentum(at:low:high:)`` swings
/// the other way, for optimisers that have one.
///
/// Source: L. N. Smith, N. Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates" (2018).
public struct OneCycleSchedule: Schedule, Codable, Hashable {
    /// The line between two rates.
    public enum Shape: String, Codable, Hashable, Sendable {
        /// Half a wave of the cosine.
        case cosine
        /// A straight line.
        case linear
    }

    /// The highest rate.
    public let peak: Double
    /// The number of steps of the run.
    public let steps: Int
    /// The share of the steps that rise.
    public let riseFraction: Double
    /// How many times lower than `peak` the first rate is.
    public let startDivisor: Double
    /// How many times lower than the first rate the last one is.
    public let endDivisor: Double
    /// The line between two rates.
    public let shape: Shape
    /// Whether the rate falls back to the first in a phase of its own.
    public let isThreePhase: Bool

    /// One rise and one long fall.
    ///
    /// - Parameters:
    ///   - peak: The highest rate, finite.
    ///   - steps: The number of steps of the run, 2 or more; after them the last rate stays.
    ///   - riseFraction: The share of the steps that rise, between 0 and 1; at most 1/2 with three phases.
    ///   - startDivisor: How many times lower than `peak` the first rate is, above 0.
    ///   - endDivisor: How many times lower than the first rate the last one is, above 0.
    ///   - shape: The line between two rates.
    ///   - isThreePhase: Whether the rate falls back to the first in a phase of its own.
    public init(
        peak: Double, steps: Int, riseFraction: Double = 0.3, startDivisor: Double = 25,
        endDivisor: Double = 1e4, shape: Shape = .cosine, isThreePhase: Bool = false
    ) {
        requireRate(peak, "OneCycleSchedule")
        require(steps >= 2, "OneCycleSchedule: \(steps) steps; there must be 2 or more")
        let most = isThreePhase ? 0.5 : 1
        require(
            riseFraction > 0 && riseFraction <= most,
            "OneCycleSchedule: riseFraction must be above 0 and at most \(most), not \(riseFraction)")
        require(
            min(startDivisor, endDivisor) > 0,
            "OneCycleSchedule: divisors must be above 0, not \(startDivisor) and \(endDivisor)")
        (self.peak, self.steps, self.riseFraction) = (peak, steps, riseFraction)
        (self.startDivisor, self.endDivisor) = (startDivisor, endDivisor)
        (self.shape, self.isThreePhase) = (shape, isThreePhase)
    }

    public func rate(at step: Int) -> Double {
        let start = peak / startDivisor
        return value(at: step, start: start, top: peak, end: start / endDivisor)
    }

    /// The momentum of a step, high where the rate is low.
    ///
    /// - Parameters:
    ///   - step: The number of the step, counted from 0.
    ///   - low: The momentum where the rate is highest.
    ///   - high: The momentum at the start and at the end.
    public func momentum(at step: Int, low: Double = 0.85, high: Double = 0.95) -> Double {
        value(at: step, start: high, top: low, end: high)
    }

    private func value(at step: Int, start: Double, top: Double, end: Double) -> Double {
        requireStep(step)
        let step = Double(min(step, steps - 1)), last = Double(steps - 1)
        let rise = riseFraction * Double(steps) - 1
        let ends = isThreePhase ? [rise, 2 * rise, last] : [rise, last]
        let values = isThreePhase ? [start, top, start, end] : [start, top, end]
        var first = 0.0
        for (phase, phaseEnd) in ends.enumerated() {
            if step <= phaseEnd || phase == ends.count - 1 {
                let fraction = phaseEnd > first ? (step - first) / (phaseEnd - first) : 1
                return shape == .cosine
                    ? cosineBetween(values[phase], values[phase + 1], at: fraction)
                    : between(values[phase], values[phase + 1], at: fraction)
            }
            first = phaseEnd
        }
        return end
    }
}
