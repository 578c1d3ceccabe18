import Foundation
import LinearAlgebra
import Randomness

/// The Metropolis algorithm: a random walk that goes where the density is.
///
/// From x a step y = x + s·Lz is proposed, z standard normal, and taken with probability `min(1, p(y)/p(x))`; else x counts again. In the
/// long run x is visited in proportion to p(x). During warm-up the covariance LLᵀ follows that of the draws and s the acceptance rate; after it
/// both stand still, so that the draws are a true Markov chain.
///
///     let target = LogDensity(names: ["x"]) { x in -x.sumOfSquares() / 2 }
///     let chains = try Metropolis(seed: 1).sample(target)
///     print(abs(chains.summaries()[0].mean) < 0.1)      // true
///
/// Good for a few parameters; beyond ten, ``HamiltonianMonteCarlo`` needs far fewer steps. The version to read is
/// `Textbook.metropolis`. Sources: Metropolis et al. (1953); Haario, Saksman and Tamminen, *An adaptive Metropolis
/// algorithm* (2001); Roberts, Gelman and Gilks (1997), for the acceptance of 0.234.
public struct Metropolis: Sendable, Hashable, Codable {
    /// How many chains, at least 1; 4 by default.
    public var chains: Int
    /// How many draws each chain keeps, at least 1; 1000 by default.
    public var draws: Int
    /// How many draws come before those, for adaptation; 1000 by default.
    public var warmUp: Int
    /// Every how many-th draw is kept, at least 1; 1 by default.
    public var thinning: Int
    /// The first size of a step, > 0; 1 by default.
    public var stepSize: Double
    /// The seed of all chains.
    public var seed: UInt64

    /// A configuration.
    ///
    /// - Parameters:
    ///   - chains: How many chains, at least 1.
    ///   - draws: How many draws each chain keeps, at least 1.
    ///   - warmUp: How many draws come before those.
    ///   - thinning: Every how many-th draw is kept, at least 1.
    ///   - stepSize: The first size of a step, > 0.
    ///   - seed: The seed of all chains.
    public init(
        chains: Int = 4, draws: Int = 1000, warmUp: Int = 1000, thinning: Int = 1, stepSize: Double = 1,
        seed: UInt64 = 0
    ) {
        self.chains = chains
        self.draws = draws
        self.warmUp = warmUp
        self.thinning = thinning
        self.stepSize = stepSize
        self.seed = seed
    }

    /// Runs the chains, on all threads; the draws depend on the seed alone. O(d²) for each draw beside the density.
    ///
    /// - Parameters:
    ///   - density: What to draw from.
    ///   - starts: One starting point per chain, or one for all; by default uniform on (-2, 2) in each parameter.
    /// - Throws: ``BayesError/noStart(chain:tried:value:)``.
    public func sample(_ density: LogDensity, from starts: [Vector<Double>]? = nil) throws -> Chains {
        ChainStart.check(density, starts, chains: chains, draws: draws, warmUp: warmUp)
        require(stepSize > 0 && thinning >= 1, "Metropolis: step size \(stepSize), thinning \(thinning)")
        return try MarkovChains.run(chains, seed: seed, names: density.names) { chain, generator in
            let start = try ChainStart.point(density, given: starts, chain: chain, using: &generator)
            return run(density, from: start, using: &generator)
        }
    }

    private func run(_ density: LogDensity, from start: Vector<Double>, using generator: inout Generator)
        -> MarkovChains.Outcome
    {
        var walk = Walk(density, start: start, stepSize: stepSize)
        for step in 0..<warmUp { walk.advance(adapting: step, of: warmUp, using: &generator) }
        var kept = Matrix<Double>(repeating: 0, rows: draws, columns: start.count)
        walk.accepted = 0
        for row in 0..<draws {
            for _ in 0..<thinning { walk.advance(adapting: nil, of: warmUp, using: &generator) }
            for column in 0..<start.count { kept[row, column] = walk.point[column] }
        }
        return MarkovChains.Outcome(
            draws: kept, acceptanceRate: Double(walk.accepted) / Double(draws * thinning),
            stepSize: walk.stepSize,
            divergences: 0)
    }

    /// A chain on its way.
    private struct Walk {
        let density: LogDensity
        var point: Vector<Double>
        var value: Double
        var stepSize: Double
        var accepted = 0
        private var nextUpdate = 20
        private var factor: Matrix<Double>?
        private var moments: RunningCovariance

        init(_ density: LogDensity, start: Vector<Double>, stepSize: Double) {
            self.density = density
            point = start
            value = density.value(start)
            self.stepSize = stepSize
            moments = RunningCovariance(dimension: start.count)
        }

        mutating func advance(adapting step: Int?, of warmUp: Int, using generator: inout Generator) {
            let noise = Vector(generator.draws(point.count) { $0.standardNormal() })
            let move = factor.map { matmul($0, noise) } ?? noise
            let proposal = point + move * stepSize
            let proposed = density.value(proposal)
            let probability = proposed.isNaN ? 0 : min(1, exp(proposed - value))
            if generator.random() < probability {
                point = proposal
                value = proposed
                accepted += 1
            }
            guard let step else { return }
            adapt(step, warmUp, probability: probability)
        }

        /// Robbins and Monro's rule for log s; the covariance anew after 20 steps, then at intervals that grow by a fifth, so that a start
        /// far too narrow in one direction widens quickly.
        private mutating func adapt(_ step: Int, _ warmUp: Int, probability: Double) {
            let target = point.count == 1 ? 0.44 : 0.234
            stepSize *= exp((probability - target) / Double(step + 1).squareRoot())
            moments.add(point)
            guard point.count > 1, step + 1 >= nextUpdate, step + 1 < warmUp * 9 / 10 else { return }
            nextUpdate = step + 1 + max(20, 2 * point.count, step / 5)
            guard let covariance = moments.estimate, let cholesky = try? CholeskyDecomposition(covariance)
            else {
                return
            }
            if factor == nil { stepSize = 2.38 / Double(point.count).squareRoot() }
            factor = cholesky.lower
            moments.forgetHalf()
        }
    }
}

/// A covariance that grows with each point. Welford's update.
struct RunningCovariance {
    private var count = 0.0
    private var mean: Vector<Double>
    private var products: Matrix<Double>

    init(dimension: Int) {
        mean = Vector(repeating: 0, count: dimension)
        products = Matrix(repeating: 0, rows: dimension, columns: dimension)
    }

    mutating func add(_ point: Vector<Double>) {
        count += 1
        let before = point - mean
        mean += before / count
        ger(1, before, point - mean, &products)
    }

    /// Gives what was seen so far half its weight.
    mutating func forgetHalf() {
        count /= 2
        products = products * 0.5
    }

    /// The covariance, drawn a little towards a small multiple of the identity; nil before it has as many points as twice its size.
    var estimate: Matrix<Double>? {
        guard count >= Double(2 * mean.count) else { return nil }
        let weight = count / (count + 5)
        let symmetric = (products + products.transposed) * (0.5 / (count - 1) * weight)
        return symmetric + Matrix.identity(mean.count) * (1e-3 * 5 / (count + 5))
    }
}
