/// The probabilities of a discrete distribution with one mode, up to a common factor, from the ratios of
/// neighbours.
///
/// Starting at the mode with weight 1 needs no factorials, so tails keep all digits down to 1e-308.
struct RelativeWeights {
    let lower: Int
    private(set) var weights: [Double]
    let total: Double

    /// - Parameter ratio: p(k + 1)/p(k) for lower ≤ k < upper, which falls in k.
    init(_ range: ClosedRange<Int>, ratio: (Int) -> Double) {
        lower = range.lowerBound
        var low = range.lowerBound, high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if ratio(middle) > 1 { low = middle + 1 } else { high = middle }
        }
        weights = [Double](repeating: 0, count: range.count)
        weights[low - lower] = 1
        var sum = 1.0, weight = 1.0
        for k in low..<range.upperBound {
            weight *= ratio(k)
            if weight == 0 { break }
            weights[k + 1 - lower] = weight
            sum += weight
        }
        weight = 1
        for k in stride(from: low - 1, through: lower, by: -1) {
            weight /= ratio(k)
            if weight == 0 { break }
            weights[k - lower] = weight
            sum += weight
        }
        total = sum
    }

    /// P(X = k).
    func probability(of k: Int) -> Double { weights[k - lower] / total }
    /// P(X ≤ k).
    func cdf(_ k: Int) -> Double {
        k < lower ? 0 : min(1, weights[...min(k - lower, weights.count - 1)].reduce(0, +) / total)
    }
    /// P(X ≥ k).
    func survival(from k: Int) -> Double {
        k - lower >= weights.count ? 0 : min(1, weights[max(0, k - lower)...].reversed().reduce(0, +) / total)
    }
    /// P(p(X) ≤ p(k)): the two-sided p-value that counts every outcome no more probable than k. Rounding must
    /// not part what is equal, hence the tolerance.
    func probability(ofAtMostAsProbableAs k: Int) -> Double {
        let limit = weights[k - lower] * (1 + 1e-7)
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
