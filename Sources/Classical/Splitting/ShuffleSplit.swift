import LinearAlgebra
import Randomness

/// Random splits, several times, independent of each other.
public struct ShuffleSplit: Splitter, Hashable, Codable {
    /// How many splits.
    public var count: Int
    /// The share of rows to be tested on, above 0 and below 1.
    public var testShare: Double
    /// The share of rows to learn from; nil for all others.
    public var trainShare: Double?
    /// Whether each class has its share on both sides.
    public var isStratified: Bool
    /// The seed of the shuffles.
    public var seed: UInt32

    /// Random splits.
    ///
    /// - Parameters:
    ///   - count: How many, 1 or more, default 10.
    ///   - testShare: The share of rows to be tested on, above 0 and below 1, default 0.1.
    ///   - trainShare: The share of rows to learn from; nil, the default, for all others.
    ///   - isStratified: Whether each class has its share on both sides, default false.
    ///   - seed: The seed of the shuffles, default 0.
    public init(
        _ count: Int = 10, testShare: Double = 0.1, trainShare: Double? = nil, isStratified: Bool = false,
        seed: UInt32 = 0
    ) {
        require(count >= 1, "ShuffleSplit: \(count) splits, and must be 1 or more")
        require(
            testShare > 0 && testShare < 1 && (trainShare.map { $0 > 0 && $0 + testShare <= 1 } ?? true),
            "ShuffleSplit: shares of \(testShare) and \(trainShare ?? 1 - testShare) of the rows")
        self.count = count
        self.testShare = testShare
        self.trainShare = trainShare
        self.isStratified = isStratified
        self.seed = seed
    }

    /// The splits. O(n · count).
    public func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split] {
        let test = Int((testShare * Double(rows)).rounded(.up))
        let train = trainShare.map { Int($0 * Double(rows)) } ?? rows - test
        guard train >= 1, test >= 1, train + test <= rows else {
            throw .tooFewRows(rows, needed: 2, why: "\(train) to learn from and \(test) to be tested on")
        }
        var generator = RandomState(seed: seed), all: [Split] = []
        for _ in 0..<count {
            if isStratified {
                guard let labels else { throw .needsLabels("ShuffleSplit(isStratified: true)") }
                all.append(try Self.stratified(labels, train, test, &generator))
            } else {
                let order = generator.permutation(rows)
                all.append(Split(train: Array(order[test..<test + train]), test: Array(order[..<test])))
            }
        }
        return all
    }

    private static func stratified(
        _ labels: Labels, _ train: Int, _ test: Int, _ generator: inout RandomState
    ) throws(EvaluationError) -> Split {
        let labels = labels.withoutEmptyClasses, counts = labels.counts
        for (label, count) in zip(labels.classes, counts) where count < 2 {
            throw .classTooRare(label, rows: count, needed: 2)
        }
        guard train >= counts.count, test >= counts.count else {
            throw .tooFewRows(
                labels.count, needed: 2 * counts.count,
                why: "each side needs a row of \(counts.count) classes")
        }
        var rows = [[Int]](repeating: [], count: counts.count)
        for (row, code) in labels.codes.enumerated() { rows[code].append(row) }
        let trains = shares(counts, train, &generator)
        let tests = shares(zip(counts, trains).map { $0 - $1 }, test, &generator)
        var split = Split(train: [], test: [])
        for code in counts.indices {
            let order = generator.permutation(counts[code]).map { rows[code][$0] }
            split.train += order[..<trains[code]]
            split.test += order[trains[code]..<trains[code] + tests[code]]
        }
        split.train = generator.permutation(of: split.train)
        split.test = generator.permutation(of: split.test)
        return split
    }

    /// How many of `draws` rows each class gets: its share rounded down, and the rest by the largest remainders, ties by lot.
    private static func shares(_ counts: [Int], _ draws: Int, _ generator: inout RandomState) -> [Int] {
        let total = Double(counts.reduce(0, +))
        let exact = counts.map { Double($0) / total * Double(draws) }
        var result = exact.map { Int($0) }
        var missing = draws - result.reduce(0, +)
        let remainders = zip(exact, result).map { $0 - Double($1) }
        for value in Set(remainders).sorted(by: >) where missing > 0 {
            let equal = remainders.indices.filter { remainders[$0] == value }
            let chosen = generator.choice(of: equal, count: min(equal.count, missing), replacing: false)
            for code in chosen { result[code] += 1 }
            missing -= chosen.count
        }
        return result
    }
}

/// Splits in time: each time a run of rows is tested on, with a model that learnt from rows before it only. Rows are in the order of time.
///
///     let splits = try TimeSeriesSplit(3).splits(rows: 8)
///     print(splits.map(\.test))  // [[2, 3], [4, 5], [6, 7]]
public struct TimeSeriesSplit: Splitter, Hashable, Codable {
    /// How many splits, 2 or more.
    public var folds: Int
    /// How many rows each tests on; nil for n / (folds + 1).
    public var testCount: Int?
    /// How many rows at most it learns from, the latest ones; nil for all.
    public var maximumTrainCount: Int?
    /// How many rows between the two sides are used for neither.
    public var gap: Int

    /// Splits in time.
    ///
    /// - Parameters:
    ///   - folds: How many, 2 or more, default 5.
    ///   - testCount: How many rows each tests on; nil, the default, for n / (folds + 1).
    ///   - maximumTrainCount: How many rows at most it learns from, the latest ones; nil, the default, for all.
    ///   - gap: How many rows between the two sides are used for neither, default 0.
    public init(_ folds: Int = 5, testCount: Int? = nil, maximumTrainCount: Int? = nil, gap: Int = 0) {
        require(folds >= 2 && gap >= 0, "TimeSeriesSplit: \(folds) folds with a gap of \(gap)")
        require(
            testCount ?? 1 >= 1 && maximumTrainCount ?? 1 >= 1,
            "TimeSeriesSplit: at least one row on each side")
        self.folds = folds
        self.testCount = testCount
        self.maximumTrainCount = maximumTrainCount
        self.gap = gap
    }

    /// The splits. O(n · folds).
    public func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split] {
        let size = testCount ?? rows / (folds + 1), first = rows - folds * size
        guard size >= 1, first - gap >= 1 else {
            throw .tooFewRows(
                rows, needed: folds * max(1, size) + gap + 1, why: "\(folds) tests, each with rows before it")
        }
        return (0..<folds).map { fold in
            let start = first + fold * size, end = start - gap
            let begin = max(0, end - (maximumTrainCount ?? end))
            return Split(train: Array(begin..<end), test: Array(start..<start + size))
        }
    }
}

/// Parts that were decided elsewhere.
public struct PredefinedSplit: Splitter, Hashable, Codable {
    /// For each row the part in which it is tested on; -1 for rows that are always learnt from.
    public var parts: [Int]

    /// Parts as given.
    ///
    /// - Parameter parts: For each row the part in which it is tested on, from 0 on; -1 for rows that are always learnt from.
    public init(_ parts: [Int]) { self.parts = parts }

    /// The splits, in the order of the parts.
    public func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split] {
        require(parts.count == rows, "PredefinedSplit: \(parts.count) parts for \(rows) rows")
        let names = Set(parts).subtracting([-1]).sorted()
        if names.isEmpty { throw .tooFewGroups(0, needed: 1) }
        return names.map { name in Split(test: parts.map { $0 == name }) }
    }
}
