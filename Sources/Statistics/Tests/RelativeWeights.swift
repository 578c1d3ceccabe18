/// The probabilities of a discrete distribution with one mode, up to a common factor, from the ratios of
/// neighbours.
///
/// Starting at the mode with weight 1 needs no factorials, so tails keep all digits down to 1e-308.
struct RelativeWeights {
    /// The outcome of the first weight. Outcomes whose weight underflows are not stored.
    private let lower: Int
    private let weights: [Double]
    private let total: Double

    /// - Parameter ratio: p(k + 1)/p(k) for lower ≤ k < upper, which falls in k.
    init(_ range: ClosedRange<Int>, ratio: (Int) -> Double) {
        var low = range.lowerBound, high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if ratio(middle) > 1 { low = middle + 1 } else { high = middle }
        }
        let mode = low
        var above: [Double] = [], below: [Double] = []
        var weight = 1.0
        for k in mode..<range.upperBound {
            weight *= ratio(k)
            if weight < .leastNormalMagnitude { break }
            above.append(weight)
        }
        weight = 1
        for k in stride(from: mode - 1, through: range.lowerBound, by: -1) {
            weight /= ratio(k)
            if weight < .leastNormalMagnitude { break }
            below.append(weight)
        }
        lower = mode - below.count
        weights = below.reversed() + [1] + above
        total = weights.reduce(0, +)
    }

    private func weight(_ k: Int) -> Double {
        k < lower || k - lower >= weights.count ? 0 : weights[k - lower]
    }

    /// P(X ≤ k).
    func cdf(_ k: Int) -> Double {
        k < lower ? 0 : min(1, weights[...min(k - lower, weights.count - 1)].reduce(0, +) / total)
    }
    /// P(X ≥ k).
    func survival(from k: Int) -> Double {
        k - lower >= weights.count ? 0 : min(1, weights[max(0, k - lower)...].reduce(0, +) / total)
    }
    /// P(p(X) ≤ p(k)): the two-sided p-value that counts every outcome no more probable than k. Rounding must
    /// not part what is equal, hence the tolerance.
    func probability(ofAtMostAsProbableAs k: Int) -> Double {
        let limit = weight(k) * (1 + 1e-7)
        return min(1, weights.reduce(0.0) { $1 <= limit ? $0 + $1 : $0 } / total)
    }
    /// E[X].
    var mean: Double {
        var sum = 0.0
        for (index, weight) in weights.enumerated() { sum += Double(index) * weight }
        return Double(lower) + sum / total
    }

    /// The p-value of an outcome.
    func pValue(_ k: Int, _ alternative: Alternative) -> Double {
        switch alternative {
        case .twoSided: probability(ofAtMostAsProbableAs: k)
        case .less: cdf(k)
        case .greater: survival(from: k)
        }
    }
}
