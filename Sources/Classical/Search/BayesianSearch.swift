import Foundation
import LinearAlgebra
import Randomness
import Statistics

/// Proposes points where a Gaussian process, fitted to the scores so far, expects the most improvement.
///
/// Source: D. Jones, M. Schonlau, W. Welch, "Efficient global optimization of expensive black-box functions" (1998); J. Snoek,
/// H. Larochelle, R. Adams, "Practical Bayesian optimization of machine learning algorithms" (2012).
struct BayesianSearch {
    var generator: Generator
    let sign: Double

    init(seed: UInt64, isBetterWhenHigher: Bool) {
        generator = Generator(seed: seed)
        sign = isBetterWhenHigher ? 1 : -1
    }

    /// The next point; nil where lists have no other.
    mutating func next<E: Sendable>(
        _ base: E, _ space: [Parameter<E>], _ tried: [[Double]], _ means: [Double]
    ) -> Setting<E>? {
        let seen = Set(tried)
        let known = means.indices.filter { means[$0].isFinite }
        var candidates = (0..<1000).map { _ in generator.random(count: space.count) }
        let best = known.max { sign * means[$0] < sign * means[$1] }
        if let best {
            for _ in 0..<200 {
                candidates.append(
                    tried[best].map { min(max($0 + 0.08 * generator.standardNormal(), 0), 1 - 1e-9) })
            }
        }
        let points = candidates.map { point in zip(space, point).map { $0.snapped($1) } }
            .filter { !seen.contains($0) }
        guard !points.isEmpty else { return nil }
        guard known.count >= 2, let best else { return Setting(base, space, points[0]) }
        let process = SurrogateProcess(
            known.map { tried[$0] }, known.map { sign * means[$0] }, isOrdered: space.map(\.isOrdered))
        let goal = process.scaled(sign * means[best])
        var chosen = points[0], most = -1.0
        for point in points {
            let gain = process.expectedImprovement(at: point, over: goal)
            if gain > most { (chosen, most) = (point, gain) }
        }
        return Setting(base, space, chosen)
    }
}

/// A Gaussian process with a Matérn 5/2 kernel, whose length scales and noise have the largest likelihood of a small grid.
struct SurrogateProcess {
    private let points: [[Double]]
    private let isOrdered: [Bool]
    private let mean: Double
    private let spread: Double
    private var scales: [Double]
    private var noise = 1e-4
    private var factor: CholeskyDecomposition<Double>?
    private var alpha: Vector<Double> = []

    init(_ points: [[Double]], _ values: [Double], isOrdered: [Bool]) {
        self.points = points
        self.isOrdered = isOrdered
        let y = Vector(values), deviation = y.standardDeviation()
        mean = y.mean()
        spread = deviation > 0 ? deviation : 1
        scales = [Double](repeating: 0.4, count: isOrdered.count)
        let target = (y - mean) / spread
        var best = -Double.infinity, bestScales = scales, bestNoise = noise
        func attempt(_ scales: [Double], _ noise: Double) {
            let likelihood = logLikelihood(target, scales, noise)
            if likelihood > best { (best, bestScales, bestNoise) = (likelihood, scales, noise) }
        }
        for scale in [0.1, 0.2, 0.4, 0.8, 1.6] {
            for noise in [1e-6, 1e-3, 0.03, 0.3] {
                attempt([Double](repeating: scale, count: isOrdered.count), noise)
            }
        }
        // Then one scale at a time: an option that hardly matters gets a long one.
        for _ in 0..<2 {
            for index in isOrdered.indices {
                for ratio in [0.5, 2, 4] {
                    var scales = bestScales
                    scales[index] *= ratio
                    attempt(scales, bestNoise)
                }
            }
        }
        (scales, noise) = (bestScales, bestNoise)
        factor = try? CholeskyDecomposition(kernel(scales, noise))
        alpha = factor?.solve(target) ?? target * 0
    }

    func scaled(_ value: Double) -> Double { (value - mean) / spread }

    private func matern(_ a: [Double], _ b: [Double], _ scales: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices {
            let gap = isOrdered[index] ? a[index] - b[index] : (a[index] == b[index] ? 0 : 1)
            sum += gap * gap / (scales[index] * scales[index])
        }
        let r = (5 * sum).squareRoot()
        return (1 + r + r * r / 3) * exp(-r)
    }

    private func kernel(_ scales: [Double], _ noise: Double) -> Matrix<Double> {
        Matrix(rows: points.count, columns: points.count) { i, j in
            matern(points[i], points[j], scales) + (i == j ? noise + 1e-8 : 0)
        }
    }

    private func logLikelihood(_ y: Vector<Double>, _ scales: [Double], _ noise: Double) -> Double {
        guard let factor = try? CholeskyDecomposition(kernel(scales, noise)) else { return -.infinity }
        return -0.5 * dot(y, factor.solve(y)) - 0.5 * factor.logDeterminant()
    }

    /// E max(0, f(x) - goal) = (μ - g) Φ(z) + σ φ(z), z = (μ - g)/σ.
    func expectedImprovement(at point: [Double], over goal: Double) -> Double {
        guard let factor else { return 0 }
        let k = Vector(points.map { matern($0, point, scales) })
        let mean = dot(k, alpha)
        let variance = max(1e-12, 1 - dot(k, factor.solve(k)))
        let deviation = variance.squareRoot(), z = (mean - goal) / deviation
        return (mean - goal) * Normal.standard.cdf(z) + deviation * Normal.standard.pdf(z)
    }
}
