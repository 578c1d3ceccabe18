import Foundation
import LinearAlgebra

// What discrete distributions share.

/// ⌊x⌋ as an integer, kept inside a range; NaN must have been dealt with.
@inline(__always)
func floored(_ x: Double) -> Int {
    x >= 0x1p62 ? 1 << 62 : x <= -0x1p62 ? -(1 << 62) : Int(x.rounded(.down))
}

/// The smallest integer of a range at which a condition holds that, once true, stays true.
///
/// From a guess, by steps that double until they bracket the place, then by bisection.
///
/// - Parameters:
///   - guess: Where to begin.
///   - range: Where to look; the condition is taken to hold at its upper end.
///   - holds: The condition. O(log |guess − result|) calls.
func firstInteger(near guess: Double, in range: ClosedRange<Int>, where holds: (Int) -> Bool) -> Int {
    let inside = guess.isNaN ? Double(range.lowerBound) : guess
    let start = min(max(floored(inside), range.lowerBound), range.upperBound)
    var below = start, above = start, step = 1
    if holds(start) {
        while below > range.lowerBound {
            let next = range.lowerBound + step > below ? range.lowerBound : below - step
            if !holds(next) {
                below = next
                break
            }
            (above, below, step) = (next, next, step &* 2)
        }
        if above == range.lowerBound { return above }
    } else {
        repeat {
            below = above
            above = range.upperBound - step < above ? range.upperBound : above + step
            step = step &* 2
        } while above < range.upperBound && !holds(above)
    }
    while above - below > 1 {
        let middle = below + (above - below) / 2
        if holds(middle) { above = middle } else { below = middle }
    }
    return above
}

extension DiscreteDistribution {
    /// The smallest k with cdf(k) ≥ p; one below the support for p = 0, as in SciPy, and ∞ where no k is the last.
    func searchedQuantile(_ p: Double) -> Double {
        guard isProbability(p) else { return .nan }
        if p == 0 { return Double(support.lowerBound) - 1 }
        if p == 1 && support.upperBound == .max { return .infinity }
        let near = guess(Special.normalQuantile(p))
        // Beyond 2⁵³ there are no neighbours to search among.
        if near >= 0x1p53 { return near.rounded(.up) }
        return Double(firstInteger(near: near, in: searched) { cdf(Double($0)) >= p })
    }

    /// The smallest k with survival(k) ≤ q.
    func searchedInverseSurvival(_ q: Double) -> Double {
        guard isProbability(q) else { return .nan }
        if q == 1 { return Double(support.lowerBound) - 1 }
        if q == 0 && support.upperBound == .max { return .infinity }
        let near = guess(-Special.normalQuantile(q))
        if near >= 0x1p53 { return near.rounded(.up) }
        return Double(firstInteger(near: near, in: searched) { survival(Double($0)) <= q })
    }

    /// The support as far as `Double` counts in ones.
    private var searched: ClosedRange<Int> { support.lowerBound...min(support.upperBound, 1 << 53) }

    /// The quantile of a normal distribution with the first three moments put right (Cornish and Fisher, 1938).
    private func guess(_ z: Double) -> Double {
        let skew = skewness.isFinite ? skewness : 0
        return mean + standardDeviation * (z + skew * (z * z - 1) / 6)
    }

    /// Σ −p ln p over all k that matter: those within 40 standard deviations of the mean, and 800 more.
    func summedEntropy() -> Double {
        let reach = 40 * standardDeviation + 800
        let first = max(support.lowerBound, floored(mean - reach))
        let last = min(support.upperBound, floored(mean + reach))
        var sum = 0.0
        for k in first...last {
            let logarithm = logPMF(k)
            if logarithm > -745 { sum -= exp(logarithm) * logarithm }
        }
        return sum
    }

    /// A function of each element by a table of its values at all integers between the smallest and the largest element, where
    /// that is fewer than there are elements; otherwise one call after another.
    @inline(__always)
    func evaluateByTable(
        _ function: DistributionFunction, of x: UnsafeBufferPointer<Double>,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        var least = Double.infinity, greatest = -Double.infinity
        for value in x where value.isFinite {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        let isOfIntegers = function != .quantile && function != .inverseSurvival
        guard isOfIntegers, greatest - least < Double(x.count / 2), abs(least) < 0x1p52,
            abs(greatest) < 0x1p52
        else {
            return evaluateEach(function, of: x, into: result)
        }
        let first = Int(least.rounded(.down)), last = Int(greatest.rounded(.down))
        let places = (first...last).map { Double($0) }
        let table = [Double](unsafeUninitializedCapacity: places.count) { table, count in
            places.withUnsafeBufferPointer { evaluateEach(function, of: $0, into: table) }
            count = places.count
        }
        let isDensity = function == .density || function == .logDensity
        let none: Double = function == .density ? 0 : -.infinity
        for index in x.indices {
            let value = x[index]
            if value.isFinite {
                let k = Int(value.rounded(.down))
                result[index] = isDensity && Double(k) != value ? none : table[k - first]
            } else {
                evaluateEach(
                    function, of: UnsafeBufferPointer(rebasing: x[index...index]),
                    into: UnsafeMutableBufferPointer(rebasing: result[index...index]))
            }
        }
    }
}

extension UnsafeMutableBufferPointer<Double> {
    /// Copies as many integers as there are places.
    func take(_ values: [Int]) {
        values.withUnsafeBufferPointer { source in
            for index in indices { self[index] = Double(source[index]) }
        }
    }
}

/// The values of a fit as counts.
func fitCounts(
    _ data: Vector<Double>, in support: String, where isInside: (Double) -> Bool
) throws(DistributionFitError) -> [Double] {
    try fitData(data, in: support) { $0 == $0.rounded() && isInside($0) }
}
