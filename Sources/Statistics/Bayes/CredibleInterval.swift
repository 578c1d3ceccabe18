import LinearAlgebra

/// Which of the intervals that hold a share of a distribution.
public enum CredibleIntervalKind: Sendable, Hashable, Codable, CaseIterable {
    /// As much probability below as above: from one quantile to another.
    case equalTailed
    /// The shortest: every point inside has a higher density than any outside.
    case highestDensity
}

extension ContinuousDistribution {
    /// The interval that holds the value with probability `level`.
    ///
    /// The shortest one, for a density of one peak, has equal densities at its ends, or begins or ends where the density is highest. It is
    /// found by bisection on the probability below it.
    ///
    /// - Parameters:
    ///   - level: The probability, in 0..<1.
    ///   - kind: Which interval; by default the equal-tailed one.
    /// Complexity: 2 quantiles, or some 100 for the shortest interval.
    public func credibleInterval(level: Double = 0.95, kind: CredibleIntervalKind = .equalTailed)
        -> ClosedRange<Double>
    {
        require(level >= 0 && level < 1, "credibleInterval: the level \(level) is not in 0..<1")
        let tail = 1 - level
        guard kind == .highestDensity else { return quantile(tail / 2)...inverseSurvival(tail / 2) }
        // Positive where the density at the lower end is the higher one: the interval then belongs further down.
        func excess(_ below: Double) -> Double {
            let lower = logPDF(quantile(below)), upper = logPDF(inverseSurvival(tail - below))
            return lower == upper ? 0 : lower - upper
        }
        var low = 0.0, high = tail
        let atStart = excess(0), atEnd = excess(tail)
        if atStart >= 0, atStart > -.infinity { high = 0 } else if atEnd <= 0 { low = tail }
        for _ in 0..<60 where high > low {
            let middle = (low + high) / 2
            if excess(middle) > 0 { high = middle } else { low = middle }
        }
        let below = (low + high) / 2
        return quantile(below)...max(quantile(below), inverseSurvival(tail - below))
    }
}
