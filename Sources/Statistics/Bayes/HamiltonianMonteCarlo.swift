import Foundation
import LinearAlgebra
import Randomness

/// Hamiltonian Monte Carlo: a ball rolled over -log p, whose momentum carries it far from where it started.
///
/// With a momentum r of variance M for each parameter, the energy `H = -log p(x) + ½ rᵀM⁻¹r` is kept by the motion `ẋ = M⁻¹r`,
/// `ṙ = ∇log p(x)`. Leapfrog steps of size ε follow it closely: half a step of r, one of x, half a step of r. The end of the path is taken with probability
/// `min(1, e^(H - H'))`. During warm-up ε is tuned by dual averaging to the target acceptance, and M⁻¹ becomes the variances
/// of the draws. Paths are of random length around ``pathLength``, so that no period of the motion is met.
///
///     let target = LogDensity(names: ["x", "y"]) { x in (value: -x.sumOfSquares() / 2, gradient: -x) }
///     let chains = try HamiltonianMonteCarlo(seed: 1).sample(target)
///     print(chains.summaries().allSatisfy { $0.rHat < 1.01 })    // true
///
/// Cost: some `pathLength/ε` gradients for each draw. Sources: Neal, *MCMC using Hamiltonian dynamics* (2011); Hoffman and Gelman, *The
/// No-U-Turn Sampler* (2014), §3.2 for dual averaging; the windows of warm-up are Stan's.
public struct HamiltonianMonteCarlo: Sendable, Hashable, Codable {
    /// How many chains, at least 1; 4 by default.
    public var chains: Int
    /// How many draws each chain keeps, at least 1; 1000 by default.
    public var draws: Int
    /// How many draws come before those, for adaptation; 1000 by default.
    public var warmUp: Int
    /// The mean acceptance that the size of a step is tuned to, in 0..<1; 0.8 by default. Higher means smaller steps, for sharp bends.
    public var targetAcceptance: Double
    /// The mean length of a path in standard deviations of the draws, > 0; π/2 by default, a quarter of a normal density's period.
    public var pathLength: Double
    /// The most leapfrog steps of a path, at least 1; 256 by default.
    public var maximumSteps: Int
    /// The seed of all chains.
    public var seed: UInt64

    /// A configuration.
    ///
    /// - Parameters:
    ///   - chains: How many chains, at least 1.
    ///   - draws: How many draws each chain keeps, at least 1.
    ///   - warmUp: How many draws come before those.
    ///   - targetAcceptance: The mean acceptance that the size of a step is tuned to, in 0..<1.
    ///   - pathLength: The mean length of a path in standard deviations, > 0.
    ///   - maximumSteps: The most leapfrog steps of a path, at least 1.
    ///   - seed: The seed of all chains.
    public init(
        chains: Int = 4, draws: Int = 1000, warmUp: Int = 1000, targetAcceptance: Double = 0.8,
        pathLength: Double = .pi / 2, maximumSteps: Int = 256, seed: UInt64 = 0
    ) {
        self.chains = chains
        self.draws = draws
        self.warmUp = warmUp
        self.targetAcceptance = targetAcceptance
        self.pathLength = pathLength
        self.maximumSteps = maximumSteps
        self.seed = seed
    }

    /// Runs the chains, on all threads; the draws depend on the seed alone.
    ///
    /// - Parameters:
    ///   - density: What to draw from; a known gradient makes it fast.
    ///   - starts: One starting point per chain, or one for all; by default uniform on (-2, 2) in each parameter.
    /// - Throws: ``BayesError/noStart(chain:tried:value:)``.
    public func sample(_ density: LogDensity, from starts: [Vector<Double>]? = nil) throws -> Chains {
        ChainStart.check(density, starts, chains: chains, draws: draws, warmUp: warmUp)
        require(
            targetAcceptance > 0 && targetAcceptance < 1 && pathLength > 0 && pathLength.isFinite
                && maximumSteps >= 1,
            "HamiltonianMonteCarlo: target \(targetAcceptance), path length \(pathLength), \(maximumSteps) steps"
        )
        return try MarkovChains.run(chains, seed: seed, names: density.names) { chain, generator in
            let start = try ChainStart.point(density, given: starts, chain: chain, using: &generator)
            return run(density, from: start, using: &generator)
        }
    }

    private func run(_ density: LogDensity, from start: Vector<Double>, using generator: inout Generator)
        -> MarkovChains.Outcome
    {
        var motion = HamiltonianMotion(density, at: start)
        motion.stepSize = motion.reasonableStepSize(using: &generator)
        var tuning = DualAveraging(target: targetAcceptance, stepSize: motion.stepSize)
        var variances = RunningVariance(dimension: start.count)
        let windows = WarmUpWindows(warmUp)
        for step in 0..<warmUp {
            let path = motion.advance(pathLength, maximumSteps, using: &generator)
            motion.stepSize = tuning.update(acceptance: path.acceptance)
            guard windows.isSlow(step) else { continue }
            variances.add(motion.point)
            guard windows.endsWindow(step) else { continue }
            motion.inverseMass = variances.estimate
            variances = RunningVariance(dimension: start.count)
            motion.stepSize = motion.reasonableStepSize(using: &generator)
            tuning = DualAveraging(target: targetAcceptance, stepSize: motion.stepSize)
        }
        if warmUp > 0 { motion.stepSize = tuning.averaged }
        var kept = Matrix<Double>(repeating: 0, rows: draws, columns: start.count)
        var acceptance = 0.0, divergences = 0
        for row in 0..<draws {
            let path = motion.advance(pathLength, maximumSteps, using: &generator)
            acceptance += path.acceptance
            divergences += path.diverged ? 1 : 0
            for column in 0..<start.count { kept[row, column] = motion.point[column] }
        }
        return MarkovChains.Outcome(
            draws: kept, acceptanceRate: acceptance / Double(draws), stepSize: motion.stepSize,
            divergences: divergences)
    }
}

/// A point with the slope under it, and the steps it takes.
struct HamiltonianMotion {
    let density: LogDensity
    var point: Vector<Double>
    var value: Double
    var gradient: Vector<Double>
    var stepSize = 1.0
    /// M⁻¹, the variances of the parameters.
    var inverseMass: Vector<Double>
    /// An energy that rises by more means that the leapfrog has left its path.
    private static let divergence = 1000.0

    init(_ density: LogDensity, at point: Vector<Double>) {
        self.density = density
        self.point = point
        (value, gradient) = density.valueAndGradient(point)
        inverseMass = Vector(repeating: 1, count: point.count)
    }

    private func momentum(using generator: inout Generator) -> Vector<Double> {
        Vector(generator.draws(point.count) { $0.standardNormal() }) / inverseMass.sqrt()
    }

    private func energy(_ momentum: Vector<Double>) -> Double {
        (momentum.square() * inverseMass).sum() / 2 - value
    }

    private mutating func leapfrog(_ momentum: inout Vector<Double>, _ size: Double) {
        momentum += gradient * (size / 2)
        point += momentum * inverseMass * size
        (value, gradient) = density.valueAndGradient(point)
        momentum += gradient * (size / 2)
    }

    /// One draw: a path from here, taken or not.
    mutating func advance(_ length: Double, _ most: Int, using generator: inout Generator) -> (
        acceptance: Double, diverged: Bool
    ) {
        let before = self
        var momentum = momentum(using: &generator)
        let start = energy(momentum)
        let steps = max(1, min(Double(most), (length * generator.uniform(0.5, 1.5) / stepSize).rounded()))
        var end = start
        for _ in 0..<Int(steps) {
            leapfrog(&momentum, stepSize)
            end = energy(momentum)
            if !(end - start < Self.divergence) { break }
        }
        let diverged = !(end - start < Self.divergence)
        let acceptance = diverged ? 0 : min(1, exp(start - end))
        if generator.random() >= acceptance {
            let size = stepSize
            self = before
            stepSize = size
        }
        return (acceptance, diverged)
    }

    /// The size, by doublings and halvings, at which one step is taken with probability near 0.8.
    func reasonableStepSize(using generator: inout Generator) -> Double {
        var size = stepSize
        let grows = acceptance(of: size, using: &generator) > 0.8
        for _ in 0..<60 {
            let next = grows ? size * 2 : size / 2
            if (acceptance(of: next, using: &generator) > 0.8) != grows { return grows ? size : next }
            size = next
        }
        return size
    }

    private func acceptance(of size: Double, using generator: inout Generator) -> Double {
        var trial = self
        var momentum = momentum(using: &generator)
        let start = energy(momentum)
        trial.leapfrog(&momentum, size)
        let change = start - trial.energy(momentum)
        return change.isNaN ? 0 : min(1, exp(change))
    }
}
