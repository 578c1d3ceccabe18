import Foundation
import LinearAlgebra
import Randomness

extension Textbook {
    /// The Metropolis algorithm in ten lines: propose a step, take it with probability `min(1, p(y)/p(x))`, else stay.
    ///
    /// The version to run, which adapts its steps, is ``Metropolis``. Source: Metropolis et al. (1953).
    ///
    /// - Parameters:
    ///   - logDensity: log p(x) + constant.
    ///   - start: Where the walk begins.
    ///   - scale: The standard deviation of a step in each direction, > 0.
    ///   - draws: How many draws, 0 or more.
    ///   - generator: Where the randomness comes from.
    /// - Returns: One row per draw.
    public static func metropolis(
        _ logDensity: (Vector<Double>) -> Double, start: Vector<Double>, scale: Double, draws: Int,
        using generator: inout some RandomStream
    ) -> Matrix<Double> {
        require(scale > 0 && draws >= 0, "metropolis: scale \(scale), \(draws) draws")
        var x = start
        var value = logDensity(x)
        var walk: [Vector<Double>] = []
        for _ in 0..<draws {
            let proposal = x + scale * Vector(generator.draws(x.count) { $0.standardNormal() })
            let proposed = logDensity(proposal)
            if generator.random() < exp(proposed - value) { (x, value) = (proposal, proposed) }
            walk.append(x)
        }
        return draws == 0 ? .zeros(0, start.count) : stack(walk, as: .rows)
    }
}
