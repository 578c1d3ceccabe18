import LinearAlgebra

/// The rows to learn from and the rows to be tested on, by their numbers.
public struct Split: Sendable, Hashable, Codable {
    /// The rows to learn from.
    public var train: [Int]
    /// The rows to be tested on.
    public var test: [Int]

    /// Rows as given.
    ///
    /// - Parameters:
    ///   - train: The rows to learn from.
    ///   - test: The rows to be tested on.
    public init(train: [Int], test: [Int]) {
        self.train = train
        self.test = test
    }
}

/// A way to part rows into those to learn from and those to be tested on, once or several times.
///
///     for split in try KFold(5, seed: 0).splits(rows: x.rows) {
///         let model = try LinearRegression().fit(x[rows: split.train], y[at: split.train])
///         let score = Metrics.r2(model.predict(x[rows: split.test]), y[at: split.test])
///     }
///
/// Shuffles draw from NumPy's legacy generator, so that the same seed gives the rows that scikit-learn's `random_state` gives.
public protocol Splitter: Sendable {
    /// The splits, in order.
    ///
    /// - Parameters:
    ///   - rows: How many rows there are.
    ///   - labels: The class of each row, for splitters that keep the classes' shares.
    ///   - groups: The group of each row, for splitters that keep groups together.
    /// - Throws: ``EvaluationError``, where rows, classes or groups are too few or not given.
    func splits(rows: Int, labels: Labels?, groups: [Int]?) throws(EvaluationError) -> [Split]
}

extension Splitter {
    /// The splits of rows without classes and groups.
    ///
    /// - Parameter rows: How many rows there are.
    public func splits(rows: Int) throws(EvaluationError) -> [Split] {
        try splits(rows: rows, labels: nil, groups: nil)
    }

    /// The splits of rows by their classes.
    ///
    /// - Parameters:
    ///   - labels: The class of each row.
    ///   - groups: The group of each row, where the splitter asks for it.
    public func splits(_ labels: Labels, groups: [Int]? = nil) throws(EvaluationError) -> [Split] {
        try splits(rows: labels.count, labels: labels, groups: groups)
    }
}

/// Why something could not be evaluated.
public enum EvaluationError: Error, Equatable, Sendable {
    /// Fewer rows than the splits need.
    case tooFewRows(Int, needed: Int, why: String)
    /// Fewer groups than the splits need.
    case tooFewGroups(Int, needed: Int)
    /// A class has fewer rows than the splits need.
    case classTooRare(Label, rows: Int, needed: Int)
    /// The splitter needs the class of each row, and there are none: the target is a number.
    case needsLabels(String)
    /// The splitter needs the group of each row, and none were given.
    case needsGroups(String)
    /// An estimator could not learn from the rows of a fold, counted from 0.
    case fit(fold: Int, FitError)
    /// A score needs what a model does not give, or has no value for the rows of a fold.
    case undefined(score: String, why: String)
    /// The options do not go together, or not with this data.
    case badOption(String)
}

extension EvaluationError: CustomStringConvertible {
    /// The facts in a sentence.
    public var description: String {
        switch self {
        case .tooFewRows(let rows, let needed, let why): "\(rows) rows, where \(needed) are needed: \(why)"
        case .tooFewGroups(let groups, let needed): "\(groups) groups, where \(needed) are needed"
        case .classTooRare(let label, let rows, let needed):
            "the class \(label) has \(rows) rows, where \(needed) are needed"
        case .needsLabels(let name): "\(name) keeps the shares of classes, and there are no classes here"
        case .needsGroups(let name): "\(name) keeps groups together: give the group of each row"
        case .fit(let fold, let error): "fold \(fold): \(error)"
        case .undefined(let score, let why): "\(score) has no value: \(why)"
        case .badOption(let why): why
        }
    }
}

extension Split {
    /// A split into the rows of a mask and the others, both in order.
    init(test isTest: [Bool]) {
        var train: [Int] = [], test: [Int] = []
        for (row, flag) in isTest.enumerated() { if flag { test.append(row) } else { train.append(row) } }
        self.init(train: train, test: test)
    }

    /// One split for each part: its rows are tested on, all others learnt from.
    static func each(_ parts: [Int], count: Int) -> [Split] {
        (0..<count).map { part in Split(test: parts.map { $0 == part }) }
    }
}
