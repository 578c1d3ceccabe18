import LinearAlgebra

/// What rows are to be told by: a number or a class each.
public enum Targets: Sendable, Hashable, Codable {
    /// A number for each row.
    case numbers(Vector<Double>)
    /// A class for each row.
    case labels(Labels)

    /// How many rows there are.
    public var count: Int {
        switch self {
        case .numbers(let values): values.count
        case .labels(let labels): labels.count
        }
    }

    /// The numbers; nil where there are classes.
    public var numbers: Vector<Double>? { if case .numbers(let values) = self { values } else { nil } }
    /// The classes; nil where there are numbers.
    public var labels: Labels? { if case .labels(let labels) = self { labels } else { nil } }

    /// The targets of some of the rows, in their order.
    public subscript(rows: [Int]) -> Targets {
        switch self {
        case .numbers(let values): .numbers(values[at: rows])
        case .labels(let labels): .labels(labels[rows])
        }
    }

    /// The numbers; of classes whether a row is of each, one vector for a pair of classes and k for k classes.
    package var columns: [Vector<Double>] {
        switch self {
        case .numbers(let values): return [values]
        case .labels(let labels):
            let classes = labels.classes.count == 2 ? [labels.classes[1]] : labels.classes
            return classes.map { labels.indicator(of: $0) }
        }
    }
}

/// Anything that learns how to change columns, from the rows and perhaps from what they are told by: the first part of a pipeline.
///
/// Every ``FeatureTransformer`` is one that does not look at the target.
public protocol PipelineStep: Estimator {
    /// What is learned.
    associatedtype Model: FeatureTransform
    /// Whether anything is learned from the rows but how many columns there are. True unless the step says otherwise.
    static var learnsFromRows: Bool { get }
    /// Whether what comes out holds no NaN where what goes in does. False unless the step says otherwise.
    static var fillsMissingValues: Bool { get }
    /// Learns from rows, and changes these very rows.
    ///
    /// The rows that come out need not be those that the model gives: a ``TargetEncoder`` encodes each row without its own target.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - target: The number or class of each row; nil where there is none.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    func fitTransform(_ x: Matrix<Double>, _ target: Targets?) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    )
}

extension FeatureTransformer {
    /// Learns from the rows and changes them; the target is not looked at.
    public func fitTransform(_ x: Matrix<Double>, _ target: Targets?) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    ) {
        let model = try fit(x)
        return (model, model.transform(x))
    }
}

extension PipelineStep {
    /// Something is learned from the rows.
    public static var learnsFromRows: Bool { true }
    /// NaN may come out.
    public static var fillsMissingValues: Bool { false }

    /// Learns from rows and the number of each.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The number of each row, n.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
        try fitTransform(x, .numbers(y)).model
    }

    /// Learns from rows and the class of each.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row, n.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        try fitTransform(x, .labels(y)).model
    }
}

/// A change of columns that can tell how the new ones are called.
public protocol NamedFeatureTransform: FeatureTransform {
    /// The names of the columns that come out.
    ///
    /// - Parameter names: The names of those that go in.
    func outputNames(_ names: [String]) -> [String]
}

extension FeatureTransform {
    /// The names of the columns that come out: those that went in where there are as many, and numbered ones otherwise.
    ///
    /// - Parameter names: The names of those that go in, one for each.
    public func names(for names: [String]) -> [String] {
        require(
            names.count == featureCount, "names(for:): \(names.count) names for \(featureCount) columns")
        if let named = self as? any NamedFeatureTransform { return named.outputNames(names) }
        if outputCount == featureCount { return names }
        let path = String(reflecting: Self.self).prefix { $0 != "<" }.split(separator: ".")
        let kind = (path.last == "Model" ? path.dropLast().last : path.last) ?? "column"
        return (0..<outputCount).map { "\(kind.prefix(1).lowercased())\(kind.dropFirst())\($0)" }
    }
}
