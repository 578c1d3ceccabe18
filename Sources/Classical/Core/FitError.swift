/// What is wrong with the data that an estimator was asked to learn from.
public enum FitError: Error, Equatable, Sendable {
    /// No rows, or no columns.
    case empty(rows: Int, columns: Int)
    /// Fewer rows than the estimator needs.
    case tooFewRows(Int, needed: Int, why: String)
    /// A NaN or an infinity among the features.
    case notFinite(row: Int, column: Int, value: Double)
    /// A NaN or an infinity among the numbers to learn, or one outside of what the estimator allows.
    case badTarget(row: Int, value: Double, expected: String)
    /// A feature outside of what the estimator allows, such as a negative count.
    case badFeature(row: Int, column: Int, value: Double, expected: String)
    /// A weight that is negative or no number, or weights of which none is positive.
    case badWeight(row: Int, value: Double)
    /// All rows are of one class, and there is nothing to tell apart.
    case oneClass(Label)
    /// A class that the configuration names does not occur, or occurs too rarely.
    case badClass(Label, why: String)
    /// The columns do not determine the answer, and the estimator has no way to choose one.
    case singular(why: String)
    /// The iteration ended in numbers that are none.
    case diverged(iterations: Int, why: String)
    /// The options do not go together, or not with this data.
    case badOption(String)
}

extension FitError: CustomStringConvertible {
    /// The facts in a sentence.
    public var description: String {
        switch self {
        case .empty(let rows, let columns):
            "there is nothing to learn from: \(rows) rows × \(columns) columns"
        case .tooFewRows(let rows, let needed, let why): "\(rows) rows, where \(needed) are needed: \(why)"
        case .notFinite(let row, let column, let value):
            "column \(column) is \(value) in row \(row); impute or leave out what is missing"
        case .badTarget(let row, let value, let expected):
            "the target is \(value) in row \(row), where \(expected) is expected"
        case .badFeature(let row, let column, let value, let expected):
            "column \(column) is \(value) in row \(row), where \(expected) is expected"
        case .badWeight(let row, let value):
            "the weight is \(value) in row \(row); weights are 0 or more, and not all 0"
        case .oneClass(let label): "all rows are of the class \(label): there is nothing to tell apart"
        case .badClass(let label, let why): "the class \(label): \(why)"
        case .singular(let why): "the data do not determine the model: \(why)"
        case .diverged(let iterations, let why): "no result after \(iterations) iterations: \(why)"
        case .badOption(let why): why
        }
    }
}
