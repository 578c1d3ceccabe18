import LinearAlgebra
import Randomness

/// Runs chains side by side, each with a generator of its own: the draws depend on the seed alone.
enum MarkovChains {
    /// What one chain gave.
    struct Outcome {
        var draws: Matrix<Double>
        var acceptanceRate: Double
        var stepSize: Double
        var divergences: Int
    }

    static func run(
        _ count: Int, seed: UInt64, names: [String], _ chain: (Int, inout Generator) throws -> Outcome
    ) throws -> Chains {
        var seeds = SeedSequence(seed)
        let generators = seeds.spawn(count).map { Generator(seeds: $0) }
        var results = [Result<Outcome, any Error>?](repeating: nil, count: count)
        results.withUnsafeMutableBufferPointer { places in
            let places = places
            concurrently(count) { index in
                var generator = generators[index]
                places[index] = Result { try chain(index, &generator) }
            }
        }
        let outcomes = try results.compactMap { try $0?.get() }
        return Chains(
            names: names, draws: outcomes.map(\.draws), acceptanceRates: outcomes.map(\.acceptanceRate),
            stepSizes: outcomes.map(\.stepSize), divergences: outcomes.map(\.divergences))
    }
}

/// Why a sampler could not start, or a mode could not be found.
public enum BayesError: Error, Equatable, Sendable {
    /// The density is 0 or not a number at every starting point that was tried.
    case noStart(chain: Int, tried: Int, value: Double)
    /// The search for the mode ended without finding it.
    case noMode(steps: Int, gradientNorm: Double)
    /// The curvature at the mode is not that of a peak.
    case flatMode(detail: String)
    /// A density on a grid whose values are all zero or not numbers.
    case emptyGrid
    /// Data that the model cannot have produced.
    case badData(detail: String)
}

extension BayesError: CustomStringConvertible {
    /// The facts in a sentence.
    public var description: String {
        switch self {
        case .noStart(let chain, let tried, let value):
            "chain \(chain): the log density is \(value) at the last of \(tried) starting points; give starting values"
        case .noMode(let steps, let norm):
            "no mode after \(steps) steps: the gradient's length is still \(norm)"
        case .flatMode(let detail): "the mode is not a peak: \(detail)"
        case .emptyGrid: "the density is zero or not a number at every point of the grid"
        case .badData(let detail): detail
        }
    }
}

/// Where a chain begins.
enum ChainStart {
    /// The given point, or the first of 100 uniform on (-2, 2) with a finite density.
    static func point(
        _ density: LogDensity, given: [Vector<Double>]?, chain: Int, using generator: inout Generator
    ) throws(BayesError) -> Vector<Double> {
        if let given {
            let point = given[chain % given.count], value = density.value(point)
            guard value.isFinite else { throw .noStart(chain: chain, tried: 1, value: value) }
            return point
        }
        var value = Double.nan
        for _ in 0..<100 {
            let point = Vector(generator.uniform(-2, 2, count: density.dimension))
            value = density.value(point)
            if value.isFinite { return point }
        }
        throw .noStart(chain: chain, tried: 100, value: value)
    }

    static func check(
        _ density: LogDensity, _ starts: [Vector<Double>]?, chains: Int, draws: Int, warmUp: Int
    ) {
        require(
            chains >= 1 && draws >= 1 && warmUp >= 0 && density.dimension >= 1,
            "sample: \(chains) chains, \(draws) draws, \(warmUp) of warm-up, \(density.dimension) parameters")
        let fits = (starts ?? []).allSatisfy { $0.count == density.dimension }
        require(
            starts?.isEmpty != true && fits,
            "sample: starting values of counts \((starts ?? []).map(\.count)) for \(density.dimension) parameters"
        )
    }
}
