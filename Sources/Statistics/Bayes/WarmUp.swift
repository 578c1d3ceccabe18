import Foundation
import LinearAlgebra

/// Tunes the logarithm of a step's size so that the acceptance averages to a target.
///
/// Nesterov's dual averaging as Hoffman and Gelman (2014), §3.2, use it, with their γ = 0.05, t₀ = 10, κ = 0.75.
struct DualAveraging {
    private let target: Double
    private let centre: Double
    private var count = 0.0
    private var error = 0.0
    private var average = 0.0

    init(target: Double, stepSize: Double) {
        self.target = target
        centre = log(10 * stepSize)
    }

    /// The size of the next step.
    mutating func update(acceptance: Double) -> Double {
        count += 1
        let weight = 1 / (count + 10)
        error = (1 - weight) * error + weight * (target - acceptance)
        let logSize = centre - error * count.squareRoot() / 0.05
        let share = pow(count, -0.75)
        average = share * logSize + (1 - share) * average
        return exp(logSize)
    }

    /// The size to keep.
    var averaged: Double { count == 0 ? exp(centre) / 10 : exp(average) }
}

/// Variances of each parameter, drawn a little towards 0.001 while there are few draws, as Stan does.
struct RunningVariance {
    private var count = 0.0
    private var mean: Vector<Double>
    private var squares: Vector<Double>

    init(dimension: Int) {
        mean = Vector(repeating: 0, count: dimension)
        squares = mean
    }

    mutating func add(_ point: Vector<Double>) {
        count += 1
        let before = point - mean
        mean += before / count
        squares += before * (point - mean)
    }

    var estimate: Vector<Double> {
        guard count >= 2 else { return Vector(repeating: 1, count: mean.count) }
        return squares * (count / (count - 1) / (count + 5)) + 1e-3 * 5 / (count + 5)
    }
}

/// Stan's schedule: a fast start for the step, slow windows that double for the variances, a fast end for the step again.
struct WarmUpWindows {
    private let first: Int
    private let last: Int
    private var ends: Set<Int> = []

    init(_ steps: Int) {
        first = steps >= 150 ? 75 : steps * 15 / 100
        last = steps - (steps >= 150 ? 50 : steps / 10)
        var start = first, window = 25
        while start < last {
            // The last window takes what is too short for one of twice its length.
            let end = start + 3 * window > last ? last : start + window
            ends.insert(end - 1)
            start = end
            window *= 2
        }
    }

    func isSlow(_ step: Int) -> Bool { step >= first && step < last }
    func endsWindow(_ step: Int) -> Bool { ends.contains(step) }
}
