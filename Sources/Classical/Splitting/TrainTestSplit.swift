import LinearAlgebra

/// Parts rows once, at random: the rows to learn from and those to be tested on.
///
///     let split = try trainTestSplit(rows: 10, testShare: 0.3, seed: 0)
///     print(split.test)  // [2, 8, 4]
///
/// O(n).
///
/// - Parameters:
///   - rows: How many rows there are.
///   - testShare: The share of rows to be tested on, above 0 and below 1, default 0.25.
///   - shuffles: Whether rows are taken at random, default true; else the last ones are tested on.
///   - labels: The class of each row, so that each class has its share on both sides; nil, the default, for rows of any class.
///   - seed: The seed of the shuffle, default 0.
/// - Throws: ``EvaluationError``, where there are too few rows.
public func trainTestSplit(
    rows: Int, testShare: Double = 0.25, shuffles: Bool = true, stratifiedBy labels: Labels? = nil,
    seed: UInt32 = 0
) throws(EvaluationError) -> Split {
    if !shuffles {
        let test = Int((testShare * Double(rows)).rounded(.up)), train = rows - test
        guard train >= 1, test >= 1 else {
            throw .tooFewRows(rows, needed: 2, why: "\(train) to learn from and \(test) to be tested on")
        }
        return Split(train: Array(0..<train), test: Array(train..<rows))
    }
    let splitter = ShuffleSplit(1, testShare: testShare, isStratified: labels != nil, seed: seed)
    return try splitter.splits(rows: rows, labels: labels, groups: nil)[0]
}

/// The two sides of a split of rows and what is known of each.
public struct TrainTest<Targets: Sendable>: Sendable {
    /// The rows to learn from.
    public let trainX: Matrix<Double>
    /// The rows to be tested on.
    public let testX: Matrix<Double>
    /// What is known of the rows to learn from.
    public let trainY: Targets
    /// What is known of the rows to be tested on.
    public let testY: Targets
    /// The numbers of the rows on each side.
    public let split: Split
}

/// Parts rows and their classes once, at random, each class with its share on both sides.
///
/// - Parameters:
///   - x: The rows, n × p.
///   - y: The class of each row.
///   - testShare: The share of rows to be tested on, above 0 and below 1, default 0.25.
///   - isStratified: Whether each class has its share on both sides, default true.
///   - seed: The seed of the shuffle, default 0.
/// - Throws: ``EvaluationError``, where there are too few rows.
public func trainTestSplit(
    _ x: Matrix<Double>, _ y: Labels, testShare: Double = 0.25, isStratified: Bool = true, seed: UInt32 = 0
) throws(EvaluationError) -> TrainTest<Labels> {
    require(x.rows == y.count, "trainTestSplit: \(y.count) labels for \(x.rows) rows")
    let split = try trainTestSplit(
        rows: x.rows, testShare: testShare, stratifiedBy: isStratified ? y : nil, seed: seed)
    return TrainTest(
        trainX: x[rows: split.train], testX: x[rows: split.test], trainY: y[split.train],
        testY: y[split.test], split: split)
}

/// Parts rows and their numbers once, at random.
///
/// - Parameters:
///   - x: The rows, n × p.
///   - y: The number of each row.
///   - testShare: The share of rows to be tested on, above 0 and below 1, default 0.25.
///   - seed: The seed of the shuffle, default 0.
/// - Throws: ``EvaluationError``, where there are too few rows.
public func trainTestSplit(
    _ x: Matrix<Double>, _ y: Vector<Double>, testShare: Double = 0.25, seed: UInt32 = 0
) throws(EvaluationError) -> TrainTest<Vector<Double>> {
    require(x.rows == y.count, "trainTestSplit: \(y.count) targets for \(x.rows) rows")
    let split = try trainTestSplit(rows: x.rows, testShare: testShare, seed: seed)
    return TrainTest(
        trainX: x[rows: split.train], testX: x[rows: split.test], trainY: y[at: split.train],
        testY: y[at: split.test], split: split)
}
