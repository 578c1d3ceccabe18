import Foundation
import LinearAlgebra

/// A rate that rises along a line and then falls with the root of the step: the Transformer's.
///
///     rate(t) = scale · dimension^(−1/2) · min(s^(−1/2), s · warmup^(−3/2)),   s = t + 1
///
/// The highest rate is that of step `warmup` − 1.
///
/// Source: A. Vaswani et al., "Attention Is All You Need" (2017), section 5.3.
public struct NoamSchedule: Schedule, Codable, Hashable {
    /// The width of the model.
    public let dimension: Int
    /// The number of steps of the rise.
    public let warmup: Int
    /// What the rate is multiplied by.
    public let scale: Double

    /// A rate that rises along a line and then falls with the root of the step.
    ///
    /// - Parameters:
    ///   - dimension: The width of the model, 1 or more.
    ///   - warmup: The number of steps of the rise, 1 or more.
    ///   - scale: What the rate is multiplied by, finite.
    public init(dimension: Int, warmup: Int, scale: Double = 1) {
        require(dimension >= 1, "NoamSchedule: a width of \(dimension); it must be 1 or more")
        requireSteps(warmup, "NoamSchedule")
        requireRate(scale, "NoamSchedule")
        (self.dimension, self.warmup, self.scale) = (dimension, warmup, scale)
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        let number = Double(step) + 1
        let rising = number * pow(Double(warmup), -1.5)
        return scale * pow(Double(dimension), -0.5) * min(pow(number, -0.5), rising)
    }
}

/// A rise, a long stretch of one rate, and a fall at the end.
///
/// The stretch can be made longer while it runs, which a cosine does not allow: only the fall must know where the run ends.
///
/// Source: S. Hu et al., "MiniCPM: Unveiling the Potential of Small Language Models with Scalable Training Strategies" (2024).
public struct WarmupStableDecaySchedule: Schedule, Codable, Hashable {
    /// The line of the fall.
    public enum Shape: String, Codable, Hashable, Sendable {
        /// A straight line.
        case linear
        /// Half a wave of the cosine.
        case cosine
        /// 1 − √f at a fraction f of the fall: steep at first.
        case oneMinusSquareRoot
    }

    /// The highest rate.
    public let peak: Double
    /// The number of steps of the rise; step 0 has rate 0 where there are any.
    public let warmup: Int
    /// The number of steps at the highest rate.
    public let stable: Int
    /// The number of steps of the fall.
    public let decay: Int
    /// The rate at the end.
    public let end: Double
    /// The line of the fall.
    public let shape: Shape

    /// A rise, a long stretch of one rate, and a fall at the end.
    ///
    /// - Parameters:
    ///   - peak: The highest rate, finite.
    ///   - warmup: The number of steps of the rise from 0, 0 or more.
    ///   - stable: The number of steps at the highest rate, 0 or more.
    ///   - decay: The number of steps of the fall, 1 or more.
    ///   - end: The rate after the fall, finite.
    ///   - shape: The line of the fall.
    public init(
        peak: Double, warmup: Int, stable: Int, decay: Int, to end: Double = 0, shape: Shape = .linear
    ) {
        requireRate(peak, "WarmupStableDecaySchedule")
        requireRate(end, "WarmupStableDecaySchedule")
        require(
            warmup >= 0 && stable >= 0, "WarmupStableDecaySchedule: \(warmup) and \(stable) steps")
        requireSteps(decay, "WarmupStableDecaySchedule")
        (self.peak, self.warmup, self.stable) = (peak, warmup, stable)
        (self.decay, self.end, self.shape) = (decay, end, shape)
    }

    public func rate(at step: Int) -> Double {
        requireStep(step)
        if step < warmup { return peak * Double(step) / Double(warmup) }
        if step - warmup < stable { return peak }
        let fraction = progress(step - warmup - stable, of: decay)
        return switch shape {
        case .linear: between(peak, end, at: fraction)
        case .cosine: cosineBetween(peak, end, at: fraction)
        case .oneMinusSquareRoot: between(peak, end, at: fraction.squareRoot())
        }
    }
}
