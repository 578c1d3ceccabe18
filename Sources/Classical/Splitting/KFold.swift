import LinearAlgebra
import Randomness

/// Parts of (nearly) equal size; each is tested on once, with a model that learnt from the others.
///
///     let splits = try KFold(3).splits(rows: 7)
///     print(splits.map(\.test))  // [[0, 1, 2], [3, 4], [5, 6]]
public struct KFold: Splitter, Hashable, Codable {
    /// How many parts, 2 or more.
    public var folds: Int
    /// The seed by which rows are shuffled first; nil leaves them in their order.
    public var seed: UInt32?

    /// Parts of rows.
    ///
    /// - Parameters:
    ///   - folds: How many, 2 or more, default 5.
    ///   - seed: The seed by which rows are shuffled first; nil, the default, leaves them in their order.
    public init(_ folds: Int = 5, seed: UInt32? = nil) {
        require(folds >= 2, "KFold: \(folds) folds, and must be 2 or more")
        self.folds = folds
        self.seed = seed
    }

    /// The splits. O(n · folds).
    public func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split] {
        var generator = seed.map { RandomState(seed: $0) }
        return try KFold.splits(rows, folds, &generator)
    }

    static func splits(_ rows: Int, _ folds: Int, _ generator: inout RandomState?) throws(EvaluationError)
        -> [Split]
    {
        guard rows >= folds else {
            throw .tooFewRows(rows, needed: folds, why: "each of \(folds) folds needs one")
        }
        var order = Array(0..<rows)
        generator?.shuffle(&order)
        var parts = [Int](repeating: 0, count: rows), place = 0
        for fold in 0..<folds {
            for _ in 0..<rows / folds + (fold < rows % folds ? 1 : 0) {
                parts[order[place]] = fold
                place += 1
            }
        }
        return Split.each(parts, count: folds)
    }
}

/// Parts in which each class has its share of the rows.
///
///     let y: Labels = ["a", "a", "a", "a", "b", "b"]
///     let splits = try StratifiedKFold(2).splits(y)
///     print(splits.map(\.test))  // [[0, 1, 4], [2, 3, 5]]
public struct StratifiedKFold: Splitter, Hashable, Codable {
    /// How many parts, 2 or more.
    public var folds: Int
    /// The seed by which the rows of each class are shuffled; nil leaves them in their order.
    public var seed: UInt32?

    /// Parts of rows.
    ///
    /// - Parameters:
    ///   - folds: How many, 2 or more, default 5.
    ///   - seed: The seed by which the rows of each class are shuffled; nil, the default, leaves them in their order.
    public init(_ folds: Int = 5, seed: UInt32? = nil) {
        require(folds >= 2, "StratifiedKFold: \(folds) folds, and must be 2 or more")
        self.folds = folds
        self.seed = seed
    }

    /// The splits. A class with fewer rows than folds is missing from some; only where all are that rare is it an error. O(n · folds).
    public func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split] {
        guard let labels else { throw .needsLabels("StratifiedKFold") }
        require(labels.count == rows, "StratifiedKFold: \(labels.count) labels for \(rows) rows")
        var generator = seed.map { RandomState(seed: $0) }
        return try StratifiedKFold.splits(labels, folds, &generator)
    }

    static func splits(_ labels: Labels, _ folds: Int, _ generator: inout RandomState?)
        throws(EvaluationError) -> [Split]
    {
        let (codes, counts) = byAppearance(labels)
        guard let largest = counts.max(), largest >= folds else {
            throw .tooFewRows(
                labels.count, needed: folds, why: "no class has a row for each of \(folds) folds")
        }
        // Rows sorted by class are dealt out in turn: so many of each class go into each fold.
        var dealt = [[Int]](repeating: [Int](repeating: 0, count: folds), count: counts.count), next = 0
        for code in counts.indices {
            for _ in 0..<counts[code] {
                dealt[code][next % folds] += 1
                next += 1
            }
        }
        var parts = [Int](repeating: 0, count: labels.count)
        for code in counts.indices {
            var folds = dealt[code].enumerated().flatMap { [Int](repeating: $0, count: $1) }
            generator?.shuffle(&folds)
            var place = 0
            for row in codes.indices where codes[row] == code {
                parts[row] = folds[place]
                place += 1
            }
        }
        return Split.each(parts, count: folds)
    }

    /// Classes numbered in the order in which they first appear, and how many rows each has.
    static func byAppearance(_ labels: Labels) -> (codes: [Int], counts: [Int]) {
        var map = [Int](repeating: -1, count: labels.classes.count), counts: [Int] = []
        let codes = labels.codes.map { code in
            if map[code] < 0 {
                map[code] = counts.count
                counts.append(0)
            }
            counts[map[code]] += 1
            return map[code]
        }
        return (codes, counts)
    }
}

/// Parts of rows, several times over, shuffled anew each time.
public struct RepeatedKFold: Splitter, Hashable, Codable {
    /// How many parts, 2 or more.
    public var folds: Int
    /// How many times.
    public var repeats: Int
    /// The seed of the shuffles.
    public var seed: UInt32
    /// Whether each class has its share of each part.
    public var isStratified: Bool

    /// Parts of rows, several times over.
    ///
    /// - Parameters:
    ///   - folds: How many parts, 2 or more, default 5.
    ///   - repeats: How many times, 1 or more, default 10.
    ///   - isStratified: Whether each class has its share of each part, default false.
    ///   - seed: The seed of the shuffles, default 0.
    public init(_ folds: Int = 5, repeats: Int = 10, isStratified: Bool = false, seed: UInt32 = 0) {
        require(
            folds >= 2 && repeats >= 1,
            "RepeatedKFold: \(folds) folds \(repeats) times; must be 2 or more, 1 or more")
        self.folds = folds
        self.repeats = repeats
        self.isStratified = isStratified
        self.seed = seed
    }

    /// The splits, the folds of each repetition together. O(n · folds · repeats).
    public func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split] {
        if isStratified, labels == nil { throw .needsLabels("RepeatedKFold(isStratified: true)") }
        var generator: RandomState? = RandomState(seed: seed), all: [Split] = []
        for _ in 0..<repeats {
            if isStratified, let labels {
                all += try StratifiedKFold.splits(labels, folds, &generator)
            } else {
                all += try KFold.splits(rows, folds, &generator)
            }
        }
        return all
    }
}

/// Each row is tested on alone, with a model that learnt from all others. O(n²) memory.
public struct LeaveOneOut: Splitter, Hashable, Codable {
    /// One row at a time.
    public init() {}

    /// The splits, as many as rows.
    public func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split] {
        guard rows >= 2 else { throw .tooFewRows(rows, needed: 2, why: "one is left out") }
        return (0..<rows).map { row in
            Split(train: Array(0..<row) + Array(row + 1..<rows), test: [row])
        }
    }
}
