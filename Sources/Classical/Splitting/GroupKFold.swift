import LinearAlgebra
import Randomness

/// Parts that keep groups together, such as the rows of one patient: a model is never tested on a group that it has seen.
///
///     let splits = try GroupKFold(2).splits(rows: 4, labels: nil, groups: [7, 7, 8, 9])
///     print(splits.map(\.test))  // [[0, 1], [2, 3]]
public struct GroupKFold: Splitter, Hashable, Codable {
    /// How many parts, 2 or more.
    public var folds: Int
    /// The seed by which groups are shuffled; nil balances the rows of the parts instead.
    public var seed: UInt32?

    /// Parts of groups.
    ///
    /// - Parameters:
    ///   - folds: How many, 2 or more, default 5.
    ///   - seed: The seed by which groups are shuffled and dealt out; nil, the default, gives the largest group to the smallest part.
    public init(_ folds: Int = 5, seed: UInt32? = nil) {
        require(folds >= 2, "GroupKFold: \(folds) folds, and must be 2 or more")
        self.folds = folds
        self.seed = seed
    }

    /// The splits. O(n · folds).
    public func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split] {
        guard let groups else { throw .needsGroups("GroupKFold") }
        require(groups.count == rows, "GroupKFold: \(groups.count) groups for \(rows) rows")
        let (codes, count) = Contingency.numbered(groups)
        guard count >= folds else { throw .tooFewGroups(count, needed: folds) }
        var parts = [Int](repeating: 0, count: count)
        if let seed {
            var generator = RandomState(seed: seed), place = 0
            let order = generator.permutation(count)
            for fold in 0..<folds {
                for _ in 0..<count / folds + (fold < count % folds ? 1 : 0) {
                    parts[order[place]] = fold
                    place += 1
                }
            }
        } else {
            var sizes = [Int](repeating: 0, count: count), sums = [Int](repeating: 0, count: folds)
            for code in codes { sizes[code] += 1 }
            for group in (0..<count).sorted(by: { (sizes[$0], $0) > (sizes[$1], $1) }) {
                let lightest = sums.indices.min { sums[$0] < sums[$1] } ?? 0
                sums[lightest] += sizes[group]
                parts[group] = lightest
            }
        }
        return Split.each(codes.map { parts[$0] }, count: folds)
    }
}

/// Parts that keep groups together and give each class its share, as far as both can be had.
///
/// Groups are dealt out one by one, those with the most uneven classes first, each to the part where the shares of the classes then
/// differ least between parts.
public struct StratifiedGroupKFold: Splitter, Hashable, Codable {
    /// How many parts, 2 or more.
    public var folds: Int
    /// The seed by which groups are shuffled first; nil leaves them in their order.
    public var seed: UInt32?

    /// Parts of groups.
    ///
    /// - Parameters:
    ///   - folds: How many, 2 or more, default 5.
    ///   - seed: The seed by which groups are shuffled first; nil, the default, leaves them in their order.
    public init(_ folds: Int = 5, seed: UInt32? = nil) {
        require(folds >= 2, "StratifiedGroupKFold: \(folds) folds, and must be 2 or more")
        self.folds = folds
        self.seed = seed
    }

    /// The splits. O(n · folds + groups · folds² · classes).
    public func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split] {
        guard let labels else { throw .needsLabels("StratifiedGroupKFold") }
        guard let groups else { throw .needsGroups("StratifiedGroupKFold") }
        require(
            groups.count == rows && labels.count == rows,
            "StratifiedGroupKFold: \(groups.count) groups and \(labels.count) labels for \(rows) rows")
        var (codes, count) = Contingency.numbered(groups)
        guard count >= folds else { throw .tooFewGroups(count, needed: folds) }
        let y = labels.withoutEmptyClasses, k = y.classes.count
        if let seed {
            var generator = RandomState(seed: seed), place = [Int](repeating: 0, count: count)
            for (new, old) in generator.permutation(count).enumerated() { place[old] = new }
            codes = codes.map { place[$0] }
        }
        var counts = [[Double]](repeating: [Double](repeating: 0, count: k), count: count)
        for row in 0..<rows { counts[codes[row]][y.codes[row]] += 1 }
        let spreads = counts.map(Self.deviation)
        let order = (0..<count).sorted { (-spreads[$0], $0) < (-spreads[$1], $1) }
        var parts = [Int](repeating: 0, count: count),
            sums = [[Double]](repeating: Array(repeating: 0, count: k), count: folds)
        let totals = y.counts.map(Double.init)
        for group in order {
            parts[group] = best(counts[group], sums, totals)
            for code in 0..<k { sums[parts[group]][code] += counts[group][code] }
        }
        return Split.each(codes.map { parts[$0] }, count: folds)
    }

    /// Summed from the first to the last, as NumPy does for few numbers: the last bit decides between groups that are equally uneven.
    private static func deviation(_ values: [Double]) -> Double {
        let count = Double(values.count), mean = values.reduce(0, +) / count
        return (values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }

    /// The part where the shares differ least once the group is in it; of equal ones the one with the fewest rows.
    private func best(_ group: [Double], _ sums: [[Double]], _ totals: [Double]) -> Int {
        var best = 0, least = Double.infinity, fewest = Double.infinity
        for part in 0..<folds {
            var spread = 0.0
            for code in totals.indices {
                let shares = (0..<folds).map {
                    (sums[$0][code] + ($0 == part ? group[code] : 0)) / totals[code]
                }
                spread += Self.deviation(shares)
            }
            spread /= Double(totals.count)
            let rows = sums[part].reduce(0, +)
            let isClose = abs(spread - least) <= 1e-8 + 1e-5 * abs(least)
            if spread < least || (isClose && rows < fewest) {
                (best, least, fewest) = (part, spread, rows)
            }
        }
        return best
    }
}

/// Each group is tested on alone, with a model that learnt from all others.
public struct LeaveOneGroupOut: Splitter, Hashable, Codable {
    /// One group at a time.
    public init() {}

    /// The splits, as many as groups, in the order of their numbers.
    public func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split] {
        guard let groups else { throw .needsGroups("LeaveOneGroupOut") }
        require(groups.count == rows, "LeaveOneGroupOut: \(groups.count) groups for \(rows) rows")
        let (codes, count) = Contingency.numbered(groups)
        guard count >= 2 else { throw .tooFewGroups(count, needed: 2) }
        return Split.each(codes, count: count)
    }
}
