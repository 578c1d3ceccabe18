/// Draws of several numbers that belong together.
extension RandomStream {
    /// How n trials with several outcomes fall: counts that add up to n. NumPy: `multinomial(n, pvals)`.
    ///
    /// Outcome j is a binomial draw from the trials that are left, with its share of the probability that is left.
    ///
    /// - Parameters:
    ///   - trials: n ≥ 0.
    ///   - probabilities: One for each outcome, in [0, 1]; all but the last add up to at most 1. The last is what is left.
    /// - Returns: A count for each outcome.
    @inlinable
    public mutating func multinomial(trials: Int, probabilities: [Double]) -> [Int] {
        require(trials >= 0, "multinomial: trials must be ≥ 0, not \(trials)")
        require(
            probabilities.allSatisfy { $0 >= 0 && $0 <= 1 }
                && probabilities.dropLast().reduce(0, +) <= 1 + 1e-12,
            "multinomial: probabilities must lie in 0...1 and add up to 1, not \(probabilities)")
        var counts = [Int](repeating: 0, count: probabilities.count)
        var (left, probabilityLeft) = (trials, 1.0)
        for (outcome, p) in probabilities.dropLast().enumerated() {
            // Rounding can take the share past 1.
            let count = binomial(trials: left, probability: min(p / probabilityLeft, 1))
            counts[outcome] = count
            left -= count
            if left <= 0 { return counts }
            probabilityLeft -= p
        }
        if !counts.isEmpty { counts[counts.count - 1] = left }
        return counts
    }

    /// `count` draws of `multinomial(trials:probabilities:)`, one array each.
    @inlinable
    public mutating func multinomial(trials: Int, probabilities: [Double], count: Int) -> [[Int]] {
        draws(count) { $0.multinomial(trials: trials, probabilities: probabilities) }
    }

    /// A point of the simplex: shares that add up to 1, density proportional to Π xⱼ^(αⱼ − 1). NumPy: `dirichlet(alpha)`.
    ///
    /// Gammas of shapes αⱼ, divided by their sum; where all αⱼ < 0.1 the gammas could all underflow, and the stick is
    /// broken by beta draws instead (not in `RandomState`).
    ///
    /// - Parameter concentrations: αⱼ, each > 0.
    /// - Returns: A share for each α.
    @inlinable
    public mutating func dirichlet(_ concentrations: [Double]) -> [Double] {
        require(
            concentrations.allSatisfy { $0 > 0 },
            "dirichlet: concentrations must be > 0, not \(concentrations)")
        if !Self.usesLegacyAlgorithms, let largest = concentrations.max(), largest < 0.1 {
            return dirichletByStick(concentrations)
        }
        let gammas = concentrations.map { GammaSampler(shape: $0).draw(from: &self) }
        let inverse = 1 / gammas.reduce(0, +)
        return gammas.map { $0 * inverse }
    }

    /// `count` draws of `dirichlet(concentrations)`, one array each.
    @inlinable
    public mutating func dirichlet(_ concentrations: [Double], count: Int) -> [[Double]] {
        draws(count) { $0.dirichlet(concentrations) }
    }

    @inlinable
    mutating func dirichletByStick(_ concentrations: [Double]) -> [Double] {
        // tails[j] = αⱼ + αⱼ₊₁ + …, summed from the end.
        var tails = concentrations
        for j in tails.indices.dropLast().reversed() { tails[j] += tails[j + 1] }
        var stick = 1.0
        var shares = concentrations
        for j in shares.indices.dropLast() {
            let piece = beta(concentrations[j], tails[j + 1])
            shares[j] = stick * piece
            stick *= 1 - piece
        }
        shares[shares.count - 1] = stick
        return shares
    }
}
