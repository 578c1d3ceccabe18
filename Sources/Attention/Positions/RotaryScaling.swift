import Foundation
import LinearAlgebra

/// How the angles of a ``RotaryEmbedding`` are stretched, so that a model reads further than it was trained to.
public enum RotaryScaling: Sendable, Hashable, Codable {
    /// `θ/factor`: positions are squeezed. Source: Chen et al., *Extending Context Window of Large Language Models* (2023).
    case linear(factor: Double)
    /// The base becomes `base · factor^(d/(d - 2))`: slow angles are squeezed by `factor`, the fastest not at all ("NTK-aware", 2023).
    case ntk(factor: Double)
    /// Angles with waves longer than `length/low` are divided by `factor`, those shorter than `length/high` stay, between them
    /// it goes over smoothly. Source: *The Llama 3 Herd of Models* (2024).
    case llama3(factor: Double, low: Double = 1, high: Double = 4, length: Int = 8192)
    /// Angles that turn fewer than `slow` times in `length` positions are divided by `factor`, those that turn more than `fast` times stay, a ramp
    /// between them; sines and cosines grow by `0.1 ln(factor) + 1`. Source: Peng et al., *YaRN* (2023).
    case yarn(factor: Double, length: Int, fast: Double = 32, slow: Double = 1)

    /// θ of each pair, and what sines and cosines are multiplied by.
    ///
    /// - Parameters:
    ///   - scaling: The scaling, or nil for none.
    ///   - dimension: How many numbers of a head are turned, even.
    ///   - base: That of the powers.
    static func angles(
        _ scaling: RotaryScaling?, dimension: Int, base: Double
    ) -> (angles: [Double], magnitude: Double) {
        let pairs = 0..<(dimension / 2)
        func powers(_ base: Double) -> [Double] {
            pairs.map { pow(base, -Double(2 * $0) / Double(dimension)) }
        }
        switch scaling {
        case nil: return (powers(base), 1)
        case .linear(let factor)?: return (powers(base).map { $0 / factor }, 1)
        case .ntk(let factor)?:
            let exponent = Double(dimension) / Double(max(1, dimension - 2))
            return (powers(base * pow(factor, exponent)), 1)
        case .llama3(let factor, let low, let high, let length)?:
            return (powers(base).map { llama3($0, factor, low, high, Double(length)) }, 1)
        case .yarn(let factor, let length, let fast, let slow)?:
            // The pair that turns so many times within the length.
            let place = { (turns: Double) -> Double in
                Double(dimension) * log(Double(length) / (turns * 2 * .pi)) / (2 * log(base))
            }
            let first = max(0, place(fast).rounded(.down))
            var last = min(Double(dimension - 1), place(slow).rounded(.up))
            if last == first { last += 0.001 }
            let angles = zip(pairs, powers(base)).map { pair, angle -> Double in
                let squeezed = min(1, max(0, (Double(pair) - first) / (last - first)))
                return squeezed * angle / factor + (1 - squeezed) * angle
            }
            return (angles, factor <= 1 ? 1 : 0.1 * log(factor) + 1)
        }
    }

    private static func llama3(
        _ angle: Double, _ factor: Double, _ low: Double, _ high: Double, _ length: Double
    ) -> Double {
        let wave = 2 * Double.pi / angle
        if wave > length / low { return angle / factor }
        if wave < length / high { return angle }
        let share = (length / wave - low) / (high - low)
        return (1 - share) * angle / factor + share * angle
    }

    /// Complains of numbers that make no sense.
    func check() {
        switch self {
        case .linear(let factor), .ntk(let factor):
            require(factor > 0, "RotaryScaling: a factor of \(factor)")
        case .llama3(let factor, let low, let high, let length):
            require(
                factor > 0 && low > 0 && high > low && length >= 1,
                "RotaryScaling.llama3: factor \(factor), low \(low), high \(high), length \(length)")
        case .yarn(let factor, let length, let fast, let slow):
            require(
                factor > 0 && length >= 1 && fast > slow && slow > 0,
                "RotaryScaling.yarn: factor \(factor), length \(length), fast \(fast), slow \(slow)")
        }
    }
}
