/// Choosing, with replacement: the part that `Generator` and `RandomState` share.
extension RandomStream {
    /// One of 0..<n by its probability: the first place where the running sum of the probabilities passes U.
    ///
    /// - Parameter probabilities: One for each of the n, ≥ 0, adding up to 1 within 1.5·10⁻⁸.
    @inlinable
    public mutating func choice(probabilities: [Double]) -> Int {
        CumulativeWeights(checking: probabilities).index(of: random())
    }

    @inlinable
    mutating func choiceWithReplacement(_ n: Int, _ count: Int, _ probabilities: [Double]?) -> [Int] {
        guard let probabilities else { return integers(in: 0...n - 1, count: count) }
        let guide = GuideTable(CumulativeWeights(checking: probabilities), draws: count)
        return draws(count) { guide.index(of: $0.random()) }
    }

    /// Weighted choice without replacement: draw as many as are missing, keep the first of each, set the weights of those
    /// kept to zero, and go round again.
    @inlinable
    mutating func choiceWithoutReplacement(_ count: Int, _ probabilities: [Double]) -> [Int] {
        CumulativeWeights.check(probabilities)
        require(
            probabilities.count(where: { $0 > 0 }) >= count,
            "choice: fewer than \(count) probabilities are above 0")
        var weights = probabilities
        var chosen: [Int] = []
        chosen.reserveCapacity(count)
        while chosen.count < count {
            let uniforms = random(count: count - chosen.count)
            let cumulative = CumulativeWeights(weights)
            for uniform in uniforms {
                let index = cumulative.index(of: uniform)
                // A weight of zero marks what has been taken, in this round or before.
                if weights[index] > 0 { chosen.append(index) }
                weights[index] = 0
            }
        }
        return chosen
    }

    @inlinable
    static func checkChoice(_ n: Int, _ count: Int, _ replacing: Bool, _ probabilities: [Double]?) {
        require(count >= 0, "choice: count must be ≥ 0, not \(count)")
        require(n > 0 || (n == 0 && count == 0), "choice: nothing to choose from, n is \(n)")
        require(
            replacing || count <= n, "choice: \(count) of \(n) cannot be chosen without replacement")
        require(
            probabilities.map { $0.count == n } ?? true,
            "choice: \(probabilities?.count ?? 0) probabilities for \(n) to choose from")
    }
}

/// Running sums of weights, scaled to end at 1.
@usableFromInline
struct CumulativeWeights {
    @usableFromInline var sums: [Double]

    @inlinable
    init(_ weights: [Double]) {
        var sum = 0.0
        sums = weights.map { weight in
            sum += weight
            return sum
        }
        for index in sums.indices { sums[index] /= sum }
    }

    @inlinable
    init(checking probabilities: [Double]) {
        Self.check(probabilities)
        self.init(probabilities)
    }

    @usableFromInline
    static func check(_ probabilities: [Double]) {
        require(
            probabilities.allSatisfy { $0 >= 0 }, "choice: probabilities must be ≥ 0, not \(probabilities)")
        let sum = probabilities.reduce(0, +)
        require(abs(sum - 1) <= 1.5e-8, "choice: probabilities add up to \(sum), not 1")
    }

    /// The first place whose sum is above `value`, by bisection.
    @inlinable
    func index(of value: Double) -> Int {
        var (low, high) = (0, sums.count)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Running sums of weights, and for each of 2ᵏ equal steps of [0, 1) the first place that a search from there may end at.
///
/// A search takes a step or two whatever the weights: a step of the table is met with probability 2⁻ᵏ and holds n·2⁻ᵏ places on average.
/// Source: H. C. Chen, Y. Asau, "On Generating Random Variates from an Empirical Distribution" (1974).
@usableFromInline
struct GuideTable {
    @usableFromInline let sums: [Double]
    @usableFromInline let first: [Int]
    /// The number of steps, a power of two, so that the product with a draw is exact.
    @usableFromInline let steps: Double

    @inlinable
    init(_ weights: CumulativeWeights, draws: Int) {
        sums = weights.sums
        let wanted = min(sums.count, max(1, draws))
        let size = 1 << (Int.bitWidth - max(1, wanted - 1).leadingZeroBitCount)
        steps = Double(size)
        var place = 0
        first = (0..<size).map { [sums, steps] step in
            while sums[place] <= Double(step) / steps { place += 1 }
            return place
        }
    }

    /// The first place whose sum is above `value`, which is in [0, 1).
    @inlinable
    func index(of value: Double) -> Int {
        var place = first[Int(value * steps)]
        while sums[place] <= value { place += 1 }
        return place
    }
}

extension RandomState {
    /// `count` of the numbers 0..<n. NumPy: `RandomState.choice(n, count, replace, p)`.
    ///
    /// Without replacement and weights this is the head of `permutation(n)`, O(n) whatever the count.
    ///
    /// - Parameters:
    ///   - n: How many there are to choose from, above 0.
    ///   - count: How many to choose; at most n without replacement.
    ///   - replacing: Whether one can be chosen twice, default `true`.
    ///   - probabilities: n numbers ≥ 0 that add up to 1; `nil` for equal ones.
    public mutating func choice(
        _ n: Int, count: Int, replacing: Bool = true, probabilities: [Double]? = nil
    ) -> [Int] {
        Self.checkChoice(n, count, replacing, probabilities)
        if count == 0 && n == 0 { return [] }
        if replacing { return choiceWithReplacement(n, count, probabilities) }
        if let probabilities { return choiceWithoutReplacement(count, probabilities) }
        return Array(permutation(n).prefix(count))
    }

    /// `count` of the elements, as `choice(_:count:replacing:probabilities:)`.
    public mutating func choice<Element>(
        of elements: [Element], count: Int, replacing: Bool = true, probabilities: [Double]? = nil
    ) -> [Element] {
        choice(elements.count, count: count, replacing: replacing, probabilities: probabilities).map {
            elements[$0]
        }
    }
}
