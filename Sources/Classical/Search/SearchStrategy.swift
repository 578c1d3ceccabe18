import LinearAlgebra
import Randomness

/// In which order configurations are tried.
public enum SearchStrategy: Sendable, Hashable, Codable {
    /// All combinations of lists.
    case grid
    /// So many points at random.
    case random(Int, seed: UInt64 = 0)
    /// So many points at random on few rows, the best third of them on three times as many, and so on until all rows are used.
    case halving(Int, factor: Int = 3, seed: UInt64 = 0)
    /// So many points, each where a Gaussian process fitted to those before it expects the most improvement.
    case bayesian(Int, seed: UInt64 = 0)

    /// The points of a grid, the last parameter varying fastest, or random ones without repeats.
    func initial<E: Sendable>(_ base: E, _ space: [Parameter<E>]) -> [Setting<E>] {
        switch self {
        case .grid:
            var points: [[Double]] = [[]]
            for parameter in space {
                guard let count = parameter.count else {
                    require(false, "tune: \(parameter.name) is a range, and a grid needs lists of values")
                    return []
                }
                points = points.flatMap { point in (0..<count).map { point + [parameter.place($0)] } }
            }
            return points.map { Setting(base, space, $0) }
        case .random(let count, let seed), .halving(let count, _, let seed):
            require(count >= 1, "tune: \(count) points, and must be 1 or more")
            var generator = Generator(seed: seed)
            return randomPoints(count, base, space, &generator)
        case .bayesian(let count, let seed):
            require(count >= 1, "tune: \(count) points, and must be 1 or more")
            var generator = Generator(seed: seed)
            let start = min(count, max(4, 2 * space.count + 1))
            return spreadPoints(start, base, space, &generator)
        }
    }
}

/// Random points without repeats; fewer, where lists have no more.
func randomPoints<E: Sendable>(
    _ count: Int, _ base: E, _ space: [Parameter<E>], _ generator: inout Generator
) -> [Setting<E>] {
    var seen: Set<[Double]> = [], settings: [Setting<E>] = [], misses = 0
    while settings.count < count, misses < 100 {
        let setting = Setting(base, space, generator.random(count: space.count))
        if seen.insert(setting.places).inserted { settings.append(setting) } else { misses += 1 }
    }
    return settings
}

/// Points of which each parameter takes each of `count` equal shares of its range once: a Latin hypercube.
private func spreadPoints<E: Sendable>(
    _ count: Int, _ base: E, _ space: [Parameter<E>], _ generator: inout Generator
) -> [Setting<E>] {
    let columns = space.map { _ in
        generator.permutation(count).map { (Double($0) + generator.random()) / Double(count) }
    }
    var seen: Set<[Double]> = [], settings: [Setting<E>] = []
    for point in 0..<count {
        let setting = Setting(base, space, columns.map { $0[point] })
        if seen.insert(setting.places).inserted { settings.append(setting) }
    }
    return settings
}
